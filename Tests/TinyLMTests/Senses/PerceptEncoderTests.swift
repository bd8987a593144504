// Every parameter of the encoder learns, pieces are told apart by their places, and vectors are as large as tokens'.

import Testing
import TinyLM
import TinyTensor

@Suite struct PerceptEncoderTests {
  private static func encoder(_ deviation: Float = 0.3) -> PerceptEncoder {
    var generator = SeededGenerator(seed: 1)
    return PerceptEncoder(width: 24, deviation: deviation, using: &generator)
  }

  static func percepts(_ sense: Percept.Sense, _ count: Int, seed: UInt64 = 2) -> [Percept] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      sense == .seeing
        ? .picture((0..<144).map { _ in Float(generator.uniform()) })
        : .sound(Spectrum(of: (0..<4000).map { _ in Float(generator.uniform()) - 0.5 }))
    }
  }

  @Test(arguments: Percept.Sense.allCases) func everyParameterOfASenseLearns(_ sense: Percept.Sense) throws {
    let encoder = Self.encoder()
    let vectors = encoder(Self.percepts(sense, 3), sense)
    #expect(vectors.shape == [3 * sense.pieceCount, 24])
    (vectors * vectors).sum().backward()
    let learned = encoder.parameters.filter { $0.tensor.gradient?.values.contains { $0 != 0 } == true }.map(
      \.name)
    let seeing = ["patch.up.weight", "patch.up.bias", "patch.down.weight", "patch.down.bias", "place.seeing"]
    let hearing = ["frame.weight", "frame.bias", "place.hearing"]
    #expect(Set(learned) == Set((sense == .seeing ? seeing : hearing).map { "senses." + $0 }))
    #expect(Set(encoder.parameters.map(\.name)) == Set((seeing + hearing).map { "senses." + $0 }))
  }

  @Test(arguments: Percept.Sense.allCases) func equalPiecesAreToldApart(_ sense: Percept.Sense) {
    let even = Percept.picture(Array(repeating: 0.5, count: 144))
    let silent = Percept.sound(Spectrum(of: Array(repeating: 0, count: 4000)))
    let vectors = Self.encoder()([sense == .seeing ? even : silent], sense).values
    let rows = Set((0..<sense.pieceCount).map { Array(vectors[$0 * 24..<($0 + 1) * 24]) })
    #expect(rows.count == sense.pieceCount)
  }

  @Test(arguments: Percept.Sense.allCases) func vectorsAreAboutAsLargeAsWanted(_ sense: Percept.Sense) {
    for deviation in [Float(0.02), 0.3] {
      let vectors = Self.encoder(deviation)(Self.percepts(sense, 20), sense).detached()
      let size = (vectors * vectors).mean().item.squareRoot()
      #expect(size > deviation / 2 && size < deviation * 5, "\(size) for \(deviation)")
    }
  }

  @Test func aPerceptOfAnotherSenseStopsWithWords() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.encoder()(Self.percepts(.seeing, 1), .hearing)
    }
    #expect(says("not all percepts come in by hearing", in: result))
  }
}
