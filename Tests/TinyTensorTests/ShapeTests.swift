// A wrong shape stops the program, with both shapes in the message.

import Testing
import TinyTensor

/// Whether the last words of a program contain all of these.
func says(_ words: String..., in result: ExitTest.Result?) -> Bool {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  return words.allSatisfy(text.contains)
}

@Suite struct ShapeTests {
  @Test func productOfShapesThatDoNotFit() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 1, shape: [2, 3]).matrixProduct(Tensor(repeating: 1, shape: [4, 5]))
    }
    #expect(says("cannot multiply", "[2, 3]", "[4, 5]", in: result))
  }

  @Test func sumOfShapesThatDoNotFit() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 1, shape: [2, 3]) + Tensor(repeating: 1, shape: [2])
    }
    #expect(says("[2, 3]", "[2]", "common", in: result))
  }

  @Test func layerOfAnotherWidth() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (weight, bias) = (Tensor(repeating: 1, shape: [4, 5]), Tensor(repeating: 1, shape: [5]))
      _ = Tensor(repeating: 1, shape: [2, 3]).linear(weight, bias: bias)
    }
    #expect(says("[2, 3]", "[4, 5]", "[5]", in: result))
  }

  @Test func normOfAnotherWidth() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let other = Tensor(repeating: 1, shape: [4])
      _ = Tensor(repeating: 1, shape: [2, 3]).layerNorm(weight: other, bias: other)
    }
    #expect(says("[2, 3]", "[4]", in: result))
  }

  @Test func attentionThatCannotBeCut() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 1, shape: [1, 2, 10]).attention(heads: 2)
    }
    #expect(says("[1, 2, 10]", "2 heads", in: result))
  }

  @Test func targetsOutsideTheScores() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 1, shape: [2, 3]).crossEntropy([0, 3])
    }
    #expect(says("[2, 3]", "0 to 3", in: result))
  }

  @Test func rowsThatAreNotThere() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 1, shape: [2, 3]).rows(at: [0, 2])
    }
    #expect(says("row 2", "2 rows", in: result))
  }

  @Test func anotherReadingOfTheSameNumbers() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(repeating: 1, shape: [2, 3]).reshaped([4, 2])
    }
    #expect(says("[2, 3]", "[4, 2]", in: result))
  }

  @Test func numbersThatDoNotFillAShape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([1, 2, 3], shape: [2, 2])
    }
    #expect(says("[2, 2]", "4 numbers", "got 3", in: result))
  }

  @Test func backwardFromManyNumbers() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      (Tensor([1, 2], requiresGradient: true) * 2).backward()
    }
    #expect(says("single number", "[2]", in: result))
  }
}
