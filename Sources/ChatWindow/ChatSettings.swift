// The settings with which answers are written, as `/set` shows and changes them.

import Basics
import CommandLineKit
import TinyLM

struct ChatSettings: Equatable, Sendable {
  private static let all: [(name: String, kind: ValueKind, meaning: String)] = [
    ("temperature", .real(0...10), "0 always takes the likeliest token; 1 as the model says"),
    ("topK", .integer(0...1_000_000), "only this many likeliest tokens; 0 is all"),
    ("topP", .real(0.01...1), "only the likeliest that reach this chance; 1 is all"),
    ("length", .integer(1...100_000), "most tokens of an answer"),
    ("seed", .integer(0...Int.max), "where the random numbers start"),
  ]

  private var values: [String: Value]

  /// The settings with which a chat begins.
  ///
  /// - Parameters:
  ///   - temperature: 0 to 10.
  ///   - topK: 0 is all tokens.
  ///   - topP: above 0; 1 is all tokens.
  ///   - length: most tokens of an answer.
  init(temperature: Double = 0, topK: Int = 0, topP: Double = 1, length: Int = 48, seed: UInt64 = 1) {
    values = [
      "temperature": .real(temperature), "topK": .integer(topK), "topP": .real(topP),
      "length": .integer(length), "seed": .integer(Int(clamping: seed)),
    ]
  }

  static var names: [String] { all.map(\.name) }

  /// Most tokens of an answer.
  var length: Int { integer("length") }
  var seed: UInt64 { UInt64(integer("seed")) }

  var sampling: Sampling {
    let (topK, topP) = (integer("topK"), real("topP"))
    return Sampling(
      temperature: Float(real("temperature")), topK: topK == 0 ? nil : topK,
      topP: topP == 1 ? nil : Float(topP))
  }

  /// Changes one setting.
  ///
  /// - Parameter name: in large or small letters.
  /// - Returns: its name.
  /// - Throws: `Failure` with the nearest name or the range.
  mutating func set(_ name: String, to text: String) throws -> String {
    guard let setting = Self.all.first(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw Failure.usage(unknown: "setting", String(name.prefix(40)), valid: Self.names)
    }
    values[setting.name] = try setting.kind.read(String(text.prefix(40)), for: setting.name)
    return setting.name
  }

  /// A value as it would be typed.
  func text(of name: String) -> String { values[name]?.description ?? "" }

  var lines: [String] {
    Self.all.map { setting in
      let value = text(of: setting.name)
      return "  \(setting.name.left(12))\(value.left(max(7, value.count)))\(setting.meaning)"
    }
  }

  /// The way of choosing tokens, in a few words: "temperature 0.7, topK 5".
  var choosing: String {
    let isChanged = ["temperature": true, "topK": integer("topK") > 0, "topP": real("topP") < 1]
    return Self.names.filter { isChanged[$0] == true }.map { "\($0) \(text(of: $0))" }.joined(separator: ", ")
  }

  private func integer(_ name: String) -> Int {
    if case .integer(let value)? = values[name] { value } else { 0 }
  }

  private func real(_ name: String) -> Double {
    if case .real(let value)? = values[name] { value } else { 0 }
  }
}
