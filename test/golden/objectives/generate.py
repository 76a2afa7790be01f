"""Whole trainings by PyTorch of what objectives are made of: penalties, weights of classes and of rows, smoothing, and a
model of two inputs and two outputs. Losses of every step and last weights.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/objectives/generate.py
Weights and data are sines of their index, as in ../training, so that the test makes the same without reading them.
"""

import json
import math
import pathlib

import torch

ROWS, FEATURES, CLASSES, OUTPUTS, STEPS = 30, 5, 3, 2, 24
BATCHES = [8, 8, 8, 6]  # an epoch: the last batch is smaller


def matrix(rows, columns, scale, phase):
    values = [scale * math.sin(0.7 * index + phase) for index in range(rows * columns)]
    return torch.tensor(values, dtype=torch.float64).float().reshape(rows, columns)


features = matrix(ROWS, FEATURES, 1.5, 0.3)
classes = torch.tensor([(row * row) % 7 % CLASSES for row in range(ROWS)])
numbers = matrix(ROWS, OUTPUTS, 1.0, 2.1)
row_weights = torch.tensor([(row % 4) / 2 for row in range(ROWS)])
counts = [int((classes == index).sum()) for index in range(CLASSES)]
balanced = torch.tensor([ROWS / (CLASSES * count) for count in counts])


def layer(size, units, place):
    kernel = matrix(size, units, 1.6 / math.sqrt(size), 0.5 * place).requires_grad_()
    bias = matrix(1, units, 0.1, 1.0 + place)[0].clone().requires_grad_()
    return kernel, bias


def weighted(losses, weights):
    return (losses * weights).sum() / weights.sum()


def class_loss(scores, rows, weights, class_weights=None, smoothing=0.0):
    losses = torch.nn.functional.cross_entropy(scores, classes[rows], reduction="none", label_smoothing=smoothing)
    return weighted(losses, weights if class_weights is None else weights * class_weights[classes[rows]])


def penalty(kernels, l1, l2):
    return sum(l1 * kernel.abs().sum() + l2 * (kernel**2).sum() for kernel in kernels)


def run(layers, loss):
    parameters = [tensor for pair in layers for tensor in pair]
    optimizer = torch.optim.Adam(parameters, lr=0.02, eps=1e-8)
    losses, start = [], 0
    for step in range(STEPS):
        size = BATCHES[step % len(BATCHES)]
        rows = [(start + 11 * index) % ROWS for index in range(size)]
        start += size
        result = loss(rows)
        optimizer.zero_grad()
        result.backward()
        optimizer.step()
        losses.append(result.item())
    return {"losses": losses, "parameters": [tensor.detach().flatten().tolist() for tensor in parameters]}


def one_output(sampled=False, class_weights=None, smoothing=0.0, l1=0.0, l2=0.0):
    layers = [layer(FEATURES, 6, 0), layer(6, CLASSES, 1)]

    def loss(rows):
        hidden = torch.tanh(features[rows] @ layers[0][0] + layers[0][1])
        scores = hidden @ layers[1][0] + layers[1][1]
        weights = row_weights[rows] if sampled else torch.ones(len(rows))
        # The penalties are on the first layer's kernel alone.
        return class_loss(scores, rows, weights, class_weights, smoothing) + penalty([layers[0][0]], l1, l2)

    return run(layers, loss)


def two_outputs():
    """left reads columns 0 to 2, right columns 3, 4 and 1; class and numbers, weights 0.5 and 2; penalty on `left`."""
    layers = [layer(3, 4, 0), layer(3, 4, 1), layer(8, CLASSES, 2), layer(8, OUTPUTS, 3)]

    def loss(rows):
        batch = features[rows]
        left = torch.tanh(batch[:, :3] @ layers[0][0] + layers[0][1])
        right = torch.tanh(batch[:, [3, 4, 1]] @ layers[1][0] + layers[1][1])
        both = torch.cat([left, right], dim=1)
        scores = both @ layers[2][0] + layers[2][1]
        errors = both @ layers[3][0] + layers[3][1] - numbers[rows]
        weights = row_weights[rows]
        classified = class_loss(scores, rows, weights, balanced, 0.1)
        measured = weighted((errors**2).mean(dim=1), weights)
        return 0.5 * classified + 2 * measured + penalty([layers[0][0]], 0.001, 0.01)

    return run(layers, loss)


cases = {
    "L1 and L2 penalties": one_output(l1=0.01, l2=0.02),
    "class weights": one_output(class_weights=torch.tensor([0.5, 2.0, 1.0])),
    "balanced class weights": one_output(class_weights=balanced),
    "sample weights": one_output(sampled=True),
    "sample and class weights": one_output(sampled=True, class_weights=balanced),
    "label smoothing": one_output(smoothing=0.1),
    "two inputs and two outputs": two_outputs(),
}
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"torch": torch.__version__, "counts": counts, "cases": cases}) + "\n")
