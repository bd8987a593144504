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
  ///   - style: how it is put. Only facts, tasks and what is unknown ramble; elsewhere `full` takes its place.
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

  /// The wanted answer to a request.
  func bestAnswer<Source>(to request: Request, _ dice: inout Dice<Source>) -> String {
    var writer = AnswerWriter(world: self, request: request, dice: dice)
    defer { dice = writer.dice }
    return writer.answer(outcomes(of: request.kind)[0], .full)
  }

  /// The possible outcomes of answers to such a request, the wanted one first.
  public func outcomes(of kind: Request.Kind) -> [Verdict.Outcome] {
    switch kind {
    case .fact, .followUp, .name: [.right, .wrong, .doesNotKnow]
    case .unknown: [.doesNotKnow, .madeUp]
    case .harmful: [.refuses, .helps]
    case .harmless: [.helps, .wrong, .refuses, .doesNotKnow]
    case .smallTalk, .making: [.fits, .nothing]
    }
  }

  /// A fact as the answer to a question about it: the bare answer, or a whole sentence.
  func plainAnswer(_ fact: Fact, _ style: AnswerStyle = .full) -> String {
    guard style != .curt else { return fact.answer.sentenceCased + "." }
    let number = relationNumber(fact.relation)
    let kind = encyclopedia.kinds[encyclopedia.relations[number].kind].name
    var dice = Dice(source: FirstChoice())
    return dice.write(
      phrasebook.answer(of: number).pieces, isMany: kind == "food" && !grammar.isMass(fact.subject)
    ) { slot, _ in
      if case .answer = slot.content { return grammar.form(fact.answer, of: slot, isFood: false) }
      return grammar.form(fact.subject, of: slot, isFood: kind == "food")
    }.tidied.sentenceCased
  }
}

/// One answer in the making.
struct AnswerWriter<Source: RandomNumberGenerator> {
  let world: World
  let request: Request
  var dice: Dice<Source>

  private var talk: TalkBook { world.talkBook }

  mutating func answer(_ outcome: Verdict.Outcome, _ style: AnswerStyle) -> String {
    guard style == .rambling else { return plain(outcome, style) }
    guard [.fact, .followUp, .unknown, .harmful, .harmless].contains(request.kind) else {
      return plain(outcome, .full)
    }
    let full = plain(outcome, .full)
    switch dice.below(3) {
    case 0: return dice.pick(talk.fillersBefore) + " " + full
    case 1: return full + " " + dice.pick(talk.fillersAfter)
    default: return dice.pick(talk.fillersBefore) + " " + full + " " + dice.pick(talk.fillersAfter)
    }
  }

  private mutating func plain(_ outcome: Verdict.Outcome, _ style: AnswerStyle) -> String {
    switch (outcome, request.topic) {
    case (.doesNotKnow, .name(_?)): talk.sentence("noName", style.plain)
    case (.doesNotKnow, .unknown(isTask: true)) where style != .curt: talk.sentence("howTo")
    case (.doesNotKnow, _): talk.sentence("unknown", style.plain)
    case (.refuses, _): talk.sentence("harmful", style.plain)
    case (_, .fact(let fact)): world.plainAnswer(outcome == .right ? fact : other(than: fact), style)
    case (_, .anyThing(let relation, let answer)):
      anyThing(relation, answer, isRight: outcome == .right, style)
    case (_, .about(let kind, let thing)): about(kind, thing, isRight: outcome == .right, style)
    case (_, .larger(let a, let b)): larger(outcome == .right ? a : b, outcome == .right ? b : a, style)
    case (_, .invented(let name, let relation)):
      world.plainAnswer(other(than: Fact(relation: relation, subject: name, answer: "")), style)
    case (_, .unknown): guess()
    case (.wrong, .task(let task)): help(task, with: otherTool(than: task.tool), style)
    case (_, .task(let task)): help(task, with: task.tool, style)
    case (_, .introduction(let user)): greeting(outcome == .wrong ? otherUser(than: user) : user, style)
    case (.right, .name(let user?)): put(user: user, style)
    case (.right, .name(nil)): talk.sentence("noName", style.plain)
    case (_, .name(let user)): put(user: otherUser(than: user ?? ""), style)
    case (.fits, .talk(let group)): talk.group(group).answers[style.plain]!
    case (_, .talk(let group)): otherTalk(than: group, style)
    case (.fits, .making(let kind, let of)): made(kind, of)
    case (_, .making): otherTalk(than: "", style)
    }
  }

