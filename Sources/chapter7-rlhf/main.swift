// Chapter 7: the judge of chapter 6 becomes a reward, the model learns to please it, and what goes wrong then.
// The cells stand in the order of the lesson; what they do is in Starting, Objective, Bandit, Learning, Outcomes,
// Leash, Hacking, Methods, Taste.

import ChatWindow
import CommandLineKit
import CourseKit
import Notebook
import TinyTensor
import TinyWorld
import Training

let usual = PolicyOptimizationSettings.ppo()

let chapter = Chapter(
  7, "rlhf", question: "How does that number change the model, and how does it go wrong?",
  needs: "chapters 4 to 6 (missing models are trained first)", seconds: 150,
  hasFullRuns: true,
  options: [
    Option("chat", "talk with the model that these knobs make, instead of showing the page"), .base,
  ] + Option.ofModels,
  knobs: [
    .integer(
      "iterations", "how many times the model writes and learns", in: 1...10_000, normal: usual.iterations,
      quick: Recipe.quick.iterations),
    .integer(
      "prompts", "requests that it answers in one iteration", in: 8...4096, normal: usual.promptsPerIteration),
    .real(
      "klWeight", "what a nat of distance from the start costs: the leash", in: 0...10,
      normal: Double(usual.klWeight)),
    .real("clip", "how far a chance may move in one iteration", in: 0.01...10, normal: Double(usual.clip)),
    .real("learningRate", "the highest rate", in: 0...1, normal: usual.learningRate),
    .integer(
      "passes", "how often an iteration learns from the same answers", in: 1...20, normal: usual.passes),
    .integer(
      "small", "iterations of each of the small trainings on the side", in: 2...1000, normal: 20, quick: 3),
    .integer(
      "fewChoices", "choices that the judge that is fooled has learned from", in: 16...9000, normal: 1000,
      quick: 64),
    .choice(
      "taste", "what the person of the last training likes, if you have not labelled in chapter 6",
      of: ["short", "long", "polite", "full"]),
  ],
  examples: [
    ("--quick", "a rough run, without the trainings on the side"),
    ("--cell hack", "one cell alone"),
    ("--set klWeight=0", "without a leash"),
    ("--cell your-taste --set taste=long", "a person who likes many words"),
    ("--chat", "talk with it; /model sft is the one before"),
    ("--full", "the ways to learn from the judge compared over three seeds"),
  ])

chapter.run { page in
  let lesson = Lesson(page)
  lesson.begin()
  if page.invocation.has("chat") { page.instead(lesson.chat) }

  // Where it begins.
  page.cell(
    "start", "It answers, but not the way people like best", isInQuickRuns: false, lesson.start)

  // What is made large, in parts.
  page.cell("advantage", "Praise goes to the token that made the difference", lesson.advantage)
  page.cell("clip", "One step may not go far", lesson.clip)
  page.cell("kl", "How far from the start is a number too", lesson.kl)
  page.cell("bandit", "The whole loop, with five possible answers", lesson.bandit)

  // The loop, on the model.
  page.cell("iteration", "One iteration: write, score, compare, update", lesson.iteration)
  page.cell("training", "Many iterations raise the judge's score, and the true one", lesson.training)

  // What has changed. A rough run has a judge that knows too little to change anything for the better.
  page.cell(
    "before-after", "The same requests, before and after", isInQuickRuns: false, lesson.beforeAndAfter)
  page.cell("measured", "Helpful, safe, honest: each has risen", isInQuickRuns: false, lesson.measured)
  page.cell(
    "blind-spots", "It learns where its answers differ and the judge can tell",
    isInQuickRuns: false, lesson.blindSpots)

  // How it goes wrong, and what helps.
  page.cell(
    "leash", "The KL penalty decides how far the policy drifts", isInQuickRuns: false,
    lesson.leash)
  page.cell(
    "hack", "Fool the judge, and the score rises while the answers rot", isInQuickRuns: false, lesson.hack)
  page.cell(
    "repairs", "Three repairs: a leash, a better judge, an early stop", isInQuickRuns: false, lesson.repairs)

  // Other ways, and other people.
  page.cell("methods", "Four ways to use a judge, at the same price", isInQuickRuns: false, lesson.methods)
  page.cell(
    "your-taste", "Choices by one person give it that person's taste", isInQuickRuns: false, lesson.yourTaste)

  if page.invocation.isFull {
    page.cell("seeds", "The same comparison with other random numbers", lesson.seeds)
  }

  page.end(next: "swift run chapter8-finalization", saw: lesson.saw)
}
