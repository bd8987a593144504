// A picture is cut into patches, a sound into frames.

import Testing

@testable import TinyLM

@Suite struct PerceptTests {
  @Test func patchesAreSquaresFromTheTopLeft() {
    let percept = Percept.picture((0..<144).map(Float.init))
    #expect(percept.sense == .seeing && percept.pieces.count == 9)
    #expect(percept.pieces[0] == [0, 1, 2, 3, 12, 13, 14, 15, 24, 25, 26, 27, 36, 37, 38, 39])
    #expect(percept.pieces[1][0] == 4 && percept.pieces[3][0] == 48 && percept.pieces[8][15] == 143)
    #expect(Set(percept.pieces.joined()).count == 144, "every pixel is in one patch")
  }

  @Test func framesAreThoseOfTheSpectrum() {
    let spectrum = Spectrum(of: SpectrumTests.tone(700))
    #expect(Percept.sound(spectrum).pieces == spectrum.levels)
    for sense in Percept.Sense.allCases {
      let percept = sense == .seeing ? Percept.picture(Array(repeating: 0, count: 144)) : .sound(spectrum)
      #expect(percept.pieces.count == sense.pieceCount)
      #expect(percept.pieces.allSatisfy { $0.count == sense.pieceSize })
    }
  }
}
