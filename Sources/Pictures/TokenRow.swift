// A text cut into tokens: each between bars, with its id beneath, and beneath that, if wanted, whether it is
// trained on. A space is drawn as `_`, a line break as `\n`: both are part of a token and must be seen. A text that
// `visible` has made stays as it is.

import Basics

/// Tokens in a row.
public struct TokenRow: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let tokens: [String]
  let ids: [Int]?
  let trained: [Bool]?

  /// Declares a row of tokens.
  ///
  /// - Parameters:
  ///   - tokens: the texts of the tokens, in order; as `visible` makes them from bytes, if they may hold underscores.
  ///   - ids: the number of each token in the vocabulary.
  ///   - trained: whether each token counts in the loss.
  /// - Precondition: as many ids and marks as tokens.
  public init(_ tokens: [String], ids: [Int]? = nil, trained: [Bool]? = nil, caption: String) {
    precondition(
      ids.map { $0.count == tokens.count } ?? true, "\(tokens.count) tokens, another number of ids")
    precondition(
      trained.map { $0.count == tokens.count } ?? true, "\(tokens.count) tokens, another number of marks")
    self.tokens = tokens.map(Self.shown)
    self.ids = ids
    self.trained = trained
    self.caption = caption
  }

  private static func shown(_ token: String) -> String {
    token.map { "_\\".contains($0) ? String($0) : visible(String($0)) }.joined()
  }

  /// The rows of tokens, ids and marks, broken at the width.
  public func drawing(width: Int) -> [String] {
    let room = width - 2 - (labels.map(\.count).max() ?? 0) - 2
    guard room >= 12, !tokens.isEmpty else { return wordLines(width) }
    let rows = groups(within: room).map { drawn($0, room) }.joined(separator: labels.count > 1 ? [""] : [])
    let notes = spaceNote + (trained == nil ? [] : ["= trained on, . not trained on"])
    return rows + notes.flatMap { wrap($0, width: width, indent: "  ") }
  }

  /// The tokens with their ids, and which of them are trained on.
  public var words: [String] {
    if tokens.isEmpty { return ["No tokens."] }
    return ["Tokens: " + listed(Array(tokens.indices)) + "."] + spaceNote + trainedInWords
  }

  private var trainedInWords: [String] {
    guard let trained else { return [] }
    let chosen = tokens.indices.filter { trained[$0] }
    return [chosen.isEmpty ? "Trained on: none." : "Trained on: \(listed(chosen))."]
  }

  private func listed(_ places: [Int]) -> String {
    places.map { place in ids.map { "\(tokens[place]) (\($0[place]))" } ?? tokens[place] }.joined(
      separator: ", ")
  }

  private var spaceNote: [String] {
    let underscore = "\\_"
    let hasSpaces = tokens.contains { $0.replacing(underscore, with: "").contains("_") }
    let hasUnderscores = tokens.contains { $0.contains(underscore) }
    return (hasSpaces ? ["_ is a space."] : []) + (hasUnderscores ? ["\\_ is an underscore."] : [])
  }

  // MARK: - Rows

  private var labels: [String] {
    ["token"] + (ids == nil ? [] : ["id"]) + (trained == nil ? [] : ["trained"])
  }

  /// Columns of each token: the wider of its text and its id.
  private func width(_ place: Int) -> Int {
    max(1, tokens[place].width, ids.map { String($0[place]).count } ?? 0)
  }

  private func groups(within room: Int) -> [[Int]] {
    var groups: [[Int]] = []
    var used = room
    for place in tokens.indices {
      let needed = min(room, width(place)) + 1
      if used + needed > room {
        groups.append([])
        used = 0
      }
      groups[groups.count - 1].append(place)
      used += needed
    }
    return groups
  }

  private func drawn(_ group: [Int], _ room: Int) -> [String] {
    let widths = group.map { min(room - 1, width($0)) }
    let texts = group.map { tokens[$0] }
    let numbers = ids.map { ids in group.map { String(ids[$0]) } }
    let marks = trained.map { marks in
      zip(group, widths).map { String(repeating: marks[$0] ? "=" : ".", count: $1) }
    }
    let labelWidth = labels.map(\.count).max() ?? 0
    return zip(labels, [texts, numbers, marks].compactMap { $0 }).map { label, cells in
      "  " + label.left(labelWidth) + " |" + zip(cells, widths).map { $0.left($1) + "|" }.joined()
    }
  }
}
