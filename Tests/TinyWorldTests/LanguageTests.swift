// What a native reader would mark in the texts of the world: articles, doubled words and marks, small letters at a
// beginning, slots that were not filled, a verb that does not agree.

import Foundation
import Testing

@testable import TinyWorld

@Suite struct LanguageTests {
  private static let world = Tables.world

  /// Documents as they stand, and of conversations the answers.
  private static let told = world.documents(2_000).flatMap { document in
    document.text.hasPrefix("- ") ? World.sentences(of: document.text) : [document.text]
  }
  private static let exchanges = Split.allCases.flatMap { split in
    world.conversations(700, for: split, World.Wordings()).joined()
  }
  private static let answers = exchanges.map(\.answer)
  /// Messages as they are before they are typed; what is no English is not looked at.
  private static let asked = exchanges.map(\.request).filter { $0.kind != .unknown || !$0.isForeign }.map(
    \.text)

  private static let all = told + answers + asked

  @Test func theArticleFitsTheSound() {
    for text in Self.all {
      for match in text.matches(of: /\b([Aa]n?) ([A-Za-z]+)/) {
        let word = match.2.lowercased()
        let isException = word == "f" || word.hasPrefix("hour") || word.hasPrefix("honest")
        let soundsLikeYou = ["uni", "use", "eu", "one"].contains(where: word.hasPrefix)
        let isVowel = isException || ("aeiou".contains(word.first!) && !soundsLikeYou)
        #expect((match.1.lowercased() == "an") == isVowel, "\(text)")
      }
    }
  }

  /// People do say "ha ha", "no no" and "bye bye".
  @Test func noWordComesTwice() {
    let said: Set = [
      "ha", "he", "la", "no", "bye", "cool", "yo", "knock", "hey", "please", "night", "now", "so", "wow",
      "ba", "blah", "bla", "hi",
    ]
    for text in Self.all {
      for match in text.lowercased().matches(of: /\b([a-z]+) \1\b/) {
        #expect(said.contains(String(match.1)), "\(text)")
      }
    }
  }

  @Test func blanksAndMarksAreSingle() {
    for text in Self.told + Self.answers {
      #expect(text.firstMatch(of: /[ ]{2}| [,.;:!?]|[,;:][,.;:!?]|\.\.|[!?][.,!?]/) == nil, "\(text)")
    }
    for text in Self.asked { #expect(text.firstMatch(of: /[ ]{2}| [,.;:!?]|,,|,[.!?]/) == nil, "\(text)") }
  }

  @Test func sentencesBeginWithACapitalAndEnd() {
    for text in Self.told + Self.answers {
      #expect(text == text.sentenceCased && text.firstMatch(of: /[.!?]"?$/) != nil, "\(text)")
      #expect(text.firstMatch(of: /\. [a-z]/) == nil, "\(text)")
    }
  }

  @Test func iIsACapitalLetter() {
    for text in Self.all { #expect(text.firstMatch(of: /\bi\b/) == nil, "\(text)") }
  }

  @Test func nothingIsLeftToFillIn() {
    for text in Self.all { #expect(text.firstMatch(of: /[{}\[\]|]/) == nil, "\(text)") }
  }

  @Test func theVerbAgreesWithTheFood() {
    for food in Self.world.things(of: "food") {
      let isMass = Self.world.grammar.isMass(food)
      let wrong = (isMass ? ["are", "taste"] : ["is", "tastes", "was", "has"]).map {
        food.sentenceCased + " \($0) "
      }
      for text in Self.told + Self.answers {
        for sentence in World.sentencePieces(text[...]) where sentence.hasPrefix(food.sentenceCased) {
          #expect(!wrong.contains(where: sentence.hasPrefix), "\(sentence)")
        }
      }
    }
  }
}

extension Request {
  /// Whether it is one of those in no English.
  fileprivate var isForeign: Bool { topic == .unknown(isTask: false) }
}
