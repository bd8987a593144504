#!/usr/bin/env python3
"""Goes on training a model of this book in PyTorch, in as many processes as there are, here or on many machines.

  torchrun --standalone --nproc-per-node 2 continue.py FOLDER TEXT OUT [--steps 100]

FOLDER is what the book exports (a folder of Hugging Face's form), TEXT a UTF-8 text, OUT the folder that is
written; the book reads it again. On N machines `torchrun --nnodes N --rdzv-endpoint HOST:PORT ...` starts the same
script on each, and with graphics cards "gloo" becomes "nccl". Needs torch and transformers.
"""
import argparse
from pathlib import Path

import torch
import torch.distributed as distributed
import transformers
from torch.nn.parallel import DistributedDataParallel


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("folder", "text", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--steps", type=int, default=100, help="steps of training")
    parser.add_argument("--batch", type=int, default=8, help="windows of text for each process and step")
    parser.add_argument("--rate", type=float, default=1e-3, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=1, help="which windows are drawn")
    return parser.parse_args()


def windows(tokens, length, count, generator):
    """Pieces of the text, cut at random places; shorter ones if the text is short."""
    length = min(length, len(tokens) - 1)
    starts = torch.randint(len(tokens) - length, (count,), generator=generator)
    return torch.stack([tokens[start:start + length] for start in starts.tolist()])


def main():
    options = arguments()
    distributed.init_process_group("gloo")
    rank, processes = distributed.get_rank(), distributed.get_world_size()
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(options.folder).train()
    tokens = torch.tensor(tokenizer(options.text.read_text(encoding="utf-8"), verbose=False)["input_ids"])
    # Each process draws windows of its own; DistributedDataParallel averages the gradients of all in each step.
    generator = torch.Generator().manual_seed(options.seed * 1_000_003 + rank)
    parallel = DistributedDataParallel(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=options.steps + 1)
    for step in range(options.steps):
        batch = windows(tokens, model.config.max_position_embeddings, options.batch, generator)
        loss = parallel(input_ids=batch, labels=batch).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if rank == 0 and (step == 0 or (step + 1) % 10 == 0):
            print(f"step {step + 1} of {options.steps}, {processes} processes: loss {loss.item():.3f}", flush=True)
    if rank == 0:
        model.save_pretrained(options.out)
        tokenizer.save_pretrained(options.out)
    distributed.destroy_process_group()


transformers.utils.logging.disable_progress_bar()
transformers.utils.logging.set_verbosity_error()
main()
