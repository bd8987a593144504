// A page as files: the whole page, the output of each cell, its pictures as SVG, and the results. The Markdown is woven
// from them. Follows the transcripts of doctest: a later run must give the same bytes. Leaves out times, which differ
// from run to run.

import CommandLineKit
import Foundation

/// Keeps the events of a page, and writes them into a folder once the page is complete.
///
/// `page.txt` is the page at 80 columns, `CELL.txt` the output of a cell, without its title, prose and code, and
/// `CELL-1.svg` its first picture, if that has such a form; `metrics.json` holds the knobs and the results.
final class Recording: Renderer {
  private let folder: URL
  private var renderers: [String: TextRenderer] = [:]  // by the name of the text: "page", or a cell
  private var texts: [String: String] = [:]
  private var pictures: [String: String] = [:]  // SVG by the name of the file
  private var cell = ""
  private var count = 0  // pictures of this cell so far

  init(folder: String) { self.folder = URL(filePath: folder, directoryHint: .isDirectory) }

  func render(_ event: PageEvent) {
    add(event, to: "page")
    switch event {
    case .title(_, let id, _):
      precondition(id != "page", "a cell called 'page' would hide the transcript of the page")
      cell = id
      count = 0
      renderers[id] = nil
      texts[id] = nil
    case .picture(let picture):
      count += 1
      pictures["\(cell)-\(count).svg"] = picture.svg
      add(event, to: cell)
    case .values, .text, .check, .normal, .prediction: add(event, to: cell)
    case .opening, .prose, .code, .ending: return
    }
  }

  private func add(_ event: PageEvent, to name: String) {
    let renderer =
      renderers[name]
      ?? TextRenderer(width: 80, isPlain: false, isStyled: false) { [unowned self] in
        texts[name, default: ""] += $0 + "\n"
      }
    renderers[name] = renderer
    renderer.render(event)
  }

  /// Writes the files, the page as the last one: a stopped run leaves none.
  ///
  /// - Throws: an error of Foundation if a file cannot be written.
  func write(_ invocation: Invocation, _ metrics: [Metric]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (id, text) in texts where id != "page" { try write(text, to: "\(id).txt") }
    for (name, svg) in pictures { try write(svg, to: name) }
    let record = RunRecord(of: invocation, metrics.filter(\.isRepeatable))
    try write(record.json.spread + "\n", to: "metrics.json")
    try write(texts["page"] ?? "", to: "page.txt")
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name), options: .atomic)
  }
}
