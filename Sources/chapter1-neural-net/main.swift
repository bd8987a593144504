// Chapter 1: How can numbers learn?

import Notebook

let chapter = Chapter(1, "neural-net", question: "How can numbers learn?", needs: "nothing", seconds: 5, knobs: [])

chapter.run { page in page.end { [] } }
