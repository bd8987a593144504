// What the judge is for: it scores new answers in place of people.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func replaces(_ cell: Cell) throws {
    let prompts = invocation.isQuick ? 15 : 150
    try cell.say(
      """
      The model writes eight answers to each of \(prompts) new requests. No person looks at them: the judge gives each a \
      number. The gold scorer looks too, but only for us.
      """
    )
    let course = try course()
    let (requests, candidates) = try candidates(8, to: prompts)
    let scores = try candidates.answers.map {
      try judge().rewards(of: $0.map(\.conversation)).map(Double.init)
    }
    let format = try course.format()
    let gold = zip(requests, candidates.answers).map { request, answers in
      answers.map {
        course.world.goldVerdict(format.text(of: $0.answer), to: request, isEnded: $0.isEnded).score
      }
    }
    try show(requests, candidates, scores, on: cell)
    let agreement = correlation(scores.flatMap { $0 }, gold.flatMap { $0 })
    try cell.show(scatter(scores, gold, agreement))
    let favourites = zip(scores, gold).map { $1[Tensor($0.map { Float($0) }).argmax()[0]] }
    let best = mean(favourites)
    let worst = mean(zip(scores, gold).map { $1[Tensor($0.map { Float(-$0) }).argmax()[0]] })
    let any = mean(gold.joined().map { $0 })
    try cell.show(
      ("any of eight answers, on average", "\(any.fixed(2)) points"),
      ("the one that the judge likes best", "\(best.fixed(2)) points"),
      ("the one that it likes least", "\(worst.fixed(2)) points"))
    cell.record(Metric("scoreGoldCorrelation", agreement, better: .higher))
    cell.record(Metric("goldOfAny", any))
    cell.record(Metric("goldOfBest", best, better: .higher))
    guard !invocation.isQuick else { return }  // too few to tell
    let chance = 2 * standardError(zip(favourites, gold).map { $0 - mean($1) })
    try cell.check(
      "its favourite is truly better than any of the eight on average, by more than chance", best, not: worst
    ) { $0 > any + chance }
  }

  private func scatter(_ scores: [[Double]], _ gold: [[Double]], _ agreement: Double) -> ScatterPlot {
    ScatterPlot(
      x: Axis("judge's score"), y: Axis("points, truly"),
      [Series("answers", zip(scores.joined(), gold.joined()).map { (x: $0, y: $1) })], height: 12,
      caption: "The correlation of both is \(agreement.fixed(2)).")
  }

  private func candidates(_ count: Int, to prompts: Int) throws -> ([Request], Candidates) {
    let course = try course()
    var generator = generator("eight answers")
    let requests = course.world.requests(for: .test, count: prompts, using: &generator)
    let candidates = Candidates(
      count, by: try course.assistant(), to: try requests.map(course.format().prompt),
      end: try course.format().end, using: &generator)
    return (requests, candidates)
  }

  /// The favourite and the least liked answer to the first question, and to the first request to do harm.
  private func show(_ requests: [Request], _ candidates: Candidates, _ scores: [[Double]], on cell: Cell)
    throws
  {
    let format = try course().format()
    for kind in [Request.Kind.fact, .harmful] {
      guard let place = requests.firstIndex(where: { $0.kind == kind }) else { continue }
      let order = scores[place].indices.sorted { scores[place][$0] > scores[place][$1] }
      let chosen = [(order[0], "best of eight"), (order[order.count - 1], "worst of eight")]
      try cell.show(
        SideBySide(
          about: requests[place].text,
          chosen.map { number, label in
            (
              "\(label): \(scores[place][number].fixed(2))",
              format.text(of: candidates.answers[place][number].answer)
            )
          },
          caption: "What the judge likes best, and what it likes least."))
    }
  }
}

/// How well a straight line through two columns of numbers fits: 1 or -1 if perfectly, 0 if not at all.
func correlation(_ one: [Double], _ other: [Double]) -> Double {
  let (a, b) = (mean(one), mean(other))
  let product = mean(zip(one, other).map { ($0 - a) * ($1 - b) })
  let spread = mean(one.map { ($0 - a) * ($0 - a) }) * mean(other.map { ($0 - b) * ($0 - b) })
  return spread > 0 ? product / spread.squareRoot() : 0
}
