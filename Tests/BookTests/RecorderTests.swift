// Recording and replaying: with shell scripts in the place of the chapters.

import Foundation
import Testing

@testable import Basics
@testable import CommandLineKit
@testable import weave

@Suite(.enabled(if: SmallBook.canRunScripts))
struct RecorderTests {
  private func recorder(_ book: SmallBook) -> Recorder {
    Recorder(book: book.book, programs: book.programs, report: { _ in })
  }

  private let apples = #"echo "  4 apples" > sum.txt; echo the page > page.txt; echo "<svg/>" > sum-2.svg"#

  @Test func recordingReplacesWhatIsStored() throws {
    try withBook { book in
      try book.writeProgram("chapter2-apples", apples)
      try book.write("drawn by hand", to: "assets/02-apples/tree.svg")
      try recorder(book).record([try book.book.chapter(named: "2")])
      #expect(book.text(of: "chapters/transcripts/02-apples/sum.txt") == "  4 apples\n")
      #expect(book.book.names(in: "chapters/transcripts/02-apples") == ["page.txt", "sum.txt"])
      #expect(book.book.names(in: "assets/02-apples") == ["sum-2.svg", "tree.svg"])
      let time = try #require(Times(of: book.book)[try book.book.chapter(named: "apples")])
      #expect(time.seconds < 60 && time.cores == ProcessInfo.processInfo.activeProcessorCount)
      try #expect(recorder(book).replay([try book.book.chapter(named: "2")]) == [])
    }
  }

  @Test func replayingShowsWhatDiffers() throws {
    try withBook { book in
      try book.writeProgram("chapter2-apples", apples)
      let sum = "chapters/transcripts/02-apples/sum.txt"
      try #expect(
        recorder(book).replay(book.book.chapters.suffix(1)) == [
          "chapters/transcripts/02-apples/metrics.json: stored, but the run gives no such file",
          "assets/02-apples/sum-1.svg: stored, but the run gives no such file",
          "assets/02-apples/sum-2.svg: new, and not stored",
          "\(sum): 4 lines differ (- stored, + now)", "  1 -   3 apples", "  1 +   4 apples", "  2 - ",
          "  3 -   ok  three",
        ])
      #expect(book.text(of: sum)?.hasPrefix("  3 apples") == true)
    }
  }

  @Test func lineEndsOfStoredFilesAreNoDifference() throws {
    try withBook { book in
      try book.writeProgram("chapter2-apples", apples)
      let chapter = try book.book.chapter(named: "2")
      try recorder(book).record([chapter])
      for path in ["chapters/transcripts/02-apples/sum.txt", "assets/02-apples/sum-2.svg"] {
        let text = try #require(book.text(of: path))
        try book.write(text.replacing("\n", with: "\r\n"), to: path)
      }
      try #expect(recorder(book).replay([chapter]) == [])
    }
  }

  @Test func chaptersShareTheirModelsAndTheSeedIsOne() throws {
    try withBook { book in
      try book.writeProgram("chapter1-pears", "mkdir $TINYCHAT_RUNS; echo $1 $2 > $TINYCHAT_RUNS/model")
      try book.writeProgram("chapter2-apples", "cat $TINYCHAT_RUNS/model > sum.txt")
      try recorder(book).record(book.book.chapters)
      #expect(book.text(of: "chapters/transcripts/02-apples/sum.txt") == "--seed 1\n")
    }
  }

  @Test func aFailedRunStoresNothing() throws {
    try withBook { book in
      try book.writeProgram("chapter2-apples", apples + "; exit 4")
      let failure = #expect(throws: Failure.self) { try recorder(book).record(book.book.chapters.suffix(1)) }
      #expect(failure?.code == .badNumbers && failure?.what.contains("code 4") == true)
      #expect(book.text(of: "chapters/transcripts/02-apples/sum.txt")?.hasPrefix("  3 apples") == true)
    }
  }

  @Test func oldAndMissingProgramsAreNotRun() throws {
    try withBook { book in
      let missing = #expect(throws: Failure.self) { try recorder(book).record(book.book.chapters) }
      #expect(missing?.what == "chapter1-pears is not built" && missing?.hint == "swift build")
      try book.writeProgram("chapter2-apples", apples)
      let program = book.programs.executable("chapter2-apples").path
      try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: program)
      let old = #expect(throws: Failure.self) { try recorder(book).record(book.book.chapters.suffix(1)) }
      #expect(old?.what == "chapter2-apples is older than its sources")
    }
  }
}
