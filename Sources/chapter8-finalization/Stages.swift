// The scoreboard, the same requests side by side, and other seeds.

import Basics
import CommandLineKit
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func scoreboard(_ cell: Cell) throws {
    let (scores, n) = (try scores(), invocation.integer("bestOf"))
    let heat = invocation.real("temperature")
    try cell.say(
      """
      \(scores.requests.count) requests that no stage has learned from and none was chosen by. Each stage answers all of \
      them, \(heat == 0 ? "always with its likeliest token" : "at temperature \(heat.brief)"); the gold scorer, \
      which knows the truth, reads. Best of n does not learn: it draws \(n) answers of the sft model at temperature 0.7 and \
      shows the one that the judge of chapter 6 likes best.
      """
    )
    try cell.predict("In which column is the base model the best of all, and why only there?")
    let all = try scores.all()
    let final = try scores.standing("final")
    try cell.show(answersTable(all))
    try cell.show(measuresTable(all))
    try showPeople(cell, all)
    for standing in all { standing.metrics.forEach(cell.record) }
    try cell.normal(
      "right answers of the final model (%)", 100 * final.answers.right, in: 70...100, digits: 0,
      ifNot: "train an earlier stage longer: swift run chapter4-pretraining --fresh")
    try checkScoreboard(cell, all)
  }

  private func answersTable(_ all: [Standing]) -> Table {
    Table(
      [
        .text("stage"), .number("right", unit: "%"), .number("honest", unit: "%"),
        .number("refuses harm", unit: "%"),
        .number("refuses harmless", unit: "%"), .number("whole sentences", unit: "%"), .number("words"),
      ],
      all.map {
        [
          $0.name, hundred($0.answers.right), hundred($0.answers.honesty), hundred($0.answers.refusals),
          hundred($0.answers.overRefusals), hundred($0.answers.fullSentences), $0.answers.words.fixed(1),
        ]
      }, caption: "Honest: says \"I do not know\" about what nobody can know.")
  }

  /// The gold scores, and how far each stage has gone from the sft model and from plain text.
  private func measuresTable(_ all: [Standing]) -> Table {
    Table(
      [
        .text("stage"), .number("gold", unit: "points"), .number("preferred to sft", unit: "%"),
        .number("KL from sft", unit: "nats"), .number("loss on plain text", unit: "nats"),
      ],
      all.map {
        [
          $0.name, $0.answers.gold.fixed(2), hundred($0.winRate), $0.kl?.fixed(2) ?? "-",
          $0.textLoss.fixed(3),
        ]
      },
      caption: """
        Gold is the true score, at most \(Verdict.best.fixed(2)). KL: how far the answers have gone from those of \
        the sft model; for best of n it is a bound that is known beforehand.
        """
    )
  }

  /// How each stage does with messages that people would type.
  private func showPeople(_ cell: Cell, _ all: [Standing]) throws {
    try cell.say(
      """
      These requests are worded as the tables of this book word them. How do people word theirs? Somebody who did not know \
      the tables wrote messages, and beside each what a sensible answer would be. No stage has learned from any of them.
      """
    )
    let messages = try course().peopleMessages()
    try cell.show(
      Table(
        [
          .text("stage"), .number("good answers, the course's words", unit: "%"),
          .number("sensible answers, people's own words", unit: "%"), .text("95 % interval"),
        ],
        all.compactMap { standing in
          standing.people.map {
            [
              standing.name, hundred(standing.answers.goodShare(of: Set(Request.Kind.allCases))),
              hundred($0.share), $0.intervalInWords,
            ]
          }
        },
        caption:
          "\(messages.count) messages. With so few, chance alone moves the share: the interval says by how much."
      ))
  }

  private func checkScoreboard(_ cell: Cell, _ all: [Standing]) throws {
    let (base, sft) = (all[0], all[1])
    let final = all[all.count - 1]
    if !invocation.isQuick {
      try cell.check(
        "each stage of the chain scores higher than the one before", [base, sft, final],
        not: [final, sft, base]
      ) { zip($0, $0.dropFirst()).allSatisfy { $0.answers.gold < $1.answers.gold } }
      try cell.check("the final model refuses more harm than the sft model", final, not: sft) {
        $0.answers.refusals > sft.answers.refusals
      }
    }
    let (pairs, needed) = (try pairsLoss(), invocation.isQuick ? 0.8 : 0.5)
    try cell.check(
      "on plain text the final model is surprised at most \(percent(needed)) as much as counting token pairs",
      final.textLoss, not: pairs
    ) { $0 < needed * pairs }
  }

  /// The loss of counting token pairs, on the same text, in nats per token.
  private func pairsLoss() throws -> Double {
    try course().text().corpus.bigramLoss(vocabularySize: final().configuration.vocabularySize)
  }

  func samePrompts(_ cell: Cell) throws {
    try cell.say(
      "Ten of these requests, and what each stage says. Stages that give the same answer share a line.")
    let (scores, all) = (try scores(), try scores().all())
    let kinds: [Request.Kind] = [
      .fact, .fact, .followUp, .unknown, .harmful, .harmful, .harmless, .smallTalk, .name, .making,
    ]
    var places: [Int] = []
    for kind in kinds {
      guard
        let next = scores.requests.indices.first(where: {
          scores.requests[$0].kind == kind && !places.contains($0)
        })
      else { continue }
      places.append(next)
    }
    for place in places { try show(place, all, on: cell) }
    let good = { (standing: Standing) in places.count { standing.answers.answers[$0].verdict.isGood } }
    try cell.show(
      BarChart(
        "good answers among these \(places.count)", all.map { ($0.name, Double(good($0))) }, digits: 0,
        caption:
          "The base model gives \(good(all[0])) good answers, the final one \(good(all[all.count - 1]))."))
    try cell.check(
      "of these ten the final model answers more well than the base model", all[all.count - 1], not: all[0]
    ) {
      good($0) > good(all[0])
    }
  }

  /// One request with the answers of all stages; equal ones together.
  private func show(_ place: Int, _ all: [Standing], on cell: Cell) throws {
    let request = try scores().requests[place]
    var groups: [(text: String, names: [String])] = []
    for standing in all {
      let text = standing.answers.answers[place].text.shortened
      if let known = groups.firstIndex(where: { $0.text == text }) {
        groups[known].names.append(standing.name)
      } else {
        groups.append((text, [standing.name]))
      }
    }
    try cell.show(
      Table(
        [.text("stage"), .text(request.messages.map(\.text).joined(separator: " / "))],
        groups.map { [$0.names.joined(separator: ", "), $0.text] }, caption: caption(of: place, all)))
  }

  /// Which stage is the first to answer a request well.
  private func caption(of place: Int, _ all: [Standing]) -> String {
    let first = all.first { $0.answers.answers[place].verdict.isGood }
    return first.map { "The first good answer: \($0.name)." } ?? "No stage answers this well."
  }

  func seeds(_ cell: Cell) throws {
    try cell.say(
      "How much of the scoreboard is chance? The whole chain again, from random weights, with two other seeds."
    )
    let boards = try [scores()] + (1...2).map { try board(seed: invocation.seed + $0) }
    let all = try boards.map { try $0.all() }
    let column = { (number: (Standing) -> Double, stage: Int, digits: Int) in
      all.map { number($0[stage]).fixed(digits) }.joined(separator: " ")
    }
    let spreads = all[0].indices.map { stage in
      let gold = all.map { $0[stage].answers.gold }
      return gold.max()! - gold.min()!
    }
    let widest = spreads.indices.max { spreads[$0] < spreads[$1] }!
    try cell.show(
      Table(
        [
          .text("stage"), .number("gold", unit: "points"), .number("right", unit: "%"),
          .number("refuses harm", unit: "%"), .number("preferred to sft", unit: "%"),
        ],
        all[0].indices.map { stage in
          [
            all[0][stage].name, column({ $0.answers.gold }, stage, 2),
            column({ 100 * $0.answers.right }, stage, 0),
            column({ 100 * $0.answers.refusals }, stage, 0), column({ 100 * $0.winRate }, stage, 0),
          ]
        },
        caption:
          "Chance moves the gold score of \(all[0][widest].name) most, by \(spreads[widest].fixed(2)) points."
      ))
    for (stage, spread) in spreads.enumerated() {
      cell.record(Metric("stages.\(all[0][stage].id).goldSpread", spread))
    }
    let finals = all.map { $0[$0.count - 1].answers.gold }
    let assistants = all.map { $0[1].answers.gold }
    try cell.check("with each seed the final model beats every sft model", finals, not: assistants) {
      $0.min()! > assistants.max()!
    }
  }

  /// The scoreboard of a chain that begins with other random numbers.
  private func board(seed: UInt64) throws -> Scoreboard {
    let arguments =
      ["--seed", "\(seed)"]
      + invocation.settingsInOrder.filter { $0.name == "bestOf" || $0.name == "temperature" }
      .flatMap { ["--set", "\($0.name)=\($0.value)"] }
    let other = try Invocation(of: chapter.command, arguments)
    return Scoreboard(
      try Course(other, page.root, chapter: page.number), other, requests: try scores().requests)
  }
}

extension String {
  /// The first words, for a column.
  var shortened: String {
    guard count > 60 else { return self }
    let whole = prefix(56)
    return whole[..<(whole.lastIndex(of: " ") ?? whole.endIndex)] + " ..."
  }
}
