// The protocol of all tokenizers of the book: text becomes numbers, and numbers text.

/// Cuts text into tokens, each with an id.
public protocol Tokenizer: Sendable {
  /// How many ids there are, from 0.
  var vocabularySize: Int { get }

  /// Tokens with a meaning of their own, such as the end of a text. No text is ever cut into one of them.
  var specialTokens: [String] { get }

  /// The id of a special token; `nil` if there is none of that name.
  func id(ofSpecial name: String) -> Int?

  /// The ids of a text.
  ///
  /// - Throws: `FileProblem` if the text holds something that the vocabulary does not.
  func encode(_ text: String) throws -> [Int]

  /// The bytes that a token stands for; of a special token, its name.
  ///
  /// - Precondition: `id` is below `vocabularySize`.
  func bytes(of id: Int) -> [UInt8]

  /// The whole tokenizer as JSON, for a checkpoint.
  var json: String { get }
}

extension Tokenizer {
  /// The bytes of many tokens, one after another.
  public func bytes(of ids: [Int]) -> [UInt8] { ids.flatMap { bytes(of: $0) } }

  /// The text of many tokens.
  ///
  /// Bytes that are no text are shown as U+FFFD.
  public func decode(_ ids: [Int]) -> String { String(decoding: bytes(of: ids), as: UTF8.self) }
}

/// The special token that stands between two texts.
public let endOfText = "<|endoftext|>"

/// Text from tokens that arrive one at a time: a letter of several bytes is held back until it is whole.
public struct StreamingDecoder {
  private let tokenizer: any Tokenizer
  private var waiting: [UInt8] = []

  /// A decoder that has received nothing yet.
  public init(_ tokenizer: any Tokenizer) { self.tokenizer = tokenizer }

  /// The text that is certain after one more token.
  public mutating func append(_ id: Int) -> String {
    waiting += tokenizer.bytes(of: id)
    let whole = waiting.count - unfinishedCount
    defer { waiting.removeFirst(whole) }
    return String(decoding: waiting[..<whole], as: UTF8.self)
  }

  /// The rest of the text, when no more tokens come.
  public mutating func finish() -> String {
    defer { waiting = [] }
    return String(decoding: waiting, as: UTF8.self)
  }

  /// How many bytes at the end begin a letter that is not whole yet.
  private var unfinishedCount: Int {
    for back in 1...3 where back <= waiting.count {
      let byte = waiting[waiting.count - back]
      if byte & 0b1100_0000 == 0b1000_0000 { continue }  // the letter begins further left
      let needed = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1
      return needed > back ? back : 0
    }
    return 0
  }
}
