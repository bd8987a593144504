// The reader of headers alone: what it takes, and ten thousand texts that were changed at random.

import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct StrictJSONTests {
  private static let text =
    #"{"a":[1,20,9223372036854775807],"tёxt \"\\\n\ud83c\udf0d":"b\u00e4","o":{"x":[],"y":"" } }  "#

  /// Reads any JSON of the kind that headers are made of, by what stands next.
  private static func readAnything(_ reader: inout StrictJSON, depth: Int = 0) throws {
    switch reader.found {
    case "an object" where depth < 8:
      try reader.readObject { _, inner in try readAnything(&inner, depth: depth + 1) }
    case "a list": _ = try reader.readNumbers()
    default: _ = try reader.readString()
    }
  }

  private static func read(_ data: Data) throws {
    var reader = StrictJSON([UInt8](data), file: "text")
    try readAnything(&reader)
    try reader.readEnd()
  }

  @Test func theTextItselfIsTaken() throws {
    var reader = StrictJSON([UInt8](Self.text.utf8), file: "text")
    var found: [String] = []
    try reader.readObject { key, inner in
      found.append(key)
      try Self.readAnything(&inner, depth: 1)
    }
    try reader.readEnd()
    #expect(found == ["a", "tёxt \"\\\n🌍", "o"])
  }

  @Test func mutationsNeverTrap() throws {
    let counts = try FileTesting.attack(Data(Self.text.utf8), Self.read)
    #expect(counts.refused > 5000 && counts.read > 1000, "\(counts)")
  }
}
