#!/usr/bin/env python3
"""Makes gpt.json: a tiny GPT-2 of `transformers`, its loss, logits, gradients, and ten steps of AdamW.

Needs torch and transformers; the versions used are written into the file.   python3 make_fixture.py
"""
import json
from pathlib import Path

import torch
import transformers

torch.manual_seed(5)
torch.set_num_threads(1)
config = transformers.GPT2Config(
    vocab_size=13, n_positions=7, n_embd=12, n_layer=2, n_head=3, activation_function="gelu_new",
    resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, initializer_range=0.3)
model = transformers.GPT2LMHeadModel(config)
for parameter in model.parameters():  # norms and biases too, so that an error in them shows
    parameter.data += 0.1 * torch.randn_like(parameter)

tokens = torch.randint(0, 13, (3, 7))
targets = torch.randint(0, 13, (3, 7))
weights = torch.tensor([[1, 1, 1, 0.5, 0, 2, 1]] * 3)


def loss_of():
    logits = model(tokens).logits
    each = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
    return (each * weights.flatten()).sum() / weights.sum(), logits


def flat(tensor):
    return [float(x) for x in tensor.detach().flatten()]


names = [name for name, _ in model.named_parameters()]
result = {
    "made_with": {"torch": torch.__version__, "transformers": transformers.__version__},
    "tokens": tokens.flatten().tolist(), "targets": targets.flatten().tolist(), "weights": flat(weights),
    "parameters": {n: {"shape": list(p.shape), "values": flat(p)} for n, p in model.named_parameters()},
}
loss, logits = loss_of()
loss.backward()
result["loss"] = loss.item()
result["logits"] = flat(logits)
result["gradients"] = {n: flat(p.grad) for n, p in model.named_parameters()}

matrices = [p for p in model.parameters() if p.dim() >= 2]
others = [p for p in model.parameters() if p.dim() < 2]
optimizer = torch.optim.AdamW(
    [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}],
    lr=0.01, betas=(0.9, 0.98), eps=1e-8)
result["losses"], result["norms"] = [], []
for _ in range(10):
    optimizer.zero_grad()
    loss, _ = loss_of()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    result["losses"].append(loss.item())
    result["norms"].append(norm.item())
result["after"] = {n: flat(p) for n, p in model.named_parameters()}
Path(__file__).with_name("gpt.json").write_text(json.dumps(result))
