// Questions about what the world knows: asked in four ways, with yes or no, the other way round, about a thing as a
// whole; and those that lean on the turn before, such as "and its capital?".
// Ours.

extension ConversationWriter {
  mutating func factRequest(from pool: Pool? = nil) -> Request? {
    let pool = pool ?? .split(split)
    switch dice.choose(cumulative: [64, 82, 91, 98, 100]) {
    case 0: return asked(world.requestBook.drawFact(pool, &dice))
    case 1: return yesNo(world.requestBook.drawFact(pool, &dice), .yesNo)
    case 2: return reverse(pool)
    case 3: return about(pool)
    default: return larger()
    }
  }

  /// A question about any thing that the model has read about, in the wordings for training.
  mutating func questionAboutAnything() -> Request? {
    kept = []
    return factRequest(from: .everything)
  }

  private mutating func asked(_ fact: Int) -> Request? {
    let text = question(fact)
    remember(fact)
    return end(.fact, text, .fact(facts.facts[fact]), last: "fact")
  }

  /// A question in one of the four ways to ask.
  mutating func question(_ fact: Int) -> String {
    let number = facts.relationOfFact[fact]
    switch dice.choose(cumulative: [52, 66, 82, 100]) {
    case 1: if let text = framed("lead", .clause, "clause", fact) { return wrapped(text) }
    case 2: if let text = framed("phrase", .phrase, "phrase", fact) { return wrapped(text) }
    case 3: if let wording = wording(number, .short) { return wrapped(fill(wording, fact)) }
    default: break
    }
    return wrapped(fill(wording(number, .ask)!, fact))
  }

  private mutating func framed(_ place: String, _ form: Wording.Form, _ slot: String, _ fact: Int) -> String?
  {
    guard let wording = wording(facts.relationOfFact[fact], form), let frame = pickLine(talk.asking[place]!)
    else {
      return nil
    }
    return fill(frame.filling([slot: wording]), fact)
  }

  private mutating func yesNo(_ fact: Int, _ form: Wording.Form) -> Request? {
    let number = facts.relationOfFact[fact]
    let relation = facts.relations[number]
    guard let wording = wording(number, form), relation.answers.count > 1 else { return nil }
    let truth = relation.answerOfThing[facts.thingOfFact[fact]]!
    var answer = truth
    if dice.happens(50) {
      answer = dice.below(relation.answers.count - 1)
      if answer >= truth { answer += 1 }
    }
    let text = fill(wording, fact, answer: relation.answers[answer])
    remember(fact)
    return end(form == .yesNo ? .fact : .followUp, wrapped(text), .fact(facts.facts[fact]), last: "fact")
  }

  private mutating func reverse(_ pool: Pool) -> Request? {
    let possible = facts.relations.indices.filter { wordings($0, .reverse).isEmpty == false }
    guard !possible.isEmpty else { return nil }
    let number = dice.pick(possible)
    guard let fact = world.requestBook.drawFact(pool, of: number, &dice) else { return nil }
    let wording = wording(number, .reverse)!
    let text = fill(wording, fact)
    let topic = Request.Topic.anyThing(
      relation: facts.relations[number].name, answer: facts.facts[fact].answer)
    return end(.fact, wrapped(text), topic, last: "reverse")
  }

  private mutating func about(_ pool: Pool) -> Request? {
    let fact = world.requestBook.drawFact(pool, &dice)
    let number = facts.relations[facts.relationOfFact[fact]].kind
    let kind = facts.kinds[number]
    let subject = facts.thingOfFact[fact]
    guard kind.factsOfThing[subject].count > 1, let text = askingAbout("about", number, subject) else {
      return nil
    }
    remember(fact)
    relation = nil
    return end(.fact, wrapped(text), .about(kind: kind.name, thing: kind.things[subject]), last: "fact")
  }

  private mutating func larger() -> Request? {
    let limit = 21
    let a = dice.below(limit)
    let b = dice.below(limit)
    guard a != b, let frame = pickLine(talk.asking["compare"]!) else { return nil }
    let text = dice.write(frame.pieces) { slot, _ in slot.content == .other("x") ? "\(a)" : "\(b)" }
    return end(.fact, wrapped(text.tidied), .larger(max(a, b), min(a, b)), last: "compare")
  }

  /// A question that leans on the turn before: something else about the thing, the same about another thing, or yes or
  /// no.
  mutating func followUp() -> Request? {
    if thing == nil {  // only when it is asked for by itself
      guard let first = asked(world.requestBook.drawFact(.split(split), &dice)) else { return nil }
      hear(world.bestAnswer(to: first, &dice), to: first)
    }
    guard let (kind, subject) = thing else { return nil }
    let isPaired = facts.kinds[kind].relations.count < 3 && facts.kinds[kind].name != "job"
    switch dice.choose(cumulative: [45, 78, 100]) {
    case 0 where !isPaired: return somethingElse(about: subject, kind)
    case 2 where !isPaired: return yesNo(dice.pick(facts.kinds[kind].factsOfThing[subject]), .leanYesNo)
    default: return sameOfAnother(than: subject, kind, isPaired: isPaired)
    }
  }

  private mutating func somethingElse(about subject: Int, _ kind: Int) -> Request? {
    let others = facts.kinds[kind].factsOfThing[subject].filter {
      facts.relationOfFact[$0] != relation && wording(facts.relationOfFact[$0], .lean) != nil
    }
    guard !others.isEmpty else { return nil }
    let fact = dice.pick(others)
    let text = fill(wording(facts.relationOfFact[fact], .lean)!, fact)
    return leaning(text, on: fact)
  }

  private mutating func sameOfAnother(than subject: Int, _ kind: Int, isPaired: Bool) -> Request? {
    guard let relation, let fact = world.requestBook.drawFact(.split(split), of: relation, &dice),
      facts.thingOfFact[fact] != subject
    else {
      return nil
    }
    if isPaired, dice.happens(50), let wording = wording(relation, .lean) {
      return leaning(fill(wording, fact), on: fact)
    }
    return askingAbout("next", kind, facts.thingOfFact[fact]).flatMap { leaning($0, on: fact) }
  }

  private mutating func leaning(_ text: String, on fact: Int) -> Request? {
    remember(fact)
    return end(.followUp, wrapped(text), .fact(facts.facts[fact]), last: "followUp")
  }

  private mutating func askingAbout(_ place: String, _ kind: Int, _ subject: Int) -> String? {
    guard let frame = pickLine(talk.asking[place]!) else { return nil }
    let name = facts.kinds[kind].things[subject]
    let word: String
    switch facts.kinds[kind].name {
    case "animal", "job":
      word = dice.happens(50) ? world.grammar.indefinite(name) : world.grammar.plural(name)
    case "addition", "subtraction": word = typedNumbers(name)
    default: word = name
    }
    return dice.write(frame.pieces) { _, _ in word }.tidied
  }

  private mutating func remember(_ fact: Int) {
    relation = facts.relationOfFact[fact]
    thing = (facts.relations[relation!].kind, facts.thingOfFact[fact])
  }
}
