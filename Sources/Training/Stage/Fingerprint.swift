// Numbers that identify what a stage begins with, so that a training is resumed on the model and the data it began with.

import Files
import TinyLM
import TinyTensor

extension NamedParameters {
  /// A number that identifies the values of these tensors, continued from `seed`.
  func fingerprint(after seed: UInt64) -> UInt64 {
    reduce(seed) { sum, entry in
      entry.tensor.withUnsafeValues { Checksum.of(UnsafeRawBufferPointer($0), seed: sum) }
    }
  }
}

extension GPT {
  /// A number that identifies these weights.
  public var fingerprint: UInt64 { parameters.fingerprint(after: UInt64(parameters.count)) }
}

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
