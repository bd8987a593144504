// Chapter 3: How does a word look at other words?

import Notebook

let chapter = Chapter(3, "attention", question: "How does a word look at other words?", needs: "chapters 1 and 2", seconds: 15, knobs: [])

chapter.run { page in page.end { [] } }
