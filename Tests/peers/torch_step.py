"""Times one training step of a GPT-2 in PyTorch: the same sizes and the same work as `swift run benchmark`.

    python3 Tests/peers/torch_step.py VOCABULARY WIDTH LAYERS HEADS CONTEXT BATCH THREADS SECONDS

Prints the median milliseconds of a step as PyTorch runs it ("eager") and, where it can, after `torch.compile`.
"""

import statistics
import sys
import time

import torch
import torch.nn.functional as functional


class Layer(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before_attention = torch.nn.LayerNorm(width)
        self.query_key_value = torch.nn.Linear(width, 3 * width)
        self.projection = torch.nn.Linear(width, width)
        self.before_mlp = torch.nn.LayerNorm(width)
        self.mlp = torch.nn.Sequential(
            torch.nn.Linear(width, 4 * width), torch.nn.GELU(approximate="tanh"), torch.nn.Linear(4 * width, width)
        )

    def forward(self, x):
        rows, places, width = x.shape
        joined = self.query_key_value(self.before_attention(x)).view(rows, places, 3, self.heads, width // self.heads)
        query, key, value = joined.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.projection(mixed.transpose(1, 2).reshape(rows, places, width))
        return x + self.mlp(self.before_mlp(x))


class GPT(torch.nn.Module):
    def __init__(self, vocabulary, width, layers, heads, context):
        super().__init__()
        self.tokens = torch.nn.Parameter(0.02 * torch.randn(vocabulary, width))
        self.positions = torch.nn.Parameter(0.02 * torch.randn(context, width))
        self.layers = torch.nn.Sequential(*[Layer(width, heads) for _ in range(layers)])
        self.norm = torch.nn.LayerNorm(width)

    def forward(self, inputs, targets):
        hidden = self.norm(self.layers(functional.embedding(inputs, self.tokens) + self.positions))
        return functional.cross_entropy((hidden @ self.tokens.T).flatten(0, 1), targets.flatten())


def milliseconds(model, parameters, batch, seconds):
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.99), weight_decay=0.1)
    times = []
    end = None
    while end is None or len(times) < 7 or time.perf_counter() < end:
        start = time.perf_counter()
        model(*batch).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        times.append(time.perf_counter() - start)
        end = end or time.perf_counter() + seconds  # the first step may compile
    return 1e3 * statistics.median(times[2:])


def main():
    vocabulary, width, layers, heads, context, rows, threads = map(int, sys.argv[1:8])
    seconds = float(sys.argv[8])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = GPT(vocabulary, width, layers, heads, context)
    batch = torch.randint(vocabulary, (2, rows, context)).unbind()
    parameters = list(model.parameters())
    print("eager", milliseconds(model, parameters, batch, seconds))
    try:
        print("compiled", milliseconds(torch.compile(model), parameters, batch, seconds))
    except Exception as problem:  # it needs a C++ compiler
        print("not compiled:", str(problem).splitlines()[0], file=sys.stderr)


main()
