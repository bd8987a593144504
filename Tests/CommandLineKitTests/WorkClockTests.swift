// The clock that stands still with the program: with times made for the test, and with the signal itself.

import Foundation
import Testing

@testable import CommandLineKit

struct WorkClockTests {
  @Test func aPauseDoesNotCount() {
    var (time, pauses) = (100.0, 5)
    let clock = WorkClock(now: { time }, pauses: { pauses })
    #expect(clock.elapsed == 0)
    time += 2
    #expect(clock.elapsed == 2)
    (time, pauses) = (time + 3600, pauses + 2)
    #expect(clock.elapsed == 2)
    time += 1
    #expect(clock.elapsed == 3)
  }

  #if !os(Windows)
    @Test func theSystemSaysWhenTheProgramGoesOn() async {
      await #expect(processExitsWith: .exitCode(7)) {
        let clock = WorkClock()
        var last = clock.elapsed
        kill(getpid(), SIGCONT)
        // Some reading in the next seconds finds the clock where the one before left it.
        for _ in 1...5000 {
          usleep(1000)
          let next = clock.elapsed
          if next == last { exit(7) }
          last = next
        }
        exit(8)
      }
    }
  #endif
}
