// Excerpts: found, without their common indentation; missing or unfinished ones are not.

import Testing

@testable import Notebook

struct SourceExcerptTests {
  private let source = """
    // cell: first
      func a() {
        b()

      }
    // cell: end
    x
    // cell: second
    y
    // cell: third
    """

  @Test func linesLoseTheirCommonIndentation() {
    #expect(SourceExcerpt.lines(of: "first", in: source) == ["func a() {", "  b()", "", "}"])
  }

  @Test func anExcerptWithoutAnEndIsNone() {
    #expect(SourceExcerpt.lines(of: "second", in: source) == nil)
    #expect(SourceExcerpt.lines(of: "third", in: source) == nil)
    #expect(SourceExcerpt.lines(of: "fourth", in: source) == nil)
  }

  @Test func namesComeInOrder() {
    #expect(SourceExcerpt.names(in: source) == ["first", "second", "third"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func anyEndOfALineWillDo(end: String) {
    let text = source.replacing("\n", with: end)
    #expect(SourceExcerpt.lines(of: "first", in: text) == ["func a() {", "  b()", "", "}"])
    #expect(SourceExcerpt.names(in: text) == ["first", "second", "third"])
  }

  @Test func tabsAndBlankLinesAreNoTrouble() {
    let text = "\t// cell: first\n\tfunc a() {\n \n\t\tb()\n\t}\n\t// cell: end"
    #expect(SourceExcerpt.lines(of: "first", in: text) == ["func a() {", "", "  b()", "}"])
  }
}
