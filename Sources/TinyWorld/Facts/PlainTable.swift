// A plain text file of rows and columns: how all that the world knows is kept, so that anybody can read and change it.
// Follows the tab-separated-values form (text/tab-separated-values, IANA): the first line names the columns.
// Leaves out quoting; adds comment lines that begin with "#", and "-" for "no such fact".

import Basics
import Foundation

/// A problem of a table of the world: where it is, and what to do.
public struct WorldProblem: CustomNSError, Equatable, CustomStringConvertible, Sendable {
  /// The exit code of a program that stops for it.
  public var errorCode: Int { 3 }

  /// The file's name, without its folder.
  public let file: String
  /// The line, from 1; 0 if the whole file is meant.
  public let line: Int
  /// The finding.
  public let what: String
  /// The next step.
  public let need: String

  /// One line for a person.
  public var description: String {
    let place = line > 0 ? "\(file), line \(line)" : file
    return "\(place): \(what). \(need)."
  }
}

/// The rows of one table file, each with the number of its line.
struct PlainTable {
  struct Row {
    let line: Int
    let cells: [String]
  }

  let file: String
  let columns: [String]
  let rows: [Row]
  private let head: Row

  init(_ file: String, in folder: URL) throws {
    try self.init(file, text: Self.text(of: file, in: folder))
  }

  /// The text of a file of the world.
  static func text(of file: String, in folder: URL) throws -> String {
    guard let data = try? Data(contentsOf: folder.appendingPathComponent(file)) else {
      throw WorldProblem(
        file: file, line: 0, what: "the table cannot be opened", need: "It belongs in the folder assets/world"
      )
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// - Throws: `WorldProblem` if there is no row, or a row has more or fewer cells than there are columns.
  init(_ file: String, text: String) throws {
    let lines = text.lines.enumerated()
      .filter { !$0.element.isEmpty && !$0.element.hasPrefix("#") }
      .map {
        Row(
          line: $0.offset + 1,
          cells: $0.element.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
      }
    guard let head = lines.first, lines.count > 1 else {
      throw WorldProblem(
        file: file, line: 0, what: "the table has no rows", need: "Write the names of the columns, then rows")
    }
    self.file = file
    self.head = head
    columns = head.cells
    rows = Array(lines.dropFirst())
    for row in rows where row.cells.count != columns.count || row.cells.contains("") {
      throw problem(
        row, "\(row.cells.count { !$0.isEmpty }) filled cells for \(columns.count) columns",
        "Put one tab between two cells, and \"-\" where there is no fact")
    }
  }

  func problem(_ row: Row, _ what: String, _ need: String) -> WorldProblem {
    WorldProblem(file: file, line: row.line, what: what, need: need)
  }

  /// A problem of the names of the columns.
  func headProblem(_ what: String, _ need: String) -> WorldProblem { problem(head, what, need) }

  /// A problem of the whole table.
  func problem(_ what: String, _ need: String) -> WorldProblem {
    WorldProblem(file: file, line: 0, what: what, need: need)
  }

  /// Requires that no two rows begin alike.
  func requireDistinctRows() throws {
    var lines: [String: Int] = [:]
    for row in rows {
      if let line = lines.updateValue(row.line, forKey: row.cells[0]) {
        throw problem(row, "\(row.cells[0]) is also in line \(line)", "Keep one of the two")
      }
    }
  }

  /// Requires these columns in this order.
  func requireColumns(_ needed: [String]) throws {
    guard columns == needed else {
      throw problem(
        "the columns are \(columns.joined(separator: ", "))",
        "They must be \(needed.joined(separator: ", "))")
    }
  }
}
