// What of a Swift source matters, and what does not.

import Files
import Foundation
import Testing

@Suite struct SwiftTextTests {
  private func code(_ text: String) -> String {
    String(decoding: SwiftText.withoutComments(Data(text.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    ("let a = 1 // one\n", "let a = 1 "),
    ("// head\n\n  let a = 1\n\tlet b\r\n", "let a = 1 let b "),
    ("a /* b /* c */ d */ e", "a e"),
    ("\"// no /* comment\" // one", "\"// no /* comment\" "),
    (#""a\"// still" // x"#, #""a\"// still" "#),
    (##"#"a"// " // x"# // y"##, ##"#"a"// " // x"# "##),
    (#""\(f("//", /* x */ (1)))//" // y"#, #""\(f("//", (1)))//" "#),
    (
      "\"\"\"\n  // kept  as it is\n  \"quoted\"\n  \"\"\" // gone",
      "\"\"\"\n  // kept  as it is\n  \"quoted\"\n  \"\"\" "
    ),
    ("#if os(Linux) // x\n#endif", "#if os(Linux) #endif"),
    ("", ""), ("// all", ""), ("/* never closed", ""), ("\"never closed", "\"never closed"),
  ]) func commentsAndBlanks(text: String, expected: String) { #expect(code(text) == expected) }

  @Test func lineEndsMakeNoDifference() {
    let text = "let a = \"\"\"\n  x\n  \"\"\"\n// c\nlet b = 2\n"
    #expect(code(text) == code(text.replacing("\n", with: "\r\n")))
    #expect(code(text) != code(text.replacing("2", with: "3")))
  }
}
