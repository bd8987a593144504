// The commands of the chat, which begin with a slash: one table, from which the help and the nearest name are taken.

import Basics
import CommandLineKit
import Files
import Foundation
import Pictures

extension ChatSession {
  private static let commands: [(name: String, argument: String, meaning: String)] = [
    ("help", "", "this list"),
    ("model", "NAME", "talk with another model; alone: which there are"),
    ("compare", "", "the last question, answered by all models"),
    ("why", "N", "which tokens were likely where the last answer begins, or at its token N"),
    ("tokens", "", "the conversation, cut into tokens"),
    ("raw", "", "exactly what the model sees, special tokens too"),
    ("set", "NAME VALUE", "change how answers are written; alone: the settings"),
    ("retry", "", "another answer to the last question"),
    ("undo", "", "take the last question and its answer back"),
    ("new", "", "a new conversation: what was said before is forgotten"),
    ("system", "TEXT", "put a text before the first message; alone: remove it"),
    ("save", "PATH", "write the conversation into a Markdown file"),
    ("page", "", "the page of this chapter, cell by cell; q leads back to the chat"),
    ("bye", "", "end the chat; also exit, quit and Ctrl-D"),
  ]

  /// What can be commanded here.
  private var commands: [(name: String, argument: String, meaning: String)] {
    Self.commands.filter { $0.name != "page" || page != nil }
  }

  /// Carries out a line that begins with a slash.
  ///
  /// - Throws: `Failure` with the nearest command.
  mutating func obey(_ line: String, _ isStopped: () -> Bool, _ show: (ChatEvent) -> Void) throws {
    let name = line.dropFirst().prefix { !$0.isWhitespace }
    let argument = line.dropFirst(1 + name.count).trimmingCharacters(in: .whitespaces)
    switch name.lowercased() {
    case "help": show(.lines(help))
    case "model": try changeModel(argument, show)
    case "compare": try compare(isStopped, show)
    case "why": try explain(argument, show)
    case "tokens": show(.lines(try tokenLines))
    case "raw": show(.lines(try rawLines))
    case "set": try change(argument, show)
    case "retry": try retry(isStopped, show)
    case "undo": undo(show)
    case "new": begin(show)
    case "system": try changeSystem(argument, show)
    case "save": try save(argument, show)
    case "page" where page != nil: try page?(isStopped)
    case "bye", "exit", "quit": show(.goodbye)
    default:
      throw Failure.usage(
        unknown: "command", "/" + name.prefix(40), valid: commands.map(\.name), prefix: "/")
    }
  }

  private var help: [String] {
    let lines = commands.flatMap { command in
      wrap(command.meaning, after: "  /\(command.name) \(command.argument)".left(20), width: width)
    }
    let rest = "Anything else is said to the model. Ctrl-C stops an answer."
    return lines + wrap(rest, width: width, indent: "  ")
  }

  // MARK: - Models and settings

  private mutating func changeModel(_ name: String, _ show: (ChatEvent) -> Void) throws {
    let names = models.map(\.name)
    if !name.isEmpty {
      guard let index = names.firstIndex(of: name.lowercased()) ?? names.firstIndex(of: name) else {
        throw Failure.usage(unknown: "model", String(name.prefix(40)), valid: names)
      }
      current = index
    }
    let kind = model.knowsChat ? "answers" : "goes on with your words, and sees only the last message"
    show(.note("\(model.name) \(kind); models: \(names.joined(separator: ", "))"))
  }

  private mutating func change(_ argument: String, _ show: (ChatEvent) -> Void) throws {
    let parts = argument.split { $0.isWhitespace || $0 == "=" }.map(String.init)
    guard let name = parts.first else { return show(.lines(settings.lines)) }
    guard parts.count == 2 else {
      throw Failure.usage("/set needs a name and a value", hint: "Write /set temperature 0.7")
    }
    let changed = try settings.set(name, to: parts[1])
    if changed == "seed" { answersBegun = 0 }
    show(.note("\(changed) is now \(settings.text(of: changed))"))
  }

  private mutating func changeSystem(_ text: String, _ show: (ChatEvent) -> Void) throws {
    if text.isEmpty {
      show(.note(system.isEmpty ? "no text stands before the first message" : "the text is gone"))
      system = ""
      return
    }
    guard model.knowsChat else {
      throw Failure.usage("\(model.name) only goes on with your words", hint: "Put the text before them.")
    }
    let count = try promptMaker.tokenizer.encode(" " + text.asRead).count
    let most = PromptMaker.room(for: model, settings.length) / 2
    guard count <= most else {
      throw Failure.usage("that text has \(count) tokens", hint: "At most \(most) leave room for a question.")
    }
    system = text
    show(
      .note(
        "this model was trained without a system role: \(text.quoted()) now stands before the first message "
          + "that it sees, as if you had typed it there; it takes \(count) of its \(model.context) tokens"))
  }

  // MARK: - The conversation

  /// - Throws: `Failure` if there is none.
  func lastTurn() throws -> Turn {
    guard let turn = turns.last else {
      throw Failure.usage("nothing was asked yet", hint: "Type a question first.")
    }
    return turn
  }

  private mutating func retry(_ isStopped: () -> Bool, _ show: (ChatEvent) -> Void) throws {
    let turn = try lastTurn()
    turns.removeLast()
    do { try takeTurn(asking: turn.question, isStopped, show) } catch {
      turns.append(turn)
      throw error
    }
    if settings.sampling.temperature == 0 { show(.note("temperature is 0: every try gives the same answer")) }
  }

  private mutating func undo(_ show: (ChatEvent) -> Void) {
    guard let turn = turns.popLast() else { return show(.note("there is nothing to take back")) }
    show(.note("taken back: \(turn.question.quoted()) and its answer; exchanges left: \(turns.count)"))
  }

  private mutating func begin(_ show: (ChatEvent) -> Void) {
    turns = []
    show(.note("a new conversation"))
  }

  private func compare(_ isStopped: () -> Bool, _ show: (ChatEvent) -> Void) throws {
    let turn = try lastTurn()
    var texts: [(header: String, text: String)] = []
    for model in models where !isStopped() {
      let prompt = try prompt(for: model, turn.question, after: turns.dropLast())
      let answer = generateAnswer(to: prompt, by: model, number: turn.answer.number, isStopped) { _ in }
      texts.append((model.name, answer.text.isEmpty ? "(no word)" : answer.text.printable))
    }
    let count = Set(texts.map(\.text)).count
    let picture = SideBySide(
      about: "Asked: " + turn.question, texts,
      caption: "With the same random numbers: \(texts.count) models, \(count) different answers.")
    show(.lines(picture.lines(width: width, isPlain: isPlain)))
  }

  private func save(_ path: String, _ show: (ChatEvent) -> Void) throws {
    guard !path.isEmpty else { throw Failure.usage("/save needs a path", hint: "Write /save chat.md") }
    let file = URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
    let isThere = FileManager.default.fileExists(atPath: file.path)
    try AtomicFile.write(to: file) { sink in try Data(transcript.utf8).withUnsafeBytes(sink) }
    let old = isThere ? "; what stood there is now \(AtomicFile.previous(of: file).lastPathComponent)" : ""
    show(.note("saved as \(path)\(old)"))
  }
}

extension String {
  /// The text in quotes, cut where it is too long for a line.
  func quoted() -> String { "\"\((count > 40 ? prefix(37) + "..." : self).printable)\"" }
}
