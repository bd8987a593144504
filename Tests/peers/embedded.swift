// Stand-ins for what Embedded Swift lacks, as plain as they can be: aligned memory, one thread, caches of other sizes,
// and a clock that stands still. Tests/peers/same-bits compiles them in place of the engine's files that import Foundation.

/// A block of aligned memory, given back when its last user lets go.
final class Storage {
  let start: UnsafeMutablePointer<Float>
  let count: Int
  var changes = 0

  init(uninitialized count: Int) {
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, 4 * count), alignment: 64)
    start = memory.bindMemory(to: Float.self, capacity: count)
  }

  convenience init(repeating value: Float, count: Int) {
    self.init(uninitialized: count)
    start.update(repeating: value, count: count)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }
}

/// All tasks, done by one thread in order.
enum Workers {
  static func run(_ tasks: Int, _ body: @escaping (Int) -> Void) { (0..<tasks).forEach(body) }

  static func slices(of total: Int, grain: Int = 1, cost: Int, _ body: @escaping (Range<Int>) -> Void) {
    if total > 0 { body(0..<total) }
  }
}

/// Caches of other sizes than this machine's, so that the products are cut into other blocks.
enum Platform {
  static var firstCache: Int { 20_000 }
  static var secondCache: Int { 100_000 }
}

/// A clock on which every register tile takes no time, so that the first one is the best.
enum ContinuousClock {
  static var now: Duration { .zero }
}
