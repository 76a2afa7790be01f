"""What the scripts that write goldens of layers share: a case is a layer with its weights, its output and its gradients.

Each case has the layer as a node of an experiment file, its inputs (channels last, as people write them), its parameters
and in training its noise by name; then the output, the gradients of sum(output * weights) with respect to every
input and every trainable parameter, and the next values of the statistics that it keeps.
"""

import json
import pathlib

import torch

DTYPES = {torch.float32: "float32", torch.int32: "int32"}


def tensor(value):
    return {
        "dtype": DTYPES[value.dtype],
        "shape": list(value.shape),
        "data": [float(item) if value.dtype == torch.float32 else int(item) for item in value.detach().flatten()],
    }


def floats(*shape, scale=1.0):
    return torch.randn(shape) * scale


def channels_first(value):
    return value.movedim(-1, 1)


def channels_last(value):
    return value.movedim(1, -1)


cases = []


def case(title, layer, function, inputs, parameters=None, *, training=True, noise=None, updates=None, kept=()):
    """`function(*inputs, **parameters)` gives the output. `kept` names parameters that no gradient reaches."""
    leaves = [value.clone().requires_grad_(value.dtype == torch.float32) for value in inputs]
    learned = {name: value.clone().requires_grad_(name not in kept) for name, value in (parameters or {}).items()}
    output = function(*leaves, **learned)
    weights = torch.randn(output.shape)
    (output * weights).sum().backward()

    def gradient(leaf):
        return tensor(torch.zeros_like(leaf) if leaf.grad is None else leaf.grad) if leaf.requires_grad else None

    cases.append(
        {
            "title": title,
            "layer": layer,
            "training": training,
            "inputs": [tensor(value) for value in inputs],
            "parameters": {name: tensor(value) for name, value in (parameters or {}).items()},
            "noise": {name: tensor(value) for name, value in (noise or {}).items()},
            "output": tensor(output),
            "weights": tensor(weights),
            "inputGradients": [gradient(leaf) for leaf in leaves],
            "parameterGradients": {name: gradient(leaf) for name, leaf in learned.items() if leaf.requires_grad},
            "updates": {name: tensor(value) for name, value in (updates or {}).items()},
        }
    )


def write(name):
    """Writes all cases beside this file."""
    lines = ",\n".join("  " + json.dumps(entry) for entry in cases)
    pathlib.Path(__file__).with_name(name).write_text(
        '{\n"torch": "%s",\n"cases": [\n%s\n]\n}\n' % (torch.__version__, lines)
    )
    print(f"{len(cases)} cases")
