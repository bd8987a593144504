// The values of knobs and options on the command line: a number in a range, one of some words, or any text. Knobs and
// options share this one definition of reading and checking. Leaves out lists and dates.

import Basics

/// A number or text from the command line.
public enum Value: Sendable, Equatable, CustomStringConvertible, Decodable {
  case integer(Int)
  case real(Double)
  case text(String)

  /// The value as it would be typed.
  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .real(let value) where value == value.rounded() && value.magnitude < 1e15: "\(Int(value))"
    case .real(let value): "\(value)"
    case .text(let value): value
    }
  }

  /// Reads a value from JSON; a number without decimals is whole.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let whole = try? container.decode(Int.self) {
      self = .integer(whole)
    } else if let number = try? container.decode(Double.self) {
      self = .real(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  package var json: JSON {
    switch self {
    case .integer(let value): .integer(value)
    case .real(let value): .number(value)
    case .text(let value): .string(value)
    }
  }
}

extension Double {
  /// The number with as few digits as a `Float` needs, if it was one: 0.05, not 0.05000000074505806.
  ///
  /// As a `Float` it is the same number as before.
  var withoutFloatNoise: Double {
    let float = Float(self)
    return Double(float) == self ? Double("\(float)") ?? self : self
  }
}

/// A set of allowed values.
public enum ValueKind: Sendable {
  case integer(ClosedRange<Int>)
  case real(ClosedRange<Double>)
  case choice([String])
  /// Any text; the help calls it by the placeholder, such as `PATH`.
  case text(placeholder: String)

  /// Reads a value and checks that it is allowed.
  ///
  /// - Parameters:
  ///   - text: as typed.
  ///   - name: of the knob or option, for the message.
  /// - Throws: `Failure` with exit code 2, which names the range or the nearest word.
  public func read(_ text: String, for name: String) throws(Failure) -> Value {
    switch self {
    case .integer(let range):
      if let value = Int(text), range.contains(value) { return .integer(value) }
      if range.upperBound == .max, Int(text) == nil, text.wholeMatch(of: /[0-9]+/) != nil {
        throw .usage("\(name) is too large: at most \(range.upperBound)")
      }
    case .real(let range):
      if let value = Double(text), range.contains(value) { return .real(value) }
    case .choice(let words):
      if words.contains(text) { return .text(text) }
      throw .usage(unknown: "value of \(name)", text, valid: words)
    case .text:
      return .text(text)
    }
    throw .usage("\(name) must be \(allowed), not '\(text)'")
  }

  /// The allowed values in words: "a whole number from 16 to 512".
  var allowed: String {
    switch self {
    case .integer(let range):
      "a whole number" + (range.upperBound == .max ? ", \(range.lowerBound) or more" : " from \(ends)")
    case .real: "a number from \(ends)"
    case .choice(let words): words.joined(separator: ", ")
    case .text: "any text"
    }
  }

  /// The range or the words, as short as possible: "16 to 512".
  var ends: String {
    switch self {
    case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .real(let range): "\(Value.real(range.lowerBound)) to \(Value.real(range.upperBound))"
    case .choice(let words): words.joined(separator: ", ")
    case .text(let placeholder): placeholder
    }
  }

  /// The name of the value in the help: N, PATH, or the words.
  var placeholder: String {
    switch self {
    case .integer: "N"
    case .real: "X"
    case .choice(let words): words.joined(separator: "|")
    case .text(let placeholder): placeholder
    }
  }
}

extension Failure {
  /// A wrong command line.
  public static func usage(_ what: String, hint: String? = nil) -> Failure {
    Failure(what, hint: hint, code: .wrongUsage)
  }

  /// A word that is not one of the valid ones, with the nearest of them.
  ///
  /// - Parameter prefix: of each word on the command line; it does not count as alike.
  public static func usage(
    unknown noun: String, _ word: String, valid: [String], prefix: String = ""
  ) -> Failure {
    let letters = word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : word
    let guess = nearest(letters, in: valid).map { "Did you mean '\(prefix)\($0)'?" }
    let list = valid.map { prefix + $0 }.joined(separator: ", ")
    return usage(
      "unknown \(noun): '\(word)'", hint: guess ?? (valid.isEmpty ? "There is none" : "Valid: \(list)"))
  }
}
