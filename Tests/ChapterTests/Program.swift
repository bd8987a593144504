// Starting the chapters as a learner does, but from the folder in which they were built: `swift run` would build first.

import Foundation
import Notebook
import Testing

/// The executable of a chapter.
struct Program: CustomTestStringConvertible, Sendable {
  let name: String
  var testDescription: String { name }

  /// What one start of it gave.
  struct Outcome {
    let output: String
    let errors: String
    let code: Int32
    /// What it left in the folder that it was told to record into; nothing if it was not.
    let recorded: [String: String]

    var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// All chapters that are built and belong to the book.
  static let all: [Program] = {
    let sources = try? PackageRoot().url.appending(path: "Sources")
    let folders = sources.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
    return folders.filter { $0.hasPrefix("chapter") }.sorted().map(Program.init)
  }()

  /// The folder that holds the bundle of these tests.
  private static let folder: URL = {
    let argument = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
    var url = URL(filePath: argument).standardizedFileURL
    while url.pathExtension != "xctest", url.pathComponents.count > 1 { url.deleteLastPathComponent() }
    return url.deletingLastPathComponent()
  }()

  /// The budget for runs that must succeed.
  ///
  /// One thread each, since the tests run side by side.
  static let quick = ["--quick", "--no-input", "--threads", "1"]

  /// A smaller budget still, for runs that are only looked at, not believed.
  var tiny: [String] {
    let knobs = [
      "chapter4-pretraining": [
        "steps=20", "width=32", "layers=1", "context=16", "batch=4", "vocabulary=300",
      ]
    ]
    return Self.quick + (knobs[name] ?? []).flatMap { ["--set", $0] }
  }

  /// Cells that take seconds whatever the knobs are.
  private var slowCells: [String] {
    ["chapter4-pretraining": ["context", "overfitting", "scaling"]][name] ?? []
  }

  /// Starts it, with an empty folder for trained models.
  ///
  /// - Parameters:
  ///   - records: whether it is also told to record into a folder.
  ///   - pipe: a shell command that gets its output instead of the test.
  func run(
    _ arguments: [String], _ environment: [String: String] = [:], records: Bool = false, pipe: String? = nil
  ) throws -> Outcome {
    let work = FileManager.default.temporaryDirectory.appending(path: "chapters-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    let (output, errors, target) = (
      work.appending(path: "output"), work.appending(path: "errors"), work.appending(path: "target")
    )
    for file in [output, errors] { try Data().write(to: file) }

    let process = Process()
    let all = arguments + (records ? ["--record", target.path] : [])
    let program = Self.folder.appending(path: name)
    process.executableURL = pipe == nil ? program : URL(filePath: "/bin/sh")
    process.arguments = pipe.map { ["-c", "\"$0\" \"$@\" | \($0)", program.path] + all } ?? all
    process.environment = ["TINYCHAT_RUNS": work.appending(path: "runs").path].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    while process.isRunning { Thread.sleep(forTimeInterval: 0.01) }

    return Outcome(
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8), code: process.terminationStatus,
      recorded: Self.files(in: target))
  }

  /// The cells without the slow ones.
  func quickCells() throws -> [String] { try cells().filter { !slowCells.contains($0) } }

  /// The page with a tiny budget; where some cells are slow, the others one by one.
  func look(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> String {
    if slowCells.isEmpty { return try run(tiny + arguments, environment).output }
    return try quickCells()
      .map { try run(tiny + arguments + ["--cell", $0], environment).output }.joined()
  }

  private static func files(in folder: URL) -> [String: String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.reduce(into: [:]) { files, name in
      files[name] = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
  }

  /// The ids of its cells, in order.
  func cells() throws -> [String] {
    let lines = try run(["--list"]).lines
    return lines.compactMap { $0.firstMatch(of: /^\d\.\d+ +([a-z0-9-]+)/).map { String($0.1) } }
  }
}
