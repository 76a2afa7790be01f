"""Whole trainings of small networks by PyTorch, from given weights over given batches: losses, norms, last weights.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/training/generate.py
Weights and data are sines of their index, so that the test makes the same without reading them.
"""

import json
import math
import pathlib

import torch

ROWS, FEATURES, CLASSES, OUTPUTS, STEPS = 30, 4, 3, 2, 25
BATCHES = [8, 8, 8, 6]  # an epoch: the last batch is smaller


def sines(count, scale, phase):
    return [scale * math.sin(0.7 * index + phase) for index in range(count)]


def matrix(rows, columns, scale, phase):
    return torch.tensor(sines(rows * columns, scale, phase), dtype=torch.float64).float().reshape(rows, columns)


features = matrix(ROWS, FEATURES, 1.5, 0.3)
classes = torch.tensor([(row * 7) % CLASSES for row in range(ROWS)])
numbers = matrix(ROWS, OUTPUTS, 1.0, 2.1)

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01, eps=1e-8),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-7),
}

CLIPPINGS = {
    "globalNorm": torch.nn.utils.clip_grad_norm_,
    "norm": lambda parameters, limit: [torch.nn.utils.clip_grad_norm_([p], limit) for p in parameters],
    "value": torch.nn.utils.clip_grad_value_,
}


def train(optimizer, loss, hidden, activation, clip, steps=STEPS):
    outputs = CLASSES if loss == "crossEntropy" else OUTPUTS
    sizes = [FEATURES, *hidden, outputs]
    parameters = []
    for layer, (size, units) in enumerate(zip(sizes, sizes[1:])):
        kernel = matrix(size, units, 1.6 / math.sqrt(size), 0.5 * layer).requires_grad_()
        bias = matrix(1, units, 0.1, 1.0 + layer)[0].clone().requires_grad_()
        parameters += [kernel, bias]
    optimizer = OPTIMIZERS[optimizer](parameters)
    losses, norms, start = [], [], 0
    for step in range(steps):
        size = BATCHES[step % len(BATCHES)]
        rows = [(start + 11 * index) % ROWS for index in range(size)]
        start += size
        value = features[rows]
        for layer in range(0, len(parameters), 2):
            value = value @ parameters[layer] + parameters[layer + 1]
            if layer + 2 < len(parameters):
                value = getattr(torch, activation)(value)
        if loss == "crossEntropy":
            result = torch.nn.functional.cross_entropy(value, classes[rows])
        elif loss == "mse":
            result = torch.nn.functional.mse_loss(value, numbers[rows])
        else:
            result = torch.nn.functional.l1_loss(value, numbers[rows])
        optimizer.zero_grad()
        result.backward()
        norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
        if clip is not None:
            CLIPPINGS[clip["type"]](parameters, clip["limit"])
        optimizer.step()
        losses.append(result.item())
        norms.append(norm.item())
    return {"losses": losses, "norms": norms, "parameters": [p.detach().flatten().tolist() for p in parameters]}


cases = []
for optimizer in OPTIMIZERS:
    for loss in ["crossEntropy", "mse", "mae"]:
        case = {"optimizer": optimizer, "loss": loss, "hidden": [6, 5], "activation": "tanh", "clip": None}
        cases.append({**case, **train(optimizer, loss, [6, 5], "tanh", None)})
# Limits that some gradients pass and others do not; SGD shows the size of what is clipped, which Adam divides out.
for optimizer, clip in [
    ("adam", {"type": "globalNorm", "limit": 0.5}),
    ("sgd", {"type": "globalNorm", "limit": 0.2}),
    ("sgd", {"type": "norm", "limit": 0.08}),
    ("sgd momentum", {"type": "value", "limit": 0.03}),
]:
    case = {"optimizer": optimizer, "loss": "crossEntropy", "hidden": [6, 5], "activation": "relu", "clip": clip}
    cases.append(case | train(optimizer, "crossEntropy", [6, 5], "relu", clip))
# Beyond the size up to which all parameters are one vector; its weights are too many to store.
for clip in [{"type": "norm", "limit": 0.08}, None]:
    wide = train("sgd momentum", "crossEntropy", [240, 240], "tanh", clip, 8)
    wide["parameters"] = []
    case = {"optimizer": "sgd momentum", "loss": "crossEntropy", "hidden": [240, 240], "activation": "tanh", "clip": clip}
    cases.append(case | wide)

path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
