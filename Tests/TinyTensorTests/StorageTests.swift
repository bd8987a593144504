// Memory that is used again, and never by two at a time.

import Foundation
import Testing

@testable import Basics
@testable import TinyTensor

@Suite struct StorageTests {
  /// In a process of its own, where nobody else takes blocks or gives them back.
  @Test func memoryIsRecycled() async {
    await #expect(processExitsWith: .success) {
      let size = 1_234_567
      var first: Storage? = Storage(repeating: 1, count: size)
      let place = first!.start
      first = nil
      let second = Storage(uninitialized: size)
      #expect(second.start == place)
      let third = Storage(repeating: 2, count: size)
      #expect(third.start != place, "two at a time never share")
      #expect(second.start[size - 1] == 1 && third.start[size - 1] == 2, "uninitialized means: as it was")
    }
  }

  /// Sizes that nobody asks for twice, together three times the bound; one block at a time is in use.
  @Test func memoryThatNobodyAsksForGoesBack() async {
    await #expect(processExitsWith: .success) {
      var most = 0
      for step in 0..<28 {
        _ = Storage(repeating: 1, count: (1 << 20) + step << 17)
        most = max(most, FreeList.shared.waitingCount)
      }
      #expect(most <= 16 << 20, "\(most)")
      #expect(most > 8 << 20, "up to the bound blocks wait")
    }
  }

  /// A step that uses more than the bound at once finds all of it again.
  @Test func aLargeStepFindsItsMemoryAgain() async {
    await #expect(processExitsWith: .success) {
      func step() -> Set<UnsafeMutablePointer<Float>> {
        let blocks = (0..<20).map { Storage(repeating: 1, count: (1 << 20) + $0 << 17) }
        return Set(blocks.map(\.start))
      }
      let first = step()
      #expect(step() == first && step() == first)
    }
  }

  @Test func memoryIsAlignedForVectors() {
    for count in [0, 1, 15, 16, 17, 1000, 1025, 5000, 1 << 20] {
      let storage = Storage(uninitialized: count)
      #expect(UInt(bitPattern: storage.start) % 64 == 0)
      #expect(storage.count == count)
    }
  }

  @Test func sharedMemoryOutlivesItsFirstOwner() {
    var owner: Tensor? = Tensor([1, 2, 3, 4])
    let (reshaped, detached) = (owner!.reshaped([2, 2]), owner!.detached())
    owner = nil
    let others = (0..<100).map { Tensor(repeating: Float($0), shape: [4]) }
    #expect(reshaped.values == [1, 2, 3, 4] && detached.values == [1, 2, 3, 4])
    _ = others
  }

  @Test func aCopyIsApart() {
    let x = Tensor([1, 2], requiresGradient: true)
    let (copy, same) = (x.copy(), x.asParameter())
    x.assign([5, 6])
    #expect(copy.values == [1, 2])
    #expect(same.values == [5, 6], "another name for the same numbers")
  }

  /// In a process of its own, since it asks how much memory the whole process has.
  @Test(.enabled(if: residentKilobytes() != nil, "this system does not say how much memory a process has"))
  func trainingDoesNotGrow() async {
    await #expect(processExitsWith: .success) {
      var generator = SeededGenerator(seed: 1)
      let (x, w) = (
        Tensor(normal: [256, 256], using: &generator),
        Tensor(normal: [256, 256], requiresGradient: true, using: &generator)
      )
      let optimizer = AdamW([w])
      func steps(_ count: Int) {
        for _ in 0..<count {
          x.matrixProduct(w).gelu().matrixProduct(w, transposed: .second).softmax().sum().backward()
          optimizer.step(learningRate: 1e-3)
          optimizer.clearGradients()
        }
      }
      steps(5)
      let before = try #require(residentKilobytes())
      steps(200)
      let after = try #require(residentKilobytes())
      // A step makes about 3 MB of tensors; 200 of them would be 600 MB.
      #expect(after - before < 20_000, "\(before) to \(after) KB")
    }
  }
}

/// The memory of this process, on Darwin the most that it ever had; `nil` on systems that do not say.
private func residentKilobytes() -> Int? {
  #if canImport(Darwin)
    var usage = rusage()
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss / 1024 : nil  // in bytes there
  #else
    return residentKilobytesFromFile()
  #endif
}

private func residentKilobytesFromFile() -> Int? {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
  return status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    .flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Int($0) }
}
