// A page that cannot leave what it found: no place for its record, a full disk behind its output.

#if !os(Windows)
  import Foundation
  import Testing

  @testable import Notebook

  private let chapter = Chapter(2, "tokens", question: "?", needs: "nothing", seconds: 1, knobs: [])

  /// Runs a page of one cell, and ends the process.
  private func runPage(_ arguments: [String]) -> Never {
    chapter.command.run(arguments) { invocation in
      let page = try Page(chapter, invocation)
      page.cell("one", "One is one") { $0.record(Metric("one", 1.0)) }
      page.end { ["It ended."] }
      return try page.run()
    }
  }

  struct LostOutputTests {
    private func page(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    }
    private func remarks(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func aPageNeedsNoRecord() async {
      let result = await #expect(
        processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
      ) {
        setenv("TINYCHAT_RUNS", "/dev/null", 1)
        runPage([])
      }
      #expect(page(result).contains("It ended."))
      let warning = remarks(result)
      #expect(warning.hasPrefix("chapter2-tokens: the next run will not know this one (cannot make a folder"))
      #expect(warning.contains("TINYCHAT_RUNS") && warning.count { $0 == "\n" } == 1)
    }

    @Test func theResultIsPrintedWithoutARecord() async {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        setenv("TINYCHAT_RUNS", "/dev/null", 1)
        runPage(["--json"])
      }
      #expect(page(result).contains(#""metrics": {"one": 1.0}"#))
    }

    @Test func somethingElseMayLieInThePlaceOfTheRecord() async throws {
      let result = await #expect(
        processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
      ) {
        // One name for all runs: nothing can be tidied up after the end of the process.
        let folder = FileManager.default.temporaryDirectory.appending(path: "tinychat-no-place-for-records")
        let place = folder.appending(path: "records/chapter2-tokens.json")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        setenv("TINYCHAT_RUNS", folder.path, 1)
        runPage([])
      }
      #expect(page(result).contains("It ended."))
      #expect(remarks(result).contains("chapter2-tokens.json"))
    }

    #if os(Linux)
      @Test func aPageThatCannotBeWrittenIsNoSuccess() async {
        let result = await #expect(processExitsWith: .exitCode(3), observing: [\.standardErrorContent]) {
          dup2(open("/dev/full", O_WRONLY), 1)
          setenv("TINYCHAT_RUNS", "/dev/null", 1)
          runPage([])
        }
        #expect(remarks(result).contains("not all of the output could be written"))
      }
    #endif
  }
#endif
