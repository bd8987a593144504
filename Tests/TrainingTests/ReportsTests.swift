// The history of a long training stays short, and says the same however it was saved.

import Foundation
import Testing

@testable import Training

private struct Numbered: StepReport, Equatable {
  let step: Int
  var summary: String { "" }
}

@Suite struct ReportsTests {
  @Test func shortTrainingsKeepEverything() {
    var reports = Reports<Numbered>()
    #expect(reports.first == nil && reports.last == nil)
    for step in 1...3000 { reports.append(Numbered(step: step)) }
    #expect(reports.map(\.step) == Array(1...3000) && reports.steps == 3000)
  }

  @Test func longTrainingsKeepSomeThousandsEquallyFarApart() throws {
    var reports = Reports<Numbered>()
    for step in 1...50_000 {
      reports.append(Numbered(step: step))
      guard step % 777 == 0 || step == 4096 || step == 4097 else { continue }
      #expect(reports.steps == step && reports.count <= 4097)
      #expect(reports.first?.step == 1 && reports.last?.step == step)
      let gaps = Set(zip(reports, reports.dropFirst()).map { $1.step - $0.step }.dropLast())
      #expect(gaps.count <= 1 && (gaps.first ?? 1).nonzeroBitCount == 1)
      if step > 777 { #expect(reports.count > 2000 || step < 2000) }
    }
  }

  @Test func savedAndReadItGoesOnAlike() throws {
    var whole = Reports<Numbered>()
    var read = Reports<Numbered>()
    for step in 1...20_000 {
      whole.append(Numbered(step: step))
      read.append(Numbered(step: step))
      if step % 4999 == 0 {
        read = try JSONDecoder().decode(Reports<Numbered>.self, from: JSONEncoder().encode(read))
      }
    }
    #expect(Array(read) == Array(whole) && read.steps == whole.steps)
  }
}
