// The pictures of a page as SVG files, for the Markdown.

import Foundation

/// Writes each picture that has an SVG form into a folder, as `CELL-1.svg`, `CELL-2.svg`.
final class SVGRenderer: Renderer {
  private let folder: URL
  private var cell = ""
  private var count = 0

  init(folder: String) { self.folder = URL(filePath: folder, directoryHint: .isDirectory) }

  func render(_ event: PageEvent) throws {
    switch event {
    case .title(_, let id, _): (cell, count) = (id, 0)
    case .picture(let picture):
      count += 1
      guard let svg = picture.svg else { return }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(svg.utf8).write(to: folder.appending(path: "\(cell)-\(count).svg"), options: .atomic)
    default: return
    }
  }
}
