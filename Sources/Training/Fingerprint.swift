// Numbers that identify the data of a stage, so that a training is resumed on the data it began with.

import TinyLM

extension [[Int]] {
  /// A number that identifies these sequences of tokens, continued from `seed`.
  func fingerprint(after seed: UInt64) -> UInt64 {
    reduce(seed) { sum, sequence in
      sequence.reduce(sum &* 31 &+ UInt64(sequence.count)) { $0 &* 31 &+ UInt64($1) }
    }
  }
}

extension [[MarkedToken]] {
  /// A number that identifies these conversations and their marks, continued from `seed`.
  func fingerprint(after seed: UInt64) -> UInt64 {
    map { $0.map { $0.id * 2 + ($0.isLearned ? 1 : 0) } }.fingerprint(after: seed)
  }
}
