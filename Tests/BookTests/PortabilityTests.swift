// What the sources must not use: the system's mathematics, whose last digits differ from one system to the next, and,
// in modules built with -O, contracts that lose their message there.

import Foundation
import Testing

@Suite struct PortabilityTests {
  private struct Line { let place: String, text: Substring }

  /// The lines of a module's code, without comments.
  private static func code(of module: String) throws -> [Line] {
    try Book.files(below: "Sources/\(module)").filter { $0.hasSuffix(".swift") }.flatMap { file in
      try Book.text(file).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        .map {
          Line(place: "\(file):\($0.offset + 1)", text: $0.element.prefix(upTo: comment(in: $0.element)))
        }
    }
  }

  private static func comment(in line: Substring) -> Substring.Index {
    line.firstRange(of: "//")?.lowerBound ?? line.endIndex
  }

  /// A function of the system's mathematics library: not a method, not a declaration, not PortableMath's.
  private static func callsTheSystemsMathematics(_ line: Substring) -> Bool {
    let name =
      /(?:^|[^.\w]|\b(?:Foundation|Glibc|Darwin|Musl)\.)(?:log|log2|log10|log1p|exp|exp2|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|sqrt|cbrt|hypot|erf|tgamma|lgamma|fma)f?\(/
    return line.contains(name) && !line.contains("func ")
  }

  /// A contract of the standard library.
  private static func hasASilentContract(_ line: Substring) -> Bool {
    line.contains(/\b(?:precondition|preconditionFailure|assert|assertionFailure|fatalError)\(/)
  }

  /// The modules that the manifest builds with -O in debug too.
  private static func fastModules() throws -> [String] {
    try Book.text("Package.swift").split(separator: "arget(").filter { $0.contains("swiftSettings: fast") }
      .compactMap { $0.firstMatch(of: /name: "([^"]+)"/).map { String($0.1) } }
  }

  @Test func noDigitHangsOnTheSystemsMathematics() throws {
    // Places on an axis; they are rounded to cells and ticks with a margin of 1e-9, far above the last digit.
    let rounded = ["Axis.swift", "SVGPlot.swift", "Histogram.swift"].map { "Sources/Notebook/Pictures/\($0)" }
    for module in try Book.names(in: "Sources") {
      for line in try Self.code(of: module) where Self.callsTheSystemsMathematics(line.text) {
        #expect(rounded.contains { line.place.hasPrefix($0) }, "\(line.place): \(line.text)")
      }
    }
  }

  @Test func contractsSpeakInOptimisedModules() throws {
    let fast = try Self.fastModules()
    #expect(
      Set(fast).isSuperset(of: ["Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "ChatWindow"]))
    for line in try fast.flatMap(Self.code) where !line.place.hasPrefix("Sources/Basics/Require.swift") {
      #expect(!Self.hasASilentContract(line.text), "\(line.place): \(line.text)")
    }
  }

  @Test func whatIsLookedForIsFound() {
    for line in ["let x = exp(-y)", "log(2)", "Foundation.pow(2, 3)", "return 1 / sqrtf(x)", "f(sin(x))"] {
      #expect(Self.callsTheSystemsMathematics(line[...]), "\(line)")
    }
    for line in ["PortableMath.log(x)", "x.exp()", "func log(_ x: Double)", "analog(x)", "RowKernel.log(s)"] {
      #expect(!Self.callsTheSystemsMathematics(line[...]), "\(line)")
    }
    #expect(Self.hasASilentContract("  precondition(x > 0, \"\")"))
    #expect(!Self.hasASilentContract("  require(x > 0, \"\")"))
  }
}
