// Chapter 4: a model with random weights reads a text, predicting each next token, and learns to write.
// The cells stand in the order of the lesson; what they do is in Reading, Learning, Outcomes, Writing, Experiments.

import CommandLineKit
import CourseKit
import Notebook
import TinyTensor
import Training

let chapter = Chapter(
  4, "pretraining", question: "What does predicting the next token teach?",
  needs: "nothing (chapter 3 helps)",
  seconds: 130, hasFullRuns: true, options: Option.ofModels,
  knobs: [
    .text(
      "corpus", "the text to learn from: world, or the path of a UTF-8 text", placeholder: "PATH",
      normal: "world"),
    .choice("tokenizer", "how text is cut into tokens", of: ["bytepairs", "characters"]),
    .integer(
      "vocabulary", "how many byte-pair tokens there are", in: PretrainingText.leastVocabulary...50_000,
      normal: Recipe.model.vocabularySize,
      unit: "tokens"),
    .integer("layers", "blocks, one after another", in: 1...48, normal: Recipe.model.layers),
    .integer("heads", "attentions side by side in a block", in: 1...64, normal: Recipe.model.heads),
    .integer("width", "numbers that stand for a token inside", in: 8...2048, normal: Recipe.model.width),
    .integer(
      "context", "how many tokens the model sees at once", in: 4...4096, normal: Recipe.model.context,
      unit: "tokens"),
    .choice("positions", "how the model knows the order of the tokens", of: ["rotary", "learned"]),
    .integer("batch", "windows of text in one step", in: 1...1024, normal: Recipe.pretrainingBatch),
    .integer(
      "steps", "training steps", in: 1...1_000_000, normal: Recipe.full.pretrainingSteps,
      quick: Recipe.quick.pretrainingSteps, unit: "steps"),
    .real(
      "learningRate", "the highest rate; 0 stands for the optimizer's own, which the cell schedule draws",
      in: 0...10, normal: 0),
    .choice("optimizer", "what turns gradients into steps", of: OptimizerChoice.allCases.map(\.rawValue)),
  ],
  examples: [
    ("--full", "the same training with three seeds, at the end"),
    ("--quick", "a rough run, in about a quarter of the time"),
    ("--set corpus=book.txt", "learn from a text of yours"),
    ("--set corpus=book.txt --set tokenizer=characters", "the same, letter by letter"),
    ("--set width=64 --set steps=1000", "a smaller model, trained for less time"),
    ("--models", "what is kept; chapter 5 goes on from another model with --base NAME"),
  ])

chapter.run { page in
  let lesson = Lesson(page)
  lesson.begin()

  // What it is given.
  page.cell("text", "All it gets is text", lesson.text)
  page.cell("batch", "Each token is a question, and the next token is the answer", lesson.batch)
  page.cell("surprise", "The loss is the surprise at the token that really came", lesson.surprise)
  page.cell("uniform", "Before training, every token is equally likely", lesson.uniform)

  // How it learns.
  page.cell("step", "A few steps make text less surprising", lesson.step)
  page.cell("training", "Many steps turn noise into sentences", lesson.training)
  page.cell("schedule", "The step size rises, then falls, and long gradients are cut", lesson.schedule)
  page.cell("floors", "The loss falls through what counting can do", lesson.floors)
  page.cell("units", "The same loss, as perplexity and as bits per byte", lesson.units)
  page.cell("moved", "Every weight matrix has moved", lesson.moved)

  // What it has learned. Only of the small world it is known what is true.
  if lesson.isWorld {
    page.cell("outcomes", "First it learns how sentences go, then what is true", lesson.grammarThenFacts)
    page.cell("grammar", "Grammar: its sentences are well built", lesson.grammar)
    page.cell("facts", "Facts: it can finish true sentences", lesson.facts)
    page.cell(
      "patterns", "Patterns: it can use a name that it sees for the first time", isInQuickRuns: false,
      lesson.patterns)
    page.cell(
      "not-parroting", "It writes true sentences that it has never read", isInQuickRuns: false,
      lesson.notParroting)
  }

  // How it writes.
  page.cell("distribution", "It answers with a chance for every token", lesson.distribution)
  page.cell("temperature", "How wildly it writes is your choice", lesson.temperature)

  // What it depends on.
  page.cell("context", "It needs to look back", isInQuickRuns: false, lesson.context)
  if lesson.isWorld {
    page.cell(
      "positions", "Rotary positions learn faster than a table", isInQuickRuns: false, lesson.positions)
  }
  page.cell("overfitting", "On too little text it learns the text and not the language", lesson.overfitting)

  if lesson.isWorld {
    page.cell(
      "scaling", "How much a larger model gains can be predicted", isInQuickRuns: false, lesson.scaling)
  }

  if lesson.isWorld, page.invocation.isFull {
    page.cell("seeds", "Other random numbers, the same knowledge", lesson.seeds)
  }

  page.end(next: "swift run chapter5-sft", saw: lesson.saw)
}
