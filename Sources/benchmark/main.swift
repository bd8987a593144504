// How fast is the engine, and how far is that from the limit of this machine? Every line gives a time and, in the
// same run, the share of the machine's own limit: the multiply-adds of its vector units, or its memory's bandwidth.

import CommandLineKit
import Foundation
import TinyTensor

let command = Command(
  name: "benchmark", question: "How close does the engine come to the limit of this machine?",
  options: [
    .json, Option("threads", "how many threads; 1 and all cores unless set", .integer(1...256)),
    Option("only", "only measurements whose name begins so, such as training", .text(placeholder: "NAME")),
    Option("text", "a UTF-8 text for the byte-pair measurements", .text(placeholder: "PATH")),
    Option(
      "peers", "compare training steps with PyTorch, as this Python has it", .text(placeholder: "PYTHON")),
    Option("seconds", "how long each measurement is repeated; 2 unless set", .real(0.1...600)),
  ],
  examples: [
    ("--only training", "training steps alone"), ("--threads 1 --json", "one thread, one JSON object a line"),
    ("--peers python3", "training steps beside PyTorch's, in turns"),
    ("--only bytepairs --text book.txt", "a vocabulary from a text of yours"),
  ])

command.run { invocation in
  let cores = Workers.count
  let threadCounts = invocation.threads.map { [$0] } ?? Set([1, cores]).sorted()
  let prefix = invocation.option("only")?.description ?? ""
  let report = Report(wantsJSON: invocation.wantsJSON)
  let texts = try invocation.option("text").map { try textMeasurements(path: $0.description) }
  let seconds = invocation.option("seconds").flatMap { Double($0.description) } ?? 2

  if let python = invocation.option("peers") {
    try compare(
      with: Peer(python: python.description), prefix: prefix, threadCounts: threadCounts, seconds: seconds,
      report)
    return .success
  }
  for threads in threadCounts {
    Workers.count = threads
    let machine = Machine(threads: threads)
    report.add(machine)
    let stopwatch = Stopwatch(seconds: seconds)
    let all = matrixProducts + trainingSteps + generations + (texts ?? []) + growth
    for measurement in all where measurement.name.hasPrefix(prefix) {
      report.add(measurement.name, measurement.run(stopwatch, machine), threads: threads)
    }
  }
  report.end()
  if texts == nil, "bytepairs".hasPrefix(prefix) || prefix.hasPrefix("bytepairs") {
    Console.printError("benchmark: bytepairs/... needs a text: --text PATH")
  }
  return .success
}
