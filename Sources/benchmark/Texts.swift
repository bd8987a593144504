// Learning a byte-pair vocabulary from a text, and cutting the text with it.

import Foundation
import TinyLM

/// The measurements on a text of the user's.
///
/// - Throws: an error if the file cannot be read.
func textMeasurements(path: String) throws -> [Measurement] {
  let text = [UInt8](try Data(contentsOf: URL(filePath: path)))
  let size = 1024
  return [
    Measurement(name: "bytepairs/train") { stopwatch, _ in
      let seconds = stopwatch.median { _ = BytePairTokenizer.learned(from: text, vocabularySize: size) }
      return Result(seconds: seconds, megabytesPerSecond: Double(text.count) / seconds / 1e6)
    },
    Measurement(name: "bytepairs/encode") { stopwatch, _ in
      let tokenizer = BytePairTokenizer.learned(from: text, vocabularySize: size)
      let tokens = tokenizer.encode(bytes: text).count
      let seconds = stopwatch.median { _ = tokenizer.encode(bytes: text) }
      return Result(
        seconds: seconds, tokensPerSecond: Double(tokens) / seconds,
        megabytesPerSecond: Double(text.count) / seconds / 1e6)
    },
  ]
}
