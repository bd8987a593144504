// Seeing: the patches of a picture stand in the row of tokens like words.

import Basics
import CourseKit
import Files
import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// What a person would still see: pixels turned into their opposite.
  static let usualFlips = 0.02

  func seeing(_ cell: Cell) throws {
    let examples = try course().perceptExamples()
    try cell.say(
      """
      A transformer reads vectors; it does not ask where they come from. So a picture of \(Drawing.side) x \
      \(Drawing.side) points is cut into nine **patches**, a small network makes a vector of each, and these stand in the \
      conversation before the question. Then everything is trained together, for a few hundred steps.
      """
    )
    try cell.code("patches", in: "TinyLM/Senses/Percept.swift")
    try cell.code("percept-vectors", in: "TinyLM/Senses/MultimodalGPT.swift")
    if let own = try ownPicture() { return try showOwnPicture(own, cell) }
    let senses = try senses()
    var generator = generator("pictures to show")
    let shown = examples.gallery.pictures.shuffledPrefix(8, using: &generator).map {
      $0.met(flipped: Self.usualFlips, using: &generator)
    }
    let answers = try see(shown, with: senses)
    for start in stride(from: 0, to: shown.count, by: 4) {
      let part = start..<min(start + 4, shown.count)
      try cell.show(
        Drawings(
          title: Drawing.questions[0], drawings: part.map { (answers[$0], shown[$0]) },
          caption: "Shown: \(part.map { shown[$0].name }.joined(separator: ", "))."))
    }
    try measureSeeing(cell, examples, senses)
    if !invocation.isQuick { try measureText(cell, senses) }
  }

  /// What a model says about pictures.
  private func see(_ pictures: [Drawing], with senses: MultimodalGPT) throws -> [String] {
    try senses.answers(
      to: pictures.map { _ in Drawing.questions[0] }, about: pictures.map { .picture($0.pixels) },
      format: course().format())
  }

  private func measureSeeing(_ cell: Cell, _ examples: PerceptExamples, _ senses: MultimodalGPT) throws {
    var generator = generator("pictures to measure")
    let count = invocation.integer("shown")
    let pictures = examples.pictures(
      flipped: Array(repeating: Self.usualFlips, count: count), using: &generator)
    let right = try senses.accuracy(on: pictures, format: course().format())
    let blind = try blindSenses().accuracy(on: pictures, format: course().format())
    try cell.show(
      ("kinds of pictures", "\(examples.gallery.pictures.count)"),
      ("right on \(count) fresh ones", percent(right)), ("the same model, encoder untrained", percent(blind)))
    try cell.say(
      """
      Fresh means: moved by up to one point, \(percent(Self.usualFlips)) of the points turned into their opposite, with \
      noise on all of them. None was ever seen before.
      """
    )
    cell.record(Metric("seeing", right, better: .higher))
    let needed = invocation.isQuick ? 0.15 : 0.9
    try cell.check("it names at least \(percent(needed)) of fresh pictures", right, not: blind) {
      $0 >= needed
    }
  }

  /// The same transformer with eyes and ears that have learned nothing.
  func blindSenses() throws -> MultimodalGPT {
    let senses = try senses()
    var generator = generator("untrained encoder")
    let encoder = PerceptEncoder(
      width: senses.language.configuration.width, deviation: 0.1, using: &generator)
    return MultimodalGPT(language: senses.language, encoder: encoder).frozen()
  }

  /// Whether it still answers in words.
  private func measureText(_ cell: Cell, _ senses: MultimodalGPT) throws {
    let requests = try requests(count: budget(600))
    let (before, after) = (try evaluate(final(), requests), try evaluate(senses.language, requests))
    try cell.show(
      ("right answers to text, before", percent(before.right)), ("after", percent(after.right)),
      ("gold score, before", before.gold.fixed(2)), ("after", after.gold.fixed(2)))
    cell.record(Metric("textRightBeforeSenses", before.right, better: .higher))
    cell.record(Metric("textRightAfterSenses", after.right, better: .higher))
    let lost = before.right - after.right
    let base = try evaluate(course().base(), requests)
    try cell.check(
      "what it could say before, it still can: less than 3 points are lost", lost,
      not: before.right - base.right
    ) { $0 < 0.03 }
  }
}

// MARK: the learner's own picture

extension Lesson {
  private func ownPicture() throws -> GrayImage? {
    let path = invocation.text("picture")
    return path.isEmpty ? nil : try PictureFile.read(URL(filePath: path))
  }

  private func showOwnPicture(_ image: GrayImage, _ cell: Cell) throws {
    let picture = Drawing(name: "your picture", pixels: image.pixels)
    let answers = try Drawing.questions.map { question in
      try senses().answers(to: [question], about: [.picture(picture.pixels)], format: course().format())[0]
    }
    let kinds = try course().perceptExamples().gallery.pictures.map(\.name)
    try cell.show(
      Drawings(
        title: "your picture, as it sees it", drawings: [(answers[0], picture)],
        caption: "\(image.width) x \(image.height) points became \(Drawing.side) x \(Drawing.side)."))
    try cell.quote(zip(Drawing.questions, answers).map { ($0, $1) })
    try cell.say("It knows \(kinds.count) things: \(kinds.joined(separator: ", ")).")
    try cell.check(
      "it names one of the things that it knows; the question alone is no answer", answers[0],
      not: Drawing.questions[0]
    ) { answer in
      kinds.contains { answer.contains($0) }
    }
  }
}

extension Array {
  /// Some of the elements, in random order.
  func shuffledPrefix(_ count: Int, using generator: inout SeededGenerator) -> [Element] {
    Array(generator.shuffled(self).prefix(count))
  }
}
