// Chapter 3: from one word that asks the others a question to a trained transformer that finds what it looks for.
// The cells stand in the order of the lesson; what they do is in ByHand, Projection, Order, Waves, Rotary, Mask, Heads,
// Block, Norms, FeedForward, Muon, Pairs, Training, Cost, Memory, Published.

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
  page.cell("match", "A score says how well a query fits a key", lesson.match)
  page.cell("project", "Three matrices make a word's query, key and value", lesson.project)
  page.cell("shares", "Softmax turns scores into shares", lesson.shares)
  page.cell("gather", "A word gathers what the others have to give", lesson.gather)
  page.cell("scale", "Divided by a root, scores keep the same spread", lesson.scale)

  // Order.
  page.cell("bag", "Without positions a sentence is a bag of words", lesson.bag)
  page.cell("waves", "Waves of many lengths give each place its own vector", lesson.waves)
  page.cell("rotary", "Rotated, a score depends on the distance alone", lesson.rotary)

  // All words look at once, but only back.
  page.cell("causal-mask", "A word may look back, never ahead", lesson.causalMask)
  page.cell("leak", "Without the mask a model learns to cheat", lesson.leak)
  page.cell("heads", "Several heads ask several questions at once", lesson.heads)
  page.cell("library", "The library computes the same numbers", lesson.library)

  // A block, and a whole model.
  page.cell("residual", "What is added to a word does not wipe it out", lesson.residual)
  page.cell("layer-norm", "Layer norm keeps the pattern and forgets the size", lesson.layerNorm)
  page.cell("feed-forward", "The feed-forward layer combines what was gathered", lesson.feedForward)
  page.cell("block", "A block is attention, then a feed-forward layer", lesson.block)
  page.cell("pre-norm", "Pre-norm lets the stream grow, a small start holds it", lesson.preNorm)
  page.cell("model", "A transformer is a stack of blocks and one word table", lesson.model)

  // It learns where to look.
  page.cell("muon", "Muon moves a matrix equally far in all directions", lesson.muon)
  page.cell("positions", "Any of three encodings brings the order back", lesson.positions)
  page.cell("task", "Some questions can be answered only by looking back", lesson.task)
  page.cell("training", "Training teaches it where to look", lesson.training)
  page.cell("trained", "Its attention is now on the words that matter", lesson.trained)
  page.cell("without", "Without attention it can only guess", lesson.without)

  // What it costs, and what it is for.
  page.cell("cost", "Twice the text costs four times the attention", lesson.cost)
  page.cell("cache", "Keys and values that are kept need not be computed again", lesson.cache)
  page.cell("cache-memory", "Heads that share keys and values save memory", lesson.cacheMemory)
  page.cell("chatgpt", "ChatGPT is made of these parts, and of many more of them", lesson.chatGPT)
  page.cell("experts", "Of many experts, each token asks only a few", lesson.experts)

  page.end(next: "swift run chapter4-pretraining", saw: lesson.saw)
}
