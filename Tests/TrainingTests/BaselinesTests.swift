// What counting can predict, by hand and by a second calculation.

import Foundation
import Testing
import Training

@Suite struct BaselinesTests {
  /// a b a b a c in training, b a b c in the examination; a fourth token never occurs.
  private static let corpus = TokenCorpus(training: [0, 1, 0, 1, 0, 2], validation: [1, 0, 1, 2])

  @Test func byHand() {
    // With one sighting more for each: a 4, b 3, c 2, d 1 of 10. Judged are a, b, c.
    let unigram = -(log(0.4) + log(0.3) + log(0.2)) / 3
    #expect(abs(Self.corpus.unigramLoss(vocabularySize: 4) - unigram) < 1e-12)
    // a was followed by b, b, c; b by a, a. One sighting more is shared out as the single tokens are:
    // a after b: (2 + 0.4) / (2 + 1); b after a: (2 + 0.3) / (3 + 1); c after b: (0 + 0.2) / (2 + 1).
    let bigram = -(log(2.4 / 3) + log(2.3 / 4) + log(0.2 / 3)) / 3
    #expect(abs(Self.corpus.bigramLoss(vocabularySize: 4) - bigram) < 1e-12)
  }

  @Test func chancesSumToOne() {
    // Whatever came before, the chances of all four next tokens must sum to 1.
    func chance(_ next: Int, after first: Int?) -> Double {
      let validation = [first ?? 0, next]
      let corpus = TokenCorpus(training: [0, 1, 0, 1, 0, 2], validation: validation)
      return exp(
        -(first == nil ? corpus.unigramLoss(vocabularySize: 4) : corpus.bigramLoss(vocabularySize: 4)))
    }
    for first in [nil, 0, 1, 2, 3] {
      #expect(
        abs((0..<4).reduce(0) { $0 + chance($1, after: first) } - 1) < 1e-12,
        "after \(String(describing: first))")
    }
  }

  @Test func pairsKnowMoreThanTokens() {
    // Tokens that alternate: a single token is a coin, a pair is certain.
    let corpus = TokenCorpus(tokens: (0..<2000).map { $0 % 2 }, validationShare: 0.1)
    #expect(abs(corpus.unigramLoss(vocabularySize: 2) - log(2)) < 1e-3)
    #expect(corpus.bigramLoss(vocabularySize: 2) < 0.01)
  }
}
