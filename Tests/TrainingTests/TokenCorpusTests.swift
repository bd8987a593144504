import Testing
import TinyTensor
import Training

@Suite struct TokenCorpusTests {
  // Three documents of 3, 2 and 6 tokens; 0 stands before each and at the end.
  let documents = [0, 1, 2, 3, 0, 4, 5, 0, 6, 7, 8, 9, 10, 11, 0]

  @Test(arguments: [1, 2, 4, 5, 8, 14, 20]) func validationAsksForEachTokenOnce(context: Int) {
    for separator in [0, nil] {
      let corpus = TokenCorpus(training: documents, validation: documents, separator: separator)
      let counted = corpus.validationBatches(sequences: 2, context: context).flatMap { batch in
        zip(batch.targets, batch.weights!).filter { $0.1 == 1 }.map(\.0)
      }
      #expect(counted == Array(documents.dropFirst()))
    }
  }

  @Test func whatCountsHasTheWholeOfItsDocumentBeforeIt() {
    let corpus = TokenCorpus(training: documents, validation: documents, separator: 0)
    let batch = corpus.validationBatches(sequences: 9, context: 8)[0]
    #expect(batch.sequences == 2)
    #expect(batch.inputs == [0, 1, 2, 3, 0, 4, 5, 0, 0, 6, 7, 8, 9, 10, 11, 0])
    #expect(batch.weights == [1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0])
  }

  @Test func windowsBeginWithADocument() {
    var generator = SeededGenerator(seed: 1)
    let corpus = TokenCorpus(training: documents, validation: [], separator: 0)
    let batch = corpus.batch(sequences: 200, context: 7, using: &generator)
    let firsts = stride(from: 0, to: batch.inputs.count, by: 7).map { Array(batch.inputs[$0..<$0 + 2]) }
    #expect(Set(firsts) == [[0, 1], [0, 4], [0, 6]])
  }

  @Test func longDocumentsAreReadInSteps() {
    var generator = SeededGenerator(seed: 1)
    let corpus = TokenCorpus(training: documents, validation: [], separator: 0)
    let batch = corpus.batch(sequences: 200, context: 2, using: &generator)
    #expect(Set(batch.targets) == Set(documents))  // nothing is left out
    let firsts = Set(stride(from: 0, to: 400, by: 2).map { batch.inputs[$0] })
    #expect(firsts == [0, 2, 5, 7, 9])  // at the places 0, 4 and 7; 2; 6; 9; 11
  }

  @Test func aTextInOnePieceIsReadAnywhere() {
    var generator = SeededGenerator(seed: 1)
    let corpus = TokenCorpus(tokens: Array(0..<20), validationShare: 0.25)
    let batch = corpus.batch(sequences: 200, context: 3, using: &generator)
    #expect(Set(batch.inputs) == Set(0..<14) && batch.targets == batch.inputs.map { $0 + 1 })
    #expect(corpus.validation == [15, 16, 17, 18, 19])
  }
}
