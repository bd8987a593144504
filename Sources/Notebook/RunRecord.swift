// The settings and the results of a run, in a small file, so that the next run can say what a changed knob moved. `--json`
// prints the same record. Times are in it, but their changes are not reported.

import CommandLineKit
import Foundation

/// A number that a run ends with.
public struct Metric: Sendable {
  /// The better direction.
  public enum Direction: Sendable { case higher, lower, neither }

  let name: String
  let value: Double
  let better: Direction
  /// Whether an equal run gives an equal number; not so for times.
  private(set) var isRepeatable = true
  /// The text and the unit of the measurement; nil if they are the same in all runs.
  let basis: String?

  /// Names a result.
  ///
  /// - Parameters:
  ///   - better: the better direction, if either is.
  ///   - basis: the text and the unit of the measurement, if a knob can change them: a loss per token is another
  ///     quantity with another tokenizer or text. Numbers with different bases are not compared.
  public init(
    _ name: String, _ value: some BinaryFloatingPoint, better: Direction = .neither, basis: String? = nil
  ) {
    self.name = name
    self.value = Double(value)
    self.better = better
    self.basis = basis
  }

  /// A time or a rate, which differs from run to run.
  public static func timing(_ name: String, _ value: some BinaryFloatingPoint) -> Metric {
    var metric = Metric(name, value)
    metric.isRepeatable = false
    return metric
  }
}

struct RunRecord {
  let chapter: String
  let knobs: [(name: String, value: Value)]
  let metrics: [Metric]

  /// Puts a record together from the command line and the results.
  init(of invocation: Invocation, _ metrics: [Metric]) {
    chapter = invocation.command.name
    knobs = invocation.settingsInOrder
    self.metrics = metrics
  }

  /// The record as JSON: the name of the program, its knobs with the seed, its metrics, and the bases of those that
  /// have one.
  var json: JSON {
    let bases = metrics.compactMap { metric in metric.basis.map { (metric.name, JSON.string($0)) } }
    return .object(
      [
        ("chapter", .string(chapter)),
        ("knobs", .object(knobs.map { ($0.name, $0.value.json) })),
        ("metrics", .object(metrics.map { ($0.name, .number($0.value)) })),
      ] + (bases.isEmpty ? [] : [("bases", .object(bases))]))
  }

  /// The changes since the last run of this program, as lines of a page.
  ///
  /// - Returns: none if nothing changed, or there is no record of a last run.
  func changes(sinceLastIn root: PackageRoot) -> [String] {
    let last = try? JSONDecoder().decode(Saved.self, from: Data(contentsOf: file(in: root)))
    return last.map(changes) ?? []
  }

  /// Replaces the record of the last run.
  ///
  /// - Throws: `Failure`, or an error of Foundation, if the file cannot be written.
  func replaceLast(in root: PackageRoot) throws {
    try Data((json.description + "\n").utf8).write(to: file(in: root), options: .atomic)
  }

  private func file(in root: PackageRoot) throws -> URL {
    try root.runs("records").appendingPathComponent(chapter + ".json")
  }

  /// The parts of a saved record that are compared; a null metric was not a finite number.
  private struct Saved: Decodable {
    let knobs: [String: Value]
    let metrics: [String: Double?]
    let bases: [String: String]?
  }

  /// The numbers that are listed if they moved, at most.
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
  /// The movement of the number in words; nil if there is none, or too little for its four digits.
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
