// What is written: exact bytes, the order of names, the way back, and a file for the reference package.

import Files
import Foundation
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
  private func bytes(_ sources: [TensorSource], _ metadata: [String: String] = [:]) throws -> Data {
    var data = Data()
    try SafetensorsFile.write(sources, metadata: metadata) { data.append(contentsOf: $0) }
    return data
  }

  @Test func theBytesAreExactlyThese() throws {
    let data = try bytes(
      [TensorSource(name: "w", shape: [1, 1], values: [1])], ["b": "2", "a": "\"\n\u{1F}"])
    let header =
      #"{"__metadata__":{"a":"\"\n\u001f","b":"2"},"w":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: -header.utf8.count & 7)
    #expect(data == FileTesting.file(padded, data: [0, 0, 0x80, 0x3F]))
    #expect(try bytes([]) == FileTesting.file("{}      "))
  }

  @Test func theOrderOfTheArgumentsDoesNotMatter() throws {
    // In Swift's own order "e\u{301}" (é) follows "z"; its UTF-8 bytes come before.
    let names = ["z", "e\u{301}", "a", "Z", "é2", "a.b", "a-b", "h.10", "h.2"]
    let sources = names.enumerated().map { TensorSource(name: $1, shape: [1], values: [Float($0)]) }
    let texts = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
    let first = try bytes(sources, texts)
    #expect(try bytes(sources.reversed(), texts) == first)
    let file = try SafetensorsFile(bytes: first)
    let sorted = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    #expect(file.entries.map(\.name) == sorted)
    #expect(file.metadata == texts)
    for source in names.enumerated() { #expect(try file.values(source.element) == [Float(source.offset)]) }
  }

  @Test func everyBitComesBack() throws {
    var generator = FileTesting.SplitMix64(state: 7)
    let values = (0..<4099).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
    let file = try SafetensorsFile(bytes: try bytes([TensorSource(name: "w", shape: [4099], values: values)]))
    #expect(try file.values("w").map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func numbersAreLentOnlyWhenTheirTurnComes() throws {
    struct Stop: Error {}
    var events: [String] = []
    let sources = ["b", "a"].map { name in
      TensorSource(name: name, shape: [2]) { use in
        events.append("lend \(name)")
        for value: Float in [1, 2] { try [value].withUnsafeBufferPointer(use) }
      }
    }
    try SafetensorsFile.write(sources) { events.append("\($0.count) bytes") }
    #expect(
      events == ["8 bytes", "112 bytes", "lend a", "4 bytes", "4 bytes", "lend b", "4 bytes", "4 bytes"])
    let broken = TensorSource(name: "w", shape: [2]) { _ in throw Stop() }
    #expect(throws: Stop.self) { try bytes([broken]) }
  }

  @Test func mistakesOfTheProgramStopIt() async {
    await #expect(processExitsWith: .failure) {
      try SafetensorsFile.write([TensorSource(name: "w", shape: [3], values: [1, 2])]) { _ in }
    }
    await #expect(processExitsWith: .failure) {
      let source = TensorSource(name: "w", shape: [1], values: [1])
      try SafetensorsFile.write([source, source]) { _ in }
    }
  }

  /// Writes the two files that Tests/peers/check_safetensors.py opens, to the path in TINY_PEER_FILE.
  @Test func theFileForPython() throws {
    let ramp = (0..<12).map { Float($0) / 8 - 1 }
    let edges: [Float] = [
      .infinity, -.infinity, .nan, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    let tensors = [
      Checkpoint.Tensor(name: "näme \"quoted\"\n\\", shape: [1], values: [7]),
      Checkpoint.Tensor(name: "b.edges", shape: [6], values: edges),
      Checkpoint.Tensor(name: "d.empty", shape: [2, 0, 3], values: []),
      Checkpoint.Tensor(name: "a.ramp", shape: [3, 4], values: ramp),
      Checkpoint.Tensor(name: "c.scalar", shape: [], values: [0.1]),
    ]
    let checkpoint = Checkpoint(
      stage: "sft", parent: "pretraining", seed: .max, step: 300, configuration: #"{"width":96}"#,
      tokenizer: #"{"merges":["a b"]}"#,
      metrics: ["loss": 0.1, "held out": .leastNonzeroMagnitude, "third": 1 / 3.0],
      tensors: tensors)
    let sources = tensors.map { TensorSource(name: $0.name, shape: $0.shape, values: $0.values) }
    let texts = ["format": "pt", "note": "line 1\nline 2\t\u{1} ünïcode 🙂"]
    try withFolder { folder in
      let asked = ProcessInfo.processInfo.environment["TINY_PEER_FILE"]
      let url = asked.map { URL(fileURLWithPath: $0) } ?? folder.appendingPathComponent("model.safetensors")
      let second = url.appendingPathExtension("checkpoint")
      try SafetensorsFile.write(sources, metadata: texts, to: url)
      try checkpoint.write(to: second)
      let file = try SafetensorsFile(contentsOf: url)
      #expect(file.metadata == texts && file.entries.count == tensors.count)
      #expect(try Checkpoint.read(from: second).tensors.map(\.name) == file.entries.map(\.name))
    }
  }
}
