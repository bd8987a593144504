// The threads. One call hands each thread an equal slice of the work and returns when all are done.
// Every output number is computed by one thread, in an order that does not depend on how many threads there
// are: the count changes the time, never a digit. A training step makes about two hundred such calls, so an
// idle thread watches for the next one for a while before it goes to sleep.
// `DispatchQueue.concurrentPerform` wakes a thread for each call instead. Two equal slices of 5, 18 and 54 microseconds
// took 10.7, 35.6 and 96 to 108 microseconds with it, no better than one thread, and 6.5, 18.8 and 54.6 with these threads
// (the best of many trials on a busy Linux machine of 2 cores).

import Foundation
import Synchronization

/// The threads that share the work of the kernels.
public enum Workers {
  private static let wanted = Atomic<Int>(Platform.fastCores)
  private static let crew = Crew()

  /// How many threads work, 1 to 256: as many as there are cores, or fast ones where cores differ, unless set.
  ///
  /// It changes the speed and no digit of any result.
  public static var count: Int {
    get { wanted.load(ordering: .relaxed) }
    set { wanted.store(max(1, min(newValue, 256)), ordering: .relaxed) }
  }

  /// Runs `body(0) ... body(tasks - 1)`, each on one of the threads, and waits for all of them.
  ///
  /// Called from inside a task, or while another caller has the threads, it runs the tasks here, in order.
  static func run(_ tasks: Int, _ body: @escaping (Int) -> Void) {
    guard tasks > 1, count > 1, crew.claim() else { return (0..<max(0, tasks)).forEach(body) }
    crew.run(tasks, threads: count, body)
    crew.release()
  }

  /// Cuts `0..<total` into one slice a thread, at multiples of `grain`, and runs `body` on each slice.
  ///
  /// - Parameter cost: rough floating-point operations for one element; small work stays on this thread.
  static func slices(of total: Int, grain: Int = 1, cost: Int, _ body: @escaping (Range<Int>) -> Void) {
    let grains = (total + grain - 1) / grain
    let tasks = total * cost < 1 << 15 ? 1 : min(count, grains)
    guard tasks > 1 else { return total > 0 ? body(0..<total) : () }
    run(tasks) { task in
      let begin = grains * task / tasks * grain
      body(begin..<min(total, grains * (task + 1) / tasks * grain))
    }
  }
}

/// Threads that wait for a job, do their share of its tasks, and wait again.
private final class Crew: @unchecked Sendable {
  private let busy = Atomic<Bool>(false)
  private let turn = Atomic<Int>(0)  // counts the jobs; a change is the signal to start
  private let nextTask = Atomic<Int>(0)
  private let inside = Atomic<Int>(Crew.closed)  // helpers at work on this job; or nobody may begin
  private let sleepers = Atomic<Int>(0)
  private let alarm = NSCondition()
  private var job: ((Int) -> Void)?
  private var tasks = 0
  private let helpers = Atomic<Int>(0)  // written by the claimant, read by the helpers

  func claim() -> Bool {
    busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  func release() { busy.store(false, ordering: .releasing) }

  func run(_ tasks: Int, threads: Int, _ body: @escaping (Int) -> Void) {
    while helpers.load(ordering: .relaxed) < threads - 1 { startHelper() }
    self.tasks = tasks
    job = body
    // Helpers beyond `threads - 1`, left from a time when more were wanted, sit this job out.
    nextTask.store(0, ordering: .relaxed)
    invited.store(threads - 1, ordering: .relaxed)
    inside.store(0, ordering: .releasing)
    turn.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      alarm.withLock { alarm.broadcast() }
    }
    doTasks()
    // A helper that has not begun by now need not: on a busy machine it may be asleep for longer than the job takes.
    wait {
      self.inside.compareExchange(expected: 0, desired: Self.closed, ordering: .acquiringAndReleasing)
        .exchanged
    }
    job = nil
  }

  private let invited = Atomic<Int>(0)
  private static let closed = -1

  /// Does tasks of the job that is open, if one is.
  private func help() {
    var count = inside.load(ordering: .relaxed)
    while count != Self.closed {
      let (entered, now) = inside.compareExchange(expected: count, desired: count + 1, ordering: .acquiring)
      if entered {
        doTasks()
        inside.subtract(1, ordering: .releasing)
        return
      }
      count = now
    }
  }

  private func doTasks() {
    while true {
      let task = nextTask.add(1, ordering: .relaxed).oldValue
      guard task < tasks else { return }
      job?(task)
    }
  }

  private func startHelper() {
    let index = helpers.add(1, ordering: .relaxed).oldValue
    let seen = turn.load(ordering: .relaxed)
    let thread = Thread { [self] in
      var seen = seen
      while true {
        awaitTurn(after: seen)
        seen = turn.load(ordering: .acquiring)
        if index < invited.load(ordering: .relaxed) { help() }
      }
    }
    thread.stackSize = 1 << 21
    Platform.preferFastCores(thread)
    thread.start()
  }

  /// Watches for the next job, and after a while without one goes to sleep.
  private func awaitTurn(after seen: Int) {
    for _ in 0..<5000 {
      for _ in 0..<200 where turn.load(ordering: .acquiring) != seen { return }
      if helpers.load(ordering: .relaxed) >= Self.cores { Platform.yield() }
    }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    alarm.lock()
    while turn.load(ordering: .sequentiallyConsistent) == seen { alarm.wait() }
    alarm.unlock()
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
  }

  private func wait(until done: () -> Bool) {
    while true {
      for _ in 0..<2000 where done() { return }
      Platform.yield()
    }
  }

  private static let cores = ProcessInfo.processInfo.activeProcessorCount
}
