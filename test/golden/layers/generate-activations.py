"""Writes activations.json: what PyTorch computes for each activation, and its gradients, at extreme values too.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/layers/generate-activations.py
"""

import torch
import torch.nn.functional as F

from cases import case, floats, write

torch.manual_seed(22)

# Zero and the kinks are where slopes are decided; beyond 88 the exponential of a float32 overflows.
kinks = torch.tensor([[-6.0, -3.0, -0.5, -0.0, 0.0, 0.5, 3.0, 6.0]])
extremes = torch.tensor([[-1e4, -100.0, 0.0, 100.0, 1e4]])

ACTIVATIONS = {
    "linear": lambda x: x * 1,
    "relu": F.relu,
    "leakyRelu": lambda x: F.leaky_relu(x, 0.2),
    "relu6": F.relu6,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": F.gelu,
    "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "sigmoid": torch.sigmoid,
    "hardSigmoid": F.hardsigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x: F.softmax(x, -1),
    "logSoftmax": lambda x: F.log_softmax(x, -1),
}

for name, function in ACTIVATIONS.items():
    layer = {"type": "activation", "activation": name}
    case(name, layer, function, [floats(3, 2, 4, scale=2.0)])
    case(f"{name} at kinks", layer, function, [kinks])
    case(f"{name} of extremes", layer, function, [extremes])

write("activations.json")
