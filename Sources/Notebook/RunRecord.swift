// What a run was told and what came out, in a small file, so that the next run can say what a changed knob moved.
// The same record is what `--json` prints. Times are in it, but
// nobody is told that they moved.

import CommandLineKit
import Foundation

/// A number that a run ends with.
public struct Metric: Sendable {
  /// Which way is up.
  public enum Direction: Sendable { case higher, lower, neither }

  let name: String
  let value: Double
  let better: Direction
  /// Whether an equal run gives an equal number; not so for times.
  let isRepeatable: Bool
  /// What it was measured on; nil if that is the same in all runs.
  let basis: String?

  /// Names a result.
  ///
  /// - Parameters:
  ///   - better: which direction is the better one, if either is.
  ///   - basis: what it was measured on, and in which unit, if a knob can change that: a loss per token is another
  ///     quantity with another tokenizer or text. Numbers with different bases are not compared.
  public init(
    _ name: String, _ value: some BinaryFloatingPoint, better: Direction = .neither, basis: String? = nil
  ) {
    self.init(name: name, value: Double(value), better: better, isRepeatable: true, basis: basis)
  }

  /// A time or a rate, which is another one at each run.
  public static func timing(_ name: String, _ value: some BinaryFloatingPoint) -> Metric {
    Metric(name: name, value: Double(value), better: .neither, isRepeatable: false, basis: nil)
  }

  private init(name: String, value: Double, better: Direction, isRepeatable: Bool, basis: String?) {
    self.name = name
    self.value = value
    self.better = better
    self.isRepeatable = isRepeatable
    self.basis = basis
  }
}

/// The settings and the results of one run.
public struct RunRecord: Sendable {
  let chapter: String
  let knobs: [(name: String, value: Value)]
  let metrics: [Metric]

  /// Puts a record together from what the program was told and what it found.
  public init(of invocation: Invocation, _ metrics: [Metric]) {
    chapter = invocation.command.name
    knobs = invocation.settingsInOrder
    self.metrics = metrics
  }

  /// The record as JSON: the name of the program, its knobs with the seed, its metrics, and the bases of those that
  /// have one.
  public var json: JSON {
    let bases = metrics.compactMap { metric in metric.basis.map { (metric.name, JSON.string($0)) } }
    return .object(
      [
        ("chapter", .string(chapter)),
        ("knobs", .object(knobs.map { ($0.name, $0.value.json) })),
        ("metrics", .object(metrics.map { ($0.name, .number($0.value)) })),
      ] + (bases.isEmpty ? [] : [("bases", .object(bases))]))
  }

  /// What changed since the last run of this program, as lines of a page.
  ///
  /// - Returns: none if nothing changed, or there is no record of a last run.
  public func changes(sinceLastIn root: PackageRoot) -> [String] {
    let last = try? JSONDecoder().decode(Saved.self, from: Data(contentsOf: file(in: root)))
    return last.map(changes) ?? []
  }

  /// Replaces the record of the last run.
  ///
  /// - Throws: `Failure`, or an error of Foundation, if the file cannot be written.
  public func replaceLast(in root: PackageRoot) throws {
    try Data((json.description + "\n").utf8).write(to: file(in: root), options: .atomic)
  }

  private func file(in root: PackageRoot) throws -> URL {
    try root.runs("records").appendingPathComponent(chapter + ".json")
  }

  /// The parts of a saved record that are compared; a null metric was not a finite number.
  private struct Saved: Decodable {
    let knobs: [String: SavedValue]
    let metrics: [String: Double?]
    let bases: [String: String]?
  }

  private enum SavedValue: Decodable {
    case whole(Int)
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let whole = try? container.decode(Int.self) {
        self = .whole(whole)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var description: String {
      switch self {
      case .whole(let value): "\(value)"
      case .number(let value): Value.real(value).description
      case .text(let value): value
      }
    }
  }

  /// How many numbers are listed that moved.
  private static let mostMovements = 24

  private func changes(since last: Saved) -> [String] {
    let changed = knobs.compactMap { knob -> String? in
      guard let old = last.knobs[knob.name]?.description, old != knob.value.description else { return nil }
      return "\(knob.name) \(old) -> \(knob.value)"
    }
    let moved = metrics.compactMap { metric -> String? in
      guard let old = last.metrics[metric.name] else { return nil }
      return metric.movement(from: old ?? .nan, measuredOn: last.bases?[metric.name])
    }
    if changed.isEmpty && moved.isEmpty { return [] }
    let shown = moved.prefix(Self.mostMovements)
    let rest = moved.count > shown.count ? ["and \(moved.count - shown.count) more; all numbers: --json"] : []
    return ["  You changed   " + (changed.isEmpty ? "no knob" : changed.joined(separator: "    "))]
      + (moved.isEmpty ? ["nothing"] : shown + rest).enumerated().map { index, text in
        (index == 0 ? "  What moved    " : "                ") + text
      }
  }
}

extension Metric {
  /// How the number moved, in words; nil if it did not, or by less than its four digits show.
  fileprivate func movement(from old: Double, measuredOn oldBasis: String?) -> String? {
    if !isRepeatable || old.brief == value.brief { return nil }
    let numbers = "\(name) \(old.brief) -> \(value.brief)"
    if oldBasis != basis { return "\(numbers) (not comparable: another tokenizer or text)" }
    guard old.isFinite, value.isFinite else { return numbers }
    let isHigher = value > old
    let way = isHigher ? "higher" : "lower"
    if better == .neither { return "\(numbers) (\(way))" }
    return "\(numbers) (\(way), \(isHigher == (better == .higher) ? "better" : "worse"))"
  }
}
