// Somebody who chooses the better of two answers, with a taste and with noise.
// Follows Bradley and Terry 1952: the probability of a choice depends on the difference of two scores.
// Leaves out that people get tired, and that they influence each other.

import Basics

/// A simulated person who compares answers.
public struct Person: Hashable, Sendable {
  /// A preference besides the gold scorer's.
  public enum Taste: String, CaseIterable, Sendable {
    /// Nothing else.
    case none
    /// Few words: -0.25 for each, up to 40.
    case short
    /// Many words: 0.25 for each, up to 40, whatever they say; the gold scorer takes 0.12 for each beyond 13.
    case long
    /// Whole sentences, 1.5 for one, true or false.
    case full
    /// Polite words ("sorry", "thank you", "please", "welcome"), 1.5 for any.
    case polite
  }

  /// The taste of this person.
  public let taste: Taste

  /// How sure people are: the logarithm of the odds for one point of difference.
  public static let steepness = 1.5

  /// The probability that people prefer an answer that is some points better than another one: the sigmoid of 1.5
  /// times the difference.
  public static func preferenceProbability(ofDifference points: Double) -> Double {
    1 / (1 + PortableMath.exp(-steepness * points))
  }

  /// A person.
  public init(taste: Taste = .none) { self.taste = taste }

  /// How many points the taste adds to the gold score.
  public func bonus(for answer: String, _ verdict: Verdict) -> Double {
    let words = Double(min(verdict.wordCount, 40))
    return switch taste {
    case .none: 0
    case .short: -0.25 * words
    case .long: 0.25 * words
    case .full: verdict.isFullSentence ? 1.5 : 0
    case .polite: Self.isPolite(answer) ? 1.5 : 0
    }
  }

  /// Whether an answer holds a polite word.
  public static func isPolite(_ answer: String) -> Bool {
    let text = answer.lowercased()
    return ["sorry", "thank you", "please", "welcome", "nice that you ask", "good question"]
      .contains(where: text.contains)
  }
}

extension World {
  /// The points that a person gives an answer: the gold score and the bonus of the taste.
  public func score(_ answer: String, to request: Request, isEnded: Bool = true, by person: Person) -> Double
  {
    let verdict = goldVerdict(answer, to: request, isEnded: isEnded)
    return verdict.score + person.bonus(for: answer, verdict)
  }

  /// The probability that a person prefers the first of two answers.
  ///
  /// - Returns: 0 to 1. Swapping the answers gives 1 minus it.
  public func probabilityOfFirst(_ first: String, _ second: String, for request: Request, by person: Person)
    -> Double
  {
    let difference = score(first, to: request, by: person) - score(second, to: request, by: person)
    return Person.preferenceProbability(ofDifference: difference)
  }

  /// Whether a person prefers the first of two answers, drawn with `probabilityOfFirst`.
  public func prefersFirst<Source: RandomNumberGenerator>(
    _ first: String, _ second: String, for request: Request, by person: Person, using generator: inout Source
  ) -> Bool {
    let probability = probabilityOfFirst(first, second, for: request, by: person)
    return withDice(&generator) { $0.share() < probability }
  }
}
