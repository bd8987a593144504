// A model may write any bytes, and a person may paste any: what would steer a terminal or hide is shown by its name.

extension String {
  /// The text with every invisible character but the blank spelled out: `\n`, `\x1b`, `\u{202e}`.
  ///
  /// - Parameter keepsLines: whether line breaks stay line breaks.
  func printable(keepsLines: Bool = false) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if Self.isShown(scalar) || keepsLines && scalar == "\n" {
        result.unicodeScalars.append(scalar)
      } else {
        result += Self.name(of: scalar)
      }
    }
    return result
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    default:
      let code = String(scalar.value, radix: 16)
      return scalar.value < 0x100 ? "\\x" + (code.count < 2 ? "0" : "") + code : "\\u{\(code)}"
    }
  }

  /// The text in at least `width` columns, with blanks at its right.
  func filled(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text without blanks at its right.
  var trimmedEnd: String { String(reversed().drop { $0 == " " }.reversed()) }

  /// The text in quotes, cut where it is too long for a line.
  func quoted(atMost count: Int = 40) -> String {
    let start = self.count > count ? prefix(count - 3) + "..." : prefix(count)
    return "\"\(String(start).printable())\""
  }
}
