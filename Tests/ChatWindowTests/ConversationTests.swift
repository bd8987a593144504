// What the models are given, token by token.

import Testing
import TinyLM

@testable import ChatWindow

@Suite struct ConversationTests {
  private let makers = PromptMaker(Talking.letters, capitals: Capitals())
  private let chat = ChatModel("sft", Talking.model(), knowsChat: true)
  private let base = ChatModel("base", Talking.model(), knowsChat: false)

  private func turn(_ question: String, _ answer: String) -> Turn {
    Turn(
      question: question,
      answer: Answer(
        model: chat, settings: ChatSettings(), number: 1, prompt: Prompt(tokens: []), tokens: [],
        text: answer,
        ending: .finished))
  }

  private func raw(_ prompt: Prompt) -> String { Talking.letters.decode(prompt.tokens) }

  @Test func allOfAShortConversation() throws {
    let earlier = [turn("a", "b"), turn("c", "d")]
    let prompt = try makers.prompt("e", after: earlier, system: "", for: chat, length: 12)
    #expect(
      raw(prompt) == "<|user|> a<|assistant|> b<|end|><|user|> c<|assistant|> d<|end|><|user|> e<|assistant|>"
    )
    #expect(prompt.leftOut == 0 && prompt.cut == nil)
    #expect(
      raw(try makers.prompt("e", after: earlier, system: "", for: base, length: 12)) == "<|endoftext|> e")
  }

  @Test func anExchangeIsLeftOutWhenOneTokenTooMany() throws {
    // 4 tokens at the end, 4 + 2 for the first exchange and its question, and one for each letter more.
    for letters in 30...50 {
      let earlier = [turn(String(repeating: "q", count: letters), "b")]
      let prompt = try makers.prompt("e", after: earlier, system: "", for: chat, length: 12)
      let whole = 4 + 6 + letters
      #expect(prompt.tokens.count == (whole <= 52 ? whole : 4), "\(letters)")
      #expect(prompt.leftOut == (whole <= 52 ? 0 : 1))
    }
  }

  @Test func theSystemTextStaysBeforeTheFirstMessageThatIsLeft() throws {
    let earlier = [turn(String(repeating: "q", count: 40), "b"), turn("c", "d")]
    let prompt = try makers.prompt("e", after: earlier, system: "be kind", for: chat, length: 12)
    #expect(raw(prompt) == "<|user|> be kind c<|assistant|> d<|end|><|user|> e<|assistant|>")
    #expect(prompt.leftOut == 1)
  }

  @Test func roomForTheAnswer() {
    #expect(PromptMaker.room(for: chat, 100) == 48)
    #expect(PromptMaker.room(for: chat, 10) == 54)
  }

  /// A message of any length, with any text before it, fits.
  @Test func everythingFits() throws {
    for context in [8, 9, 16, 64] {
      let chat = ChatModel("sft", Talking.model(Talking.bytes, context: context), knowsChat: true)
      let base = ChatModel("base", Talking.model(Talking.bytes, context: context), knowsChat: false)
      let makers = PromptMaker(Talking.bytes, capitals: Capitals())
      let longest = PromptMaker.room(for: chat, 1000) / 2
      for system in ["", String(repeating: "s", count: longest - 1)] {
        for letters in 0...80 {
          let text = String(repeating: "\u{e9}", count: letters)
          for model in [chat, base] {
            let prompt = try makers.prompt(
              text, after: [turn(text, "a")], system: system, for: model, length: 1000)
            #expect((1...PromptMaker.room(for: model, 1000)).contains(prompt.tokens.count))
          }
        }
      }
    }
  }

  @Test func aTokenizerWithoutConversations() {
    #expect(!ChatFormat.fits(BytePairTokenizer(merges: [])))
    #expect(ChatFormat.fits(Talking.bytes))
  }
}
