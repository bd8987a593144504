// Chapter 6: people choose between two answers, and a model learns from the choices to give each answer a number.
// The cells stand in the order of the lesson; what they do is in Choosing, ByHand, Learning, Agreement, Weaknesses,
// Rule, Agreeing, Using, Feedback and YourLabels.

import CommandLineKit
import CourseKit
import Notebook
import TinyTensor
import TinyWorld
import Training

let usual = RewardModelingSettings()

let chapter = Chapter(
  6, "reward-model", question: "How do human choices become a number?",
  needs: "chapter 5 (its model is trained first if it is missing)", seconds: 130,
  options: [Option("label", "choose between answers yourself; every choice is kept"), .base]
    + Option.ofModels,
  knobs: [
    .integer(
      "choices", "how many choices of people it learns from", in: 1...100_000, normal: Recipe.full.choices,
      quick: Recipe.quick.choices),
    .integer("epochs", "how often it learns from each", in: 1...100, normal: usual.epochs),
    .integer(
      "batch", "choices in one step", in: 1...1024, normal: usual.batch,
      quick: Recipe.quick.rewardBatch),
    .real(
      "learningRate", "the highest rate", in: 0...10, normal: usual.learningRate,
      quick: Recipe.quick.rewardRate),
    .choice("optimizer", "what turns gradients into steps", of: OptimizerChoice.allCases.map(\.rawValue)),
    .real(
      "contrasts",
      "share of the drawn pairs that are made to differ in one thing; equal answers are drawn again",
      in: 0...1, normal: 0.6),
    .choice("taste", "what the people like besides good answers", of: Person.Taste.allCases.map(\.rawValue)),
    .real("careless", "share of the choices that are made by tossing a coin", in: 0...1, normal: 0),
    .integer(
      "small", "choices of each of the small trainings on the side", in: 20...100_000, normal: 1000,
      quick: 300),
  ],
  examples: [
    ("--label", "choose between answers yourself"),
    ("--quick", "a rough run"),
    ("--cell your-labels", "one cell alone"),
    ("--set taste=long", "people who like long answers"),
    ("--set careless=0.5", "people who do not look, half of the time"),
    ("--set choices=300", "few choices"),
  ])

chapter.run { page in
  let lesson = Lesson(page)
  lesson.begin()
  if page.invocation.has("label") { page.instead(lesson.label) }

  // What people choose.
  page.cell("two-answers", "Asked twice, it gives two answers, and one is better", lesson.twoAnswers)
  page.cell("choosing", "People choose, and not always in the same way", lesson.choosing)

  // From choices to numbers.
  page.cell("by-hand", "A choice moves two scores apart", lesson.byHand)
  page.cell("ranking", "Many choices put answers in order", lesson.ranking)

  // A model that gives the number.
  page.cell("model", "The judge reads an answer and gives one number", lesson.model)
  page.cell("training", "Thousands of choices train the judge", lesson.training)

  // How good it is.
  page.cell("agreement", "It predicts choices almost as well as anyone could", lesson.agreement)
  page.cell("calibration", "When it says 70 %, it happens about 70 times in 100", lesson.calibration)
  page.cell("how-many", "The more choices, the better the judge", lesson.howMany)

  // Where it is weak.
  page.cell("by-kind", "Form is easy to judge, truth is hard", isInQuickRuns: false, lesson.byKind)
  page.cell("rule", "A rule knows what is true, and nothing else", isInQuickRuns: false, lesson.rule)
  page.cell("length", "It has learned what length is worth to people", lesson.length)
  page.cell(
    "sycophancy", "People who like agreement teach it to agree", isInQuickRuns: false, lesson.sycophancy)

  // What it is for.
  page.cell(
    "replaces", "It can judge answers that nobody has seen", isInQuickRuns: false, lesson.replaces)
  page.cell(
    "ai-feedback", "A judge can teach a judge, mistakes and all", isInQuickRuns: false, lesson.feedback)
  page.cell("your-labels", "A few choices pull the reward model towards one taste", lesson.yourLabels)

  page.end(next: "swift run chapter7-rlhf", saw: lesson.saw)
}
