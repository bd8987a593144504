#!/usr/bin/env python3
"""Makes rlhf.json: the losses, advantages and gradients of chapters 6 and 7, computed with PyTorch.

Every formula is written out here from its paper, in float64, and shares no code with the book. Needs torch; its
version is written into the file.   python3 make_rlhf.py
"""
import json
from pathlib import Path

import torch

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
out = {"versions": {"torch": torch.__version__}}


def single(tensor):
    """Rounded to float32, so that both sides begin with the same numbers."""
    return tensor.to(torch.float32).to(torch.float64)


def normal(*shape, scale=1.0):
    return single(torch.randn(*shape) * scale)


# Bradley and Terry 1952: the first is chosen with probability sigmoid(difference of the scores).
chosen, rejected = (normal(9, scale=3).requires_grad_() for _ in range(2))
loss = -torch.nn.functional.logsigmoid(chosen - rejected).mean()
loss.backward()
out["bradleyTerry"] = {
    "chosen": chosen.tolist(), "rejected": rejected.tolist(), "loss": loss.item(),
    "chosenGradient": chosen.grad.tolist(), "rejectedGradient": rejected.grad.tolist()}


def advantages_of(rewards, values, discount, lam):
    """Schulman et al. 2016, equation 16, as the sum that it is: no recursion."""
    n = len(rewards)
    deltas = [rewards[t] + discount * (values[t + 1] if t + 1 < n else 0.0) - values[t] for t in range(n)]
    return [sum((discount * lam) ** (k - t) * deltas[k] for k in range(t, n)) for t in range(n)]


out["generalizedAdvantages"] = []
for n, discount, lam in [(1, 1.0, 0.95), (7, 1.0, 0.95), (12, 0.9, 0.5), (5, 1.0, 0.0), (5, 1.0, 1.0)]:
    rewards, values = normal(n).tolist(), normal(n).tolist()
    out["generalizedAdvantages"].append({
        "rewards": rewards, "values": values, "discount": discount, "lambda": lam,
        "advantages": advantages_of(rewards, values, discount, lam)})

# Schulman et al. 2017, equation 7. Ratios on both sides of the clip, advantages of both signs.
ratio = single(torch.tensor([0.3, 0.79, 0.9, 1.0, 1.1, 1.25, 2.0] * 2)).requires_grad_()
advantage = torch.cat([normal(7).abs() + 0.1, -normal(7).abs() - 0.1])
advantage = single(advantage)
objective = torch.minimum(ratio * advantage, torch.clamp(ratio, 0.8, 1.2) * advantage)
objective.sum().backward()
out["clippedObjective"] = {
    "ratio": ratio.tolist(), "advantage": advantage.tolist(), "clip": 0.2, "objective": objective.tolist(),
    "gradient": ratio.grad.tolist()}

# Schulman 2020: k1 = log(p / q), k3 = q / p - 1 - log(q / p), for tokens drawn from p.
log_p = single(-normal(8).abs()).requires_grad_()
log_q = single(-normal(8).abs())
k3 = torch.exp(log_q) / torch.exp(log_p) - 1 - (log_q - log_p)
k3.sum().backward()
out["kl"] = {
    "logProbabilities": log_p.tolist(), "reference": log_q.tolist(), "k3": k3.tolist(),
    "gradient": log_p.grad.tolist()}

# On average over the model's own tokens both are the divergence itself: checked here, on ten tokens.
p, q = torch.softmax(normal(10), 0), torch.softmax(normal(10), 0)
exact = (p * (p / q).log()).sum()
assert torch.isclose((p * (q / p - 1 - (q / p).log())).sum(), exact)
out["divergence"] = {"model": p.tolist(), "reference": q.tolist(), "exact": exact.item()}

