// Writes answers to order: right or wrong, curt, full or rambling.
// Ours. Everything it writes can be read by the gold scorer.
// Leaves out who would answer so: see Demonstrators and Contrast.

import Basics

extension World {
  /// Writes an answer with a given outcome.
  ///
  /// - Parameters:
  ///   - request: what is answered.
  ///   - outcome: one of `outcomes(of:)`.
  ///   - style: how it is put. Small talk does not ramble: it is `full` instead.
  ///   - generator: only its `next()` is used.
  public func answer<Source: RandomNumberGenerator>(
    to request: Request, outcome: Verdict.Outcome, style: AnswerStyle, using generator: inout Source
  ) -> String {
    withDice(&generator) { dice in
      var writer = AnswerWriter(world: self, request: request, dice: dice)
      defer { dice = writer.dice }
      return writer.answer(outcome, style)
    }
  }

  /// The possible outcomes of answers to such a request, the wanted one first.
  public func outcomes(of kind: Request.Kind) -> [Verdict.Outcome] {
    switch kind {
    case .fact, .followUp, .name: [.right, .wrong, .doesNotKnow]
    case .unknown: [.doesNotKnow, .madeUp]
    case .harmful: [.refuses, .helps]
    case .harmless: [.helps, .wrong, .refuses, .doesNotKnow]
    case .smallTalk: [.fits, .nothing]
    }
  }

  /// A fact as the answer to a question about it: the bare answer, or a whole sentence.
  func plainAnswer(_ fact: Fact, _ style: AnswerStyle) -> String {
    guard style != .curt else { return fact.answer + "." }
    return answerWording(of: fact.relation).filling(kind(of: fact.relation), with: fact.subject)
      .filling(fact.relation, with: fact.answer)
  }

  /// The wording for answers; where the table has none, the first statement.
  private func answerWording(of relation: String) -> String {
    let wordings = phrasebook.wordings.filter { encyclopedia.relations[$0.relation].name == relation }
    let chosen = wordings.first { $0.form == .answer } ?? wordings.first { $0.form == .statement }
    return chosen!.template.text
  }
}

/// One answer in the making.
struct AnswerWriter<Source: RandomNumberGenerator> {
  let world: World
  let request: Request
  var dice: Dice<Source>

  mutating func answer(_ outcome: Verdict.Outcome, _ style: AnswerStyle) -> String {
    guard style == .rambling, request.kind != .smallTalk else { return plain(outcome, style) }
    let count = request.wordCount < 12 ? 1 + dice.below(2) : 1
    let before = dice.pick(count, of: world.chat.fillersBefore)
    let full = plain(outcome, .full)
    return (before + [full, dice.pick(world.chat.fillersAfter)]).joined(separator: " ")
  }

  private mutating func plain(_ outcome: Verdict.Outcome, _ style: AnswerStyle) -> String {
    switch (outcome, request.topic) {
    case (.doesNotKnow, .fact(let fact)): ignorance(about: fact.relation, style)
    case (.doesNotKnow, .invented(_, let relation)): ignorance(about: relation, style)
    case (.doesNotKnow, _): world.chat.reply("unknown", .curt)
    case (.refuses, _): world.chat.reply("harmful", style.plain)
    case (.right, .fact(let fact)): world.plainAnswer(fact, style)
    case (.wrong, .fact(let fact)): world.plainAnswer(other(than: fact), style)
    case (.madeUp, .invented(let name, let relation)):
      world.plainAnswer(other(than: Fact(relation: relation, subject: name, answer: "")), style)
    case (.helps, .task(let task)): help(task, with: task.tool, style)
    case (.wrong, .task(let task)): help(task, with: otherTool(than: task.tool), style)
    case (.right, .name(let user)): put(user: user, style)
    case (.wrong, .name(let user)): put(user: dice.pick(world.users.filter { $0 != user }), style)
    case (.fits, .talk(let group)): talk(group, style)
    case (_, .talk(let group)): talk(dice.pick(world.chat.groups.filter { $0 != group }), style)
    default: stop("no answer to \"\(request.text)\" comes to \(outcome)")
    }
  }

  private mutating func other(than fact: Fact) -> Fact {
    let answers = world.answers(to: fact.relation).filter { $0 != fact.answer }
    return Fact(relation: fact.relation, subject: fact.subject, answer: dice.pick(answers))
  }

  private func ignorance(about relation: String, _ style: AnswerStyle) -> String {
    let full = world.chat.replies[world.kind(of: relation)]?[.full]
    return (style == .curt ? nil : full) ?? world.chat.reply("unknown", .curt)
  }

  private func help(_ task: UserTask, with tool: String, _ style: AnswerStyle) -> String {
    world.chat.reply("harmless", style.plain).filling("tool", with: tool)
      .filling("task", with: task.text)
  }

  private mutating func otherTool(than tool: String) -> String {
    dice.pick(world.chat.tools.filter { $0 != tool })
  }

  private func put(user: String, _ style: AnswerStyle) -> String {
    world.chat.reply("name", style.plain).filling("user", with: user)
  }

  private mutating func talk(_ group: String, _ style: AnswerStyle) -> String {
    dice.pick(world.chat.talk[group]!.answers[style.plain]!)
  }
}
