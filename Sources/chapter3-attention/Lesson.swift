// What the cells share: the knobs, the random numbers, the trained model. Each is made when a cell first asks for it.

import Basics
import CommandLineKit
import Notebook
import TinyLM
import TinyTensor
import Training

/// The lesson of one start of the program.
final class Lesson {
  let page: Page
  var invocation: Invocation { page.invocation }

  /// Rows of people and drinks, with a question at the end.
  lazy var pairs = PairTask(pairs: invocation.integer("pairs"))
  /// The sizes that the knobs ask for.
  lazy var sizes = Later { [unowned self] in try modelSizes() }
  /// The model of this run before training.
  lazy var untrained = Later { [unowned self] in
    var weights = generator("weights")
    return GPT(try sizes(), using: &weights)
  }
  /// The model of this run after training, and its loss at each step.
  lazy var trainedModel = Later { [unowned self] in try trainOnPairs() }

  init(_ page: Page) { self.page = page }

  /// Random numbers of this run, for one purpose.
  func generator(_ stream: String) -> SeededGenerator {
    SeededGenerator(seed: invocation.seed, stream: stream)
  }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let model = try trainedModel().model
    let look = model.looks(examination(withNewPair: false)).map(\.atAnswer).max() ?? 0
    return [
      "Attention lets a word ask a question, match it with the keys of the words before it, and gather their "
        + "values; a mask keeps it from looking ahead, and positions tell it the order.",
      "A model of \(model.parameterCount.grouped) parameters learned to put "
        + "\(look.fixed(2)) of its attention on the one word that holds the answer, "
        + "and answers \(percent(model.accuracy(examination(withNewPair: false)))) "
        + "of new rows; without looking back it guesses.",
      "The blocks of ChatGPT are built in the same way. What they learn from plain text is the next chapter.",
    ]
  }

  private func modelSizes() throws -> GPTConfiguration {
    let sizes = GPTConfiguration(
      vocabularySize: pairs.words.count, context: pairs.rowLength, width: invocation.integer("width"),
      layers: invocation.integer("layers"), heads: invocation.integer("heads"),
      positions: PositionEncoding(rawValue: invocation.text("positions"))!)
    if let problem = sizes.problem {
      throw Failure(problem, hint: "Change --set width or --set heads", code: .wrongUsage)
    }
    return sizes
  }
}

// MARK: - Small helpers

/// A vector as people write it: (2, 0).
func text(_ vector: [Float], digits: Int = 0) -> String {
  "(" + vector.map { $0.fixed(digits) }.joined(separator: ", ") + ")"
}

/// The largest difference between two lists of numbers.
func difference(_ a: [Float], _ b: [Float]) -> Float {
  zip(a, b).map { abs($0 - $1) }.max() ?? 0
}

extension Tensor {
  /// The rows of the last two axes of a tensor that holds one matrix.
  var matrix: [[Float]] {
    let (width, values) = (shape.last ?? 1, values)  // each reading of `values` is a copy of all
    return stride(from: 0, to: count, by: width).map { Array(values[$0..<$0 + width]) }
  }
}
