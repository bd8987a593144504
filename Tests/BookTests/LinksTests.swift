// Links: those that lead nowhere are found with their line, and what only looks like one is not.

import Foundation
import Testing

@testable import weave

struct LinksTests {
  private let file = "chapters/02-apples.md"

  @Test func deadLinksAreFound() throws {
    try withBook { book in
      try book.write("# One\n## Two `words`, three\n# One\n", to: "README.md")
      try #expect(
        book.problems(
          in: """
            # The apples
            [a](../README.md) [b](../README.md#one-1) [c](../README.md#two-words-three) [d](#the-apples)
            [dead](nothing.md) and ![dead
            picture](../assets/none.svg "title")
            [anchor](../README.md#two-word-three)
            [own](#the-aples)
            <img src="../assets/x.png">
            [named]: ../missing.md
            [empty]()
            """) == [
            "\(file):3: a link to 'nothing.md', which does not exist",
            "\(file):4: a link to '../assets/none.svg', which does not exist",
            "\(file):5: a link to '../README.md#two-word-three', which is no heading. "
              + "Did you mean 'two-words-three'?",
            "\(file):6: a link to '#the-aples', which is no heading. Did you mean 'the-apples'?",
            "\(file):7: a link to '../assets/x.png', which does not exist",
            "\(file):8: a link to '../missing.md', which does not exist",
            "\(file):9: a link to '', which does not exist",
          ])
    }
  }

  @Test func whatIsNoLinkIsLeftAlone() throws {
    try withBook { book in
      try #expect(
        book.problems(
          in: """
            [web](https://example.org/x) [mail](mailto:a@b.c) `[a](b)` <!-- [a](b) -->
            $$ x[i](y) $$ and $x[i](y)$
            [folder](transcripts) [line](../Sources/chapter2-apples/main.swift#L2)

            ```text
            [a](b)
            # A heading
            ```
            """) == [])
    }
  }

  @Test func anchorsOfHeadings() {
    let links = Links(
      """
      # Chapter 3: How does a word look at *other* words?
      ## [A link](x.md) & more_words
      ```
      # no heading
      ```
      <a id="mine"></a>
      """)
    #expect(
      links.anchors == [
        "chapter-3-how-does-a-word-look-at-other-words", "a-link--more_words", "mine",
      ])
  }
}
