// Byte pairs beside Hugging Face's `tokenizers` and GPT-2's own pattern: the same words, merges and ids.
// Fixtures/tokenizer holds a small text and what they made of it (Tests/peers/tokenizer_cases.py); the folder that
// TINY_PEER_FOLDER names may hold a larger pair of the same kind.

import Foundation
import TestSupport
import Testing

@testable import Basics
@testable import TinyLM

private struct Peer: Decodable {
  struct Case: Decodable { let words: [String], ids: [Int] }
  let vocabularySize: Int
  let merges: [[Int]], ids: [Int]
  let cases: [Case]
  let kinds: [String]
}

/// The folders with a text and what the peers made of it.
private let folders: [URL] = {
  let small = URL(filePath: #filePath).appending(path: "../../Fixtures/tokenizer").standardizedFileURL
  let large = ProcessInfo.processInfo.environment["TINY_PEER_FOLDER"].map {
    URL(filePath: $0).appending(path: "tokenizer")
  }
  return [small] + (large.map { [$0] } ?? [])
}()

@Suite struct TokenizerPeerTests {
  private func load(_ folder: URL) throws -> (text: Data, peer: Peer) {
    let names = try FileTesting.names(in: folder).filter { $0.hasSuffix(".txt") }
    let text = try Data(contentsOf: folder.appending(path: try #require(names.first)))
    return (
      text, try JSONDecoder().decode(Peer.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    )
  }

  @Test(arguments: folders) func mergesAndIDsAreTheirs(_ folder: URL) throws {
    let (text, peer) = try load(folder)
    let tokenizer = BytePairTokenizer.learned(from: text, vocabularySize: peer.vocabularySize)
    #expect(tokenizer.merges.count == peer.vocabularySize - 257)
    #expect(tokenizer.merges.map { [$0.left, $0.right] } == peer.merges)
    #expect(tokenizer.encode(bytes: text) == peer.ids)
    #expect(tokenizer.bytes(of: peer.ids) == Array(text))
  }

  @Test(arguments: folders) func wordsAndTheirIDsAreTheirs(_ folder: URL) throws {
    let (text, peer) = try load(folder)
    let tokenizer = BytePairTokenizer.learned(from: text, vocabularySize: peer.vocabularySize)
    #expect(peer.cases.count > 300)
    for example in peer.cases {
      let whole = example.words.joined()
      #expect(
        words(Array(whole.utf8)).map { String(decoding: $0, as: UTF8.self) } == example.words,
        "\(whole.debugDescription)")
      #expect(tokenizer.encode(whole) == example.ids, "\(whole.debugDescription)")
    }
  }

  /// Every character of Unicode 15 is of the kind that they think.
  ///
  /// Newer ones may be unknown to one of the two.
  @Test func everyCharacterIsOfTheirKind() throws {
    let runs = try load(folders[0]).peer.kinds.map { $0.split(separator: " ") }
    let starts = runs.map { UInt32($0[0], radix: 16)! } + [0x110000]
    var (compared, wrong) = (0, [String]())
    for (i, run) in runs.enumerated() {
      let scalars = (starts[i]..<starts[i + 1]).compactMap(Unicode.Scalar.init)
      let old = scalars.filter { $0.properties.age.map { $0.major <= 15 } ?? false }
      compared += old.count
      // A whole run joins what one of its kind begins; white space is looked at one by one.
      if let start = ["L": "a", "N": "1", "O": "!"][run[1]], words(Array(start.utf8) + utf8(old)).count == 1 {
        continue
      }
      wrong += old.filter { kind($0) != run[1] }.map { "\(String($0.value, radix: 16)) is no \(run[1])" }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(10))")
    #expect(compared > 280_000)
  }

  /// The kind of a character, by what it joins: no more is asked of the cutter than its words.
  private func kind(_ scalar: Unicode.Scalar) -> String {
    ["L": "a", "N": "1", "O": "!"].first { words(Array($1.utf8) + utf8([scalar])).count == 1 }?.key ?? "S"
  }

  private func utf8(_ scalars: [Unicode.Scalar]) -> [UInt8] {
    Array(String(String.UnicodeScalarView(scalars)).utf8)
  }
}

/// The words of some bytes.
func words(_ bytes: [UInt8]) -> [[UInt8]] {
  bytes.withUnsafeBufferPointer { buffer in
    var cutter = WordCutter(buffer)
    var words: [[UInt8]] = []
    while let range = cutter.next() { words.append(Array(buffer[range])) }
    return words
  }
}
