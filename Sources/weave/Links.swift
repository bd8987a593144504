// Whether the links of a Markdown file lead somewhere. Follows how GitHub makes an anchor of a heading. Leaves out the
// web: a check must not need a network.

import CommandLineKit
import Foundation

/// A Markdown file as far as links are concerned.
struct Links {
  /// The text without comments and blocks of code.
  private let text: String
  /// The same with code and formulas within a line blank too.
  private let prose: String

  init(_ text: String) {
    var fence: Fence?
    var kept: [String] = []
    for line in lines(of: text) {
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
        kept.append("")
      } else {
        fence = Fence(line)
        kept.append(fence == nil ? line : "")
      }
    }
    self.text = kept.joined(separator: "\n").replacing(/<!--(?s:.*?)-->/) { blank($0.0) }
    prose = self.text.replacing(/`+[^`]+`+|\$\$(?s:.*?)\$\$|\$[^\s$]([^$\n]*[^\s$])?\$/) { blank($0.0) }
  }

  /// The targets of links and pictures, with their line; those on the web are left out.
  var targets: [(line: Int, target: String)] {
    let inline = prose.matches(of: /\]\(\s*<?([^)>\s]*)>?[^)]*\)/).map(\.1)
    let defined = prose.matches(of: /(?m)^ {0,3}\[[^\]\n]+\]:[ ]*(\S+)/).map(\.1)
    let marked = prose.matches(of: /(?:src|href)="([^"]*)"/).map(\.1)
    return (inline + defined + marked).filter { !$0.contains(/^([A-Za-z][A-Za-z0-9+.\-]*:|\/\/)/) }
      .map { (prose[..<$0.startIndex].count { $0 == "\n" } + 1, String($0)) }.sorted { $0.0 < $1.0 }
  }

  /// The names that can follow `#` in a link to this file.
  var anchors: Set<String> {
    var anchors: Set<String> = []
    var counts: [String: Int] = [:]
    for heading in text.matches(of: /(?m)^ {0,3}#{1,6}[ ]+(.*?)[ #]*$/) {
      let anchor = Self.anchor(of: String(heading.1))
      let earlier = counts[anchor, default: 0]
      counts[anchor] = earlier + 1
      anchors.insert(earlier == 0 ? anchor : "\(anchor)-\(earlier)")
    }
    return anchors.union(prose.matches(of: /(?:id|name)="([^"]*)"/).map { String($0.1) })
  }

  private static func anchor(of heading: String) -> String {
    let words = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }.trimmingCharacters(in: .whitespaces)
    return String(
      words.lowercased().compactMap { letter -> Character? in
        if letter == " " { return "-" }
        return letter.isLetter || letter.isNumber || letter == "-" || letter == "_" ? letter : nil
      })
  }
}

/// As many spaces and line breaks as the text has.
private func blank(_ text: Substring) -> String { String(text.map { $0 == "\n" ? "\n" : " " }) }

extension Book {
  func deadLinks(in document: String, _ text: String) -> [Problem] {
    let own = Links(text)
    return own.targets.compactMap { line, target in
      complaint(about: target, in: document, own).map { Problem(file: document, line: line, what: $0) }
    }
  }

  private func complaint(about target: String, in document: String, _ own: Links) -> String? {
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path = parts[0].removingPercentEncoding ?? parts[0]
    let folder = path.hasPrefix("/") ? root : url(document).deletingLastPathComponent()
    let file = path.isEmpty ? url(document) : folder.appending(path: path).standardizedFileURL
    if target.isEmpty || !FileManager.default.fileExists(atPath: file.path) {
      return "a link to '\(target)', which does not exist"
    }
    guard parts.count == 2, file.pathExtension == "md" else { return nil }
    let other = path.isEmpty ? own : Book.text(of: file).map { Links($0) }
    guard let anchors = other?.anchors, !anchors.contains(parts[1]) else { return nil }
    let hint = Failure.usage(unknown: "", parts[1], valid: anchors.sorted()).hint ?? ""
    return "a link to '\(target)', which is no heading. \(hint)"
  }
}
