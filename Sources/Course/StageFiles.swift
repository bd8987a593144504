// The files of one stage in runs/: the finished model, and the training that was interrupted.
// A file is written whole or not at all, and the one before it is kept (AtomicFile).
// Leaves out what is in them: that is the stage's and the checkpoint's.

import Foundation
import Notebook
import TinyLM
import Training

/// Where a stage is kept, and whether what is kept there may be used.
public struct StageFiles {
  /// The finished model.
  public let finishedFile: URL
  /// What is needed to go on after an interruption.
  let unfinishedFile: URL
  private let code: Double

  /// - Parameters:
  ///   - name: such as "pretraining"; another seed and rough runs have files of their own.
  public init(_ root: PackageRoot, _ name: String, _ invocation: Invocation) throws {
    let seed = invocation.seed == 1 ? "" : "-seed\(invocation.seed)"
    let name = name + seed + (invocation.isQuick ? "-quick" : "")
    finishedFile = try root.runs().appending(path: name + ".safetensors")
    unfinishedFile = try root.runs().appending(path: name + ".unfinished.safetensors")
    code = Self.fingerprint(of: root.url)
  }

  /// The finished model, however it was trained; nil if there is none.
  ///
  /// - Throws: `FileProblem` for a file that is damaged.
  func checkpoint() throws -> Checkpoint? {
    guard FileManager.default.fileExists(atPath: finishedFile.path) else { return nil }
    return try Checkpoint.read(from: finishedFile)
  }

  /// Puts a stage into the state of the file that fits it: the finished one, or else the interrupted one.
  ///
  /// The finished one counts only if the code that trained it was the code of today.
  ///
  /// - Returns: the seconds that its training took so far.
  func restore(_ stage: some Stage) throws -> Double {
    if let saved = try checkpoint(), saved.metrics["code"] == code, try stage.resume(from: saved) {
      Console.printError(
        "The model of \(name(of: stage)) was trained before, with the same knobs and code; --fresh trains it "
          + "anew.")
      return saved.metrics["seconds"] ?? 0
    }
    guard FileManager.default.fileExists(atPath: unfinishedFile.path) else { return 0 }
    let saved = try Checkpoint.read(from: unfinishedFile)
    if try stage.resume(from: saved) {
      Console.printError(
        "Going on with \(name(of: stage)) after step \(stage.stepsDone.grouped) of "
          + "\(stage.totalSteps.grouped); --fresh begins anew.")
    } else {
      Console.printError(
        "An unfinished training with other knobs or another text is left aside: \(unfinishedFile.path)")
    }
    return stage.stepsDone > 0 ? saved.metrics["seconds"] ?? 0 : 0
  }

  private func name<S: Stage>(of stage: S) -> String { S.name }

  /// Keeps all that is needed to go on.
  func save(_ stage: some Stage, seconds: Double, _ tokenizer: any Tokenizer) throws {
    try stage.checkpoint(tokenizer: tokenizer.json, metrics: ["seconds": seconds]).write(to: unfinishedFile)
  }

  /// Keeps the finished model for later runs and for the chapters that follow.
  ///
  /// - Parameter parent: the fingerprint of the model that the stage began with.
  func finish(_ stage: some Stage, seconds: Double, parent: String?, _ tokenizer: any Tokenizer) throws {
    var checkpoint = try stage.checkpoint(
      tokenizer: tokenizer.json, metrics: ["seconds": seconds, "code": code])
    checkpoint.parent = parent
    try checkpoint.write(to: finishedFile)
    for old in [unfinishedFile, AtomicFile.previous(of: unfinishedFile)] {
      try? FileManager.default.removeItem(at: old)
    }
    Console.printError("The model is saved: \(finishedFile.path)")
  }

  /// A number that changes with any line of the libraries that train: whoever edits one gets a new model.
  ///
  /// It has 52 bits, which a metric holds exactly.
  private static func fingerprint(of root: URL) -> Double {
    let files = ["Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training"].flatMap { library in
      let folder = root.appending(path: "Sources/\(library)")
      return FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap {
        $0 as? URL
      } ?? []
    }
    let sources = files.filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
    let sum: UInt64 = sources.reduce(0) { sum, file in
      (try? Data(contentsOf: file)).map { $0.withUnsafeBytes { Checksum.of($0, seed: sum) } } ?? sum
    }
    return Double(sum >> 12)
  }
}
