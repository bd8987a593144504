// A tokenizer in a checkpoint: it comes back, and what is wrong in it is said in words.

import TestSupport
import Testing

@testable import Basics
@testable import TinyLM

@Suite struct TokenizerJSONTests {
  private static let text = BytePairTrainerTests.text

  @Test func bytePairsComeBack() throws {
    let tokenizer = BytePairTokenizer.learned(
      from: Self.text.utf8, vocabularySize: 300, specialTokens: [endOfText, "<|é\"|>"])
    let found = try #require(try TinyLM.tokenizer(fromJSON: tokenizer.json) as? BytePairTokenizer)
    #expect(found.merges == tokenizer.merges, "with their counts")
    #expect(found.specialTokens == tokenizer.specialTokens)
    #expect(found.encode(Self.text) == tokenizer.encode(Self.text))
    #expect(found.json == tokenizer.json)
  }

  @Test func charactersComeBack() throws {
    let tokenizer = CharacterTokenizer(of: "aé🙂\u{0}", specialTokens: [])
    let found = try #require(try TinyLM.tokenizer(fromJSON: tokenizer.json) as? CharacterTokenizer)
    #expect(found.characters == tokenizer.characters)
    #expect(found.specialTokens == [])
    #expect(found.json == tokenizer.json)
  }

  @Test(arguments: [
    ("", "no description"), ("[]", "no description"),
    ("{\"kind\":\"bytepairs\",\"specialTokens\":[]}", "does not fit the rest"),
    (json(kind: "words", "\"merges\":[]"), "\"words\" is not known"),
    (json(kind: "bytepairs", "\"merges\":[[0]]"), "merge 0 is not a pair"),
    (json(kind: "bytepairs", "\"merges\":[[0,1,5],[0,257,5]]"), "merge 1 is not a pair of earlier tokens"),
    (json(kind: "bytepairs", "\"merges\":[[0,-1,5]]"), "merge 0 is not a pair"),
    (json(kind: "bytepairs", "\"merges\":[[0,1,-5]]"), "merge 0 is not a pair"),
    (json(kind: "bytepairs", "\"merges\":[[0,1,5],[0,1,4]]"), "merge 1 stands there twice"),
    (
      json(
        kind: "bytepairs",
        "\"merges\":[[0,0,9]" + (0..<20).map { ",[\(256 + $0),\(256 + $0),9]" }.joined() + "]"),
      "merge 16 makes a token of 131072"
    ),
    (json(kind: "bytepairs", "\"merges\":[]", special: "\"a\",\"a\""), "empty or named twice"),
    (json(kind: "bytepairs", "\"merges\":[]", special: "\"\""), "empty or named twice"),
    (json(kind: "characters", "\"characters\":[97,97]"), "no characters or named twice"),
    (json(kind: "characters", "\"characters\":[55296]"), "no characters or named twice"),
    (json(kind: "characters", "\"characters\":[],\"merges\":[]"), "does not fit the rest"),
  ])
  func refused(_ json: String, _ words: String) {
    let problem = FileTesting.problem { _ = try tokenizer(fromJSON: json) }
    #expect(problem?.happened.contains(words) == true, "\(problem?.happened ?? "")")
  }

  private static func json(kind: String, _ rest: String, special: String = "") -> String {
    "{\"kind\":\"\(kind)\",\"specialTokens\":[\(special)],\(rest)}"
  }

  @Test func anOrderThatAFileCannotTell() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let bytes = [[60, 62]] + ByteAlphabet.bytes.map { [$0] }  // the special token comes first
      _ = BytePairTokenizer(tokenBytes: bytes, merges: [], results: [], specials: [("<>", 0)]).json
    }
    #expect(says("only a vocabulary in the order bytes, merges, special tokens", in: result))
  }
}
