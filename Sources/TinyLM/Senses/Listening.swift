// How a sound of any length and rate becomes the half second that the model hears.
// Ours. Leaves out several sounds one after another: the loudest half second is heard.

import Files

extension Waveform {
  /// The loudest half second at 8,000 samples a second, so loud that it reaches 1.
  ///
  /// A shorter sound is followed by silence.
  ///
  /// - Returns: 4,000 numbers for `Spectrum`.
  public var loudestHalfSecond: [Float] {
    let count = Int((Double(samples.count) * Double(Spectrum.rate) / Double(rate)).rounded())
    let heard = count > 0 && !samples.isEmpty ? Resampling.means(of: samples, count: count) : []
    let start = Self.loudestStart(in: heard)
    let part = Array(heard[start...].prefix(Spectrum.sampleCount))
    let peak = part.reduce(Float(0)) { max($0, abs($1)) }
    let scaled = peak > 0 ? part.map { $0 / peak } : part
    return scaled + Array(repeating: 0, count: Spectrum.sampleCount - scaled.count)
  }

  /// Where the half second with the most energy begins, a whole number of frames from the start.
  private static func loudestStart(in samples: [Float]) -> Int {
    let step = Spectrum.frameLength
    let energies = stride(from: 0, to: samples.count, by: step).map { start in
      samples[start..<min(start + step, samples.count)].reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let lastStart = max(0, energies.count - Spectrum.frames)
    let sums = (0...lastStart).map { start in
      energies[start..<min(start + Spectrum.frames, energies.count)].reduce(0, +)
    }
    return sums.indices.max { (sums[$0], $1) < (sums[$1], $0) }! * step
  }
}
