// Pictures and sounds of the small world with a question and the answer that a person would give.
// Each is drawn afresh: moved, flipped and noisy in its own way, so that none comes twice.

import Files
import TinyLM
import TinyTensor
import TinyWorld

/// Something to see or hear, and what is said about it.
public struct PerceptExample: Sendable {
  /// As the model gets it.
  public let percept: Percept
  /// The question of the person.
  public let question: String
  /// The answer that the model should give.
  public let answer: String

  /// The question and the answer as a conversation.
  public var conversation: [ChatMessage] { [ChatMessage(.user, question), ChatMessage(.assistant, answer)] }
}

/// A source of as many examples as are wanted.
public struct PerceptExamples: Sendable {
  /// The drawings that are seen.
  public let gallery: Gallery
  /// The sounds that are heard.
  public let songbook: Songbook

  /// Examples from these drawings and sounds.
  public init(_ gallery: Gallery, _ songbook: Songbook) {
    self.gallery = gallery
    self.songbook = songbook
  }

  /// What can be seen and heard, such as "a house" and "a low tone".
  public var names: [String] { gallery.pictures.map(\.name) + songbook.melodies.map(\.name) }

  /// A number that identifies these drawings and sounds.
  public var fingerprint: UInt64 {
    let drawings = gallery.pictures.map { "\($0.name)\n\($0.text)\n" }
    let sounds = songbook.melodies.map { "\($0.name) \($0.notation)\n" }
    return Array((drawings + sounds).joined().utf8).withUnsafeBytes { Checksum.of($0) }
  }

  /// Pictures of all kinds, in a random order of kinds.
  ///
  /// - Parameter flipped: for each, the share of pixels that are turned into their opposite.
  /// - Returns: one example for each share.
  public func pictures(flipped: [Double], using generator: inout SeededGenerator) -> [PerceptExample] {
    flipped.map { share in
      let clean = gallery.pictures[generator.below(gallery.pictures.count)]
      let picture = clean.met(flipped: share, using: &generator)
      return PerceptExample(
        percept: .picture(picture.pixels),
        question: Picture.questions[generator.below(Picture.questions.count)], answer: picture.answer)
    }
  }

  /// Sounds of all kinds, in a random order of kinds.
  ///
  /// - Parameter noise: for each, the deviation of the noise in units of a tone's amplitude.
  /// - Returns: one example for each.
  public func sounds(noise: [Float], using generator: inout SeededGenerator) -> [PerceptExample] {
    let sounds = noise.map { deviation in
      let melody = songbook.melodies[generator.below(songbook.melodies.count)]
      return melody.met(noise: deviation, using: &generator)
    }
    return zip(sounds, Spectrum.spectra(of: sounds.map(\.samples))).map { sound, spectrum in
      PerceptExample(
        percept: .sound(spectrum), question: Sound.questions[generator.below(Sound.questions.count)],
        answer: sound.answer)
    }
  }
}

extension PerceptExamples {
  /// How well a model sees, the more pixels are flipped the worse.
  ///
  /// - Parameters:
  ///   - flipped: the shares of flipped pixels to be tried.
  ///   - count: how many fresh pictures for each.
  /// - Returns: for each share, the part of the pictures that the model names, 0 to 1.
  public func seeing(
    of model: MultimodalGPT, flipped: [Double], count: Int, format: ChatFormat,
    using generator: inout SeededGenerator
  ) throws -> [Double] {
    try flipped.map { share in
      let examples = pictures(flipped: Array(repeating: share, count: count), using: &generator)
      return try model.accuracy(on: examples, format: format)
    }
  }

  /// How well a model hears, the more noise the worse.
  ///
  /// - Parameters:
  ///   - noise: the deviations to be tried, in units of a tone's amplitude.
  ///   - count: how many fresh sounds for each.
  /// - Returns: for each deviation, the part of the sounds that the model names, 0 to 1.
  public func hearing(
    of model: MultimodalGPT, noise: [Float], count: Int, format: ChatFormat,
    using generator: inout SeededGenerator
  ) throws -> [Double] {
    try noise.map { deviation in
      let examples = sounds(noise: Array(repeating: deviation, count: count), using: &generator)
      return try model.accuracy(on: examples, format: format)
    }
  }
}

extension MultimodalGPT {
  /// The share of examples to which the model gives the expected answer, word for word.
  public func accuracy(on examples: [PerceptExample], format: ChatFormat) throws -> Double {
    let (model, groupSize) = (frozen(), 200)  // more at once would take much memory
    let lengths = try examples.map { try format.tokens([ChatMessage(.assistant, $0.answer)]).count }
    let right = try stride(from: 0, to: examples.count, by: groupSize).map { start in
      let group = examples[start..<min(start + groupSize, examples.count)]
      let answers = try model.answers(
        to: group.map(\.question), about: group.map(\.percept), format: format, limit: lengths.max() ?? 0)
      return zip(answers, group).count { $0 == $1.answer }
    }
    return Double(right.reduce(0, +)) / Double(examples.count)
  }
}
