#!/usr/bin/env python3
"""What `tokenizers` makes of a text: merges, ids, words. Swift tests read it and must find the same.

  python3 tokenizer_cases.py TEXT VOCABULARY OUT.json

The text may be of any size; a small one and its OUT.json are kept in Tests/TinyLMTests/Fixtures/tokenizer:
  python3 tokenizer_cases.py ../TinyLMTests/Fixtures/tokenizer/{coriolanus.txt,512,cases.json}
Needs tokenizers and regex; their versions are written into the file.
"""
import json
import random
import sys
from pathlib import Path

import regex
import tokenizers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

# GPT-2's own pattern: https://github.com/openai/gpt-2/blob/master/src/encoder.py
GPT2 = regex.compile(r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""")
CUTTER = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)

BY_HAND = [
    "", " ", "  ", "\n", "\n\n", " \n", "\n ", "a", " a", "  a", "   a", "a ", "a  ", "a  b", "\ta", " \ta", "\t a",
    "it's", "it'S", "IT'S", "we're we've we'll I'm I'd can't", "'s", " 's", "''s", "'", "' s", "'re", "'r", "'l", "'ll",
    "x'story", "o'clock", "rock'n'roll", "’s it’s", "1,024.5", "a1b2", "2nd", "٣٤ ½ Ⅷ ²", "don't!!  stop\r\n\r\nnow",
    "naïve café", "nai\u0308ve", "Grüße, Straße", "你好，世界。", "こんにちは 世界", "한국어 말", "مرحبا بالعالم", "שלום",
    "🌍🙂", "👩‍👩‍👧 family", "a\u00a0b \u00a0 c", "\u3000全角\u3000\u3000x", "\u2028\u2029a", "\u200bzero\u200b width", "\x00\x01 \x1c\x1fa",
    "<|endoftext|>", "$3.50+€2", "--- * ---", "hello_world", "e\u0301\u0302", "हिन्दी में", "ไทย", "\x85a\x85\x85b", "\ufeffa\ufffdb",
]
ALPHABET = list("aAzZ09'stremlvd  \t\n\r.,!-éß½²Ⅷ٣你مש🌍\u0308\u200d\u00a0\u3000\u2028\x1c\x85") + ["'ll", "'re", "  "]


def words(text):
    """The words of a text, by two programs that must agree."""
    pieces = [text[start:end] for _, (start, end) in CUTTER.pre_tokenize_str(text)]
    if pieces != GPT2.findall(text):
        sys.exit(f"tokenizers and GPT-2's pattern disagree on {text!r}")
    return pieces


def kinds():
    """Letter, number, space or other: for every character the kind, as runs "first kind"."""
    runs, last = [], None
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        joins = [k for k, start in zip("LNO", "a1!") if len(CUTTER.pre_tokenize_str(start + chr(code))) == 1]
        kind = joins[0] if joins else "S"
        if kind != last:
            runs.append(f"{code:x} {kind}")
        last = kind
    return runs


def main():
    text = Path(sys.argv[1]).read_bytes().decode()
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = CUTTER
    # Of the Swift side's vocabulary one id is the end of text; without it `tokenizers` numbers all others alike.
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(
        vocab_size=int(sys.argv[2]) - 1, min_frequency=2, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    model = json.loads(tokenizer.to_str())["model"]
    random.seed(1)
    cases = BY_HAND + ["".join(random.choices(ALPHABET, k=random.randrange(1, 24))) for _ in range(300)]
    result = {
        "madeWith": {"tokenizers": tokenizers.__version__, "regex": regex.__version__},
        "vocabularySize": len(model["vocab"]) + 1,
        "merges": [[model["vocab"][token] for token in merge] for merge in model["merges"]],
        "ids": tokenizer.encode(text).ids,
        "cases": [{"words": words(case), "ids": tokenizer.encode(case).ids} for case in cases],
        "kinds": kinds(),
    }
    Path(sys.argv[3]).write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")


main()
