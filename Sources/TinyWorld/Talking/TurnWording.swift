// The words of a turn: which wordings may be used, what stands in their slots, and what people put around a question.
// Ours.

import Foundation

extension ConversationWriter {
  mutating func fill(_ template: Template, task: String) -> String {
    dice.write(template.pieces) { _, _ in task.saidByUser }.tidied
  }

  private func isUsable(_ isForTraining: Bool) -> Bool {
    split == .training ? isForTraining : !usesLaterOnly || !isForTraining
  }

  private func isUsable(_ line: TalkBook.Line) -> Bool { isUsable(line.isForTraining) }

  /// The numbers of the wordings that may be used; all of the form if none is kept for later.
  func wordings(_ relation: Int, _ form: Wording.Form) -> [Int] {
    let all = book.wordings(of: relation, form)
    let usable = all.filter { isUsable(book.wordings[$0].isForTraining) }
    return usable.isEmpty && split != .training ? all : usable
  }

  mutating func wording(_ relation: Int, _ form: Wording.Form) -> Template? {
    let usable = wordings(relation, form)
    return usable.isEmpty ? nil : book.wordings[dice.pick(usable)].template
  }

  private func usableLines(_ lines: [TalkBook.Line]) -> [TalkBook.Line] {
    let usable = lines.filter(isUsable)
    return usable.isEmpty && split != .training ? lines : usable
  }

  mutating func pickLine(_ lines: [TalkBook.Line]) -> Template? {
    let usable = usableLines(lines)
    return usable.isEmpty ? nil : dice.pick(usable).template
  }

  mutating func line(_ lines: [TalkBook.Line], user: String = "") -> String? {
    guard let template = pickLine(lines) else { return nil }
    return words(template, user: user)
  }

  /// A template with words of the lists and any things in its slots.
  private mutating func words(_ template: Template, user: String = "") -> String {
    dice.write(template.pieces) { [self] slot, dice in
      switch slot.content {
      case .user where !user.isEmpty: user
      case .user, .name, .friend: dice.pick(world.requestBook.users[split]!)
      case .invented: dice.inventedName(unlessKnownTo: world.reader)
      case .thing(let kind):
        world.grammar.form(
          facts.kinds[kind].things[dice.pick(world.requestBook.askedThings(kind, split))], of: slot,
          isFood: facts.kinds[kind].name == "food")
      case .answer(let relation): dice.pick(facts.relations[relation].answers)
      case .other(let list): world.grammar.form(dice.pick(talk.words[list] ?? [""]), of: slot, isFood: false)
      default: ""
      }
    }.tidied
  }

  mutating func fill(_ template: Template, _ fact: Int, answer: String? = nil) -> String {
    let (number, subject) = (facts.relationOfFact[fact], facts.thingOfFact[fact])
    let kind = facts.kinds[facts.relations[number].kind]
    let isFood = kind.name == "food"
    let isNumber = ["addition", "subtraction"].contains(kind.name)
    let name = isNumber ? typedNumbers(kind.things[subject]) : kind.things[subject].saidByUser
    let said = answer ?? facts.facts[fact].answer
    return dice.write(template.pieces, isMany: isFood && !world.grammar.isMass(kind.things[subject])) {
      [self] slot, _ in
      switch slot.content {
      case .thing: world.grammar.form(name, of: slot, isFood: isFood)
      default: world.grammar.form(said, of: slot, isFood: false)
      }
    }.tidied
  }

  /// "2 plus 3" as people write it.
  mutating func typedNumbers(_ text: String) -> String {
    let parts = text.components(separatedBy: " ")
    let sign = parts[1] == "plus" ? "+" : "-"
    switch dice.choose(cumulative: [30, 50, 70, 85, 100]) {
    case 0: return text
    case 1: return "\(parts[0])\(sign)\(parts[2])"
    case 2: return "\(parts[0]) \(sign) \(parts[2])"
    case 3: return "\(World.numberWords[Int(parts[0])!]) \(parts[1]) \(World.numberWords[Int(parts[2])!])"
    default: return parts[1] == "plus" ? "\(parts[0]) and \(parts[2])" : "\(parts[0]) minus \(parts[2])"
    }
  }

  /// A question with what people put around it.
  mutating func wrapped(_ core: String) -> String {
    var text = core
    if dice.happens(20), let opener = line(talk.asking["opener"]!) {
      text = opener + dice.pick([", ", " ", "! ", ". "]) + text
    }
    if dice.happens(10), let closer = line(talk.asking["closer"]!) {
      text += dice.pick([", ", " "]) + closer
    }
    return punctuated(text, isQuestion: true)
  }

  mutating func punctuated(_ text: String, isQuestion: Bool = false) -> String {
    let first = text.prefix { $0 != " " && $0 != "," }.lowercased()
    let asks = isQuestion || World.askingWords.contains(first) && !text.lowercased().hasPrefix("have a ")
    let neat = text.withCapitalI.sentenceCased
    if asks { return neat + (dice.happens(88) ? "?" : "") }
    return neat + dice.pick([".", ".", "!", ""])
  }
}

extension String {
  /// The text with "I" for "i", also in "i'm" and "i've".
  fileprivate var withCapitalI: String {
    split(separator: " ", omittingEmptySubsequences: false)
      .map { $0 == "i" || $0.hasPrefix("i'") || $0.hasPrefix("i,") ? "I" + $0.dropFirst() : String($0) }
      .joined(separator: " ")
  }
}

extension World {
  /// A sentence that begins with one of them is a question.
  static let askingWords: Set = [
    "what", "who", "how", "where", "which", "why", "when", "whose", "am", "is", "are", "was", "were", "do",
    "does",
    "did", "can", "could", "may", "will", "would", "shall", "should", "have", "has",
  ]

  static let numberWords = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
  ]
}
