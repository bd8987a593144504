// Ctrl-C, sent by the program to itself, in a process of its own. (Windows has no `kill`.)

#if !os(Windows)
  import Foundation
  import Testing

  @testable import Notebook

  /// Sends the signal and keeps the processor busy until the flag is up, for at most five seconds.
  private func send(_ signal: Int32, until interruption: Interruption) {
    kill(getpid(), signal)
    let start = Date()
    while !interruption.isRequested && Date().timeIntervalSince(start) < 5 {}
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

    @Test func secondRequestEndsTheProgram() async {
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

    @Test func restoringGivesTheSignalBack() async {
      await #expect(processExitsWith: .signal(SIGINT)) {
        Interruption().restore()
        kill(getpid(), SIGINT)
        waitToBeEnded()
      }
    }
  }
#endif
