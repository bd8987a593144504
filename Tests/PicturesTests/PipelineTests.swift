// Pipelines, compared character by character.

import Testing

@testable import Pictures

struct PipelineTests {
  @Test func aBlockWithTwoSideLines() {
    let steps: [Pipeline.Step] = [
      .step("embedding", output: "[T, 64]"), .step("attention"), .step("add"), .step("feed-forward"),
      .step("add again", output: "[T, 64]"),
    ]
    let skips = [(from: "embedding", to: "add"), (from: "add", to: "add again")]
    let pipeline = Pipeline(steps, skips: skips, caption: "A block.")
    #expect(
      text(pipeline, 50) == """
          +--------------+
          |  embedding   |----+
          +--------------+    |
                  v  [T, 64]  |
          +--------------+    |
          |  attention   |    |
          +--------------+    |
                  v           |
          +--------------+    |
          |     add      |<---+
          +--------------+--------+
                  v               |
          +--------------+        |
          | feed-forward |        |
          +--------------+        |
                  v               |
          +--------------+        |
          |  add again   |<-------+
          +--------------+
                  v  [T, 64]
          A block.
        """)
  }

  @Test func acrossAndBrokenAtTheWidth() {
    let steps: [Pipeline.Step] = [
      .step("embedding", output: "[T, 64]"), .step("attention"), .step("add"), .step("feed-forward"),
      .step("add again", output: "[T, 64]"),
    ]
    let skips = [(from: "embedding", to: "add"), (from: "add", to: "add again")]
    let pipeline = Pipeline(steps, skips: skips, direction: .across, caption: "A block.")
    #expect(
      text(pipeline, 50) == """
          [ embedding ] -- [T, 64] --> [ attention ]
            --> [ add ] --> [ feed-forward ]
            --> [ add again ] --> [T, 64]
          A side line goes from embedding to add.
          A side line goes from add to add again.
          A block.
        """)
  }

  @Test func overlappingSideLinesHaveLanesOfTheirOwn() {
    let pipeline = Pipeline(
      [.step("a"), .step("b"), .step("c")], skips: [("a", "c"), ("b", "c")], caption: "Two lanes.")
    #expect(
      text(pipeline, 50) == """
          +---+
          | a |------+
          +---+      |
            v        |
          +---+      |
          | b |--+   |
          +---+  |   |
            v    |   |
          +---+  |   |
          | c |<-+---+
          +---+
          Two lanes.
        """)
  }
}
