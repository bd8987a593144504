// Numbers that are changed between a computation and its backward(): noticed, however they were changed.

import Testing
import TinyTensor

/// The gradient of w w, with a change in between.
private func square(then change: (Tensor) -> Void) -> [Float]? {
  let w = Tensor([[2]], requiresGradient: true)
  let loss = (w * w).sum()
  change(w)
  loss.backward()
  return w.gradient?.values
}

@Suite struct ChangeTests {
  @Test func withoutAChangeAllIsWell() {
    #expect(square { _ in } == [4])
    #expect(square { $0.copy().assign([3]) } == [4], "a copy has memory of its own")
    #expect(square { AdamW([$0]).step(learningRate: 1) } == [4], "without a gradient nothing is changed")
    // Changes before the computation, and after backward().
    let w = Tensor([2], requiresGradient: true)
    for step in 1...3 {
      w.assign([Float(step)])
      (w * w).sum().backward()
      #expect(w.gradient?.values == [Float(2 * step)])
      SGD([w]).step(learningRate: 0.1)
      w.gradient = nil
    }
  }

  @Test func changesInPlace() async {
    let assigned = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { $0.assign([3]) }
    }
    #expect(says("multiply [1, 1]", "[[1, 1], [1, 1]]", "changed since", in: assigned))
    let element = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { $0[0, 0] = 3 }
    }
    #expect(says("changed since", in: element))
    let memory = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { $0.withUnsafeMutableValues { $0[0] = 3 } }
    }
    #expect(says("changed since", in: memory))
  }

  @Test func changesThroughSharedMemory() async {
    let view = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { $0.reshaped([1]).assign([3]) }
    }
    #expect(says("changed since", in: view))
    let constant = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { $0.detached().assign([3]) }
    }
    #expect(says("changed since", in: constant))
    let parameter = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { $0.asParameter().assign([3]) }
    }
    #expect(says("changed since", in: parameter))
  }

  @Test func stepsOfOptimisers() async {
    let sgd = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { step(SGD([$0]), on: $0) }
    }
    #expect(says("changed since", in: sgd))
    let adamw = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { step(AdamW([$0]), on: $0) }
    }
    #expect(says("changed since", in: adamw))
    let muon = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = square { step(Muon([$0]), on: $0) }
    }
    #expect(says("changed since", in: muon))
  }

  /// A tanh's rule reads its result; a result that was changed is as bad.
  @Test func aChangedResult() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let y = Tensor([1], requiresGradient: true).tanh()
      let loss = y.sum()
      y.assign([0])
      loss.backward()
    }
    #expect(says("changed since", in: result))
  }
}

private func step(_ optimizer: any Optimizer, on w: Tensor) {
  w.gradient = Tensor([[1]])
  optimizer.step(learningRate: 0.1)
}
