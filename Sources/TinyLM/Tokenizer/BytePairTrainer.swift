// Learning a vocabulary: the most frequent pair of neighbours becomes a new token, again and again.
// Source: Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units".
// Equal words are counted once; after a merge only the places that held the pair are looked at again.

/// Two tokens that became one.
public struct Merge: Equatable, Sendable {
  /// The id of the first.
  public let left: Int
  /// The id of the second.
  public let right: Int
  /// How often the pair occurred in the text when it was merged; 0 if the vocabulary was not learned here.
  public let count: Int

  /// Joins two tokens, given by their ids.
  public init(left: Int, right: Int, count: Int = 0) {
    self.left = left
    self.right = right
    self.count = count
  }
}

struct BytePairTrainer {
  // All distinct words, one after another. A token that is joined to the one before it leaves a gap.
  private var tokens: [Int] = []
  private var next: [Int] = []  // the place of the following token of the word; -1 at its end
  private var previous: [Int] = []  // the place of the token before; -1 at its start
  private var words: [Int] = []  // which word a place belongs to
  private var wordCounts: [Int] = []
  private var pairs = PairTable()
  private var places: [[Int]] = []  // for each numbered pair, where it begins or began, from left to right

  /// Counts the words of a text.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    var numbers: [Word: Int] = [:]
    var cutter = WordCutter(text)
    while let range = cutter.next() {
      let word = Word(bytes: UnsafeBufferPointer(rebasing: text[range]))
      if let number = numbers[word] {
        wordCounts[number] += 1
      } else {
        numbers[word] = wordCounts.count
        append(word)
      }
    }
    for place in tokens.indices where next[place] >= 0 { count(place, 1) }
  }

  /// Appends a word that has been met once.
  private mutating func append(_ word: Word) {
    let start = tokens.count
    tokens += word.bytes.lazy.map { ByteAlphabet.ids[Int($0)] }
    for place in start..<tokens.count {
      previous.append(place == start ? -1 : place - 1)
      next.append(place == tokens.count - 1 ? -1 : place + 1)
      words.append(wordCounts.count)
    }
    wordCounts.append(1)
  }

  /// Learns up to `limit` merges; fewer if no pair occurs twice.
  ///
  /// Of equally frequent pairs, the one with the smaller ids is merged first.
  mutating func merges(limit: Int) -> [Merge] {
    var merges: [Merge] = []
    while merges.count < limit, let best = pairs.mostFrequent {
      let pair = pairs.pairs[best]
      merges.append(Merge(left: pair.left, right: pair.right, count: pairs.counts[best]))
      replace(best, pair, with: 256 + merges.count - 1)
    }
    return merges
  }

  /// Counts the pair that begins at a place once more in its word (1), or once less (-1).
  private mutating func count(_ place: Int, _ change: Int) {
    let pair = Pair(left: tokens[place], right: tokens[next[place]])
    let number = pairs.add(pair, change * wordCounts[words[place]])
    if number == places.count { places.append([]) }
    if change > 0 { places[number].append(place) }
  }

  private mutating func replace(_ number: Int, _ pair: Pair, with new: Int) {
    let found = places[number]
    places[number] = []
    for place in found where tokens[place] == pair.left {
      let second = next[place]
      if second >= 0, tokens[second] == pair.right { join(place, second, into: new) }
    }
  }

  /// Makes two neighbours one token, and updates the counts of the pairs around them.
  private mutating func join(_ place: Int, _ second: Int, into new: Int) {
    let before = previous[place]
    let after = next[second]
    if before >= 0 { count(before, -1) }
    count(place, -1)
    if after >= 0 { count(second, -1) }
    tokens[place] = new
    tokens[second] = -1
    next[place] = after
    if after >= 0 { previous[after] = place }
    if before >= 0 { count(before, 1) }
    if after >= 0 { count(place, 1) }
  }
}

/// How often each pair occurs now.
private struct PairTable {
  private(set) var pairs: [Pair] = []
  private(set) var counts: [Int] = []
  private var numbers: [Pair: Int] = [:]

  /// Adds to a pair's count; a pair never met before gets the next number.
  mutating func add(_ pair: Pair, _ change: Int) -> Int {
    if let number = numbers[pair] {
      counts[number] += change
      return number
    }
    numbers[pair] = counts.count
    pairs.append(pair)
    counts.append(change)
    return counts.count - 1
  }

  /// The number of the pair with the highest count, at least 2; of equals the one with the smallest tokens.
  var mostFrequent: Int? {
    var best: Int?
    var bestCount = 2
    var bestPair = Pair(left: .max, right: .max)
    for (number, count) in counts.enumerated() where count >= bestCount {
      let pair = pairs[number]
      guard count > bestCount || (pair.left, pair.right) < (bestPair.left, bestPair.right) else { continue }
      best = number
      bestCount = count
      bestPair = pair
    }
    return best
  }
}
