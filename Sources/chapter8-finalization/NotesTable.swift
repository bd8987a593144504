// The summary table of the notes that this book is made from, and their other statements: each with what was measured on
// the learner's model.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func notesTable(_ cell: Cell) throws {
    let (scores, model) = (try scores(), try final())
    let (base, sft, ppo, final) = (
      try scores.standing("base"), try scores.standing("sft"), try scores.standing("ppo"),
      try scores.standing("final")
    )
    let random = PortableMath.log(Double(model.configuration.vocabularySize))
    let candidates = try course().candidates()
    let gain = try course().best(of: candidates).answers.gold - candidates[0].answers.gold
    let agreement = try agreement()
    try cell.say(
      """
      This book began with a page of notes on how ChatGPT is trained, with a summary table of four stages. Here it is, \
      with what each stage did to your model.
      """
    )
    try cell.show(stageTable(scores, random: random, agreement: agreement, gain: gain))
    try cell.say("The other statements of the notes, as they came out here:")
    try cell.show(
      Table(
        [.text("the notes say"), .text("measured on your model")],
        try modelStatements(base) + trainingStatements(base, sft, final) + meaningStatements(sft, final),
        caption: "Each is shown in full in the chapter that teaches it."))
    cell.record(Metric("judgeAgreement", agreement, better: .higher))
    let gains = [
      random - base.textLoss, sft.answers.right - base.answers.right, ppo.answers.gold - sft.answers.gold,
    ]
    try cell.check(
      "loss, right answers and gold: each stage has made its own number better", gains,
      not: gains.map { -$0 }
    ) {
      $0.allSatisfy { $0 > 0 }
    }
  }

  /// The four stages of the notes.
  ///
  /// - Parameters:
  ///   - random: the surprise of a model that knows nothing.
  ///   - agreement: how often the judge chooses as people do.
  ///   - gain: in gold, by the last update.
  private func stageTable(
    _ scores: Scoreboard, random: Double, agreement: Double, gain: Double
  ) throws -> Table {
    let (base, sft, ppo, final) = (
      try scores.standing("base"), try scores.standing("sft"), try scores.standing("ppo"),
      try scores.standing("final")
    )
    let model = try self.final()
    let rows = [
      [
        "Pre-training", "predict the next word of much text",
        "surprise at new text \(random.fixed(2)) -> \(base.textLoss.fixed(2)) nats; \(percent(try recall(course().base()))) of the facts",
      ],
      [
        "Supervised fine-tuning", "questions with the answers of people",
        "right answers \(percent(base.answers.right)) -> \(percent(sft.answers.right)); whole sentences \(percent(sft.answers.fullSentences))",
      ],
      [
        "RLHF", "people choose between answers; a reward model learns it and replaces them",
        "the judge agrees with \(percent(agreement)) of new choices; gold \(sft.answers.gold.fixed(2)) -> \(ppo.answers.gold.fixed(2)); refuses \(percent(sft.answers.refusals)) -> \(percent(ppo.answers.refusals)) of harm",
      ],
      [
        "Finalization", "weights updated one last time",
        "gold \((gain < 0 ? "" : "+") + gain.fixed(3)) when it was chosen; then fixed: \(hexadecimal(model.fingerprint).prefix(8))",
      ],
    ]
    return Table(
      [.text("stage"), .text("method"), .text("outcome, measured here")], rows,
      caption:
        "From random weights to the final model, gold rises from \(base.answers.gold.fixed(2)) to \(final.answers.gold.fixed(2))."
    )
  }

  /// The statements of the notes on what a model is.
  private func modelStatements(_ base: Standing) throws -> [[String]] {
    let (model, text) = (try self.final(), try course().text().corpus)
    let sizes = model.configuration
    let pairs = text.bigramLoss(vocabularySize: sizes.vocabularySize)
    let (near, unordered) = (
      try textLoss(course().base(), window: 2), try textLoss(withoutOrder(course().base()))
    )
    let tables = sizes.positions == .learned ? "two tables" : "one table"
    let before = model.fingerprint
    _ = try evaluate(model, requests(count: 20))
    return [
      [
        "LLM: learns to predict language",
        "\(base.textLoss.fixed(2)) nats a token; counting pairs gives \(pairs.fixed(2))",
      ],
      [
        "neural network: layers, parameters",
        "\(model.parameterCount.grouped) weights in \(sizes.layers) blocks of two layers each, and \(tables)",
      ],
      [
        "transformer: attention to what is relevant",
        "cut to two tokens, which it was not trained for, \(near.fixed(2)) instead of \(base.textLoss.fixed(2))",
      ],
      [
        "positional encoding: the order of words",
        "without its positions, which it was not trained for either, \(unordered.fixed(2))",
      ],
      [
        "weights: tuned in training, then fixed",
        model.fingerprint == before ? "the same fingerprint after 20 chats" : "they moved",
      ],
      [
        "tokens: all input and output, with limits",
        "\(sizes.vocabularySize.grouped) different ones; \(sizes.context) at once",
      ],
    ]
  }

  /// The statements of the notes on what training does.
  private func trainingStatements(
    _ base: Standing, _ sft: Standing, _ final: Standing
  ) throws -> [[String]] {
    let (seen, heard) = try sensesShares()
    return [
      [
        "pre-training: grammar and facts",
        "\(percent(try grammar(course().base()))) of its sentences are built right; \(percent(try recall(course().base()))) of the facts",
      ],
      [
        "fine-tuning: context-aware answers",
        "\(percent(share(.followUp, sft))) of the follow-up questions; before, \(percent(share(.followUp, base)))",
      ],
      [
        "RLHF: helpful, safe, aligned",
        "right \(percent(final.answers.right)), refuses harm \(percent(final.answers.refusals)), harmless \(percent(final.answers.overRefusals)), honest \(percent(final.answers.honesty))",
      ],
      [
        "multimodal: text, images, audio",
        "names \(percent(seen)) of the pictures, \(percent(heard)) of the sounds",
      ],
    ]
  }

  /// The statements of the notes on why it matters.
  private func meaningStatements(_ sft: Standing, _ final: Standing) -> [[String]] {
    [
      [
        "not just parroting",
        "right about \(percent(final.answers.right)) of what no chat had asked it about",
      ],
      [
        "it learns reasoning patterns",
        "a name told in the chat is used in \(percent(share(.name, final))), an earlier turn in \(percent(share(.followUp, final))); sums in a row: chapter 7",
      ],
      [
        "adapts to user intent",
        final.people.map {
          "sensible answers to \(percent($0.share)) of messages in people's own words (95 % interval \($0.intervalInWords))"
        } ?? "-",
      ],
      [
        "incorporates safeguards",
        "refuses harm in \(percent(final.answers.refusals)), after fine-tuning alone in \(percent(sft.answers.refusals))",
      ],
    ]
  }

  private func share(_ kind: Request.Kind, _ standing: Standing) -> Double {
    standing.answers.goodShare(of: [kind])
  }

  /// How often the judge of chapter 6 chooses as people do, on new pairs of answers.
  private func agreement() throws -> Double {
    let course = try course()
    let pairs = try course.pairs(budget(300), for: .test, stream: "pairs to report")
    let choices = course.choices(pairs, stream: "choices to report")
    let judge = try course.rewardModel()
    let (chosen, rejected) = (
      judge.rewards(of: choices.map(\.chosen)), judge.rewards(of: choices.map(\.rejected))
    )
    return Double(zip(chosen, rejected).count { $0 > $1 }) / Double(choices.count)
  }

  /// The share of facts that a model finishes right in plain text.
  private func recall(_ model: GPT) throws -> Double {
    let prompts = try course().world.recallPrompts.enumerated().filter {
      $0.offset % (invocation.isQuick ? 8 : 2) == 0
    }
    return try FactRecall(of: model, tokenizer: course().tokenizer(), prompts: prompts.map(\.element)).share()
  }

  /// The share of a model's sentences that are built like those of the world.
  private func grammar(_ model: GPT) throws -> Double {
    let course = try course()
    var generator = generator("documents to look at")
    let nothing = SeenSentences(in: [], tokenizer: try course.tokenizer(), people: [])
    return Writing(
      by: model, tokenizer: try course.tokenizer(), world: course.world, seen: nothing,
      documents: budget(100),
      using: &generator
    ).grammatical
  }

  private func textLoss(_ model: GPT, window: Int) throws -> Double {
    try course().text().corpus.validationLoss(of: model, context: window, windows: budget(5000))
  }

  /// The same weights without positions: no query or key is rotated.
  private func withoutOrder(_ model: GPT) -> GPT {
    var sizes = model.configuration
    sizes.positions = .none
    return GPT(sizes) { name, _ in model.parameter(name).detached() }
  }

  private func sensesShares() throws -> (Double, Double) {
    let (examples, senses, format) = (try course().perceptExamples(), try senses(), try course().format())
    var generator = generator("senses for the table")
    let count = budget(100)
    return (
      try examples.seeing(
        of: senses, flipped: [Self.usualFlips], count: count, format: format, using: &generator)[0],
      try examples.hearing(
        of: senses, noise: [Self.usualNoise], count: count, format: format, using: &generator)[0]
    )
  }
}
