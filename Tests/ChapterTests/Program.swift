// Starting the chapters as a learner does, but from the folder in which they were built: `swift run` would build first.

import Basics
import CommandLineKit
import Foundation
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

  /// Lies in the bundle of these tests, which on Apple's systems knows its place.
  private final class Marker {}

  /// The folder that the programs were built into: above the tests, whichever build system made them.
  private static let folder = Result {
    var places = CommandLine.arguments.filter { $0.contains(".xctest") } + [CommandLine.arguments[0]]
    #if canImport(Darwin)
      places.append(Bundle(for: Marker.self).bundlePath)
    #endif
    let folders = places.lazy.compactMap {
      ProgramFolder(above: URL(filePath: $0), holding: "chapter1-neural-net")
    }
    return try #require(folders.first, "no chapter is built above \(places)")
  }

  /// The budget for runs that must succeed.
  ///
  /// One thread each, since the tests run side by side.
  static let quick = ["--quick", "--no-input", "--threads", "1"]

  /// A smaller budget still, for runs that are only looked at, not believed.
  var tiny: [String] {
    let knobs = [
      "chapter4-pretraining": [
        "steps=20", "width=32", "layers=1", "context=64", "batch=1", "vocabulary=300",
      ],
      "chapter5-sft": ["demonstrations=40", "epochs=1", "small=20"],
      "chapter6-reward-model": ["choices=40", "small=20"],
      "chapter7-rlhf": ["iterations=2", "prompts=8", "small=2"],
      "chapter8-finalization": ["requests=20", "shown=20"],
    ]
    return Self.quick + (knobs[name] ?? []).flatMap { ["--set", $0] }
  }

  /// Cells that take seconds whatever the knobs are.
  private var slowCells: [String] {
    [
      "chapter4-pretraining": ["context", "overfitting", "scaling"],
      // What a model that can do nothing cannot show.
      "chapter7-rlhf": [
        "start", "training", "before-after", "measured", "blind-spots", "leash", "hack", "repairs", "dpo-run",
        "methods", "your-taste",
      ],
      "chapter8-finalization": [
        "same-prompts", "seeing", "hearing", "noise", "window", "limits", "notes-table",
      ],
    ][name] ?? []
  }

  /// What the chapters train, one after the other, and the cell that does it.
  private static let trainingCells = [
    ("chapter4-pretraining", "training"), ("chapter5-sft", "training"),
    ("chapter6-reward-model", "training"), ("chapter7-rlhf", "training"),
    ("chapter8-finalization", "scoreboard"), ("chapter8-finalization", "seeing"),
  ]

  /// Which models of the chapters before are there when a program starts.
  enum Models {
    /// None.
    case none
    /// Small ones that can do nothing, for runs that are only looked at; the program is told to go on from them.
    case tiny
    /// Those of `--quick`.
    case quick
  }

  /// The folder of the small models, and which of them each program goes on from; trained once for all tests.
  private static let tinyModels = Result {
    let runs = try emptyFolder("tiny")
    var (bases, last): ([String: String], String?) = ([:], nil)
    for (name, cell) in trainingCells {
      let program = Program(name: name)
      if bases[name] == nil { bases[name] = last }
      let known = try models(in: runs)
      let base = bases[name].map { ["--base", $0] } ?? []
      let outcome = try program.run(program.tiny + base + ["--cell", cell], in: runs)
      try #require(outcome.code <= 1, "\(outcome.errors)")
      // Later chapters go on from the first model that this one has trained.
      last = try models(in: runs).first { !known.contains($0) && $0.hasPrefix(stages[name] ?? "-") }
    }
    return (runs: runs, bases: bases)
  }

  private static let stages = [
    "chapter4-pretraining": "pretraining", "chapter5-sft": "fine-tuning",
    "chapter6-reward-model": "reward-model",
    "chapter7-rlhf": "policy-optimization",
  ]

  /// The names of the models in a folder.
  private static func models(in runs: URL) throws -> [String] {
    let folder = runs.appending(path: "models").path
    let files =
      FileManager.default.fileExists(atPath: folder)
      ? try FileManager.default.contentsOfDirectory(atPath: folder) : []
    return files.filter { $0.hasSuffix(".safetensors") }.map { String($0.dropLast(".safetensors".count)) }
  }

  /// The quick pages of the chapters that train, in the order of the book, and the folder that they leave.
  static let quickBook = Result {
    let runs = try emptyFolder("quick")
    let pages = try all.filter(\.trainsModels).map { program in
      (program.name, try program.run(quick + ["--json"], in: runs, records: true))
    }
    return (runs: runs, pages: Dictionary(uniqueKeysWithValues: pages))
  }

  /// An empty folder beside the programs.
  private static func emptyFolder(_ name: String) throws -> URL {
    let runs = try folder.get().url.appending(path: "chapter-models-\(name)")
    try? FileManager.default.removeItem(at: runs)
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    return runs
  }

  /// Whether it trains models that are kept.
  var trainsModels: Bool { Self.trainingCells.contains { $0.0 == name } }

  /// Whether it begins with a model of an earlier chapter.
  var continuesAModel: Bool { Self.trainingCells.contains { $0.0 < name } }

  /// Starts it, with a folder of its own for trained models.
  ///
  /// - Parameters:
  ///   - models: what is in that folder already.
  ///   - records: whether it is also told to record into a folder.
  ///   - pipe: a shell command that gets its output instead of the test.
  func run(
    _ arguments: [String], _ environment: [String: String] = [:], models: Models = .tiny,
    records: Bool = false, pipe: String? = nil
  ) throws -> Outcome {
    let runs = FileManager.default.temporaryDirectory.appending(path: "runs-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: runs) }
    var base: String?
    if continuesAModel, models != .none {
      let source = try models == .tiny ? Self.tinyModels.get().runs : Self.quickBook.get().runs
      try FileManager.default.copyItem(
        at: source.appending(path: "models"), to: runs.appending(path: "models"))
      if models == .tiny { base = try Self.tinyModels.get().bases[name] }
    }
    return try run(
      arguments + (base.map { ["--base", $0] } ?? []), environment, in: runs, records: records, pipe: pipe)
  }

  /// Starts it with a folder that stays.
  ///
  /// - Parameters:
  ///   - runs: the folder for models and records.
  ///   - interruption: asks it to stop (SIGTERM) when this appears on standard error.
  func run(
    _ arguments: [String], _ environment: [String: String] = [:], in runs: URL, records: Bool = false,
    pipe: String? = nil, interruptedAt interruption: String? = nil
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
    let program = try Self.folder.get().executable(name)
    process.executableURL = pipe == nil ? program : URL(filePath: "/bin/sh")
    process.arguments = pipe.map { ["-c", "\"$0\" \"$@\" | \($0)", program.path] + all } ?? all
    process.environment = ["TINYCHAT_RUNS": runs.path].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    var isInterrupted = false
    while process.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
      if let interruption, !isInterrupted,
        try String(contentsOf: errors, encoding: .utf8).contains(interruption)
      {
        process.terminate()
        isInterrupted = true
      }
    }
    return Outcome(
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8), code: process.terminationStatus,
      recorded: Self.files(in: target))
  }

  /// The cells without the slow ones.
  func quickCells() throws -> [String] { try cells().filter { !slowCells.contains($0) } }

  /// Whether a run with a tiny budget may end like this: a tiny model cannot do what is checked, so where a chapter
  /// trains one a check may fail, and nothing else.
  func allows(_ outcome: Outcome) -> Bool {
    return outcome.code == 0 || trainsModels && outcome.code == 1 && outcome.errors.contains("does not hold")
  }

  /// The page with a tiny budget; where some cells are slow, the others one by one.
  func look(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> String {
    let parts = slowCells.isEmpty ? [[]] : try quickCells().map { ["--cell", $0] }
    return try parts.map { part in
      let outcome = try run(tiny + arguments + part, environment)
      try #require(allows(outcome), "\(part) ended with code \(outcome.code): \(outcome.errors)")
      return outcome.output
    }.joined()
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
