import Testing
import TinyWorld

@Suite struct RequestBookTests {
  /// Half of what training never asks is for tuning, half for reporting; each kind of thing is in both.
  @Test func whatIsKeptIsHalved() throws {
    let world = try World(tables: Tables.book)
    var words = Words(state: 1)
    var subjects: [Split: Set<String>] = [:]
    for part in [Split.validation, .test] {
      for request in world.requests(.fact, for: part, count: 5_000, using: &words) {
        subjects[part, default: []].insert(
          "\(world.kind(of: request.fact!.relation)) \(request.fact!.subject)")
      }
    }
    for kind in world.kinds {
      let counts = subjects.values.map { $0.count { $0.hasPrefix(kind) } }
      #expect(counts.min()! > 0 && abs(counts[0] - counts[1]) <= 1, "\(kind) \(counts)")
    }
  }

  @Test func aPartWouldBeEmpty() {
    #expect(throws: WorldProblem.self) {
      try Tables.world(replacing: [
        "tasks.tsv":
          "task\ttool\tharm\tobjects\nwash {object}\ta sponge\tno\tthe car\nburn {object}\ta match\tyes\tthe car\n"
      ])
    }
    #expect(throws: WorldProblem.self) {
      try Tables.world(replacing: ["names.tsv": "name\the\nTom\the\nAnna\tshe\n"])
    }
  }
}
