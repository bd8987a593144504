// Somebody who chooses the better of two answers, with a taste and with noise.
// Follows Bradley and Terry 1952: the chance of a choice depends on the difference of two scores.
// Leaves out that people get tired, and that they influence each other.

import Basics

/// A simulated person who compares answers.
public struct Person: Hashable, Sendable {
  /// What somebody likes beside what the judge finds good.
  public enum Taste: String, CaseIterable, Sendable {
    /// Nothing else.
    case none
    /// Few words: -0.25 for each, up to 40.
    case short
    /// Many words: 0.25 for each, up to 40, whatever they say; the judge takes 0.12 for each beyond 13.
    case long
    /// Whole sentences, 1.5 for one, be it true or false.
    case full
    /// Polite words ("sorry", "thank you", "please", "welcome"), 1.5 for any.
    case polite
  }

  /// What this person likes.
  public let taste: Taste

  /// How sure people are: the logarithm of the odds for one point of difference.
  public static let steepness = 1.5

  /// A person.
  public init(taste: Taste = .none) { self.taste = taste }

  /// How many points the taste adds to the judge's score.
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
  /// What an answer is worth to a person: the judge's score and the bonus of the taste.
  public func score(_ answer: String, to request: Request, isEnded: Bool = true, by person: Person) -> Double
  {
    let verdict = judge(answer, to: request, isEnded: isEnded)
    return verdict.score + person.bonus(for: answer, verdict)
  }

  /// The chance that a person prefers the first of two answers: the sigmoid of 1.5 times the difference.
  ///
  /// - Returns: a probability. Swapping the answers gives 1 minus it.
  public func chanceFirst(_ first: String, _ second: String, for request: Request, by person: Person)
    -> Double
  {
    let difference = score(first, to: request, by: person) - score(second, to: request, by: person)
    return 1 / (1 + PortableMath.exp(-Person.steepness * difference))
  }

  /// Whether a person prefers the first of two answers, drawn with `chanceFirst`.
  public func prefersFirst<Source: RandomNumberGenerator>(
    _ first: String, _ second: String, for request: Request, by person: Person, using generator: inout Source
  ) -> Bool {
    let chance = chanceFirst(first, second, for: request, by: person)
    return withDice(&generator) { $0.share() < chance }
  }
}
