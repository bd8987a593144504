// Random choices that count their own surprise, in Shannon's nats.

import Basics

/// A source of random words, and the nats spent so far: minus the natural logarithm of all choices' probability.
struct Dice<Source: RandomNumberGenerator> {
  var source: Source
  var nats = 0.0

  /// A whole number from 0 up to but not including `limit`, all equally likely: costs ln(limit).
  mutating func below(_ limit: Int) -> Int {
    require(limit > 0, "below(\(limit)) has nothing to choose from")
    guard limit > 1 else { return 0 }
    nats += PortableMath.log(Double(limit))
    return source.below(limit)
  }

  /// A number chosen in proportion to its weight: costs ln(sum of weights / weight).
  ///
  /// - Parameter cumulative: sums of the weights up to and including each number; whole, increasing.
  mutating func choose(cumulative: [Int]) -> Int {
    let total = cumulative[cumulative.count - 1]
    let draw = source.below(total)
    var low = 0
    var high = cumulative.count - 1  // the answer lies in low...high
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > draw { high = middle } else { low = middle + 1 }
    }
    let weight = cumulative[low] - (low > 0 ? cumulative[low - 1] : 0)
    nats += PortableMath.log(Double(total) / Double(weight))
    return low
  }

  /// One of a list.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// Several different ones of a list, in a random order.
  ///
  /// - Precondition: the list has that many.
  mutating func pick<Element>(_ count: Int, of list: [Element]) -> [Element] {
    require(count <= list.count, "\(count) of \(list.count)")
    var taken: [Int] = []
    for _ in 0..<count {
      var index = below(list.count - taken.count)
      for earlier in taken.sorted() where earlier <= index { index += 1 }
      taken.append(index)
    }
    return taken.map { list[$0] }
  }

  /// A number from 0 up to but not including 1; its nats are not counted.
  mutating func share() -> Double { source.uniform() }
}

/// Random words that always choose the first.
///
/// The word is 1, not 0: `below` throws 0 away for all limits but powers of two, and would ask for ever.
struct FirstChoice: RandomNumberGenerator {
  mutating func next() -> UInt64 { 1 }
}

extension [Int] {
  /// The sums of all numbers up to and including each one.
  var cumulative: [Int] {
    var sums: [Int] = []
    for number in self { sums.append((sums.last ?? 0) + number) }
    return sums
  }
}
