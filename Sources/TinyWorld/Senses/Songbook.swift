// The sounds of assets/world/sounds.tsv, written as parts: a pitch in hertz, a glide such as 300>2500, noise, or pause.
// Ours. Leaves out parts of different lengths.

import Foundation

/// All sounds that a model can learn to hear.
public struct Songbook: Sendable {
  /// Each once, in the order of the file.
  public let melodies: [Melody]

  private static let mostParts = 32

  /// Reads the sounds.
  ///
  /// - Parameter tables: the folder `assets/world`.
  /// - Throws: `WorldProblem`, with file and line, for a sound that is malformed.
  public init(tables: URL) throws { try self.init(PlainTable("sounds.tsv", in: tables)) }

  /// Just these sounds.
  public init(melodies: [Melody]) { self.melodies = melodies }

  init(_ table: PlainTable) throws {
    try table.requireColumns(["sound", "parts"])
    melodies = try table.rows.map { row in
      let parts = try row.cells[1].split(separator: " ").map { word in
        guard let part = Melody.Part(word) else {
          throw table.problem(
            row, "\"\(word)\" is no part of a sound",
            "Write a pitch of 20 to 3600 hertz, a glide such as 300>2500, noise, or pause")
        }
        return part
      }
      guard (1...Self.mostParts).contains(parts.count) else {
        throw table.problem(
          row, "\(row.cells[0]) has \(parts.count) parts", "Write 1 to \(Self.mostParts) parts")
      }
      return Melody(name: row.cells[0], parts: parts)
    }
    guard Set(melodies.map(\.name)).count == melodies.count else {
      throw table.problem(table.rows[0], "a sound has the name of another", "Give each a name of its own")
    }
  }
}

extension Melody.Part {
  /// From half the rate of the samples on, a pitch sounds like a lower one (Shannon 1949); 6 % more must be below that.
  private static let pitches = 20.0...3600

  init?(_ word: some StringProtocol) {
    switch word {
    case "noise": self = .noise
    case "pause": self = .pause
    default:
      let ends = word.split(separator: ">", omittingEmptySubsequences: false).map { Double($0) }
      guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1],
        Self.pitches.contains(low), Self.pitches.contains(high)
      else { return nil }
      self = .tone(from: low, to: high)
    }
  }
}
