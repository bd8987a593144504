// One token a character.

import TestSupport
import Testing

@testable import TinyLM

@Suite struct CharacterTokenizerTests {
  @Test func idsByHand() throws {
    let tokenizer = CharacterTokenizer(of: "hello, wörld")
    // blank , d e h l o r w ö
    #expect(tokenizer.characters.map { String($0) } == [" ", ",", "d", "e", "h", "l", "o", "r", "w", "ö"])
    #expect(try tokenizer.encode("oh, ö") == [6, 4, 1, 0, 9])
    #expect(tokenizer.decode([6, 4, 1, 0, 9]) == "oh, ö")
    #expect(tokenizer.vocabularySize == 11)
    #expect(tokenizer.id(ofSpecial: endOfText) == 10)
    #expect(tokenizer.decode([10]) == endOfText)
  }

  @Test func everyTextOfItsCharactersComesBack() throws {
    let text = "e\u{301}é 👩‍👩‍👧🙂 مرحبا\r\n\u{0}\u{FEFF}x"
    let tokenizer = CharacterTokenizer(of: text)
    let ids = try tokenizer.encode(text)
    #expect(tokenizer.bytes(of: ids) == Array(text.utf8), "to the byte, not only to what looks the same")
    #expect(ids.count == text.unicodeScalars.count)
  }

  @Test func theNameOfASpecialTokenIsOrdinaryText() throws {
    let tokenizer = CharacterTokenizer(of: endOfText)
    let ids = try tokenizer.encode(endOfText)
    #expect(ids.count == endOfText.count)
    #expect(!ids.contains(tokenizer.id(ofSpecial: endOfText)!))
  }

  @Test func aCharacterThatWasNeverSeen() throws {
    let problem = FileTesting.problem { _ = try CharacterTokenizer(of: "abc").encode("ab?c") }
    #expect(problem?.happened == "character 3, \"?\", is not in the vocabulary.")
  }
}
