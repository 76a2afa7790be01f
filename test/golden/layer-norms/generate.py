"""Norms of each layer's gradients and weights, step by step, by PyTorch: from given weights over given batches.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/layer-norms/generate.py
Weights and data are the sines of test/golden/training/generate.py.
"""

import json
import math
import pathlib

import torch

ROWS, FEATURES, CLASSES, STEPS = 30, 4, 3, 8
BATCHES = [8, 8, 8, 6]


def sines(count, scale, phase):
    return [scale * math.sin(0.7 * index + phase) for index in range(count)]


def matrix(rows, columns, scale, phase):
    return torch.tensor(sines(rows * columns, scale, phase), dtype=torch.float64).float().reshape(rows, columns)


features = matrix(ROWS, FEATURES, 1.5, 0.3)
classes = torch.tensor([(row * 7) % CLASSES for row in range(ROWS)])


def norm(tensors):
    return math.sqrt(sum((tensor.double() ** 2).sum().item() for tensor in tensors))


def train(hidden):
    sizes = [FEATURES, *hidden, CLASSES]
    layers = []
    for layer, (size, units) in enumerate(zip(sizes, sizes[1:])):
        kernel = matrix(size, units, 1.6 / math.sqrt(size), 0.5 * layer).requires_grad_()
        bias = matrix(1, units, 0.1, 1.0 + layer)[0].clone().requires_grad_()
        layers.append([kernel, bias])
    optimizer = torch.optim.SGD([p for layer in layers for p in layer], lr=0.1)
    gradients, weights, start = [], [], 0
    for step in range(STEPS):
        size = BATCHES[step % len(BATCHES)]
        rows = [(start + 11 * index) % ROWS for index in range(size)]
        start += size
        value = features[rows]
        for index, (kernel, bias) in enumerate(layers):
            value = value @ kernel + bias
            if index + 1 < len(layers):
                value = torch.tanh(value)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(value, classes[rows]).backward()
        gradients.append([norm([p.grad for p in layer]) for layer in layers])
        # Clipped after they were measured.
        torch.nn.utils.clip_grad_norm_([p for layer in layers for p in layer], 0.5)
        optimizer.step()
        weights.append([norm([p.detach() for p in layer]) for layer in layers])
    return {"hidden": hidden, "gradients": gradients, "weights": weights}


# One vector of all parameters, and tensors of their own.
cases = [train([6, 5]), train([260, 200])]
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"torch": torch.__version__, "clip": 0.5, "cases": cases}) + "\n")
