// How the loss falls with the size of the model: what lies above the floor is a straight line on paper with logarithms
// on both axes, and can be drawn on beyond the models that were trained.
// Source: Kaplan et al. 2020, "Scaling Laws for Neural Language Models", section 3. There the floor is not known.

import Basics
import TinyLM

/// loss = floor + scale x size^-exponent.
public struct ScalingLaw: Equatable, Sendable {
  /// The loss that no size gets below, in nats per token.
  public let floor: Double
  /// How far above the floor a model of size 1 would be, in nats per token.
  public let scale: Double
  /// How steeply the loss falls: a model of twice the size is 2^exponent times nearer to the floor.
  public let exponent: Double

  /// Draws the line that lies closest to the points (least squares in the logarithms).
  ///
  /// - Parameters:
  ///   - points: sizes, such as numbers of parameters, and the loss of each in nats per token.
  ///   - floor: the entropy of the text in nats per token, if it is known.
  /// - Precondition: at least two different sizes; all are positive, and all losses above the floor.
  public init(fitting points: [(size: Double, loss: Double)], floor: Double = 0) {
    require(
      points.allSatisfy { $0.size > 0 && $0.loss > floor } && Set(points.map(\.size)).count >= 2,
      "a line needs two different sizes, and losses above \(floor), got \(points)")
    let x = points.map { PortableMath.log($0.size) }
    let y = points.map { PortableMath.log($0.loss - floor) }
    let count = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let together = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let slope = together / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    self.floor = floor
    exponent = -slope
    scale = PortableMath.exp(meanY - slope * meanX)
  }

  /// The loss that the line gives to a size, in nats per token.
  ///
  /// - Precondition: `size` is positive.
  public func loss(at size: Double) -> Double {
    require(size > 0, "a size must be positive, got \(size)")
    return floor + scale * PortableMath.exp(-exponent * PortableMath.log(size))
  }
}

extension ScalingLaw {
  /// The widths of small models whose losses give a law.
  public static let widths = [16, 24, 32, 40, 48]
  /// The width of a model that the law can be tested on.
  ///
  /// Much wider ones do worse than the law says: with as little
  /// text as in `settings`, the text and not the size is then what they lack.
  public static let nextWidth = 64

  /// A small model and a short training, alike for all widths: 2 layers, heads of 8 numbers, 300 steps.
  public static func settings(width: Int, vocabularySize: Int, seed: UInt64) -> PretrainingSettings {
    let model = GPTConfiguration(
      vocabularySize: vocabularySize, context: 64, width: width, layers: 2, heads: width / 8,
      positions: .rotary)
    return PretrainingSettings(model: model, steps: 300, batch: 16, seed: seed)
  }

  /// The size of a model as the law counts it: the numbers in the matrices of its blocks, without the tables.
  public static func size(of model: GPT) -> Double {
    Double(model.parametersByKind.hiddenMatrices.reduce(0) { $0 + $1.count })
  }
}
