// What is kept, under which name, and what goes when there is no room.

import Foundation
import Testing
import Training

@testable import CommandLineKit
@testable import CourseKit
@testable import Files

@Suite struct ModelStoreTests {
  private func origin(_ steps: Int, data: String = "text", quick: Bool = false) -> Origin {
    Origin("pretraining", ["steps": steps, "seed": 1], isQuick: quick, data: [data])
  }

  private func checkpoint(_ origin: Origin, isOfTheBook: Bool = false) -> Checkpoint {
    var notes = [Note.origin: origin.json]
    if isOfTheBook { notes[Note.book] = "yes" }
    return Checkpoint(
      stage: "pretraining", seed: 1, step: 1, configuration: "{}", tokenizer: "{}", notes: notes,
      tensors: [.init(name: "a", shape: [1000], values: Array(repeating: 1, count: 1000))])
  }

  @Test func aKeyTellsEverythingThatMadeAModel() {
    let all = [
      origin(1), origin(2), origin(1, data: "other"), origin(1, quick: true),
      Origin("fine-tuning", ["steps": 1, "seed": 1], isQuick: false, data: ["text"]),
      Origin("pretraining", ["steps": 1, "seed": 1], isQuick: false, data: ["text"], parents: ["x"]),
    ]
    #expect(Set(all.map(\.key)).count == all.count)
    #expect(origin(1).key == origin(1).key && origin(1).name == "pretraining-\(origin(1).key)")
    #expect(origin(1).key.count == 12)
    #expect(origin(1).difference(from: origin(1)) == nil)
    #expect(origin(2).difference(from: origin(1)) == "steps=2")
    #expect(origin(2, data: "other").difference(from: origin(1)) == "steps=2, other")
  }

  @Test func namesAndTheirBeginnings() throws {
    let store = ModelStore(try Learner().runs)
    #expect(store.all().isEmpty)
    for steps in 1...2 { _ = try store.finish(checkpoint(origin(steps)), origin(steps)) }
    try store.save(checkpoint(origin(3)), origin(3))
    #expect(Set(store.all().map(\.name)) == Set((1...3).map { origin($0).name }))
    #expect(try store.model(named: origin(2).name).origin == origin(2))
    #expect(try store.model(named: String(origin(2).name.dropLast(2))).origin == origin(2))
    #expect(store.model(ofKey: origin(1).key)?.name == origin(1).name)
    #expect(store.model(ofKey: origin(3).key) == nil, "it is not finished")
    #expect { try store.model(named: "pretraining-") } throws: { error in
      (error as? Failure)?.code == .wrongUsage && "\(error)".contains(" or ")
    }
    #expect { try store.model(named: origin(1).name + "0") } throws: { error in
      (error as? Failure)?.hint == "Did you mean '\(origin(1).name)'?"
    }
  }

  @Test func whatIsFinishedNeedsNoUnfinishedFile() throws {
    let store = ModelStore(try Learner().runs)
    for _ in 0..<2 { try store.save(checkpoint(origin(1)), origin(1)) }
    #expect(try store.unfinished(origin(1)) != nil)
    _ = try store.finish(checkpoint(origin(1)), origin(1))
    #expect(try store.unfinished(origin(1)) == nil && store.finished(origin(1)) != nil)
    try store.save(checkpoint(origin(2)), origin(2))
    store.forget(try store.model(named: origin(2).name))
    store.forget(try store.model(named: origin(1).name))
    #expect(store.all().isEmpty)
  }

  @Test func experimentsGoOldestFirstAndTheBookStays() throws {
    let learner = try Learner()
    var store = ModelStore(learner.runs)
    _ = try store.finish(checkpoint(origin(1), isOfTheBook: true), origin(1))
    for steps in 2...4 {
      _ = try store.finish(checkpoint(origin(steps)), origin(steps))
      let file = store.finishedFile(of: origin(steps).name).path
      let date = Date(timeIntervalSince1970: Double(1000 * (10 - steps)))  // the last one is the oldest
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
    }
    let size = store.all()[0].bytes
    store.limit = 4 * size
    #expect(try store.finish(checkpoint(origin(5)), origin(5)) == [origin(4).name])
    store.limit = 1
    #expect(try store.finish(checkpoint(origin(6)), origin(6)).count == 3)
    #expect(Set(store.all().map(\.origin)) == [origin(1), origin(6)], "the book's, and the new one")
  }
}
