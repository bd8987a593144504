// Pretraining: it learns, its digits depend on the seed alone, it goes on where it was stopped, and it says what went
// bad.

import Basics
import Files
import Foundation
import Testing
import TinyLM
import TinyTensor
import Training

/// A training that takes a fraction of a second.
enum TinyRun {
  static let text = String(
    repeating: "the cat sat on the mat. the dog sat on the log. the cat saw the dog. ", count: 12)
  static let tokenizer = CharacterTokenizer(of: text)
  static let corpus = TokenCorpus(tokens: (try? tokenizer.encode(text)) ?? [], validationShare: 0.1)

  static func settings(steps: Int = 60, seed: UInt64 = 1, _ optimizer: OptimizerChoice = .muon)
    -> PretrainingSettings
  {
    let model = GPTConfiguration(
      vocabularySize: tokenizer.vocabularySize, context: 16, width: 32, layers: 2, heads: 2)
    return PretrainingSettings(model: model, steps: steps, batch: 8, optimizer: optimizer, seed: seed)
  }

  static func finished(_ settings: PretrainingSettings) throws -> Pretraining {
    let run = Pretraining(settings, corpus: corpus)
    while !run.isFinished { try run.step() }
    return run
  }

  /// A run that goes on where a checkpoint stopped; nil if the checkpoint is of another run.
  static func resumed(
    _ checkpoint: Checkpoint, _ settings: PretrainingSettings, _ corpus: TokenCorpus = corpus
  ) throws -> Pretraining? {
    let run = Pretraining(settings, corpus: corpus)
    return try run.resume(from: checkpoint) ? run : nil
  }

  /// Everything that a run is, as the bytes of its checkpoint.
  static func bytes(_ run: Pretraining) throws -> Data {
    try run.checkpoint(tokenizer: tokenizer.json).encoded()
  }
}

