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
  private let byteIDs: [Int32]  // id of each single byte
  private let ranks: MergeRanks
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
  ///   - tokenBytes: what each id stands for.
  ///   - results: the id that each merge makes.
  ///   - specials: names and ids of the special tokens.
  init(tokenBytes: [[UInt8]], merges: [Merge], results: [Int], specials: [(name: String, id: Int)]) {
    (self.tokenBytes, self.merges) = (tokenBytes, merges)
    vocabularySize = tokenBytes.count
    specialTokens = specials.map(\.name)
    specialIDs = Dictionary(specials.map { ($0.name, $0.id) }) { first, _ in first }
    let special = Set(specials.map(\.id))
    var byteIDs = [Int32](repeating: -1, count: 256)
    for (id, bytes) in tokenBytes.enumerated() where bytes.count == 1 && !special.contains(id) {
      byteIDs[Int(bytes[0])] = Int32(id)
    }
    require(!byteIDs.contains(-1), "the vocabulary lacks single bytes")
    self.byteIDs = byteIDs
    ranks = MergeRanks(merges, results)
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
      var (cutter, words): (WordCutter, [String]) = (WordCutter(buffer), [])
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
    var text = text
    return text.withUTF8 { encode($0) }
  }

  /// The ids of any bytes.
  public func encode(bytes: some Sequence<UInt8>) -> [Int] {
    ContiguousArray(bytes).withUnsafeBufferPointer { encode($0) }
  }

  /// Each different word is worked out once; the next time its tokens are copied.
  private func encode(_ text: UnsafeBufferPointer<UInt8>) -> [Int] {
    var ids: [Int] = []
    ids.reserveCapacity(text.count / 3)
    var table = WordTable(capacity: 1 << 12)
    var known: [Int32] = []  // the tokens of all words in the table, one word after another
    var starts: [Int] = [0]
    var cutter = WordCutter(text)
    while let range = cutter.next() {
      let word = UnsafeBufferPointer(rebasing: text[range])
      if table.count == Self.cacheLimit {  // a text of very many different words: begin again
        (table, known, starts) = (WordTable(capacity: 1 << 12), [], [0])
      }
      let (number, isNew) = table.number(of: word)
      if isNew {
        known += tokens(of: word)
        starts.append(known.count)
      }
      for i in starts[number]..<starts[number + 1] { ids.append(Int(known[i])) }
    }
    return ids
  }

  private static let cacheLimit = 1 << 17

  /// Merges a word's pairs in the order in which they were learned.
  private func tokens(of word: UnsafeBufferPointer<UInt8>) -> [Int32] {
    var merging = WordMerging(word.map { byteIDs[Int($0)] }, ranks)
    return merging.finished()
  }
}

/// For each pair that may be merged, when, and into what.
struct MergeRanks: Sendable {
  private var slots: [(key: UInt64, rank: Int32, result: Int32)]

  init(_ merges: [Merge], _ results: [Int]) {
    var size = 16
    while size < merges.count * 2 { size *= 2 }
    slots = Array(repeating: (.max, 0, 0), count: size)
    for (rank, merge) in merges.enumerated() {
      let key = Self.key(Int32(merge.left), Int32(merge.right))
      var slot = Self.hash(key) & (size - 1)
      while slots[slot].key != .max, slots[slot].key != key { slot = (slot + 1) & (size - 1) }
      if slots[slot].key == .max { slots[slot] = (key, Int32(rank), Int32(results[rank])) }
    }
  }

  func merge(_ left: Int32, _ right: Int32) -> (rank: Int32, result: Int32)? {
    let key = Self.key(left, right)
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot].key != .max {
      if slots[slot].key == key { return (slots[slot].rank, slots[slot].result) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  private static func hash(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}

/// A word whose pairs are being merged.
///
/// They wait in a heap, so that a word of n bytes takes n log n steps.
private struct WordMerging {
  private var tokens: [Int32]
  private var next: [Int]  // the place of the following token; tokens.count at the end
  private var previous: [Int]
  private var waiting: [(rank: Int32, at: Int, left: Int32, right: Int32)] = []
  private let ranks: MergeRanks

  init(_ tokens: [Int32], _ ranks: MergeRanks) {
    (self.tokens, self.ranks) = (tokens, ranks)
    next = tokens.indices.map { $0 + 1 }
    previous = tokens.indices.map { $0 - 1 }
    for i in tokens.indices { offer(i) }
  }

  /// Merges all that can be merged, the earliest learned pair first, of equal ones the leftmost.
  mutating func finished() -> [Int32] {
    while let pair = takeFirst() { merge(pair.at, pair.left, pair.right) }
    return tokens.filter { $0 >= 0 }
  }

  private mutating func merge(_ i: Int, _ left: Int32, _ right: Int32) {
    let j = next[i]
    // The pair may be gone by now, used by an earlier merge.
    guard tokens[i] == left, j < tokens.count, tokens[j] == right, let merge = ranks.merge(left, right) else {
      return
    }
    tokens[i] = merge.result
    tokens[j] = -1
    next[i] = next[j]
    if next[i] < tokens.count { previous[next[i]] = i }
    offer(i)
    if previous[i] >= 0 { offer(previous[i]) }
  }

  private mutating func offer(_ i: Int) {
    guard next[i] < tokens.count, let merge = ranks.merge(tokens[i], tokens[next[i]]) else { return }
    waiting.append((merge.rank, i, tokens[i], tokens[next[i]]))
    var child = waiting.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      waiting.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func takeFirst() -> (rank: Int32, at: Int, left: Int32, right: Int32)? {
    guard let first = waiting.first else { return nil }
    waiting.swapAt(0, waiting.count - 1)
    waiting.removeLast()
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < waiting.count && isBefore(child, smallest) {
        smallest = child
      }
      guard smallest != parent else { return first }
      waiting.swapAt(parent, smallest)
      parent = smallest
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (waiting[a].rank, waiting[a].at) < (waiting[b].rank, waiting[b].at)
  }
}
