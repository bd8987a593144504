// A model of small numbers: what it weighs, and that it is the same model but for rounding.

import Testing
import TinyTensor

@testable import TinyLM

@Suite struct QuantizedGPTTests {
  private let model = randomModel()

  /// How far a small model's scores lie from the model's own, as a share of their size.
  private func difference(_ small: GPT, from model: GPT) -> Float {
    func size(_ values: [Float]) -> Float { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let tokens = [1, 5, 9, 28, 0, 3]
    let (found, expected) = (small.logits(tokens, sequences: 1), model.frozen().logits(tokens, sequences: 1))
    return size(zip(found.values, expected.values).map { $0 - $1 }) / size(expected.values)
  }

  @Test func allMatricesAreSmallAndNothingElse() {
    let small = QuantizedGPT(model, bits: 8)
    let names = model.parameters.filter { $0.tensor.rank == 2 }.map(\.name)
    #expect(small.matrices.map(\.name) == names && names.contains("transformer.wte.weight"))
    #expect(small.matrices.count + small.others.count == model.parameters.count)
    for (name, tensor) in small.others {
      #expect(model.parameters.first { $0.name == name }?.tensor.values == tensor.values)
    }
  }

  @Test func theSizeIsCounted() {
    // width 32, 2 layers, 29 tokens, context 8. Rows: 29 + 8, and in each layer 32 + 32 + 32 + 128.
    let (rows, numbers) = (29 + 8 + 2 * 224, 29 * 32 + 8 * 32 + 2 * 12 * 32 * 32)
    let others = 2 * (4 * 32 + 9 * 32) + 2 * 32
    #expect(model.byteCount == 4 * (numbers + others))
    #expect(QuantizedGPT(model, bits: 8).byteCount == numbers + 4 * rows + 4 * others)
    #expect(QuantizedGPT(model, bits: 4).byteCount == numbers / 2 + 4 * rows + 4 * others)
  }

  /// Of 8 bits a number is off by a 254th of its row's largest at most, of 4 bits by a 14th.
  @Test func itSaysNearlyTheSame() {
    var generator = SeededGenerator(seed: 3)
    let model = GPT(model.configuration, using: &generator)
    let differences = [8, 4, 2].map { difference(QuantizedGPT(model, bits: $0).model, from: model) }
    #expect(differences[0] < 0.02 && differences[0] > 0, "\(differences)")
    #expect(differences[0] * 4 < differences[1] && differences[1] < differences[2], "\(differences)")
  }

  /// A token at a time is computed from the bytes, several at once from the floats that they stand for.
  @Test func bytesAndFloatsAreTheSameModel() {
    let small = QuantizedGPT(model, bits: 8).model
    let (whole, step) = (GPTCache(for: small, sequences: 1), GPTCache(for: small, sequences: 1))
    let atOnce = small.nextLogits([4, 7, 2, 19], sequences: [0], cache: whole).values
    var last: [Float] = []
    for token in [4, 7, 2, 19] {
      last = small.frozen().nextLogits([token], sequences: [0], cache: step).values
    }
    let size = atOnce.map(abs).max()!
    #expect(zip(atOnce, last).allSatisfy { abs($0 - $1) < 1e-5 * size })
    #expect(atOnce != last, "the sums run in another order: the bytes were read")
  }
}
