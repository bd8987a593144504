// From attention to a whole model: what is added is kept, what is normalized, the block, and the stack.
// Follows Radford et al. 2019, section 2.3; residual connections from He et al. 2015.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: residual
/// Sends a vector through layers; each adds to it, or takes its
/// place.
func sent(
  _ x: Tensor, through layers: [Tensor], isAdded: Bool
) -> Tensor {
  layers.reduce(x) { x, layer in
    let change = x.matrixProduct(layer).tanh()
    return isAdded ? x + change : change
  }
}
// cell: end

// cell: layer-norm
/// The row with mean 0 and spread 1.
func normalized(_ row: [Float]) -> [Float] {
  let count = Float(row.count)
  let mean = row.reduce(0, +) / count
  let centred = row.map { $0 - mean }
  let variance = centred.map { $0 * $0 }.reduce(0, +) / count
  return centred.map { $0 / (variance + 1e-5).squareRoot() }
}
// cell: end

// cell: block
/// One block: look, then think; each reads a normalized copy
/// and adds what it found.
func output(
  of block: TransformerBlock, _ x: Tensor, isRotary: Bool
) -> Tensor {
  let (look, width) = (block.attention, x.shape[2])
  var qkv = look.queryKeyValue(block.attentionNorm(x))  // [1, T, 3C]
  if isRotary {
    qkv = qkv.rotated(
      headSize: width / look.heads, columns: 2 * width,
      positions: Array(0..<x.shape[1]))
  }
  let seen = x + look.projection(qkv.attention(heads: look.heads))
  return seen + block.feedForward(block.feedForwardNorm(seen))
}
// cell: end

// cell: model
/// The whole transformer: logits for the word after each word.
func logits(
  _ model: GPT, _ blocks: [TransformerBlock], _ tokens: [Int]
) -> Tensor {
  var x = model.tokenEmbedding.rows(at: tokens, shape: [1, tokens.count])
  if let places = model.positionEmbedding {
    x = x + places.slice(0..<tokens.count)  // [1, T, C]
  }
  let isRotary = model.configuration.positions == .rotary
  for block in blocks { x = output(of: block, x, isRotary: isRotary) }
  return model.finalNorm(x)
    .matrixProduct(model.tokenEmbedding, transposed: .second)
}
// cell: end

extension Lesson {
  func residual(_ cell: Cell) throws {
    try cell.say(
      "What a word gathers is added to its vector; the vector is not replaced. This is called a residual "
        + "connection. It keeps the word recognizable through many layers, and lets the gradient come back.")
    try cell.code()
    let depths = [1, 4, 12]
    let rows = depths.map { (kept(layers: $0, isAdded: true), kept(layers: $0, isAdded: false)) }
    try cell.show(
      Table(
        [
          .number("layers"), .number("alike, added"), .number("alike, replaced"), .number("slope, added"),
          .number("slope, replaced"),
        ],
        zip(depths, rows).map { depth, row in
          [
            "\(depth)", row.0.likeness.fixed(2), row.1.likeness.fixed(2), row.0.gradient.fixed(2),
            row.1.gradient.brief,
          ]
        },
        caption:
          "\"Alike\" is the cosine between the vector before and after; 1 is the "
          + "same direction. After 12 layers it is \(rows[2].0.likeness.fixed(2)) "
          + "where layers add and \(rows[2].1.likeness.fixed(2)) where they "
          + "replace. \"Slope\" is how much of the gradient comes back."
      ))
    try cell.check("through 12 layers the vector stays recognizable (alike above 0.5)", true, not: false) {
      kept(layers: 12, isAdded: $0).likeness > 0.5
    }
    try cell.check("and at least half of the gradient comes back", true, not: false) {
      kept(layers: 12, isAdded: $0).gradient > 0.5
    }
  }

  /// How alike a vector is before and after the layers, and how long the gradient is when it comes back.
  private func kept(layers: Int, isAdded: Bool) -> (likeness: Float, gradient: Float) {
    let width = 64
    var random = generator("residual")
    let x = Tensor(normal: [1, width], requiresGradient: true, using: &random)
    let deviation = 0.2 / Float(width).squareRoot()
    let stack = (0..<layers).map { _ in Tensor(normal: [width, width], deviation: deviation, using: &random) }
    let y = sent(x, through: stack, isAdded: isAdded)
    let likeness = dot(x.values, y.values) / (length(x.values) * length(y.values))
    y.sum().backward()
    return (likeness, length(x.gradient!.values) / Float(width).squareRoot())
  }

  private func length(_ vector: [Float]) -> Float { dot(vector, vector).squareRoot() }

  func layerNorm(_ cell: Cell) throws {
    try cell.say(
      "When every layer adds, numbers grow. So each layer reads a copy with mean 0 and spread 1. The order "
        + "and the proportions of the differences stay; the size and the offset are gone.")
    try cell.code()
    let row: [Float] = [1, 2, 3, 10]
    let variants = [("a row", row), ("100 times it", row.map { 100 * $0 }), ("50 more", row.map { $0 + 50 })]
    try cell.show(
      Table(
        [.text(""), .text("numbers"), .text("normalized")],
        variants.map { [$0, text($1), text(normalized($1), digits: 2)] },
        caption: "Three rows of very different size become the same \(row.count) numbers."))
    try cell.check("size and offset are gone", normalized, not: { $0 }) { change in
      variants.allSatisfy { difference(change($0.1), change(row)) < 1e-4 }
    }
    let (ones, zeros) = (Tensor(repeating: 1, shape: [4]), Tensor(repeating: 0, shape: [4]))
    try cell.check("the library's layer norm agrees to 1e-6", ones, not: ones * 2) { weight in
      let library = Tensor([row]).layerNorm(weight: weight, bias: zeros).values
      return difference(library, normalized(row)) < 1e-6
    }
  }

