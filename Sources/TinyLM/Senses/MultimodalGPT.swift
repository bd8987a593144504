// A language model that sees and hears: the pieces of pictures and sounds stand in the row of tokens like words of a
// language that only this conversation has. Their ids begin where the vocabulary ends.
// Follows: Liu et al. 2023, "Visual Instruction Tuning" (LLaVA). Leaves out writing pictures and sounds.

import Basics
import Files
import TinyTensor

/// A transformer, and an encoder that turns pictures and sounds into vectors for it.
public struct MultimodalGPT {
  /// The transformer, which reads them like tokens.
  public let language: GPT
  /// The network that makes vectors of their pieces.
  public let encoder: PerceptEncoder

  /// A model from its two parts.
  ///
  /// - Precondition: the encoder makes vectors of the language model's width.
  public init(language: GPT, encoder: PerceptEncoder) {
    require(
      encoder.frame.bias.count == language.configuration.width,
      "an encoder of width \(encoder.frame.bias.count) for a model of width \(language.configuration.width)")
    self.language = language
    self.encoder = encoder
  }

  // cell: percept-vectors
  /// The embeddings of all tokens, and below them those of all pieces.
  ///
  /// - Returns: `table`, `[vocabulary + pieces, C]`, and for each
  ///   percept the `ids` of its pieces: their rows.
  public func embeddings(
    with percepts: [Percept]
  ) -> (table: Tensor, ids: [Range<Int>]) {
    var tables = [language.tokenEmbedding]
    var next = language.configuration.vocabularySize
    var ids = [Range<Int>](repeating: 0..<0, count: percepts.count)
    for sense in Percept.Sense.allCases {
      let chosen = percepts.indices.filter { percepts[$0].sense == sense }
      guard !chosen.isEmpty else { continue }
      tables.append(encoder(chosen.map { percepts[$0] }, sense))
      for i in chosen {
        ids[i] = next..<next + sense.pieceCount
        next += sense.pieceCount
      }
    }
    return (Tensor.concatenate(tables), ids)
  }
  // cell: end

  /// All that is learned, by name.
  public var parameters: NamedParameters { language.parameters + encoder.parameters }

  /// The matrices inside blocks and encoder, which Muon takes, and all other parameters.
  public var parametersByKind: (hiddenMatrices: [Tensor], others: [Tensor]) {
    let isMatrix = { (entry: (name: String, tensor: Tensor)) in entry.name.hasSuffix(".weight") }
    let (matrices, others) = language.parametersByKind
    return (
      matrices + encoder.parameters.filter(isMatrix).map(\.tensor),
      others + encoder.parameters.filter { !isMatrix($0) }.map(\.tensor)
    )
  }

  /// The same weights, in the same memory, without a record for gradients: for using the model.
  public func frozen() -> MultimodalGPT {
    MultimodalGPT(language: language.frozen(), encoder: encoder.mapParameters { $1.detached() })
  }
}

// MARK: conversations about pictures and sounds

extension ChatFormat {
  /// A conversation that begins with a picture or a sound: its pieces stand behind the first sign for the user.
  ///
  /// - Parameter pieces: their ids.
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func tokens(_ messages: [ChatMessage], about pieces: Range<Int>) throws -> [MarkedToken] {
    let tokens = try tokens(messages)
    return [tokens[0]] + pieces.map { MarkedToken(id: $0, isLearned: false) } + tokens.dropFirst()
  }

  /// The tokens that the model reads before it answers.
  ///
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func prompt(_ messages: [ChatMessage], about pieces: Range<Int>) throws -> [Int] {
    let prompt = try prompt(messages)
    return [prompt[0]] + pieces + prompt.dropFirst()
  }
}

extension MultimodalGPT {
  /// The mean surprise at the answers of conversations, each about a picture or a sound.
  ///
  /// - Parameter conversations: what was said about each percept, as many as there are percepts.
  /// - Returns: nats per token of the answers.
  public func loss(
    _ conversations: [[ChatMessage]], about percepts: [Percept], format: ChatFormat
  ) throws -> Tensor {
    let (table, ids) = embeddings(with: percepts)
    let batch = TokenBatch(try zip(conversations, ids).map { try format.tokens($0, about: $1) })
    let time = batch.inputs.count / batch.sequences
    return language.loss(batch, embeddings: table.rows(at: batch.inputs, shape: [batch.sequences, time]))
  }

  /// The answers of the model, always with its most probable token.
  ///
  /// - Parameters:
  ///   - questions: one about each percept.
  ///   - limit: how many tokens an answer has at most.
  /// - Throws: `FileProblem` if a question holds something that the vocabulary does not.
  public func answers(
    to questions: [String], about percepts: [Percept], format: ChatFormat, limit: Int = 16
  ) throws -> [String] {
    let (table, ids) = embeddings(with: percepts)
    let prompts = try zip(questions, ids).map { try format.prompt([ChatMessage(.user, $0)], about: $1) }
    var generator = SeededGenerator(seed: 0)  // greedy: not used
    var generation = Generation(
      language, embeddings: table, prompts: prompts, limit: limit, sampling: .greedy, stop: format.end,
      using: &generator)
    generation.finish()
    return zip(generation.tokens, prompts).map { format.text(of: Array($0.dropFirst($1.count))) }
  }
}

// MARK: from a checkpoint

extension MultimodalGPT {
  /// The model in a checkpoint of the stage that taught it to see and hear.
  ///
  /// - Throws: `FileProblem` if it holds no such model.
  public init(_ checkpoint: Checkpoint) throws {
    let language = try GPT(checkpoint)
    let encoder = PerceptEncoder(width: language.configuration.width) {
      Tensor(repeating: 0, shape: $1, requiresGradient: true)
    }
    try checkpoint.assign(to: encoder.parameters)
    self.init(language: language, encoder: encoder)
  }
}
