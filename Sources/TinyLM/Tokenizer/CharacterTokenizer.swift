// One token for each character of a text: the simplest vocabulary there is.
// A character here is a Unicode scalar: there are few of them and each has one number, while what a reader takes for
// one character may be a string of them.

import Files

/// A vocabulary of single characters.
public struct CharacterTokenizer: Tokenizer {
  /// The characters, in the order of their code points; the first has id 0.
  public let characters: [Unicode.Scalar]
  /// The tokens with a meaning of their own; their ids follow those of the characters.
  public let specialTokens: [String]
  private let ids: [Unicode.Scalar: Int]

  /// All characters of a text, each once.
  public init(of text: String, specialTokens: [String] = [endOfText]) {
    self.init(characters: Set(text.unicodeScalars).sorted(), specialTokens: specialTokens)
  }

  /// A vocabulary whose characters are given, id by id.
  ///
  /// - Precondition: no character twice.
  init(characters: [Unicode.Scalar], specialTokens: [String]) {
    self.characters = characters
    self.specialTokens = specialTokens
    ids = Dictionary(uniqueKeysWithValues: characters.enumerated().map { ($1, $0) })
  }

  /// How many tokens there are: characters and special tokens.
  public var vocabularySize: Int { characters.count + specialTokens.count }

  /// The id of a special token; `nil` if there is none of that name.
  public func id(ofSpecial name: String) -> Int? {
    specialTokens.firstIndex(of: name).map { characters.count + $0 }
  }

  /// The ids of a text, one for each character.
  ///
  /// - Throws: `FileProblem` if a character is not in the vocabulary.
  public func encode(_ text: String) throws -> [Int] {
    try text.unicodeScalars.enumerated().map { place, character in
      guard let id = ids[character] else {
        throw FileProblem(
          file: "the text", happened: "character \(place + 1), \"\(character)\", is not in the vocabulary.",
          remedy:
            "Use only characters of the text that the model learned from, or byte pairs, which know all.")
      }
      return id
    }
  }

  /// The bytes of a character as UTF-8; of a special token, its name.
  ///
  /// - Precondition: `id` is below `vocabularySize`.
  public func bytes(of id: Int) -> [UInt8] {
    id < characters.count
      ? Array(String(characters[id]).utf8) : Array(specialTokens[id - characters.count].utf8)
  }
}
