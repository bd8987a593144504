// Learning a byte-pair vocabulary from a text, and cutting the text with it.

import Foundation
import Notebook
import TinyLM

/// The measurements on a text of the user's.
struct TextBenchmark {
  let path: String?
  let measurements: [Measurement]

  /// - Throws: `Failure` if the file cannot be read as UTF-8.
  init(path: String?) throws {
    self.path = path
    measurements = []
  }
}
