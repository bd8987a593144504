// The tokenizer files of a folder: written and read they are the same, and what is wrong in them is said in words.

import Foundation
import TestSupport
import Testing
import TinyTensor

@testable import Basics
@testable import TinyLM

@Suite struct TokenizerFilesTests {
  private static let text = BytePairTrainerTests.text + " naïve naïve 你好 你好 \u{0}\u{0} \u{0}\u{0}"
  private static let tokenizer = BytePairTokenizer.learned(
    from: text.utf8, vocabularySize: 300, specialTokens: [endOfText, "<|user|>"])

  /// Writes a tokenizer's files and lets `change` damage them.
  private func read(_ change: (URL) throws -> Void = { _ in }) throws -> BytePairTokenizer {
    var result: BytePairTokenizer?
    try withFolder { folder in
      try Self.tokenizer.write(toFolder: folder)
      try change(folder)
      result = try BytePairTokenizer(folder: folder)
    }
    return try #require(result)
  }

  private func without(_ names: String...) -> (URL) throws -> Void {
    { folder in for name in names { try FileManager.default.removeItem(at: folder.appending(path: name)) } }
  }

  private func replacing(_ old: String, _ new: String, in name: String) -> (URL) throws -> Void {
    { folder in
      let file = folder.appending(path: name)
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains(old), "the test does not know the file any more")
      try text.replacingOccurrences(of: old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }
  }

  private func happened(_ change: @escaping (URL) throws -> Void) -> String {
    FileTesting.problem { _ = try read(change) }?.happened ?? ""
  }

