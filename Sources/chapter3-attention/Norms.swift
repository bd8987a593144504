// What keeps the numbers in bounds while layers add: the norm, and its place in a block.
// Follows Ba, Kiros and Hinton 2016; Zhang and Sennrich 2019 (RMSNorm); Xiong et al. 2020 (the place of the norm).

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: layer-norm
/// The row with mean 0 and spread 1.
func normalized(_ row: [Float]) -> [Float] {
  let mean = row.reduce(0, +) / Float(row.count)
  return scaled(row.map { $0 - mean })
}

/// The row with size 1: the root of the mean of the squares.
func scaled(_ row: [Float]) -> [Float] {
  let square = row.map { $0 * $0 }.reduce(0, +) / Float(row.count)
  return row.map { $0 / (square + 1e-5).squareRoot() }
}
// cell: end

// cell: pre-norm
/// A block as in 2017: the sums themselves are normalized.
func postNormOutput(of block: TransformerBlock, _ x: Tensor) -> Tensor {
  let seen = block.attentionNorm(x + block.attention(x))
  return block.feedForwardNorm(seen + block.feedForward(seen))
}

/// The block from above: each half reads a normalized copy.
func preNormOutput(of block: TransformerBlock, _ x: Tensor) -> Tensor {
  let seen = x + block.attention(block.attentionNorm(x))
  return seen + block.feedForward(block.feedForwardNorm(seen))
}
// cell: end

extension Lesson {
  func layerNorm(_ cell: Cell) throws {
    try cell.say(
      "When every layer adds, numbers grow. So each layer reads a copy with mean 0 and spread 1: **layer norm**. "
        + "Proportions of differences stay; size and offset are gone. Newer models often leave the mean "
        + "as it is and divide by the size alone: **RMSNorm**.")
    try cell.code()
    let row: [Float] = [1, 2, 6]
    let variants = [("a row", row), ("times 100", row.map { 100 * $0 }), ("plus 50", row.map { $0 + 50 })]
    try cell.show(
      Table(
        [.text(""), .text("numbers"), .text("layer norm"), .text("RMSNorm")],
        variants.map { [$0, text($1), text(normalized($1), digits: 2), text(scaled($1), digits: 2)] },
        caption: "Layer norm makes the same \(row.count) numbers of all three rows; RMSNorm of the first two."
      ))
    try cell.check(
      "layer norm forgets size and offset (control: RMSNorm keeps the offset)", normalized, not: scaled
    ) { change in variants.allSatisfy { difference(change($0.1), change(row)) < 1e-4 } }
    try cell.check("RMSNorm forgets the size (control: without a norm it stays)", scaled, not: { $0 }) {
      difference($0(variants[1].1), $0(row)) < 1e-4
    }
    let (ones, zeros) = (Tensor(repeating: 1, shape: [3]), Tensor(repeating: 0, shape: [3]))
    try cell.check(
      "the library's layer norm agrees to 1e-6 (control: with other weights it does not)", ones, not: ones * 2
    ) { weight in
      let library = Tensor([row]).layerNorm(weight: weight, bias: zeros).values
      return difference(library, normalized(row)) < 1e-6
    }
  }

  func preNorm(_ cell: Cell) throws {
    try cell.say(
      "The vector that goes from block to block is the **residual stream**. Our block normalizes only the copy that "
        + "each half reads: **pre-norm**. The first transformers normalized the stream itself: **post-norm**. We send "
        + "random words through untrained blocks. How large is the stream, and how like the words that went in?"
    )
    try cell.code()
    try cell.predict(
      "Each block adds twice. With pre-norm, is the stream after 12 blocks 12 times as large as after one?")
    let depths = [1, 4, 12]
    let streams = depths.map { depth in Start.allCases.map { stream(blocks: depth, $0) } }
    let (post, pre, small) = (streams[2][0], streams[2][1], streams[2][2])
    try cell.show(streamTable(depths, streams))
    try cell.check("post-norm holds the size within a tenth (control: pre-norm does not)", post, not: pre) {
      abs($0.size - 1) < 0.1
    }
    try cell.check(
      "a small start holds it below twice, and the word above half (control: the usual start)", small,
      not: pre
    ) { $0.size < 2 && $0.likeness > 0.5 }
    try cell.check(
      "the second form is the library's block (control: the first is not)", preNormOutput, not: postNormOutput
    ) { (form: (TransformerBlock, Tensor) -> Tensor) in
      var random = generator("a block")
      let (block, x) = (try untrained().blocks[0], Tensor(normal: [1, 4, try sizes().width], using: &random))
      return difference(form(block, x).values, block(x).values) < 1e-5
    }
    try cell.check(
      "the library begins with that small start (control: the matrix on the way up does not)",
      { $0.feedForward.down }, not: { $0.feedForward.up }
    ) { (layer: (TransformerBlock) -> Linear) in
      let blocks = try untrained().blocks
      let ratio = size(blocks.flatMap { layer($0).weight.values })
      let usual = size(blocks.flatMap { $0.feedForward.up.weight.values })
      return abs(ratio / usual * Float(2 * blocks.count).squareRoot() - 1) < 0.2
    }
  }

  private func streamTable(_ depths: [Int], _ streams: [[Stream]]) -> Table {
    let (post, pre, small) = (streams.last![0], streams.last![1], streams.last![2])
    return Table(
      [.number("blocks")]
        + Start.allCases.flatMap { [.number("\($0.rawValue): size"), .number("alike")] },
      zip(depths, streams).map { depth, row in
        ["\(depth)"] + row.flatMap { [$0.size.fixed(2), $0.likeness.fixed(2)] }
      },
      caption: "Post-norm holds the size, but after \(depths.last!) blocks the word is hardly there "
        + "(\(post.likeness.fixed(2))). Pre-norm lets the stream grow, \((pre.size / streams[0][1].size).fixed(1)) "
        + "times from one block to \(depths.last!). If what is added begins smaller, by the root of twice the "
        + "blocks, size and word stay: \(small.size.fixed(2)) and \(small.likeness.fixed(2)).")
  }

  /// Where the norms are, and how large the weights begin whose results are added.
  private enum Start: String, CaseIterable {
    case postNorm = "post"
    case preNorm = "pre"
    case small
  }

  /// The size of the numbers after some blocks, beside that before, and the cosine between after and before.
  private typealias Stream = (size: Float, likeness: Float)

  private func stream(blocks: Int, _ start: Start) -> Stream {
    let width = 64
    var random = generator("blocks")
    let x = Tensor(normal: [1, 32, width], using: &random)
    let deviation = 1 / Float(width).squareRoot()
    let factor = start == .small ? 1 / Float(2 * blocks).squareRoot() : 1
    let stack = (0..<blocks).map { _ in
      TransformerBlock(
        width: width, heads: 4, deviation: deviation, outputDeviation: deviation * factor, using: &random)
    }
    let y = stack.reduce(x) { start == .postNorm ? postNormOutput(of: $1, $0) : preNormOutput(of: $1, $0) }
    let (before, after) = (size(x.values), size(y.values))
    return (after / before, dot(x.values, y.values) / Float(x.count) / (before * after))
  }

  /// The root of the mean of the squares.
  private func size(_ numbers: [Float]) -> Float {
    (dot(numbers, numbers) / Float(numbers.count)).squareRoot()
  }
}
