// Learning a byte-pair vocabulary from a text, and cutting the text with it.

import Foundation
import TinyLM

/// The measurements on a text of the user's.
struct TextBenchmark {
  let path: String?
  let measurements: [Measurement]

  /// - Throws: an error if the file cannot be read.
  init(path: String?) throws {
    self.path = path
    guard let path else {
      measurements = []
      return
    }
    let text = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let size = 1024
    measurements = [
      Measurement("bytepairs/train") { name, stopwatch, _ in
        let seconds = stopwatch.median { _ = BytePairTokenizer.learned(from: text, vocabularySize: size) }
        return Result(name: name, seconds: seconds, megabytesPerSecond: Double(text.count) / seconds / 1e6)
      },
      Measurement("bytepairs/encode") { name, stopwatch, _ in
        let tokenizer = BytePairTokenizer.learned(from: text, vocabularySize: size)
        let tokens = tokenizer.encode(bytes: text).count
        let seconds = stopwatch.median { _ = tokenizer.encode(bytes: text) }
        return Result(
          name: name, seconds: seconds, tokensPerSecond: Double(tokens) / seconds,
          megabytesPerSecond: Double(text.count) / seconds / 1e6)
      },
    ]
  }
}
