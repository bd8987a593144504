// The same training steps in PyTorch, measured in turns with ours, so that both meet the same machine.
// Leaves out matrix products: a step is what a learner waits for.

import CommandLineKit
import Foundation
import TinyTensor

/// PyTorch, as a program of its own.
struct Peer {
  /// The Python that has it.
  let python: String
  private let script: URL

  /// - Throws: `Failure` if this Python has no PyTorch.
  init(python: String) throws {
    self.python = python
    script = try PackageRoot().url.appending(path: "Tests/peers/torch_step.py")
    _ = try run(["-c", "import torch"])
  }

  /// One step of a model of these sizes.
  ///
  /// - Returns: the milliseconds of the faster of its two ways, eager and compiled, and which one that is.
  func step(_ shape: Shape, threads: Int, seconds: Double) throws -> (milliseconds: Double, way: String) {
    let sizes = shape.sizes
    let numbers = [
      sizes.vocabularySize, sizes.width, sizes.layers, sizes.heads, sizes.context, shape.batch, threads,
    ]
    let output = try run([script.path] + numbers.map(String.init) + ["\(seconds)"])
    let ways = output.split(whereSeparator: \.isNewline).compactMap { line -> (Double, String)? in
      let words = line.split(separator: " ")
      return words.count == 2 ? Double(words[1]).map { ($0, String(words[0])) } : nil
    }
    guard let fastest = ways.min(by: { $0.0 < $1.0 }) else {
      throw Failure("PyTorch measured nothing", at: python, hint: "It printed: \(output)", code: .badFile)
    }
    return fastest
  }

  /// - Returns: what the program printed.
  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python] + arguments
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        "this Python cannot run PyTorch", at: python, hint: "Name one that has it: --peers PYTHON",
        code: .badFile)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Measures our steps and theirs in turns, and prints them side by side.
func compare(with peer: Peer, prefix: String, threadCounts: [Int], seconds: Double, _ report: Report) throws {
  report.beginComparison()
  for threads in threadCounts {
    Workers.count = threads
    let machine = Machine(threads: threads)
    for (name, shape) in trainingShapes where shape.sizes.positions == .learned {
      let full = "training/\(name)"
      guard full.hasPrefix(prefix) else { continue }
      var (ours, theirs, way) = (Double.infinity, Double.infinity, "")
      for _ in 0..<2 {
        ours = min(ours, 1e3 * shape.trainingStep(Stopwatch(seconds: seconds), machine).seconds)
        let step = try peer.step(shape, threads: threads, seconds: seconds)
        if step.milliseconds < theirs { (theirs, way) = step }
      }
      report.add(full, threads: threads, ours: ours, theirs: theirs, way: way)
    }
  }
  report.endComparison()
}
