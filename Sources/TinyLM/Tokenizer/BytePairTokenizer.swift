// Byte-level byte-pair encoding, as GPT-2 does it: any text, in any language, and any bytes, are cut into pieces that
// were frequent in the text that the vocabulary was learned from. Follows: Radford et al. 2019, section 2.2.
// Leaves out: other ways of cutting text into words, and dropout of merges.

import Basics

/// A vocabulary of byte pairs.
public struct BytePairTokenizer: Tokenizer {
  /// The pairs that were merged, first to last, as ids.
  public let merges: [Merge]
  /// The tokens with a meaning of their own, by rising id.
  public let specialTokens: [String]
  /// How many tokens there are: bytes, merges and special tokens.
  public let vocabularySize: Int

  private let tokenBytes: [[UInt8]]  // by id
  private let byteIDs: [Int]  // id of each single byte
  private let ranks: [Pair: (rank: Int, whole: Int)]  // for each pair that may be merged, when, and into what
  private let specialIDs: [String: Int]
  private let mergeOfID: [Int: Int]  // which merge makes a token; the first, if several do

  /// A vocabulary from its merges.
  ///
  /// The ids are the 256 bytes in GPT-2's order, then the merges, then the special tokens.
  ///
  /// - Precondition: each merge joins earlier tokens, no pair twice; special tokens are not empty and not equal.
  public init(merges: [Merge], specialTokens: [String] = [endOfText]) {
    var bytes = ByteAlphabet.bytes.map { [$0] }
    for (i, merge) in merges.enumerated() {
      require(
        (0..<256 + i).contains(merge.left) && (0..<256 + i).contains(merge.right),
        "merge \(i) joins \(merge.left) and \(merge.right), but only \(256 + i) tokens are known there")
      bytes.append(bytes[merge.left] + bytes[merge.right])
    }
    bytes += specialTokens.map { Array($0.utf8) }
    let specials = specialTokens.enumerated().map { ($1, 256 + merges.count + $0) }
    let results = merges.indices.map { 256 + $0 }
    self.init(tokenBytes: bytes, merges: merges, results: results, specials: specials)
  }

  /// A vocabulary whose ids are given.
  ///
  /// - Parameters:
  ///   - tokenBytes: the bytes of each id.
  ///   - results: the id that each merge makes.
  ///   - specials: names and ids of the special tokens.
  init(tokenBytes: [[UInt8]], merges: [Merge], results: [Int], specials: [(name: String, id: Int)]) {
    self.tokenBytes = tokenBytes
    self.merges = merges
    vocabularySize = tokenBytes.count
    specialTokens = specials.map(\.name)
    specialIDs = Dictionary(specials.map { ($0.name, $0.id) }) { first, _ in first }
    let special = Set(specials.map(\.id))
    var byteIDs = [Int](repeating: -1, count: 256)
    for (id, bytes) in tokenBytes.enumerated() where bytes.count == 1 && !special.contains(id) {
      byteIDs[Int(bytes[0])] = id
    }
    require(!byteIDs.contains(-1), "the vocabulary lacks single bytes")
    self.byteIDs = byteIDs
    let pairs = merges.map { Pair(left: $0.left, right: $0.right) }
    let ranked = zip(merges.indices, results).map { (rank: $0, whole: $1) }
    ranks = Dictionary(zip(pairs, ranked)) { first, _ in first }
    mergeOfID = Dictionary(zip(results, merges.indices)) { first, _ in first }
  }

  /// Learns a vocabulary from a text.
  ///
  /// - Parameters:
  ///   - vocabularySize: how many tokens are wanted, bytes and special tokens included. A text in which too few
  ///     pairs occur twice gives fewer.
  /// - Precondition: there is room for the 256 bytes and the special tokens.
  public static func learned(
    from text: some Sequence<UInt8>, vocabularySize: Int, specialTokens: [String] = [endOfText]
  ) -> BytePairTokenizer {
    let room = vocabularySize - 256 - specialTokens.count
    require(
      room >= 0,
      "a vocabulary of \(vocabularySize) has no room for 256 bytes and \(specialTokens.count) special tokens")
    var trainer = ContiguousArray(text).withUnsafeBufferPointer { BytePairTrainer($0) }
    return BytePairTokenizer(merges: trainer.merges(limit: room), specialTokens: specialTokens)
  }

