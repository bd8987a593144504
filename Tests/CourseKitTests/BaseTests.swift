// Which models a chapter goes on from: the book's, or the one that is named; and what it refuses in one sentence.

import Foundation
import Testing
import TinyLM
import TinyTensor
import Training

@testable import Basics
@testable import CommandLineKit
@testable import CourseKit

@Suite struct BaseTests {
  /// Keeps a model of random weights as if it had been trained.
  private func keep(
    _ learner: Learner, _ link: Link = .pretraining, context: Int = 64, text: String? = nil,
    parents: [String] = []
  ) throws -> String {
    let course = try learner.course()
    let tokenizer = CharacterTokenizer(
      of: text ?? course.world.tokenizerText + "\n", specialTokens: ChatFormat.specialTokens)
    let settings = PretrainingSettings(
      model: GPTConfiguration(
        vocabularySize: tokenizer.vocabularySize, context: context, width: 4, layers: 1, heads: 1), steps: 1,
      batch: 1)
    let training = Pretraining(
      settings, corpus: TokenCorpus(tokens: Array(repeating: 1, count: 200), validationShare: 0.1))
    let origin = course.origin(link, settings, data: [text ?? ""], on: parents)
    var checkpoint = try training.checkpoint(tokenizer: tokenizer.json, toGoOn: false)
    checkpoint.stage = link.stage
    checkpoint.notes = course.notes(origin, link.stage)
    _ = try course.store.finish(checkpoint, origin)
    return origin.name
  }

  private func refusal(_ learner: Learner, _ name: String, chapter: Int) throws -> String {
    do {
      _ = try learner.course(["--base", name], chapter: chapter).standing()
      return "none"
    } catch let failure as Failure {
      #expect(failure.code == .wrongUsage || failure.code == .badFile)
      return failure.what
    }
  }

  @Test func theBookIsTheDefault() throws {
    #expect(try Learner().course(chapter: 5).standing() == nil)
  }

  @Test func aBaseIsSaidAndUsed() throws {
    let learner = try Learner()
    let name = try keep(learner)
    let course = try learner.course(["--base", name], chapter: 5)
    let sentence = try #require(try course.standing())
    #expect(sentence.contains(name) && sentence.contains("steps=1"))
    #expect(try course.pretrained().stepsDone == 0 && course.base().configuration.width == 4)
    #expect(try course.key(of: .pretraining) == String(name.suffix(12)))
    let book = try learner.course(chapter: 5)
    #expect(try book.fineTuning().key != course.fineTuning().key, "what comes after it is another model too")
    #expect(try !course.isOfTheBook(course.fineTuning().origin) && book.isOfTheBook(book.fineTuning().origin))
  }

  @Test func whatCannotBeUsedIsRefusedInOneSentence() throws {
    let learner = try Learner()
    let (good, short) = (try keep(learner), try keep(learner, context: 8))
    let foreign = try keep(learner, text: "только кириллица")
    #expect(try refusal(learner, good, chapter: 5) == "none")
    #expect(try refusal(learner, good, chapter: 8) == "none")
    #expect(try refusal(learner, short, chapter: 5).contains("its window of 8 tokens is too short"))
    #expect(try refusal(learner, foreign, chapter: 5).contains("its vocabulary cannot spell"))
    #expect(try refusal(learner, "pretraining-nowhere", chapter: 5).contains("unknown model"))
    let tuned = try keep(learner, .fineTuning, parents: [String(good.suffix(12))])
    #expect(try refusal(learner, tuned, chapter: 6) == "none")
    #expect(try refusal(learner, tuned, chapter: 5).contains("it needs a model of the stage pretraining"))
    let orphan = try keep(learner, .fineTuning, parents: ["000000000000"])
    #expect(try refusal(learner, orphan, chapter: 6).contains("no longer kept"))
  }
}