  func block(_ cell: Cell) throws {
    let model = try untrained()
    let (width, time) = (model.configuration.width, pairs.promptLength)
    try cell.say(
      "A transformer block is attention, which fetches from other words, and "
        + "a feed-forward layer, which works on each word alone. Both read a "
        + "normalized copy and add. What goes in comes out in the same shape."
    )
    try cell.code()
    try cell.show(blockPipeline(model.configuration))
    var random = generator("block")
    let x = Tensor(normal: [1, time, width], using: &random)
    let (block, isRotary) = (model.blocks[0], model.configuration.positions == .rotary)
    typealias Change = (Tensor) -> Tensor
    let whole: Change = { output(of: block, $0, isRotary: isRotary) }
    try cell.check("a block keeps the shape", whole, not: { block.feedForward.up($0) }) {
      $0(x).shape == x.shape
    }
    let other = Tensor.concatenate([x.slice(0..<1, along: 1) * 2, x.slice(1..<time, along: 1)], along: 1)
    try cell.check(
      "the feed-forward layer works on each word alone, the block as a whole does not",
      { block.feedForward($0) }, not: whole
    ) { (change: Change) in
      // Another first word: do the other words notice?
      change(x).slice(1..<time, along: 1).values == change(other).slice(1..<time, along: 1).values
    }
  }

  /// The way of a row through one block.
  private func blockPipeline(_ sizes: GPTConfiguration) -> Pipeline {
    let (width, time) = (sizes.width, pairs.promptLength)
    let shape = "[\(time), \(width)]"
    return Pipeline(
      [
        .step("\(time) words", output: shape), .step("layer norm", output: shape),
        .step("attention (\(sizes.heads) of size \(width / sizes.heads))", output: shape),
        .step("add", output: shape), .step("layer norm again", output: shape),
        .step("feed-forward (\(width) to \(4 * width) to \(width))", output: shape),
        .step("add again", output: shape),
      ],
      skips: [("\(time) words", "add"), ("add", "add again")],
      caption:
        "\(shape) is \(time) words by \(width) numbers: the shape never changes, so blocks can be stacked.")
  }

  func model(_ cell: Cell) throws {
    let model = try untrained()
    let sizes = model.configuration
    try cell.say(
      "A table turns words into vectors, blocks work on them, and the same table turned over gives each word "
        + "of the vocabulary a score. That is all: with the block from above, the code below is a complete GPT."
    )
    try cell.code()
    let shape = "[\(pairs.promptLength), \(sizes.width)]"
    try cell.show(
      Pipeline(
        [
          .step("ids", output: "[\(pairs.promptLength)]"), .step("word table", output: shape),
          .step("positions: \(sizes.positions.rawValue)", output: shape),
        ]
          + (1...sizes.layers).map { .step("block \($0)", output: shape) }
          + [
            .step("last layer norm", output: shape),
            .step("word table, turned", output: "[\(pairs.promptLength), \(sizes.vocabularySize)]"),
          ],
        direction: .across,
        caption: "From \(pairs.promptLength) ids to \(sizes.vocabularySize) logits after each of them."))
    try cell.show(parameterTable(model))
    let tokens = examination(withNewPair: false)[0].tokens
    let library = model.logits(tokens, sequences: 1).values
    try cell.check("the logits equal the library's to 1e-5", model.blocks, not: []) {
      difference(logits(model, $0, tokens).values, library) < 1e-5
    }
    try cell.check(
      "tables + layers x (12 C^2 + 13 C) + 2 C equals the library's count, C the width", 13, not: 12
    ) { perWidth in
      let (c, places) = (sizes.width, sizes.positions == .learned ? sizes.context : 0)
      let blocks = sizes.layers * (12 * c * c + perWidth * c)
      return (sizes.vocabularySize + places) * c + blocks + 2 * c == model.parameterCount
    }
    cell.record(Metric("parameters", Double(model.parameterCount)))
  }

  /// What each part of a model holds.
  private func parameterTable(_ model: GPT) -> Table {
    let block = model.blocks[0]
    let (look, think) = (block.attention, block.feedForward)
    let parts: [(name: String, tensors: [Tensor], times: Int)] = [
      ("word table", [model.tokenEmbedding], 1),
      ("position table", model.configuration.positions == .learned ? [model.positionEmbedding!] : [], 1),
      ("block: query, key, value", [look.queryKeyValue.weight, look.queryKeyValue.bias], model.blocks.count),
      ("block: mixing the heads", [look.projection.weight, look.projection.bias], model.blocks.count),
      (
        "block: feed-forward", [think.up.weight, think.up.bias, think.down.weight, think.down.bias],
        model.blocks.count
      ),
      (
        "block: two layer norms",
        (block.attentionNorm.parameters + block.feedForwardNorm.parameters).map(\.tensor),
        model.blocks.count
      ),
      ("last layer norm", model.finalNorm.parameters.map(\.tensor), 1),
    ]
    let rows = parts.map { part in
      let shapes = part.tensors.map { "\($0.shape)" }.joined(separator: " ")
      let count = part.times * part.tensors.reduce(0) { $0 + $1.count }
      return [part.name, shapes, "\(part.times)", count.grouped]
    }
    return Table(
      [.text("part"), .text("shapes"), .number("times"), .number("numbers")], rows,
      caption: "Together \(model.parameterCount.grouped) numbers, all of them learned.")
  }
}
