// What the cells share: the text that the vocabulary is learned from, another text of the same world that it never
// saw, and the vocabulary. Each is made when a cell first asks for it.

import Basics
import Notebook
import TinyLM
import TinyTensor
import TinyWorld

final class Lesson {
  let page: Page
  let world: World
  /// The text that all vocabularies of this page are learned from.
  private(set) lazy var learningText = world.tokenizerText
  /// Documents of the same world, to measure on.
  private(set) lazy var heldOutText = documents(400, stream: "held-out text")
  /// The largest vocabulary that this page needs.
  ///
  /// A smaller one is its beginning: merges are learned in order.
  private lazy var largest = BytePairTokenizer.learned(
    from: learningText.utf8, vocabularySize: max(Self.sizes.last!, page.invocation.integer("vocabulary")))
  /// The vocabulary that most cells use.
  private(set) lazy var tokenizer = tokenizer(ofSize: page.invocation.integer("vocabulary"))

  /// The vocabularies that are compared: bytes alone, then each about 1.4 times the last.
  static let sizes = [257, 362, 512, 724, 1024, 1448, 2048, 2896]

  init(_ page: Page) throws {
    self.page = page
    world = try World(tables: page.root.assets.appending(path: "world"))
  }

  /// The first merges of the largest vocabulary, as a vocabulary of their own.
  ///
  /// No more are to be had than the text has pairs that occur twice.
  func tokenizer(ofSize size: Int) -> BytePairTokenizer {
    BytePairTokenizer(merges: Array(largest.merges.prefix(size - 257)))
  }

  /// Documents of the world in small letters, each with a blank before it, as in the text that is learned from.
  func documents(_ count: Int, stream: String) -> String {
    var generator = SeededGenerator(seed: page.invocation.seed, stream: stream)
    return (0..<count).map { _ in " " + world.document(using: &generator).text.asRead + "\n" }.joined()
  }

  /// The tokens of a text as the page shows them.
  func pieces(_ text: String) -> [String] { tokenizer.encode(text).map { visible(tokenizer.bytes(of: $0)) } }

  func saw() -> [String] {
    let text = "cows eat grass"
    let ids = tokenizer.encode(text)
    return [
      "Text is bytes, and byte pairs that often stand together become tokens: \"\(text)\" is "
        + "\(text.utf8.count) bytes and \(ids.count) tokens.",
      "A model sees the ids of tokens and never their letters, and only as many as its window holds.",
      "An id picks a row of numbers. The row means nothing until training has moved it.",
    ]
  }
}
