// Arrows point one way: who may import whom. A module that is not named here, or an arrow that is not, fails.

import Foundation
import Testing

@Suite struct ImportTests {
  private static let model: Set = ["Basics", "Files", "TinyTensor", "TinyLM"]
  private static let stages = model.union(["TinyWorld", "Training"])
  private static let page: Set = ["Basics", "CommandLineKit", "Pictures", "Notebook"]

  /// For each module, the modules of ours that it may import.
  private static func allowed(for module: String) -> Set<String>? {
    switch module {
    case "Basics": []
    case "Files", "TinyTensor", "TinyWorld", "Pictures", "CommandLineKit": ["Basics"]
    case "TinyLM": ["Basics", "Files", "TinyTensor"]
    case "Training": model.union(["TinyWorld"])
    case "Notebook": ["Basics", "CommandLineKit", "Pictures"]
    case "ChatWindow": model.union(["CommandLineKit", "Pictures"])
    case "weave": page
    case "CourseKit": stages.union(page)
    case "benchmark": stages.union(page).union(["CourseKit"])
    case "playground": ["TinyTensor", "TinyLM"]
    default:
      module.wholeMatch(of: /chapter[1-8]-[a-z-]+/) == nil
        ? nil : stages.union(page).union(["CourseKit", "ChatWindow"])
    }
  }

  /// The modules that a line imports: `import A`, `@testable public import struct A.B; import C`.
  private static func imports(in line: Substring) -> [String] {
    line.split(separator: ";").compactMap { statement in
      let pattern =
        /^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
      return statement.firstMatch(of: pattern).map { String($0.1) }
    }
  }

  private struct Arrow: Hashable { let from: String, to: String, file: String }

  private static func arrows() throws -> [Arrow] {
    let modules = try Book.names(in: "Sources")
    let ours = Dictionary(uniqueKeysWithValues: modules.map { ($0.replacing("-", with: "_"), $0) })
    return try Book.files(below: "Sources").filter { $0.hasSuffix(".swift") }.flatMap { file in
      let from = String(file.split(separator: "/")[1])
      return try Book.text(file).split(whereSeparator: \.isNewline).filter { $0.contains("import ") }
        .flatMap(imports).compactMap { name in
          ours[name].map { Arrow(from: from, to: $0, file: file) }
        }
    }
  }

  @Test func everyModuleHasItsPlace() throws {
    for module in try Book.names(in: "Sources") { #expect(Self.allowed(for: module) != nil, "\(module)") }
  }

  @Test func everyArrowIsAllowed() throws {
    let arrows = try Self.arrows()
    for arrow in arrows {
      #expect(Self.allowed(for: arrow.from)?.contains(arrow.to) == true, "\(arrow.file) imports \(arrow.to)")
    }
    // If no arrow were found, the test would show nothing.
    for (from, to) in [
      ("TinyLM", "TinyTensor"), ("Training", "TinyLM"), ("chapter4-pretraining", "Training"),
    ] {
      #expect(arrows.contains { $0.from == from && $0.to == to }, "\(from) -> \(to)")
    }
  }

  /// In Training, what knows the world stands apart from what does not.
  @Test func onlyOneFolderOfTrainingKnowsTheWorld() throws {
    let knowing = try Self.arrows().filter { $0.from == "Training" && $0.to == "TinyWorld" }.map(\.file)
    #expect(!knowing.isEmpty && knowing.allSatisfy { $0.hasPrefix("Sources/Training/World/") }, "\(knowing)")
  }

  /// A module and a type of one name cannot be told apart where both are imported.
  @Test func noTypeIsCalledAsAModule() throws {
    let modules = Set(try Book.names(in: "Sources"))
    for file in try Book.files(below: "Sources") where file.hasSuffix(".swift") {
      for match in try Book.text(file).matches(of: /\b(?:struct|class|enum|protocol|typealias|actor) (\w+)/) {
        #expect(!modules.contains(String(match.1)), "\(file): \(match.1)")
      }
    }
  }

  @Test func importsAreFound() {
    let lines: [(Substring, [String])] = [
      ("import A", ["A"]), ("  @testable import A", ["A"]), ("@preconcurrency public import A // b", ["A"]),
      ("import struct A.B", ["A"]), ("import A; import B", ["A", "B"]), ("@_spi(X) import A", ["A"]),
      ("// import A", []), ("let important = 1", []), ("imports A", []),
    ]
    for (line, expected) in lines { #expect(Self.imports(in: line) == expected, "\(line)") }
  }
}
