import Foundation
import TinyLM
import TinyTensor
import Training
let args = CommandLine.arguments
Workers.count = 2
let text = try String(contentsOfFile: "/work/shared/data/tinyshakespeare.txt", encoding: .utf8)
let alphabet = Set(text.unicodeScalars).sorted()
let ids = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
let tokens = text.unicodeScalars.map { ids[$0]! }
let steps = Int(args[1])!
let corpus = TokenCorpus(tokens: tokens, validationShare: 0.1)
let settings = PretrainingSettings(model: GPTConfiguration(vocabularySize: 65, context: 64, width: 128, layers: 4, heads: 4), steps: steps, batch: 12,
  optimizer: OptimizerChoice(rawValue: args[2])!, learningRate: args.count > 3 ? Double(args[3]) : nil, seed: args.count > 4 ? UInt64(args[4])! : 1)
let run = Pretraining(settings, corpus: corpus)
let clock = ContinuousClock()
let time = try clock.measure {
  while !run.isFinished {
    let r = try run.step()
    if r.step % 100 == 0 { print(r) }
  }
}
let begin = clock.now
print("time", time, "val", run.validationLoss(), "in", clock.now - begin)
var g = SeededGenerator(seed: 3)
print(String(String.UnicodeScalarView(run.model.generate(after: [0], limit: 300, sampling: Sampling(temperature: 0.8), using: &g).map { alphabet[$0] })))
