// A clock for work: it stands still while the machine sleeps and while the program is stopped (Ctrl-Z, then `fg`). The
// system tells a program only that it goes on, not since when it stood: so what lies between two readings counts as
// work unless the program was stopped in between. Whoever works reads it often, at best once a step.

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
  ///   - pauses: how often the program was stopped until now.
  init(now: @escaping () -> Double, pauses: @escaping () -> Int) {
    (self.now, self.pauses) = (now, pauses)
    last = (now(), pauses())
  }

  /// Seconds of work since the clock was started.
  ///
  /// Reading it marks the time: a pause takes with it what was worked since the reading before.
  public var elapsed: Double {
    let (time, pauses) = (now(), pauses())
    if pauses == last.pauses { worked += time - last.time }
    last = (time, pauses)
    return worked
  }
}
