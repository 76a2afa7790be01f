"""Trajectories of torch.optim on a small problem with known gradients: python3 generate.py > golden.json"""

import json

import torch

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
