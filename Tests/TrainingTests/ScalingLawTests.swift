import Testing
import TinyLM
import TinyTensor
import Training

@Suite struct ScalingLawTests {
  @Test func findsALawByHand() {
    // 3 + 8 / sqrt(size): 100 -> 3.8, 400 -> 3.4, 1600 -> 3.2
    let law = ScalingLaw(fitting: [(100, 3.8), (400, 3.4), (1600, 3.2)], floor: 3)
    #expect(abs(law.exponent - 0.5) < 1e-9 && abs(law.scale - 8) < 1e-8)
    #expect(abs(law.loss(at: 6400) - 3.1) < 1e-9)
  }

  @Test func findsALawWithoutAFloor() {
    let law = ScalingLaw(fitting: [(1, 8), (2, 4), (4, 2), (8, 1)])
    #expect(abs(law.loss(at: 16) - 0.5) < 1e-9)
  }

  @Test func noiseMovesItLittle() {
    let noise = [1.02, 0.98, 1.01, 0.99, 1.02]
    let sizes = [10.0, 20, 40, 80, 160]
    let law = ScalingLaw(fitting: zip(sizes, noise).map { ($0, 10 / $0 * $1) })
    #expect(abs(law.loss(at: 320) / (10.0 / 320) - 1) < 0.05)
  }

  @Test func sizeIsTwelveSquaresALayer() {
    var generator = SeededGenerator(seed: 1)
    let settings = ScalingLaw.settings(width: 24, vocabularySize: 300, seed: 1)
    #expect(settings.model.problem == nil)
    #expect(ScalingLaw.size(of: GPT(settings.model, using: &generator)) == 12 * 24 * 24 * 2)
  }
}
