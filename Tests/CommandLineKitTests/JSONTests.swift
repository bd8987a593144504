// JSON: the exact text, with everything in it that needs care.

import Testing

@testable import CommandLineKit

struct JSONTests {
  @Test func exactText() {
    let value = JSON.object([
      ("b", .integer(1)), ("c", .number(0.1)), ("d", .number(1e-7)),
      ("a", .string("\"\\/\n\t\r\u{1}\u{7f}\u{e9}")), ("nan", .number(.nan)), ("inf", .number(-.infinity)),
      ("empty", .object([])),
    ])
    #expect(
      value.description
        == #"{"b": 1, "c": 0.1, "d": 1e-07, "a": "\"\\/\n\t\r\u0001\u007f"#
        + "\u{e9}" + #"", "nan": null, "inf": null, "empty": {}}"#)
  }

  @Test func oneMemberALine() {
    let value = JSON.object([
      ("a", .object([("b", .integer(1)), ("c", .number(.nan))])), ("d", .object([])),
    ])
    #expect(value.spread == "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": null\n  },\n  \"d\": {}\n}")
  }

  @Test func whatSteersATerminalIsEscaped() {
    #expect(JSON.string("\u{1b}\u{7f}\u{9b}\u{e9}").description == #""\u001b\u007f\u009b\#u{e9}""#)
  }
}
