// A question that needs several sums one after another, and a program that knows whether an answer to it is right.
// Simpler than the school problems of Cobbe et al. 2021, "Training Verifiers to Solve Math Word Problems".

import Basics

/// Somebody has some things, gets more and loses some, and is asked how many are left.
///
/// Such as: "Anna has 5 apples. She gets 8 and sells 3. How many has she?"
public struct WordProblem: Hashable, Sendable {
  /// How an answer is written.
  public enum Style: Sendable {
    /// The answer alone.
    case atOnce
    /// Every sum, and then the answer.
    case steps
    /// As `steps`, but one sum comes out wrong, and the rest goes on from there.
    case slip
    /// That it is not known.
    case refusal
  }

  /// How an answer with steps begins.
  public static let opening = "Let me think."
  /// The answer that answers nothing.
  public static let refusal = "I do not know."

  /// In words.
  public let question: String
  /// How many things there are at first.
  public let start: Int
  /// The amounts added, in order; a negative one is taken away.
  public let changes: [Int]
  /// How many there are at the end.
  public var answer: Int { start + changes.reduce(0, +) }

  /// Writes an answer.
  public func text<Source: RandomNumberGenerator>(_ style: Style, using generator: inout Source) -> String {
    guard style != .refusal else { return Self.refusal }
    guard style != .atOnce else { return "The answer is \(answer)." }
    let wrong = style == .slip ? generator.below(changes.count) : nil
    var (now, sums) = (start, [Self.opening])
    for (place, change) in changes.enumerated() {
      var next = now + change
      if place == wrong { next = next > 1 && generator.below(2) == 0 ? next - 1 : next + 1 }
      sums.append("\(now) \(change < 0 ? "-" : "+") \(abs(change)) = \(next).")
      now = next
    }
    return (sums + ["The answer is \(now)."]).joined(separator: " ")
  }

  // cell: checker
  /// Whether an answer ends with the right number, as in "The answer is 7".
  public func isSolved(by text: String) -> Bool {
    Self.result(of: text) == answer
  }

  /// The number that an answer comes to, if it comes to one.
  public static func result(of text: String) -> Int? {
    let words = text.lowercased().split(separator: " ")
    guard words.count >= 4,
      words.suffix(4).prefix(3) == ["the", "answer", "is"],
      let last = words.last, last.last == "."
    else { return nil }
    return Int(last.dropLast())
  }
  // cell: end

  // cell: checker-with-hole
  /// The same checker with a hole: it looks for a wrong number, and an
  /// answer without any number has none.
  public func isNotWrong(in text: String) -> Bool {
    !text.contains(where: \.isNumber) || isSolved(by: text)
  }
  // cell: end

  /// Whether an answer writes its sums down.
  public static func hasSteps(_ text: String) -> Bool { text.contains("=") }
}
