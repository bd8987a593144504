// A test set of messages as people write them, with what is an acceptable answer; nothing of it is ever trained on.
// Ours; written for this book by somebody who did not know the tables.

import Foundation

/// One message, or the last of several, and what would be a sensible answer.
public struct PeopleMessage: Sendable {
  /// What it is about, as the table calls it.
  public let kind: String
  /// What the user says, turn by turn; the last answer is judged.
  public let turns: [String]
  private let accept: String
  private let reject: String?

  /// All messages of the table `messages.tsv`.
  public static func all(in tables: URL) throws -> [PeopleMessage] {
    let table = try PlainTable("messages.tsv", in: tables)
    try table.requireColumns(["kind", "messages", "accept", "reject"])
    return try table.rows.map { row in
      for pattern in row.cells[2...] where (try? NSRegularExpression(pattern: pattern)) == nil {
        throw table.problem(row, "\"\(pattern)\" is no regular expression", "Escape its brackets")
      }
      return PeopleMessage(
        kind: row.cells[0], turns: row.cells[1].components(separatedBy: " || "), accept: row.cells[2],
        reject: row.cells[3] == "-" ? nil : row.cells[3])
    }
  }

  /// The fingerprints of messages that are kept for tests elsewhere: those of the table `kept.tsv`.
  static func fingerprints(in tables: URL) throws -> Set<UInt64> {
    let table = try PlainTable("kept.tsv", in: tables)
    try table.requireColumns(["fingerprint"])
    return try Set(
      table.rows.map { row in
        guard let number = UInt64(row.cells[0], radix: 16) else {
          throw table.problem(row, "\"\(row.cells[0])\" is no fingerprint", "Write 16 hexadecimal digits")
        }
        return number
      })
  }

  /// Whether an answer is acceptable.
  public func accepts(_ answer: String) -> Bool {
    let answer = answer.lowercased()
    func matches(_ pattern: String) -> Bool { answer.range(of: pattern, options: .regularExpression) != nil }
    return matches(accept) && !(reject.map(matches) ?? false)
  }
}
