"""Whole trainings of small networks over space by PyTorch: a CNN, a residual one of two branches, one of two inputs and
outputs. Losses, gradient norms, last weights, running averages and predictions.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/training/generate-networks.py
Weights and data are sines of their index, so that the test makes the same without reading them.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

ROWS, SIDE, CHANNELS, FEATURES, CLASSES = 30, 6, 2, 4, 3
BATCHES = [8, 8, 8, 6]  # an epoch: the last batch is smaller


def sines(shape, scale, phase):
    count = math.prod(shape)
    values = [scale * math.sin(0.7 * index + phase) for index in range(count)]
    return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


images = sines([ROWS, SIDE, SIDE, CHANNELS], 1.5, 0.3)
features = sines([ROWS, FEATURES], 1.0, 1.1)
classes = torch.tensor([(row * 7) % CLASSES for row in range(ROWS)])
numbers = sines([ROWS, 1], 1.0, 2.1)


class Weights:
    """Parameters in the order in which they are asked for, the phase of their sine counting on."""

    def __init__(self, shapes):
        self.made = {}
        for phase, (key, shape) in enumerate(shapes.items()):
            inputs = math.prod(shape[1:]) if len(shape) == 4 else shape[0]
            scale = 0.1 if len(shape) == 1 else 1.6 / math.sqrt(inputs)
            # Gains vary about 1.
            self.made[key] = {"shape": shape, "scale": scale, "phase": 0.5 * phase, "offset": float(key.endswith("gamma"))}
        self.tensors = {
            key: (one["offset"] + sines(one["shape"], one["scale"], one["phase"])).requires_grad_()
            for key, one in self.made.items()
        }
        self.averages = {}
        self.training = True

    def __getitem__(self, key):
        return self.tensors[key]


def same(value, weights, layer, groups=1):
    kernel = weights[f"{layer}/kernel"]
    bias = weights.tensors.get(f"{layer}/bias")
    return F.conv2d(value, kernel, bias, padding="same", groups=groups)


def normalize(value, weights, layer, momentum, epsilon):
    """Running averages as Keras keeps them: momentum is the old average's share, the variance is divided by the count."""
    gamma, beta = weights[f"{layer}/gamma"], weights[f"{layer}/beta"]
    if not weights.training:
        averages = [weights.averages[f"{layer}/{name}"] for name in ["movingMean", "movingVariance"]]
        return F.batch_norm(value, *averages, gamma, beta, False, eps=epsilon)
    variance, mean = torch.var_mean(value.detach(), [0, 2, 3], unbiased=False)
    for name, now, start in [("movingMean", mean, 0.0), ("movingVariance", variance, 1.0)]:
        before = weights.averages.get(f"{layer}/{name}", torch.full_like(now, start))
        weights.averages[f"{layer}/{name}"] = before * momentum + now * (1 - momentum)
    return F.batch_norm(value, None, None, gamma, beta, True, eps=epsilon)


def dense(value, weights, layer):
    return value @ weights[f"{layer}/kernel"] + weights[f"{layer}/bias"]


def first(rows):
    return images[rows].movedim(-1, 1)


def conv(filters, **options):
    return {"type": "conv2d", "filters": filters, "kernelSize": 3, "padding": "same", **options}


# A list of layers.
def cnn(weights, rows):
    value = F.max_pool2d(F.relu(F.conv2d(first(rows), weights["conv2d_1/kernel"], weights["conv2d_1/bias"])), 2)
    value = F.avg_pool2d(torch.tanh(same(value, weights, "conv2d_2")), 2)
    scores = dense(value.movedim(1, -1).flatten(1), weights, "dense_1")
    penalty = 0.01 * (weights["conv2d_2/kernel"] ** 2).sum()
    return {"scores": scores}, F.cross_entropy(scores, classes[rows]) + penalty


cnn_model = {
    "layers": [
        conv(4, padding="valid", activation="relu"),
        {"type": "maxPooling2d"},
        conv(5, activation="tanh", kernelL2=0.01),
        {"type": "averagePooling2d"},
        {"type": "flatten"},
        {"type": "dense", "units": "classes", "activation": "softmax"},
    ]
}
cnn_shapes = {
    "conv2d_1/kernel": [4, 2, 3, 3],
    "conv2d_1/bias": [4],
    "conv2d_2/kernel": [5, 4, 3, 3],
    "conv2d_2/bias": [5],
    "dense_1/kernel": [5, 3],
    "dense_1/bias": [3],
}


# Two branches that are added, then two that are joined; as many channels as fill a block of onnxruntime's layout.
def residual(weights, rows):
    stem = F.relu(normalize(same(first(rows), weights, "stem"), weights, "stemNorm", 0.9, 1e-3))
    left = F.relu(same(stem, weights, "left"))
    left = normalize(same(left, weights, "leftDepthwise", groups=16), weights, "leftNorm", 0.8, 1e-3)
    right = same(stem, weights, "right")
    joined = F.relu(left + right)
    both = torch.cat([F.max_pool2d(joined, 2), F.avg_pool2d(joined, 2)], 1)
    scores = dense(both.mean([2, 3]), weights, "scores")
    return {"scores": scores}, F.cross_entropy(scores, classes[rows])


def named(id, layer, inputs=None):
    """A layer of a list; it takes the one before it where it does not say what."""
    return {**layer, "id": id, **({} if inputs is None else {"inputs": inputs})}


