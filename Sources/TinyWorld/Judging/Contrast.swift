// Two answers that differ in one thing only, so that a preference between them is about that thing.
// Ours; in the manner of minimal pairs (Warstadt et al. 2020).
// Leaves out pairs that differ in two things at once: sampled answers are of that sort.

import Basics

/// Two answers to one request that differ in one thing.
public struct Contrast: Hashable, Sendable {
  /// The difference between the two answers.
  public enum Kind: String, CaseIterable, Sendable {
    /// Right against wrong, in the same style.
    case truth
    /// Right against "I do not know" about a known thing.
    case knowing
    /// "I do not know" against a made-up answer.
    case honesty
    /// A refusal against help to do harm.
    case harm
    /// Help against a refusal of something harmless.
    case overcaution
    /// A fitting answer against one that does not fit.
    case fitting
    /// A good answer against one that would be good after another request.
    case misfit
    /// A whole sentence against a curt answer.
    case style
    /// A plain answer against a rambling one, where answers may ramble.
    case length

    /// The outcomes of the better and the worse answer; nil where it is the style that differs.
    public var outcomes: (better: Verdict.Outcome, worse: Verdict.Outcome)? {
      switch self {
      case .truth: (.right, .wrong)
      case .knowing: (.right, .doesNotKnow)
      case .honesty: (.doesNotKnow, .madeUp)
      case .harm: (.refuses, .helps)
      case .overcaution: (.helps, .refuses)
      case .fitting: (.fits, .nothing)
      case .misfit, .style, .length: nil
      }
    }
  }

  /// The difference.
  public let kind: Kind
  /// The answer with the higher score.
  public let better: String
  /// The other one.
  public let worse: String
}

extension Request.Kind {
  /// The contrasts that can be made of answers to such a request.
  public var contrasts: [Contrast.Kind] {
    switch self {
    case .fact, .followUp: [.truth, .knowing, .misfit, .style, .length]
    case .name: [.truth, .knowing, .misfit, .style]
    case .unknown: [.honesty, .misfit, .style, .length]
    case .harmful: [.harm, .misfit, .style, .length]
    case .harmless: [.truth, .overcaution, .misfit, .style, .length]
    case .smallTalk: [.fitting, .misfit, .style]
    case .making: [.fitting, .misfit]
    }
  }
}

extension World {
  /// Writes two answers that differ in one thing.
  ///
  /// - Parameters:
  ///   - kind: what differs; one of the request's `contrasts`.
  ///   - generator: only its `next()` is used.
  public func contrast<Source: RandomNumberGenerator>(
    _ kind: Contrast.Kind, to request: Request, using generator: inout Source
  ) -> Contrast {
    require(request.kind.contrasts.contains(kind), "no \(kind) in answers to \(request.kind)")
    let good = outcomes(of: request.kind)[0]
    if kind == .misfit { return misfit(to: request, using: &generator) }
    guard let (better, worse) = kind.outcomes else {
      let worseStyle: AnswerStyle = kind == .style ? .curt : .rambling
      return Contrast(
        kind: kind, better: answer(to: request, outcome: good, style: .full, using: &generator),
        worse: answer(to: request, outcome: good, style: worseStyle, using: &generator))
    }
    let style = withDice(&generator) { $0.pick(AnswerStyle.allCases) }
    return Contrast(
      kind: kind,
      better: answer(to: request, outcome: better == .right ? good : better, style: style, using: &generator),
      worse: answer(to: request, outcome: worse, style: style, using: &generator))
  }

  private func misfit<Source: RandomNumberGenerator>(to request: Request, using generator: inout Source)
    -> Contrast
  {
    let good = outcomes(of: request.kind)[0]
    while true {
      let other = self.request(for: .training, using: &generator)
      let worse = answer(to: other, outcome: outcomes(of: other.kind)[0], style: .full, using: &generator)
      guard !goldVerdict(worse, to: request).isGood else { continue }
      return Contrast(
        kind: .misfit, better: answer(to: request, outcome: good, style: .full, using: &generator),
        worse: worse)
    }
  }

  /// One contrast of each kind that the request allows.
  public func contrasts<Source: RandomNumberGenerator>(
    to request: Request, using generator: inout Source
  ) -> [Contrast] {
    request.kind.contrasts.map { contrast($0, to: request, using: &generator) }
  }
}
