// A JSON object that keeps the order of its members, which Foundation's encoder does not. Follows RFC 8259, which knows
// no NaN and no infinity: both become null. Leaves out arrays, which the book does not need, and reading, which
// Foundation does.

/// A JSON value.
public indirect enum JSON: Sendable, CustomStringConvertible {
  case integer(Int)
  case number(Double)
  case string(String)
  case object([(name: String, value: JSON)])

  /// The text, on one line; a number has as many digits as it takes to read back the same number.
  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .string(let text): Self.quoted(text)
    case .object(let members):
      "{" + members.map { Self.quoted($0.name) + ": \($0.value)" }.joined(separator: ", ") + "}"
    }
  }

  /// The text with each member of an object on a line of its own, so that two of them can be compared.
  public var spread: String { spread(indent: "") }

  private func spread(indent: String) -> String {
    guard case .object(let members) = self, !members.isEmpty else { return description }
    let lines = members.map {
      "\(indent)  \(Self.quoted($0.name)): \($0.value.spread(indent: indent + "  "))"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\0"..<" ", "\u{7f}"..."\u{9f}":
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return String(scalar)
    }
  }
}
