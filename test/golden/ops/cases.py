"""What the scripts that write goldens of ops share: a case is an op's inputs, its output and its gradients.

Each case has inputs, attributes, outputs, and the gradients of sum(output * weights) with respect to every input
that has one; weights are given too.
"""

import json
import pathlib

import torch

DTYPES = {torch.float32: "float32", torch.int32: "int32", torch.uint8: "uint8", torch.bool: "bool", torch.int64: "int32"}


def tensor(value):
    return {
        "dtype": DTYPES[value.dtype],
        "shape": list(value.shape),
        "data": [float(item) if value.dtype == torch.float32 else int(item) for item in value.flatten()],
    }


def floats(*shape, positive=False, scale=1.0):
    value = torch.randn(shape) * scale
    return value.abs() + 0.1 if positive else value


cases = []


def case(op, function, inputs, attributes=None):
    leaves = [value.clone().requires_grad_(value.dtype == torch.float32) for value in inputs]
    output = function(*leaves)
    entry = {
        "op": op,
        "attributes": attributes or {},
        "inputs": [tensor(value) for value in inputs],
        "output": tensor(output.detach()),
    }
    if output.requires_grad:
        weights = torch.randn(output.shape)
        (output * weights).sum().backward()
        entry["weights"] = tensor(weights)
        entry["gradients"] = [None if leaf.grad is None else tensor(leaf.grad) for leaf in leaves]
    cases.append(entry)


def write(name):
    """Writes all cases beside this file."""
    lines = ",\n".join("  " + json.dumps(entry) for entry in cases)
    pathlib.Path(__file__).with_name(name).write_text(
        '{\n"torch": "%s",\n"cases": [\n%s\n]\n}\n' % (torch.__version__, lines)
    )
    print(f"{len(cases)} cases")
