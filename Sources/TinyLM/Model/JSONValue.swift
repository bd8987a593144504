// Any JSON value, for files whose keys are known only from a table.

/// A value in a JSON file.
enum JSONValue: Codable, Equatable, Sendable {
  case null
  case truth(Bool)
  case whole(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let found = try? value.decode(Bool.self) {
      self = .truth(found)
    } else if let found = try? value.decode(Int.self) {
      self = .whole(found)
    } else if let found = try? value.decode(Double.self) {
      self = .number(found)
    } else if let found = try? value.decode(String.self) {
      self = .text(found)
    } else if let found = try? value.decode([JSONValue].self) {
      self = .list(found)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .truth(let found): try value.encode(found)
    case .whole(let found): try value.encode(found)
    case .number(let found): try value.encode(found)
    case .text(let found): try value.encode(found)
    case .list(let found): try value.encode(found)
    case .object(let found): try value.encode(found)
    }
  }

  /// The whole number, if it is one.
  var whole: Int? { if case .whole(let value) = self { value } else { nil } }
  /// The number, if it is one.
  var number: Double? { if case .number(let value) = self { value } else { whole.map(Double.init) } }
  /// The text, if it is one.
  var text: String? { if case .text(let value) = self { value } else { nil } }
  /// Yes or no, if it is that.
  var truth: Bool? { if case .truth(let value) = self { value } else { nil } }

  /// Whether the two mean the same; numbers may differ in their last digits.
  func isEqual(to other: JSONValue) -> Bool {
    if let a = number, let b = other.number { return abs(a - b) <= 1e-4 * abs(a) }
    guard case .object(let mine) = self, case .object(let theirs) = other else { return self == other }
    return mine.count == theirs.count
      && mine.allSatisfy { key, value in theirs[key].map { value.isEqual(to: $0) } ?? false }
  }
}

extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByDictionaryLiteral
{
  init(booleanLiteral value: Bool) { self = .truth(value) }
  init(integerLiteral value: Int) { self = .whole(value) }
  init(stringLiteral value: String) { self = .text(value) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { first, _ in first })
  }
}
