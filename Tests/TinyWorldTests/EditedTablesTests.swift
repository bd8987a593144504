// A class edits the tables of the world. Whatever is changed, the world is read and all that it can say is said, or a
// problem names the file and the line: nothing stops without a word. Thousands of edits are made by rule; a hundred are
// tried in each run, all of them with TINY_EDITS=all, those of one table with TINY_EDITS=names.tsv.

import Foundation
import Testing

@testable import TinyWorld

@Suite struct EditedTablesTests {
  private static let wanted = ProcessInfo.processInfo.environment["TINY_EDITS"]

  @Test(.timeLimit(.minutes(wanted == nil ? 40 : 60))) func everyEditWorksOrIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "edited-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: Tables.book, to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let edits = try Edit.all(of: folder)
    var words = Words(state: 12)
    let tried =
      Self.wanted.map { wanted in edits.filter { wanted == "all" || wanted == $0.file } }
      ?? (0..<100).map { _ in edits[Int(words.next() % UInt64(edits.count))] }
    #expect(edits.count > 10_000)
    var works = 0
    for edit in tried {
      let file = folder.appending(path: edit.file)
      let original = try Data(contentsOf: file)
      defer { try? original.write(to: file) }
      try Data((edit.lines().joined(separator: "\n") + "\n").utf8).write(to: file)
      do {
        try sayEverything(folder)
        works += 1
      } catch let problem as WorldProblem {
        let lines = try String(contentsOf: folder.appending(path: problem.file), encoding: .utf8)
          .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
        #expect((0...lines).contains(problem.line), "\(edit): \(problem)")
      }
    }
    guard Self.wanted == nil else { return }
    #expect(works > tried.count / 4 && works < tried.count, "\(works) of \(tried.count) edits make a world")
  }

  /// Documents, prompts, requests of all kinds and parts, all answers to them, contrasts, choices and senses.
  private func sayEverything(_ folder: URL) throws {
    let world = try World(tables: folder)
    var words = Words(state: 3)
    for _ in 0..<60 { _ = world.read(world.document(using: &words).text) }
    _ = (world.recallPrompts, world.heldOutSentences)
    for relation in world.relations { _ = world.plainQuestion(relation, about: "Zorvia") }
    for _ in 0..<5 { _ = world.conversation(turns: 5, for: .training, by: .mixed, using: &words) }
    for part in Split.allCases {
      for kind in Request.Kind.allCases {
        for request in world.requests(kind, for: part, count: 3, using: &words) {
          for outcome in world.outcomes(of: kind) {
            for style in AnswerStyle.allCases {
              let answer = world.answer(to: request, outcome: outcome, style: style, using: &words)
              _ = world.goldVerdict(answer, to: request)
            }
          }
          _ = world.demonstration(of: request, by: .mixed, using: &words)
          for contrast in world.contrasts(to: request, using: &words) {
            let person = Person(taste: .full)
            _ = world.prefersFirst(contrast.better, contrast.worse, for: request, by: person, using: &words)
          }
        }
      }
    }
    #expect(try Gallery(tables: folder).pictures.count > 1)
    #expect(try !Songbook(tables: folder).melodies.isEmpty)
  }
}

/// One table with one thing changed.
private struct Edit: CustomStringConvertible {
  let file: String
  let description: String
  /// Made when it is needed: all edits together would fill the memory.
  let lines: () -> [String]

  /// Each line removed or doubled; each cell emptied, set to "-", or replaced by its neighbours; each slot renamed; each
  /// table cut to its first rows.
  static func all(of folder: URL) throws -> [Edit] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap { file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      return edits(file, text.split(whereSeparator: \.isNewline).map(String.init))
    }
  }

  private static func edits(_ file: String, _ lines: [String]) -> [Edit] {
    let first = lines.firstIndex { !$0.hasPrefix("#") } ?? 0
    /// The table with other lines in the place of one.
    func replacing(_ line: Int, by new: [String], _ what: String) -> Edit {
      Edit(file: file, description: "\(file), line \(line + 1) \(what)") {
        Array(lines[..<line]) + new + lines[(line + 1)...]
      }
    }
    let cuts = (0...8).map { rows in
      Edit(file: file, description: "\(file), \(rows) rows") { Array(lines.prefix(first + 1 + rows)) }
    }
    return cuts
      + lines.indices.dropFirst(first).flatMap { line in
        [
          replacing(line, by: [], "removed"), replacing(line, by: [lines[line], lines[line]], "twice"),
        ] + rewritten(lines, line).map { replacing(line, by: [$0], "is now \($0)") }
      }
  }

  /// What one line may become.
  private static func rewritten(_ lines: [String], _ line: Int) -> [String] {
    let cells = lines[line].components(separatedBy: "\t")
    let above = lines[max(0, line - 1)].components(separatedBy: "\t")
    let changedCells = cells.indices.flatMap { place -> [String] in
      let beside = cells[(place + 1) % cells.count]
      let others = ["", "-", "zebra", beside, above.indices.contains(place) ? above[place] : "x"]
      return others.map { other in
        var changed = cells
        changed[place] = other
        return changed.joined(separator: "\t")
      }
    }
    let slots = ["country", "capital", "animal", "name", "he", "invented", "question", "user", "nothing"]
    let renamed = lines[line].matches(of: /{\w+}/).flatMap { match in
      slots.map { lines[line].replacingCharacters(in: match.range, with: "{\($0)}") } + [
        lines[line].replacingCharacters(in: match.range, with: "word")
      ]
    }
    return (changedCells + renamed).filter { $0 != lines[line] }
  }
}
