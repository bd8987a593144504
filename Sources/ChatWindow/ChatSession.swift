// A chat without a terminal: a line goes in, what happens comes out, piece by piece. The same lines with the same
// settings always give the same chat.

import Basics
import CommandLineKit
import Foundation
import TinyLM
import TinyTensor

enum ChatEvent: Equatable, Sendable {
  /// A model begins to speak.
  case answerBegins(speaker: String)
  /// The next letters of an answer, as the model wrote them: they may be anything.
  case piece(String)
  /// The answer is complete.
  case answerEnds
  /// The output of a command.
  case lines([String])
  /// The fault of a line, and what to write instead.
  case problem([String])
  /// A word about what happened.
  case note(String)
  /// The chat is over.
  case goodbye
}

/// A conversation with models that take turns.
struct ChatSession {
  let models: [ChatModel]
  let promptMaker: PromptMaker
  let width: Int
  let isPlain: Bool
  var settings: ChatSettings
  var current: Int
  var turns: [Turn] = []
  /// The text before the first message.
  var system = ""
  /// The number of answers begun since the seed was set; each has random numbers of its own.
  var answersBegun = 0
  /// Shows the page behind the chat, until it is told to stop.
  var page: ((_ isStopped: () -> Bool) throws -> Void)?
  private var hasToldOfWindow = false

  /// A chat in which nothing was said yet; the last model speaks first.
  ///
  /// - Parameters:
  ///   - models: in the order in which they were trained.
  ///   - tokenizer: of all of them.
  ///   - capitals: puts the capitals back into answers.
  ///   - width: most columns of what commands draw.
  ///   - isPlain: the numbers in words instead of drawings.
  /// - Precondition: there is a model, no two have one name, and each fits the tokenizer.
  init(
    _ models: [ChatModel], tokenizer: any Tokenizer, capitals: Capitals = Capitals(),
    settings: ChatSettings = ChatSettings(), width: Int = 80, isPlain: Bool = false
  ) {
    require(!models.isEmpty, "a chat needs a model")
    require(Set(models.map(\.name)).count == models.count, "two models have one name: \(models.map(\.name))")
    for model in models {
      require(
        model.model.configuration.vocabularySize == tokenizer.vocabularySize,
        "\(model.name) knows another number of tokens than the tokenizer")
      require(!model.knowsChat || ChatFormat.fits(tokenizer), "the tokenizer has no tokens for conversations")
    }
    self.models = models
    self.settings = settings
    self.width = width
    self.isPlain = isPlain
    promptMaker = PromptMaker(tokenizer, capitals: capitals)
    current = models.count - 1
  }

  var model: ChatModel { models[current] }

  /// Answers a line, or does what it commands.
  ///
  /// - Parameters:
  ///   - line: what was typed. An empty one is nothing.
  ///   - isStopped: asked after each token; stops the answer.
  ///   - show: gets what happens, as it happens.
  mutating func respond(to line: String, isStopped: () -> Bool = { false }, _ show: (ChatEvent) -> Void) {
    let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    do {
      if text.isEmpty { return }
      if ["exit", "quit"].contains(text.lowercased()) { return show(.goodbye) }
      if text.hasPrefix("/") { return try obey(text, isStopped, show) }
      try takeTurn(asking: text, isStopped, show)
    } catch {
      show(.problem(Failure(describing: error).sentences))
    }
  }

  /// Answers a question, which then belongs to the conversation.
  mutating func takeTurn(asking question: String, _ isStopped: () -> Bool, _ show: (ChatEvent) -> Void) throws
  {
    let prompt = try prompt(for: model, question, after: turns)
    tell(of: prompt, show)
    answersBegun += 1
    show(.answerBegins(speaker: model.speaker))
    let answer = generateAnswer(to: prompt, by: model, number: answersBegun, isStopped) { show(.piece($0)) }
    show(.answerEnds)
    if let note = note(on: answer) { show(.note(note)) }
    turns.append(Turn(question: question, answer: answer))
  }

  func prompt(for model: ChatModel, _ question: String, after earlier: [Turn]) throws -> Prompt {
    try promptMaker.prompt(question, after: earlier, system: system, for: model, length: settings.length)
  }

  /// Lets a model write, as far as its window and the settings allow.
  ///
  /// - Parameters:
  ///   - number: which random numbers it gets.
  ///   - show: gets the text as it grows.
  func generateAnswer(
    to prompt: Prompt, by model: ChatModel, number: Int, _ isStopped: () -> Bool, _ show: (String) -> Void
  ) -> Answer {
    let limit = min(settings.length, model.context - prompt.tokens.count)
    var generator = SeededGenerator(seed: settings.seed, stream: "answer \(number)")
    var generation = Generation(
      model.model, prompts: [prompt.tokens], limit: limit, sampling: settings.sampling,
      stop: promptMaker.stop(for: model), using: &generator)
    var text = AnswerText(promptMaker.tokenizer, promptMaker.capitals)
    while !generation.isFinished[0], !isStopped() {
      for grown in generation.step() { show(text.append(grown.token)) }
    }
    show(text.finish())
    let tokens = Array(generation.tokens[0].dropFirst(prompt.tokens.count))
    let hasFinished = generation.isFinished[0] && tokens.count < limit
    let full: Answer.Ending = limit < settings.length ? .windowFull : .lengthReached
    return Answer(
      model: model, settings: settings, number: number, prompt: prompt,
      tokens: tokens + (hasFinished ? promptMaker.stop(for: model).map { [$0] } ?? [] : []), text: text.whole,
      ending: hasFinished ? .finished : generation.isFinished[0] ? full : .stopped)
  }

  // MARK: - Words about what happened

  private mutating func tell(of prompt: Prompt, _ show: (ChatEvent) -> Void) {
    let window = "the \(model.context) tokens that the model sees"
    if prompt.leftOut > 0, !hasToldOfWindow {
      hasToldOfWindow = true
      show(.note("the oldest exchange no longer fits into \(window)"))
    }
    if let cut = prompt.cut {
      show(.note("your message has \(cut.from) tokens; only the last \(cut.to) fit into \(window)"))
    }
  }

  private func note(on answer: Answer) -> String? {
    switch answer.ending {
    case .finished where answer.text.isEmpty: "it ended at once, without a word"
    case .finished: nil
    case .lengthReached: "cut after \(settings.length) tokens: /set length"
    case .windowFull: "cut: the \(model.context) tokens that the model sees are full"
    case .stopped: "stopped"
    }
  }
}

/// The text of an answer while it grows, word by word, with its capitals and without the blank at its start.
private struct AnswerText {
  /// What was shown.
  private(set) var whole = ""
  private let capitals: Capitals
  private var decoder: StreamingDecoder
  private var written = ""

  init(_ tokenizer: any Tokenizer, _ capitals: Capitals) {
    decoder = StreamingDecoder(tokenizer)
    self.capitals = capitals
  }

  mutating func append(_ token: Int) -> String {
    written += decoder.append(token)
    // How the last word is written is not known before it ends.
    let text = written.withoutBlank
    return show(text[..<(text.lastIndex { !$0.isLetter } ?? text.startIndex)])
  }

  mutating func finish() -> String {
    written += decoder.finish()
    return show(written.withoutBlank[...])
  }

  private mutating func show(_ text: Substring) -> String {
    let restored = capitals.restored(String(text))
    let shown = String(restored.dropFirst(whole.count))
    whole = restored
    return shown
  }
}
