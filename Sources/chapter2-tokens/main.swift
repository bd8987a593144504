// Chapter 2: text becomes bytes, bytes become tokens, tokens become ids, and ids become vectors.
// Follows: Sennrich, Haddow and Birch 2016 (byte pairs); Radford et al. 2019, section 2.2 (byte-level, GPT-2).
// Leaves out: other ways of cutting text, such as WordPiece and the unigram model.

import Notebook
import TinyTensor

let chapter = Chapter(
  2, "tokens", question: "How does text become numbers?", needs: "nothing (chapter 1 helps at the end)",
  knobs: [
    .text(
      "text", "a text of yours to cut into tokens", placeholder: "TEXT",
      normal: "The strawberries in Zurich cost 12 francs."),
    .text("gpt2", "a GPT-2 folder with vocab.json and merges.txt", placeholder: "FOLDER", normal: "none"),
    .integer("vocabulary", "how many tokens there are", in: 384...8192, normal: 1024, unit: "tokens"),
    .integer("context", "how many tokens a model sees at once", in: 8...512, normal: 32, unit: "tokens"),
    .integer("strings", "random byte strings to try", in: 1...100_000, normal: 3000, quick: 300),
    .integer("width", "numbers that stand for a token", in: 4...32, normal: 16),
    .integer("steps", "steps that train the vectors", in: 1...5000, normal: 100, quick: 60, unit: "steps"),
  ],
  examples: [
    ("--set text=\"To be, or not to be\"", "cut a text of yours"),
    ("--set vocabulary=400 --cell your-text", "the same text with few tokens"),
    ("--set gpt2=gpt2 --cell your-text", "beside GPT-2's own cut"),
    ("--set context=12 --cell context", "a model that sees very little"),
  ])

chapter.run { page in
  if let threads = page.invocation.threads { Workers.count = threads }
  let lesson = try Lesson(page)
  page.cell("bytes", "A computer sees bytes", lesson.bytes)
  page.cell("characters", "Characters: few units, long rows", lesson.characters)
  page.cell("words", "Words: short rows, but new words have no number", lesson.words)
  page.cell("pairs", "Count which two neighbours stand together most often", lesson.pairs)
  page.cell("merges", "Join them, and count again", lesson.merges)
  page.cell("vocabulary", "On a real text, the same loop finds whole words", lesson.vocabulary)
  page.cell("no-cutting", "Without words, one word hides in many tokens", lesson.noCutting)
  page.cell("encoding", "A new word is cut by replaying the merges in order", lesson.encoding)
  page.cell("tree", "A token is a tree of merges", lesson.tree)
  page.cell("your-text", "Your own text, cut", lesson.yourText)
  page.cell("any-bytes", "Any bytes at all come back unchanged", lesson.anyBytes)
  page.cell("compression", "A larger vocabulary makes shorter rows, ever more slowly", lesson.compression)
  page.cell("letters", "A model cannot see letters", lesson.letters)
  page.cell("numbers", "Numbers are cut into uneven pieces", lesson.numbers)
  page.cell("spellings", "A space or a capital makes another row of ids", lesson.spellings)
  page.cell("never", "Some tokens never occur in the text", lesson.never)
  page.cell("special", "Special tokens cannot be forged by text", lesson.special)
  page.cell("context", "What does not fit into the window does not exist", lesson.context)
  page.cell("scripts", "The same sentence costs more in other scripts", lesson.scripts)
  page.cell("embedding", "An id picks a row of a table", lesson.embedding)
  page.cell("closeness", "Only training brings like tokens close", lesson.closeness)
  page.end(next: "swift run chapter3-attention", saw: lesson.saw)
}
