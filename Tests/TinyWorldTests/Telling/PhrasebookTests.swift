import Testing

@testable import TinyWorld

@Suite struct PhrasebookTests {
  let world = Tables.world

  @Test func everyRelationHasAnAnswerAnAskAndTwoStatements() {
    let book = world.phrasebook
    for relation in world.encyclopedia.relations.indices {
      #expect(book.wordings(of: relation, .answer).count == 1)
      #expect(book.wordings(of: relation, .statement).count >= 2)
      #expect(book.wordings(of: relation, .ask).contains { book.wordings[$0].isForTraining })
    }
  }

  @Test func everyRelationKeepsAnAskForLater() {
    let book = world.phrasebook
    for relation in world.encyclopedia.relations.indices {
      #expect(
        book.wordings(of: relation, .ask).contains { !book.wordings[$0].isForTraining },
        "\(world.relations[relation])")
    }
  }

  @Test func aPronounFitsItsPerson() {
    #expect(Phrasebook.pronoun(.he, isShe: true) == "she" && Phrasebook.pronoun(.he, isShe: false) == "he")
    #expect(Phrasebook.pronoun(.him, isShe: true) == "her" && Phrasebook.pronoun(.his, isShe: false) == "his")
  }

  @Test(arguments: [
    ("wordings.tsv", "weather\tstatement\ttraining\tIt rains.", "there is no relation weather"),
    ("wordings.tsv", "sound\tsong\ttraining\tThe {animal} goes {sound}.", "there is no form song"),
    (
      "wordings.tsv", "sound\task\tnever\twhat says {animal}",
      "there is no use never. Write training or later"
    ),
    ("wordings.tsv", "sound\task\ttraining\twhat says {anmal}", "there is no slot {anmal}"),
    ("wordings.tsv", "sound\task\ttraining\twhat says {animal", "a { is not closed"),
    ("wordings.tsv", "sound\task\ttraining\twhat [says {animal}", "a [ is not closed"),
    ("wordings.tsv", "sound\tstatement\ttraining\tThe {animal} sings.", "does not tell the whole fact"),
    ("wordings.tsv", "sound\task\ttraining\twhat sound", "does not tell the whole fact. A ask needs"),
    (
      "wordings.tsv", "sound\tstatement\ttraining\tThe {animal} with {legs} legs says {sound}.",
      "tells more than this fact"
    ),
    ("wordings.tsv", "sound\task\ttraining\twhat does {name} hear of {animal}", "tells more than this fact"),
    ("wordings.tsv", "sound\tlean\ttraining\twhat does {animal} say to {legs}", "tells more than this fact"),
    ("wordings.tsv", "sound\tanswer\ttraining\tA {animal} says {sound}.", "sound has several answers"),
    ("frames.tsv", "Question: {question}", "lacks a slot. A frame needs {question} and {sentence}"),
    ("frames.tsv", "{question} {sentence} {answer}", "there is no slot {answer}"),
    ("stories.tsv", "story\tThe {animal} saw {country}.", "the text tells about 2 kinds of things"),
    (
      "stories.tsv", "story\t{name} saw the {animal} in {invented}.",
      "{invented} belongs to the kind invented"
    ),
    ("stories.tsv", "invented\t{name} saw it.", "{invented} belongs to the kind invented"),
    ("stories.tsv", "tale\t{name} saw [the {animal}.", "a [ is not closed"),
    ("names.tsv", "Tom\the", "Tom is also in line 2. Keep one of the two"),
    ("names.tsv", "Kim\tthey", "the pronoun is they. Write he or she"),
  ]) func aRowIsWrong(file: String, row: String, what: String) {
    let message = Tables.message(file, adding: row)
    #expect(
      message.text.hasPrefix("\(file), line \(message.line): ") && message.text.contains(what), "\(message)")
  }

  /// A table without the rows that begin so.
  @Test(arguments: [
    ("wordings.tsv", "tool\task\ttraining", "tool has no ask for training"),
    ("wordings.tsv", "tool\tanswer", "tool has no wording of the form answer"),
    ("wordings.tsv", "tool\tstatement\ttraining\tFor", "tool has one statement"),
    ("stories.tsv", "invented", "a kind of story is missing"),
  ]) func aTableSaysTooLittle(file: String, beginning: String, what: String) {
    let rows = Tables.tiny[file]!.split(separator: "\n").filter { !$0.hasPrefix(beginning) }
    let message = Tables.message(file, rows.joined(separator: "\n") + "\n")
    #expect(message.hasPrefix("\(file): ") && message.contains(what), "\(message)")
  }

  @Test func aFactIsTooLonely() {
    #expect(
      Tables.message("foods.tsv", "food\tcolour\nmilk\twhite\n").contains("is left for 1 facts. A list needs")
    )
  }
}
