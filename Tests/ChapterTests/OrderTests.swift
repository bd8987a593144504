// Any order of chapters gives the pages of the book, byte for byte: whatever was run, tried, edited or interrupted before.
// One way through is tried always; all ways that a person may choose, with TINYCHAT_ALL_ORDERS=1 in the environment.

import Basics
import CommandLineKit
import Foundation
import TestSupport
import Testing

struct OrderTests {
  private static let chapters = Program.all.filter(\.trainsModels)
  private static let wantsAll = ProcessInfo.processInfo.environment["TINYCHAT_ALL_ORDERS"] == "1"

  /// Runs a chapter, and compares its page with the one of the book's order.
  private func expectTheBooksPage(
    _ program: Program, in runs: URL, _ environment: [String: String] = [:], after what: String
  ) throws {
    let expected = try #require(try Program.quickBook.get().pages[program.name])
    let run = try program.run(Program.quick + ["--json"], environment, in: runs, records: true)
    #expect(run.code == expected.code, "\(program.name) after \(what): \(run.errors)")
    for (file, text) in expected.recorded {
      #expect(run.recorded[file] == text, "\(program.name) after \(what): \(file)")
    }
    #expect(run.recorded.count == expected.recorded.count)
  }

  private func program(_ number: Int) throws -> Program {
    try #require(Self.chapters.first { $0.name.hasPrefix("chapter\(number)") })
  }

  /// An experiment first, then the last chapter, stopped in every stage; then the others in no order.
  @Test func backwardsWithAnExperimentAndInterruptions() throws {
    try withFolder { runs in
      let experiment = try program(4).run(
        Program.quick + ["--set", "steps=20", "--cell", "training"], in: runs)
      #expect(experiment.code == 0, "\(experiment.errors)")
      for stage in ["pretraining", "fine-tuning", "reward-model", "policy-optimization", "multimodal"] {
        let stopped = try program(8).run(Program.quick, in: runs, interruptedAt: "\n\(stage)  ")
        #expect(stopped.code == 130, "\(stage): \(stopped.errors)")
        #expect(stopped.errors.contains("of \(stage); all is saved"), "\(stopped.errors)")
      }
      for number in [8, 4, 7, 5, 6] {
        try expectTheBooksPage(program(number), in: runs, after: "chapter 8, interrupted, and an experiment")
      }
    }
  }

  /// Each chapter first on an empty folder, then each other one.
  @Test(.enabled(if: wantsAll), arguments: chapters)
  func eachChapterFirst(first: Program) throws {
    try withFolder { runs in
      let others = Self.chapters.filter { $0.name != first.name }
      for program in [first] + others.reversed() + others + [first] {
        try expectTheBooksPage(program, in: runs, after: "\(first.name) on an empty folder")
      }
    }
  }

  /// One cell first, which trains no more than it needs.
  @Test(.enabled(if: wantsAll), arguments: chapters)
  func oneCellFirst(first: Program) throws {
    for cell in [try first.quickCells().first, try first.quickCells().last].compactMap({ $0 }) {
      try withFolder { runs in
        _ = try first.run(Program.quick + ["--cell", cell], in: runs)
        for program in Self.chapters { try expectTheBooksPage(program, in: runs, after: "--cell \(cell)") }
      }
    }
  }

  /// The code of a stage is edited, in a way that changes nothing: it is trained again, and the pages stay.
  @Test(.enabled(if: wantsAll), arguments: chapters)
  func afterAnEdit(first: Program) throws {
    try withFolder { runs in
      let home = runs.appending(path: "home")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      for name in ["Sources", "assets", "Package.swift"] {
        try FileManager.default.copyItem(
          at: PackageRoot().url.appending(path: name), to: home.appending(path: name))
      }
      let place = ["TINYCHAT_HOME": home.path]
      for program in Self.chapters { try expectTheBooksPage(program, in: runs, place, after: "nothing") }
      let file = home.appending(path: "Sources/Training/Stage/Stage.swift")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data((text + "\nprivate let edited = 1\n").utf8).write(to: file)
      for program in [first] + Self.chapters {
        try expectTheBooksPage(program, in: runs, place, after: "an edit, \(first.name) first")
      }
    }
  }

  /// Two programs at once in one folder give the same page, and each model is trained by one of them.
  @Test func twoAtOnce() async throws {
    let arguments =
      Program.quick + [
        "--set", "steps=150", "--set", "width=32", "--set", "layers=1", "--cell", "training",
      ]
    let runs = FileManager.default.temporaryDirectory.appending(path: "order-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: runs) }
    let program = try program(4)
    async let first = program.run(arguments, in: runs)
    async let second = program.run(arguments, in: runs)
    let (one, other) = try await (first, second)
    #expect(one.code == 0 && other.code == 0, "\(one.errors)\(other.errors)")
    #expect(one.output == other.output && one.output.contains("step 150"))
    let files = try FileManager.default.contentsOfDirectory(atPath: runs.appending(path: "models").path)
    #expect(files.filter { !$0.hasSuffix(".previous") }.count == 1, "\(files)")
  }
}
