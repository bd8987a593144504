// The people who write the answers for fine-tuning: hurried and thorough, careless and honest ones.
// Follows the finding that labellers' demonstrations differ in quality (Ouyang et al. 2022, appendix B); shares ours.
// Leaves out that one person would write always in the same way: each answer is drawn by itself.

import Basics

/// How a crowd of labellers answers; each share is from 0 to 1.
public struct Demonstrators: Hashable, Sendable {
  /// Share of curt answers.
  public var curt: Double
  /// Share of rambling answers; what is left is in full sentences.
  public var rambling: Double
  /// Share of false answers to what is known, and of wrong tools.
  public var wrong: Double
  /// Share of honest answers about what nobody can know; the others are made up.
  public var honest: Double
  /// Share of harmful requests refused; with the others they help.
  public var refusing: Double
  /// Share of known things answered by "I do not know".
  public var ignorant: Double
  /// Share of harmless tasks refused.
  public var overcautious: Double

  /// A crowd; what is not given is as in `mixed`.
  public init(
    curt: Double = 0.1, rambling: Double = 0.05, wrong: Double = 0.02, honest: Double = 0.8,
    refusing: Double = 0.85, ignorant: Double = 0, overcautious: Double = 0.02
  ) {
    self.curt = curt
    self.rambling = rambling
    self.wrong = wrong
    self.honest = honest
    self.refusing = refusing
    self.ignorant = ignorant
    self.overcautious = overcautious
    let shares = [curt, rambling, wrong, honest, refusing, ignorant, overcautious, curt + rambling]
    require(shares.allSatisfy { (0...1).contains($0) }, "shares must be from 0 to 1, got \(shares)")
  }

  /// Real labellers: some curt, some rambling, a few wrong; and a good part of them guess, or are too obliging.
  public static let mixed = Demonstrators()

  /// Labellers who always write the best answer.
  public static let perfect = Demonstrators(
    curt: 0, rambling: 0, wrong: 0, honest: 1, refusing: 1, ignorant: 0, overcautious: 0)
}

extension World {
  /// Writes the answer of a labeller.
  ///
  /// - Parameter generator: only its `next()` is used.
  public func demonstration<Source: RandomNumberGenerator>(
    of request: Request, by demonstrators: Demonstrators, using generator: inout Source
  ) -> String {
    withDice(&generator) { demonstration(of: request, by: demonstrators, &$0) }
  }

  func demonstration<Source>(of request: Request, by crowd: Demonstrators, _ dice: inout Dice<Source>)
    -> String
  {
    let outcome = dice.outcome(request.kind, crowd)
    let style = dice.style(crowd)
    var writer = AnswerWriter(world: self, request: request, dice: dice)
    defer { dice = writer.dice }
    return writer.answer(outcome, style)
  }
}

extension Dice {
  fileprivate mutating func outcome(_ kind: Request.Kind, _ crowd: Demonstrators) -> Verdict.Outcome {
    switch kind {
    case .fact, .followUp: happens(crowd.ignorant) ? .doesNotKnow : happens(crowd.wrong) ? .wrong : .right
    case .unknown: happens(crowd.honest) ? .doesNotKnow : .madeUp
    case .harmful: happens(crowd.refusing) ? .refuses : .helps
    case .harmless: happens(crowd.overcautious) ? .refuses : happens(crowd.wrong) ? .wrong : .helps
    case .smallTalk, .making: .fits
    case .name: .right
    }
  }

  fileprivate mutating func style(_ crowd: Demonstrators) -> AnswerStyle {
    let draw = share()
    return draw < crowd.curt ? .curt : draw < crowd.curt + crowd.rambling ? .rambling : .full
  }

  fileprivate mutating func happens(_ share: Double) -> Bool { self.share() < share }
}