  @Test func bothFormsComeBack() throws {
    for change in [{ (_: URL) in }, without("vocab.json", "merges.txt"), without("tokenizer.json")] {
      let found = try read(change)
      #expect(found.merges.map { [$0.left, $0.right] } == Self.tokenizer.merges.map { [$0.left, $0.right] })
      #expect(
        (0..<found.vocabularySize).map { found.bytes(of: $0) }
          == (0..<Self.tokenizer.vocabularySize).map { Self.tokenizer.bytes(of: $0) })
      #expect(found.specialTokens == Self.tokenizer.specialTokens)
      #expect(found.id(ofSpecial: "<|user|>") == Self.tokenizer.vocabularySize - 1)
      #expect(found.encode(Self.text + endOfText) == Self.tokenizer.encode(Self.text + endOfText))
    }
  }

  @Test func theSameTokenizerGivesTheSameBytes() throws {
    func files() throws -> [Data] {
      var contents: [Data] = []
      try withFolder { folder in
        try Self.tokenizer.write(toFolder: folder)
        let names = try FileTesting.names(in: folder)
        #expect(names == ["merges.txt", "tokenizer.json", "tokenizer_config.json", "vocab.json"])
        contents = try names.map { try Data(contentsOf: folder.appending(path: $0)) }
      }
      return contents
    }
    #expect(try files() == files())
  }

  @Test func aMergeMayBeAPairOfTexts() throws {
    let change = replacing("\"e s\"", "[\"e\", \"s\"]", in: "tokenizer.json")
    let found = try read { folder in
      try change(folder)
      try without("vocab.json", "merges.txt")(folder)
    }
    #expect(found.merges.count == Self.tokenizer.merges.count)
  }

  @Test func missingFiles() throws {
    #expect(happened(without("merges.txt")).contains("no such file"))
    #expect(happened(without("vocab.json", "tokenizer.json")).contains("neither a tokenizer.json nor"))
  }

  @Test func vocabulariesThatCannotBe() {
    let (size, id) = (Self.tokenizer.vocabularySize, Self.tokenizer.encode("lower")[0])
    #expect(
      happened(replacing("\"lower\" : \(id)", "\"lower\" : \(id - 1)", in: "vocab.json")).contains(
        "not 0 to \(size - 1), each once"))
    #expect(
      happened(replacing("\"lower\" : \(id)", "\"lower\" : -1", in: "vocab.json")).contains("each once"))
    #expect(
      happened(replacing("\"lower\" : \(id)", "\"lowest\" : \(id)", in: "vocab.json")).contains(
        "makes \"lower\", which its vocabulary lacks"))
    #expect(happened(replacing("\"q\" :", "\"<|q|>\" :", in: "vocab.json")).contains("lacks the byte q"))
    #expect(
      happened(replacing("{", "[", in: "vocab.json")).contains(
        "not the JSON of a byte-pair tokenizer (no JSON)"))
    #expect(
      happened(replacing("\"lower\" : \(id)", "\"lower\" : \"x\"", in: "vocab.json")).contains(
        "wrong kind of value at lower"))
  }

  @Test func mergesThatCannotBe() {
    #expect(
      happened(replacing("\ne s\n", "\ne s t\n", in: "merges.txt")).contains(
        "merge 1, [\"e\", \"s\", \"t\"], does not join two"))
    #expect(
      happened(replacing("\ne s\n", "\nes t\n", in: "merges.txt")).contains(
        "merge 1, [\"es\", \"t\"], does not join two earlier"))
    #expect(
      happened(replacing("\ne s\n", "\nq q\n", in: "merges.txt")).contains(
        "makes \"qq\", which its vocabulary lacks"))
  }

  @Test func tokenizersOfAnotherKind() {
    func whole(_ old: String, _ new: String) -> String {
      happened { folder in
        try replacing(old, new, in: "tokenizer.json")(folder)
        try without("vocab.json", "merges.txt")(folder)
      }
    }
    #expect(whole("\"merges\"", "\"unigrams\"").contains("merges is missing"))
    #expect(
      whole("\"pre_tokenizer\" : {", "\"normalizer\" : {\"type\": \"NFC\"}, \"pre_tokenizer\" : {").contains(
        "changes the text before it cuts it (NFC)"))
    #expect(
      whole("\"add_prefix_space\" : false", "\"add_prefix_space\" : true").contains(
        "cuts words in another way"))
    #expect(
      whole("\"type\" : \"ByteLevel\"", "\"type\" : \"Split\"").contains(
        "cuts words in another way than GPT-2 (Split)"))
  }

  @Test func aTokenOfEndlessLengthIsRefused() throws {
    // Each merge doubles the token before it: 60 lines would ask for more memory than there is.
    let names = (0..<20).map { String(repeating: "a", count: 1 << $0) }
    let merges = names.map { "\($0) \($0)\n" }.joined()
    let problem = happened { folder in
      try replacing("\ne s\n", "\n\(merges)", in: "merges.txt")(folder)
      let entries = names.dropFirst().enumerated().map {
        "\"\($1)\" : \(Self.tokenizer.vocabularySize + $0),"
      }.joined()
      try replacing("\"lower\" :", entries + "\"lower\" :", in: "vocab.json")(folder)
    }
    #expect(problem.contains("merge 17 makes"))
  }

  @Test func aSpecialTokenWithTheNameOfAWord() throws {
    let tokenizer = BytePairTokenizer(merges: Self.tokenizer.merges, specialTokens: ["low"])
    try withFolder { folder in
      let problem = FileTesting.problem { try tokenizer.write(toFolder: folder) }
      #expect(problem?.happened.contains("two tokens have the same name") == true)
      let names = try FileTesting.names(in: folder)
      #expect(names.isEmpty)
    }
  }

  /// Swift takes the sign for kelvin, U+212A, and the letter K for equal; the file is refused all the same.
  @Test func aLetterThatOnlyLooksLikeAnother() {
    #expect(happened(replacing("\"K\" :", "\"\u{212A}\" :", in: "vocab.json")).contains("other letters"))
  }

  /// The smallest vocabulary there is, so that ten thousand of them are read in a second or two.
  private static let tiny = BytePairTokenizer.learned(
    from: "low lower lowest new newer".utf8, vocabularySize: 262, specialTokens: [endOfText, "<|user|>"])

  /// Whatever a file becomes: it is refused in words, or the tokenizer loses no byte of a text.
  private func attack(_ content: Data, _ read: (Data) throws -> BytePairTokenizer) throws -> (Int, Int) {
    let text = Array("The newest, lowest Grüße\n\u{0}".utf8)
    let counts = try FileTesting.attack(content) { data in
      let found = try read(data)
      #expect(found.bytes(of: found.encode(bytes: text)) == text)
    }
    return (counts.refused, counts.read)
  }

  private func content(_ name: String) throws -> Data {
    var data = Data()
    try withFolder { folder in
      try Self.tiny.write(toFolder: folder)
      data = try Data(contentsOf: folder.appending(path: name))
    }
    return data
  }

  @Test func changedMergesDoNoHarm() throws {
    let (merges, json) = (try content("merges.txt"), try content("vocab.json"))
    let vocabulary = try JSONDecoder().decode([String: Int].self, from: json)
    let (refused, read) = try attack(merges) {
      let pairs = try BytePairTokenizer.FileContent.pairs($0, file: "changed")
      return try BytePairTokenizer(.init(vocabulary: vocabulary, pairs: pairs), file: "changed")
    }
    #expect(refused > 3000 && read > 300, "\(refused) refused, \(read) read")
  }

  @Test func changedVocabulariesDoNoHarm() throws {
    let (vocabulary, merges) = (try content("vocab.json"), try content("merges.txt"))
    let (refused, read) = try attack(vocabulary) {
      try BytePairTokenizer(.init(vocabulary: $0, merges: merges, file: "changed"), file: "changed")
    }
    #expect(refused > 3000 && read > 100, "\(refused) refused, \(read) read")
  }

  @Test func changedTokenizersDoNoHarm() throws {
    let (refused, read) = try attack(content("tokenizer.json")) {
      try BytePairTokenizer(.init(tokenizerJSON: $0, file: "changed"), file: "changed")
    }
    #expect(refused > 3000 && read > 100, "\(refused) refused, \(read) read")
  }
}
