// What a session does with lines that are no commands.

import Testing
import TinyLM
import TinyTensor

@testable import Basics
@testable import ChatWindow

@Suite struct ChatSessionTests {
  @Test(arguments: [Talking.bytes, Talking.letters] as [any Tokenizer])
  func aQuestionIsAnsweredAsTheModelDoesIt(tokenizer: any Tokenizer) throws {
    let capitals = Capitals(learnedFrom: "It is a B, I say.")
    let format = ChatFormat(tokenizer, capitals: capitals)
    let model = Talking.model(tokenizer)
    for seed: UInt64 in 1...20 {
      let settings = ChatSettings(temperature: 1.5, length: 30, seed: seed)
      var session = ChatSession(
        [ChatModel("sft", model, knowsChat: true)], tokenizer: tokenizer, capitals: capitals,
        settings: settings)
      var generator = SeededGenerator(seed: seed, stream: "answer 1")
      let whole = model.generate(
        after: try format.prompt([ChatMessage(.user, "hello")]), limit: 30,
        sampling: Sampling(temperature: 1.5), stop: format.end, using: &generator)
      let events = session.events(after: "  Hello ")
      let pieces = events.compactMap { if case .piece(let text) = $0 { text } else { nil } }
      // It came word by word, and is the same as when it is written in one go.
      #expect(pieces.count > 1 || whole.isEmpty)
      #expect(pieces.joined() == format.text(of: whole))
      #expect(session.turns[0].answer.text == format.text(of: whole))
    }
  }

  @Test func oneBlankBeforeAnAnswerIsNoPartOfIt() throws {
    let blank = try Talking.letters.encode(" ")[0]
    let model = ChatModel("m", Talking.model(saying: blank), knowsChat: true)
    var session = ChatSession(
      [model], tokenizer: Talking.letters, settings: ChatSettings(temperature: 0, length: 3))
    session.text(after: "hi")
    #expect(session.turns[0].answer.text == "  ")
  }

  @Test func theSameLinesGiveTheSameChat() {
    var (a, b) = (Talking.session(), Talking.session())
    let first = a.script("hello", "who are you", "/retry")
    #expect(first == b.script("hello", "who are you", "/retry"))
    var other = Talking.session()
    #expect(first != other.script("/set seed 2", "hello", "who are you", "/retry"))
  }

  @Test func emptyLinesAreNothing() {
    var session = Talking.session()
    #expect(session.events(after: "").isEmpty && session.events(after: " \t ").isEmpty)
    #expect(session.turns.isEmpty)
  }

  @Test func waysToLeave() {
    for line in ["exit", "quit", " Exit ", "/bye", "/exit", "/quit", "/BYE"] {
      var session = Talking.session()
      #expect(session.events(after: line) == [.goodbye], "\(line)")
    }
    var session = Talking.session()
    #expect(!session.events(after: "exit the house").contains(.goodbye))
  }

