import Foundation
import Testing

@testable import TinyWorld

@Suite struct PeopleMessageTests {
  let messages = try! PeopleMessage.all(in: Tables.book)

  @Test func thereAreManyAndNoTwoAlike() {
    #expect(messages.count >= 200 && Set(messages.map(\.turns)).count == messages.count)
  }

  @Test func noneIsEmpty() {
    #expect(
      messages.allSatisfy { !$0.turns.isEmpty && $0.turns.allSatisfy { !$0.isEmpty && $0.tidied == $0 } })
  }

  @Test func noneAcceptsNothingAtAll() { #expect(messages.allSatisfy { !$0.accepts("") }) }

  private func message(_ accept: String, _ reject: String) throws -> PeopleMessage {
    let text = "kind\tmessages\taccept\treject\nfact\thi || there\t\(accept)\t\(reject)\n"
    return try withTable(text) { folder in try PeopleMessage.all(in: folder)[0] }
  }

  @Test func acceptsAndRejectsAsWritten() throws {
    let message = try message(#"\brome\b|italy"#, "not")
    #expect(message.turns == ["hi", "there"] && message.kind == "fact")
    #expect(message.accepts("It is Rome.") && message.accepts("ITALY"))
    #expect(!message.accepts("It is not Rome.") && !message.accepts("Romeo") && !message.accepts(""))
  }

  @Test func aDashRejectsNothing() throws { #expect(try message("rome", "-").accepts("rome - not")) }

  @Test(arguments: ["(rome\t-", "rome\t[a"]) func aPatternIsNone(patterns: String) {
    let message = Tables.message("messages.tsv", adding: "fact\thi\t\(patterns)")
    #expect(
      message.text.hasPrefix("messages.tsv, line 3: ") && message.text.contains("is no regular expression"))
  }

  @Test func noneIsInADocument() {
    let world = Tables.world
    for document in world.documents(3_000) {
      for line in document.text.split(separator: "\n") {
        #expect(!world.isKeptForTest(String(line.trimmingPrefix("- "))), "\(line)")
      }
    }
  }

  @Test func noneIsInATrainingConversation() {
    let world = Tables.world
    for (request, _) in world.conversations(2_000, for: .training).joined() {
      #expect(!world.isKeptForTest(request.text), "\(request.text)")
    }
  }

  @Test func capitalsAndMarksDoNotHideAMessage() {
    #expect(Tables.world.isKeptForTest("WHATS the capital, of Poland?!"))
    #expect(!Tables.world.isKeptForTest("whats the capital of Zorvia"))
  }

  private func withTable<Result>(_ text: String, _ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "messages-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: "messages.tsv"))
    return try body(folder)
  }
}
