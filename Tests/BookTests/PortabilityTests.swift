// What the sources must not use: the system's mathematics, whose last digits differ from one system to the next, and,
// in modules built with -O, contracts that lose their message there.

import Foundation
import Testing

@Suite struct PortabilityTests {
  /// The lines of a file that hold code, without comments, under their places.
  private static func code(in file: String) throws -> [(place: String, text: Substring)] {
    try Book.text(file).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { number, line in
        ("\(file):\(number + 1)", line[..<(line.range(of: "//")?.lowerBound ?? line.endIndex)])
      }
  }

  private static func sources(of module: String) throws -> [String] {
    try Book.files(below: "Sources/\(module)").filter { $0.hasSuffix(".swift") }
  }

  private static let functions = [
    "log", "log2", "log10", "log1p", "exp", "exp2", "expm1", "pow", "sin", "cos", "tan", "asin", "acos",
    "atan",
    "atan2", "sinh", "cosh", "tanh", "sqrt", "cbrt", "hypot", "erf", "tgamma", "lgamma", "fma",
  ]

  /// A function of the system's mathematics library: not a method, not a declaration, not PortableMath's.
  private static func callsTheSystemsMathematics(_ line: Substring) -> Bool {
    functions.contains { name in
      guard line.contains("\(name)(") || line.contains("\(name)f(") else { return false }
      return line.matches(of: /([\w.]*\.)?(\w+)\(/).contains { match in
        [name, "\(name)f"].contains(String(match.2)) && [nil, "Foundation."].contains(match.1)
          && !line.contains("func \(match.2)(")
      }
    }
  }

  /// A contract of the standard library.
  private static func hasASilentContract(_ line: Substring) -> Bool {
    ["precondition(", "preconditionFailure(", "assert(", "assertionFailure(", "fatalError("]
      .contains { line.contains($0) }
  }

  /// The modules that the manifest builds with -O in debug too.
  private static func fastModules() throws -> [String] {
    try Book.text("Package.swift").components(separatedBy: "arget(")
      .filter { $0.contains("swiftSettings: fast") }
      .compactMap { $0.firstMatch(of: /name: "([^"]+)"/).map { String($0.1) } }
  }

  @Test func noDigitHangsOnTheSystemsMathematics() throws {
    // Places on an axis; they are rounded to cells and ticks with a margin of 1e-9, far above the last digit.
    let rounded = ["Axis", "SVGPlot"].map { "Sources/Pictures/\($0).swift" }
    // A file that does not ask for the system's library cannot call it.
    let files = try Book.names(in: "Sources").flatMap(Self.sources).filter {
      try Book.text($0).contains("import Foundation") && !rounded.contains($0)
    }
    #expect(files.count > 30)
    for line in try files.flatMap(Self.code) {
      #expect(!Self.callsTheSystemsMathematics(line.text), "\(line.place): \(line.text)")
    }
  }

  @Test func onlyFoundationBringsTheSystemsLibrary() throws {
    for file in try Book.names(in: "Sources").flatMap(Self.sources) where !file.hasSuffix("/Platform.swift") {
      for line in try Self.code(in: file) where line.text.contains("import ") {
        let isOther = ["Glibc", "Darwin", "Musl", "WinSDK", "ucrt"].contains {
          line.text.hasSuffix("import \($0)")
        }
        #expect(!isOther || file.hasSuffix("/FileSystem.swift"), "\(line.place)")
      }
    }
  }

  @Test func contractsSpeakInOptimisedModules() throws {
    let fast = try Self.fastModules()
    #expect(
      Set(fast).isSuperset(of: ["Basics", "TinyTensor", "TinyLM", "TinyWorld", "Training", "ChatWindow"]))
    for file in try fast.flatMap(Self.sources) where file != "Sources/Basics/Require.swift" {
      for line in try Self.code(in: file) {
        #expect(!Self.hasASilentContract(line.text), "\(line.place): \(line.text)")
      }
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
