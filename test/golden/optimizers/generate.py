"""Trajectories of torch.optim on a small problem with known gradients: /usr/bin/python3 generate.py > golden.json (Debian 12's PyTorch 1.13)"""

import inspect
import json
import sys

import torch

# PyTorch 1.13 counts the current momentum twice in NAdam's look ahead, against the paper; PyTorch 2 has this line instead.
wrong, right = "mu_product_next = mu_product * mu * mu_next", "mu_product_next = mu_product * mu_next"
nadam = sys.modules["torch.optim.nadam"]
source = inspect.getsource(nadam._single_tensor_nadam)
assert wrong in source
exec(compile(source.replace(wrong, right), "nadam", "exec"), nadam.__dict__)

# A stretched bowl whose gradient changes sign and size: f(p) = sum(scale * (p - centre)^2) / 2, plus a ripple.
centre = torch.tensor([1.0, -2.0, 0.5, 30.0])
scale = torch.tensor([1.0, 10.0, 0.01, 0.5])
steps = 40

variants = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    "sgd nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.9, 0.999), eps=1e-8),
    "adam other": lambda p: torch.optim.Adam(p, lr=0.3, betas=(0.5, 0.9), eps=1e-3),
    "adam amsgrad": lambda p: torch.optim.Adam(p, lr=0.5, betas=(0.8, 0.9), eps=1e-8, amsgrad=True),
    "adam weight decay": lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.1),
    "adamW": lambda p: torch.optim.AdamW(p, lr=0.1),
    "adamW other": lambda p: torch.optim.AdamW(p, lr=0.5, betas=(0.7, 0.95), eps=1e-4, weight_decay=0.2, amsgrad=True),
    "adamax": lambda p: torch.optim.Adamax(p, lr=0.2),
    "adamax other": lambda p: torch.optim.Adamax(p, lr=0.5, betas=(0.7, 0.9), eps=1e-2, weight_decay=0.05),
    "nadam": lambda p: torch.optim.NAdam(p, lr=0.1),
    "nadam other": lambda p: torch.optim.NAdam(
        p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05, momentum_decay=2.0
    ),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.5),
    "adagrad other": lambda p: torch.optim.Adagrad(
        p, lr=1.0, eps=1e-3, weight_decay=0.1, initial_accumulator_value=0.1
    ),
    "sgd weight decay": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.5, weight_decay=0.1),
    "rmsprop centered": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, eps=1e-5, centered=True),
    "rmsprop everything": lambda p: torch.optim.RMSprop(
        p, lr=0.02, alpha=0.95, eps=1e-4, centered=True, momentum=0.5, weight_decay=0.1
    ),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=1e-7),
    "rmsprop momentum": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.95, eps=1e-5, momentum=0.8),
}

out = {
    "torch": torch.__version__,
    "centre": centre.tolist(),
    "scale": scale.tolist(),
    "start": [0.0, 0.0, 0.0, 0.0],
    "trajectories": {},
}
for name, make in variants.items():
    p = torch.zeros(4, requires_grad=True)
    optimizer = make([p])
    trajectory = []
    for _ in range(steps):
        optimizer.zero_grad()
        ((scale * (p - centre) ** 2).sum() / 2).backward()
        optimizer.step()
        trajectory.append(p.detach().tolist())
    out["trajectories"][name] = trajectory
print(json.dumps(out))
