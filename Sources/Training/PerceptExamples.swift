// Pictures and sounds of the small world with a question and the answer that a person would give.
// Each is drawn afresh: moved, spoiled and noisy in its own way, so that none comes twice.

import TinyLM
import TinyTensor
import TinyWorld

/// Something to see or hear, and what is said about it.
public struct PerceptExample: Sendable {
  /// As the model gets it.
  public let percept: Percept
  /// What the person asks.
  public let question: String
  /// What the model should answer.
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
  public init(_ gallery: Gallery, _ songbook: Songbook) { (self.gallery, self.songbook) = (gallery, songbook) }

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

extension MultimodalGPT {
  /// The share of examples to which the model gives the expected answer, word for word.
  public func accuracy(on examples: [PerceptExample], format: ChatFormat) throws -> Double {
    let model = frozen()
    let answers = try model.answers(
      to: examples.map(\.question), about: examples.map(\.percept), format: format)
    return Double(zip(answers, examples).count { $0 == $1.answer }) / Double(examples.count)
  }
}
