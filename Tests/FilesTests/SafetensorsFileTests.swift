// Every rule of the safetensors format and every abuse that its makers list, as a named case.
// The list of abuses: huggingface/safetensors, attacks/README.md, proposals 1 to 7.

import Basics
import Files
import Foundation
import TestSupport
import Testing

/// A broken file and the words that must stand in the message.
struct BrokenFile: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: Data
  let words: [String]

  init(_ name: String, _ bytes: Data, says words: String...) {
    (testDescription, self.bytes, self.words) = (name, bytes, words)
  }

  init(_ name: String, header: String, data: Int = 0, says words: String...) {
    let bytes = FileTesting.file(header, data: [UInt8](repeating: 0, count: data))
    (testDescription, self.bytes, self.words) = (name, bytes, words)
  }

  /// A file with one tensor "w" of 8 bytes whose entry is given.
  init(_ name: String, entry: String, data: Int = 8, says words: String...) {
    let bytes = FileTesting.file("{\"w\":{\(entry)}}", data: [UInt8](repeating: 0, count: data))
    (testDescription, self.bytes, self.words) = (name, bytes, words)
  }
}

private let plain = #""dtype":"F32","shape":[2],"data_offsets":[0,8]"#

private func pair(_ first: ClosedRange<Int>, _ second: ClosedRange<Int>) -> String {
  func entry(_ place: ClosedRange<Int>) -> String {
    let (begin, end) = (place.lowerBound, place.upperBound)
    return #"{"dtype":"U8","shape":[\#(end - begin)],"data_offsets":[\#(begin),\#(end)]}"#
  }
  return #"{"a":\#(entry(first)),"b":\#(entry(second))}"#
}

