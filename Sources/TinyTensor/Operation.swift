// The table of operations: every way in which this library makes a tensor from tensors.
// A test walks it and checks each operation's gradient against a numerical one.

/// The name of an operation.
///
/// Each stands in a file of its family, value and gradient rule side by side.
public enum Operation: String, CaseIterable, Sendable {
  // Arithmetic.swift
  case add, subtract, multiply, divide, minimum, maximum, broadcast
  // Pointwise.swift
  case relu, tanh, sigmoid, logSigmoid, gelu, exp, log, squareRoot
  // Products.swift
  case matrixProduct, linear
  // Reductions.swift
  case sum, max
  // Indexing.swift
  case rows, gather, slice, concatenate
  // Shaping.swift
  case reshape, permute
  // Softmax.swift
  case softmax, logSoftmax, crossEntropy
  // Normalization.swift
  case layerNorm
  // Attention.swift
  case attention
  // Rotation.swift
  case rotate
}
