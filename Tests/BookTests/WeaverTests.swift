// Weaving in a small book: what each directive gives, what each mistake is called, and that weaving twice changes nothing.

import Foundation
import Testing

@testable import weave

/// A directive with an empty content.
private func block(_ directive: String) -> String { "<!-- weave: \(directive) -->\n<!-- weave: end -->\n" }

struct WeaverTests {
  /// The text of chapter 2 after weaving.
  private func woven(_ text: String) throws -> String {
    var result = ""
    try withBook { book in
      try book.write(text, to: "chapters/02-apples.md")
      let documents = try Weaver(book.book).refresh()
      #expect(documents.flatMap(\.problems) == [])
      result = book.text(of: "chapters/02-apples.md") ?? ""
      try #expect(Weaver(book.book).refresh().flatMap(\.changes) == [])
      #expect(Weaver(book.book).check() == [])
    }
    return result
  }

  @Test func codeOfTheChapter() throws {
    try #expect(
      woven("Before.\n" + block("code sum") + "After.\n")
        == "Before.\n<!-- weave: code sum -->\n```swift\nlet three = 1 + 2\n  .magnitude\n```\n"
        + "<!-- weave: end -->\nAfter.\n")
  }

  @Test func codeOfALibrary() throws {
    try #expect(
      woven(block("code product in Numbers/Products.swift"))
        == "<!-- weave: code product in Numbers/Products.swift -->\n"
        + "```swift\n2 * 3\n```\n<!-- weave: end -->\n"
    )
  }

  @Test func outputOfACell() throws {
    try #expect(
      woven(block("output sum"))
        == "<!-- weave: output sum -->\n```text\n  3 apples\n\n  ok  three\n```\n<!-- weave: end -->\n")
  }

  @Test func picturesCarryTheirCaption() throws {
    try #expect(
      woven(block("picture sum 1")).contains(
        "\n![Three &lt;apples&gt; (red)](../assets/02-apples/sum-1.svg)\n"))
  }

  @Test(arguments: [
    ("loss 2", "1.23"), ("loss 0", "1"), ("share 1 %", "87.5 %"), ("share 0 %", "88 %"), ("count 0", "2,343"),
  ])
  func valuesKeepTheirDigits(directive: String, expected: String) throws {
    try #expect(
      woven("It is <!-- weave: value \(directive) -->?<!-- weave: end --> now.\n")
        == "It is <!-- weave: value \(directive) -->\(expected)<!-- weave: end --> now.\n")
  }

  @Test func indentedDirectivesStayIndented() throws {
    try #expect(
      woven("- An item\n\n  <!-- weave: output sum -->\n  old\n  <!-- weave: end -->\n")
        == "- An item\n\n  <!-- weave: output sum -->\n  ```text\n    3 apples\n\n    ok  three\n  ```\n"
        + "  <!-- weave: end -->\n")
  }

  @Test func theFrontPageNamesChapters() throws {
    try withBook { book in
      try book.write("# Chapter 2: How many apples?\n", to: "chapters/02-apples.md")
      try book.write(
        block("output 02-apples/sum") + "So <!-- weave: value 02-apples/loss 1 --><!-- weave: end -->\n"
          + block("chapters"), to: "README.md")
      try #expect(Weaver(book.book).refresh().flatMap(\.problems) == [])
      let text = book.text(of: "README.md") ?? ""
      #expect(text.contains("  3 apples\n"))
      #expect(text.contains("So <!-- weave: value 02-apples/loss 1 -->1.2<!-- weave: end -->"))
      #expect(
        text.contains(
          """
          | | question | command | measured |
          |---|---|---|---|
          | 2 | [How many apples?](chapters/02-apples.md) | `swift run chapter2-apples` | 1 min 27 s on 2 cores |
          <!-- weave: end -->
          """))
    }
  }

  @Test func textInsideAFenceIsLeftAlone() throws {
    let text = "```html\n<!-- weave: output sum -->\n<!-- weave: end -->\n[a](b)\n```\n"
    #expect(try woven(text) == text)
  }

  @Test(arguments: [
    (block("output sun"), "1: unknown cell: 'sun'. Did you mean 'sum'?"),
    (block("code sam"), "1: unknown excerpt: 'sam'. Did you mean 'sum'?"),
    (block("code open"), "1: the excerpt 'open' has no end in chapter2-apples/main.swift"),
    (
      block("code products in Numbers/Products.swift"),
      "1: unknown excerpt: 'products'. Did you mean 'product'?"
    ),
    (block("code a in Numbers/B.swift"), "1: no file Sources/Numbers/B.swift"),
    (block("picture sum 2"), "1: unknown picture: 'sum-2.svg'. Did you mean 'sum-1.svg'?"),
    (block("value los 2"), "1: unknown metric: 'los'. Did you mean 'loss'?"),
    (block("value bad 2"), "1: 'bad' is not a finite number"),
    (
      block("value loss"),
      "1: cannot read the directive 'value loss'. Write: value METRIC DIGITS, or value METRIC DIGITS %"
    ),
    (block("outptu sum"), "1: unknown directive: 'outptu'. Did you mean 'output'?"),
    (block("output 02-aples/sum"), "1: unknown chapter: '02-aples'. Did you mean '02-apples'?"),
    (
      block("output 01-pears/sum"),
      "1: 01-pears is not recorded. Record it: swift run weave --record 01-pears"
    ),
    ("\n```swift\nlet x = 1\n```\n", "2: a Swift code block that no directive owns"),
    ("\n  ~~~ Swift\nlet x = 1\n~~~\n", "2: a Swift code block that no directive owns"),
    ("x\n<!-- weave: output sum -->\n", "2: 'output sum' has no end"),
    (
      "<!-- weave: output sum -->\n<!-- weave: code sum -->\n```swift\nlet three = 1 + 2\n  .magnitude\n```\n"
        + "<!-- weave: end -->\n", "1: 'output sum' has no end"
    ),
    ("a <!-- weave: value loss 1 -->1.2\n", "1: 'value loss 1' has no end"),
    ("x\n<!-- weave: end -->\n", "2: an end without a directive"),
    (
      "a <!-- weave: output sum --><!-- weave: end -->\n",
      "1: the output of 'sum' must stand on a line of its own"
    ),
    (
      "- <!-- weave: value loss 1 -->1.2<!-- weave: end --> nats\n",
      "1: a directive begins a line of text, which ends the paragraph: move it into the line"
    ),
  ])
  func mistakesAreNamed(text: String, problem: String) throws {
    try withBook { book in
      try #expect(book.problems(in: text) == ["chapters/02-apples.md:" + problem])
    }
  }

  @Test func changesAreShown() throws {
    try withBook { book in
      let file = "chapters/02-apples.md"
      let text = [
        "<!-- weave: output sum -->", "```text", "  4 apples", "```", "<!-- weave: end -->",
        "<!-- weave: code sum -->", "```swift", "let three = 1 + 2", "```", "<!-- weave: end -->",
        "It is <!-- weave: value loss 1 -->1.3<!-- weave: end -->.", "",
      ].joined(separator: "\n")
      try #expect(
        book.problems(in: text) == [
          "\(file):3: the output of 'sum' has changed\n  -   4 apples\n  +   3 apples",
          "\(file):9: the code of 'sum' has changed\n  - ```\n  +   .magnitude",
          "\(file):11: the value of 'loss' has changed\n  - 1.3\n  + 1.2",
        ])
      #expect(book.text(of: file) == text)  // a check writes nothing
    }
  }

  @Test func aFileKeepsItsLineEnds() throws {
    try withBook { book in
      let text = "A\r\n" + block("output sum").replacing("\n", with: "\r\n")
      try book.write(text, to: "chapters/02-apples.md")
      try #expect(Weaver(book.book).refresh().flatMap(\.problems) == [])
      let file = book.root.appending(path: "chapters/02-apples.md")
      let woven = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      #expect(
        woven == "A\r\n<!-- weave: output sum -->\r\n```text\r\n  3 apples\r\n\r\n  ok  three\r\n```\r\n"
          + "<!-- weave: end -->\r\n")
      #expect(Weaver(book.book).check() == [])
    }
  }

  @Test func aMistakeStopsNothingElse() throws {
    try withBook { book in
      let wrong = block("output sun")
      try book.write(block("code sum") + wrong, to: "chapters/02-apples.md")
      let documents = try Weaver(book.book).refresh()
      #expect(documents.flatMap(\.problems).map(\.line) == [7])
      let text = book.text(of: "chapters/02-apples.md") ?? ""
      #expect(text.hasSuffix(wrong) && text.contains("let three"))
    }
  }
}
