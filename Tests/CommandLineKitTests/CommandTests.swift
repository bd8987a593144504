// The command line: exact texts, because a learner reads them, and exact exit codes, because a script does.

import Foundation
import Testing

@testable import CommandLineKit

private let chapter = Command(
  name: "chapter4-pretraining", question: "What does predicting the next token teach?",
  knobs: [
    .integer("width", "numbers that stand for one token", in: 16...512, normal: 128, unit: "numbers"),
    .integer("steps", "training steps", in: 1...9000, normal: 2343, quick: 200, unit: "steps"),
    .real("learningRate", "the largest step of the optimiser", in: 1e-5...0.1, normal: 2e-3),
    .choice("positions", "how the model knows the order of words", of: ["rotary", "learned", "none"]),
    .text("corpus", "a text to learn from instead of the small world", placeholder: "PATH"),
  ],
  examples: [("--set width=64", "a smaller model")])

private let bench = Command(
  name: "benchmark", question: "How fast is this machine?",
  options: [
    .json, .threads, Option("only", "run only this one", .text(placeholder: "NAME")),
    Option("deep", "measure longer"),
    Option("again", "measure once more", .text(placeholder: "NAME"), isValueOptional: true),
  ])

private func read(_ line: String, _ environment: [String: String] = [:]) throws -> Invocation {
  try Invocation(of: chapter, line.split(separator: " ").map(String.init), environment: environment)
}

