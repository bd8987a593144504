// What the cells share: the text, the settings, the model before training and after. Each is made when a cell first
// asks for it.

import Basics
import CommandLineKit
import CourseKit
import Notebook
import TinyLM
import TinyTensor
import Training

/// The lesson of one start of the program.
final class Lesson: CourseLesson {
  let page: Page
  let isWorld: Bool

  /// The world and the chain of models.
  lazy var course = Later { [unowned self] in try Course(page) }
  /// The text, cut into tokens.
  lazy var source = Later { [unowned self] in
    let text = PretrainingText(
      isWorld ? nil : invocation.text("corpus"), PretrainingSettings(invocation),
      isByCharacters: invocation.text("tokenizer") == "characters", try course())
    return try Source(text, course())
  }
  /// A model that has learned nothing.
  lazy var untrained = Later { [unowned self] in Pretraining(try settings(), corpus: try source().corpus) }
  /// The loss of that model on the validation text, in nats per token.
  lazy var lossBefore = Later { [unowned self] in try validationLoss(untrained().model) }
  /// The cell that shows the training, if it is run.
  var watcher: Cell?
  /// The training, finished.
  lazy var run = Later { [unowned self] in
    try course().trained(course().pretraining(source().reading)) { look in
      try watcher?.quote(look.writing, label: "step \(look.step.grouped)")
    }
  }
  /// The loss of the trained model on the validation text, in nats per token.
  lazy var lossAfter = Later { [unowned self] in try validationLoss(run().model) }

  /// Every sentence of the training text.
  lazy var seen = Later { [unowned self] in
    let source = try source()
    return SeenSentences(
      in: source.corpus.training, tokenizer: source.tokenizer, people: source.world?.people ?? [])
  }
  /// Documents that the trained model wrote.
  lazy var writing = Later { [unowned self] in try writing(of: run().model) }

  init(_ page: Page) {
    self.page = page
    isWorld = page.invocation.text("corpus") == "world"
  }

  /// The settings that the knobs ask for.
  func settings() throws -> PretrainingSettings { try source().reading.settings() }

  /// The mean surprise of a model on text that is never trained on, in nats per token.
  func validationLoss(_ model: GPT) throws -> Double { try source().corpus.validationLoss(of: model) }

  /// Keeps a loss in nats per token: with other tokens, or of another text, it is another quantity.
  func record(_ name: String, _ loss: Double, better: Metric.Direction = .neither, in cell: Cell) throws {
    cell.record(Metric(name, loss, better: better, basis: try source().tokens))
  }

  /// Tokens as they stand in a picture, one after another: letters as they are, blanks and line breaks visible.
  func name(of tokens: Int...) throws -> String { try name(of: tokens) }

  /// Tokens as they stand in a picture, one after another: letters as they are, blanks and line breaks visible.
  func name(of tokens: some Collection<Int>) throws -> String {
    let tokenizer = try source().tokenizer
    let end = tokenizer.id(ofSpecial: endOfText)
    return tokens.split(omittingEmptySubsequences: false) { $0 == end }
      .map { visible(tokenizer.bytes(of: Array($0))) }.joined(separator: "<end>")
  }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let text = try source()
    let pairs = text.references.first { $0.metric == "bigramLoss" }?.loss ?? 0
    return [
      "Predicting the next token, and nothing else, took the loss from \(try lossBefore().fixed(2)) to "
        + "\(try lossAfter().fixed(2)) nats per token; counting pairs of tokens gets to \(pairs.fixed(2)).",
      isWorld
        ? "To predict well the model had to learn grammar, facts and patterns; nobody told it any rule."
        : "What it writes looks like the text it has read, because that is all it was asked for.",
      "It completes text. It does not yet answer when it is asked: that is the next chapter.",
    ]
  }
}

extension PretrainingSettings {
  /// The settings that the knobs ask for.
  init(_ invocation: Invocation) {
    let model = GPTConfiguration(
      vocabularySize: invocation.integer("vocabulary"), context: invocation.integer("context"),
      width: invocation.integer("width"), layers: invocation.integer("layers"),
      heads: invocation.integer("heads"),
      positions: PositionEncoding(rawValue: invocation.text("positions"))!)
    let rate = invocation.real("learningRate")
    self.init(
      model: model, steps: invocation.integer("steps"), batch: invocation.integer("batch"),
      optimizer: OptimizerChoice(rawValue: invocation.text("optimizer"))!,
      learningRate: rate == 0 ? nil : rate, seed: invocation.seed)
  }
}
