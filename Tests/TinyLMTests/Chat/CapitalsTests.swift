// Capitals come back where sentences begin and in names, whatever else stands in the text.

import Testing
import TinyLM

@Suite struct CapitalsTests {
  private let capitals = Capitals(
    learnedFrom: "The capital is Paris. No, it's Rome! Tom and I like the dog. I'm Tom. Say dog. "
      + "May I? You may. It may.")

  @Test func aSentenceBeginsWithACapital() {
    for (small, restored) in [
      ("the dog. the dog! the dog? the dog", "The dog. The dog! The dog? The dog"),
      ("the dog\nthe dog", "The dog\nThe dog"),
      ("\"the dog\"... (the dog)", "\"The dog\"... (The dog)"),
      ("'the dog' the dog", "'The dog' the dog"),
      ("", ""), (" ", " "), ("...", "..."),
    ] { #expect(capitals.restored(small) == restored) }
  }

  @Test func namesAndIHaveTheirCapitalsEverywhere() {
    #expect(capitals.restored("it is paris, paris and 'rome'.") == "It is Paris, Paris and 'Rome'.")
    #expect(capitals.restored("the dog and i, i'm tom.") == "The dog and I, I'm Tom.")
  }

  @Test func aWordIsWrittenAsItMostlyIsInsideASentence() {
    #expect(capitals.restored("you may, tom. may i?") == "You may, Tom. May I?")
  }

  @Test func aWordThatWasNeverSeenIsTakenForAName() {
    #expect(capitals.restored("the vikudex and the \u{e9}va.") == "The Vikudex and the \u{c9}va.")
  }

  @Test func whatFollowsAnApostropheADigitOrABarIsNoWord() {
    #expect(capitals.restored("tom's dog. it's the dog's. don't") == "Tom's dog. It's the dog's. Don't")
    #expect(capitals.restored("3 dog is like the 3rd. 2nd dog") == "3 dog is like the 3rd. 2nd dog")
    #expect(capitals.restored("the dog<|user|>dog") == "The dog<|user|>dog")
    #expect(capitals.restored("it is 3.5 like it") == "It is 3.5 like it")
  }

  @Test func withoutWordsOnlySentencesGetCapitals() {
    #expect(Capitals().restored("the vikudex. i am") == "The vikudex. I am")
  }

  @Test func nothingButCapitalsChanges() {
    for text in ["\r\n a\u{301}b \u{1f600}c", "  tom  ", "a'''b", "1a'b2c", "\u{fffd}\u{fffd}x"] {
      #expect(capitals.restored(text).lowercased() == text)
      #expect(capitals.restored(capitals.restored(text)) == capitals.restored(text))
    }
  }

  @Test func anAnswerIsReadWithItsCapitals() throws {
    let tokenizer = BytePairTokenizer(merges: [], specialTokens: ChatFormat.specialTokens)
    let format = ChatFormat(tokenizer, capitals: capitals)
    #expect(format.text(of: tokenizer.encode(" it is paris.") + [format.end]) == "It is Paris.")
    #expect(format.text(of: tokenizer.encode("  paris")) == " Paris", "one blank belongs to the format")
  }
}
