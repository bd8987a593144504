// Chapter 4: a model with random weights reads a text, predicting each next token, and learns to write.

import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

let chapter = Chapter(
  4, "pretraining", question: "What does predicting the next token teach?",
  needs: "nothing (chapter 3 helps)",
  seconds: 90,
  knobs: [
    .text(
      "corpus", "the text to learn from: world, or the path of a UTF-8 text", placeholder: "PATH",
      normal: "world"),
    .choice("tokenizer", "how text is cut into tokens", of: ["bytepairs", "characters"]),
    .integer(
      "vocabulary", "how many byte-pair tokens there are", in: 258...50_000, normal: 1024, unit: "tokens"),
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

chapter.run { page in
  if let threads = page.invocation.threads { Workers.count = threads }
  let lesson = try Lesson(page)
  page.cell("text", "A text, cut into tokens", lesson.text)
  page.cell("before", "Before training, every token is equally likely", lesson.before)
  page.cell("training", "It learns by predicting each next token", lesson.training)
  page.cell("after", "It writes sentences", lesson.after)
  page.end(next: "swift run chapter5-sft") { ["The loss falls."] }
}
