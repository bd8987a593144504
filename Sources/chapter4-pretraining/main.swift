// Chapter 4: a model with random weights reads a text, predicting each next token, and learns to write.

import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

let command = Command(
  name: "chapter4-pretraining", question: "What does predicting the next token teach?",
  knobs: [
    .text("corpus", "the text to learn from: world, or the path of a UTF-8 text", placeholder: "PATH", normal: "world"),
    .choice("tokenizer", "how text is cut into tokens", of: ["bytepairs", "characters"]),
    .integer("vocabulary", "how many byte-pair tokens there are", in: 258...50_000, normal: 1024, unit: "tokens"),
    .integer("layers", "blocks, one after another", in: 1...48, normal: 4),
    .integer("heads", "attentions side by side in a block", in: 1...64, normal: 4),
    .integer("width", "numbers that stand for a token inside", in: 8...2048, normal: 128),
    .integer("context", "how many tokens the model sees at once", in: 4...4096, normal: 64, unit: "tokens"),
    .integer("batch", "windows of text in one step", in: 1...1024, normal: 16),
    .integer("steps", "training steps", in: 1...1_000_000, normal: 2343, quick: 300, unit: "steps"),
    .real("learningRate", "the highest rate; 0 takes the optimizer's own", in: 0...10, normal: 0),
    .choice("optimizer", "what turns gradients into steps", of: OptimizerChoice.allCases.map(\.rawValue)),
  ],
  examples: [
    ("--quick", "a rough run in a few seconds"),
    ("--set corpus=book.txt", "learn from a text of yours"),
    ("--set corpus=book.txt --set tokenizer=characters", "the same, letter by letter"),
    ("--set width=64 --set steps=1000", "a smaller model, trained for less time"),
  ])

command.run(codeOf: exitCode) { invocation in
  if let threads = invocation.threads { Workers.count = threads }
  let page = Output(for: invocation)
  let root = try PackageRoot()
  let settings = try modelSettings(invocation)
  page.heading("Chapter 4 of 8 - \(command.question)", underline: "=")

  // 1. A text, cut into tokens.
  let text = try Text(named: invocation.text("corpus"), invocation, root)
  var sized = settings
  sized.model.vocabularySize = text.tokenizer.vocabularySize
  page.say(text.description)

  // 2. A model that knows nothing, or the one that an interrupted run left.
  let saved = Saved(root, text.name)
  let run = try saved.unfinishedRun(sized, text.corpus, isFresh: invocation.isFresh) ?? Pretraining(sized, corpus: text.corpus)
  let before = sized.withoutTraining(text.corpus)
  let lossBefore = before.validationLoss()
  page.print()
  page.say(
    "The model has \(run.model.parameterCount.grouped) weights, all random. Its loss is "
      + "\(lossBefore.fixed(2)) nats per token. It writes:")
  show(before.model, text, at: 0, on: page)

  // 3. Training. The loop is here; one step is in Training/Pretraining.swift.
  let curve = try train(run, text, saved, page, invocation)

  // 4. What it has learned.
  let loss = run.validationLoss()
  page.show(curve.chart(run.losses, text.references, caption: "The loss falls from \(lossBefore.fixed(2)) to \(loss.fixed(2)) nats per token."))
  page.print()
  page.say("After \(run.stepsDone.grouped) steps it writes:")
  show(run.model, text, at: run.stepsDone, on: page)

  var metrics = [
    Metric("validationLoss", loss, better: .lower), Metric("lossBefore", lossBefore),
    Metric("parameters", Double(run.model.parameterCount)), Metric("steps", Double(run.stepsDone)),
    Metric("tokens", Double(run.stepsDone * sized.batch * sized.model.context)),
  ]
  metrics += text.references.map { Metric($0.metric, $0.loss) }
  if let prompts = text.prompts {
    let recall = try FactRecall(of: run.model, tokenizer: text.tokenizer, prompts: prompts)
    page.show(recall.table)
    metrics += [Metric("factRecall", recall.share(except: ["sum"]), better: .higher)]
  }
  try saved.finish(run, text.tokenizer, metrics: ["validationLoss": loss])
  metrics += [
    .timing("tokensPerSecond", curve.tokensPerSecond), .timing("seconds", curve.seconds),
  ]
  let hasLearned = loss < lossBefore
  page.print(["", hasLearned ? "ok  it predicts text that it has never seen better than before" : "NO  it predicts new text no better than before"])
  try page.end(with: RunRecord(of: invocation, metrics), in: root)
  return hasLearned ? .success : .checkFailed
}
