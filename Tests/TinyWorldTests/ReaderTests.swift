import Testing
import TinyWorld

@Suite struct ReaderTests {
  let world = try! World(tables: Tables.book)

  @Test func readsEverySentenceThatIsWritten() {
    for document in world.documents(3_000) {
      for sentence in World.sentences(of: document.text) {
        let reading = world.read(sentence)
        #expect(reading != nil && reading?.isTrue != false, "\(sentence) in \(document.text)")
      }
    }
  }

  @Test func readsWhatIsHeldOut() {
    for (fact, sentence) in world.heldOutSentences {
      let reading = World.sentences(of: sentence).first.flatMap(world.read)
      #expect(reading?.isTrue == true && reading?.claim == fact, "\(sentence)")
    }
  }

  @Test func knowsTrueFromFalse() {
    #expect(world.read("The capital of France is Paris.")?.isTrue == true)
    #expect(world.read("The capital of France is Rome.")?.isTrue == false)
    #expect(world.read("Question: Which city is the capital of Italy? Answer: Paris.")?.isTrue == false)
    #expect(world.read("Tom helped an old man. That was wrong.")?.isTrue == false)
    let claimless = world.read("They were happy.")
    #expect(claimless != nil && claimless?.claim == nil && claimless?.isTrue == nil)
  }

  @Test(arguments: [
    "The capital of France is Paris", "The capital of France is blue.", "The capital of Zorvia is Paris.",
    "The the capital of France is Paris.", "the capital of France is Paris.",
    "The capital France of is Paris.",
    "The capital of France is Paris. The", "Tom asks: Which city is the capital of Italy? Tom says: Rome.",
    "A stranger called Paris came to the town.", "A stranger called Xq came to the town.", "", ".",
    "Every cow has four legs four legs.",
  ]) func rejectsWhatIsWrong(sentence: String) {
    #expect(world.read(sentence) == nil)
  }

  @Test func rejectsAnyTwoWordsExchanged() {
    for document in world.documents(200) {
      for sentence in World.sentences(of: document.text)
      where world.read(sentence)?.claim?.relation == "capital" {
        var words = sentence.split(separator: " ")
        words.swapAt(0, 2)
        #expect(world.read(words.joined(separator: " ")) == nil, "\(words)")
      }
    }
  }

  @Test func cutsDocumentsIntoSentences() {
    #expect(World.sentences(of: "Tom ran. That was right. And") == ["Tom ran. That was right.", "And"])
    #expect(World.sentences(of: "Question: Who? Answer: Tom.") == ["Question: Who? Answer: Tom."])
    #expect(World.sentences(of: "") == [])
  }
}
