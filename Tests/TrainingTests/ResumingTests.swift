// Stopped and gone on is the same as never stopped, to the last bit; and nothing else goes on.

import Foundation
import Synchronization
import Testing
import TinyLM
import TinyTensor

@testable import Basics
@testable import Files
@testable import Training

@Suite struct ResumingTests {
  @Test(arguments: OptimizerChoice.allCases) func goingOnEqualsNeverStopping(_ optimizer: OptimizerChoice)
    throws
  {
    let settings = TinyRun.settings(steps: 12, optimizer)
    let whole = Pretraining(settings, corpus: TinyRun.corpus)
    var saved: [Data] = [try TinyRun.bytes(whole)]
    while !whole.isFinished {
      try whole.step()
      saved.append(try TinyRun.bytes(whole))
    }
    for stop in [0, 1, 5, 11, 12] {
      let run = try #require(try TinyRun.resumed(Checkpoint(bytes: saved[stop]), settings))
      #expect(run.stepsDone == stop)
      while !run.isFinished { try run.step() }
      #expect(try TinyRun.bytes(run) == saved[12], "stopped after step \(stop)")
      #expect(run.losses == whole.losses)
    }
  }

  @Test func looksAndTokenizerComeBack() throws {
    let settings = TinyRun.settings(steps: 5)
    let run = Pretraining(settings, corpus: TinyRun.corpus)
    let looks = Looks(at: [0, 2]) { model, step in
      Pretraining.Look(step: step, loss: 1, writing: "seen: é\n", grammatical: nil, recall: 0.5)
    }
    #expect(try run.look(looks)?.step == 0)
    #expect(try run.look(looks) == nil, "nothing is looked at twice")
    try run.step()
    #expect(try run.look(looks) == nil, "it is not time")
    let checkpoint = try run.checkpoint(tokenizer: TinyRun.tokenizer.json, metrics: ["loss": 1.5])
    #expect(checkpoint.stage == "pretraining" && checkpoint.step == 1 && checkpoint.metrics == ["loss": 1.5])
    #expect(try TinyLM.tokenizer(fromJSON: checkpoint.tokenizer).json == TinyRun.tokenizer.json)
    let found = try #require(try TinyRun.resumed(checkpoint, settings))
    #expect(found.journal.map(\.writing) == ["seen: é\n"])
    #expect(try GPT(checkpoint).savedTensors == run.model.savedTensors, "later stages read the model alone")
  }

  /// What is finished holds what was trained, and no longer what only training needs.
  @Test func whatIsFinishedIsSmaller() throws {
    let run = Pretraining(TinyRun.settings(steps: 3), corpus: TinyRun.corpus)
    try run.finish()
    let checkpoint = try run.checkpoint(tokenizer: "", toGoOn: false)
    #expect(checkpoint.tensors.map(\.name) == run.model.parameters.map(\.name))
    let trained = try Trained<Pretraining>(checkpoint)
    #expect(trained.model.fingerprint == run.model.fingerprint && trained.stepsDone == 3)
    #expect(trained.reports.map(\.loss) == run.losses && trained.settings == run.settings)
    #expect(throws: FileProblem.self) { try Trained<FineTuning>(checkpoint) }
  }

