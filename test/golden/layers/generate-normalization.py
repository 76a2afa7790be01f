"""Writes normalization.json: what PyTorch computes for each layer that normalizes, its gradients and its running averages.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/layers/generate-normalization.py
"""

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, floats, write

torch.manual_seed(24)


def shifted(*shape):
    """Away from mean 0 and variance 1, where a mistake would not show."""
    return floats(*shape, scale=2.0) + 3


def vectors(channels):
    return {"gamma": floats(channels) + 1, "beta": floats(channels)}


# In float64, rounded at the end: the sums of PyTorch's own kernels in float32 are good to 2e-6 only.
def doubled(function):
    return lambda *inputs, **parameters: function(
        *(value.double() for value in inputs), **{name: value.double() for name, value in parameters.items()}
    ).float()


def batch_normalization(shape, momentum, epsilon, training, vectors):
    channels = shape[-1]
    averages = {"movingMean": floats(channels), "movingVariance": floats(channels) ** 2 + 0.1}
    layer = {"type": "batchNormalization", "momentum": momentum, "epsilon": epsilon}
    layer.update({"scale": "gamma" in vectors, "center": "beta" in vectors})

    @doubled
    def normalize(value, movingMean, movingVariance, gamma=None, beta=None):
        first = channels_first(value)
        return channels_last(F.batch_norm(first, movingMean, movingVariance, gamma, beta, training=training, eps=epsilon))

    value = shifted(*shape)
    updates = {}
    if training:
        # PyTorch divides the variance of its running average by the count less one, Keras and this layer by the count.
        mean, variance = averages["movingMean"].clone(), averages["movingVariance"].clone()
        F.batch_norm(channels_first(value), mean, variance, training=True, momentum=1 - momentum)
        count = value.numel() / channels
        before = averages["movingVariance"]
        biased = before * momentum + (variance - before * momentum) * (count - 1) / count
        updates = {"movingMean": mean, "movingVariance": biased}
    title = f"batchNormalization of {list(shape)}, " + ("training" if training else "predicting")
    kept = ("movingMean", "movingVariance")
    case(title, layer, normalize, [value], {**vectors, **averages}, training=training, updates=updates, kept=kept)


batch_normalization((6, 3), 0.9, 1e-5, True, vectors(3))
batch_normalization((4, 5, 2), 0.99, 1e-3, True, {"gamma": floats(2) + 1})
batch_normalization((3, 4, 3, 2), 0.75, 1e-3, True, vectors(2))
batch_normalization((3, 4, 3, 2), 0.99, 1e-3, False, vectors(2))
batch_normalization((6, 3), 0.99, 1e-3, False, {})

for shape, epsilon in [((4, 5), 1e-3), ((2, 3, 2, 4), 1e-5)]:
    layer = {"type": "layerNormalization", "epsilon": epsilon}
    normalize = doubled(lambda value, gamma, beta: F.layer_norm(value, gamma.shape, gamma, beta, epsilon))
    case(f"layerNormalization of {list(shape)}", layer, normalize, [shifted(*shape)], vectors(shape[-1]))

for shape, groups, epsilon in [((3, 6), 2, 1e-3), ((2, 3, 2, 4), 4, 1e-5), ((2, 5, 6), 3, 1e-3)]:
    layer = {"type": "groupNormalization", "groups": groups, "epsilon": epsilon}
    normalize = doubled(
        lambda value, gamma, beta: channels_last(F.group_norm(channels_first(value), groups, gamma, beta, epsilon))
    )
    case(f"groupNormalization of {list(shape)}", layer, normalize, [shifted(*shape)], vectors(shape[-1]))

# PyTorch 1.13 has no RMSNorm: its formula in PyTorch's functions.
for shape in [(4, 5), (2, 3, 4)]:
    layer = {"type": "rmsNormalization", "epsilon": 1e-6}
    normalize = doubled(lambda value, gamma: value * torch.rsqrt(value.pow(2).mean(-1, keepdim=True) + 1e-6) * gamma)
    case(f"rmsNormalization of {list(shape)}", layer, normalize, [shifted(*shape)], {"gamma": floats(shape[-1])})

write("normalization.json")
