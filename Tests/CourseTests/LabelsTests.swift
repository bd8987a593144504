// The file of labels: what was chosen comes back, whatever was said, and a damaged line is named.

import Foundation
import Testing
import TinyLM

@testable import Course

@Suite struct LabelsTests {
  static let labels = [
    Label(
      [ChatMessage(.user, "Hello.")], first: "Hello.", second: "Oslo \"is\"\nfar\u{2028}away.", choice: .first
    ),
    Label(
      [
        ChatMessage(.user, "I am Ada."), ChatMessage(.assistant, "Hello Ada."),
        ChatMessage(.user, "And Spain?"),
      ],
      first: "Madrid.", second: "", choice: .second),
    Label([ChatMessage(.user, "What?")], first: "A.", second: "B.", choice: .skipped),
  ]

  @Test func everythingComesBack() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      var file = try LabelFile(url)
      #expect(file.labels.isEmpty && file.choiceCount == 0)
      for (number, label) in Self.labels.enumerated() {
        try file.add(label)
        #expect(try LabelFile(url).labels == Array(Self.labels.prefix(number + 1)))
      }
      #expect(file.choiceCount == 2)
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 3, "one line for each")
    }
  }

  @Test func theLastOneIsTakenBack() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      var file = try LabelFile(url)
      #expect(try file.undo() == nil)
      try file.add(Self.labels[0])
      try file.add(Self.labels[1])
      #expect(try file.undo() == Self.labels[1])
      #expect(try LabelFile(url).labels == [Self.labels[0]])
    }
  }

  @Test func aDamagedLineIsNamed() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      var file = try LabelFile(url)
      try file.add(Self.labels[0])
      let good = try Data(contentsOf: url)
      try (good + Data("{\"choice\":\"third\"}\n".utf8)).write(to: url)
      #expect { try LabelFile(url) } throws: { "\($0)".contains("line 2") }
      try (good + good).write(to: url)
      #expect(try LabelFile(url).labels.count == 2)
    }
  }

  @Test func whatCannotBeKeptIsNotAdded() throws {
    try withFolder { folder in
      var file = try LabelFile(folder.appending(path: "missing/labels.jsonl"))
      #expect(throws: FileProblem.self) { try file.add(Self.labels[0]) }
      #expect(file.labels.isEmpty)
    }
  }

  @Test func aChoiceInTokens() throws {
    let tokenizer = BytePairTokenizer.learned(
      from: "Hello. Oslo is far away. Madrid. And Spain?".utf8, vocabularySize: 270,
      specialTokens: ChatFormat.specialTokens)
    let format = ChatFormat(tokenizer)
    let chosen = try Self.labels.map { try $0.comparison(in: format) }
    #expect(chosen[2] == nil)
    let first = try #require(chosen[0]), second = try #require(chosen[1])
    let said = { (tokens: [MarkedToken]) in format.text(of: tokens.filter(\.isLearned).map(\.id)) }
    #expect(said(first.chosen) == Self.labels[0].first && said(first.rejected) == Self.labels[0].second)
    #expect(said(second.chosen) == Self.labels[1].second && said(second.rejected) == Self.labels[1].first)
    #expect(second.chosen.map(\.id).starts(with: try format.prompt(Self.labels[1].messages)))
  }
}

/// A folder that is thrown away.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "course-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}
