// Running the chapters, and keeping their pages. Follows snapshot testing: a stored page is compared byte by byte with
// the page of the same run now. The chapters run in order in one folder of trained models that is thrown away
// afterwards, since later ones continue from models that earlier ones trained.

import Basics
import CommandLineKit
import Foundation

/// Runs chapters from the folder in which they were built.
struct Recorder {
  let book: Book
  let programs: ProgramFolder
  var report: (String) -> Void = Console.printError

  /// Keeps the pages of the chapters, and how long they take.
  func record(_ chapters: [BookChapter]) throws {
    try run(chapters) { chapter, files, seconds in
      let changed = try Transcript.replace(of: chapter, in: book, with: files)
      var times = Times(of: book)
      let cores = ProcessInfo.processInfo.activeProcessorCount
      times[chapter] = Times.Entry(seconds: (10 * seconds).rounded() / 10, cores: cores)
      try times.write(to: book)
      report("\(chapter.name): \(durationText(seconds)), \(changed) of \(files.count) files changed")
    }
  }

  /// Compares the pages of the chapters with the stored ones.
  ///
  /// - Returns: the differences as lines, none if there are none.
  func replay(_ chapters: [BookChapter]) throws -> [String] {
    var differences: [String] = []
    try run(chapters) { chapter, files, seconds in
      let found = Transcript.differences(of: chapter, in: book, from: files)
      report("\(chapter.name): \(durationText(seconds)), \(found.isEmpty ? "the same" : "it differs")")
      differences += found
    }
    return differences
  }

  private func run(
    _ chapters: [BookChapter], then use: (BookChapter, [String: String], Double) throws -> Void
  ) throws {
    for chapter in chapters { try checkProgram(of: chapter) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "weave-" + UUID().uuidString)
    // Models that are kept elsewhere make it faster, and the same pages.
    let kept = ProcessInfo.processInfo.environment["TINYCHAT_RUNS"].flatMap { $0.isEmpty ? nil : $0 }
    let runs = kept.map { URL(filePath: $0) } ?? folder.appending(path: "runs")
    defer { try? FileManager.default.removeItem(at: folder) }
    for chapter in chapters {
      let expected = Times(of: book)[chapter].map { " (last time \(durationText($0.seconds)))" } ?? ""
      report("\(chapter.name): running\(expected)")
      let target = folder.appending(path: chapter.name)
      let start = ContinuousClock.now
      try run(chapter, recordingTo: target, runs: runs)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try use(chapter, Transcript.files(in: target) { _ in true }, seconds)
    }
  }

  /// - Throws: `Failure` if it is missing, or older than its sources: then its page would be out of date.
  private func checkProgram(of chapter: BookChapter) throws {
    let file = programs.executable(chapter.program)
    guard let built = Self.date(of: file) else {
      throw Failure("\(chapter.program) is not built", at: file.path, hint: "swift build", code: .badFile)
    }
    for name in book.names(in: chapter.sources) {
      let source = book.url("\(chapter.sources)/\(name)")
      if let written = Self.date(of: source), written > built {
        throw Failure(
          "\(chapter.program) is older than its sources", at: source.path, hint: "swift build", code: .badFile
        )
      }
    }
  }

  private static func date(of file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }

  private func run(_ chapter: BookChapter, recordingTo target: URL, runs: URL) throws {
    let process = Process()
    process.executableURL = programs.executable(chapter.program)
    process.arguments = ["--seed", "1", "--no-input", "--record", target.path]
    let settings = ["TINYCHAT_RUNS": runs.path, "TINYCHAT_HOME": book.root.path]
    process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let interruption = Interruption()
    try process.run()
    while process.isRunning {
      if interruption.isRequested { process.interrupt() }
      Thread.sleep(forTimeInterval: 0.02)
    }
    guard !interruption.isRequested else {
      throw Failure("stopped; nothing is kept of \(chapter.name)", code: .interrupted)
    }
    guard process.terminationStatus == 0 else {
      let code = ExitCode(rawValue: process.terminationStatus) ?? .checkFailed
      throw Failure(
        "\(chapter.program) ended with code \(process.terminationStatus); nothing is kept of it",
        hint: "See for yourself: swift run \(chapter.program)", code: code)
    }
  }
}
