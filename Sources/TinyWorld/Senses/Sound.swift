// Half a second of sound as numbers, for a model that learns to hear. Tones are drawn as waves, sample by sample.
// The wave is Bhaskara's approximation of the sine (7th century), off by at most 0.0017: additions, products and one
// quotient, so that every machine plays the same digits. Leaves out instruments, echoes and stereo.

import Basics

/// A sound of half a second, and what is heard in it.
public struct Sound: Hashable, Sendable {
  /// How many samples a second has.
  public static let rate = 8000
  /// How many samples every sound has.
  public static let count = 4000

  /// The name of the sound, as it stands in a sentence, such as "a low tone".
  public let name: String
  /// How far the air is pushed, sample by sample; a tone swings between -1 and 1.
  public let samples: [Float]

  /// Ways to ask about a sound.
  public static let questions = ["What do you hear?", "What is that sound?", "What can be heard?"]

  /// The answer of a person.
  public var answer: String { "I hear \(name)." }

  /// A sound of these samples.
  ///
  /// - Precondition: there are 4,000.
  public init(name: String, samples: [Float]) {
    require(samples.count == Self.count, "\(samples.count) samples are not \(Self.count)")
    self.name = name
    self.samples = samples
  }

  /// The sound with normally distributed noise.
  ///
  /// - Parameter deviation: in units of a tone's amplitude.
  public func noisy(_ deviation: Float, using generator: inout some RandomNumberGenerator) -> Sound {
    Sound(name: name, samples: samples.map { $0 + deviation * Noise.normal(using: &generator) })
  }
}

/// A sound as it is written down: parts of equal length.
public struct Melody: Hashable, Sendable {
  /// One part.
  public enum Part: Hashable, Sendable {
    /// A tone that glides from one pitch to another, in hertz.
    case tone(from: Double, to: Double)
    /// All pitches at once.
    case noise
    /// Nothing.
    case pause
  }

  /// The name of the sound, such as "a low tone".
  public let name: String
  /// One after another.
  public let parts: [Part]

  /// The parts as they are written in the table, with whole hertz.
  public var notation: String {
    let words = parts.map { part in
      switch part {
      case .noise: "noise"
      case .pause: "pause"
      case .tone(let low, let high): low == high ? "\(Int(low))" : "\(Int(low))>\(Int(high))"
      }
    }
    return words.joined(separator: " ")
  }

  /// Plays it.
  ///
  /// - Parameters:
  ///   - pitch: all tones are so many times higher.
  ///   - late: it begins so many samples late, and its end is cut off.
  /// - Returns: tones with amplitude 1, hissing with deviation 0.5.
  public func played(
    pitch: Double = 1, late: Int = 0, using generator: inout some RandomNumberGenerator
  ) -> Sound {
    var samples = [Float](repeating: 0, count: late)
    for (i, part) in parts.enumerated() {
      let length = Sound.count * (i + 1) / parts.count - Sound.count * i / parts.count
      samples += Self.samples(of: part, length, pitch: pitch, using: &generator)
    }
    return Sound(name: name, samples: Array(samples.prefix(Sound.count)))
  }

  /// Plays it as it is met in the wild: up to 6 % higher or lower, up to 30 ms late, with noise.
  ///
  /// - Parameter noise: the deviation, in units of a tone's amplitude.
  public func met(noise: Float, using generator: inout some RandomNumberGenerator) -> Sound {
    let pitch = 0.94 + 0.12 * generator.uniform()
    let late = Noise.below(Sound.rate * 30 / 1000, using: &generator)
    return played(pitch: pitch, late: late, using: &generator).noisy(noise, using: &generator)
  }

  private static func samples(
    of part: Part, _ count: Int, pitch: Double, using generator: inout some RandomNumberGenerator
  ) -> [Float] {
    switch part {
    case .pause: return Array(repeating: 0, count: count)
    case .noise: return (0..<count).map { _ in 0.5 * Noise.normal(using: &generator) }
    case .tone(let low, let high):
      var turns = 0.0  // how far the wave has come, in whole swings
      return (0..<count).map { i in
        let frequency = pitch * (low + (high - low) * Double(i) / Double(count))
        turns += frequency / Double(Sound.rate)
        turns -= turns.rounded(.down)
        return Float(wave(turns))
      }
    }
  }

  /// The sine of a number of whole turns, 0 to 1: for half a turn x = 0 to 1, 16 x (1 - x) / (5 - 4 x (1 - x)).
  static func wave(_ turns: Double) -> Double {
    let isSecondHalf = turns >= 0.5
    let x = 2 * (isSecondHalf ? turns - 0.5 : turns)
    let bow = x * (1 - x)
    let value = 16 * bow / (5 - 4 * bow)
    return isSecondHalf ? -value : value
  }
}
