// Made small: weights as whole numbers of a few bits, and what that costs.

import Basics
import CommandLineKit
import CourseKit
import Foundation
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The final model with so many bits for a weight.
private struct Sized {
  let bits: Int
  let model: GPT
  let bytes: Int
  let answers: Evaluation
  let textLoss: Double
}

extension Lesson {
  func small(_ cell: Cell) throws {
    try cell.say(
      """
      A weight in training has 32 bits. To use the model, fewer are enough: each row of a matrix keeps one **scale**, and \
      each of its weights becomes a small whole number of scales. That is called **quantization**. With 8 bits a number \
      lies between -127 and 127.
      """
    )
    try cell.code("quantize-row", in: "TinyLM/Quantization/QuantizedMatrix.swift")
    try cell.predict("How many of its answers will change with 8 bits? With 4? With 2?")
    try showOneRow(cell)
    let requests = try scores().requests
    let whole = try sized(32, requests)
    let smaller = try [8, 4, 2].map { try sized($0, requests) }
    let same = { (size: Sized) in
      Double(zip(size.answers.answers, whole.answers.answers).count { $0.text == $1.text })
        / Double(requests.count)
    }
    try cell.show(sizeTable([whole] + smaller, same: same))
    try timeWriting(whole.model, smaller[0].model, cell)
    for size in [whole] + smaller {
      cell.record(Metric("small.bits\(size.bits).bytes", Double(size.bytes), better: .lower))
      cell.record(Metric("small.bits\(size.bits).gold", size.answers.gold, better: .higher))
      cell.record(Metric("small.bits\(size.bits).sameAnswers", same(size), better: .higher))
      cell.record(Metric("small.bits\(size.bits).textLoss", size.textLoss, better: .lower))
    }
    try cell.check("8 bits: about a quarter of the size", smaller[0].bytes, not: whole.bytes) {
      $0 < whole.bytes * 3 / 10
    }
    try cell.check(
      "8 bits: 19 of 20 answers stay the same, word for word; with 2 bits they do not", smaller[0],
      not: smaller[2]
    ) { same($0) >= 0.95 }
  }

  /// What each number of bits costs.
  ///
  /// - Parameters:
  ///   - sizes: first the model as it was trained.
  ///   - same: the share of answers that are those of the first.
  private func sizeTable(_ sizes: [Sized], same: (Sized) -> Double) -> Table {
    Table(
      [
        .number("bits a weight"), .number("size", unit: "KiB"), .number("loss on text", unit: "nats"),
        .number("gold", unit: "points"), .number("right", unit: "%"), .number("same answers", unit: "%"),
      ],
      sizes.map {
        [
          "\($0.bits)", "\(($0.bytes / 1024).grouped)", $0.textLoss.fixed(3), $0.answers.gold.fixed(3),
          hundred($0.answers.right), hundred(same($0)),
        ]
      },
      caption: """
        With 8 bits it needs \(percent(Double(sizes[1].bytes) / Double(sizes[0].bytes))) of the room, and \
        \(percent(same(sizes[1]))) of its answers are word for word the same.
        """
    )
  }

  private func sized(_ bits: Int, _ requests: [Request]) throws -> Sized {
    let model = try final()
    let small = bits == 32 ? nil : QuantizedGPT(model, bits: bits)
    let used = small?.model ?? model
    return Sized(
      bits: bits, model: used, bytes: small?.byteCount ?? model.byteCount,
      answers: try evaluate(used, requests),
      textLoss: try textLoss(used))
  }

  /// How far the numbers of one row are off, with 8 bits and with 4.
  private func showOneRow(_ cell: Cell) throws {
    let matrix = try final().blocks[0].feedForward.up.weight.detached()
    let row = matrix.slice(0..<1, along: 0).values
    let (eight, four) = (QuantizedMatrix(matrix, bits: 8), QuantizedMatrix(matrix, bits: 4))
    try cell.show(
      Table(
        [.text("first weights of one row")] + (0..<6).map { .number("\($0 + 1)") },
        [
          ["float32"] + row.prefix(6).map { $0.fixed(4) },
          ["whole number, 8 bits"] + eight.numbers(ofRow: 0).prefix(6).map { "\($0)" },
          ["times its scale"] + eight.values(ofRow: 0).prefix(6).map { $0.fixed(4) },
          ["whole number, 4 bits"] + four.numbers(ofRow: 0).prefix(6).map { "\($0)" },
          ["times its scale"] + four.values(ofRow: 0).prefix(6).map { $0.fixed(4) },
        ],
        caption:
          "The scales of this row: \(eight.scales[0].fixed(5)) with 8 bits, \(four.scales[0].fixed(5)) with 4."
      ))
    let errors = [four, eight].map { $0.errors(ofRow: 0, from: matrix) }
    try cell.show(
      LineChart(
        x: Axis("column of the row"), y: Axis("error of the weight"),
        zip(["4 bits", "8 bits"], errors.map { $0.prefix(64) }).map { name, values in
          Series(name, values.enumerated().map { (x: Double($0.offset), y: Double($0.element)) })
        },
        caption: """
          An error is at most half a scale: \((four.scales[0] / 2).fixed(4)) with 4 bits, \
          \((eight.scales[0] / 2).fixed(4)) with 8.
          """
      ))
    try cell.check("no error is larger than half a scale", eight, not: four) {
      $0.errors(ofRow: 0, from: matrix).allSatisfy { abs($0) <= eight.scales[0] / 2 * 1.001 }
    }
  }

  /// Times go to standard error: they differ from run to run.
  private func timeWriting(_ large: GPT, _ small: GPT, _ cell: Cell) throws {
    for (name, model) in [("float32", large), ("int8", small)] {
      var (generator, tokens) = (generator("text for timing"), 0)
      let prompt = try course().format().prompt(requests(count: 1)[0])
      let start = ContinuousClock.now
      for _ in 0..<budget(8) {
        tokens += model.generate(after: prompt, limit: 40, using: &generator).count
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      Console.printError(
        "\(name): \((Double(tokens) / seconds).fixed(0)) tokens a second, one text at a time")
      cell.record(.timing("small.\(name).tokensPerSecond", Double(tokens) / seconds))
    }
  }
}
