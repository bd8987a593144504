// How it writes: a chance for every token, and ways of choosing one.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

extension Lesson {
  /// A beginning that can be continued in many ways.
  var openBeginning: String {
    get throws { try source().world.map { "\($0.people[0]) and" } ?? source().beginning }
  }

  /// The logits that a model gives to the token after a text.
  func logits(after text: String, by model: GPT) throws -> [Float] {
    let source = try source()
    let tokens = try source.encode(beginning: text)
    let model = model.frozen()
    let logits = model.logits(Array(tokens.suffix(model.configuration.context)), sequences: 1)
    return Array(logits.values.suffix(source.vocabulary))
  }

  func distribution(_ cell: Cell) throws {
    let text = try openBeginning
    let logits = try logits(after: text, by: run().model)
    try cell.say(
      """
      The model does not say one word. It gives every token a score, a **logit**, and **softmax** turns the logits into \
      chances that add up to 1. These are the likeliest after "\(text)".
      """
    )
    let chances = Sampling(temperature: 1).probabilities(logits)
    let best = chances.indices.sorted { (chances[$0], $1) > (chances[$1], $0) }.prefix(8)
    let share = best.reduce(0) { $0 + chances[$1] }
    try cell.show(
      BarChart(
        "chance of the next token after \"\(text)\"", try best.map { (try name(of: $0), chances[$0]) },
        digits: 3,
        caption:
          """
          The first \(best.count) of \(chances.count.grouped) \
          tokens hold \((share * 100).fixed(0)) % of the chances.
          """
      ))
    if isWorld,
      let prompt = try prompts.first(where: {
        $0.fact.relation == "capital" && (try? source().tokenizer.encode($0.expected.asRead).count) == 1
      })
    {
      let sure = Sampling(temperature: 1).probabilities(try self.logits(after: prompt.text, by: run().model))
      let top = sure.indices.max { sure[$0] < sure[$1] }!
      try cell.say(
        """
        How much it hesitates depends on the text. After "\(prompt.text)" \
        it gives \(sure[top].fixed(3)) to "\(try name(of: top))".
        """
      )
    }
    try cell.check("all chances add up to 1", chances, not: logits) { abs($0.reduce(0, +) - 1) < 1e-4 }
  }

  func temperature(_ cell: Cell) throws {
    try cell.say(
      """
      To write, a token is drawn by these chances; **greedy** writing takes the likeliest instead. **Temperature** divides the logits first: below 1 the \
      likely gets likelier. **Top-k** keeps the k likeliest tokens, **top-p** the likeliest that together \
      reach the share p. Then one of those is drawn.
      """
    )
    let text = try openBeginning
    let logits = try logits(after: text, by: run().model)
    let ways: [(name: String, sampling: Sampling)] = [
      ("greedy", .greedy), ("temperature 0.7", Sampling(temperature: 0.7)), ("temperature 1", Sampling()),
      ("temperature 2", Sampling(temperature: 2)), ("top-k 5", Sampling(topK: 5)),
      ("top-p 0.9", Sampling(topP: 0.9)),
    ]
    try cell.show(Self.table(of: ways, logits))
    try cell.quote(
      try ways.filter { $0.sampling.topK == nil && $0.sampling.topP == nil && $0.sampling.temperature != 1 }
        .map { way in
          var generator = generator("writing, \(way.name)")
          return (way.name, try source().sample(try run().model, sampling: way.sampling, using: &generator))
        })
    try checkOpenness(after: text, logits, cell)
  }

  private static func table(of ways: [(name: String, sampling: Sampling)], _ logits: [Float]) -> Table {
    let rows = ways.map { way in
      let chances = way.sampling.probabilities(logits)
      return [
        way.name, chances.max()!.fixed(3), "\(chances.count { $0 > 0 })", Self.entropy(chances).fixed(2),
      ]
    }
    return Table(
      [
        .text("way of choosing"), .number("highest chance"), .number("tokens left"),
        .number("entropy", unit: "nats"),
      ],
      rows,
      caption:
        """
        The entropy is the mean surprise of the choice: \(rows[0][3]) if it is always the same, \
        \(rows[3][3]) at the highest temperature.
        """
    )
  }

  /// Checks what temperature and top-k do to the choice.
  private func checkOpenness(after text: String, _ logits: [Float], _ cell: Cell) throws {
    let entropy = { (temperature: Float) in
      Self.entropy(Sampling(temperature: temperature).probabilities(logits))
    }
    try cell.check(
      "the higher the temperature, the more open the choice after \"\(text)\"", [0.5, 1, 1.5, 2], not: [2, 1]
    ) {
      zip($0, $0.dropFirst()).allSatisfy { entropy($0) < entropy($1) }
    }
    try cell.check(
      "top-k 5 leaves five tokens, whose chances add up to 1", Sampling(topK: 5), not: Sampling(topK: 4)
    ) {
      let chances = $0.probabilities(logits)
      return chances.count { $0 > 0 } == 5 && abs(chances.reduce(0, +) - 1) < 1e-4
    }
  }

  /// The mean surprise of a choice, in nats.
  static func entropy(_ chances: [Float]) -> Double {
    chances.reduce(0) { $1 > 0 ? $0 - Double($1) * PortableMath.log(Double($1)) : $0 }
  }
}
