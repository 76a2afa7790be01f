"""Trainings by PyTorch with several batches an update and averaged weights: losses of every epoch, last weights, averages.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13):
node test/golden/control/orders.ts | /usr/bin/python3 test/golden/control/generate.py
Weights and data are sines of their index, so that the test makes the same without reading them.
"""

import json
import math
import pathlib
import sys

import torch
from torch.optim.swa_utils import AveragedModel

ORDERS = json.load(sys.stdin)
TRAIN, ROWS, FEATURES, HIDDEN, CLASSES, OUTPUTS, BATCH = 30, 36, 4, 5, 3, 2, 8
L2, SIZE_WEIGHT, CLASS_WEIGHTS = 0.01, 0.5, [1.0, 2.0, 0.5]


def sines(count, scale, phase):
    return [scale * math.sin(0.7 * index + phase) for index in range(count)]


def matrix(rows, columns, scale, phase):
    return torch.tensor(sines(rows * columns, scale, phase), dtype=torch.float64).float().reshape(rows, columns)


features = matrix(ROWS, FEATURES, 1.5, 0.3)
kinds = torch.tensor([(row * 7) % CLASSES for row in range(ROWS)])
sizes = matrix(ROWS, OUTPUTS, 1.0, 2.1)
weights = torch.tensor([0.5 + (row % 4) / 2 for row in range(ROWS)])


class Network(torch.nn.Module):
    def __init__(self, normalized):
        super().__init__()
        self.normalized = normalized
        self.dense = torch.nn.ParameterList()
        for layer, (size, units) in enumerate([(FEATURES, HIDDEN), (HIDDEN, CLASSES), (HIDDEN, OUTPUTS)]):
            self.dense.append(torch.nn.Parameter(matrix(size, units, 1.6 / math.sqrt(size), 0.5 * layer)))
            self.dense.append(torch.nn.Parameter(matrix(1, units, 0.1, 1.0 + layer)[0].clone()))
        if normalized:
            self.gamma = torch.nn.Parameter(torch.ones(HIDDEN))
            self.beta = torch.nn.Parameter(torch.zeros(HIDDEN))
            self.register_buffer("mean", torch.zeros(HIDDEN))
            self.register_buffer("variance", torch.ones(HIDDEN))

    def forward(self, rows):
        kernel, bias, *heads = self.dense
        value = torch.tanh(features[rows] @ kernel + bias)
        if self.normalized:
            mean, variance = self.mean, self.variance
            if self.training:
                mean, variance = value.mean(0), value.var(0, unbiased=False)
                with torch.no_grad():
                    self.mean.mul_(0.9).add_(0.1 * mean)
                    self.variance.mul_(0.9).add_(0.1 * variance)
            value = (value - mean) / torch.sqrt(variance + 1e-3) * self.gamma + self.beta
        return value @ heads[0] + heads[1], value @ heads[2] + heads[3]

    def penalty(self):
        return L2 * (self.dense[0] ** 2).sum()


def parts(model, rows):
    """Of both losses the weighted sum over the rows, and what divides it."""
    kind, size = model(rows)
    by_class = weights[rows] * torch.tensor(CLASS_WEIGHTS)[kinds[rows]]
    losses = torch.nn.functional.cross_entropy(kind, kinds[rows], reduction="none")
    squares = ((size - sizes[rows]) ** 2).mean(1)
    return [(losses * by_class).sum(), by_class.sum()], [(squares * weights[rows]).sum(), weights[rows].sum()]


def whole(model, sums):
    return sums[0][0] / sums[0][1] + SIZE_WEIGHT * sums[1][0] / sums[1][1] + model.penalty()


def train(optimizer, accumulate, averaging, normalized, clip=None, epochs=5):
    torch.manual_seed(0)
    model = Network(normalized)
    make = {"sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9), "adam": lambda p: torch.optim.Adam(p, lr=0.01)}
    optimizer = make[optimizer](model.parameters())
    kind = None if averaging is None else averaging["type"]
    decay = None if kind != "ema" else averaging["decay"]
    average = None
    if kind == "ema":
        average = AveragedModel(model, avg_fn=lambda a, p, n: decay * a + (1 - decay) * p, use_buffers=True)
    elif kind == "swa":
        average = AveragedModel(model, use_buffers=True)
    reports = []
    for epoch in range(epochs):
        model.train()
        order = ORDERS[epoch]
        batches = [order[start : start + BATCH] for start in range(0, TRAIN, BATCH)]
        norms = []
        for first in range(0, len(batches), accumulate):
            group = batches[first : first + accumulate]
            optimizer.zero_grad()
            if normalized:
                # Statistics are those of each batch, so the group goes batch by batch, each a share of the group's mean.
                rows = sum(group, [])
                total = [
                    (weights[rows] * torch.tensor(CLASS_WEIGHTS)[kinds[rows]]).sum(),
                    weights[rows].sum(),
                ]
                for batch in group:
                    (kind_part, _), (size_part, _) = parts(model, batch)
                    (kind_part / total[0] + SIZE_WEIGHT * size_part / total[1]).backward()
                model.penalty().backward()
            else:
                # One batch of all the rows: what gathering gradients must come to.
                whole(model, parts(model, sum(group, []))).backward()
            norms.append(torch.sqrt(sum((p.grad**2).sum() for p in model.parameters())).item())
            if clip is not None:
                torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            if kind == "ema":
                average.update_parameters(model)
        if kind == "swa" and epoch + 1 >= averaging["from"]:
            average.update_parameters(model)
        begun = average is not None and average.n_averaged > 0
        judged = average.module if begun else model
        judged.eval()
        with torch.no_grad():
            validation = whole(judged, parts(judged, list(range(TRAIN, ROWS)))).item()
        reports.append({"validation": validation, "norm": sum(norms) / len(norms)})
    flat = lambda values: {name: value.detach().flatten().tolist() for name, value in values.items()}
    return {
        "epochs": reports,
        "parameters": flat(model.state_dict()),
        "averages": None if average is None else flat(average.module.state_dict()),
    }


cases = []
for case in [
    {"optimizer": "sgd", "accumulate": 3, "averaging": None, "normalized": False, "clip": None},
    {"optimizer": "adam", "accumulate": 2, "averaging": None, "normalized": False, "clip": 0.4},
    {"optimizer": "adam", "accumulate": 3, "averaging": {"type": "ema", "decay": 0.9}, "normalized": True, "clip": None},
    {"optimizer": "sgd", "accumulate": 1, "averaging": {"type": "ema", "decay": 0.8}, "normalized": False, "clip": None},
    {"optimizer": "adam", "accumulate": 1, "averaging": {"type": "swa", "from": 3}, "normalized": True, "clip": None},
]:
    cases.append(case | train(**case))

path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
