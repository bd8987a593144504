// All word problems of one kind, of which some are kept back for measuring, and the single sums that text tells of.

import Basics

/// Word problems with so many changes.
public struct WordProblems: Sendable {
  /// How many sums one after another.
  public let changes: Int
  /// No number is larger.
  public static let largest = 24

  private static let people = [
    ("Tom", "he"), ("Ben", "he"), ("Max", "he"), ("Sam", "he"), ("Anna", "she"), ("Mia", "she"),
    ("Eva", "she"),
    ("Lucy", "she"),
  ]
  private static let things = ["apples", "books", "coins", "eggs", "nuts", "cards", "plums", "shells"]
  private static let gaining = ["gets", "finds", "buys", "wins"]
  private static let losing = ["loses", "sells", "breaks", "drops"]

  /// Problems with so many changes.
  public init(changes: Int) { self.changes = changes }

  /// A problem.
  ///
  /// - Parameter isHeldOut: whether its numbers are a combination that no demonstration and no training has.
  public func problem<Source: RandomNumberGenerator>(isHeldOut: Bool, using generator: inout Source)
    -> WordProblem
  {
    var numbers = numbers(using: &generator)
    while Self.isHeldOut(numbers) != isHeldOut { numbers = self.numbers(using: &generator) }
    let (name, pronoun) = Self.pick(Self.people, using: &generator)
    let thing = Self.pick(Self.things, using: &generator)
    let parts = numbers.dropFirst().map {
      Self.pick($0 > 0 ? Self.gaining : Self.losing, using: &generator) + " \(abs($0))"
    }
    let list =
      (parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and " : "") + parts[parts.count - 1]
    return WordProblem(
      question:
        "\(name) has \(numbers[0]) \(thing). \(pronoun.capitalized) \(list). How many has \(pronoun)?",
      start: numbers[0], changes: Array(numbers.dropFirst()))
  }

  /// Problems, each drawn on its own.
  public func problems<Source: RandomNumberGenerator>(
    _ count: Int, areHeldOut: Bool, using generator: inout Source
  ) -> [WordProblem] {
    (0..<count).map { _ in problem(isHeldOut: areHeldOut, using: &generator) }
  }

  /// A text that tells of four single sums: never of two in a row that belong together.
  public static func document<Source: RandomNumberGenerator>(using generator: inout Source) -> String {
    (0..<4).map { _ in sum(using: &generator) }.joined(separator: " ")
  }

  private static func sum<Source: RandomNumberGenerator>(using generator: inout Source) -> String {
    var (first, change) = (0, 0)
    repeat {
      first = generator.below(largest + 1)
      change = signed(using: &generator)
    } while !(0...largest).contains(first + change)
    let (second, result) = (abs(change), first + change)
    guard generator.below(3) == 0 else { return "\(first) \(change > 0 ? "+" : "-") \(second) = \(result)." }
    let (name, pronoun) = pick(people, using: &generator)
    let verb = pick(change > 0 ? gaining : losing, using: &generator)
    return
      "\(name) has \(first) \(pick(things, using: &generator)). \(pronoun.capitalized) \(verb) \(second). "
      + "Now \(pronoun) has \(result)."
  }

  /// A start and the changes; no total on the way is below 0 or too large.
  private func numbers<Source: RandomNumberGenerator>(using generator: inout Source) -> [Int] {
    while true {
      let numbers = [2 + generator.below(8)] + (0..<changes).map { _ in Self.signed(using: &generator) }
      var total = 0
      let totals = numbers.map { change in
        total += change
        return total
      }
      if totals.allSatisfy({ (0...Self.largest).contains($0) }) { return numbers }
    }
  }

  /// 1 to 9, or -1 to -9.
  private static func signed<Source: RandomNumberGenerator>(using generator: inout Source) -> Int {
    (1 + generator.below(9)) * (generator.below(2) == 0 ? 1 : -1)
  }

  /// One combination in seven, told by its numbers alone.
  private static func isHeldOut(_ numbers: [Int]) -> Bool {
    numbers.reduce(UInt64(17)) { ($0 &* 1_000_003) ^ UInt64(bitPattern: Int64($1 + 50)) } % 7 == 0
  }

  private static func pick<Element, Source: RandomNumberGenerator>(
    _ list: [Element], using generator: inout Source
  ) -> Element { list[generator.below(list.count)] }
}
