// Learning a vocabulary: the most frequent pair of neighbours becomes a new token, again and again.
// Source: Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units".
// Equal words are counted once; after a merge only the words that held the pair are looked at again.

/// Two tokens that became one.
public struct Merge: Equatable, Sendable {
  /// The id of the first.
  public let left: Int
  /// The id of the second.
  public let right: Int
  /// How often the pair stood in the text when it was merged; 0 if the vocabulary was not learned here.
  public let count: Int

  /// Joins two tokens, given by their ids.
  public init(left: Int, right: Int, count: Int = 0) {
    (self.left, self.right, self.count) = (left, right, count)
  }
}

struct BytePairTrainer {
  private var words: [[Int32]] = []  // each distinct word, as tokens
  private var wordCounts: [Int] = []
  private var pairs = PairTable()
  private var wordsWithPair: [[Int32]] = []  // for each numbered pair, the words that hold it or held it

  /// Counts the words of a text.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    var table = WordTable(capacity: 1 << 14)
    var cutter = WordCutter(text)
    while let range = cutter.next() {
      let (number, isNew) = table.number(of: UnsafeBufferPointer(rebasing: text[range]))
      if isNew { wordCounts.append(0) }
      wordCounts[number] += 1
    }
    words = (0..<table.count).map { number in table.word(number).map { Int32(ByteAlphabet.ids[Int($0)]) } }
    for (i, word) in words.enumerated() {
      for (left, right) in zip(word, word.dropFirst()) { count(left, right, wordCounts[i], in: i) }
    }
  }

  /// Learns up to `limit` merges; fewer if no pair occurs twice.
  ///
  /// Of equally frequent pairs, the one with the smaller ids is merged first.
  mutating func merges(limit: Int) -> [Merge] {
    var merges: [Merge] = []
    while merges.count < limit, let best = pairs.mostFrequent {
      let (left, right) = pairs.tokens(best)
      merges.append(Merge(left: Int(left), right: Int(right), count: pairs.counts[best]))
      replace(best, left, right, with: Int32(256 + merges.count - 1))
    }
    return merges
  }

  private mutating func count(_ left: Int32, _ right: Int32, _ change: Int, in word: Int) {
    let pair = pairs.add(left, right, change)
    if pair == wordsWithPair.count { wordsWithPair.append([]) }
    if change > 0, wordsWithPair[pair].last != Int32(word) { wordsWithPair[pair].append(Int32(word)) }
  }

  private mutating func replace(_ pair: Int, _ left: Int32, _ right: Int32, with new: Int32) {
    let affected = wordsWithPair[pair]
    wordsWithPair[pair] = []
    for number in affected {
      let (word, times) = (words[Int(number)], wordCounts[Int(number)])
      let merged = merging(left, right, in: word, into: new)
      guard merged.count < word.count else { continue }
      for (a, b) in zip(word, word.dropFirst()) { count(a, b, -times, in: Int(number)) }
      for (a, b) in zip(merged, merged.dropFirst()) { count(a, b, times, in: Int(number)) }
      words[Int(number)] = merged
    }
  }

  /// The word with each occurrence of the pair replaced, from the left.
  private func merging(_ left: Int32, _ right: Int32, in word: [Int32], into new: Int32) -> [Int32] {
    var merged: [Int32] = []
    merged.reserveCapacity(word.count)
    var i = 0
    while i < word.count {
      if i + 1 < word.count, word[i] == left, word[i + 1] == right {
        merged.append(new)
        i += 2
      } else {
        merged.append(word[i])
        i += 1
      }
    }
    return merged
  }
}

/// How often each pair occurs now.
private struct PairTable {
  private(set) var counts: [Int] = []
  private var keys: [UInt64] = []
  private var numbers: [UInt64: Int] = [:]

  /// Adds to a pair's count; a pair never met before gets the next number.
  mutating func add(_ left: Int32, _ right: Int32, _ change: Int) -> Int {
    let key = UInt64(UInt32(left)) << 32 | UInt64(UInt32(right))
    if let number = numbers[key] {
      counts[number] += change
      return number
    }
    numbers[key] = counts.count
    keys.append(key)
    counts.append(change)
    return counts.count - 1
  }

  func tokens(_ number: Int) -> (Int32, Int32) {
    (Int32(keys[number] >> 32), Int32(keys[number] & 0xFFFF_FFFF))
  }

  /// The number of the pair with the highest count, at least 2; of equals the one with the smallest tokens.
  var mostFrequent: Int? {
    var best: Int?
    var (bestCount, bestKey) = (1, UInt64.max)
    for (number, count) in counts.enumerated() where count >= bestCount {
      if count > bestCount || keys[number] < bestKey, count > 1 {
        (best, bestCount, bestKey) = (number, count, keys[number])
      }
    }
    return best
  }
}
