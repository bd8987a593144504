import Testing

@testable import TinyWorld

@Suite struct TypingTests {
  private let habits = Tables.world.talkBook.typing
  private let question = "Could you please tell me, what's the capital of France?"

  private func typed(_ text: String, _ count: Int = 500, keeping kept: Set<String> = [], seed: UInt64 = 2)
    -> [String]
  {
    var dice = Dice(source: Words(state: seed))
    return (0..<count).map { _ in dice.typed(text, habits: habits, keeping: kept) }
  }

  @Test func sameWordsSameTyping() { #expect(typed(question) == typed(question)) }

  @Test func mostTypingsDiffer() { #expect(Set(typed(question)).count > 150) }

  @Test func someTypeNeatly() { #expect(typed(question).contains(question)) }

  @Test func keptWordsStayWhole() {
    let texts = typed("my name is Padulin", 1_000, keeping: ["padulin"])
    #expect(texts.allSatisfy { $0.lowercased().contains("padulin") })
  }

  @Test func otherWordsSlip() {
    #expect(!typed("my name is Padulin", 1_000).allSatisfy { $0.lowercased().contains("padulin") })
  }

  @Test(arguments: ["?", "a", "...", "'", ",", "ok", ""]) func nothingIsEverEmpty(text: String) {
    #expect(typed(text, 300).allSatisfy { !$0.isEmpty })
  }

  /// Whoever slips is in haste: mostly one word is hit, sometimes more.
  @Test func mostSlipsAreAlone() {
    var dice = Dice(source: Words(state: 5))
    var slips = [0, 0, 0, 0]
    for _ in 0..<1_000 {
      let words = dice.typed("alpha beta gamma", habits: [], keeping: []).lowercased().split(separator: " ")
      slips[3 - words.count { ["alpha", "beta", "gamma"].contains($0.filter(\.isLetter)) }] += 1
      #expect(words.count <= 4)
    }
    #expect(slips[0] > 3 * slips[1] && slips[1] > slips[2] && slips[2] > 0, "\(slips)")
  }
}
