// The threads: each task once, and no digit of any result depends on how many there are. These tests run in processes
// of their own: a test beside them that holds the threads would make them run on one, and show nothing.

import Foundation
import Synchronization
import Testing

@testable import TinyTensor

@Suite struct WorkersTests {
  @Test func everyTaskRunsOnce() async {
    await #expect(processExitsWith: .success) {
      for threads in [1, 2, 3, 8] {
        Workers.count = threads
        for tasks in [0, 1, 2, 7, 64, 1000] {
          let done = (0..<tasks).map { _ in Counter() }
          Workers.run(tasks) { done[$0].add() }
          #expect(done.allSatisfy { $0.value == 1 }, "\(tasks) tasks on \(threads) threads")
        }
      }
    }
  }

  @Test func allThreadsTakePart() async {
    await #expect(processExitsWith: .success) {
      Workers.count = 3
      let seen = Mutex<Set<ObjectIdentifier>>([])
      // A task ends only when three threads have met.
      let (meeting, deadline) = (Counter(), ContinuousClock.now + .seconds(10))
      Workers.run(3) { _ in
        _ = seen.withLock { $0.insert(ObjectIdentifier(Thread.current)) }
        meeting.add()
        while meeting.value < 3, .now < deadline { pause(seconds: 0.0001) }
      }
      #expect(seen.withLock { $0.count } == 3)
    }
  }

  @Test func tasksInsideTasksAreDone() async {
    await #expect(processExitsWith: .success) {
      Workers.count = 2
      let done = Counter()
      Workers.run(4) { _ in Workers.run(4) { _ in done.add() } }
      #expect(done.value == 16)
    }
  }

  @Test(.timeLimit(.minutes(30))) func jobsAfterAPauseAreDone() async {
    await #expect(processExitsWith: .success) {
      Workers.count = 4
      let done = Counter()
      for round in 0..<12 {
        if round % 3 == 0 { pause(seconds: 0.06) }  // long enough for the helpers to fall asleep
        for _ in 0..<300 { Workers.run(5) { _ in done.add() } }
        Workers.count = 1 + round % 5
      }
      #expect(done.value == 12 * 300 * 5)
    }
  }

  @Test func slicesCoverEverythingOnce() async {
    await #expect(processExitsWith: .success) {
      for threads in [1, 2, 3, 8] {
        Workers.count = threads
        for (total, grain) in [(0, 16), (1, 16), (100, 16), (4096, 16), (10_000, 1), (37, 64)] {
          let places = (0..<total).map { _ in Counter() }
          Workers.slices(of: total, grain: grain, cost: 1 << 15) { slice in
            #expect(slice.lowerBound % grain == 0)
            for place in slice { places[place].add() }
          }
          #expect(places.allSatisfy { $0.value == 1 }, "\(total) by \(grain) on \(threads) threads")
        }
      }
    }
  }

  @Test func noResultDependsOnTheirCount() async {
    await #expect(processExitsWith: .success) {
      var results: [String: Set<[UInt32]>] = [:]
      for threads in [1, 2, 3, 8] {
        Workers.count = threads
        for (name, values) in everything() { results[name, default: []].insert(values.map(\.bitPattern)) }
      }
      #expect(results.count > 30)
      for (name, found) in results { #expect(found.count == 1, "\(name)") }
    }
  }
}

/// Stops this thread; a function of its own, since a thread must not be stopped from within an asynchronous one.
private func pause(seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

private final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .sequentiallyConsistent) }
  func add() { count.add(1, ordering: .sequentiallyConsistent) }
}

/// Every kind of work that threads share, on tensors that are large enough for it: values, gradients, optimisers.
private func everything() -> [String: [Float]] {
  var generator = SeededGenerator(seed: 11)
  func normal(_ shape: Int...) -> Tensor { Tensor(normal: shape, requiresGradient: true, using: &generator) }
  let (x, y, weight, bias) = (normal(130, 97), normal(130, 97), normal(97, 203), normal(203))
  let (scale, shift, qkv) = (normal(97), normal(97), normal(5, 67, 48))
  let targets = (0..<130).map { _ in generator.below(97) }
  let functions: [String: () -> Tensor] = [
    "add": { x + y * x - y / (x * x + 1) }, "broadcast": { x + scale }, "minimum": { .minimum(x, y) },
    "pointwise": {
      x.tanh() + x.gelu() + x.sigmoid() + x.logSigmoid() + x.exp() + (x * x + 1).log() + x.relu()
    },
    "product": { x.matrixProduct(weight) }, "transposed": { x.matrixProduct(y, transposed: .second) },
    "first transposed": { x.matrixProduct(y, transposed: .first) },
    "linear": { x.linear(weight, bias: bias) },
    "batched": { qkv.matrixProduct(qkv, transposed: .second) }, "softmax": { x.softmax() * x.logSoftmax() },
    "cross entropy": { x.crossEntropy(targets) }, "norm": { x.layerNorm(weight: scale, bias: shift) },
    "sums": { x.sum(along: 0) + x.sum(along: 1).sum() }, "attention": { qkv.attention(heads: 4) },
    "rows": { x.rows(at: targets) }, "permuted": { x.transposed() },
  ]
  let parameters = [x, y, weight, bias, scale, shift, qkv]
  var results: [String: [Float]] = [:]
  for (name, function) in functions {
    let value = function()
    results[name] = value.values
    (value * value).sum().backward()
    results[name + " gradients"] =
      parameters.flatMap { $0.gradient?.values ?? [] } + [parameters.gradientNorm()]
    parameters.forEach { $0.gradient = nil }
  }
  for (name, make) in [("adamw", { AdamW($0) }), ("muon", { Muon($0) })]
    as [(String, ([Tensor]) -> any Optimizer)]
  {
    let moved = [x, y, weight].map { $0.copy().asParameter() }
    for tensor in moved { tensor.gradient = tensor * 0.1 + 0.01 }
    make(moved).step(learningRate: 0.01)
    results[name] = moved.flatMap(\.values)
  }
  return results
}
