// Chapter 7: the judge of chapter 6 becomes a reward, the model learns to please it, and what goes wrong then.
// The cells stand in the order of the lesson; what they do is in Starting, Toy, Bandit, PolicyGradient, Group, Credit,
// Objective (the clip), Divergence, Learning, Outcomes, Leash, Hacking, DirectPreferences, Methods, Taste,
// Reasoning, CheckedReward.

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
  needs: "chapters 4 to 6 (missing models are trained first)", seconds: 330,
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
    .real(
      "clip", "how far a probability may move in one iteration", in: 0.01...10, normal: Double(usual.clip)),
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

  // Five answers and five numbers: the whole loop, and the slope that it climbs.
  page.cell("bandit", "Draw, score, compare: the best answer wins", lesson.bandit)
  page.cell("policy-gradient", "Drawn answers show the slope of the mean reward", lesson.policyGradient)

  // The parts of the objective.
  page.cell("group", "A group of answers is its own baseline", lesson.group)
  page.cell("advantage", "Lambda decides how far credit is spread backwards", lesson.advantage)
  page.cell("clip", "Beyond the clip a token no longer pulls", lesson.clip)
  page.cell("kl", "The distance from the start can be estimated", lesson.kl)
  page.cell("kl-penalty", "With a KL penalty, other answers keep a share", lesson.klPenalty)

  // The loop, on the model.
  page.cell("iteration", "One iteration: write, score, compare, update", lesson.iteration)
  page.cell("update", "At the first update, PPO climbs the policy gradient", lesson.update)
  page.cell("group-loss", "The KL in GRPO's loss pulls in another way", lesson.groupLoss)
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
  page.cell("dpo", "DPO turns four log-probabilities into a loss", lesson.dpo)
  page.cell("dpo-run", "DPO widens the margin between two answers", isInQuickRuns: false, lesson.dpoRun)
  page.cell("methods", "Four ways to use a judge, at the same price", isInQuickRuns: false, lesson.methods)
  page.cell(
    "your-taste", "Choices by one person give it that person's taste", isInQuickRuns: false, lesson.yourTaste)

  // Where a program can check the answer.
  page.cell(
    "steps", "Steps written down reach further than an answer at once", isInQuickRuns: false, lesson.steps)
  page.cell("votes", "Several answers and a vote beat one answer", isInQuickRuns: false, lesson.votes)
  page.cell(
    "checked-reward", "A reward that checks the answer teaches it to use steps", isInQuickRuns: false,
    lesson.checkedReward)
  page.cell("hole", "A program as reward pays for its own holes too", isInQuickRuns: false, lesson.hole)

  if page.invocation.isFull {
    page.cell("seeds", "The same comparison with other random numbers", lesson.seeds)
  }

  page.end(next: "swift run chapter8-finalization", saw: lesson.saw)
}