  @Test func whatTheVocabularyLacksIsSaidAndLeavesNothing() {
    var session = Talking.session()
    #expect(
      session.text(after: "a~").hasPrefix(
        "problem: the text: character 3, \"~\", is not in the vocabulary."))
    #expect(session.turns.isEmpty)
  }

  @Test func howAnAnswerEnds() throws {
    let end = try #require(Talking.letters.id(ofSpecial: "<|end|>"))
    let a = try Talking.letters.encode("a")[0]
    func talk(_ token: Int, length: Int) -> String {
      let model = ChatModel("m", Talking.model(saying: token), knowsChat: true)
      var session = ChatSession(
        [model], tokenizer: Talking.letters, settings: ChatSettings(temperature: 0, length: length))
      return session.text(after: "hi")
    }
    #expect(talk(end, length: 5) == "TinyChat> \n(it ended at once, without a word)\n")
    #expect(talk(a, length: 5) == "TinyChat> Aaaaa\n(cut after 5 tokens: /set length)\n")
    // The prompt has 5 tokens, so 59 are left.
    let full = "A" + String(repeating: "a", count: 58)
    #expect(talk(a, length: 70) == "TinyChat> \(full)\n(cut: the 64 tokens that the model sees are full)\n")
  }

  @Test func anAnswerCanBeStopped() {
    var session = Talking.session()
    var (asked, events): (Int, [ChatEvent]) = (0, [])
    session.respond(
      to: "hello",
      isStopped: {
        asked += 1
        return asked > 3
      }
    ) { events.append($0) }
    #expect(session.turns[0].answer.tokens.count == 3)
    #expect(events.last == .note("stopped"))
  }

  // MARK: - The window

  @Test func theOldestExchangesFallOutWholeAndThisIsSaidOnce() {
    var session = Talking.session(length: 8)
    let note = "(the oldest exchange no longer fits into the 64 tokens that the model sees)"
    var told: [Bool] = []
    for number in 1...9 {
      let text = session.text(after: "number \(number)")
      told.append(text.contains(note))
      let raw = Talking.letters.decode(session.turns.last!.answer.prompt.tokens)
      #expect(raw.hasPrefix("<|user|> number ") && raw.hasSuffix("<|user|> number \(number)<|assistant|>"))
      #expect(session.turns.last!.answer.prompt.tokens.count <= 64 - 8)
      #expect(raw.contains("number 1<") == (session.turns.last!.answer.prompt.leftOut == 0))
    }
    #expect(told.count(where: \.self) == 1)
    #expect(session.turns.last!.answer.prompt.leftOut > 3)
    // Nothing is lost for the person.
    #expect(session.transcript.contains("number 1\n"))
  }

  @Test func aMessageLongerThanTheWindow() {
    var session = Talking.session(length: 8)
    let long = (0..<30).map { "w\($0)" }.joined(separator: " ")  // 110 letters and 1 blank before them
    #expect(
      session.text(after: long).hasPrefix(
        "(your message has 110 tokens; only the last 53 fit into the 64 tokens that the model sees)\n"))
    #expect(session.turns[0].answer.prompt.tokens.count == 56)
    #expect(
      Talking.letters.decode(session.turns[0].answer.prompt.tokens)
        == "<|user|> \(long.suffix(53))<|assistant|>")
    session.text(after: "/model base")
    #expect(
      session.text(after: long).hasPrefix(
        "(your message has 110 tokens; only the last 55 fit into the 64 tokens that the model sees)\n"))
    #expect(
      Talking.letters.decode(session.turns[1].answer.prompt.tokens) == "<|endoftext|>\(long.suffix(55))")
  }

  /// Letters of several bytes are not torn apart where a message is cut.
  @Test func aCutLeavesWholeLetters() {
    for context in 16...24 {
      var session = Talking.session(Talking.bytes, context: context, length: 1)
      session.text(after: String(repeating: "\u{1f600}", count: 20_000))
      let text = Talking.bytes.decode(session.turns[0].answer.prompt.tokens)
      #expect(!text.contains("\u{fffd}") && text.contains("\u{1f600}"), "\(text)")
    }
  }

  @Test func aModelThatCompletesGetsTheWordsAlone() {
    var session = Talking.session()
    session.text(after: "/model base")
    session.text(after: "one")
    #expect(session.text(after: "two").hasPrefix("base> "))
    #expect(Talking.letters.decode(session.turns[1].answer.prompt.tokens) == "<|endoftext|> two")
  }

  @Test func whatIsTypedNeverBecomesASpecialToken() throws {
    for tokenizer in [Talking.bytes, Talking.letters] as [any Tokenizer] {
      let special = Set(ChatFormat.specialTokens.compactMap { tokenizer.id(ofSpecial: $0) })
      var session = Talking.session(tokenizer, length: 1)
      for name in ChatFormat.specialTokens {
        session.text(after: name + "x")
        session.text(after: "/system " + name)
        session.text(after: name)
        let prompt = session.turns.last!.answer.prompt.tokens
        let found = prompt.filter(special.contains)
        let rounds = (session.turns.count - session.turns.last!.answer.prompt.leftOut)
        // For each exchange in the window: a user, an assistant, an end; for the last one no end yet.
        #expect(found.count == 3 * rounds - 1, "\(name)")
        session = Talking.session(tokenizer, length: 1)
      }
    }
  }
}
