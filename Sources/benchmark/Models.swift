// Matrix products, training steps and generation.

import CourseKit
import TinyLM
import TinyTensor

/// The products that a step of a width 128 model is made of, in its three forms, and larger ones.
let matrixProducts: [Measurement] = [
  (768, 128, 384, Transposed.neither), (1024, 512, 128, .neither), (1024, 128, 512, .second),
  (128, 1024, 512, .first),
  (1024, 128, 1024, .second), (2048, 256, 1024, .neither), (1024, 1024, 1024, .neither),
].map { rows, depth, columns, transposed in
  let form = transposed == .first ? "t" : transposed == .second ? "n-t" : "n"
  return Measurement(name: "matmul/\(rows)x\(depth)x\(columns)-\(form)") { stopwatch, machine in
    var generator = SeededGenerator(seed: 1)
    let a = Tensor(normal: transposed == .first ? [depth, rows] : [rows, depth], using: &generator)
    let b = Tensor(normal: transposed == .second ? [columns, depth] : [depth, columns], using: &generator)
    let seconds = stopwatch.median { _ = a.matrixProduct(b, transposed: transposed) }
    let gflops = Double(2 * rows * depth * columns) / seconds / 1e9
    return Result(seconds: seconds, gflops: gflops, fractionOfLimit: gflops / machine.gflops)
  }
}

/// A model's sizes and how many sequences a step learns from.
struct Shape: Sendable {
  let sizes: GPTConfiguration
  let batch: Int

  /// The book's.
  fileprivate static let book = Shape(sizes: Recipe.model, batch: Recipe.pretrainingBatch)

  /// Sizes of a GPT-2.
  init(vocabulary: Int, width: Int, layers: Int, heads: Int, context: Int, batch: Int) {
    self.init(
      sizes: GPTConfiguration(
        vocabularySize: vocabulary, context: context, width: width, layers: layers, heads: heads),
      batch: batch)
  }

  private init(sizes: GPTConfiguration, batch: Int) {
    self.sizes = sizes
    self.batch = batch
  }

  /// One step as a training run makes it: loss, gradient, clipping, AdamW.
  func trainingStep(_ stopwatch: Stopwatch, _ machine: Machine) -> Result {
    var generator = SeededGenerator(seed: 1)
    let model = GPT(sizes, using: &generator)
    let tokens = (0...tokensPerStep).map { _ in generator.below(sizes.vocabularySize) }
    let examples = TokenBatch(
      inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()), sequences: batch)
    let optimizer = AdamW(model.parameters.map(\.tensor), betas: (0.9, 0.99), weightDecay: 0.1)
    let seconds = stopwatch.median {
      model.loss(examples).backward()
      optimizer.step(learningRate: 1e-3, gradientScale: min(1, 1 / optimizer.parameters.gradientNorm()))
      optimizer.clearGradients()
    }
    let gflops = Double(6 * model.parameterCount * tokensPerStep) / seconds / 1e9
    return Result(
      seconds: seconds, tokensPerSecond: Double(tokensPerStep) / seconds, gflops: gflops,
      fractionOfLimit: operations / seconds / 1e9 / machine.gflops)
  }

  private var tokensPerStep: Int { batch * sizes.context }

  /// The multiplications and additions that a step needs: all matrices, and attention where it may look.
  private var operations: Double {
    let matrices = 12 * sizes.layers * sizes.width * sizes.width + sizes.vocabularySize * sizes.width
    let attention = sizes.layers * sizes.width * (sizes.context + 1)  // half of all pairs, twice
    return Double(6 * (matrices + attention) * tokensPerStep)
  }
}

let trainingShapes: [(name: String, shape: Shape)] = [
  ("book", Shape.book),
  ("shakespeare-char", Shape(vocabulary: 65, width: 128, layers: 4, heads: 4, context: 64, batch: 12)),
  ("tutorial", Shape(vocabulary: 1024, width: 128, layers: 2, heads: 4, context: 64, batch: 32)),
  ("wide", Shape(vocabulary: 512, width: 256, layers: 6, heads: 8, context: 128, batch: 16)),
  ("gpt2-124m", Shape(vocabulary: 50257, width: 768, layers: 12, heads: 12, context: 256, batch: 1)),
]

let trainingSteps = trainingShapes.map { name, shape in
  Measurement(name: "training/\(name)", run: shape.trainingStep)
}

/// The growth of a step of 1,024 tokens with the width and with the context.
let growth: [Measurement] =
  [64, 128, 256, 512].map { width in
    let shape = Shape(vocabulary: 1024, width: width, layers: 4, heads: 4, context: 64, batch: 16)
    return Measurement(name: "growth/width-\(width)", run: shape.trainingStep)
  }
  + [32, 64, 128, 256, 512, 1024].map { context in
    let shape = Shape(
      vocabulary: 1024, width: 128, layers: 4, heads: 4, context: context, batch: 1024 / context)
    return Measurement(name: "growth/context-\(context)", run: shape.trainingStep)
  }

/// One token after another: every weight is read once for each, as float32 or as a byte.
let generations: [Measurement] = [
  ("book", Shape.book),
  ("gpt2-124m", Shape(vocabulary: 50257, width: 768, layers: 12, heads: 12, context: 1024, batch: 1)),
].flatMap { name, shape in
  [
    Measurement(name: "generation/\(name)") { shape.generation($0, $1, inBytes: false) },
    Measurement(name: "generation/\(name)-int8") { shape.generation($0, $1, inBytes: true) },
  ]
}

extension Shape {
  /// One step of writing, on average over the context.
  fileprivate func generation(_ stopwatch: Stopwatch, _ machine: Machine, inBytes: Bool) -> Result {
    var generator = SeededGenerator(seed: 1)
    let original = GPT(sizes, using: &generator)
    let small = inBytes ? QuantizedGPT(original, bits: 8) : nil
    let model = (small?.model ?? original).frozen()
    let cache = GPTCache(for: model, sequences: 1)
    var token = 0
    let seconds = stopwatch.median {
      if cache.lengths[0] == sizes.context { cache.clear(0) }
      token = model.nextLogits([token], sequences: [0], cache: cache).argmax()[0]
    }
    // Of a table of positions only one row is read.
    let positions = sizes.positions == .learned ? sizes.context : 0
    let bytes =
      small.map { $0.byteCount - positions * (sizes.width + 4) }
      ?? original.byteCount - 4 * positions * sizes.width
    return Result(
      seconds: seconds, tokensPerSecond: 1 / seconds,
      fractionOfLimit: Double(bytes) / seconds / 1e9 / machine.gigabytesPerSecond)
  }
}
