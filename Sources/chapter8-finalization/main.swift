// Chapter 8: the last update, and what is shipped: measured, frozen, made small, made open, with eyes and ears.
// The cells stand in the order of the lesson; what they do is in Chain, LastUpdate, Scoreboard, Weights, Small, Open,
// Seeing, Hearing, Limits, NotesTable; the chat is in Chat.

import CommandLineKit
import CourseKit
import Notebook
import TinyTensor

let chapter = Chapter(
  8, "finalization", question: "What is shipped?",
  needs: "chapters 4 to 7 (what is missing of their models is trained first)", seconds: 80,
  hasFullRuns: true,
  options: [Option("chat", "talk with the models at once, without the page"), .base] + Option.ofModels,
  knobs: [
    .integer("requests", "requests of the scoreboard", in: 20...10_000, normal: 600, quick: 120),
    .real(
      "temperature", "how wildly the models of the scoreboard answer; 0 takes the likeliest token",
      in: 0...10,
      normal: 0),
    .integer("bestOf", "answers that best-of-n chooses from", in: 2...64, normal: 8),
    .integer("shown", "pictures and sounds of each measurement", in: 20...10_000, normal: 300, quick: 40),
    .text("picture", "a picture of yours to be looked at: text, PGM or PPM", placeholder: "PATH"),
    .text("sound", "a sound of yours to be heard: WAV", placeholder: "PATH"),
    .text("model-folder", "with --chat: the folder of a GPT-2 or StarCoder2 model", placeholder: "PATH"),
  ],
  examples: [
    ("", "the first time, at a terminal: watch the models being trained, and talk with them; then the page"),
    ("--chat", "talk with the models at once; /page shows the page"),
    ("--quick", "a rough run"),
    ("--cell seeing --set picture=my.pgm", "what does it see in your picture?"),
    ("--chat --set model-folder=gpt2", "the real GPT-2 goes on with your text"),
    ("--full", "the scoreboard over three seeds"),
  ])

chapter.run { page in
  let lesson = Lesson(page)
  lesson.begin()
  if page.invocation.has("chat") { page.instead(lesson.chatAtOnce) }
  if try lesson.isFirstRun() { page.instead(lesson.show) }

  // The last update.
  page.cell("chain", "Five models, each begun with the one before", lesson.chain)
  page.cell("last-update", "The weights move one last time, if it helps", lesson.lastUpdate)

  // What it is worth.
  page.cell("scoreboard", "All stages, scored by the same rules", lesson.scoreboard)
  page.cell("same-prompts", "The same ten requests, stage by stage", isInQuickRuns: false, lesson.samePrompts)

  // What it is.
  page.cell("frozen", "A hundred chats change nothing", lesson.frozen)
  page.cell("weights", "The weights are all there is", lesson.weights)
  page.cell("small", "A quarter of the size, the same answers", lesson.small)
  page.cell("open", "Others can open it", lesson.open)

  // Eyes and ears.
  page.cell("seeing", "Pieces of a picture can stand where words stand", lesson.seeing)
  page.cell("hearing", "So can moments of a sound", lesson.hearing)
  page.cell("noise", "Its senses fail where ours do", isInQuickRuns: false, lesson.noise)

  // What it is not.
  page.cell("window", "What falls out of the window is forgotten", isInQuickRuns: false, lesson.window)
  page.cell("limits", "What it cannot do", isInQuickRuns: false, lesson.limits)
  page.cell("notes-table", "Four stages, as they came out here", isInQuickRuns: false, lesson.notesTable)

  if page.invocation.isFull { page.cell("seeds", "The same chain with other random numbers", lesson.seeds) }

  page.end(saw: lesson.saw)
  page.afterwards(lesson.chat)
}
