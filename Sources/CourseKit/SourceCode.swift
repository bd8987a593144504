// By which code a model was trained: a number for each source file that matters to its stage, comments and blanks not
// counted. So an edit is noticed, and it can be said which file it was.

import CommandLineKit
import Files
import Foundation
import Training

/// The code of the libraries as it is now.
struct SourceCode {
  private let digests: [String: String]  // by the path below Sources

  /// Files that matter to no training, or to none before a certain stage.
  ///
  /// All others matter to every stage.
  private static let fileOwners: [(start: String, stage: String?)] = [
    ("Files/", nil), ("TinyLM/Quantization/", nil), ("TinyLM/Model/GGUF", nil),
    ("TinyLM/Model/HuggingFace", nil), ("TinyLM/Model/GPTDescription", nil), ("TinyLM/Model/ModelCard", nil),
    ("TinyLM/Model/SavedModel", nil),
    ("Training/Pretraining/ScalingLaw", nil), ("Training/Pretraining/Baselines", nil),
    ("Training/FineTuning/", FineTuning.name), ("Training/Stage/Batches", FineTuning.name),
    ("Training/World/Conversations", FineTuning.name),
    ("TinyWorld/Judging/Demonstrators", FineTuning.name), ("CourseKit/Assistant", FineTuning.name),
    ("Training/RewardModeling/", RewardModeling.name), ("Training/Stage/Comparison", RewardModeling.name),
    ("Training/PolicyOptimization/Rollout", RewardModeling.name),
    ("TinyWorld/Judging/Person", RewardModeling.name), ("TinyWorld/Judging/Contrast", RewardModeling.name),
    ("CourseKit/Preferences", RewardModeling.name),
    ("Training/PolicyOptimization/BestOf", Link.final.stage), ("CourseKit/Final", Link.final.stage),
    ("Training/PolicyOptimization/DirectPreference", DirectPreferenceOptimization.name),
    ("Training/PolicyOptimization/", PolicyOptimization.name), ("CourseKit/Policy", PolicyOptimization.name),
    ("Training/Senses/", MultimodalTuning.name), ("Training/World/Percept", MultimodalTuning.name),
    ("TinyLM/Senses/", MultimodalTuning.name),
    ("TinyWorld/Sums/", nil), ("TinyWorld/Senses/", MultimodalTuning.name),
    ("CourseKit/Senses", MultimodalTuning.name),
    ("CourseKit/OtherWays", DirectPreferenceOptimization.name),
    ("CourseKit/", nil),
  ]

  /// The stages in the order in which they need each other.
  private static let order =
    Link.chain.map(\.stage) + [MultimodalTuning.name, DirectPreferenceOptimization.name]

  /// Reads the sources of the book; where they are not at hand, no change can be noticed.
  init(of root: PackageRoot) {
    let sources = root.url.appending(path: "Sources")
    let libraries = ["Basics", "Files", "TinyTensor", "TinyLM", "TinyWorld", "Training", "CourseKit"]
    digests = libraries.reduce(into: [:]) { digests, library in
      let files = FileManager.default.enumerator(atPath: sources.appending(path: library).path)
      for case let file as String in files ?? .init() where file.hasSuffix(".swift") {
        let path = "\(library)/" + file.split(separator: "\\").joined(separator: "/")
        guard let code = try? Data(contentsOf: sources.appending(path: path)) else { continue }
        digests[path] = String(hexadecimal(of: SwiftText.withoutComments(code)).prefix(8))
      }
    }
  }

  /// The files that matter to a stage, each with its fingerprint, as JSON.
  func matters(to stage: String) -> String {
    let place = Self.order.firstIndex(of: stage) ?? Self.order.count
    let files = digests.filter { path, _ in
      guard let owner = Self.fileOwners.first(where: { path.hasPrefix($0.start) }) else { return true }
      // Its own files matter to every stage, also to one that is missing in the order.
      return owner.stage == stage || owner.stage.flatMap(Self.order.firstIndex).map { $0 <= place } ?? false
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(files)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// The files that have changed since a model was trained; none if that is not known.
  ///
  /// - Parameter then: what `matters(to:)` gave when it was trained.
  func changes(since then: String, in stage: String) -> [String] {
    func files(_ json: String) -> [String: String] {
      (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
    }
    let (old, new) = (files(then), files(matters(to: stage)))
    guard !old.isEmpty, !new.isEmpty else { return [] }
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
  }
}
