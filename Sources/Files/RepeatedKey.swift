// Finds a key that stands twice in an object of a JSON text. Foundation takes the first of the two values, most other
// programs the last, so that one file would be two models.
// Leaves out: whether the text is JSON; the decoder looks after that.

import Foundation

package enum RepeatedKey {
  /// The first key that stands twice in one object; nil if there is none.
  package static func first(in json: Data) -> String? {
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
