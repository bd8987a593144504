#!/usr/bin/env python3
"""Are our folders of GPT-2 and StarCoder2 models those of `transformers` and `tokenizers`?

  python3 check_folder.py make DIR     writes DIR/theirs and DIR/theirs-rotary: a random GPT-2 124M, a random
                                       StarCoder2 of a similar kind, and the logits that they give
  TINY_PEER_FOLDER=DIR swift test --filter FolderPeerTests       reads them, compares, and writes DIR/ours
                                                                 and DIR/ours-rotary
  python3 check_folder.py check DIR    opens both and compares keys, logits and ids

Needs torch, transformers and tokenizers. Exits with 1 on any difference.
"""
import json
import sys
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, decoders, trainers


def make(folder, config):
    torch.manual_seed(3)
    model = transformers.AutoModelForCausalLM.from_config(config)
    for parameter in model.parameters():
        parameter.data += 0.02 * torch.randn_like(parameter)
    model.eval().save_pretrained(folder)
    # A vocabulary of GPT-2's size, so that every id exists: bytes, the merges of all pairs of bytes needed, the end.
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    size = model.config.vocab_size
    pairs = [(a, b) for a in alphabet for b in alphabet][: size - 257]
    vocabulary = {token: i for i, token in enumerate(alphabet + [a + b for a, b in pairs] + ["<|endoftext|>"])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.model.save(str(folder))
    texts = ["The quick brown fox jumps over 13 lazy dogs.", "naïve café — Grüße, 你好 🌍", "a  b\n\n c\t'tis it's"]
    tokens = torch.randint(0, size, (2, 24))
    with torch.no_grad():
        logits = model(tokens).logits[:, -1]
    expected = {
        "tokens": tokens.flatten().tolist(), "lastLogits": logits.flatten().tolist(),
        "texts": texts, "ids": [tokenizer.encode(text).ids for text in texts],
    }
    (folder / "expected.json").write_text(json.dumps(expected))
    print("made", folder, "with torch", torch.__version__, "and transformers", transformers.__version__)


def check(folder):
    model, info = transformers.AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    wrong = [key for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]]
    expected = json.loads((folder / "expected.json").read_text())
    tokens = torch.tensor(expected["tokens"]).view(expected["sequences"], -1)
    with torch.no_grad():
        logits = model.eval()(tokens).logits
    difference = (logits.flatten() - torch.tensor(expected["logits"])).abs().max().item()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    slow = transformers.AutoTokenizer.from_pretrained(folder)
    ids = [text for text, ids in zip(expected["texts"], expected["ids"])
           if tokenizer.encode(text).ids != ids or slow(text)["input_ids"] != ids or tokenizer.decode(ids) != text]
    print(f"keys: {info if wrong else 'all'}; largest difference of logits: {difference:.2e}; "
          f"texts cut differently: {len(ids)} of {len(expected['texts'])} {ids[:3]}")
    return not wrong and difference < 1e-4 and not ids


transformers.utils.logging.disable_progress_bar()
folder = Path(sys.argv[2])
if sys.argv[1] == "make":
    make(folder / "theirs", transformers.GPT2Config())
    make(folder / "theirs-rotary", transformers.Starcoder2Config(
        vocab_size=50257, hidden_size=96, intermediate_size=384, num_hidden_layers=2, num_attention_heads=6,
        num_key_value_heads=6, max_position_embeddings=64))
else:
    sys.exit(0 if all([check(folder / "ours"), check(folder / "ours-rotary")]) else 1)
