"""Writes basic.json: what PyTorch computes for dense layers, embeddings, layers that join and layers with noise.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/layers/generate-basic.py
"""

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, floats, write

torch.manual_seed(25)

case(
    "dense",
    {"type": "dense", "units": 3, "activation": "tanh"},
    lambda x, kernel, bias: torch.tanh(F.linear(x, kernel.T, bias)),
    [floats(4, 5)],
    {"kernel": floats(5, 3), "bias": floats(3)},
)
case(
    "dense without bias",
    {"type": "dense", "units": 2, "useBias": False},
    lambda x, kernel: F.linear(x, kernel.T),
    [floats(4, 5)],
    {"kernel": floats(5, 2)},
)

words = torch.tensor([[0, 2, 2], [4, 1, 2]], dtype=torch.int32)
case(
    "embedding of numbers",
    {"type": "embedding", "inputDim": 5, "outputDim": 3},
    lambda x, embeddings: F.embedding(x.long(), embeddings),
    [words],
    {"embeddings": floats(5, 3)},
)


def embed_known(x, embeddings):
    """PyTorch refuses unknown numbers: known ones, and zeros in the places of the others."""
    known = (x >= 0) & (x < len(embeddings))
    return F.embedding(torch.where(known, x, 0).long(), embeddings) * known[..., None]


case(
    "embedding of unknown numbers",
    {"type": "embedding", "inputDim": 4, "outputDim": 2},
    embed_known,
    [torch.tensor([[-1, 3], [4, 0]], dtype=torch.int32)],
    {"embeddings": floats(4, 2)},
)

case(
    "prelu",
    {"type": "prelu"},
    lambda x, alpha: channels_last(F.prelu(channels_first(x), alpha)),
    [torch.cat([floats(2, 3, 2, 4), torch.zeros(1, 3, 2, 4)])],
    {"alpha": floats(4)},
)
case("flatten", {"type": "flatten"}, lambda x: torch.flatten(x, 1), [floats(2, 3, 2, 4)])

# Equal elements share what maximum gives back.
tied = torch.tensor([[1.0, 2.0, -0.0, 3.0], [0.0, -1.0, 5.0, 3.0]])
for shape in [(3, 4), (2, 3, 2, 2)]:
    two = [floats(*shape), floats(*shape)]
    case(f"add of {list(shape)}", {"type": "add"}, lambda a, b: a + b, two)
    case(f"multiply of {list(shape)}", {"type": "multiply"}, lambda a, b: a * b, two)
    case(f"maximum of {list(shape)}", {"type": "maximum"}, torch.maximum, two)
    case(f"average of {list(shape)}", {"type": "average"}, lambda *x: torch.stack(x).mean(0), [*two, floats(*shape)])
case("maximum of equal ones", {"type": "maximum"}, torch.maximum, [tied, tied.flip(0)])
case("concatenate rows", {"type": "concatenate"}, lambda *x: torch.cat(x, -1), [floats(3, 2), floats(3, 1), floats(3, 4)])
case("concatenate images", {"type": "concatenate"}, lambda *x: torch.cat(x, -1), [floats(2, 2, 3, 2), floats(2, 2, 3, 1)])

# Noise is given; PyTorch's own would be another.
keep = (torch.rand(3, 4) < 0.75).float()
case("dropout", {"type": "dropout", "rate": 0.25}, lambda x: x * keep / 0.75, [floats(3, 4)], noise={"keep": keep})
case("dropout, predicting", {"type": "dropout", "rate": 0.25}, lambda x: F.dropout(x, 0.25, False), [floats(3, 4)], training=False)
channels = (torch.rand(3, 4) < 0.5).float()
case(
    "spatialDropout",
    {"type": "spatialDropout", "rate": 0.5},
    lambda x: x * channels[:, None, None, :] / 0.5,
    [floats(3, 2, 3, 4)],
    noise={"keep": channels},
)
normal = floats(3, 4)
case(
    "gaussianNoise",
    {"type": "gaussianNoise", "stddev": 0.3},
    lambda x: x + 0.3 * normal,
    [floats(3, 4)],
    noise={"normal": normal},
)

write("basic.json")
