// Learning a vocabulary: the most frequent pair of neighbours becomes a new token, again and again.
// Source: Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units".
// Equal words are counted once; after a merge only the places that held the pair are looked at again.

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
  // All distinct words, one after another. A token that is joined to the one before it leaves a gap.
  private var tokens: [Int32] = []
  private var next: [Int32] = []  // the place of the following token of the word; -1 at its end
  private var previous: [Int32] = []  // the place of the token before; -1 at its start
  private var words: [Int32] = []  // which word a place belongs to
  private var wordCounts: [Int] = []
  private var pairs = PairTable()
  private var places: [[Int32]] = []  // for each numbered pair, where it begins or began, from left to right

  /// Counts the words of a text.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    var table = WordTable(capacity: 1 << 14)
    var cutter = WordCutter(text)
    while let range = cutter.next() {
      let (number, isNew) = table.number(of: UnsafeBufferPointer(rebasing: text[range]))
      if isNew { wordCounts.append(0) }
      wordCounts[number] += 1
    }
    for number in 0..<table.count { append(table.word(number), number) }
    for place in tokens.indices where next[place] >= 0 { count(Int32(place), 1) }
  }

  private mutating func append(_ word: some Collection<UInt8>, _ number: Int) {
    let start = tokens.count
    tokens += word.lazy.map { Int32(ByteAlphabet.ids[Int($0)]) }
    for place in start..<tokens.count {
      previous.append(place == start ? -1 : Int32(place - 1))
      next.append(place == tokens.count - 1 ? -1 : Int32(place + 1))
      words.append(Int32(number))
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

  /// Counts the pair that begins at a place once more in its word (1), or once less (-1).
  private mutating func count(_ place: Int32, _ change: Int) {
    let (left, right) = (tokens[Int(place)], tokens[Int(next[Int(place)])])
    let pair = pairs.add(left, right, change * wordCounts[Int(words[Int(place)])])
    if pair == places.count { places.append([]) }
    if change > 0 { places[pair].append(place) }
  }

  private mutating func replace(_ pair: Int, _ left: Int32, _ right: Int32, with new: Int32) {
    let found = places[pair]
    places[pair] = []
    for place in found where tokens[Int(place)] == left {
      let second = next[Int(place)]
      if second >= 0, tokens[Int(second)] == right { join(place, second, into: new) }
    }
  }

  /// Makes two neighbours one token, and counts the pairs anew in which they stand.
  private mutating func join(_ place: Int32, _ second: Int32, into new: Int32) {
    let (before, after) = (previous[Int(place)], next[Int(second)])
    if before >= 0 { count(before, -1) }
    count(place, -1)
    if after >= 0 { count(second, -1) }
    (tokens[Int(place)], tokens[Int(second)]) = (new, -1)
    next[Int(place)] = after
    if after >= 0 { previous[Int(after)] = place }
    if before >= 0 { count(before, 1) }
    if after >= 0 { count(place, 1) }
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
