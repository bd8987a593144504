// Writing: the model's choice is appended to the text, and the model is asked again.
// Several texts grow at once; each has random numbers of its own, so that it does not matter which others grow
// with it. Leaves out: beam search, penalties for repetition.

import Basics
import TinyTensor

/// Texts that grow by one token a step.
public struct Generation {
  /// The tokens of each text so far: the prompt and what was written.
  public private(set) var tokens: [[Int]]
  /// Which texts have met the stop token or are as long as wanted.
  public private(set) var isFinished: [Bool]

  private let model: GPT
  private let embeddings: Tensor  // of each id, a row
  private let cache: GPTCache
  private let sampling: Sampling
  private let stop: Int?
  private let lengthLimits: [Int]
  private var generators: [SeededGenerator]
  private var logits: [[Float]]  // for the next token of each text

  /// Texts that begin with prompts and have not grown yet.
  ///
  /// - Parameters:
  ///   - model: used without a record for gradients.
  ///   - embeddings: of each id, a row; the model's own if left out. With more rows than there are tokens, prompts can
  ///     hold ids beyond the vocabulary, such as those of a picture's patches; none of these is ever written.
  ///   - prompts: ids that each text begins with, at least one each.
  ///   - limit: how many tokens each text may get.
  ///   - stop: the token that ends a text. It is not added.
  ///   - generator: gives each text a generator of its own.
  /// - Precondition: each prompt has at least one token.
  public init(
    _ model: GPT, embeddings: Tensor? = nil, prompts: [[Int]], limit: Int, sampling: Sampling = Sampling(),
    stop: Int? = nil, using generator: inout SeededGenerator
  ) {
    require(prompts.allSatisfy { !$0.isEmpty }, "a prompt needs at least one token")
    self.model = model.frozen()
    self.embeddings = (embeddings ?? model.tokenEmbedding).detached()
    self.sampling = sampling
    self.stop = stop
    tokens = prompts
    isFinished = prompts.map { _ in limit <= 0 }
    lengthLimits = prompts.map { $0.count + limit }
    generators = prompts.map { _ in SeededGenerator(seed: generator.next()) }
    cache = GPTCache(for: model, sequences: prompts.count)
    logits = prompts.map { _ in [] }
    read(Array(prompts.indices)) { $0.suffix(model.configuration.context) }
  }

  /// Adds a token to each text that is not finished.
  ///
  /// - Returns: the text's number and its new token, for each that grew.
  @discardableResult
  public mutating func step() -> [(text: Int, token: Int)] {
    var grown: [(text: Int, token: Int)] = []
    for i in tokens.indices where !isFinished[i] {
      let token = sampling.choose(logits[i], using: &generators[i])
      isFinished[i] = token == stop
      guard token != stop else { continue }
      tokens[i].append(token)
      grown.append((i, token))
      isFinished[i] = tokens[i].count >= lengthLimits[i]
    }
    let active = tokens.indices.filter { !isFinished[$0] }
    // Where the context is full, the older half is forgotten and the rest read again.
    let context = model.configuration.context
    let full = active.filter { cache.lengths[$0] == context }
    for text in full { cache.clear(text) }
    read(full) { $0.suffix((context + 1) / 2) }
    read(active.filter { !full.contains($0) }) { $0.suffix(1) }
    return grown
  }

  /// Steps until all texts are finished.
  public mutating func finish() {
    while isFinished.contains(false) { step() }
  }

  /// Lets the model read some tokens of some texts: equally long ones together.
  private mutating func read(_ chosen: [Int], _ part: ([Int]) -> ArraySlice<Int>) {
    let parts = chosen.map { (text: $0, tokens: part(tokens[$0])) }
    for length in Set(parts.map(\.tokens.count)).sorted() {
      let group = parts.filter { $0.tokens.count == length }
      let read = embeddings.rows(at: group.flatMap(\.tokens), shape: [group.count, length])
      let found = model.nextLogits(read, sequences: group.map(\.text), cache: cache)
      let (values, width) = (found.values, model.configuration.vocabularySize)
      for (i, member) in group.enumerated() {
        logits[member.text] = Array(values[i * width..<(i + 1) * width])
      }
    }
  }
}

extension GPT {
  /// Writes one text to its end.
  ///
  /// - Returns: the new ids, without the prompt.
  public func generate(
    after prompt: [Int], limit: Int, sampling: Sampling = Sampling(), stop: Int? = nil,
    using generator: inout SeededGenerator
  ) -> [Int] {
    var generation = Generation(
      self, prompts: [prompt], limit: limit, sampling: sampling, stop: stop, using: &generator)
    generation.finish()
    return Array(generation.tokens[0].dropFirst(prompt.count))
  }
}
