// How people type: often in small letters, without marks, in haste.
// Ours. The slips are those of typing games and of chat logs: swapped, lost, doubled and neighbouring keys, and letters
// that sound alike. Who slips once is in haste and may slip again.
// Leaves out words that are confused with others.

import Foundation

extension Dice {
  /// Whether something happens that happens in `percent` of all cases.
  mutating func happens(_ percent: Int) -> Bool {
    percent >= 100 || (percent > 0 && choose(cumulative: [percent, 100]) == 0)
  }

  /// A text as somebody types it.
  ///
  /// - Parameters:
  ///   - habits: what is written for what, such as "u" for "you".
  ///   - kept: words in small letters that stay whole, because the answer repeats them.
  mutating func typed(_ text: String, habits: [(from: String, to: String)], keeping kept: Set<String>)
    -> String
  {
    var text = text
    if happens(45) { text = text.lowercased() }
    if happens(20) { text = shortened(text, habits) }
    if happens(17) { repeat { text = withSlip(text, kept) } while happens(30) }
    if happens(40) { while let last = text.last, "?.!".contains(last) { text.removeLast() } }
    if happens(25) { text.removeAll { $0 == "'" } }
    if happens(12) { text.removeAll { $0 == "," } }
    if happens(3) { text = text.uppercased() }
    if happens(5) { text += pick(["!!", "??", "...", " :)", " lol", "?!"]) }
    return text.isEmpty ? "?" : text
  }

  /// One or two habits, of those that fit.
  private mutating func shortened(_ text: String, _ habits: [(from: String, to: String)]) -> String {
    var words = " " + text + " "
    for _ in 0..<2 {
      let fitting = habits.filter { words.range(of: " \($0.from) ", options: .caseInsensitive) != nil }
      guard !fitting.isEmpty else { break }
      let habit = pick(fitting)
      if let place = words.range(of: " \(habit.from) ", options: .caseInsensitive) {
        words.replaceSubrange(place, with: " \(habit.to) ")
      }
    }
    return words.trimmingCharacters(in: .whitespaces)
  }

  private mutating func withSlip(_ text: String, _ kept: Set<String>) -> String {
    var words = text.components(separatedBy: " ")
    let possible = words.indices.filter { place in
      let letters = words[place].filter(\.isLetter).lowercased()
      return letters.count > 2 && !kept.contains(letters)
    }
    guard !possible.isEmpty else { return text }
    let place = pick(possible)
    words[place] = slip(words[place])
    return words.joined(separator: " ")
  }

  private mutating func slip(_ word: String) -> String {
    var letters = Array(word)
    switch choose(cumulative: [30, 55, 70, 85, 100]) {
    case 0:
      let place = below(letters.count - 1)
      letters.swapAt(place, place + 1)
    case 1: letters.remove(at: 1 + below(letters.count - 1))
    case 2:
      let place = below(letters.count)
      letters.insert(letters[place], at: place)
    case 3:
      let place = below(letters.count)
      guard let alike = Keyboard.soundingAlike[letters[place].lowercased()] else { break }
      letters[place] = alike
    default:
      let place = below(letters.count)
      guard let near = Keyboard.neighbours[letters[place].lowercased()] else { break }
      letters[place] = pick(near)
    }
    return String(letters)
  }
}

private enum Keyboard {
  /// Letters that are written for others by ear.
  static let soundingAlike: [String: Character] = [
    "s": "z", "z": "s", "c": "k", "k": "c", "i": "y", "y": "i", "a": "e", "e": "a", "o": "u", "u": "o",
  ]

  /// The keys beside each letter's.
  static let neighbours: [String: [Character]] = {
    let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].map { Array($0) }
    var near: [String: [Character]] = [:]
    for row in rows {
      for (place, key) in row.enumerated() {
        near[String(key)] = [place - 1, place + 1].filter(row.indices.contains).map { row[$0] }
      }
    }
    return near
  }()
}
