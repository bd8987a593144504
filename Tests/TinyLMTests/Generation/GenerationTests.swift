// Growing texts: the cache changes no digit, texts that grow together are those that grow alone, and the stop token.

import Testing
import TinyLM
import TinyTensor

/// A small model with weights large enough for its choices to differ from place to place.
func randomModel(
  vocabulary: Int = 29, context: Int = 8, width: Int = 32, heads: Int = 2,
  positions: PositionEncoding = .learned,
  seed: UInt64 = 2
) -> GPT {
  var generator = SeededGenerator(seed: seed)
  let sizes = GPTConfiguration(
    vocabularySize: vocabulary, context: context, width: width, layers: 2, heads: heads, positions: positions)
  let model = GPT(sizes, using: &generator)
  // Large matrices, and small biases: those would say the same at every place.
  for (_, parameter) in model.parameters {
    let size: Float = parameter.rank == 2 ? 0.4 : 0.05
    parameter.assign(parameter.values.map { $0 + size * generator.normal() })
  }
  return model
}

@Suite struct GenerationTests {
  /// The likeliest next token by the whole model, without a cache.
  private func best(_ model: GPT, after text: some Collection<Int>) -> Int {
    model.frozen().logits(Array(text), sequences: 1).argmax().last!
  }

  @Test(arguments: PositionEncoding.allCases) func theCacheChangesNoDigit(_ positions: PositionEncoding) {
    let model = randomModel(positions: positions).frozen()
    let texts = [[3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5, 8, 9, 7, 9, 3]]
    let whole = model.logits(texts.flatMap { $0 }, sequences: 2)
    let cache = GPTCache(for: model, sequences: 3)
    for range in [0..<3, 3..<4, 4..<5, 5..<8] {
      // The first text is sequence 2 of the cache, the second is sequence 0.
      let logits = model.nextLogits(texts.flatMap { $0[range] }, sequences: [2, 0], cache: cache)
      let expected = whole.slice(range.upperBound - 1..<range.upperBound, along: 1)
      #expect(logits.shape == [2, 29])
      #expect(logits.values == expected.values)
      #expect(cache.lengths == [range.upperBound, 0, range.upperBound])
    }
  }

  @Test func greedyTakesTheBestOfTheWholeModel() {
    let model = randomModel()
    var generator = SeededGenerator(seed: 1)
    let found = model.generate(after: [3, 1], limit: 6, sampling: .greedy, using: &generator)
    var text = [3, 1]
    for _ in 0..<6 { text.append(best(model, after: text)) }
    #expect(found == Array(text.dropFirst(2)))
    #expect(Set(found).count > 3, "a model that always says the same shows nothing")
  }

  /// Where the context is full, the older half is forgotten.
  ///
  /// The text goes on from the newer half and the new token.
  @Test func aTextLongerThanTheContext() {
    let model = randomModel()
    var generator = SeededGenerator(seed: 1)
    let found = model.generate(after: [3, 1], limit: 30, sampling: .greedy, using: &generator)
    var (text, seen) = ([3, 1], 0)
    for _ in 0..<30 {
      if text.count - seen > 8 { seen = text.count - 4 }
      text.append(best(model, after: text[seen...]))
    }
    #expect(found == Array(text.dropFirst(2)))
  }

  @Test func aPromptLongerThanTheContext() {
    let model = randomModel()
    var generator = SeededGenerator(seed: 1)
    let prompt = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1]
    let found = model.generate(after: prompt, limit: 1, sampling: .greedy, using: &generator)
    #expect(found == [best(model, after: prompt.suffix(8))])
  }

  @Test func textsThatGrowTogetherAreThoseThatGrowAlone() {
    let model = randomModel()
    let prompts = [[1], [2, 3, 4, 5, 6], [7, 8], [9, 10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]
    let sampling = Sampling(temperature: 1.3, topK: 7)
    var generator = SeededGenerator(seed: 5)
    var together = Generation(
      model, prompts: prompts, limit: 20, sampling: sampling, stop: 3, using: &generator)
    together.finish()
    for (i, prompt) in prompts.enumerated() {
      // Alone, with the random numbers that it had among the others.
      var generator = SeededGenerator(seed: 5)
      for _ in 0..<i { _ = generator.next() }
      var alone = Generation(
        model, prompts: [prompt], limit: 20, sampling: sampling, stop: 3, using: &generator)
      alone.finish()
      #expect(alone.tokens[0] == together.tokens[i])
    }
    #expect(
      Set(together.tokens.map(\.count)).count > 2, "all texts ended at the same length: the test shows little"
    )
  }

  /// Ids beyond the vocabulary are read by their vectors and never written.
  @Test func wordsThatAreNoTokensAreReadOnly() {
    let model = randomModel()
    var generator = SeededGenerator(seed: 1)
    let extra = Tensor(normal: [3, 32], deviation: 5, using: &generator)
    let vectors = Tensor.concatenate([model.tokenEmbedding, extra, model.tokenEmbedding])
    func texts(_ prompts: [[Int]], limit: Int = 12) -> [[Int]] {
      var generation = Generation(
        model, embeddings: vectors, prompts: prompts, limit: limit, sampling: .greedy, using: &generator)
      generation.finish()
      return generation.tokens.enumerated().map { Array($1.dropFirst(prompts[$0].count)) }
    }
    let written = texts([[3, 29, 30], [3, 31, 30], [3, 1]])
    #expect(written.joined().allSatisfy { $0 < 29 } && written.allSatisfy { $0.count == 12 })
    #expect(written[0] != written[1], "the vectors have a say")
    // The same token under another id: the same answer.
    #expect(texts([[3, 32 + 1]]) == [written[2]])
  }

  @Test func theStopTokenEndsATextAndIsNotAdded() {
    let model = randomModel()
    var generator = SeededGenerator(seed: 1)
    let free = model.generate(after: [3, 1], limit: 12, sampling: .greedy, using: &generator)
    let stop = free[3]
    let stopped = model.generate(after: [3, 1], limit: 12, sampling: .greedy, stop: stop, using: &generator)
    #expect(stopped == Array(free.prefix { $0 != stop }))
    var generation = Generation(
      model, prompts: [[3, 1]], limit: 12, sampling: .greedy, stop: stop, using: &generator)
    generation.finish()
    #expect(generation.isFinished == [true])
    #expect(generation.step().isEmpty, "a finished text does not grow")
  }

  @Test func limitsAndReports() {
    let model = randomModel()
    var generator = SeededGenerator(seed: 1)
    var none = Generation(model, prompts: [[1], [2]], limit: 0, using: &generator)
    none.finish()
    #expect(none.tokens == [[1], [2]])
    var three = Generation(model, prompts: [[1], [2, 3]], limit: 3, using: &generator)
    var grown = [[1], [2, 3]]
    while three.isFinished.contains(false) { for (text, token) in three.step() { grown[text].append(token) } }
    #expect(grown == three.tokens)
    #expect(three.tokens.map(\.count) == [4, 5])
  }

  @Test func theModelIsNotTouched() {
    let model = randomModel()
    let before = model.savedTensors
    var generator = SeededGenerator(seed: 1)
    _ = model.generate(after: [1], limit: 20, using: &generator)
    #expect(model.savedTensors == before)
    #expect(model.parameters.allSatisfy { $0.tensor.gradient == nil })
  }

  @Test func anEmptyPrompt() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 1)
      _ = Generation(randomModel(), prompts: [[1], []], limit: 1, using: &generator)
    }
    #expect(says("a prompt needs at least one token", in: result))
  }
}
