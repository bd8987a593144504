// A program's command line: declared once, read into an `Invocation`, and run with one way to end. The grammar
// is that of most command line tools, with one spelling for each thing: `--seed 7`, `--set width=64`. Leaves out
// short options except `-h`, subcommands, and free arguments: the book needs none.

import Foundation

/// A program of the book: its name, the question it answers, its knobs and its options.
public struct Command: Sendable {
  /// The name of the executable.
  public let name: String
  /// The question that the program answers, in one line.
  public let question: String
  /// The values that a learner can change with `--set`.
  public let knobs: [Knob]
  let options: [Option]
  let examples: [(arguments: String, meaning: String)]

  /// Declares a command line.
  ///
  /// - Parameters:
  ///   - name: the name of the executable.
  ///   - question: one line.
  ///   - knobs: in the order in which they are listed.
  ///   - options: besides `--help`, `--version` and, if there are knobs, `--set` and `--knobs`.
  ///   - examples: arguments and what they do.
  public init(
    name: String, question: String, knobs: [Knob] = [], options: [Option] = Option.ofChapters,
    examples: [(arguments: String, meaning: String)] = []
  ) {
    self.name = name
    self.question = question
    self.knobs = knobs
    self.examples = examples
    let aboutKnobs = [
      Option("set", "change a knob; once for each knob", .text(placeholder: "KNOB=VALUE")),
      Option("knobs", "print all knobs: meaning, range, default"),
    ]
    let always = [Option("version", "print the version"), Option("help", "print this text")]
    self.options = (knobs.isEmpty ? [] : aboutKnobs) + options + always
  }

  /// Reads the command line, runs the program, and ends it: the last call of a `main.swift`.
  ///
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - body: the program. What it throws goes to standard error, and its exit code to the shell.
  public func run(
    _ arguments: [String] = Array(CommandLine.arguments.dropFirst()),
    _ body: (Invocation) throws -> ExitCode
  ) -> Never {
    Platform.prepareStreams()
    Platform.acceptSignals()
    exit(verified(outcome(of: arguments, body)).rawValue)
  }

  /// The exit code; that of a bad file if all went well except that output was lost on its way.
  ///
  /// A closed pipe ends the program before this point.
  private func verified(_ code: ExitCode) -> ExitCode {
    if Platform.outputArrived { return code }
    let failure = Failure(
      "not all of the output could be written", hint: "Is the disk full?", code: .badFile)
    Console.printError(failure.report(program: name))
    return code == .success ? failure.code : code
  }

  /// All of `run` except the end of the program.
  func outcome(of arguments: [String], _ body: (Invocation) throws -> ExitCode) -> ExitCode {
    do {
      if let answer = answer(to: arguments) {
        Console.printLine(answer)
        return .success
      }
      let environment = ProcessInfo.processInfo.environment
      let invocation = try Invocation(of: self, arguments, environment: environment)
      Console.redraws = invocation.redraws
      return try body(invocation)
    } catch {
      let failure = Failure(describing: error)
      if failure.code == .interrupted { Interruption.leaveQuietly() }
      Console.printError(failure.report(program: name))
      return failure.code
    }
  }

  /// The text for `--help`, `--knobs` or `--version`, wherever they stand; nil without one of them.
  func answer(to arguments: [String]) -> String? {
    if arguments.contains("--help") || arguments.contains("-h") { return help }
    if arguments.contains("--knobs"), !knobs.isEmpty { return knobList }
    return arguments.contains("--version") ? "\(name) 1.0" : nil
  }
}
