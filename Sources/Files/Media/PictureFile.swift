// The learner's own pictures: drawn as plain text, or in the plainest formats that picture programs write.
// Netpbm's PGM and PPM (https://netpbm.sourceforge.net/doc/pgm.html) are in PortableMap.swift.
// Leaves out PNG and JPEG: any picture program turns them into PGM.

import Foundation

/// Picture files.
public enum PictureFile {
  /// The largest file that is taken, in bytes.
  private static let largestFile = 128 << 20
  /// The most places that a picture may have.
  static let mostPixels = 32_000_000
  /// The largest drawing in plain text, in bytes.
  private static let largestDrawing = 4 << 20

  /// Reads a picture: PGM or PPM if it begins like one, else a drawing in plain text.
  ///
  /// - Throws: `FileProblem` if the file is missing, too large, or no picture.
  public static func read(_ url: URL) throws -> GrayImage {
    try image(of: FileBytes.read(url, limit: largestFile), file: url.path)
  }

  /// The picture that some bytes are.
  ///
  /// - Parameter file: the name for the message.
  static func image(of bytes: Data, file: String) throws -> GrayImage {
    var reader = PortableMapReader(Array(bytes), file: file)
    return try reader.hasMagicNumber ? reader.image() : drawing(in: bytes, file: file)
  }

  /// Rows of characters: "." and blanks are empty, all others are ink.
  private static func drawing(in bytes: Data, file: String) throws -> GrayImage {
    let remedy = "Draw rows of characters, . for empty and # for ink, or give a PGM or PPM file."
    let refuse = FileProblem.refusing(file, remedy: remedy)
    guard bytes.count <= largestDrawing else {
      throw refuse("\(bytes.count) bytes are too many for a drawing.")
    }
    let text = try TextFile.text(of: bytes, file: file, remedy: remedy)
    var rows = TextFile.lines(of: text)
    while rows.last?.allSatisfy(\.isWhitespace) == true { rows.removeLast() }
    let scalars = rows.joined().unicodeScalars
    if let control = scalars.first(where: { $0.properties.generalCategory == .control }) {
      throw refuse("it is no drawing: it holds the control character \(control.value).")
    }
    let width = rows.map(\.count).max() ?? 0
    guard width > 0 else { throw refuse("the drawing is empty.") }
    guard let count = [width, rows.count].product(), count <= mostPixels else {
      throw refuse("\(rows.count) rows and \(width) columns are too many for a picture.")
    }
    let ink = rows.flatMap { row in
      row.map { $0 == "." || $0.isWhitespace ? Float(0) : 1 } + Array(repeating: 0, count: width - row.count)
    }
    return GrayImage(width: width, height: rows.count, ink: ink)
  }

  /// A PGM file: black ink on white paper, one byte a place.
  public static func graymap(_ image: GrayImage) -> Data {
    let bytes = image.ink.map { UInt8((255 * (1 - min(1, max(0, $0)))).rounded()) }
    return Data("P5\n\(image.width) \(image.height)\n255\n".utf8) + bytes
  }
}