  /// The id of a special token; `nil` if there is none of that name.
  public func id(ofSpecial name: String) -> Int? { specialIDs[name] }

  /// The merge that makes a token; `nil` for a single byte and for a special token.
  public func merge(making id: Int) -> Merge? { mergeOfID[id].map { merges[$0] } }

  /// The words of a text, in order: no token spans two of them.
  ///
  /// A word keeps the blank before it. Joined, they are the text again.
  public static func words(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      var cutter = WordCutter(buffer)
      var words: [String] = []
      while let range = cutter.next() { words.append(String(decoding: buffer[range], as: UTF8.self)) }
      return words
    }
  }

  /// The bytes that a token stands for; of a special token, its name.
  ///
  /// - Precondition: `id` is below `vocabularySize`.
  public func bytes(of id: Int) -> [UInt8] {
    require(tokenBytes.indices.contains(id), "token \(id) of a vocabulary of \(vocabularySize)")
    return tokenBytes[id]
  }

  /// The ids of any text; no part of it becomes a special token.
  ///
  /// The bytes of the ids, one after another, are those of the text.
  public func encode(_ text: String) -> [Int] {
    encode(bytes: text.utf8)
  }

  /// The ids of any bytes.
  public func encode(bytes: some Sequence<UInt8>) -> [Int] {
    ContiguousArray(bytes).withUnsafeBufferPointer { encode($0) }
  }

  /// Each different word is worked out once; the next time its tokens are copied.
  private func encode(_ text: UnsafeBufferPointer<UInt8>) -> [Int] {
    var ids: [Int] = []
    ids.reserveCapacity(text.count / 3)
    var known: [Word: Range<Int>] = [:]  // where the tokens of each word are in `ids`
    var cutter = WordCutter(text)
    while let range = cutter.next() {
      let word = Word(bytes: UnsafeBufferPointer(rebasing: text[range]))
      if let places = known[word] {
        for place in places { ids.append(ids[place]) }
      } else {
        let start = ids.count
        ids += tokens(of: word)
        known[word] = start..<ids.count
      }
    }
    return ids
  }

  /// Merges a word's pairs in the order in which they were learned, as GPT-2's encoder does.
  ///
  /// Each round reads the whole word: fast for the words of a text, slow for a very long one. (100,000 random letters in a
  /// row took two seconds, and 0.02 with a heap of pairs. 1 MB of text took 0.04 seconds, and 0.03 with a heap and with
  /// hash tables made for the purpose.)
  private func tokens(of word: Word) -> [Int] {
    var tokens = word.bytes.map { byteIDs[Int($0)] }
    while let (first, whole) = firstMerge(in: tokens) {
      var merged: [Int] = []
      var i = 0
      while i < tokens.count {
        let isFirst = i + 1 < tokens.count && first == Pair(left: tokens[i], right: tokens[i + 1])
        merged.append(isFirst ? whole : tokens[i])
        i += isFirst ? 2 : 1
      }
      tokens = merged
    }
    return tokens
  }

  /// The pair of neighbours that was learned first, and the token that it becomes; `nil` if no two can be merged.
  private func firstMerge(in tokens: [Int]) -> (pair: Pair, whole: Int)? {
    var first: (pair: Pair, rank: Int, whole: Int)?
    for (left, right) in zip(tokens, tokens.dropFirst()) {
      let pair = Pair(left: left, right: right)
      guard let merge = ranks[pair], merge.rank < first?.rank ?? .max else { continue }
      first = (pair, merge.rank, merge.whole)
    }
    return first.map { ($0.pair, $0.whole) }
  }
}

/// Two neighbouring tokens.
struct Pair: Hashable {
  let left, right: Int
}

/// The bytes of a word, in the memory of its text: as a key of a dictionary, valid as long as that memory.
struct Word: Hashable {
  let bytes: UnsafeBufferPointer<UInt8>

  static func == (a: Word, b: Word) -> Bool { a.bytes.elementsEqual(b.bytes) }
  func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
}
