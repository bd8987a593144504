// How loud each pitch is, moment by moment: what an ear makes of a sound.
// The discrete Fourier transform as the textbook has it (Oppenheim and Schafer, "Discrete-Time Signal Processing", 8.2),
// written as one matrix product. Leaves out the fast transform: for 500 samples the plain one is fast enough.

import Basics
import TinyTensor

/// A sound as 8 frames of 16 bands of pitch.
public struct Spectrum: Hashable, Sendable {
  /// How many moments there are; one lasts a sixteenth of a second.
  public static let frames = 8
  /// How many bands of pitch there are, from 100 to 4,000 hertz, each 1.26 times as high as the one below.
  public static let bands = 16
  /// How many samples a frame has.
  static let frameLength = 500
  /// How many samples are heard: half a second.
  public static let sampleCount = frames * frameLength
  /// How many samples a second must have.
  public static let rate = 8000
  /// The weakest level that is heard, in times the loudest one's energy: 40 decibels below it.
  private static let quietest = 1e-4

  /// How loud each band is in each frame, from the lowest band up.
  ///
  /// 1 is the loudest of the whole sound, 0 is 40 decibels weaker or less.
  public let levels: [[Float]]

  /// The spectrum of a sound.
  ///
  /// - Parameter samples: half a second at 8,000 a second.
  public init(of samples: [Float]) { self = Self.spectra(of: [samples])[0] }

  /// The spectra of many sounds, which is faster than one by one.
  ///
  /// - Precondition: each sound has `sampleCount` samples.
  public static func spectra(of sounds: [[Float]]) -> [Spectrum] {
    for samples in sounds {
      require(samples.count == sampleCount, "\(samples.count) samples are not \(sampleCount)")
    }
    let energies = bandEnergies(Tensor(sounds.flatMap { $0 }, shape: [sounds.count * frames, frameLength]))
    let size = frames * bands
    return sounds.indices.map { Spectrum(energies: energies[$0 * size..<($0 + 1) * size]) }
  }

  // cell: spectrum
  /// The energy of each band: the mean of its coefficients' squares.
  ///
  /// - Parameter frames: `[N, 500]`, samples.
  /// - Returns: N x 16 numbers.
  private static func bandEnergies(_ frames: Tensor) -> [Float] {
    let shape = [frameLength, coefficients]  // [500, 250]
    let real = frames.matrixProduct(Tensor(cosines, shape: shape))
    let imaginary = frames.matrixProduct(Tensor(sines, shape: shape))
    let energy = real * real + imaginary * imaginary  // [N, 250]
    let means = Tensor(averages, shape: [coefficients, bands])
    return energy.matrixProduct(means).values  // [N, 16]
  }
  // cell: end

  private init(energies: ArraySlice<Float>) {
    let loudest = energies.max() ?? 0
    let relative = loudest > 0 ? energies.map { $0 / loudest } : Array(repeating: 0, count: energies.count)
    let range = Float(-PortableMath.log(Self.quietest))
    let levels = Tensor(relative.map { max($0, Float(Self.quietest)) }).log().values
      .map { max(0, 1 + $0 / range) }
    self.levels = stride(from: 0, to: levels.count, by: Self.bands).map {
      Array(levels[$0..<$0 + Self.bands])
    }
  }
}

// MARK: the fixed matrices

extension Spectrum {
  /// How many swings in a frame are looked for: 0 to 249, which are 0 to 3,984 hertz.
  private static let coefficients = frameLength / 2
  private static let cosines = waves(PortableMath.cos)
  private static let sines = waves(PortableMath.sin)

  /// `[500, 250]`: column k swings k times in a frame, and fades in and out (Hann's window).
  private static func waves(_ wave: (Double) -> Double) -> [Float] {
    let step = 2 * Double.pi / Double(frameLength)
    let values = (0..<frameLength).map { Float(wave(Double($0) * step)) }
    let window = (0..<frameLength).map { Float(0.5 - 0.5 * PortableMath.cos((Double($0) + 0.5) * step)) }
    return (0..<frameLength).flatMap { n in
      (0..<coefficients).map { k in window[n] * values[n * k % frameLength] }
    }
  }

  /// Where the bands begin and the last one ends, in swings a frame.
  static let bandEdges: [Int] = (0...bands).map { band in
    let (low, high) = (100.0, Double(rate) / 2)
    let hertz = low * PortableMath.exp(PortableMath.log(high / low) * Double(band) / Double(bands))
    return Int((hertz * Double(frameLength) / Double(rate)).rounded())
  }

  /// `[250, 16]`: column b holds the mean of the coefficients in band b.
  private static let averages: [Float] = (0..<coefficients).flatMap { k in
    (0..<bands).map { band in
      let range = bandEdges[band]..<bandEdges[band + 1]
      return range.contains(k) ? 1 / Float(range.count) : 0
    }
  }
}
