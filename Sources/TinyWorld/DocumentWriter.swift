// Writes documents: draws facts, and fills templates.
// Ours. Different choices nearly always give different texts, so the sum of their nats is a close upper bound.
// Leaves out separators between documents: the tokenizer adds its own.

import Basics
import Foundation

extension World {
  /// Writes one document.
  ///
  /// - Parameter generator: only its `next()` is used.
  /// - Returns: 10 to 45 words, and the nats of the choices made.
  public func document<Source: RandomNumberGenerator>(using generator: inout Source) -> Document {
    var writer = DocumentWriter(world: self, dice: Dice(source: generator))
    let kind = Document.Kind.allCases[writer.dice.choose(cumulative: plan.kinds)]
    switch kind {
    case .portrait: writer.writePortrait(.statement, facts: 3)
    case .interview: writer.writePortrait(.question, facts: 2)
    case .list: writer.writeList(.statement, facts: 3)
    case .quiz: writer.writeList(.question, facts: 2)
    case .story: writer.writeStory()
    case .invented: writer.writeInvented()
    }
    generator = writer.dice.source
    return Document(kind: kind, text: writer.text, nats: writer.dice.nats)
  }
}

/// One document in the making.
struct DocumentWriter<Source: RandomNumberGenerator> {
  let world: World
  var dice: Dice<Source>
  var text = ""
  // The thing and the people of the document. People are drawn when first needed and stay until its end.
  private var thing = 0
  private var name: Int?
  private var friend: Int?
  private var inventedName = ""
  private var frame: Int?

  init(world: World, dice: Dice<Source>) {
    self.world = world
    self.dice = dice
    text.reserveCapacity(256)
  }

  /// Two to `facts` facts on one thing, each in its own wording.
  mutating func writePortrait(_ form: Wording.Form, facts: Int) {
    let about = dice.pick(world.plan.portraits)
    thing = about.thing
    let known = world.encyclopedia.kinds[about.kind].factsOfThing[thing]
    let count = 2 + dice.below(min(facts, known.count) - 1)
    for fact in dice.pick(count, of: known) {
      write(wording: dice.pick(world.plan.wordingsOfFact[form]![fact]))
    }
  }

  /// Two to `facts` facts of one relation, all in the same wording.
  mutating func writeList(_ form: Wording.Form, facts: Int) {
    let relation = dice.choose(cumulative: world.plan.relations)
    let wording = dice.pick(world.plan.wordingsOfRelation[form]![relation])
    let tellable = world.plan.factsOfWording[wording]
    let count = 2 + dice.below(min(facts, tellable.count) - 1)
    for fact in dice.pick(count, of: tellable) {
      thing = world.encyclopedia.thingOfFact[fact]
      write(wording: wording)
    }
  }

  mutating func writeStory() {
    let (story, things) = dice.pick(world.plan.stories)
    thing = dice.pick(things)
    for sentence in world.phrasebook.stories[story].sentences { write(sentence) }
  }

  mutating func writeInvented() {
    let story = dice.pick(world.plan.invented)
    inventedName = dice.inventedName(unlessKnownTo: world.reader)
    for sentence in world.phrasebook.stories[story].sentences { write(sentence) }
  }

  private mutating func write(wording: Int) {
    let framed = world.phrasebook.wordings[wording].framed
    guard framed.count > 1 else { return write(framed[0]) }
    if frame == nil { frame = dice.below(framed.count) }
    write(framed[frame!])
  }

  private mutating func write(_ template: Template) {
    if !text.isEmpty { text += " " }
    for piece in template.pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .slot(let slot): write(slot)
      }
    }
  }

  private mutating func write(_ slot: Slot) {
    switch slot {
    case .thing(let kind): text += world.encyclopedia.kinds[kind].things[thing]
    case .answer(let number):
      let relation = world.encyclopedia.relations[number]
      guard let answer = relation.answerOfThing[thing] else {
        stop("\(relation.name) is not known of thing \(thing)")
      }
      text += relation.answers[answer]
    case .name: text += world.phrasebook.people[drawName()].name
    case .friend: text += world.phrasebook.people[drawFriend()].name
    case .pronoun: text += world.phrasebook.people[drawName()].pronoun
    case .capitalPronoun: text += world.phrasebook.people[drawName()].pronoun.capitalized
    case .invented: text += inventedName
    }
  }

  private mutating func drawName() -> Int {
    if name == nil { name = drawPerson(except: friend) }
    return name!
  }

  private mutating func drawFriend() -> Int {
    if friend == nil { friend = drawPerson(except: name) }
    return friend!
  }

  private mutating func drawPerson(except other: Int?) -> Int {
    guard let other else { return dice.below(world.phrasebook.people.count) }
    let drawn = dice.below(world.phrasebook.people.count - 1)
    return drawn < other ? drawn : drawn + 1
  }
}
