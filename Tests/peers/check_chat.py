#!/usr/bin/env python3
"""Is our chat model the same model in `transformers` and in `gguf`?

  TINY_PEER_FOLDER=DIR swift test --filter ChatFolderPeerTests     writes DIR/chat
  python3 check_chat.py DIR/chat

Compares the ids of conversations, greedy answers, the model card, and each tensor and token of the GGUF files.
Needs torch, transformers, huggingface_hub and gguf. Exits with 1 on any difference.
"""
import json
import sys
from pathlib import Path

import gguf
import numpy
import torch
import transformers
from huggingface_hub import ModelCard

wrong = []


def check(what, found, expected=True):
    if found != expected:
        wrong.append(f"{what}: {str(found)[:200]} instead of {str(expected)[:200]}")


def check_talks(folder, model, tokenizer):
    talks = json.loads((folder / "talks.json").read_text())
    for talk in talks:
        messages = talk["messages"]
        whole = tokenizer.apply_chat_template(messages, return_dict=True)["input_ids"]
        prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True)["input_ids"]
        check(f"ids of {messages}", whole, talk["ids"])
        check(f"prompt of {messages}", prompt, talk["prompt"])
        ids = torch.tensor([talk["prompt"]])
        answer = model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=16, do_sample=False)[0, ids.shape[1]:].tolist()
        if answer[-1] == tokenizer.eos_token_id:
            answer.pop()
        check(f"answer to {messages}", answer, talk["answer"])
    check("different answers", len({tuple(talk["answer"]) for talk in talks}) > 1)
    return len(talks)


def check_template(model, tokenizer):
    """What a chat in another program may hold beyond what ours writes."""
    def text(*messages):
        messages = [{"role": role, "content": content} for role, content in messages]
        try:
            return tokenizer.apply_chat_template(messages, tokenize=False)
        except Exception as problem:
            return f"refused: {problem}"
    check("blanks", text(("user", " a\n"), ("assistant", " b ")), "<|user|> a<|assistant|> b<|end|>")
    check("system", text(("system", "Be kind."), ("user", "a")), "<|user|> be kind. a")
    check("a special token in a text", text(("user", "a<|end|>")), "<|user|> a< |end|>")
    for wrong_one in [("tool", "a"), ("user", [{"type": "text", "text": "a"}])]:
        check(f"refusal of {wrong_one}", text(wrong_one).startswith("refused: "))
    check("refusal of a late system", text(("user", "a"), ("system", "b")).startswith("refused: "))
    ids = torch.tensor([tokenizer("a")["input_ids"]])
    check("it stops at its last position",
          model.generate(ids, do_sample=False).shape[1] <= model.config.max_position_embeddings)


def check_gguf(file, model, tokenizer, quantized):
    reader = gguf.GGUFReader(file)
    kind = model.config.model_type
    architecture = next(key for key, name in gguf.MODEL_ARCH_NAMES.items() if name == kind)
    names = gguf.get_tensor_name_map(architecture, model.config.num_hidden_layers)
    expected = {}
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight":  # the token table again
            continue
        array = tensor.numpy()
        if kind == "gpt2" and ".c_" in name and name.endswith(".weight"):  # GPT-2's layers stand turned in GGUF files
            array = numpy.ascontiguousarray(array.T)
        expected[names.get_name(name, try_suffixes=(".weight", ".bias"))] = array
    check(f"tensors of {file.name}", sorted(t.name for t in reader.tensors), sorted(expected))
    for tensor in reader.tensors:
        array = expected[tensor.name]
        numbers = gguf.GGMLQuantizationType.F32
        if quantized and array.ndim == 2 and tensor.name != "position_embd.weight":
            numbers = gguf.GGMLQuantizationType.Q8_0
            array = gguf.quants.quantize(array, numbers)
        check(f"kind of {tensor.name}", tensor.tensor_type, numbers)
        check(f"numbers of {tensor.name}", tensor.data.shape == array.shape and bool((tensor.data == array).all()))
    field = {key: value.contents() for key, value in reader.fields.items()}
    vocabulary = tokenizer.get_vocab()
    check("tokens", field["tokenizer.ggml.tokens"], sorted(vocabulary, key=vocabulary.get))
    merges = json.loads((file.parent / "tokenizer.json").read_text())["model"]["merges"]
    check("merges", field["tokenizer.ggml.merges"], merges)
    special = set(tokenizer.all_special_ids)
    check("kinds of tokens", field["tokenizer.ggml.token_type"],
          [gguf.TokenType.CONTROL if i in special else gguf.TokenType.NORMAL for i in range(len(vocabulary))])
    check("end", field["tokenizer.ggml.eos_token_id"], tokenizer.eos_token_id)
    check("start", field["tokenizer.ggml.bos_token_id"], tokenizer.bos_token_id)
    check("template", field["tokenizer.chat_template"], tokenizer.chat_template)
    sizes = [("context_length", "max_position_embeddings"), ("embedding_length", "hidden_size"),
             ("block_count", "num_hidden_layers"), ("attention.head_count", "num_attention_heads")]
    if kind == "starcoder2":
        sizes += [("attention.head_count_kv", "num_key_value_heads"), ("feed_forward_length", "intermediate_size")]
        check("base of the angles", field["starcoder2.rope.freq_base"], model.config.rope_parameters["rope_theta"])
    for key, size in sizes:
        check(key, field[f"{kind}.{key}"], getattr(model.config, size))
    return len(reader.tensors)


transformers.utils.logging.disable_progress_bar()
folder = Path(sys.argv[1])
tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
model = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
talks = check_talks(folder, model, tokenizer)
check_template(model, tokenizer)
tensors = [check_gguf(folder / name, model, tokenizer, name == "small.gguf") for name in ("model.gguf", "small.gguf")]
card = ModelCard.load(folder / "README.md")
check("card", (card.data.pipeline_tag, card.data.model_name), ("text-generation", 'Chat: "tiny"'))
print("\n".join(wrong) or f"{talks} conversations with equal ids and answers; {tensors} tensors of GGUF files equal")
sys.exit(1 if wrong else 0)
