// A sound of any length and rate. Leaves out stereo.

import Basics

/// A sound as samples.
public struct Waveform: Hashable, Sendable {
  /// How many samples a second has.
  public let rate: Int
  /// How far the air is pushed, sample by sample.
  public let samples: [Float]

  /// A sound from its samples.
  ///
  /// - Precondition: `rate` is positive, and all samples are finite.
  public init(rate: Int, samples: [Float]) {
    require(rate > 0, "rate must be positive, got \(rate)")
    self.rate = rate
    self.samples = samples
  }
}
