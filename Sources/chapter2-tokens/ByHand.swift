// Byte pairs by hand: counting, joining, learning and cutting with plain arrays and dictionaries.
// Follows: Sennrich, Haddow and Birch 2016, figure 1. The cells check that the library finds the same.
// Leaves out: speed. It counts everything again after each merge.

import TinyLM

// cell: pairs
/// Two tokens that stand next to each other.
struct Pair: Hashable {
  let left: Int, right: Int
}

/// How often each pair stands in the words.
func pairCounts(_ words: [[Int]]) -> [Pair: Int] {
  var counts: [Pair: Int] = [:]
  for word in words {
    for (left, right) in zip(word, word.dropFirst()) {
      counts[Pair(left: left, right: right), default: 0] += 1
    }
  }
  return counts
}
// cell: end

/// Pairs and their counts, the most frequent first; of equals the one with the smaller ids.
func ranked(_ counts: [Pair: Int]) -> [(pair: Pair, count: Int)] {
  counts.map { (pair: $0.key, count: $0.value) }.sorted { a, b in
    (-a.count, a.pair.left, a.pair.right) < (-b.count, b.pair.left, b.pair.right)
  }
}

// cell: merges
/// The word with the pair joined into a new token, from the left.
func joined(_ pair: Pair, in word: [Int], into new: Int) -> [Int] {
  var result: [Int] = []
  for token in word {
    if result.last == pair.left, token == pair.right {
      result[result.count - 1] = new
    } else {
      result.append(token)
    }
  }
  return result
}

/// Joins the most frequent pair, over and over, until none occurs twice.
func learnMerges(_ words: [[Int]], limit: Int) -> [Merge] {
  var (words, merges) = (words, [Merge]())
  while merges.count < limit,
    let (pair, count) = ranked(pairCounts(words)).first, count > 1
  {
    words = words.map { joined(pair, in: $0, into: 256 + merges.count) }
    merges.append(Merge(left: pair.left, right: pair.right, count: count))
  }
  return merges
}
// cell: end

// cell: encoding
/// Replays merges on a word, always the one that was learned first.
///
/// - Parameter made: the token that each merge makes.
/// - Returns: the word at the start and after each step.
func cutting(
  _ word: [Int], _ made: [Pair: Int], comesFirst: (Int, Int) -> Bool = (<)
) -> [[Int]] {
  var steps = [word]
  while let word = steps.last,
    let pair = pairCounts([word]).keys.filter({ made[$0] != nil })
      .min(by: { comesFirst(made[$0]!, made[$1]!) })
  {
    steps.append(joined(pair, in: word, into: made[pair]!))
  }
  return steps
}
// cell: end
