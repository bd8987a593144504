// The chain as a list: what is kept where, what it begins with, and what is still to be trained.

import Foundation
import Notebook
import TinyLM
import Training

/// One model of the chain.
public struct Link: Sendable {
  /// What its file is called after.
  public let file: String
  /// What it is, in a few words.
  public let what: String
  /// In which chapter it is trained.
  public let chapter: Int
  /// About how long that takes on two cores.
  public let seconds: Int
}

extension Course {
  /// The models in the order in which they are trained.
  public static let chain = [
    Link(file: Pretraining.name, what: "the model that has read text", chapter: 4, seconds: 60),
    Link(file: FineTuning.name, what: "the model that answers", chapter: 5, seconds: 20),
    Link(file: RewardModeling.name, what: "the model that judges answers", chapter: 6, seconds: 20),
    Link(
      file: PolicyOptimization.name, what: "the model that learned from the judge", chapter: 7, seconds: 80),
    Link(file: "final", what: "the model that is shipped", chapter: 8, seconds: 25),
  ]

  /// The checkpoint of a link, if it is there.
  ///
  /// - Throws: `FileProblem` for a file that is damaged.
  public func checkpoint(of link: Link) throws -> Checkpoint? { try files(link.file).checkpoint() }

  /// Says on standard error how many models are missing, and how long it takes to train them.
  public func announceMissing() throws {
    let missing = try Self.chain.filter {
      !FileManager.default.fileExists(atPath: try files($0.file).finishedFile.path)
    }
    guard missing.count > 1 else { return }
    let seconds = missing.reduce(0) { $0 + $1.seconds }
    Console.printError(
      "\(missing.count) of the \(Self.chain.count) models of the book are still to be trained: about "
        + "\(durationText(Double(seconds))) on 2 cores, then they are kept in runs/.")
  }
}
