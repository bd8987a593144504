// Records: the exact JSON, and what a second run says about the first.

import Foundation
import TestSupport
import Testing

@testable import CommandLineKit
@testable import Notebook

private let command = Command(
  name: "chapter7-rlhf", question: "?",
  knobs: [
    .real("klWeight", "", in: 0...1, normal: 0.05), .choice("judge", "", of: ["learned", "gold"]),
  ])

private func record(_ arguments: [String], gold: Double, words: Double) throws -> RunRecord {
  RunRecord(
    of: try Invocation(of: command, arguments),
    [Metric("gold", gold, better: .higher), Metric("words", words), Metric("broken", Double.nan)])
}

/// What a run says that ends with a record, and leaves it.
private func said(_ record: RunRecord, _ root: PackageRoot) throws -> [String] {
  let changes = record.changes(sinceLastIn: root)
  try record.replaceLast(in: root)
  return changes
}

struct RunRecordTests {
  @Test func jsonIsExact() throws {
    #expect(
      try record(["--set", "klWeight=0"], gold: 0.5, words: 9).json.description == """
        {"chapter": "chapter7-rlhf", "knobs": {"seed": 1, "klWeight": 0.0, "judge": "learned"}, \
        "metrics": {"gold": 0.5, "words": 9.0, "broken": null}}
        """)
  }

  @Test func onlyWhatChangedIsListed() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      #expect(try said(record([], gold: 0.61, words: 9), root).isEmpty)
      #expect(
        try said(record(["--set", "klWeight=0"], gold: 0.42, words: 30), root) == [
          "  You changed   klWeight 0.05 -> 0", "  What moved    gold 0.61 -> 0.42 (lower, worse)",
          "                words 9 -> 30 (higher)",
        ])
      #expect(try said(record(["--set", "klWeight=0"], gold: 0.42, words: 30), root).isEmpty)
      #expect(
        try said(record(["--set", "judge=gold", "--seed", "2"], gold: 0.42, words: 30), root) == [
          "  You changed   seed 1 -> 2    klWeight 0 -> 0.05    judge learned -> gold",
          "  What moved    nothing",
        ])
      #expect(
        try said(record(["--set", "judge=gold", "--seed", "2"], gold: .nan, words: 30), root)
          == ["  You changed   no knob", "  What moved    gold 0.42 -> nan"])
    }
  }

  @Test func numbersInDifferentUnitsAreNotCompared() throws {
    let loss = { (value: Double, basis: String?) in
      RunRecord(
        of: try Invocation(of: command, []), [Metric("loss", value, better: .lower, basis: basis)])
    }
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      #expect(try said(loss(3.002, "bytePairs"), root).isEmpty)
      #expect(
        try said(loss(2.5, "bytePairs"), root).last == "  What moved    loss 3.002 -> 2.5 (lower, better)")
      let incomparable = "(not comparable: another tokenizer or text)"
      #expect(
        try said(loss(1.884, "characters"), root).last == "  What moved    loss 2.5 -> 1.884 \(incomparable)")
      #expect(try said(loss(1.9, nil), root).last == "  What moved    loss 1.884 -> 1.9 \(incomparable)")
    }
    #expect(try loss(1, "bytePairs").json.description.hasSuffix(#""bases": {"loss": "bytePairs"}}"#))
  }

  @Test func whatCannotBeSeenHasNotMoved() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      _ = try said(record([], gold: 1.36401, words: 0), root)
      #expect(try said(record([], gold: 1.36402, words: -0.0), root).isEmpty)
    }
  }

  @Test func aLargeSeedIsRemembered() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      let seed = ["--seed", "9223372036854775807"]
      _ = try said(record(seed, gold: 1, words: 1), root)
      #expect(try said(record(seed, gold: 1, words: 1), root).isEmpty)
    }
  }

  @Test func aDamagedRecordIsReplaced() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      let file = try root.runs("records").appendingPathComponent("chapter7-rlhf.json")
      try Data("{\"knobs\": [".utf8).write(to: file)
      let record = try record([], gold: 0.61, words: 9)
      #expect(try said(record, root).isEmpty)
      #expect(try String(contentsOf: file, encoding: .utf8) == record.json.description + "\n")
    }
  }
}
