// A learner's own text in chapter 4: any script, any structure, either kind of tokens. The whole page appears, says
// only what is so, and shows the letters of the text.

import Basics
import Foundation
import Testing

struct ForeignTextTests {
  /// A text, what cuts it, and what must be seen of it.
  struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    let tokenizer: String
    let shown: String
    var testDescription: String { "\(name), \(tokenizer)" }
  }

  private static let english = "the miller opened the old wheel again and bread was cheap in summer"
  private static let russian = "Река бежала мимо старой мельницы и никто не знал как давно она стоит"
  private static let chinese = "河 水 流 过 老 磨 坊 村 里 没 有 人 能 说 出 它 在 那 里 有 多 久 了"

  /// Sentences of some words, the same at each run.
  private static func text(
    _ words: String, count: Int, between: String = " ", ending: String = ".\n"
  ) -> String {
    let words = words.split(separator: " ")
    return (0..<count).map { place in
      let length = 4 + place * place % 7
      return (0..<length).map { String(words[(place * 5 + $0 * $0 * 3) % words.count]) }.joined(
        separator: between)
        + ending
    }.joined()
  }

  static let samples = [
    Sample(name: "Russian", text: text(russian, count: 300), tokenizer: "bytepairs", shown: "мельницы"),
    Sample(
      name: "Chinese", text: text(chinese, count: 400, between: "", ending: "。\n"), tokenizer: "characters",
      shown: "磨"),
    Sample(
      name: "Chinese on one line", text: text(chinese, count: 400, between: "", ending: "。"),
      tokenizer: "bytepairs", shown: "磨"),
    Sample(
      name: "lower case on one line", text: text(english, count: 300, ending: " "), tokenizer: "characters",
      shown: "miller"),
    Sample(
      name: "code",
      text: text("x = wheel(bread) if: return self._name", count: 300, ending: ":\n    **y\n\n"),
      tokenizer: "bytepairs", shown: "|     **y"),
    Sample(
      name: "names of special tokens", text: text("a <|user|> says <|endoftext|> and <|end|>", count: 300),
      tokenizer: "bytepairs", shown: "<|endoftext|>"),
    Sample(
      name: "BOM and CRLF", text: "\u{FEFF}" + text(english, count: 300, ending: "\r\n"),
      tokenizer: "characters",
      shown: "miller"),
    Sample(
      name: "one letter", text: String(repeating: "a", count: 2000), tokenizer: "characters", shown: "aaa"),
    Sample(
      name: "digits", text: text("0 1 2 3 4 5 6 7 8 9", count: 300, between: "", ending: ""),
      tokenizer: "characters", shown: "0"),
  ]

  private static let chapter = Program(name: "chapter4-pretraining")
  private static let knobs = ["steps=30", "width=32", "layers=1", "heads=2", "context=16", "batch=4"]

  private func run(_ text: String, _ knobs: [String], _ arguments: [String] = []) throws -> Program.Outcome {
    let folder = FileManager.default.temporaryDirectory.appending(path: "text-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "text.txt")
    try Data(text.utf8).write(to: file)
    let all = ["corpus=\(file.path)"] + Self.knobs + knobs
    return try Self.chapter.run(Program.quick + all.flatMap { ["--set", $0] } + arguments)
  }

  @Test(arguments: samples)
  func anyTextGivesAWholePage(sample: Sample) throws {
    let page = try run(sample.text, ["tokenizer=\(sample.tokenizer)", "vocabulary=300"])
    #expect(page.code == 0, "\(page.errors)")
    #expect(page.output.contains("What you saw") && !page.lines.contains { $0.hasPrefix("  NO") })
    #expect(page.output.contains(sample.shown))
    #expect(!page.output.contains("\u{FEFF}") && !page.output.contains("\"The"))
    #expect(page.output.contains("nats per byte"))
  }

  @Test func aTextThatTheVocabularySwallowsIsRefusedWithTheCause() throws {
    let letters = String(repeating: "abcdefghij", count: 6000)
    let page = try run(letters, ["vocabulary=2048"], ["--cell", "text"])
    #expect(page.code == 3)
    #expect(page.errors.contains("60,000 bytes") && page.errors.contains("vocabulary"))
    #expect(!page.errors.contains("context"))
    #expect(try run(letters, ["tokenizer=characters"], ["--cell", "text"]).code == 0)
  }

  @Test func tooShortATextIsRefused() throws {
    let page = try run("A short text.\n", ["context=64"], ["--cell", "text"])
    #expect(page.code == 3 && page.errors.contains("a longer text") && !page.errors.contains("--set"))
  }

  @Test func lossesAreRecordedWithWhatTheyWereMeasuredOn() throws {
    func bases(_ knobs: [String]) throws -> [String: String] {
      let page = try run(Self.samples[0].text, knobs, ["--json"])
      let record = try JSONSerialization.jsonObject(with: Data(page.output.utf8)) as? [String: Any]
      return try #require(record?["bases"] as? [String: String])
    }
    let (pairs, characters) = (try bases(["vocabulary=300"]), try bases(["tokenizer=characters"]))
    #expect(pairs["validationLoss"] != characters["validationLoss"])
    let text = try #require(pairs["validationLossPerByte"])
    #expect(text == characters["validationLossPerByte"] && text.hasPrefix("text.txt "))
  }

  @Test func theRangesOfKnobsAreTrue() throws {
    func code(_ knob: String) throws -> Int32 {
      try run(Self.samples[0].text, [knob], ["--cell", "text"]).code
    }
    #expect(try code("vocabulary=259") == 2)
    #expect(try code("vocabulary=260") == 0)
    #expect(try code("heads=5") == 2)
  }
}
