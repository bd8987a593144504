// The loudest half second is found, at any rate, and a short sound is filled up.

import Foundation
import Testing

@testable import Files
@testable import TinyLM

@Suite struct WaveformTests {
  /// A tone between two moments, in seconds.
  private func tone(_ hertz: Double, rate: Int, seconds: Double, from: Double, to: Double) -> Waveform {
    let samples = (0..<Int(seconds * Double(rate))).map { i in
      let time = Double(i) / Double(rate)
      return time >= from && time < to ? Float(0.3 * sin(2 * .pi * hertz * time)) : 0
    }
    return Waveform(rate: rate, samples: samples)
  }

  @Test(arguments: [4000, 8000, 11_025, 22_050, 44_100, 48_000, 96_000])
  func theSameToneIsHeardAtAnyRate(_ rate: Int) {
    let heard = tone(700, rate: rate, seconds: 3, from: 1.5, to: 2).loudestHalfSecond
    #expect(heard.count == 4000)
    #expect(abs((heard.map(abs).max() ?? 0) - 1) < 1e-6, "as loud as can be")
    let levels = Spectrum(of: heard).levels
    let band = (0..<16).first { 700 / 16 < Spectrum.bandEdges[$0 + 1] }!
    for row in levels { #expect(row.indices.max { row[$0] < row[$1] } == band) }
  }

  @Test func aShortSoundIsFilledUp() {
    let heard = Waveform(rate: 8000, samples: [0.5, -0.25, 0.1]).loudestHalfSecond
    #expect(heard.count == 4000 && Array(heard.prefix(3)) == [1, -0.5, 0.2])
    #expect(heard.dropFirst(3).allSatisfy { $0 == 0 })
  }

  @Test func extremesAreNumbersToo() {
    #expect(Waveform(rate: 8000, samples: []).loudestHalfSecond == Array(repeating: 0, count: 4000))
    #expect(Waveform(rate: 384_000, samples: [1]).loudestHalfSecond.count == 4000)
    for size in [Float.greatestFiniteMagnitude, .leastNonzeroMagnitude] {
      let heard = Waveform(rate: 8000, samples: Array(repeating: size, count: 9000)).loudestHalfSecond
      #expect(heard.allSatisfy { $0 == 1 })
      #expect(Spectrum(of: heard).levels.joined().allSatisfy { $0.isFinite })
    }
  }
}
