// Chapter 3: from one word that asks the others a question to a trained transformer that finds what it looks for.
// The cells stand in the order of the lesson; what they do is in ByHand, Mask, Heads, Order, Rotary, Block,
// Pairs, Cost.

import Notebook
import TinyTensor

let chapter = Chapter(
  3, "attention", question: "How does a word look at other words?",
  needs: "chapters 1 and 2",
  knobs: [
    .integer("pairs", "how many people with a drink stand in a row", in: 3...7, normal: 4),
    .integer("layers", "blocks, one after another", in: 1...6, normal: 2),
    .integer("heads", "attentions side by side in a block", in: 1...8, normal: 1),
    .integer("width", "numbers that stand for a word inside", in: 8...128, normal: 32),
    .choice("positions", "how the model knows the order", of: ["learned", "rotary", "sinusoidal", "none"]),
    .integer("steps", "training steps", in: 1...20_000, normal: 1000, quick: 800, unit: "steps"),
    .integer("batch", "rows in one step", in: 1...256, normal: 32),
    .real("learningRate", "the highest rate", in: 0...1, normal: 0.01),
    .integer(
      "orderSteps", "training steps of each small model on word order", in: 1...5000, normal: 300, quick: 200,
      unit: "steps"),
  ],
  examples: [
    ("--quick", "less training"),
    ("--cell causal-mask", "one cell alone"),
    ("--set layers=1", "one block only: can it still find the partner?"),
    ("--set heads=4", "four attentions in each block, which share the work"),
    ("--set positions=none", "no positions: what does it still know of the order?"),
  ])

chapter.run { page in
  // The models are so small that a second thread costs more than it gives.
  Workers.count = page.invocation.threads ?? 1
  let lesson = Lesson(page)

  // One word looks at the others.
  page.cell("alone", "A word alone means the same in every sentence", lesson.alone)
  page.cell("match", "A word asks a question, and the others hold up their keys", lesson.match)
  page.cell("shares", "Softmax turns scores into shares", lesson.shares)
  page.cell("gather", "A word gathers what the others have to give", lesson.gather)
  page.cell("scale", "Long vectors shout, so scores are divided by a root", lesson.scale)

  // All words look at once, but only back.
  page.cell("causal-mask", "A word may look back, never ahead", lesson.causalMask)
  page.cell("leak", "Without the mask a model learns to cheat", lesson.leak)
  page.cell("heads", "Several heads ask several questions at once", lesson.heads)
  page.cell("library", "The library computes the same numbers", lesson.library)

  // Order.
  page.cell("bag", "Without positions a sentence is a bag of words", lesson.bag)
  page.cell("positions", "Three kinds of positions bring the order back", lesson.positions)
  page.cell("rotary", "Rotated, a score depends on the distance alone", lesson.rotary)

  // A block, and a whole model.
  page.cell("residual", "What is added to a word does not wipe it out", lesson.residual)
  page.cell("layer-norm", "Layer norm keeps the pattern and forgets the size", lesson.layerNorm)
  page.cell("block", "A block looks, then thinks", lesson.block)
  page.cell("model", "A transformer is a stack of blocks between two tables", lesson.model)

  // It learns where to look.
  page.cell("task", "Some questions can be answered only by looking back", lesson.task)
  page.cell("training", "Training teaches it where to look", lesson.training)
  page.cell("trained", "Its attention is now on the words that matter", lesson.trained)
  page.cell("without", "Without attention it can only guess", lesson.without)

  // What it costs, and what it is for.
  page.cell("cost", "Twice the text is four times the looking", lesson.cost)
  page.cell("cache", "Keys and values that are kept need not be computed again", lesson.cache)
  page.cell("chatgpt", "ChatGPT is made of these parts, and of many more of them", lesson.chatGPT)

  page.end(next: "swift run chapter4-pretraining", saw: lesson.saw)
}
