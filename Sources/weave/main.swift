// Puts code and output into the Markdown.

import Notebook
