// A text is the same text, whichever system wrote it.

import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct TextFileTests {
  private static func read(_ text: String) throws -> String {
    var read = ""
    try withFolder { folder in
      let url = folder.appendingPathComponent("t")
      try Data(text.utf8).write(to: url)
      read = try TextFile.read(url)
    }
    return read
  }

  @Test func endsOfLinesAndAMarkAtTheBeginningChangeNothing() throws {
    for end in ["\n", "\r\n", "\r"] {
      #expect(try Self.read("a" + end + end + "b" + end) == "a\n\nb\n")
      #expect(try Self.read("\u{FEFF}a" + end) == "a\n")
    }
    #expect(try Self.read("a\n\r\r\n\u{301}") == "a\n\n\n\u{301}")
    #expect(try Self.read("a\u{FEFF}\u{2028}b").unicodeScalars.count == 4)
  }

  @Test func theFirstByteThatFitsNoCharacterIsNamed() {
    let broken = [(Array("añ€".utf8) + [0xFF, 0x61], 7), (Array("ab".utf8) + [0xE2, 0x82], 3)]
    for (bytes, place) in broken {
      let problem = FileTesting.problem { _ = try TextFile.text(of: Data(bytes), file: "t", remedy: "") }
      #expect(problem?.happened == "it is no UTF-8 text: byte \(place) fits no character.")
    }
  }

  @Test func aPictureIsTheSameOnEverySystem() throws {
    let rows = [".#.", "###"]
    let unix = try PictureFile.image(of: Data(rows.joined(separator: "\n").utf8), file: "p")
    for end in ["\r\n", "\r"] {
      let text = "\u{FEFF}" + rows.joined(separator: end) + end
      #expect(try PictureFile.image(of: Data(text.utf8), file: "p") == unix)
      let map = Data("P2 # comment\(end)2 1\(end)255 0 255".utf8)
      #expect(try PictureFile.image(of: map, file: "p").width == 2)
    }
  }
}
