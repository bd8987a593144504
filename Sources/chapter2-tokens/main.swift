// Chapter 2: How does text become numbers?

import Notebook

let chapter = Chapter(2, "tokens", question: "How does text become numbers?", needs: "nothing", seconds: 5, knobs: [])

chapter.run { page in page.end { [] } }
