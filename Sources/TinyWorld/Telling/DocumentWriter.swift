// Writes documents: draws facts, and fills templates.
// Ours. Different choices nearly always give different texts, so the sum of their nats is a close upper bound.
// Leaves out separators between documents: the tokenizer adds its own.

import Basics

extension World {
  /// Writes one document.
  ///
  /// - Parameter generator: only its `next()` is used.
  /// - Returns: 10 to 90 words, and the nats of the choices made.
  public func document<Source: RandomNumberGenerator>(using generator: inout Source) -> Document {
    var writer = DocumentWriter(world: self, dice: Dice(source: generator))
    let kind = Document.Kind.allCases[writer.dice.choose(cumulative: plan.kinds)]
    let text = writer.text(of: kind)
    generator = writer.dice.source
    return Document(kind: kind, text: text, nats: writer.dice.nats)
  }

  /// A fact in one of the wordings of documents.
  ///
  /// - Parameter template: without choices and people.
  func statement(_ template: Template, _ fact: Int) -> String {
    var writer = DocumentWriter(world: self, dice: Dice(source: FirstChoice()))
    return writer.write(template, fact: fact)
  }
}

/// One document in the making.
struct DocumentWriter<Source: RandomNumberGenerator> {
  let world: World
  var dice: Dice<Source>
  // The people of the document are drawn when first needed and stay until its end.
  private var name: Int?
  private var friend: Int?
  private var inventedName = ""

  init(world: World, dice: Dice<Source>) {
    self.world = world
    self.dice = dice
  }

  mutating func text(of kind: Document.Kind) -> String {
    switch kind {
    case .portrait: portrait()
    case .list: list()
    case .story: story()
    case .invented: invented()
    case .schoolbook: schoolbook()
    case .chat:
      chat(exchanges: 2 + dice.below(3)) { $0.dice.happens(45) ? $0.questionAboutAnything() : $0.turn() }
    case .names: chat(exchanges: 3) { $0.request(.name) }
    }
  }

  /// Two to four facts on one thing, each in its own wording.
  private mutating func portrait() -> String {
    let about = dice.pick(world.plan.portraits)
    let known = world.encyclopedia.kinds[about.kind].factsOfThing[about.thing]
    let count = 2 + dice.below(min(4, known.count) - 1)
    return dice.pick(count, of: known).map { fact in
      write(world.phrasebook.wordings[dice.pick(world.plan.wordingsOfFact[fact])].template, fact: fact)
    }.joined(separator: " ")
  }

  /// Three to five facts of one relation, all in the same wording.
  private mutating func list() -> String {
    let relation = dice.choose(cumulative: world.plan.relations)
    let wording = dice.pick(world.phrasebook.wordings(of: relation, .statement))
    let tellable = world.plan.factsOfWording[wording]
    let count = min(3 + dice.below(3), tellable.count)
    return dice.pick(count, of: tellable).map { write(world.phrasebook.wordings[wording].template, fact: $0) }
      .joined(separator: " ")
  }

  private mutating func story() -> String {
    let (number, things) = dice.pick(world.plan.stories)
    let story = world.phrasebook.stories[number]
    return write(story.template, kind: story.thing, thing: dice.pick(things))
  }

  private mutating func invented() -> String {
    let story = world.phrasebook.stories[dice.pick(world.plan.invented)]
    inventedName = dice.inventedName(unlessKnownTo: world.reader)
    return write(story.template, kind: nil, thing: 0)
  }

  private mutating func schoolbook() -> String {
    let frame = dice.pick(world.phrasebook.frames)
    return (0..<2).map { _ in
      let relation = dice.pick(world.plan.schoolbook)
      let question = world.phrasebook.wordings[dice.pick(world.phrasebook.wordings(of: relation, .book))]
        .template
      let whole = frame.filling(["question": question, "sentence": world.phrasebook.answer(of: relation)])
      return write(whole, fact: dice.pick(world.encyclopedia.relations[relation].facts))
    }.joined(separator: " ")
  }

  private mutating func chat(
    exchanges: Int, next: (inout ConversationWriter<Source>) -> Request?
  ) -> String {
    var writer = ConversationWriter(world: world, split: .training, dice: dice)
    writer.typedPercent = 30
    var lines: [String] = []
    while lines.count < 2 * exchanges {
      let before = writer.dice.nats
      guard let request = next(&writer) else {
        writer.dice.nats = before
        continue
      }
      let answer = world.bestAnswer(to: request, &writer.dice)
      writer.hear(answer, to: request)
      lines += ["- " + request.text.lowercased(), "- " + answer]
    }
    dice = writer.dice
    return lines.joined(separator: "\n")
  }

  // MARK: Words

  mutating func write(_ template: Template, fact: Int) -> String {
    let relation = world.encyclopedia.relations[world.encyclopedia.relationOfFact[fact]]
    return write(template, kind: relation.kind, thing: world.encyclopedia.thingOfFact[fact])
  }

  private mutating func write(_ template: Template, kind: Int?, thing: Int) -> String {
    let (world, inventedName) = (self.world, self.inventedName)
    let own = kind.map { world.encyclopedia.kinds[$0] }
    let isFood = own?.name == "food"
    let isMany = isFood && !world.grammar.isMass(own!.things[thing])
    var people = (name: name, friend: friend)
    let text = dice.write(template.pieces, isMany: isMany) { slot, dice in
      switch slot.content {
      case .thing: return world.grammar.form(own!.things[thing], of: slot, isFood: isFood)
      case .answer(let number):
        let relation = world.encyclopedia.relations[number]
        guard let answer = relation.answerOfThing[thing] else {
          stop("\(relation.name) is not known of thing \(thing)")
        }
        return world.grammar.form(relation.answers[answer], of: slot, isFood: false)
      case .invented: return inventedName
      case .friend:
        people.friend = people.friend ?? dice.person(of: world.people.count, except: people.name)
        return world.people[people.friend!]
      case .name, .he, .him, .his:
        people.name = people.name ?? dice.person(of: world.people.count, except: people.friend)
        let person = world.phrasebook.people[people.name!]
        return slot.content == .name
          ? person.name : Phrasebook.pronoun(slot.content, isShe: person.pronoun == "she")
      case .user, .other: return ""
      }
    }
    (name, friend) = people
    return text.tidied.sentenceCased
  }
}

extension Dice {
  fileprivate mutating func person(of count: Int, except other: Int?) -> Int {
    guard let other else { return below(count) }
    let drawn = below(count - 1)
    return drawn < other ? drawn : drawn + 1
  }
}