struct CommandTests {
  @Test func helpIsExact() {
    #expect(
      bench.help == """
        benchmark: How fast is this machine?

        Usage
          swift run benchmark [options]

        Options
          --json            print one line of JSON instead of the page
          --threads N       how many threads compute; all cores unless set
          --only NAME       run only this one
          --deep            measure longer
          --again [NAME]    measure once more
          --version         print the version
          --help            print this text
        """)
  }

  @Test func knobListIsExact() {
    #expect(
      chapter.knobList == """
        width = 128
            numbers that stand for one token
            16 to 512 numbers
        steps = 2343
            training steps
            1 to 9000 steps; 200 with --quick
        learningRate = 0.002
            the largest step of the optimiser
            1e-05 to 0.1
        positions = rotary
            how the model knows the order of words
            rotary, learned, none
        corpus = (none)
            a text to learn from instead of the small world
            PATH
        """)
  }

  @Test func helpOfAChapterFitsAndNamesEverything() {
    let help = chapter.help
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 80 })
    for name in chapter.options.map({ "--" + $0.name }) + chapter.knobs.map(\.name) {
      #expect(help.contains(name), "\(name)")
    }
    #expect(help.contains("  swift run chapter4-pretraining --set width=64\n      a smaller model"))
  }

  @Test func answersWinOverEverythingElse() {
    #expect(chapter.answer(to: ["--nonsense", "--help"]) == chapter.help)
    #expect(chapter.answer(to: ["--quick", "-h"]) == chapter.help)
    #expect(chapter.answer(to: ["--knobs"]) == chapter.knobList)
    #expect(chapter.answer(to: ["--version"]) == "chapter4-pretraining 1.0")
    #expect(bench.answer(to: ["--knobs"]) == nil)
    #expect(chapter.answer(to: ["--quick"]) == nil)
  }

  @Test func defaultsHoldUnlessSet() throws {
    let plain = try read("")
    #expect(plain.integer("width") == 128)
    #expect(plain.real("learningRate") == 0.002)
    #expect(plain.text("positions") == "rotary")
    #expect(plain.text("corpus") == "")
    #expect(plain.seed == 1 && plain.threads == nil && plain.width == 80 && plain.cell == nil)
    #expect(!plain.isQuick && !plain.isFull && !plain.isFresh && !plain.wantsJSON && !plain.isPlain)
    #expect(plain.allowsInput && !plain.isStepwise && !plain.wantsList)
  }

  @Test func everythingCanBeGiven() throws {
    let all = try read(
      """
      --set width=64 --set learningRate=0.01 --set positions=none --set corpus=a=b.txt --seed 7 --threads 2 --fresh \
      --json --list --cell floors --step --width 100 --color always --plain --no-input --set width=32
      """)
    #expect(all.integer("width") == 32)
    #expect(all.real("learningRate") == 0.01)
    #expect(all.text("positions") == "none")
    #expect(all.text("corpus") == "a=b.txt")
    #expect(all.seed == 7 && all.threads == 2 && all.width == 100 && all.cell == "floors")
    #expect(all.isFresh && all.wantsJSON && all.isPlain && all.isStyled)
    #expect(!all.allowsInput && all.isStepwise && all.wantsList)
  }

  @Test func quickChangesDefaultsButNotWhatWasSet() throws {
    #expect(try read("--quick").integer("steps") == 200)
    #expect(try read("--quick").integer("width") == 128)
    #expect(try read("--quick --set steps=5").integer("steps") == 5)
    #expect(try read("--full").isFull)
  }

  @Test func whatIsGivenWinsOverTheTerminal() throws {
    var run = try read("")
    run.terminal = Terminal(showsOutput: true, showsErrors: true, columns: 30, environment: ["TERM": "xterm"])
    #expect(run.width == 30 && run.isStyled && run.redraws && !run.isPlain)
    run = try read("--width 44 --color never --plain")
    run.terminal = Terminal(showsOutput: true, showsErrors: true, columns: 30, environment: ["TERM": "xterm"])
    #expect(run.width == 44 && !run.isStyled && !run.redraws && run.isPlain)
    #expect(try read("--color always", ["NO_COLOR": "1"]).isStyled)
    #expect(try read("", ["ACCESSIBLE": "true"]).isPlain)
  }

  @Test func aFloatHasTheDigitsOfAFloat() throws {
    let command = Command(
      name: "x", question: "?",
      knobs: [.real("weight", "", in: Double(Float(0.01))...Double(Float(0.3)), normal: Double(Float(0.05)))])
    #expect(command.knobList.contains("weight = 0.05"))
    #expect(command.knobList.contains("0.01 to 0.3"))
    let run = try Invocation(of: command, [])
    #expect(run.settingsInOrder.last?.value == .real(0.05))
    #expect(Float(run.real("weight")) == Float(0.05))
    #expect(try Invocation(of: command, ["--set", "weight=0.3"]).real("weight") == 0.3)
    for value in [0, 0.1, 1.0 / 3, 1e-300, 1e300, .infinity, 16_777_217, 0.5] {
      #expect(value.withoutFloatNoise == value)
    }
  }

  @Test func settingsStandInOrder() throws {
    let settings = try read("--set steps=3 --seed 9").settingsInOrder
    #expect(settings.map(\.name) == ["seed", "width", "steps", "learningRate", "positions", "corpus"])
    #expect(settings.map(\.value.description) == ["9", "128", "3", "0.002", "rotary", ""])
  }

  @Test func ownOptions() throws {
    let run = try Invocation(of: bench, ["--only", "matrix product", "--threads", "2"])
    #expect(run.option("only") == .text("matrix product"))
    #expect(run.threads == 2)
    #expect(!run.has("deep"))
    #expect(try Invocation(of: bench, ["--deep"]).has("deep"))
    #expect(try Invocation(of: bench, []).option("only") == nil)
  }

  @Test(arguments: [
    ("--set layer=2", "unknown knob: 'layer'", "Valid: width, steps, learningRate, positions, corpus"),
    ("--set widht=2", "unknown knob: 'widht'", "Did you mean 'width'?"),
    ("--set WIDTH=64", "unknown knob: 'WIDTH'", "Did you mean 'width'?"),
    ("--set width=513", "width must be a whole number from 16 to 512, not '513'", nil),
    ("--set width=1.5", "width must be a whole number from 16 to 512, not '1.5'", nil),
    ("--set learningRate=nan", "learningRate must be a number from 1e-05 to 0.1, not 'nan'", nil),
    ("--set learningRate=", "learningRate must be a number from 1e-05 to 0.1, not ''", nil),
    ("--set positions=learnd", "unknown value of positions: 'learnd'", "Did you mean 'learned'?"),
    ("--set width", "--set width has no value", "Write --set width=128"),
    ("--set", "--set needs a value", "Write --set KNOB=VALUE"),
    ("--qick", "unknown option: '--qick'", "Did you mean '--quick'?"),
    ("--seed -1", "--seed must be a whole number, 0 or more, not '-1'", nil),
    ("--seed 99999999999999999999", "--seed is too large: at most 9223372036854775807", nil),
    ("--seed=4", "cannot read '--seed=4'", "Write --seed 4"),
    ("--width=64", "cannot read '--width=64'", "Write --width 64, or --set width=64"),
    ("--steps 4", "cannot read '--steps'", "Write --set steps=2343"),
    ("steps=4", "cannot read 'steps=4'", "Write --set steps=4"),
    ("--threads 0", "--threads must be a whole number from 1 to 256, not '0'", nil),
    ("--quick --full", "--quick and --full exclude each other", nil),
  ])
  func wrongUsageSaysWhatIsRight(line: String, what: String, hint: String?) {
    #expect(throws: Failure(what, hint: hint, code: .wrongUsage)) { try read(line) }
  }

  @Test func outcomesBecomeExitCodes() {
    struct Foreign: CustomNSError { let errorCode = 4 }
    func code(_ arguments: [String], _ body: (Invocation) throws -> ExitCode) -> ExitCode {
      chapter.outcome(of: arguments, body)
    }
    #expect(code([]) { _ in .success } == .success)
    #expect(code([]) { _ in .checkFailed } == .checkFailed)
    #expect(code(["--oops"]) { _ in .success } == .wrongUsage)
    #expect(code([]) { _ in throw CocoaError(.fileReadNoSuchFile) } == .badFile)
    #expect(code([]) { _ in throw Foreign() } == .badNumbers)
    #expect(code([]) { _ in throw Failure("stopped", code: .interrupted) } == .interrupted)
    #expect(code(["--version"]) { _ in .checkFailed } == .success)
  }

  @Test func codesAreThoseOfTheBook() {
    let codes: [ExitCode] = [.success, .checkFailed, .wrongUsage, .badFile, .badNumbers, .interrupted]
    #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 4, 130])
  }

  @Test func runEndsTheProgramWithTheCode() async {
    await #expect(processExitsWith: .exitCode(4)) {
      Command(name: "x", question: "?").run([]) { _ in throw Failure("loss is NaN", code: .badNumbers) }
    }
  }

  @Test func unknownKnobInCodeStops() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let command = Command(
        name: "x", question: "?", knobs: [.integer("layers", "", in: 1...4, normal: 2)])
      _ = try Invocation(of: command, []).integer("layer")
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("no knob 'layer'; declared are [\"layers\"]"))
  }

  @Test func wrongDefaultInCodeStops() async {
    await #expect(processExitsWith: .failure) {
      _ = Knob.integer("layers", "", in: 1...4, normal: 5)
    }
  }
}
