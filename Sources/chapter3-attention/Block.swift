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

// cell: block
/// One block: look, then think; each reads a normalized copy
/// and adds what it found.
func output(
  of block: TransformerBlock, _ x: Tensor, bends: Bool = true
) -> Tensor {
  let (look, think) = (block.attention, block.feedForward)
  let width = x.shape[2]
  var qkv = look.queryKeyValue(block.attentionNorm(x))  // [B, T, 3C]
  if look.isRotary {
    qkv = qkv.rotated(
      headSize: width / look.heads, columns: 2 * width,
      positions: places(in: x))
  }
  let seen = x + look.projection(qkv.attention(heads: look.heads))
  let wide = think.up(block.feedForwardNorm(seen))  // [B, T, 4C]
  return seen + think.down(bends ? wide.gelu() : wide)
}
// cell: end

/// The place of each word, sequence by sequence.
private func places(in x: Tensor) -> [Int] { (0..<x.shape[0]).flatMap { _ in 0..<x.shape[1] } }

// cell: model
/// The whole transformer: logits for the word after each word.
func logits(
  _ model: GPT, _ tokens: [Int], sequences: Int = 1, bends: Bool = true
) -> Tensor {
  let shape = [sequences, tokens.count / sequences]  // [B, T]
  var x = model.tokenEmbedding.rows(at: tokens, shape: shape)
  if let places = model.positionEmbedding {
    x = x + places.slice(0..<shape[1])  // [B, T, C]
  }
  for block in model.blocks { x = output(of: block, x, bends: bends) }
  return model.finalNorm(x)
    .matrixProduct(model.tokenEmbedding, transposed: .second)
}
// cell: end

extension Lesson {
  func residual(_ cell: Cell) throws {
    try cell.say(
      "What a word gathers is added to its vector; the vector is not replaced. This is a **residual connection** "
        + "(or skip connection). It keeps the word recognizable through many layers, and lets the gradient come back."
    )
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

  func block(_ cell: Cell) throws {
    let model = try untrained()
    let (width, time) = (model.configuration.width, pairs.promptLength)
    try cell.say(
      "A **transformer block** is attention, which fetches from other words, and a feed-forward layer, which "
        + "works on each word alone. Both read a normalized copy and add. What goes in comes out in the same shape."
    )
    try cell.code()
    try cell.show(blockPipeline(model.configuration))
    var random = generator("block")
    let x = Tensor(normal: [1, time, width], using: &random)
    let block = model.blocks[0]
    typealias Change = (Tensor) -> Tensor
    let whole: Change = { output(of: block, $0) }
    try cell.check(
      "a block keeps the shape (control: the way up to four times the width does not)", whole,
      not: { block.feedForward.up($0) }
    ) {
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
        .step("\(time) words", output: shape),
        .step("norm, attention (\(sizes.heads) of size \(width / sizes.heads))", output: shape),
        .step("add", output: shape),
        .step("norm, feed-forward (\(width) to \(4 * width) to \(width))", output: shape),
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
      "A table turns words into vectors, blocks work on them, and an **output head** gives each word of the "
        + "vocabulary a score, its **logit**. The head is the word table once more, transposed: **weight tying**. "
        + "With the block from above, the code below is a complete GPT.")
    try cell.code()
    try cell.show(modelPipeline(sizes))
    try cell.show(parameterTable(model))
    let tokens = examination(withNewPair: false)[0].tokens
    let library = model.logits(tokens, sequences: 1).values
    try cell.check(
      "the logits equal the library's to 1e-5 (control: without GELU they do not)", true, not: false
    ) { difference(logits(model, tokens, bends: $0).values, library) < 1e-5 }
    try cell.check(
      "words that were not read learn too (control: not with an output head of its own)",
      { $0 }, not: { $0.copy() }
    ) { (head: (Tensor) -> Tensor) in
      rowsThatLearn(model.trainableCopy(), tokens, head) == sizes.vocabularySize
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

  /// How many rows of the word table get a gradient from one row of words, with a head made of that table.
  private func rowsThatLearn(_ model: GPT, _ tokens: [Int], _ head: (Tensor) -> Tensor) -> Int {
    let states = model.hiddenStates(of: Array(tokens.dropLast()), sequences: 1)
    states.matrixProduct(head(model.tokenEmbedding), transposed: .second)
      .crossEntropy(Array(tokens.dropFirst())).backward()
    return model.tokenEmbedding.gradient!.matrix.count { row in row.contains { $0 != 0 } }
  }

  /// The way from ids to logits.
  private func modelPipeline(_ sizes: GPTConfiguration) -> Pipeline {
    let shape = "[\(pairs.promptLength), \(sizes.width)]"
    return Pipeline(
      [
        .step("ids", output: "[\(pairs.promptLength)]"), .step("word table", output: shape),
        .step("positions: \(sizes.positions.rawValue)", output: shape),
      ]
        + (1...sizes.layers).map { .step("block \($0)", output: shape) }
        + [
          .step("last layer norm", output: shape),
          .step("word table, transposed", output: "[\(pairs.promptLength), \(sizes.vocabularySize)]"),
        ],
      direction: .across,
      caption: "From \(pairs.promptLength) ids to \(sizes.vocabularySize) logits after each of them.")
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
      ("output head: the word table", [], 1),
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
