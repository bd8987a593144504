// A clock for work: it stands still while the machine sleeps and while the program is stopped (Ctrl-Z, then `fg`). The
// system tells a program only that it continues, not since when it was stopped: so the time between two readings counts
// as work unless the program was stopped in between. It is meant to be read often, at best once a step.

import Synchronization

/// Seconds of work.
public final class WorkClock {
  private static let continuations = Atomic<Int>(0)
  private static let watch: Void = Platform.whenContinued { _ in
    WorkClock.continuations.wrappingAdd(1, ordering: .relaxed)
  }

  private let now: () -> Double
  private let pauses: () -> Int
  private var last: (time: Double, pauses: Int)
  private var worked = 0.0

  /// Starts the clock.
  public convenience init() {
    Self.watch
    let start = SuspendingClock.now
    self.init(now: { (SuspendingClock.now - start) / .seconds(1) }) {
      Self.continuations.load(ordering: .relaxed)
    }
  }

  /// - Parameters:
  ///   - now: the time in seconds.
  ///   - pauses: the number of times the program was stopped so far.
  init(now: @escaping () -> Double, pauses: @escaping () -> Int) {
    self.now = now
    self.pauses = pauses
    last = (now(), pauses())
  }

  /// Seconds of work since the clock was started.
  ///
  /// Reading it marks the time: with a pause, the work since the reading before is lost.
  public var elapsed: Double {
    let time = now()
    let pauses = pauses()
    if pauses == last.pauses { worked += time - last.time }
    last = (time, pauses)
    return worked
  }
}