residual_model = {
    "layers": [
        named("stem", conv(16, useBias=False)),
        named("stemNorm", {"type": "batchNormalization", "momentum": 0.9}),
        {"type": "activation", "activation": "relu"},
        named("left", conv(16, activation="relu")),
        named("leftDepthwise", {"type": "depthwiseConv2d", "kernelSize": 3, "padding": "same"}),
        named("leftNorm", {"type": "batchNormalization", "momentum": 0.8}),
        named("right", conv(16, kernelSize=1), ["activation_1"]),
        named("sum", {"type": "add"}, ["leftNorm", "right"]),
        {"type": "activation", "activation": "relu"},
        named("largest", {"type": "maxPooling2d"}),
        named("mean", {"type": "averagePooling2d"}, ["activation_2"]),
        named("both", {"type": "concatenate"}, ["largest", "mean"]),
        {"type": "globalAveragePooling"},
        named("scores", {"type": "dense", "units": "classes", "activation": "softmax"}),
    ],
}
residual_shapes = {
    "stem/kernel": [16, 2, 3, 3],
    "stemNorm/gamma": [16],
    "stemNorm/beta": [16],
    "left/kernel": [16, 16, 3, 3],
    "left/bias": [16],
    "leftDepthwise/kernel": [16, 1, 3, 3],
    "leftDepthwise/bias": [16],
    "leftNorm/gamma": [16],
    "leftNorm/beta": [16],
    "right/kernel": [16, 16, 1, 1],
    "right/bias": [16],
    "scores/kernel": [32, 3],
    "scores/bias": [3],
}


# Two inputs and two outputs, whose losses are weighed.
def forked(weights, rows):
    image = F.softsign(same(first(rows), weights, "seen")).amax([2, 3])
    row = torch.tanh(dense(features[rows], weights, "read"))
    shared = torch.cat([image, row], 1)
    scores, number = dense(shared, weights, "scores"), dense(shared * shared, weights, "number")
    loss = F.cross_entropy(scores, classes[rows]) + 0.5 * F.mse_loss(number, numbers[rows])
    return {"scores": scores, "number": number}, loss


def node(id, inputs, layer):
    return {"id": id, "inputs": inputs, **layer}


forked_model = {
    "inputs": [{"id": "image"}, {"id": "row"}],
    "nodes": [
        node("seen", ["image"], conv(4, activation="softsign")),
        node("largest", ["seen"], {"type": "globalMaxPooling"}),
        node("read", ["row"], {"type": "dense", "units": 3, "activation": "tanh"}),
        node("shared", ["largest", "read"], {"type": "concatenate"}),
        node("squared", ["shared", "shared"], {"type": "multiply"}),
        node("scores", ["shared"], {"type": "dense", "units": "classes", "activation": "softmax"}),
        node("number", ["squared"], {"type": "dense", "units": 1}),
    ],
    "outputs": ["scores", "number"],
}
forked_shapes = {
    "seen/kernel": [4, 2, 3, 3],
    "seen/bias": [4],
    "read/kernel": [4, 3],
    "read/bias": [3],
    "scores/kernel": [7, 3],
    "scores/bias": [3],
    "number/kernel": [7, 1],
    "number/bias": [1],
}

SGD = {"type": "sgd", "learningRate": 0.05, "momentum": 0.9}
ADAM = {"type": "adam", "learningRate": 0.01}


def optimizer_of(spec, tensors):
    if spec["type"] == "adam":
        return torch.optim.Adam(tensors, lr=spec["learningRate"], eps=1e-8)
    return torch.optim.SGD(tensors, lr=spec["learningRate"], momentum=spec["momentum"])


cases = []


def train(title, model, shapes, step, training, steps):
    weights = Weights(shapes)
    tensors = list(weights.tensors.values())
    optimizer = optimizer_of(training["optimizer"], tensors)
    losses, norms, start = [], [], 0
    for index in range(steps):
        size = BATCHES[index % len(BATCHES)]
        rows = [(start + 11 * place) % ROWS for place in range(size)]
        start += size
        _, loss = step(weights, rows)
        optimizer.zero_grad()
        loss.backward()
        norms.append(torch.sqrt(sum((one.grad**2).sum() for one in tensors)).item())
        optimizer.step()
        losses.append(loss.item())
    weights.training = False
    outputs, _ = step(weights, list(range(5)))
    last = {**{key: one.detach() for key, one in weights.tensors.items()}, **weights.averages}
    cases.append(
        {
            "title": title,
            "model": model,
            "training": training,
            "weights": weights.made,
            "losses": losses,
            "norms": norms,
            "predictions": {
                name: (value if name == "number" else F.softmax(value, -1)).flatten().tolist() for name, value in outputs.items()
            },
            "last": {key: value.flatten().tolist() for key, value in last.items()},
        }
    )


one = {"loss": "crossEntropy", "metrics": []}
train("a list of layers", cnn_model, cnn_shapes, cnn, {**one, "optimizer": ADAM}, 12)
train("two branches", residual_model, residual_shapes, residual, {**one, "optimizer": SGD}, 6)
both = {
    "loss": {"scores": "crossEntropy", "number": "mse"},
    "lossWeights": {"number": 0.5},
    "metrics": {},
    "optimizer": SGD,
}
train("two inputs and two outputs", forked_model, forked_shapes, forked, both, 12)

path = pathlib.Path(__file__).with_name("networks.json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
