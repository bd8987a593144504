// How a judge is tested: pairs of answers that no training has seen, the choices of people between them, and what the
// gold scorer, which knows the truth, finds better.

import Basics
import CourseKit
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// Pairs of answers, and what people chose.
struct TestPairs {
  let pairs: [AnswerPair]
  /// How likely people are to choose the first answer.
  let chances: [Double]
  /// Whether they chose it.
  let choseFirst: [Bool]
  /// How much better the gold scorer finds the first answer, in points.
  let trueDifferences: [Double]
  private let evidence: [RewardModel.Evidence]

  init(_ course: Course, _ pairs: [AnswerPair], _ person: Person, _ seed: UInt64) throws {
    self.pairs = pairs
    let chances = pairs.map { course.probabilityOfFirst($0, by: person) }
    self.chances = chances
    var generator = SeededGenerator(seed: seed, stream: "choices of the test")
    choseFirst = chances.map { generator.uniform() < $0 }
    trueDifferences = pairs.map { pair in
      let (first, second) = (pair.first, pair.second)
      return course.world.goldVerdict(first.text, to: pair.request, isEnded: first.isEnded).score
        - course.world.goldVerdict(second.text, to: pair.request, isEnded: second.isEnded).score
    }
    evidence = RewardModel(try course.assistant()).evidence(of: Self.conversations(pairs))
  }

  /// All first answers, then all second ones.
  private static func conversations(_ pairs: [AnswerPair]) -> [[MarkedToken]] {
    pairs.map(\.first.conversation) + pairs.map(\.second.conversation)
  }

  /// How much higher a judge scores the first answer of each pair.
  func differences(of judge: RewardModel, seesEvidence: Bool = true) -> [Double] {
    let scores = judge.rewards(
      of: Self.conversations(pairs), evidence: seesEvidence ? evidence : nil)
    return pairs.indices.map { Double(scores[$0]) - Double(scores[pairs.count + $0]) }
  }

  /// The most that anybody can predict: the mean chance of the choice that is the more probable one.
  var ceiling: Double { mean(chances.map { max($0, 1 - $0) }) }

  /// The share of choices that the sign of the difference predicts; no difference counts half.
  func labelAccuracy(_ differences: [Double]) -> Double {
    mean(zip(differences, choseFirst).map { $0 == 0 ? 0.5 : ($0 > 0) == $1 ? 1 : 0 })
  }

  /// The share of pairs in which the truly better answer gets the higher score; equally good ones are left out.
  ///
  /// - Parameter isCounted: which pairs count; all if left out.
  func trueAccuracy(_ differences: [Double], where isCounted: (AnswerPair) -> Bool = { _ in true }) -> Double
  {
    let counted = pairs.indices.filter { trueDifferences[$0] != 0 && isCounted(pairs[$0]) }
    return mean(
      counted.map { differences[$0] == 0 ? 0.5 : (differences[$0] > 0) == (trueDifferences[$0] > 0) ? 1 : 0 })
  }

  /// How often a judge that chooses by its own chances, as people do, takes the truly better answer.
  func byItsChances(_ differences: [Double]) -> Double {
    mean(
      pairs.indices.filter { trueDifferences[$0] != 0 }.map {
        chance(trueDifferences[$0] > 0 ? differences[$0] : -differences[$0], over: 0)
      })
  }
}
