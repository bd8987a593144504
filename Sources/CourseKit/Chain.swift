// The chain in one place: what each link is, where it is trained, how long that takes, and what makes it. Beside it, what
// is trained to be compared with the chain, or after it.

import Basics
import Files
import Training

/// One model of the book.
public struct Link: Sendable {
  /// The stage that trains it.
  public let stage: String
  /// What it is, in a few words.
  public let what: String
  /// The chapter that teaches it; that one trains it again when its code has changed.
  public let chapter: Int
  /// About how long its training takes on two cores.
  let seconds: Int

  /// The chain, in the order in which it is trained.
  static let chain = [pretraining, fineTuning, rewardModeling, policyOptimization, final]

  static let pretraining = Link(
    stage: Pretraining.name, what: "the model that has read text", chapter: 4, seconds: 225)
  static let fineTuning = Link(
    stage: FineTuning.name, what: "the model that answers", chapter: 5, seconds: 145)
  static let rewardModeling = Link(
    stage: RewardModeling.name, what: "the model that judges answers", chapter: 6, seconds: 100)
  static let policyOptimization = Link(
    stage: PolicyOptimization.name, what: "the model that learned from the judge", chapter: 7, seconds: 140)
  static let final = Link(stage: "final", what: "the model that is shipped", chapter: 8, seconds: 40)

  // Beside the chain.
  static let taste = Link(
    stage: RewardModeling.name, what: "the model that judges by one taste", chapter: 7, seconds: 2)
  static let directOptimization = Link(
    stage: DirectPreferenceOptimization.name, what: "the model that learns by DPO", chapter: 7, seconds: 5)
  static let senses = Link(
    stage: MultimodalTuning.name, what: "the model that sees and hears", chapter: 8, seconds: 85)

  /// How the chapter is started that teaches it.
  var command: String {
    let topics = [4: "pretraining", 5: "sft", 6: "reward-model", 7: "rlhf", 8: "finalization"]
    return "swift run chapter\(chapter)-\(topics[chapter]!)"
  }
}

extension Course {
  /// The origin of a link of the book's chain, with the seed and the budgets of this run; nil for another stage.
  func bookOrigin(of stage: String) throws -> Origin? {
    switch stage {
    case Link.pretraining.stage: try pretraining(bookText()).origin
    case Link.fineTuning.stage: try fineTuning().origin
    case Link.rewardModeling.stage: try rewardModeling().origin
    case Link.policyOptimization.stage: try policyOptimization().origin
    case Link.final.stage: try finalOrigin()
    default: nil
    }
  }

  /// The models in the order in which they are trained; what is missing is trained.
  public func chain() throws -> [(link: Link, checkpoint: Checkpoint)] {
    let checkpoints = try [
      pretrained().checkpoint, fineTuned().checkpoint, rewardModeled().checkpoint, optimized().checkpoint,
      finalized(),
    ]
    return Array(zip(Link.chain, checkpoints))
  }

  /// The models of the book's chain that are still to be trained; none if this run stands on another one.
  private func missing() throws -> [Link] {
    guard invocation.base == nil else { return [] }
    return try Link.chain.filter { link in
      try bookOrigin(of: link.stage).map { try store.finished($0) == nil } ?? false
    }
  }

  /// Whether more is missing of the chain than the last model, which chapter 8 makes.
  public func hasMuchToTrain() throws -> Bool { try missing().count > 1 }

  /// Says on standard error how long the chapter takes on this machine, and how much of it is training.
  ///
  /// - Parameter own: about how many seconds it takes on two cores if no model is missing.
  func announce(own: Int) throws {
    guard !invocation.isQuick, invocation.hasDefaultKnobs else { return }  // the times are those of the book
    let missing = try missing().filter { $0.chapter <= chapter }
    let seconds = missing.reduce(own) { $0 + $1.seconds }
    guard seconds >= 20 else { return }
    var words = "This chapter takes about \(durationText(MachineSpeed.seconds(seconds))) on this machine."
    if !missing.isEmpty {
      words += """
         \(missing.count) of the \(Link.chain.count) models of the book \(missing.count == 1 ? "is" : "are") still to be \
        trained and will be kept in runs/models. Ctrl-C stops it, and the same command goes on from there.
        """
    }
    wrap(words, width: invocation.width).forEach(say)
  }
}