# PPO's rewards, Ouyang et al. 2022, equation 2; then the advantages, normalised over all tokens; then half the mean
# square error of the value network.
lengths = [3, 1, 5, 2]
old, reference, values, new_values = ([normal(n, scale=0.5) for n in lengths] for _ in range(4))
rewards, weight, lam = normal(4).tolist(), float(single(torch.tensor(0.3))), 0.95
raw, returns = [], []
for i, n in enumerate(lengths):
    brought = (-weight * (old[i] - reference[i])).tolist()
    brought[-1] += rewards[i]
    a = torch.tensor(advantages_of(brought, values[i].tolist(), 1.0, lam))
    raw.append(a)
    returns.append(a + values[i])
flat = torch.cat(raw)
normalised = (flat - flat.mean()) / flat.std(unbiased=False)
guess = torch.cat(new_values).requires_grad_()
value_loss = 0.5 * ((guess - torch.cat(returns)) ** 2).mean()
value_loss.backward()
out["experience"] = {
    "logProbabilities": [t.tolist() for t in old], "reference": [t.tolist() for t in reference],
    "values": [t.tolist() for t in values], "rewards": rewards, "klWeight": weight, "lambda": lam,
    "returns": [t.tolist() for t in returns],
    "advantages": [t.tolist() for t in normalised.split(lengths)],
    "newValues": guess.tolist(), "valueLoss": value_loss.item(), "valueGradient": guess.grad.tolist()}

# The PPO loss of the policy: the mean over all tokens.
now = torch.cat([t + normal(len(t), scale=0.3) for t in old]).requires_grad_()
now.data = single(now.data)
r = torch.exp(now - torch.cat(old))
a = normalised
ppo = -torch.minimum(r * a, r.clamp(0.8, 1.2) * a).mean()
ppo.backward()
out["ppo"] = {"now": now.tolist(), "loss": ppo.item(), "gradient": now.grad.tolist()}

# Shao et al. 2024, equations 3 and 4: two groups of two answers; the mean over each answer's tokens, then over the
# answers; the divergence from the reference is a part of the loss.
group_rewards = normal(4)
groups = group_rewards.view(2, 2)
group_advantages = (groups - groups.mean(1, keepdim=True)) / groups.std(1, unbiased=False, keepdim=True)
per_answer = group_advantages.flatten()
grpo_now = now.detach().clone().requires_grad_()
terms = []
for i, (piece, before, ref) in enumerate(zip(grpo_now.split(lengths), old, reference)):
    r = torch.exp(piece - before)
    k3 = torch.exp(ref - piece) - (ref - piece) - 1
    terms.append((torch.minimum(r * per_answer[i], r.clamp(0.8, 1.2) * per_answer[i]) - weight * k3).mean())
grpo = -torch.stack(terms).mean()
grpo.backward()
out["grpo"] = {
    "rewards": group_rewards.tolist(), "group": 2, "advantages": per_answer.tolist(), "loss": grpo.item(),
    "gradient": grpo_now.grad.tolist()}

# Rafailov et al. 2023, equation 7: answers of different lengths.
sizes = [[4, 1, 3], [2, 5, 3]]
policy = [[normal(n) for n in row] for row in sizes]
frozen = [[normal(n) for n in row] for row in sizes]
leaves = [torch.cat(row).requires_grad_() for row in policy]
beta = float(single(torch.tensor(0.2)))
scores = [
    torch.stack([beta * (piece.sum() - ref.sum()) for piece, ref in zip(leaf.split(size), refs)])
    for leaf, size, refs in zip(leaves, sizes, frozen)]
dpo = -torch.nn.functional.logsigmoid(scores[0] - scores[1]).mean()
dpo.backward()
out["dpo"] = {
    "beta": beta, "lengths": sizes, "policy": [leaf.tolist() for leaf in leaves],
    "reference": [torch.cat(row).tolist() for row in frozen], "rewards": [s.tolist() for s in scores],
    "loss": dpo.item(), "gradients": [leaf.grad.tolist() for leaf in leaves]}

Path(__file__).with_name("rlhf.json").write_text(json.dumps(out, indent=1) + "\n")
