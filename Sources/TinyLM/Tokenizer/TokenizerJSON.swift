// A tokenizer as text, for a checkpoint, and back. The content of a file is checked before it is used.

import Basics
import Files
import Foundation

private struct Saved: Codable {
  /// "bytepairs" or "characters".
  let kind: String
  /// left, right, count of each merge.
  var merges: [[Int]]?
  var characters: [UInt32]?
  let specialTokens: [String]

  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try! encoder.encode(self), as: UTF8.self)  // numbers and strings always can be
  }
}

extension BytePairTokenizer {
  /// The merges with their counts and the special tokens as JSON, for a checkpoint.
  ///
  /// - Precondition: the vocabulary is in the order bytes, merges, special tokens, as those of this book and of GPT-2
  ///   are. One from a folder may not be.
  public var json: String {
    let ordered = BytePairTokenizer(merges: merges, specialTokens: specialTokens)
    require(
      vocabularySize == ordered.vocabularySize
        && (0..<vocabularySize).allSatisfy { bytes(of: $0) == ordered.bytes(of: $0) },
      "only a vocabulary in the order bytes, merges, special tokens can be saved in a checkpoint")
    return Saved(
      kind: "bytepairs", merges: merges.map { [$0.left, $0.right, $0.count] }, specialTokens: specialTokens
    ).json
  }
}

extension CharacterTokenizer {
  /// The characters as numbers and the special tokens as JSON, for a checkpoint.
  public var json: String {
    Saved(kind: "characters", characters: characters.map(\.value), specialTokens: specialTokens).json
  }
}

/// The tokenizer that a checkpoint holds.
///
/// - Throws: `FileProblem` if the text describes none.
public func tokenizer(fromJSON json: String) throws -> any Tokenizer {
  guard let saved = try? JSONDecoder().decode(Saved.self, from: Data(json.utf8)) else {
    throw refused("it is no description of a tokenizer.")
  }
  guard Set(saved.specialTokens).count == saved.specialTokens.count, !saved.specialTokens.contains("") else {
    throw refused("its special tokens are empty or named twice.")
  }
  switch (saved.kind, saved.merges, saved.characters) {
  case ("bytepairs", let merges?, nil):
    return BytePairTokenizer(merges: try checked(merges), specialTokens: saved.specialTokens)
  case ("characters", nil, let codes?):
    let characters = codes.compactMap(Unicode.Scalar.init)
    guard characters.count == codes.count, Set(characters).count == codes.count else {
      throw refused("its characters are no characters or named twice.")
    }
    return CharacterTokenizer(characters: characters, specialTokens: saved.specialTokens)
  default: throw refused("its kind \"\(saved.kind)\" is not known, or does not fit the rest.")
  }
}

/// Longer tokens than any text would teach; a few dozen doublings would otherwise fill the memory.
let longestToken = 1 << 16

private func checked(_ rows: [[Int]]) throws -> [Merge] {
  var lengths = Array(repeating: 1, count: 256)
  var seen: Set<[Int]> = []
  var merges: [Merge] = []
  for (i, row) in rows.enumerated() {
    guard row.count == 3, (0..<lengths.count).contains(row[0]), (0..<lengths.count).contains(row[1]),
      row[2] >= 0
    else { throw refused("merge \(i) is not a pair of earlier tokens and a count.") }
    guard seen.insert([row[0], row[1]]).inserted else { throw refused("merge \(i) stands there twice.") }
    lengths.append(lengths[row[0]] + lengths[row[1]])
    guard lengths.last! <= longestToken else {
      throw refused("merge \(i) makes a token of \(lengths.last!) bytes.")
    }
    merges.append(Merge(left: row[0], right: row[1], count: row[2]))
  }
  return merges
}

private func refused(_ happened: String) -> FileProblem {
  FileProblem(
    file: "the tokenizer", happened: happened, remedy: "Make the checkpoint again: start with --fresh.")
}
