// The signals that end a program, sent by the program to itself, in a process of its own. (Windows has no `kill`.)

#if !os(Windows)
  import Foundation
  import Testing

  @testable import CommandLineKit

  /// Sends the signal and keeps the processor busy until the flag is up, for at most five seconds.
  private func send(_ signal: Int32, until interruption: Interruption) {
    kill(getpid(), signal)
    let start = Date()
    while !interruption.isRequested && Date().timeIntervalSince(start) < 5 {}
  }

  private func writeIntoAClosedPipe() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0)
    close(ends[0])
    for _ in 1...3 { precondition(write(ends[1], "x", 1) == -1) }
  }

  private func waitToBeEnded() { Thread.sleep(forTimeInterval: 5) }

  struct InterruptionTests {
    @Test func firstRequestOnlyRaisesTheFlag() async {
      await #expect(processExitsWith: .exitCode(7)) {
        let interruption = Interruption()
        precondition(!interruption.isRequested)
        send(SIGINT, until: interruption)
        exit(interruption.isRequested ? 7 : 8)
      }
      await #expect(processExitsWith: .exitCode(7)) {
        let interruption = Interruption()
        send(SIGTERM, until: interruption)
        exit(interruption.isRequested ? 7 : 8)
      }
    }

    @Test func whateverEndsAProgramOnlyRaisesTheFlag() async {
      await #expect(processExitsWith: .exitCode(7)) {
        for number in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE] {
          signal(number, SIG_DFL)
          let interruption = Interruption()
          send(number, until: interruption)
          precondition(interruption.isRequested)
          interruption.reset()
          interruption.restore()
        }
        exit(7)
      }
    }

    @Test func aSecondOneIsNoHurryUnlessItIsCtrlC() async {
      await #expect(processExitsWith: .exitCode(7)) {
        for number in [SIGQUIT, SIGTERM, SIGHUP, SIGPIPE] { signal(number, SIG_DFL) }
        let interruption = Interruption()
        for number in [SIGTERM, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT] {
          kill(getpid(), number)
          usleep(20_000)
        }
        exit(interruption.isRequested ? 7 : 8)
      }
    }

    @Test func secondCtrlCEndsTheProgram() async {
      await #expect(processExitsWith: .exitCode(130)) {
        let interruption = Interruption()
        send(SIGINT, until: interruption)
        kill(getpid(), SIGINT)
        waitToBeEnded()
        exit(interruption.isRequested ? 7 : 8)
      }
    }

    @Test func aNewWatchStartsWithTheFlagDown() async {
      await #expect(processExitsWith: .exitCode(7)) {
        let first = Interruption()
        send(SIGINT, until: first)
        first.restore()
        let second = Interruption()
        precondition(!second.isRequested)
        send(SIGINT, until: second)
        exit(second.isRequested ? 7 : 8)
      }
    }

    @Test func afterAResetTheNextRequestIsTheFirst() async {
      await #expect(processExitsWith: .exitCode(7)) {
        let interruption = Interruption()
        send(SIGINT, until: interruption)
        interruption.reset()
        precondition(!interruption.isRequested)
        send(SIGINT, until: interruption)
        exit(interruption.isRequested ? 7 : 8)
      }
    }

    @Test func whereOnlyTheKeyboardIsWatchedKillEndsTheProgram() async {
      await #expect(processExitsWith: .signal(SIGTERM)) {
        let interruption = Interruption(keyboardOnly: true)
        send(SIGINT, until: interruption)
        precondition(interruption.isRequested)
        kill(getpid(), SIGTERM)
        waitToBeEnded()
      }
    }

    @Test func whatIsIgnoredStaysIgnored() async {
      await #expect(processExitsWith: .exitCode(7)) {
        signal(SIGHUP, SIG_IGN)
        let interruption = Interruption()
        let isIgnored = Platform.isIgnored(signal(SIGHUP, SIG_IGN))
        interruption.restore()
        exit(isIgnored ? 7 : 8)
      }
    }

    /// What is saved after the last step must be saved: only what the program throws or writes next may end it.
    @Test func aClosedPipeLeavesTimeToSave() async {
      await #expect(processExitsWith: .exitCode(7)) {
        signal(SIGPIPE, SIG_DFL)
        let interruption = Interruption()
        writeIntoAClosedPipe()
        let isRequested = interruption.isRequested
        interruption.restore()
        exit(isRequested ? 7 : 8)
      }
    }

    @Test func whoStopsForAClosedPipeEndsWithoutAWord() async {
      let result = await #expect(processExitsWith: .signal(SIGPIPE), observing: [\.standardErrorContent]) {
        Command(name: "x", question: "?").run([]) { _ in
          let interruption = Interruption()
          writeIntoAClosedPipe()
          interruption.restore()
          throw Failure("stopped", code: .interrupted)
        }
      }
      let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(!words.contains("stopped"))
    }

    @Test func restoringGivesTheSignalBack() async {
      await #expect(processExitsWith: .signal(SIGINT)) {
        Interruption().restore()
        kill(getpid(), SIGINT)
        waitToBeEnded()
      }
    }
  }
#endif
