// The limits of this machine, measured now, with as many threads as the work will have.

import Basics
import Foundation
import TinyTensor

struct Machine {
  /// The number of threads that share the limits below.
  let threads: Int
  /// 10^9 multiplications and additions a second, all threads together, when nothing is read from memory.
  let gflops: Double
  /// 10^9 bytes a second, all threads together, when memory is read from end to end.
  let gigabytesPerSecond: Double

  init(threads: Int) {
    self.threads = threads
    let rounds = 1 << 20
    let halves = Tensor(repeating: 0.5, shape: [16 * (accumulators + 1)])
    let (wide, narrow) = halves.withUnsafeMutableValues { halves in
      nonisolated(unsafe) let start = UnsafeRawPointer(halves.baseAddress!)
      return (
        Self.seconds(threads) { _ in multiplyAdd(rounds, start, as: SIMD16<Float>.self) },
        Self.seconds(threads) { _ in multiplyAdd(rounds, start, as: SIMD8<Float>.self) }
      )
    }
    let operations = Double(2 * accumulators * rounds * threads) / 1e9
    gflops = max(operations * 16 / wide, operations * 8 / narrow)

    let numbers = Tensor(repeating: 1, shape: [1 << 26])
    let share = numbers.count / threads / 64 * 64
    let reading = numbers.withUnsafeMutableValues { numbers in
      nonisolated(unsafe) let start = UnsafePointer(numbers.baseAddress!)
      return Self.seconds(threads) { thread in sum(start + thread * share, share) }
    }
    gigabytesPerSecond = Double(4 * share * threads) / 1e9 / reading
  }

  /// The shortest of several tries in which each thread does some work at the same time.
  private static func seconds(_ threads: Int, _ work: @escaping @Sendable (_ thread: Int) -> Float) -> Double
  {
    (0..<8).map { _ in
      ContinuousClock().measure {
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          // A result that is looked at keeps the work from being optimised away.
          require(work(thread).isFinite, "the measured work gave no number")
        }
      } / .seconds(1)
    }.min()!
  }
}

/// Enough sums under way to hide how long one multiply-add takes, few enough to stay in registers.
private let accumulators = 12

/// Multiplies and adds with registers of one width, whose numbers are read from memory.
@inline(never)
private func multiplyAdd<V: SIMD>(
  _ rounds: Int, _ numbers: UnsafeRawPointer, as type: V.Type
) -> Float where V.Scalar == Float {
  func load(_ i: Int) -> V {
    numbers.loadUnaligned(fromByteOffset: i * MemoryLayout<V>.size, as: V.self)
  }
  let factor = load(0)
  var (a, b, c, d, e, f) = (load(1), load(2), load(3), load(4), load(5), load(6))
  var (g, h, i, j, k, l) = (load(7), load(8), load(9), load(10), load(11), load(12))
  for _ in 0..<rounds {
    a = factor.addingProduct(a, factor)
    b = factor.addingProduct(b, factor)
    c = factor.addingProduct(c, factor)
    d = factor.addingProduct(d, factor)
    e = factor.addingProduct(e, factor)
    f = factor.addingProduct(f, factor)
    g = factor.addingProduct(g, factor)
    h = factor.addingProduct(h, factor)
    i = factor.addingProduct(i, factor)
    j = factor.addingProduct(j, factor)
    k = factor.addingProduct(k, factor)
    l = factor.addingProduct(l, factor)
  }
  return (a + b + c + d + e + f + g + h + i + j + k + l).sum()
}

@inline(never)
private func sum(_ numbers: UnsafePointer<Float>, _ count: Int) -> Float {
  let bytes = UnsafeRawPointer(numbers)
  var (a, b, c, d) = (SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>())
  for i in stride(from: 0, to: 4 * count, by: 256) {
    a += bytes.loadUnaligned(fromByteOffset: i, as: SIMD16<Float>.self)
    b += bytes.loadUnaligned(fromByteOffset: i + 64, as: SIMD16<Float>.self)
    c += bytes.loadUnaligned(fromByteOffset: i + 128, as: SIMD16<Float>.self)
    d += bytes.loadUnaligned(fromByteOffset: i + 192, as: SIMD16<Float>.self)
  }
  return (a + b + c + d).sum()
}
