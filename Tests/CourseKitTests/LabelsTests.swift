// The file of labels: what was chosen comes back, whatever was said, and a damaged line is named.

import Foundation
import TestSupport
import Testing
import TinyLM

@testable import Basics
@testable import CourseKit
@testable import Files

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

  /// As an editor on another system leaves it: a byte-order mark, other ends of lines, lines without anything.
  @Test(arguments: ["\n", "\r\n", "\r"]) func linesOfAnySystem(_ end: String) throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      var file = try LabelFile(url)
      for label in Self.labels { try file.add(label) }
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      let text = "\u{FEFF}" + end + lines.joined(separator: end + " " + end) + end
      try Data(text.utf8).write(to: url)
      #expect(try LabelFile(url).labels == Self.labels)
      try Data((text + "{}" + end).utf8).write(to: url)
      #expect { try LabelFile(url) } throws: {
        "\($0)".contains("line 7 is no label") && !"\($0)".contains("whole file")
      }
    }
  }

  @Test func bytesThatAreNoTextAreNamed() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      try Data("{}\n".utf8 + [0xFF]).write(to: url)
      #expect { try LabelFile(url) } throws: { "\($0)".contains("byte 4 fits no character") }
      try Data().write(to: url)
      #expect(try LabelFile(url).labels == [])
    }
  }

  @Test func twoWhoAddAtOnceLoseNothing() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      DispatchQueue.concurrentPerform(iterations: 3) { writer in
        do {
          var file = try LabelFile(url)
          for _ in 0..<20 { try file.add(Self.labels[writer]) }
        } catch { Issue.record(error) }
      }
      let kept = try LabelFile(url).labels
      #expect(Self.labels.map { label in kept.count { $0 == label } } == [20, 20, 20])
    }
  }

  @Test func oneTakesBackOnlyItsOwn() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      var (one, other) = (try LabelFile(url), try LabelFile(url))
      try one.add(Self.labels[0])
      try other.add(Self.labels[1])
      #expect(other.labels == Array(Self.labels[..<2]) && one.labels.count == 1)
      #expect(try one.undo() == Self.labels[0])
      #expect(try one.undo() == nil)
      try one.reread()
      #expect(one.labels == [Self.labels[1]])
      var third = try LabelFile(url)
      #expect(try other.undo() == Self.labels[1])
      #expect(try third.undo() == nil, "another one has taken it back")
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
    let said = { (tokens: [MarkedToken]) in
      tokenizer.decode(tokens.filter(\.isLearned).map(\.id).prefix { $0 != format.end }).withoutBlank
    }
    let (one, two) = (Self.labels[0], Self.labels[1])
    #expect(said(first.chosen) == one.first.asRead && said(first.rejected) == one.second.asRead)
    #expect(said(second.chosen) == two.second.asRead && said(second.rejected) == two.first.asRead)
    #expect(second.chosen.map(\.id).starts(with: try format.prompt(Self.labels[1].messages)))
  }
}