private let brokenFiles: [BrokenFile] = [
  // Length
  BrokenFile("empty file", Data(), says: "0 bytes", "at least 8"),
  BrokenFile("only a part of the length", Data([1, 0, 0]), says: "3 bytes"),
  BrokenFile(
    "proposal 1: header longer than the file", FileTesting.file("{}", claiming: 3),
    says: "claims 3 bytes", "2 are left"),
  BrokenFile(
    "proposal 2: header above the cap", FileTesting.file("{}", claiming: 100_000_001),
    says: "100000001", "at most 100000000"),
  BrokenFile(
    "length with all bits set", FileTesting.file("{}", claiming: .max), says: "18446744073709551615"),
  BrokenFile("length above Int.max", FileTesting.file("{}", claiming: 1 << 63), says: "claims"),
  BrokenFile("header of no bytes", FileTesting.file(""), says: "header is empty"),
  // Text
  BrokenFile("first byte is a space", header: " {}", says: "byte 32", "`{`"),
  BrokenFile("first byte is a list", header: "[]", says: "byte 91"),
  BrokenFile("line end after the header", header: "{}\n", says: "only spaces"),
  BrokenFile("second object after the header", header: "{}{}", says: "only spaces", "an object"),
  BrokenFile("zeros as padding", FileTesting.file([0x7B, 0x7D, 0, 0]), says: "only spaces", "byte 0"),
  BrokenFile("header without end", header: "{", says: "found the end"),
  BrokenFile("comma before the end", header: #"{"__metadata__":{},}"#, says: "text in quotes"),
  BrokenFile("key without quotes", header: "{w:1}", says: "text in quotes", "`w`"),
  BrokenFile("key that is a number", header: "{1:2}", says: "text in quotes", "a number"),
  BrokenFile("text without end", header: #"{"w"#, says: "no end"),
  BrokenFile("text that ends in an escaped quote", header: #"{"w\""#, says: "no end"),
  BrokenFile("text that ends in a backslash", header: #"{"w\"#, says: "escape"),
  BrokenFile("unknown escape", header: #"{"\x41":{\#(plain)}}"#, says: "escape"),
  BrokenFile("escape with too few digits", header: #"{"\u12"}"#, says: "hexadecimal"),
  BrokenFile("first half of a character", header: #"{"\ud83d":1}"#, says: "half a character"),
  BrokenFile("second half of a character", header: #"{"\ude42\ud83d":1}"#, says: "half a character"),
  BrokenFile("two first halves", header: #"{"\ud83d\ud83d":1}"#, says: "half a character"),
  BrokenFile("control character in a text", header: "{\"a\u{1}\":1}", says: "control character 1"),
  BrokenFile("text that is not UTF-8", FileTesting.file(Array("{\"".utf8) + [0xFF]), says: "no end"),
  BrokenFile(
    "name that is not UTF-8", FileTesting.file(Array("{\"".utf8) + [0xC0, 0x80] + Array("\":1}".utf8)),
    says: "not UTF-8"),
  BrokenFile(
    "name with a lone surrogate in UTF-8",
    FileTesting.file(Array("{\"".utf8) + [0xED, 0xA0, 0x80] + Array("\":1}".utf8)), says: "not UTF-8"),
  BrokenFile(
    "proposal 7: 100,000 lists in lists", header: #"{"w":"# + String(repeating: "[", count: 100_000),
    says: "expected `{`", "a list"),
  BrokenFile(
    "proposal 7: 100,000 objects in objects", header: String(repeating: #"{"w":"#, count: 100_000),
    says: "unknown key"),
  // Metadata
  BrokenFile("metadata with a number", header: #"{"__metadata__":{"a":1}}"#, says: #""a" is a number"#),
  BrokenFile("metadata with a list", header: #"{"__metadata__":{"a":["b"]}}"#, says: #""a" is a list"#),
  BrokenFile("metadata with null", header: #"{"__metadata__":{"a":null}}"#, says: #""a" is `n`"#),
  BrokenFile("metadata that is a text", header: #"{"__metadata__":"a"}"#, says: "expected `{`", "a text"),
  BrokenFile(
    "metadata key twice", header: #"{"__metadata__":{"a":"1","a":"2"}}"#, says: #""a" stands twice"#),
  BrokenFile(
    "metadata twice", header: #"{"__metadata__":{},"__metadata__":{}}"#, says: "__metadata__", "twice"),
  // Entries
  BrokenFile(
    "tensor twice: one would hide the other", header: #"{"w":{\#(plain)},"w":{\#(plain)}}"#, data: 8,
    says: #""w" stands twice"#),
  BrokenFile(
    "tensor twice, once with an escape", header: #"{"w":{\#(plain)},"\u0077":{\#(plain)}}"#, data: 8,
    says: #""w" stands twice"#),
  BrokenFile("tensor that is a list", header: #"{"w":[1]}"#, says: "expected `{`", "a list"),
  BrokenFile("dtype twice", entry: plain + #","dtype":"F32""#, says: "dtype", "twice"),
  BrokenFile("no dtype", entry: #""shape":[2],"data_offsets":[0,8]"#, says: #""w" needs dtype"#),
  BrokenFile("no shape", entry: #""dtype":"F32","data_offsets":[0,8]"#, says: "shape"),
  BrokenFile("no data_offsets", entry: #""dtype":"F32","shape":[2]"#, says: "data_offsets"),
  BrokenFile("unknown key", entry: plain + #","code":"rm""#, says: #"unknown key "code""#),
  BrokenFile(
    "unknown dtype", entry: #""dtype":"F31","shape":[2],"data_offsets":[0,8]"#,
    says: #"unknown dtype "F31""#),
  BrokenFile(
    "dtype that is a number", entry: #""dtype":32,"shape":[2],"data_offsets":[0,8]"#,
    says: "text in quotes"),
  // Numbers
  BrokenFile(
    "negative size", entry: #""dtype":"F32","shape":[-2],"data_offsets":[0,8]"#, says: "a negative number"),
  BrokenFile(
    "proposal 3: negative offset", entry: #""dtype":"F32","shape":[2],"data_offsets":[-8,0]"#,
    says: "a negative number"),
  BrokenFile(
    "proposal 3: offset outside the file", entry: #""dtype":"F32","shape":[4],"data_offsets":[0,16]"#,
    says: "end at 16", "8 bytes"),
  BrokenFile("fraction", entry: #""dtype":"F32","shape":[2.0],"data_offsets":[0,8]"#, says: "found `.`"),
  BrokenFile("exponent", entry: #""dtype":"F32","shape":[2e0],"data_offsets":[0,8]"#, says: "found `e`"),
  BrokenFile("number that begins with 0", entry: #""dtype":"F32","shape":[02]"#, says: "begins with 0"),
  BrokenFile("number in quotes", entry: #""dtype":"F32","shape":["2"]"#, says: "whole number", "a text"),
  BrokenFile("number above Int.max", entry: #""dtype":"F32","shape":[9223372036854775808]"#, says: "larger"),
  BrokenFile(
    "number of a hundred digits", entry: #""shape":[\#(String(repeating: "9", count: 100))]"#, says: "larger"),
  BrokenFile("empty place in a list", entry: #""shape":[1,,2]"#, says: "`,`"),
  BrokenFile("list in a list", entry: #""shape":[[2]]"#, says: "a list"),
  BrokenFile(
    "65 sizes", entry: #""shape":[\#((0..<65).map { _ in "1" }.joined(separator: ","))]"#, says: "64 numbers"),
  BrokenFile("one offset", entry: #""dtype":"F32","shape":[2],"data_offsets":[8]"#, says: "begin, end"),
  BrokenFile(
    "three offsets", entry: #""dtype":"F32","shape":[2],"data_offsets":[0,4,8]"#, says: "begin, end"),
  BrokenFile("offsets in reverse", entry: #""dtype":"F32","shape":[2],"data_offsets":[8,0]"#, says: "[8, 0]"),
  // Sizes
  BrokenFile(
    "proposal 5: shape larger than its place", entry: #""dtype":"F32","shape":[3],"data_offsets":[0,8]"#,
    says: "F32 [3] needs 12 bytes", "give 8"),
  BrokenFile(
    "proposal 5: dtype wider than its place", entry: #""dtype":"F64","shape":[2],"data_offsets":[0,8]"#,
    says: "F64 [2] needs 16 bytes"),
  BrokenFile(
    "scalar that fills two places", entry: #""dtype":"F32","shape":[],"data_offsets":[0,8]"#,
    says: "needs 4 bytes"),
  BrokenFile(
    "product of sizes overflows",
    entry: #""dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]"#,
    says: "no possible number of bytes"),
  BrokenFile(
    "product overflows although a size is 0",
    entry: #""dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]"#, data: 0,
    says: "no possible number of bytes"),
  BrokenFile(
    "bits of a product overflow", entry: #""dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]"#,
    says: "no possible number of bytes"),
  BrokenFile(
    "tensor that ends inside a byte", entry: #""dtype":"F4","shape":[3],"data_offsets":[0,1]"#, data: 1,
    says: "no possible number of bytes"),
  BrokenFile(
    "shape of an exabyte in a small file",
    entry: #""dtype":"U8","shape":[576460752303423488],"data_offsets":[0,576460752303423488]"#,
    says: "end at 576460752303423488"),
  // Places
  BrokenFile(
    "proposal 4: overlap", header: pair(0...8, 4...12), data: 12, says: #""b" begins at 4, not at 8"#),
  BrokenFile("proposal 4: one place for two", header: pair(0...8, 0...8), data: 8, says: #""b" begins at 0"#),
  BrokenFile(
    "hole between tensors", header: pair(0...4, 8...12), data: 12, says: #""b" begins at 8, not at 4"#),
  BrokenFile("hole at the start", header: pair(4...8, 8...12), data: 12, says: #""a" begins at 4, not at 0"#),
  BrokenFile("bytes after the last tensor", header: pair(0...4, 4...8), data: 9, says: "end at 8", "9 bytes"),
  BrokenFile("last tensor cut", header: pair(0...4, 4...8), data: 7, says: "end at 8", "7 bytes"),
  BrokenFile("data without a tensor", header: "{}", data: 1, says: "end at 0", "1 bytes"),
]

@Suite struct SafetensorsFileTests {
  @Test(arguments: brokenFiles)
  func refuses(_ broken: BrokenFile) {
    let problem = FileTesting.problem { _ = try SafetensorsFile(bytes: broken.bytes, file: "x") }
    for word in broken.words {
      #expect(
        problem?.happened.contains(word) == true, "\"\(word)\" is missing in: \(problem?.happened ?? "")")
    }
    #expect(problem?.remedy.isEmpty == false)
  }

  @Test func readsWhatIsLegalThoughUnusual() throws {
    let header = """
      {"z":{"shape":[],"data_offsets":[0,4],"dtype":"F32"} , "none":{"dtype":"F64","shape":[3,0],\t\
      "data_offsets":[4,4]},\n"__metadata__" : { "n"\t:\n"" ,"\\u00e9\\/\\ud83d\\ude42":"\\b\\f\\r\\t"},\r\
      "first":{"dtype":"I8","shape":[1,2],"data_offsets":[4,6]}}    
      """
    let file = try SafetensorsFile(bytes: FileTesting.file(header, data: [0, 0, 0x20, 0xC0, 0xFF, 7]))
    #expect(file.entries.map(\.name) == ["z", "none", "first"])
    #expect(file.metadata == ["n": "", "é/🙂": "\u{8}\u{C}\r\t"])
    #expect(try file.values("z") == [-2.5])
    #expect(try file.values("none") == [])
    #expect(try file.values("first") == [-1, 7])
    #expect(try file.entry("first").shape == [1, 2])
    #expect(try SafetensorsFile(bytes: FileTesting.file("{}")).entries.isEmpty)
  }

  @Test func readsAFileThatIsAPartOfOtherBytes() throws {
    let whole = Data([9, 9, 9]) + FileTesting.file("{\"w\":{\(plain)}}", data: [0, 0, 128, 63, 0, 0, 0, 64])
    #expect(try SafetensorsFile(bytes: whole[3...]).values("w") == [1, 2])
  }

  /// Proposal 6: somebody replaces the file while it is open.
  @Test func anOpenFileStaysWhatItWas() throws {
    try withFolder { folder in
      let url = folder.appendingPathComponent("m.safetensors")
      try SafetensorsFile.write([TensorSource(name: "w", shape: [2], values: [1, 2])], to: url)
      let open = try SafetensorsFile(contentsOf: url)
      try SafetensorsFile.write([TensorSource(name: "v", shape: [], values: [9])], to: url)
      #expect(try open.values("w") == [1, 2])
      #expect(try SafetensorsFile(contentsOf: url).values("v") == [9])
    }
  }

  @Test func namesAMissingTensorAndAnUnsupportedKind() throws {
    let header = #"{"c":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}"#
    let file = try SafetensorsFile(bytes: FileTesting.file(header, data: [UInt8](repeating: 0, count: 8)))
    #expect(
      FileTesting.problem { _ = try file.values("c") }?.happened.contains("known but not supported") == true)
    #expect(FileTesting.problem { _ = try file.values("d") }?.happened.contains("no tensor \"d\"") == true)
    #expect(try file.withBytes(of: "c") { $0.count } == 8)
  }

  @Test func aNameFromTheFileCannotSteerTheTerminal() {
    let name = "\\u001b[2J" + String(repeating: "x", count: 1000)
    let problem = FileTesting.problem { _ = try SafetensorsFile(bytes: FileTesting.file("{\"\(name)\":{}}")) }
    let text = problem?.description ?? ""
    #expect(!text.isEmpty && text.utf8.count < 400 && !text.contains("\u{1B}"), "\(text)")
  }

  @Test func missingFilesFoldersAndDevicesAreNamed() throws {
    try withFolder { folder in
      func happened(_ path: String) -> String {
        FileTesting.problem { _ = try SafetensorsFile(contentsOf: URL(fileURLWithPath: path)) }?.happened
          ?? ""
      }
      #expect(happened(folder.path + "/none").contains("no such file"))
      #expect(happened(folder.path).contains("this is a folder"))
      try Data().write(to: folder.appendingPathComponent("empty"))
      #expect(happened(folder.path + "/empty").contains("it has 0 bytes"))
      #if !os(Windows)
        #expect(happened("/dev/zero").contains("not a file"))
        let secret = folder.path + "/empty"
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: secret)
        if geteuid() != 0 { #expect(happened(secret).contains("it cannot be read: Permission denied.")) }
      #endif
    }
  }

  /// Ten thousand changed files: each is refused with words, or is a file by the rules and is read in full.
  @Test func mutationsNeverTrap() throws {
    var generator = FileTesting.SplitMix64(state: 1)
    let original = try Data(contentsOf: ElementTypeTests.peerFile)
    var (refused, read) = (0, 0)
    for _ in 0..<10_000 {
      let bytes = FileTesting.mutate(original, &generator)
      do {
        let file = try SafetensorsFile(bytes: bytes, file: "mutated")
        for entry in file.entries where entry.elementType.isReadable {
          #expect(try file.values(entry.name).count == entry.count)
        }
        read += 1
      } catch let problem as FileProblem {
        try #require(!problem.happened.isEmpty && problem.happened.utf8.count < 1000, "\(problem)")
        refused += 1
      }
    }
    #expect(refused > 5000 && read > 100, "\(refused) refused, \(read) read")
  }
}
