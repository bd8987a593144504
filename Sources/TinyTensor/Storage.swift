// Where the numbers of a tensor live: aligned float32 memory that is used again instead of given back.
// A training step asks for the same sizes each time; fresh memory would cost a page fault every 4 KB.
// Leaves out: sharing with other libraries, memory on other devices.

import Basics
import Foundation

/// A block of float32 numbers.
///
/// When its last user lets go, the block waits in a free list for the next one.
final class Storage: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>
  let count: Int
  /// How often the numbers have been changed in place.
  ///
  /// `backward()` compares it with what it was when they were read.
  var changes = 0
  private let capacity: Int

  /// Memory for `count` numbers, whose values are whatever was there before.
  init(uninitialized count: Int) {
    require(count >= 0, "a tensor cannot hold \(count) numbers")
    self.count = count
    capacity = FreeList.capacity(for: count)
    start = FreeList.shared.take(capacity)
  }

  /// Memory for `count` numbers, each set to `value`.
  convenience init(repeating value: Float, count: Int) {
    self.init(uninitialized: count)
    start.update(repeating: value, count: count)
  }

  deinit { FreeList.shared.give(start, capacity) }
}

/// The blocks that are not in use now, by capacity.
///
/// A training whose steps are alike asks for the same sizes again and again, and finds all of them here. Where the
/// sizes change, blocks of sizes that nobody asks for any more would pile up. So all blocks together, in use or waiting,
/// may have a quarter more room than the most that was in use at one time (and 32 MB): once they would have more, those
/// that wait go back to the system, and what is in use is counted anew.
///
/// The lock is Foundation's because the thread sanitizer knows it: it takes the standard library's `Mutex` for none and
/// reports every tensor that moves from one thread to another.
final class FreeList: @unchecked Sendable {
  static let shared = FreeList()

  private static let slack = 8 << 20  // numbers: 32 MB
  private let lock = NSLock()
  private var blocks: [Int: [UnsafeMutablePointer<Float>]] = [:]
  private var waiting = 0  // in numbers, as all of these
  private var inUse = 0
  private var mostInUse = 0

  /// Rounds up to an eighth of a power of two (at most 1/8 is wasted), and to whole vectors of 16.
  static func capacity(for count: Int) -> Int {
    guard count > 1024 else { return max(16, (count + 15) & ~15) }
    let step = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount - 3)
    return (count + step - 1) & ~(step - 1)
  }

  /// How many numbers the waiting blocks have room for.
  var waitingCount: Int { lock.withLock { waiting } }

  /// A block that waits, or a new one.
  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let block = lock.withLock { () -> UnsafeMutablePointer<Float>? in
      inUse += capacity
      mostInUse = max(mostInUse, inUse)
      guard let block = blocks[capacity]?.popLast() else { return nil }
      waiting -= capacity
      return block
    }
    return block ?? Self.allocate(capacity)
  }

  /// Lets a block wait for its next user.
  func give(_ start: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let surplus = lock.withLock { () -> [Int: [UnsafeMutablePointer<Float>]] in
      inUse -= capacity
      waiting += capacity
      blocks[capacity, default: []].append(start)
      guard inUse + waiting > mostInUse + mostInUse / 4 + Self.slack else { return [:] }
      defer { blocks = [:] }
      (waiting, mostInUse) = (0, inUse)
      return blocks
    }
    for block in surplus.values.joined() { UnsafeMutableRawPointer(block).deallocate() }
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let byteCount = capacity * MemoryLayout<Float>.stride
    let alignment = byteCount >= 1 << 21 ? 1 << 21 : 64
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: alignment)
    Platform.preferLargePages(memory, byteCount: byteCount)
    return memory.initializeMemory(as: Float.self, repeating: 0, count: capacity)
  }
}
