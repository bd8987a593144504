// Names that nobody has heard before, such as "Zorvia": what a model must copy because it cannot know them.
// Ours: two or three syllables, each a consonant and a vowel, and a last letter; so a name has one reading only.
// Leaves out names that are words of the world already.

enum InventedName {
  static let consonants = Array("bdfgklmnprstvz".utf8)
  static let vowels = Array("aeiou".utf8)
  static let endings = Array("klmnrsx".utf8)

  /// Whether a name could have been invented: two or three syllables and an ending, in letters of any size.
  static func isPossible(_ name: some Collection<UInt8>) -> Bool {
    let letters = name.map { $0 | 0x20 }
    guard letters.count == 5 || letters.count == 7, endings.contains(letters[letters.count - 1]) else {
      return false
    }
    return letters.dropLast().enumerated().allSatisfy { place, letter in
      (place % 2 == 0 ? consonants : vowels).contains(letter)
    }
  }
}

extension Dice {
  /// A name that is no word of the world.
  ///
  /// The nats do not count known names that are thrown away, and stay an upper bound.
  mutating func inventedName(unlessKnownTo reader: Reader) -> String {
    let before = nats
    while true {
      nats = before
      var letters: [UInt8] = []
      for _ in 0..<(2 + below(2)) {
        letters += [pick(InventedName.consonants), pick(InventedName.vowels)]
      }
      letters.append(pick(InventedName.endings))
      letters[0] -= 0x20
      let name = String(decoding: letters, as: UTF8.self)
      if !reader.isKnownWord(name) { return name }
    }
  }
}