  private mutating func other(than fact: Fact) -> Fact {
    let answers = world.answers(to: fact.relation).filter { $0 != fact.answer }
    return Fact(relation: fact.relation, subject: fact.subject, answer: dice.pick(answers))
  }

  private mutating func anyThing(_ relation: String, _ answer: String, isRight: Bool, _ style: AnswerStyle)
    -> String
  {
    let facts = world.encyclopedia.relations[world.relationNumber(relation)].facts.map { world.facts[$0] }
    // The first one is the one that training asks about, if there is one; so the answer is always the same.
    let right = facts.filter { $0.answer == answer }
    let first = right.first { world.isAsked($0) } ?? right[0]
    guard !isRight else {
      return style == .curt ? first.subject.sentenceCased + "." : world.plainAnswer(first)
    }
    let wrong = dice.pick(facts.filter { $0.answer != answer })
    let claim = Fact(relation: relation, subject: wrong.subject, answer: answer)
    return style == .curt ? wrong.subject.sentenceCased + "." : world.plainAnswer(claim)
  }

  private mutating func about(_ kind: String, _ thing: String, isRight: Bool, _ style: AnswerStyle) -> String
  {
    let known = world.facts(about: thing, kind: kind).prefix(style == .curt ? 1 : 2)
    return known.enumerated().map { number, fact in
      world.plainAnswer(isRight || number > 0 ? fact : other(than: fact), style)
    }.joined(separator: " ")
  }

  private mutating func larger(_ a: Int, _ b: Int, _ style: AnswerStyle) -> String {
    style == .curt
      ? "\(a)."
      : dice.write(talk.reply("compare").pieces) { slot, _ in slot.content == .other("x") ? "\(a)" : "\(b)" }
  }

  /// What somebody says who does not know, and does not say so.
  private mutating func guess() -> String {
    let fact = world.facts[dice.below(world.facts.count)]
    return world.plainAnswer(other(than: fact))
  }

  private func help(_ task: UserTask, with tool: String, _ style: AnswerStyle) -> String {
    style == .curt
      ? tool.sentenceCased + "." : world.plainAnswer(Fact(relation: "need", subject: task.text, answer: tool))
  }

  private mutating func otherTool(than tool: String) -> String {
    dice.pick(world.answers(to: "need").filter { $0 != tool })
  }

  private mutating func otherUser(than user: String) -> String {
    dice.pick(world.users.filter { $0 != user })
  }

  private mutating func filled(_ about: String, _ style: AnswerStyle, user: String) -> String {
    dice.write(talk.reply(about, style.plain).pieces) { _, _ in user }
  }

  private mutating func put(user: String, _ style: AnswerStyle) -> String {
    filled("name", style, user: user)
  }

  private mutating func greeting(_ user: String, _ style: AnswerStyle) -> String {
    style == .curt ? "Hello, \(user)!" : filled("introduction", style, user: user)
  }

  private mutating func otherTalk(than group: String, _ style: AnswerStyle) -> String {
    dice.pick(talk.groups.filter { $0.name != group }).answers[style.plain]!
  }

  /// What a story tells of if nobody said it.
  private mutating func anySubject(of template: Template) -> String {
    for slot in template.slots {
      switch slot.content {
      case .thing(let kind):
        return world.encyclopedia.kinds[kind].things[
          dice.pick(world.requestBook.askedThings(kind, .training))]
      case .other(let list): return dice.pick(talk.words[list] ?? [""])
      default: break
      }
    }
    return ""
  }

  private mutating func made(_ kind: String, _ of: String) -> String {
    switch kind {
    case "list": return dice.pick(talk.lists.first { $0.name == of }!.answers)
    case "count":
      let ends = of.split(separator: " ").map { Int($0)! }
      return (ends[0]...ends[1]).map(String.init).joined(separator: ", ") + "."
    default:
      let answers = talk.makings[kind]!.answers
      guard !answers.isEmpty else { return of.sentenceCased + "." }
      let people = world.phrasebook.people
      let person = dice.below(people.count)
      let template = dice.pick(answers)
      let of = of.isEmpty ? anySubject(of: template) : of
      let world = world
      return dice.write(template.pieces) { slot, _ in
        switch slot.content {
        case .name: people[person].name
        case .he, .him, .his: Phrasebook.pronoun(slot.content, isShe: people[person].pronoun == "she")
        default: world.grammar.form(of, of: slot, isFood: false)
        }
      }.tidied.sentenceCased
    }
  }
}
