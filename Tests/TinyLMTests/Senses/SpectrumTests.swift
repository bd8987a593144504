// The spectrum is that of the textbook, and shows where a tone is in pitch and time.

import Foundation
import TestSupport
import Testing
import TinyTensor

@testable import TinyLM

@Suite struct SpectrumTests {
  static func tone(_ hertz: Double, from start: Int = 0, to end: Int = 4000, amplitude: Double = 1) -> [Float]
  {
    (0..<4000).map { i in
      i >= start && i < end ? Float(amplitude * sin(2 * .pi * hertz * Double(i) / 8000)) : 0
    }
  }

  @Test func bandsRiseByEqualSteps() {
    let edges = Spectrum.bandEdges
    #expect(edges.first == 6 && edges.last == 250, "100 hertz are 6.25 swings in a frame")
    #expect(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "\(edges)")
  }

  /// The formula as it stands in the book, for one frame, number by number.
  @Test func itIsTheFourierTransformOfTheTextbook() {
    var generator = FileTesting.SplitMix64(state: 3)
    let samples = (0..<4000).map { _ in Float(generator.below(2001) - 1000) / 1000 }
    func energy(_ k: Int, frame: Int) -> Double {
      var (real, imaginary) = (0.0, 0.0)
      for n in 0..<500 {
        let window = pow(sin(.pi * (Double(n) + 0.5) / 500), 2)
        let angle = 2 * .pi * Double(k * n) / 500
        real += Double(samples[frame * 500 + n]) * window * cos(angle)
        imaginary -= Double(samples[frame * 500 + n]) * window * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
    let edges = Spectrum.bandEdges
    let bands = (0..<8).map { frame in
      (0..<16).map { band in
        (edges[band]..<edges[band + 1]).reduce(0.0) { $0 + energy($1, frame: frame) }
          / Double(edges[band + 1] - edges[band])
      }
    }
    let loudest = bands.joined().max()!
    let levels = Spectrum(of: samples).levels
    for (frame, row) in bands.enumerated() {
      for (band, value) in row.enumerated() {
        let expected = max(0, 1 + log10(value / loudest) / 4)
        #expect(abs(Double(levels[frame][band]) - expected) < 1e-4, "frame \(frame), band \(band)")
      }
    }
  }

  @Test func aToneIsWhereItIs() {
    for band in 0..<16 {
      let middle = Double(Spectrum.bandEdges[band] + Spectrum.bandEdges[band + 1] - 1) / 2 * 16
      let levels = Spectrum(of: Self.tone(middle, from: 1000, to: 2500)).levels
      for (frame, row) in levels.enumerated() {
        let loudest = row.indices.max { row[$0] < row[$1] }!
        if (2..<5).contains(frame) {
          #expect(loudest == band && row[band] > 0.95, "\(middle) hertz, frame \(frame): \(row)")
        } else {
          #expect(row.allSatisfy { $0 < 0.5 }, "silence in frame \(frame)")
        }
      }
    }
  }

  @Test func loudnessDoesNotMatter() {
    let (loud, quiet) = (
      Spectrum(of: Self.tone(700)).levels, Spectrum(of: Self.tone(700, amplitude: 0.01)).levels
    )
    #expect(zip(loud.joined(), quiet.joined()).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(Spectrum(of: Array(repeating: 0, count: 4000)).levels.joined().allSatisfy { $0 == 0 })
  }

  @Test func manyAtOnceAreTheSame() {
    let sounds = [Self.tone(300), Self.tone(2000, from: 500), Array(repeating: 0, count: 4000)]
    #expect(Spectrum.spectra(of: sounds) == sounds.map(Spectrum.init))
    #expect(Spectrum.spectra(of: []).isEmpty)
  }

  @Test func aSoundOfAnotherLengthStopsWithWords() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Spectrum(of: [0, 1])
    }
    #expect(says("2 samples are not 4000", in: result))
  }
}
