// A policy small enough to read: one request, five answers, and a logit for each. No network, only five numbers that
// learn. Follows Williams 1992, "Simple Statistical Gradient-Following Algorithms" (REINFORCE, the mean as baseline).

import Basics
import CourseKit
import TinyTensor
import TinyWorld

/// A policy that chooses one of five answers.
struct Toy {
  /// The text of each answer.
  let answers: [String]
  /// The points that each answer is worth.
  let rewards: [Double]
  /// The probabilities at the beginning.
  let reference: [Double]
  /// The price of a nat of distance from them, in points.
  var klWeight = 0.0

  /// The answers, the long ones shortened, for narrow tables.
  var labels: [String] {
    answers.map { $0.count < 24 ? $0 : $0.split(separator: " ").prefix(5).joined(separator: " ") + " ..." }
  }

  // cell: bandit
  /// The probabilities of the answers, iteration by iteration.
  func trained(
    _ iterations: Int, using dice: inout SeededGenerator
  ) -> [[Double]] {
    var logits = reference.map { PortableMath.log($0) }  // for softmax
    var history = [reference]
    for _ in 0..<iterations {
      let now = softmax(logits)
      let drawn = (0..<64).map { _ in draw(from: now, using: &dice) }
      let gains = drawn.map { gain(of: $0, now) }  // its points
      let mean = gains.reduce(0, +) / Double(gains.count)
      for (answer, gain) in zip(drawn, gains) {
        for i in logits.indices {
          let slope = (i == answer ? 1 : 0) - now[i]  // of ln p
          logits[i] += 0.002 * (gain - mean) * slope
        }
      }
      history.append(softmax(logits))
    }
    return history
  }
  // cell: end

  // cell: kl-penalty
  /// The points of an answer, less the price of its distance.
  func gain(of answer: Int, _ now: [Double]) -> Double {
    let logRatio = PortableMath.log(now[answer] / reference[answer])
    return rewards[answer] - klWeight * logRatio
  }
  // cell: end

  /// The probabilities with the highest mean of points minus price times KL.
  ///
  /// Source: Rafailov et al. 2023, equation 4.
  var optimum: [Double] {
    softmax(zip(rewards, reference).map { PortableMath.log($1) + $0 / klWeight })
  }
}

/// Positive numbers that sum to 1, from any numbers.
func softmax(_ logits: [Double]) -> [Double] {
  let largest = logits.max()!  // subtracted, it changes no probability, and no power is too large
  let powers = logits.map { PortableMath.exp($0 - largest) }
  return powers.map { $0 / powers.reduce(0, +) }
}

/// A place, drawn with given probabilities.
func draw(from probabilities: [Double], using generator: inout SeededGenerator) -> Int {
  var left = generator.uniform()
  for (place, probability) in probabilities.enumerated() {
    if left < probability { return place }
    left -= probability
  }
  return probabilities.count - 1
}

/// Where the largest number stands; the first of equals.
func place(ofLargest numbers: [some Comparable]) -> Int { numbers.firstIndex(of: numbers.max()!)! }

extension Lesson {
  /// A request about what an animal eats, and a policy that gives one of five answers to it.
  func makeToy() throws -> (request: String, policy: Toy) {
    let world = try course().world
    let fact = world.facts.first { $0.relation == "meal" } ?? world.facts[0]
    let request = Request(
      kind: .fact, text: world.plainQuestion(fact.relation, about: fact.subject),
      topic: .fact(fact))
    let answers = toyAnswers(to: request)
    return (
      request.text,
      Toy(
        answers: answers, rewards: answers.map { world.goldVerdict($0, to: request).score },
        reference: [0.35, 0.1, 0.25, 0.1, 0.2])
    )
  }

  /// Curt, full, rambling, ignorant and wrong; the same with every seed, because their points decide who wins.
  private func toyAnswers(to request: Request) -> [String] {
    var generator = SeededGenerator(seed: 1, stream: "toy answers")
    let ways: [(Verdict.Outcome, AnswerStyle)] = [
      (.right, .curt), (.right, .full), (.right, .rambling), (.doesNotKnow, .curt), (.wrong, .curt),
    ]
    return ways.map { outcome, style in
      (try? course().world.answer(to: request, outcome: outcome, style: style, using: &generator)) ?? ""
    }
  }
}
