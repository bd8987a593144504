// One thing that is measured, how it is timed, and how it is printed.

import Basics
import CommandLineKit

/// Repeats work and takes the median of the times.
struct Stopwatch {
  let seconds: Double

  /// - Returns: the median, in seconds, of at least 5 repetitions after 2 that are not counted.
  func median(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    for _ in 0..<2 { work() }
    let end = clock.now + .seconds(seconds)
    var times: [Double] = []
    while times.count < 5 || clock.now < end { times.append(clock.measure(work) / .seconds(1)) }
    return times.sorted()[times.count / 2]
  }
}

struct Measurement: Sendable {
  let name: String
  let run: @Sendable (Stopwatch, Machine) -> Result
}

struct Result {
  var seconds: Double
  var tokensPerSecond: Double?
  /// For training steps 6 x parameters x tokens / time, as it is usually counted; attention is not in it.
  var gflops: Double?
  /// Of the machine's multiply-adds or of its bandwidth; for training steps, attention's work is counted in.
  var fractionOfLimit: Double?
  /// 10^6 bytes of text a second.
  var megabytesPerSecond: Double?
}

/// Prints results: a table, or a JSON object a line.
struct Report {
  let wantsJSON: Bool

  func add(_ machine: Machine) {
    let limit = "\(machine.gflops.fixed(0)) GFLOP/s, \(machine.gigabytesPerSecond.fixed(1)) GB/s"
    if wantsJSON {
      Console.printLine(
        JSON.object([
          ("name", .string("limit")), ("threads", .integer(machine.threads)),
          ("gflops", .number(machine.gflops)),
          ("gigabytesPerSecond", .number(machine.gigabytesPerSecond)),
        ]).description)
      return
    }
    Console.printLine("")
    Console.printLine(
      "The limit of this machine with \(machine.threads) thread\(machine.threads == 1 ? "" : "s"): \(limit)")
    Console.printLine("")
    Console.printLine(row("", "threads", "ms", "tokens/s", "GFLOP/s", "MB/s", "% of limit"))
  }

  func add(_ name: String, _ result: Result, threads: Int) {
    if wantsJSON { return Console.printLine(json(name, result, threads).description) }
    Console.printLine(
      row(
        name, "\(threads)", (result.seconds * 1e3).fixed(2), result.tokensPerSecond?.fixed(0) ?? "",
        result.gflops?.fixed(1) ?? "", result.megabytesPerSecond?.fixed(1) ?? "",
        result.fractionOfLimit.map { ($0 * 100).fixed(0) } ?? ""))
  }

  func beginComparison() {
    guard !wantsJSON else { return }
    Console.printLine("")
    Console.printLine(row("", "threads", "ms", "PyTorch", "ratio"))
  }

  func add(_ name: String, threads: Int, ours: Double, theirs: Double, way: String) {
    if wantsJSON {
      return Console.printLine(
        JSON.object([
          ("name", .string(name)), ("threads", .integer(threads)), ("milliseconds", .number(ours)),
          ("peerMilliseconds", .number(theirs)), ("peer", .string("PyTorch, \(way)")),
        ]).description)
    }
    Console.printLine(
      row(name, "\(threads)", ours.fixed(2), theirs.fixed(2), (theirs / ours).fixed(2)) + "  \(way)")
  }

  func endComparison() {
    guard !wantsJSON else { return }
    Console.printLine("")
    Console.printLine("Each time is the shorter of two turns; ratio: PyTorch's time by ours.")
  }

  func end() {
    guard !wantsJSON else { return }
    Console.printLine("")
    Console.printLine(
      "Training steps: GFLOP/s = 6 x parameters x tokens / time; in the last column the work of")
    Console.printLine("attention is counted too. Generation: the share of the memory's bandwidth.")
  }

  private func json(_ name: String, _ result: Result, _ threads: Int) -> JSON {
    let numbers = [
      ("tokensPerSecond", result.tokensPerSecond), ("gflops", result.gflops),
      ("megabytesPerSecond", result.megabytesPerSecond), ("fractionOfLimit", result.fractionOfLimit),
    ]
    let known: [(name: String, value: JSON)] = numbers.compactMap { name, value in
      value.map { (name, .number($0)) }
    }
    return .object(
      [
        ("name", .string(name)), ("threads", .integer(threads)),
        ("milliseconds", .number(result.seconds * 1e3)),
      ] + known)
  }

  private func row(_ name: String, _ columns: String...) -> String {
    name.left(26) + zip(columns, [8, 9, 9, 9, 6, 11]).map { $0.right($1) }.joined(separator: " ")
  }
}
