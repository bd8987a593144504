// What the tests share that watch a program stop.

import Testing

/// Whether the last words of a program contain all of these.
func says(_ words: String..., in result: ExitTest.Result?) -> Bool {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  return words.allSatisfy(text.contains)
}
