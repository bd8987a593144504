// How the loss falls with the size of the model: a straight line on paper with logarithms on both axes, which can be
// drawn on beyond the models that were trained. Source: Kaplan et al. 2020, "Scaling Laws for Neural Language Models".
// Leaves out what else limits the loss, the amount of text and the entropy of the text: take the same text for all.

import TinyTensor

/// loss = scale x size^-exponent.
public struct ScalingLaw: Equatable, Sendable {
  /// The loss that a model of size 1 would have, in nats per token.
  public let scale: Double
  /// How steeply the loss falls: twice the size makes it 2^exponent times smaller.
  public let exponent: Double

  /// Draws the line that lies closest to the points (least squares in the logarithms).
  ///
  /// - Parameter points: sizes, such as numbers of parameters, and the loss of each in nats per token.
  /// - Precondition: at least two different sizes; all numbers are positive.
  public init(fitting points: [(size: Double, loss: Double)]) {
    require(
      points.allSatisfy { $0.size > 0 && $0.loss > 0 } && points.contains { $0.size != points[0].size },
      "a line needs two different sizes and positive numbers, got \(points)")
    let (x, y) = (points.map { PortableMath.log($0.size) }, points.map { PortableMath.log($0.loss) })
    let count = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let together = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let slope = together / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    exponent = -slope
    scale = PortableMath.exp(meanY - slope * meanX)
  }

  /// The loss that the line gives a size, in nats per token.
  ///
  /// - Precondition: `size` is positive.
  public func loss(at size: Double) -> Double {
    require(size > 0, "a size must be positive, got \(size)")
    return PortableMath.exp(PortableMath.log(scale) - exponent * PortableMath.log(size))
  }
}
