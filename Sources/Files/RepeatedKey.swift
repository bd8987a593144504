// Decodes the JSON of other programs, and refuses a key that occurs twice in an object: Foundation takes the first of
// the two values, most other programs the last, so that one file would be two models.

import Foundation

extension Decodable {
  /// A value from a JSON file of another program.
  ///
  /// - Parameter refuse: the problem of a file that is not such a value, from the reason.
  /// - Throws: what `refuse` returns.
  package init(foreignJSON data: Data, refuse: (_ reason: String) -> FileProblem) throws {
    let json = TextFile.withoutMark(data)
    do {
      self = try JSONDecoder().decode(Self.self, from: json)
    } catch let error as DecodingError {
      throw refuse(error.shortReason)
    }
    if let key = RepeatedKey.first(in: json) { throw refuse("\(FileProblem.quoted(key)) stands twice") }
  }
}

extension DecodingError {
  fileprivate var shortReason: String {
    switch self {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "wrong kind of value at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
    default: "no JSON"
    }
  }
}

/// Looks for repeated keys; whether the text is JSON is the decoder's business.
private enum RepeatedKey {
  /// The first key that occurs twice in one object; nil if all differ.
  static func first(in json: Data) -> String? {
    let bytes = Array(json)
    var keys: [Set<[UInt8]>] = []  // of each object or list around this place
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): keys.append([])
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = keys.popLast()
      case UInt8(ascii: "\""):
        let text = text(in: bytes, from: &place)
        let follows = bytes[(place + 1)...].first { !" \t\r\n".utf8.contains($0) }
        guard follows == UInt8(ascii: ":"), !keys.isEmpty else { break }
        if !keys[keys.count - 1].insert(text).inserted { return String(decoding: text, as: UTF8.self) }
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The text in quotes that begins at a place, which then is that of its last quote.
  private static func text(in bytes: [UInt8], from place: inout Int) -> [UInt8] {
    let start = place
    place += 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    place = min(place, bytes.count - 1)
    let text = bytes[(start + 1)..<max(start + 1, place)]
    guard text.contains(UInt8(ascii: "\\")) else { return Array(text) }
    let plain = try? JSONDecoder().decode(String.self, from: Data(bytes[start...place]))
    return Array((plain ?? "").utf8)
  }
}
