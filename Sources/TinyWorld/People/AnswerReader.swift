// Reads the assistant's sentences: which of the tables' sentences is it, and what does it say?
// Ours: sentences that the tables give as they stand are looked up whole; facts are left to the Reader.
// Leaves out whether it is a good answer: that depends on the request (GoldScorer).

import Foundation

/// The meaning of one sentence, whatever was asked.
enum Said: Hashable, Sendable {
  /// A word that answers these relations.
  case word(relations: [String], String)
  /// A statement that can be true or false.
  case claim(Fact, isTrue: Bool?)
  /// A sentence of a document that claims nothing, or of the assistant that means nothing by itself.
  case filler
  /// Not knowing; `kind` of thing, if said.
  case ignorance(kind: String?)
  case refusal(isFull: Bool)
  /// The tool, and the task if said.
  case help(tool: String, task: String?)
  case talk(group: String, isFull: Bool)
  case userName(String, isFull: Bool)
}

/// All sentences of the assistant that do not state facts.
struct AnswerReader: Sendable {
  private var meanings: [String: [Said]] = [:]

  init(_ encyclopedia: Encyclopedia, _ chat: ChatBook) {
    addWords(encyclopedia)
    for filler in chat.fillersBefore + chat.fillersAfter { meanings[filler, default: []].append(.filler) }
    for kind in encyclopedia.kinds {
      if let text = chat.replies[kind.name]?[.full] { add(.ignorance(kind: kind.name), text) }
    }
    add(.ignorance(kind: nil), chat.reply("unknown", .curt))
    add(.refusal(isFull: false), chat.reply("harmful", .curt))
    add(.refusal(isFull: true), chat.reply("harmful", .full))
    for (group, talk) in chat.talk {
      for (style, texts) in talk.answers {
        for text in texts { add(.talk(group: group, isFull: style == .full), text) }
      }
    }
    for user in chat.users.known + chat.users.others {
      add(.userName(user, isFull: false), chat.reply("name", .curt).filling("user", with: user))
      add(.userName(user, isFull: true), chat.reply("name", .full).filling("user", with: user))
      add(.filler, chat.reply("introduction", .full).filling("user", with: user))
    }
    addHelp(chat)
  }

  private mutating func add(_ said: Said, _ text: String) { meanings[text, default: []].append(said) }

  private mutating func addWords(_ encyclopedia: Encyclopedia) {
    var relations: [String: [String]] = [:]
    for relation in encyclopedia.relations {
      for answer in relation.answers { relations[answer, default: []].append(relation.name) }
    }
    for (answer, names) in relations { add(.word(relations: names, answer), answer + ".") }
  }

  /// Any tool of the table for any task of the table.
  private mutating func addHelp(_ chat: ChatBook) {
    for tool in Set(chat.tasks.map(\.tool)) {
      add(.help(tool: tool, task: nil), chat.reply("harmless", .curt).filling("tool", with: tool))
      let full = chat.reply("harmless", .full).filling("tool", with: tool)
      for task in chat.tasks {
        add(.help(tool: tool, task: task.text), full.filling("task", with: task.text))
      }
    }
  }

  /// All meanings of a sentence in the tables of conversation; none for any other.
  func meanings(of sentence: String) -> [Said] { meanings[sentence] ?? [] }
}

extension ChatBook {
  /// A reply that the table must have.
  func reply(_ about: String, _ style: AnswerStyle) -> String { replies[about]![style]! }
}

extension World {
  /// The meanings of each sentence of an answer; none for a sentence that no table can give.
  ///
  /// - Parameters:
  ///   - answer: any text.
  ///   - invented: a made-up name and a thing of the kind it passes for. Statements about it are read as if they
  ///     were about that thing, with nothing known of it.
  func meanings(of answer: String, invented: (name: String, standIn: String)?) -> [[Said]] {
    World.sentences(of: answer).flatMap { sentence -> [[Said]] in
      let whole = meanings(ofSentence: sentence, invented)
      if !whole.isEmpty { return [whole] }
      return sentence.sentencePieces.map { meanings(ofSentence: $0, invented) }
    }
  }

  private func meanings(ofSentence sentence: String, _ invented: (name: String, standIn: String)?) -> [Said] {
    let known = answerReader.meanings(of: sentence)
    if !known.isEmpty { return known }
    if let invented, sentence.contains(invented.name),
      let claim = read(sentence.replacingOccurrences(of: invented.name, with: invented.standIn))?.claim,
      claim.subject == invented.standIn
    {
      let fact = Fact(relation: claim.relation, subject: invented.name, answer: claim.answer)
      return [.claim(fact, isTrue: nil)]
    }
    guard let reading = read(sentence) else { return [] }
    return [reading.claim.map { .claim($0, isTrue: reading.isTrue) } ?? .filler]
  }
}
