// Reads the assistant's sentences: which of the tables' sentences is it, and what does it say?
// Ours: sentences that the tables give as they stand are looked up whole; facts and stories are left to the Reader.
// Leaves out capitals, and whether it is a good answer: that depends on the request (GoldScorer).

import Foundation

/// The meaning of one sentence, whatever was asked.
enum Said: Hashable, Sendable {
  /// A word that answers these relations.
  case word(relations: [String], String)
  /// A statement that can be true or false.
  case claim(Fact, isTrue: Bool?)
  /// The first number is larger.
  case larger(Int, Int)
  /// A sentence of a document that claims nothing, or of the assistant that means nothing by itself.
  case filler
  /// Not knowing.
  case ignorance(isFull: Bool)
  case refusal(isFull: Bool)
  /// What a task needs.
  case help(tool: String, isFull: Bool)
  case talk(group: String, isFull: Bool)
  /// A greeting by name.
  case greeting(String)
  case userName(String, isFull: Bool)
  case noName(isFull: Bool)
  /// A sentence of something made; what it mentions.
  case made(kind: String, about: [String])
}

/// All sentences of the assistant that do not state facts.
struct AnswerReader: Sendable {
  private var meanings: [String: [Said]] = [:]
  private let needs: Set<String>

  init(_ encyclopedia: Encyclopedia, _ talk: TalkBook) {
    needs = Set(talk.tasks.map { $0.tool.lowercased() })
    addWords(encyclopedia)
    for filler in talk.fillersBefore + talk.fillersAfter { add(.filler, filler) }
    add(.ignorance(isFull: false), talk.sentence("unknown", .curt))
    addAll(.ignorance(isFull: true), talk.sentence("unknown"))
    add(.ignorance(isFull: true), talk.sentence("howTo"))
    add(.refusal(isFull: false), talk.sentence("harmful", .curt))
    addAll(.refusal(isFull: true), talk.sentence("harmful"))
    for group in talk.groups {
      for (style, text) in group.answers { addAll(.talk(group: group.name, isFull: style == .full), text) }
    }
    addAll(.noName(isFull: true), talk.sentence("noName"))
    addAll(.noName(isFull: false), talk.sentence("noName", .curt))
    for list in talk.lists {
      for answer in list.answers { addAll(.made(kind: "list", about: [list.name]), answer) }
    }
    for joke in talk.makings["joke"]?.answers ?? [] { addAll(.made(kind: "joke", about: [""]), joke.text) }
  }

  private mutating func add(_ said: Said, _ text: String) {
    meanings[text.lowercased(), default: []].append(said)
  }

  /// A text as a whole, and each of its sentences.
  private mutating func addAll(_ said: Said, _ text: String) {
    for sentence in World.sentencePieces(text[...]) { add(said, sentence) }
  }

  private mutating func addWords(_ encyclopedia: Encyclopedia) {
    var relations: [String: [String]] = [:]
    for relation in encyclopedia.relations {
      for answer in relation.answers { relations[answer, default: []].append(relation.name) }
    }
    for kind in encyclopedia.kinds {
      for thing in kind.things { relations[thing, default: []].append(kind.name) }
    }
    for (answer, names) in relations { add(.word(relations: names, answer), answer.sentenceCased + ".") }
  }

  /// All meanings of a sentence in the tables of conversation; none for any other.
  func meanings(of sentence: String) -> [Said] {
    if let known = meanings[sentence.lowercased()] { return known }
    return pattern(sentence).map { [$0] } ?? []
  }

  /// Sentences with a name, a number or a task in them.
  private func pattern(_ sentence: String) -> Said? {
    let words = sentence.split(separator: " ").map(String.init)
    if words.count == 5, words[1...3] == ["is", "bigger", "than"], let a = Int(words[0]),
      let b = Int(words[4].dropLast())
    {
      return .larger(a, b)
    }
    if let name = name(sentence, "Hello, ", "! It is nice to meet you.") { return .greeting(name) }
    if let name = name(sentence, "Hello, ", "!") { return .made(kind: "greet", about: [name]) }
    if let name = name(sentence, "Your name is ", ".") { return .userName(name, isFull: true) }
    if let word = name(sentence, "", "."), Int(word) != nil { return .word(relations: [], word) }
    if let tool = sentence.between("You need ", " for that.")?.lowercased(), needs.contains(tool) {
      return .help(tool: tool, isFull: true)
    }
    if let tool = sentence.between("", ".")?.lowercased(), needs.contains(tool) {
      return .help(tool: tool, isFull: false)
    }
    let numbers = sentence.dropLast().components(separatedBy: ", ").compactMap(Int.init)
    if numbers.count > 1, zip(numbers, numbers.dropFirst()).allSatisfy({ $1 == $0 + 1 }) {
      return .made(kind: "count", about: ["\(numbers[0]) \(numbers[numbers.count - 1])"])
    }
    return nil
  }
}

extension AnswerReader {
  /// The one word between a beginning and an end.
  private func name(_ sentence: String, _ beginning: String, _ end: String) -> String? {
    sentence.between(beginning, end).flatMap { $0.contains(" ") ? nil : $0 }
  }

  /// A word that may be a user's name.
  fileprivate func nameAlone(_ sentence: String) -> [Said] {
    guard let name = name(sentence, "", ".") else { return [] }
    let isOne = name.dropFirst().allSatisfy(\.isLowercase) && name.allSatisfy(\.isLetter)
    return isOne ? [.userName(name, isFull: false)] : []
  }
}

extension String {
  /// What stands between a beginning and an end, whose capitals do not matter.
  fileprivate func between(_ beginning: String, _ end: String) -> String? {
    let small = lowercased()
    guard small.hasPrefix(beginning.lowercased()), small.hasSuffix(end.lowercased()),
      count > beginning.count + end.count
    else { return nil }
    return String(dropFirst(beginning.count).dropLast(end.count))
  }
}

extension World {
  /// The meanings of each sentence of an answer; none for a sentence that no table can give.
  ///
  /// - Parameters:
  ///   - answer: any text.
  ///   - invented: a made-up name and a thing of the kind it passes for. Statements about it are read as if they
  ///     were about that thing, with nothing known of it.
  func meanings(of answer: String, invented: (name: String, standIn: String)?) -> [[Said]] {
    let whole = meanings(ofSentence: answer, invented)
    if !whole.isEmpty { return [whole] }
    return World.sentencePieces(answer[...]).map { meanings(ofSentence: $0, invented) }
  }

  private func meanings(ofSentence sentence: String, _ invented: (name: String, standIn: String)?) -> [Said] {
    let known = answerReader.meanings(of: sentence)
    let names = answerReader.nameAlone(sentence)
    if !known.isEmpty { return known + names }
    if let invented, let place = sentence.range(of: invented.name, options: .caseInsensitive),
      let claim = reader.match(sentence.replacingCharacters(in: place, with: invented.standIn))?.reading
        .claim,
      claim.subject == invented.standIn
    {
      return [
        .claim(Fact(relation: claim.relation, subject: invented.name, answer: claim.answer), isTrue: nil)
      ]
    }
    guard let match = reader.match(sentence) else { return names }
    if let claim = match.reading.claim { return [.claim(claim, isTrue: match.reading.isTrue)] }
    if case .making(let kind) = match.origin { return [.made(kind: kind, about: match.about)] + names }
    return [.filler]
  }
}
