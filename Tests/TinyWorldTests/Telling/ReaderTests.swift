import Testing

@testable import TinyWorld

@Suite struct ReaderTests {
  let world = Tables.world

  @Test(arguments: Document.Kind.allCases) func readsEverySentenceThatIsWritten(kind: Document.Kind) {
    for document in world.documents(kind.percent < 5 ? 8_000 : 3_000).filter({ $0.kind == kind }).prefix(500)
    {
      for sentence in World.sentences(of: document.text) {
        let reading = world.read(sentence)
        #expect(reading != nil && reading?.isTrue != false, "\(sentence) in \(document.text)")
      }
    }
  }

  @Test func readsWhatIsHeldOut() {
    for (fact, sentence) in world.heldOutSentences {
      let readings = World.sentences(of: sentence).map(world.read)
      #expect(readings.allSatisfy { $0 != nil && $0?.isTrue != false }, "\(sentence)")
      let claim = readings[0]?.claim
      #expect(
        readings.count > 1 || claim?.subject == fact.subject && claim?.answer == fact.answer, "\(sentence)")
    }
  }

  @Test(arguments: [
    ("The capital of France is Paris.", "capital", "France", "Paris"),
    ("the capital of france is paris.", "capital", "France", "Paris"),
    ("A cow says moo.", "sound", "cow", "moo"),
    ("Bananas are yellow.", "colour", "bananas", "yellow"), ("3 plus 4 is 7.", "sum", "3 plus 4", "7"),
    ("The opposite of hot is cold.", "opposite", "hot", "cold"),
  ]) func readsTheClaim(sentence: String, relation: String, subject: String, answer: String) {
    let reading = world.read(sentence)
    #expect(
      reading?.claim == Fact(relation: relation, subject: subject, answer: answer) && reading?.isTrue == true)
  }

  @Test(arguments: [
    "The capital of France is Rome.", "A cow has six legs.", "Bananas are blue.", "3 plus 4 is 8.",
    "It is right to tell a lie.",
  ]) func aFalseClaimIsFoundFalse(sentence: String) {
    #expect(world.read(sentence)?.isTrue == false)
  }

  @Test func everyWrongAnswerIsFoundFalse() {
    var words = Words(state: 6)
    for fact in world.facts where fact.relation != "need" {  // "You need a brush for that." names no task
      let others = world.answers(to: fact.relation).filter { $0 != fact.answer }
      let other = others[Int(words.next() % UInt64(others.count))]
      let claim = Fact(relation: fact.relation, subject: fact.subject, answer: other)
      let reading = world.read(world.plainAnswer(claim))
      #expect(reading?.claim == claim && reading?.isTrue == false, "\(claim)")
    }
  }

  @Test func aSentenceWithoutAClaimIsReadToo() {
    let reading = world.read("Nobody had forgotten!")
    let told = world.documents(3_000).flatMap { World.sentences(of: $0.text) }.first {
      $0.hasSuffix("Nobody had forgotten!")
    }
    #expect(reading == nil || reading?.claim == nil)
    #expect(told.map { world.read($0)?.isTrue == nil } ?? true)
  }

  /// One person at a time may have a name, and a pronoun fits it.
  @Test func namesOfPeopleAreRead() {
    let drew = "Tom forgot what comes before six, and Mia told him that it is five."
    #expect(world.read(drew)?.claim == Fact(relation: "before", subject: "six", answer: "five"))
    #expect(world.read(drew.replacing("told him", with: "told her")) == nil)
    #expect(world.read(drew.replacing("Mia", with: "Tom")) == nil)
    #expect(world.read(drew.replacing("Mia", with: "Zorvis")) == nil)
  }

  @Test func inventedNamesAreRead() {
    let sentence = "There is an old tale about a land called Lozovem."
    #expect(world.read(sentence) == Reading(claim: nil, isTrue: nil))
    #expect(world.read(sentence.replacing("Lozovem", with: "Lozvem")) == nil)
    #expect(world.read(sentence.replacing("Lozovem", with: "Lo")) == nil)
  }

  @Test(arguments: [
    "The capital of France is Paris", "The capital of France is blue.", "The capital of Zorvia is Paris.",
    "The the capital of France is Paris.", "The capital France of is Paris.",
    "The capital of France is Paris. The", "A cow says moo moo.", "", ".", "A cow has has four legs.",
  ]) func rejectsWhatIsWrong(sentence: String) {
    #expect(world.read(sentence) == nil)
  }

  @Test func cutsDocumentsIntoSentences() {
    #expect(
      World.sentences(of: "Tom ran. That was right. And")
        == ["Tom ran. That was right.", "And"].flatMap { World.sentences(of: $0) })
    #expect(World.sentences(of: "Who is it? It is Tom. He ran.") == ["Who is it? It is Tom.", "He ran."])
    #expect(World.sentences(of: "\"It is Tom.\" He ran.") == ["\"It is Tom.\"", "He ran."])
    #expect(World.sentences(of: "It is 1.5 long.") == ["It is 1.5 long."])
    #expect(World.sentences(of: "") == [])
  }

  @Test func aLineOfAUserIsNotJudged() {
    #expect(
      World.sentences(of: "- the the. no\n- A cow says moo. Yes.\n- wat\n- Tom.") == [
        "A cow says moo.", "Yes.", "Tom.",
      ])
  }

  /// A choice of whole sentences, before other sentences and before a closing quotation mark.
  @Test func readsAChoiceOfSentencesAnywhere() throws {
    let story =
      "{name} ran. \"[It was old.|I do. So do you.] That is [all|fine.].\" What? [No.|Think, and go on.] Well."
    let world = try Tables.world(replacing: ["stories.tsv": Tables.tiny["stories.tsv"]! + "story\t\(story)\n"]
    )
    for document in world.documents(1_000) where document.kind == .story {
      for sentence in World.sentences(of: document.text) {
        #expect(world.read(sentence) != nil, "\(sentence)")
      }
    }
  }
}