@Suite struct PretrainingTests {
  @Test(arguments: OptimizerChoice.allCases) func itLearns(_ optimizer: OptimizerChoice) throws {
    let settings = TinyRun.settings(steps: optimizer == .muon ? 60 : 200, optimizer)
    let before = Pretraining(settings, corpus: TinyRun.corpus).validationLoss()
    let run = try TinyRun.finished(settings)
    let bigram = TinyRun.corpus.bigramLoss(vocabularySize: settings.model.vocabularySize)
    #expect(
      abs(before - PortableMath.log(Double(settings.model.vocabularySize))) < 0.2,
      "random weights know nothing")
    #expect(run.losses.count == settings.steps && run.stepsDone == settings.steps)
    // Gradient descent alone is slow: it must do better than nothing, the others better than counting pairs.
    let bound = optimizer == .sgd ? before - 0.5 : bigram
    #expect(
      run.validationLoss() < bound, "\(run.validationLoss()) from \(before); counting pairs gives \(bigram)")
  }

  @Test func aTextWithoutOrderTeachesNothing() throws {
    // The control: the same program on shuffled tokens stays at what counting single tokens gives.
    var generator = SeededGenerator(seed: 3)
    let tokens = try TinyRun.tokenizer.encode(TinyRun.text + TinyRun.text + TinyRun.text)
    let corpus = TokenCorpus(tokens: generator.shuffled(tokens), validationShare: 0.2)
    let run = Pretraining(TinyRun.settings(), corpus: corpus)
    while !run.isFinished { try run.step() }
    #expect(
      run.validationLoss() > corpus.unigramLoss(vocabularySize: TinyRun.tokenizer.vocabularySize) - 0.02)
  }

  @Test func theReportsFollowTheSchedule() throws {
    let run = Pretraining(TinyRun.settings(steps: 40), corpus: TinyRun.corpus)
    var reports: [Pretraining.Report] = []
    while !run.isFinished { reports.append(try run.step()) }
    #expect(reports.map(\.step) == Array(1...40))
    #expect(reports.map(\.loss) == run.losses)
    let top = OptimizerChoice.muon.defaultLearningRate
    for (i, report) in reports.enumerated() {
      // Up over the first two of 40 steps, then down in a straight line.
      let factor = i < 2 ? Double(i + 1) / 2 : 1 - Double(i - 2) / 38
      #expect(abs(Double(report.learningRate) - top * factor) < 1e-6 * top, "step \(report.step)")
      #expect(report.gradientNorm > 0)
    }
  }

  @Test func aLongGradientIsShortened() throws {
    // Plain gradient descent without momentum's past: the first step moves all weights by rate x the shortened
    // gradient. Large vectors make the gradient long.
    let run = Pretraining(TinyRun.settings(steps: 100, .sgd), corpus: TinyRun.corpus)
    for (name, tensor) in run.model.parameters where name.hasSuffix("ln_f.weight") {
      tensor.assign(tensor.values.map { $0 * 50 })
    }
    let before = run.model.parameters.flatMap { $0.tensor.values }
    let report = try run.step()
    let after = run.model.parameters.flatMap { $0.tensor.values }
    let moved = zip(before, after).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
    #expect(report.gradientNorm > 2)
    #expect(abs(moved / Double(report.learningRate) - 1) < 1e-3)
  }

  @Test func theSeedDecidesEveryBit() throws {
    let once = try TinyRun.bytes(TinyRun.finished(TinyRun.settings(steps: 12)))
    #expect(try once == TinyRun.bytes(TinyRun.finished(TinyRun.settings(steps: 12))))
    #expect(try once != TinyRun.bytes(TinyRun.finished(TinyRun.settings(steps: 12, seed: 2))))
  }

  /// In a process of its own: there no other test holds the threads.
  @Test func threadsChangeNoBit() async {
    await #expect(processExitsWith: .success) {
      // Large enough for every kernel to share its work.
      let model = GPTConfiguration(
        vocabularySize: TinyRun.tokenizer.vocabularySize, context: 32, width: 96, layers: 2, heads: 3)
      let settings = PretrainingSettings(model: model, steps: 4, batch: 13)
      var results: Set<Data> = []
      for threads in [1, 2, 3, 8] {
        Workers.count = threads
        let run = try TinyRun.finished(settings)
        #expect(run.validationLoss().isFinite)
        results.insert(try TinyRun.bytes(run))
      }
      #expect(results.count == 1, "\(results.count) different results of 1, 2, 3 and 8 threads")
    }
  }

  @Test func validationNeitherLearnsNorDisturbs() throws {
    let (watched, plain) = (
      Pretraining(TinyRun.settings(steps: 6), corpus: TinyRun.corpus),
      Pretraining(TinyRun.settings(steps: 6), corpus: TinyRun.corpus)
    )
    while !watched.isFinished {
      #expect(watched.validationLoss() == watched.validationLoss())
      try watched.step()
      try plain.step()
    }
    #expect(try TinyRun.bytes(watched) == TinyRun.bytes(plain))
  }

  @Test func anExaminationThatIsTooShortIsNoNumber() {
    let corpus = TokenCorpus(training: TinyRun.corpus.training.map(Int.init), validation: [1])
    #expect(Pretraining(TinyRun.settings(), corpus: corpus).validationLoss().isNaN)
  }

  @Test(arguments: [1e12, 1e39]) func numbersThatWentBadAreNamed(_ rate: Double) throws {
    var settings = TinyRun.settings(steps: 100, .sgd)
    settings.learningRate = rate
    let run = Pretraining(settings, corpus: TinyRun.corpus)
    var problem: NonFiniteError?
    var before: [Checkpoint.Tensor] = []
    do {
      while !run.isFinished {
        before = run.model.savedTensors
        try run.step()
      }
    } catch { problem = try #require(error as? NonFiniteError) }
    let found = try #require(problem, "nothing went bad")
    #expect(found.step == run.stepsDone + 1 && found.step >= 2)
    #expect(["the loss", "the gradient"].contains(found.quantity))
    #expect(found.knob.hasPrefix("learningRate: below "))
    #expect(found.description.contains("no longer a finite number at step \(found.step)"))
    // Compared bit by bit: the weights may be NaN by then, which equals nothing.
    func bits(_ tensors: [Checkpoint.Tensor]) -> [UInt32] { tensors.flatMap { $0.values.map(\.bitPattern) } }
    #expect(bits(run.model.savedTensors) == bits(before), "the bad step was not taken")
  }

  /// A model that is made so that the loss, or only the gradient, is infinite or not a number.
  private func problem(_ change: (String, inout [Float]) -> Void) throws -> NonFiniteError? {
    let run = Pretraining(TinyRun.settings(), corpus: TinyRun.corpus)
    for (name, parameter) in run.model.parameters {
      var values = parameter.values
      change(name, &values)
      parameter.assign(values)
    }
    let before = run.model.parameters.map { $0.tensor.values.map(\.bitPattern) }
    do { try run.step() } catch {
      #expect(
        run.model.parameters.map { $0.tensor.values.map(\.bitPattern) } == before,
        "the bad step was not taken")
      #expect(run.stepsDone == 0)
      return try #require(error as? NonFiniteError)
    }
    return nil
  }

  @Test func whatWentBadIsNamed() throws {
    #expect(try problem { _, _ in } == nil)
    let loss = try problem { name, values in if name.hasSuffix("ln_f.bias") { values[3] = .nan } }
    #expect(loss?.quantity == "the loss" && loss?.step == 1)
    // Huge vectors and a tiny table: the scores are as ever, the slope along the table is beyond all numbers.
    let gradient = try problem { name, values in
      if name.hasSuffix("ln_f.weight") { values = values.map { $0 * 1e25 } }
      if name.hasSuffix("wte.weight") { values = values.map { $0 * 1e-25 } }
    }
    #expect(gradient?.quantity == "the gradient" && gradient?.step == 1)
  }
}
