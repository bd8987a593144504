// Pictures from files: drawings and Netpbm's formats, right, wrong, and damaged ten thousand times.

import Foundation
import TestSupport
import Testing
import TinyLM

@testable import Files

@Suite struct PictureFileTests {
  private static func image(_ text: String) throws -> GrayImage { try image(Data(text.utf8)) }
  private static func image(_ bytes: Data) throws -> GrayImage {
    try PictureFile.image(of: bytes, file: "a picture")
  }

  /// A ring, dark on light: 0 ink, 9 paper.
  private static let ring = [9, 9, 9, 9, 9, 9, 0, 0, 0, 9, 9, 0, 9, 0, 9, 9, 0, 0, 0, 9, 9, 9, 9, 9, 9]
  private static let ink = ring.map { $0 == 0 ? Float(1) : 0 }
  private static func values(_ channels: Int) -> [Int] {
    ring.flatMap { Array(repeating: $0, count: channels) }
  }
  private static func words(_ channels: Int) -> String {
    values(channels).map(String.init).joined(separator: " ")
  }
  private static func bytes(_ channels: Int) -> Data { Data(values(channels).map { UInt8($0) }) }

  @Test func drawings() throws {
    let image = try Self.image("..#\r\n #\n\n")
    #expect(image == GrayImage(width: 3, height: 2, ink: [0, 0, 1, 0, 1, 0]))
    #expect(try Self.image("P5").ink == [1, 1], "a drawing may begin like a format")
    #expect(try Self.image("\u{2588}.").ink == [1, 0])
    #expect(try Self.image("\n.#").height == 2)
  }

  @Test func allFourFormatsShowTheSamePicture() throws {
    let pictures = [
      Data("P2 5 5 9 \(Self.words(1))".utf8), Data("P3\n# drawn by hand\n5 5\n9\n\(Self.words(3))\n".utf8),
      Data("P5 5 5 9\n".utf8) + Self.bytes(1), Data("P6\n5\t5 # wide\n9\n".utf8) + Self.bytes(3),
      Data("P5 5 5 999\n".utf8) + Data(Self.ring.flatMap { [UInt8($0 == 0 ? 0 : 3), 100] }),
    ]
    for picture in pictures {
      let image = try Self.image(picture)
      #expect(image.width == 5 && image.height == 5)
      #expect(zip(image.ink, Self.ink).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  /// Programs on another system end a comment as they end a line.
  @Test(arguments: ["\n", "\r\n", "\r"]) func aCommentEndsWithItsLine(_ end: String) throws {
    let image = try Self.image("P2 # by hand\(end)5 5\(end)# ink is 0\(end)9\(end)\(Self.words(1))")
    #expect(zip(image.ink, Self.ink).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func coloursCountAsBrightAsTheyLook() throws {
    let image = try Self.image("P3 4 1 1  1 1 1  1 0 0  0 1 0  1 1 1")
    let paper = image.ink
    // Paper is the mean of the edge, here of all: red is darker than green.
    #expect(paper[1] > paper[2])
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("ring.pgm")
      let ring = GrayImage(width: 5, height: 5, ink: Self.ink)
      try PictureFile.graymap(ring).write(to: file)
      #expect(try PictureFile.read(file) == ring)
    }
  }

  @Test(arguments: [
    ("", "the file is empty"), ("\n\n", "the drawing is empty"), ("\u{7}##", "control character 7"),
    ("a\u{0}", "it is no text: byte 2 is 0"),
    ("P1 2 2\n0 1 1 0", "of the kind P1"), ("P7 \n", "of the kind P7"),
    ("P2 ", "the width is missing"), ("P2 5", "the height is missing"),
    ("P2 0 5 9 1", "the width must be 1 to"), ("P2 5x 5 9 1", "the height is missing"),
    ("P2 -5 5 9 1", "the width must be"), ("P2 99999999999999999999 5 9 1", "the width must be"),
    ("P2 32000000 32000000 9 1", "places are more than the"),
    ("P2 5000 5000 9 1 2 3", "need 25000000 values, but 6 bytes are left"),
    ("P5 5000 5000 255\nabc", "need 25000000 bytes of values, but it holds 3"),
    ("P5 1 1 255\nab", "need 1 bytes of values, but it holds 2"),
    ("P5 1 1 70000\nab", "the largest value must be 1 to 65535"),
    ("P5 1 1 0\nab", "the largest value must be"),
    ("P5 1 1 9\na", "value 1 is 97, above the largest value 9"), ("P2 2 1 9 1 10", "value 2 must be 0 to 9"),
    ("P2 2 1 9 1  ", "value 2 is missing"), ("P6 1 1 255", "white space must follow"),
    ("P5 1 1 255#", "white space must follow"),
  ]) func whatIsWrongIsSaid(_ text: String, _ words: String) {
    let problem = FileTesting.problem { _ = try Self.image(text) }
    #expect(problem?.happened.contains(words) == true, "\(problem?.happened ?? "")")
    #expect(problem?.file == "a picture" && problem?.remedy.isEmpty == false)
  }

  @Test func bytesThatAreNoTextAreRefused() {
    let problem = FileTesting.problem { _ = try Self.image(Data([0x89, 0x50, 0x4E, 0x47, 0x0D])) }
    #expect(problem?.happened.contains("byte 1 fits no character") == true)
    #expect(problem?.remedy.contains("PGM") == true)
  }

  @Test func aDrawingThatWouldFillTheMemoryIsRefused() {
    let text = String(repeating: "#", count: 10_000) + String(repeating: "\n", count: 10_000) + "#"
    let problem = FileTesting.problem { _ = try Self.image(text) }
    #expect(problem?.happened.contains("10001 rows and 10000 columns") == true)
    let long = FileTesting.problem { _ = try Self.image(Data(repeating: 0x23, count: 5_000_000)) }
    #expect(long?.happened.contains("5000000 bytes are too many for a drawing") == true)
  }

  @Test func placesThatAreNoFilesAreRefused() throws {
    #expect(FileTesting.problem { _ = try PictureFile.read(URL(filePath: "/dev/zero")) } != nil)
    #expect(FileTesting.problem { _ = try PictureFile.read(URL(filePath: "/no/such/picture")) } != nil)
    try withFolder { folder in
      #expect(FileTesting.problem { _ = try PictureFile.read(folder) } != nil)
      let file = folder.appendingPathComponent("large.pgm")
      #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
      let handle = try FileHandle(forWritingTo: file)
      try handle.truncate(atOffset: 1 << 40)  // takes no room on the disk
      let problem = FileTesting.problem { _ = try PictureFile.read(file) }
      #expect(problem?.happened.contains("1099511627776 bytes, more than") == true)
    }
  }

  private static let originals = [
    Data("P2 5 5 9 \(words(1))".utf8), Data("P3\n# by hand\n5 5\n9\n\(words(3))\n".utf8),
    Data("P5 5 5 255\n".utf8) + bytes(1), Data("P6 5 5 65535\n".utf8) + bytes(3) + bytes(3),
    Data("..##..\n.#..#.\n..##..\n".utf8),
  ]

  @Test(arguments: originals) func tenThousandMutationsNeverTrap(_ original: Data) throws {
    let counts = try FileTesting.attack(original) { bytes in
      let pixels = try Self.image(bytes).pixels
      #expect(pixels.count == 144 && pixels.allSatisfy { $0 > -0.01 && $0 < 1.01 })
    }
    #expect(counts.read > 100 && counts.refused > 100, "\(counts)")
  }
}
