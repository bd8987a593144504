// Windows of a text: where they begin, what follows what, and that no token of the examination is ever trained on.

import Testing
import TinyLM
import TinyTensor
import Training

@Suite struct TokenCorpusTests {
  /// Every token is its own place in the text, so a window tells where it comes from.
  private static let corpus = TokenCorpus(tokens: Array(0..<1000), validationShare: 0.1)

  @Test func theLastPartIsKept() {
    #expect(Self.corpus.training == (0..<900).map(Int32.init))
    #expect(Self.corpus.validation == (900..<1000).map(Int32.init))
    #expect(TokenCorpus(tokens: [1, 2, 3], validationShare: 0).validation == [])
    #expect(TokenCorpus(tokens: [1, 2, 3], validationShare: 1).training == [])
  }

  @Test func trainingNeverSeesTheExamination() {
    var generator = SeededGenerator(seed: 1)
    var seen: Set<Int> = []
    for _ in 0..<400 {
      let batch = Self.corpus.batch(sequences: 8, context: 16, using: &generator)
      #expect(batch.inputs.count == 128 && batch.sequences == 8)
      #expect(batch.targets == batch.inputs.map { $0 + 1 }, "the target of each token is the one after it")
      for start in stride(from: 0, to: 128, by: 16) {
        #expect(
          Array(batch.inputs[start..<start + 16]) == Array(batch.inputs[start]..<batch.inputs[start] + 16))
      }
      seen.formUnion(batch.targets + batch.inputs)
    }
    #expect(seen == Set(0..<900), "every training token, from the first to the last, and no other")
  }

  @Test func windowsAreDrawnEvenly() {
    var generator = SeededGenerator(seed: 2)
    let small = TokenCorpus(training: Array(0..<10), validation: [])
    var counts = [Int](repeating: 0, count: 10)
    for start in small.batch(sequences: 60_000, context: 4, using: &generator).inputs.enumerated()
    where start.0 % 4 == 0 {
      counts[start.1] += 1
    }
    #expect(counts[6...] == [0, 0, 0, 0], "there a window of 4 and its last target would not fit")
    #expect(counts[..<6].allSatisfy { abs($0 - 10_000) < 5 * 92 }, "five standard deviations: \(counts)")
  }

  @Test(arguments: [(16, 8), (7, 3), (99, 1), (1, 50)]) func theExaminationAsksEachTokenOnce(
    _ context: Int, _ sequences: Int
  ) {
    let batches = Self.corpus.validationBatches(sequences: sequences, context: context)
    let whole = 99 / context
    #expect(batches.flatMap(\.inputs) == Array(900..<900 + whole * context))
    #expect(batches.flatMap(\.targets) == Array(901..<901 + whole * context))
    #expect(batches.dropLast().allSatisfy { $0.sequences == sequences })
    #expect(Self.corpus.validationBatches(sequences: 2, context: 16, limit: 3).map(\.sequences) == [2, 1])
  }

  @Test func anExaminationThatIsTooShort() {
    #expect(Self.corpus.validationBatches(sequences: 8, context: 100).isEmpty)
    let none = TokenCorpus(training: [1, 2, 3], validation: [])
    #expect(none.validationBatches(sequences: 8, context: 1).isEmpty)
  }

  @Test func otherTextsHaveOtherFingerprints() {
    let texts = [
      ([1, 2, 3], [4, 5]), ([1, 2], [3, 4, 5]), ([1, 2, 3], [4, 6]), ([1, 2, 3, 4, 5], []),
      ([2, 1, 3], [4, 5]),
    ]
    let fingerprints = texts.map { TokenCorpus(training: $0.0, validation: $0.1).fingerprint }
    #expect(Set(fingerprints).count == texts.count)
    #expect(TokenCorpus(training: [1, 2, 3], validation: [4, 5]).fingerprint == fingerprints[0])
  }

  @Test func aTextShorterThanAWindow() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 1)
      _ = TokenCorpus(training: [1, 2, 3], validation: []).batch(sequences: 1, context: 3, using: &generator)
    }
    #expect(
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(
        "3 training tokens for a context of 3") == true)
  }
}
