// Hearing: the moments of a sound, as how loud each pitch is. And how much noise both senses bear.

import Basics
import CourseKit
import Files
import Foundation
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// Clearly heard noise: in times a tone's amplitude.
  static let usualNoise: Float = 0.2

  func hearing(_ cell: Cell) throws {
    try cell.say(
      """
      Half a second of sound is \(Sound.count.grouped) numbers. An ear asks how loud each pitch is, moment by moment: the \
      **spectrum**. Here \(Spectrum.frames) moments with \(Spectrum.bands) bands of pitch each become \
      \(Spectrum.frames) vectors in the row of tokens.
      """
    )
    try cell.code("spectrum", in: "TinyLM/Senses/Spectrum.swift")
    if let own = try ownSound() { return try showOwnSound(own, cell) }
    let (examples, senses) = (try course().perceptExamples(), try senses())
    var generator = generator("sounds to show")
    let shown = examples.songbook.melodies.shuffledPrefix(3, using: &generator).map {
      $0.met(noise: Self.usualNoise, using: &generator)
    }
    for sound in shown {
      try showSpectrum(Spectrum(of: sound.samples), caption: "Played: \(sound.name).", with: senses, cell)
    }
    let count = invocation.integer("shown")
    let sounds = (0..<count).map { _ in
      examples.songbook.melodies[generator.below(examples.songbook.melodies.count)]
        .met(noise: Self.usualNoise, using: &generator)
    }
    let right = try share(of: sounds, namedBy: senses)
    let reversed = try share(
      of: sounds.map { Sound(name: $0.name, samples: $0.samples.reversed()) }, namedBy: senses)
    try cell.show(
      ("kinds of sounds", "\(examples.songbook.melodies.count)"),
      ("right on \(count) fresh ones", percent(right)),
      ("the same sounds played backwards", percent(reversed)))
    cell.record(Metric("hearing", right, better: .higher))
    let needed = invocation.isQuick ? 0.25 : 0.9
    let deaf = try share(of: sounds, namedBy: blindSenses())
    try cell.check(
      "it names at least \(percent(needed)) of fresh sounds; with an untrained encoder not", right, not: deaf
    ) {
      $0 >= needed
    }
  }

  /// The share of sounds that a model names.
  private func share(of sounds: [Sound], namedBy senses: MultimodalGPT) throws -> Double {
    let answers = try senses.answers(
      to: sounds.map { _ in Sound.questions[0] },
      about: Spectrum.spectra(of: sounds.map(\.samples)).map { .sound($0) }, format: course().format())
    return Double(zip(sounds, answers).count { $0.answer == $1 }) / Double(sounds.count)
  }

  /// A spectrum, high pitches above, with what the model says to it.
  private func showSpectrum(_ spectrum: Spectrum, caption: String, with senses: MultimodalGPT, _ cell: Cell)
    throws
  {
    let answer = try senses.answers(
      to: [Sound.questions[0]], about: [.sound(spectrum)], format: course().format())[0]
    let bands = (0..<Spectrum.bands).reversed().map { band in spectrum.levels.map { $0[band] } }
    let labels = (0..<Spectrum.bands).reversed().map { band in
      band == Spectrum.bands - 1 ? "high" : band == 0 ? "low" : ""
    }
    try cell.show(
      HeatMap(
        "loudness of each pitch, from left to right in time", bands, rows: labels,
        columns: (1...Spectrum.frames).map { "\($0)" }, range: 0...1, form: .shades,
        caption: caption + " It says: " + answer))
  }

  private func ownSound() throws -> Waveform? {
    let path = invocation.text("sound")
    return path.isEmpty ? nil : try SoundFile.read(URL(filePath: path))
  }

  private func showOwnSound(_ sound: Waveform, _ cell: Cell) throws {
    let senses = try senses()
    let spectrum = Spectrum(of: sound.loudestHalfSecond)
    let kinds = try course().perceptExamples().songbook.melodies.map(\.name)
    try showSpectrum(spectrum, caption: "The loudest half second of your sound.", with: senses, cell)
    try cell.say("It knows \(kinds.count) sounds: \(kinds.joined(separator: ", ")).")
    let answer = try senses.answers(
      to: [Sound.questions[0]], about: [.sound(spectrum)], format: course().format())[0]
    try cell.check(
      "it names one of the sounds that it knows; the question alone is no answer", answer,
      not: Sound.questions[0]
    ) { answer in
      kinds.contains { answer.contains($0) }
    }
  }

  func noise(_ cell: Cell) throws {
    let (examples, senses, format) = (try course().perceptExamples(), try senses(), try course().format())
    try cell.say(
      """
      How much noise do its senses bear? Pictures with more and more points turned into their opposite, sounds with \
      more and more noise. At one half, a picture is nothing but noise: there nobody sees anything.
      """
    )
    try cell.predict("At which share of flipped points do you no longer see what the picture shows?")
    let (flips, noises): ([Double], [Float]) = ([0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5], [0, 0.2, 0.5, 1, 2, 4])
    let count = max(20, invocation.integer("shown") / 2)
    var generator = generator("noise")
    let seen = try examples.seeing(
      of: senses, flipped: flips, count: count, format: format, using: &generator)
    let heard = try examples.hearing(
      of: senses, noise: noises, count: count, format: format, using: &generator)
    let guess = (
      pictures: 1 / Double(examples.gallery.pictures.count),
      sounds: 1 / Double(examples.songbook.melodies.count)
    )
    try cell.show(seeingChart(flips, seen, guess: guess.pictures))
    try showFlips(cell, examples.gallery.pictures[0], using: &generator)
    try cell.show(hearingChart(noises, heard, guess: guess.sounds))
    for (share, right) in zip(flips, seen) {
      cell.record(Metric("seeing.flipped\(Int(100 * share))", right, better: .higher))
    }
    for (share, right) in zip(noises, heard) {
      cell.record(Metric("hearing.noise\(Int(100 * share))", right, better: .higher))
    }
    try cell.check(
      "at half flipped it cannot see, as nobody can: it only guesses", seen[seen.count - 1], not: seen[0]
    ) {
      $0 < guess.pictures + 0.15
    }
  }

  private func seeingChart(_ flips: [Double], _ seen: [Double], guess: Double) -> LineChart {
    LineChart(
      x: Axis("flipped points", unit: "%"), y: Axis("pictures named right", unit: "%"),
      [Series("seeing", zip(flips, seen).map { (x: 100 * $0, y: 100 * $1) })],
      references: [Reference("guessing", 100 * guess)],
      caption:
        "From \(percent(seen[0])) with clean pictures down to \(percent(seen[seen.count - 1])), where there is nothing to see."
    )
  }

  /// One picture with more and more points flipped.
  private func showFlips(
    _ cell: Cell, _ clean: Drawing, using generator: inout SeededGenerator
  ) throws {
    let flipped = [0.05, 0.1, 0.2, 0.3].map { clean.met(flipped: $0, using: &generator) }
    try cell.show(
      Drawings(
        title: "how much is flipped", drawings: zip([5, 10, 20, 30], flipped).map { ("\($0) %", $1) },
        caption: "Always \(clean.name). Where do you lose it?"))
  }

  private func hearingChart(_ noises: [Float], _ heard: [Double], guess: Double) -> LineChart {
    LineChart(
      x: Axis("noise", unit: "times the tone"), y: Axis("sounds named right", unit: "%"),
      [Series("hearing", zip(noises, heard).map { (x: Double($0), y: 100 * $1) })],
      references: [Reference("guessing", 100 * guess)],
      caption:
        "\(percent(heard[0])) without noise, \(percent(heard[heard.count - 1])) where the noise is \(noises[noises.count - 1].brief) times as strong as the tone."
    )
  }
}
