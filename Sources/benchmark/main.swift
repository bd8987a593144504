import Foundation
import TinyLM
import TinyTensor


let shapes: [(String, [Int])] = [
  ("shakespeare-char", [65, 128, 4, 4, 64, 12]), ("tutorial", [1024, 128, 2, 4, 64, 32]), ("wide", [512, 256, 6, 8, 128, 16]),
]
Workers.count = Int(CommandLine.arguments.dropFirst().first ?? "2")!
let only = CommandLine.arguments.dropFirst(2).first
for (name, s) in shapes where only == nil || only == name {
  var g = SeededGenerator(seed: 1)
  let model = GPT(GPTConfiguration(vocabularySize: s[0], context: s[4], width: s[1], layers: s[2], heads: s[3]), using: &g)
  let tokens = (0..<s[4] * s[5]).map { _ in g.below(s[0]) }
  let targets = (0..<s[4] * s[5]).map { _ in g.below(s[0]) }
  let optimizer = AdamW(model.parameters.map(\.tensor), weightDecay: 0.1)
  let batch = TokenBatch(inputs: tokens, targets: targets, sequences: s[5])
  var times: [Double] = []
  let clock = ContinuousClock()
  let end = clock.now + .seconds(3)
  while clock.now < end || times.count < 5 {
    let t = clock.measure {
      let loss = model.loss(batch)
      loss.backward()
      let norm = optimizer.parameters.gradientNorm()
      optimizer.step(learningRate: 1e-3, gradientScale: min(1, 1 / norm))
      optimizer.clearGradients()
    }
    times.append(t / .seconds(1))
  }
  let median = times.sorted()[times.count / 2]
  let p = model.parameterCount
  print(name, median * 1e3, "ms", Double(6 * p * tokens.count) / median / 1e9, "GF/s", times.count)
}
