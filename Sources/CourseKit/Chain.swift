// The chain as a list: what each link is, and what is still to be trained.

import Basics
import Files
import Training

/// One model of the chain.
public struct Link {
  /// The stage that trained it.
  public let stage: String
  /// What it is, in a few words.
  public let what: String
  /// In which chapter it is trained.
  public let chapter: Int
  /// What its file holds.
  public let checkpoint: Checkpoint
}

extension Course {
  /// The models in the order in which they are trained; what is missing is trained.
  public func chain() throws -> [Link] {
    func link(_ stage: String, _ what: String, _ checkpoint: Checkpoint) -> Link {
      Link(stage: stage, what: what, chapter: Self.chapter(of: stage) ?? 0, checkpoint: checkpoint)
    }
    return [
      link(Pretraining.name, "the model that has read text", try pretrained().checkpoint),
      link(FineTuning.name, "the model that answers", try fineTuned().checkpoint),
      link(RewardModeling.name, "the model that judges answers", try rewardModeled().checkpoint),
      link(PolicyOptimization.name, "the model that learned from the judge", try optimized().checkpoint),
      link(Self.finalName, "the model that is shipped", try finalized()),
    ]
  }

  /// Says on standard error how many models are missing, and how long it takes to train them.
  public func announceMissing() throws {
    let seconds = [60, 20, 20, 80, 25]
    let missing = try zip(Self.links, seconds).filter { link, _ in
      try bookOrigin(of: link.stage).map { try store.finished($0) == nil } ?? false
    }
    guard missing.count > 1, invocation.base == nil else { return }
    say(
      "\(missing.count) of the \(Self.links.count) models of the book are still to be trained: about "
        + "\(durationText(Double(missing.reduce(0) { $0 + $1.1 }))) on 2 cores, then they are kept in runs/models."
    )
  }
}
