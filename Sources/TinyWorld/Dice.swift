// Random choices that keep count of how surprising they were.
// The unbiased choice follows Lemire 2019, "Fast Random Integer Generation in an Interval"; nats are Shannon's.
// Leaves out the standard library's helpers, whose numbers may change between versions.

import Basics

/// A source of random words, and the nats spent so far.
///
/// These are minus the natural logarithm of all choices' probability.
struct Dice<Source: RandomNumberGenerator> {
  var source: Source
  var nats = 0.0

  /// A whole number from 0 up to but not including `limit`, all equally likely: costs ln(limit).
  mutating func below(_ limit: Int) -> Int {
    require(limit > 0, "below(\(limit)) has nothing to choose from")
    guard limit > 1 else { return 0 }
    nats += PortableMath.log(Double(limit))
    return Int(word(below: UInt64(limit)))
  }

  /// A number chosen in proportion to its weight: costs ln(sum of weights / weight).
  ///
  /// - Parameter cumulative: sums of the weights up to and including each number; whole, increasing.
  mutating func choose(cumulative: [Int]) -> Int {
    let total = cumulative[cumulative.count - 1]
    let draw = Int(word(below: UInt64(total)))
    var (low, high) = (0, cumulative.count - 1)  // the answer lies in low...high
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

  /// A number from 0 up to but not including 1, with 53 bits; its nats are not counted.
  mutating func share() -> Double { Double(source.next() >> 11) * 0x1p-53 }

  private mutating func word(below limit: UInt64) -> UInt64 {
    let incomplete = (0 &- limit) % limit  // 2^64 mod limit: so many words would favour some numbers
    while true {
      let (high, low) = source.next().multipliedFullWidth(by: limit)
      if low >= incomplete { return high }
    }
  }
}