  @Test func otherSettingsOrTextsAreNotResumed() throws {
    let settings = TinyRun.settings(steps: 8)
    let run = Pretraining(settings, corpus: TinyRun.corpus)
    try run.step()
    let checkpoint = try run.checkpoint(tokenizer: "")
    func resumed(
      of corpus: TokenCorpus = TinyRun.corpus, _ change: (inout PretrainingSettings) -> Void = { _ in }
    ) throws -> Bool {
      var other = settings
      change(&other)
      return try TinyRun.resumed(checkpoint, other, corpus) != nil
    }
    #expect(try resumed())
    #expect(try !resumed { $0.steps = 9 })
    #expect(try !resumed { $0.batch = 9 })
    #expect(try !resumed { $0.seed = 2 })
    #expect(try !resumed { $0.learningRate *= 2 })
    #expect(try !resumed { $0.optimizer = .adamw })
    #expect(try !resumed { $0.model.heads = 4 })
    #expect(try !resumed { $0.model.positions = .rotary })
    let (training, validation) = (
      TinyRun.corpus.training.map(Int.init), TinyRun.corpus.validation.map(Int.init)
    )
    #expect(
      try !resumed(
        of: TokenCorpus(training: training.dropLast() + [training.last! + 1], validation: validation)))
    #expect(try !resumed(of: TokenCorpus(training: training, validation: validation.dropLast())))
    var foreign = checkpoint
    foreign.configuration = "{}"
    #expect(try TinyRun.resumed(foreign, settings) == nil)
  }

  @Test func checkpointsThatDoNotFitThemselves() throws {
    let settings = TinyRun.settings(steps: 8)
    let run = Pretraining(settings, corpus: TinyRun.corpus)
    try run.step()
    let sound = try run.checkpoint(tokenizer: "")
    func problem(_ change: (inout Checkpoint) -> Void) -> String {
      var checkpoint = sound
      change(&checkpoint)
      do { _ = try TinyRun.resumed(checkpoint, settings) } catch {
        return (error as? FileProblem)?.happened ?? "\(error)"
      }
      return "nothing was thrown"
    }
    #expect(problem { $0.step = 2 } == "it says step 2 but holds the reports of 1.")
    #expect(
      problem { $0.tensors.removeAll { $0.name == "optimizer.0" } } == "it holds no tensor optimizer.0.")
    #expect(problem { $0.tensors[0].shape.reverse() }.contains("has shape"))
  }

  #if !os(Windows)
    /// The folder that this process and the process that it will kill both know.
    private static func killFolder(of process: pid_t) -> URL {
      FileManager.default.temporaryDirectory.appendingPathComponent("tiny-training-\(process)")
    }

    /// How many times the process that will be killed has begun to save.
    private static let savesBegun = Atomic<Int>(0)

    /// Another process trains, is killed while it saves, and the next one goes on.
    ///
    /// It saves after each step; the next one begins with what the disk holds. The finished run is the one that was
    /// never killed.
    @Test func aKilledTrainingGoesOnAsIfNothingHadHappened() async throws {
      let (folder, settings) = (Self.killFolder(of: getpid()), TinyRun.settings(steps: 400))
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appendingPathComponent("run")
      var stops: [Int] = []
      for round in 0..<4 {
        try Data("\(3 + 2 * round)".utf8).write(to: folder.appendingPathComponent("saves"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
          let folder = Self.killFolder(of: getppid())
          let text = try String(contentsOf: folder.appendingPathComponent("saves"), encoding: .utf8)
          let last = try #require(Int(text))
          let run = try Self.resumedOrNew(folder.appendingPathComponent("run"), TinyRun.settings(steps: 400))
          Thread {
            while Self.savesBegun.load(ordering: .acquiring) < last {}
            kill(getpid(), SIGKILL)
          }.start()
          while true {
            try run.step()
            Self.savesBegun.wrappingAdd(1, ordering: .releasing)
            try run.checkpoint(tokenizer: "").write(to: folder.appendingPathComponent("run"))
          }
        }
        stops.append(try Self.resumedOrNew(file, settings).stepsDone)
      }
      #expect(stops == stops.sorted() && Set(stops).count == 4, "killed after steps \(stops)")
      let run = try Self.resumedOrNew(file, settings)
      let stopped = run.stepsDone
      try #require((1...40).contains(stopped))
      let target = stopped + 10
      while run.stepsDone < target { try run.step() }
      let whole = Pretraining(settings, corpus: TinyRun.corpus)
      while whole.stepsDone < target { try whole.step() }
      #expect(try TinyRun.bytes(run) == TinyRun.bytes(whole))
    }

    private static func resumedOrNew(_ file: URL, _ settings: PretrainingSettings) throws -> Pretraining {
      guard FileManager.default.fileExists(atPath: file.path) else {
        return Pretraining(settings, corpus: TinyRun.corpus)
      }
      return try #require(try TinyRun.resumed(Checkpoint.read(from: file), settings))
    }
  #endif
}
