// Windows of a text: where they begin, what follows what, and that no validation token is ever trained on.

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
    #expect(Self.asked(by: batches) == Array(901..<1000))
    #expect(Array(batches.flatMap(\.inputs).prefix(99)) == Array(900..<999))
    #expect(batches.dropLast().allSatisfy { $0.sequences == sequences })
    #expect(Self.corpus.validationBatches(sequences: 2, context: 16, limit: 3).map(\.sequences) == [2, 1])
  }

  @Test func anExaminationThatIsTooShort() {
    #expect(Self.asked(by: Self.corpus.validationBatches(sequences: 8, context: 100)) == Array(901..<1000))
    for validation in [[], [4]] {
      let none = TokenCorpus(training: [1, 2, 3], validation: validation)
      #expect(none.validationBatches(sequences: 8, context: 1).isEmpty)
    }
  }

  /// The targets that count.
  private static func asked(by batches: [TokenBatch]) -> [Int] {
    batches.flatMap { batch in zip(batch.targets, batch.weights!).filter { $0.1 == 1 }.map(\.0) }
  }

  // Three documents of 3, 2 and 6 tokens; 0 stands before each and at the end.
  private static let documents = [0, 1, 2, 3, 0, 4, 5, 0, 6, 7, 8, 9, 10, 11, 0]

  @Test(arguments: [1, 2, 4, 5, 8, 14, 20]) func validationAsksForEachTokenOnce(context: Int) {
    for separator in [0, nil] {
      let corpus = TokenCorpus(training: Self.documents, validation: Self.documents, separator: separator)
      let counted = Self.asked(by: corpus.validationBatches(sequences: 2, context: context))
      #expect(counted == Array(Self.documents.dropFirst()))
    }
  }

  @Test func whatCountsHasTheWholeOfItsDocumentBeforeIt() {
    let corpus = TokenCorpus(training: Self.documents, validation: Self.documents, separator: 0)
    let batch = corpus.validationBatches(sequences: 9, context: 8)[0]
    #expect(batch.sequences == 2)
    #expect(batch.inputs == [0, 1, 2, 3, 0, 4, 5, 0, 0, 6, 7, 8, 9, 10, 11, 0])
    #expect(batch.weights == [1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0])
  }

  @Test func windowsBeginWithADocument() {
    var generator = SeededGenerator(seed: 1)
    let corpus = TokenCorpus(training: Self.documents, validation: [], separator: 0)
    let batch = corpus.batch(sequences: 200, context: 7, using: &generator)
    let firsts = stride(from: 0, to: batch.inputs.count, by: 7).map { Array(batch.inputs[$0..<$0 + 2]) }
    #expect(Set(firsts) == [[0, 1], [0, 4], [0, 6]])
  }

  @Test func longDocumentsAreReadInSteps() {
    var generator = SeededGenerator(seed: 1)
    let corpus = TokenCorpus(training: Self.documents, validation: [], separator: 0)
    let batch = corpus.batch(sequences: 200, context: 2, using: &generator)
    #expect(Set(batch.targets) == Set(Self.documents))  // nothing is left out
    let firsts = Set(stride(from: 0, to: 400, by: 2).map { batch.inputs[$0] })
    #expect(firsts == [0, 2, 5, 7, 9])  // at the places 0, 4 and 7; 2; 6; 9; 11
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
