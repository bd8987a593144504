// Chapter 5: the model that completes text learns from demonstrations to answer.
// The cells stand in the order of the lesson; what they do is in Asking, Demonstrating, Learning, Answering, Costs.

import ChatWindow
import CommandLineKit
import CourseKit
import Notebook
import TinyTensor
import TinyWorld
import Training

let usual = FineTuningSettings()
let people = Demonstrators.mixed

let chapter = Chapter(
  5, "sft", question: "How does a text predictor become an assistant?",
  needs: "chapter 4 (its model is trained first if it is missing)", seconds: 90,
  options: [
    Option("chat", "talk with the model that these knobs make, instead of showing the page"), .base,
  ] + Option.ofModels,
  knobs: [
    .integer(
      "demonstrations", "how many conversations of people it learns from", in: 16...100_000,
      normal: Recipe.full.demonstrations, quick: Recipe.quick.demonstrations),
    .integer("epochs", "how often it learns from each", in: 1...100, normal: usual.epochs),
    .integer("batch", "conversations in one step", in: 1...1024, normal: usual.batch),
    .integer(
      "replay", "windows of the old text that are read again in each step", in: 0...256, normal: usual.replay,
      unit: "windows"),
    .real("learningRate", "the highest rate", in: 0...10, normal: usual.learningRate),
    .choice("optimizer", "what turns gradients into steps", of: OptimizerChoice.allCases.map(\.rawValue)),
    .real("curt", "share of the answers in as few words as possible", in: 0...0.7, normal: people.curt),
    .real("wrong", "share of wrong answers", in: 0...1, normal: people.wrong),
    .real(
      "honest", "share of \"I do not know\" about what nobody can know", in: 0...1, normal: people.honest),
    .real("refusing", "share of refusals where help would do harm", in: 0...1, normal: people.refusing),
    .integer(
      "small", "conversations of each of the small trainings on the side", in: 20...100_000, normal: 400,
      quick: 100),
  ],
  examples: [
    ("--quick", "a rough run"),
    ("--cell mask", "one cell alone"),
    ("--chat", "talk with the assistant; /model base is the one before"),
    ("--set honest=1", "demonstrations by people who never make anything up"),
    ("--set replay=0", "without reading the old text again"),
    ("--set demonstrations=500", "few demonstrations"),
  ])

chapter.run { page in
  let lesson = Lesson(page)
  lesson.begin()
  if page.invocation.has("chat") { page.instead(lesson.chat) }

  // From text to conversation.
  page.cell("completes", "Asked a question, it goes on with the text", lesson.completes)
  page.cell("prompting", "In the frame of its text, it answers", lesson.prompting)
  page.cell("choose", "It knows more than it says", lesson.choose)
  page.cell("format", "A conversation is a text with signs for who speaks", lesson.format)
  page.cell("mask", "It reads everything, and learns only the answers", lesson.mask)
  page.cell("turns", "In a talk every answer counts, and in one row", lesson.turns)
  page.cell("demonstrations", "People show how to answer, and people are not perfect", lesson.demonstrations)

  // How it learns.
  page.cell("step", "The loop is the one of pre-training; the text is another", lesson.step)
  page.cell("training", "A few hundred steps make an assistant", lesson.training)

  // What it has learned.
  page.cell("before-after", "It answers, and it stops", lesson.beforeAndAfter)
  page.cell("never-asked", "It answers what no demonstration asks about", lesson.neverAsked)
  page.cell("context", "It uses what was said before", isInQuickRuns: false, lesson.context)

  // What it costs, and what it depends on.
  page.cell("forgetting", "Who learns only to answer forgets", lesson.forgetting)
  page.cell("made-up", "Made-up answers teach it to make things up", isInQuickRuns: false, lesson.madeUp)
  page.cell("how-many", "The more it is shown, the more it answers", lesson.howMany)
  page.cell(
    "imitates", "It imitates its teachers, in good and bad", isInQuickRuns: false, lesson.imitates)

  page.end(next: "swift run chapter6-reward-model", saw: lesson.saw)
}
