"""Writes normalization.json: what PyTorch computes for the ops that normalize, and their gradients.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/ops/generate-normalization.py
"""

import torch
import torch.nn.functional as F

from cases import case, floats, write

torch.manual_seed(23)


# In float64, rounded at the end: the sums of PyTorch's own layer norm in float32 are good to 2e-6 only.
def batch_normalize(value, scale, shift, axis, epsilon):
    value, scale, shift = value.double(), scale.double(), shift.double()
    first = value.movedim(axis, 1)
    return F.batch_norm(first, None, None, scale, shift, training=True, eps=epsilon).movedim(1, axis).float()


for shape, axis, epsilon in [((6, 3), 1, 1e-3), ((4, 2, 5), 1, 1e-5), ((4, 5, 3), 2, 1e-3), ((3, 2, 4, 4), 1, 1e-3)]:
    # Away from mean 0 and variance 1, where a mistake would not show.
    inputs = [floats(*shape, scale=2.0) + 3, floats(shape[axis]), floats(shape[axis])]
    attributes = {"axis": axis, "epsilon": epsilon}
    case("batchNormalize", lambda *values: batch_normalize(*values, axis, epsilon), inputs, attributes)


def normalize(value, axes, epsilon):
    """Along the last axes by PyTorch's layer norm; other axes are moved there and back."""
    places = list(range(-len(axes), 0))
    last = value.double().movedim(axes, places)
    return F.layer_norm(last, last.shape[-len(axes) :], eps=epsilon).movedim(places, axes).float()


for shape, axes in [((4, 5), [1]), ((2, 3, 4), [1]), ((2, 3, 4), [1, 2]), ((3, 4), [0])]:
    attributes = {"axes": axes, "epsilon": 1e-3}
    case("normalize", lambda value: normalize(value, axes, 1e-3), [floats(*shape, scale=2.0) + 3], attributes)

write("normalization.json")
