// Tones swing as often as they should, parts follow one another, and the wave is a sine.

import Foundation
import Testing

@testable import TinyWorld

@Suite struct SoundTests {
  /// How often the samples go from below 0 to above.
  private func swings(_ samples: some Sequence<Float>) -> Int {
    zip(samples, samples.dropFirst()).count { $0 < 0 && $1 >= 0 }
  }

  private func played(_ parts: [Melody.Part], pitch: Double = 1, late: Int = 0) -> [Float] {
    var words = Words(state: 1)
    return Melody(name: "a sound", parts: parts).played(pitch: pitch, late: late, using: &words).samples
  }

  @Test func theWaveIsNearlyASine() {
    for step in 0..<1000 {
      let turns = Double(step) / 1000
      #expect(abs(Melody.wave(turns) - sin(2 * .pi * turns)) < 0.0017)
    }
    #expect(Melody.wave(0.25) == 1 && Melody.wave(0.75) == -1 && Melody.wave(0.5) == 0)
  }

  @Test func tonesHaveTheirPitch() {
    // Half a second of 400 hertz is 200 swings.
    #expect(abs(swings(played([.tone(from: 400, to: 400)])) - 200) <= 1)
    #expect(abs(swings(played([.tone(from: 400, to: 400)], pitch: 1.5)) - 300) <= 1)
    let rising = played([.tone(from: 300, to: 2500)])
    #expect(abs(swings(rising) - 700) <= 1, "1,400 hertz on average")
    #expect(swings(rising.prefix(1000)) < swings(rising.suffix(1000)) / 2)
  }

  @Test func partsFollowOneAnother() {
    let sound = played([.tone(from: 500, to: 500), .pause, .noise])
    #expect(sound.count == 4000)
    #expect(sound[1333..<2666].allSatisfy { $0 == 0 } && sound[1332] != 0)
    let hiss = sound[2667...]
    let energy = hiss.reduce(0) { $0 + $1 * $1 } / Float(hiss.count)
    #expect(abs(energy - 0.25) < 0.03)
    #expect(played([.tone(from: 500, to: 500)], late: 100).prefix(100).allSatisfy { $0 == 0 })
  }

  @Test func meetingsDifferAndAreRepeatable() {
    let melody = Melody(name: "a tone", parts: [.tone(from: 500, to: 500)])
    var (words, again) = (Words(state: 5), Words(state: 5))
    let met = (0..<20).map { _ in melody.met(noise: 0.2, using: &words) }
    #expect(Set(met).count == 20 && met.allSatisfy { $0.answer == "I hear a tone." })
    #expect(melody.met(noise: 0.2, using: &again) == met[0])
    let counts = (0..<50).map { _ in swings(melody.met(noise: 0, using: &words).samples) }
    #expect(counts.min()! >= 220 && counts.max()! <= 266 && Set(counts).count > 5, "\(counts)")
  }
}
