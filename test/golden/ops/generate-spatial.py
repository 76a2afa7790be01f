"""Writes spatial.json: what PyTorch computes for the ops that slide windows, and their gradients.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/ops/generate-spatial.py
"""

import torch
import torch.nn.functional as F

from cases import case, floats, write

torch.manual_seed(21)


def padded(value, before, after, filler=0.0):
    """Padding that may differ on both sides, which PyTorch's own arguments cannot say."""
    sides = [count for pair in zip(reversed(before), reversed(after)) for count in pair]
    return F.pad(value, sides, value=filler)


def convolve(value, kernel, attributes):
    function = F.conv1d if value.dim() == 3 else F.conv2d
    return function(
        padded(value, attributes["padBefore"], attributes["padAfter"]),
        kernel,
        stride=attributes["strides"],
        dilation=attributes["dilations"],
        groups=attributes["groups"],
    )


def convolution(space, window, channels=2, outputs=3, strides=None, before=None, after=None, dilations=None, groups=1):
    """The op and its two gradients, which PyTorch's own differentiation gives."""
    one = [1] * len(space)
    attributes = {
        "strides": strides or one,
        "padBefore": before or [0] * len(space),
        "padAfter": after or [0] * len(space),
        "dilations": dilations or one,
        "groups": groups,
    }
    value, kernel = floats(2, channels, *space), floats(outputs, channels // groups, *window)
    gradient = floats(*convolve(value, kernel, attributes).shape)

    def input_gradient(gradient, kernel):
        at = torch.zeros_like(value, requires_grad=True)
        return torch.autograd.grad(convolve(at, kernel, attributes), at, gradient, create_graph=True)[0]

    def kernel_gradient(value, gradient):
        at = torch.zeros_like(kernel, requires_grad=True)
        return torch.autograd.grad(convolve(value, at, attributes), at, gradient, create_graph=True)[0]

    case("convolution", lambda a, b: convolve(a, b, attributes), [value, kernel], attributes)
    case("convolutionInputGradient", input_gradient, [gradient, kernel], {**attributes, "inputSize": space})
    case("convolutionKernelGradient", kernel_gradient, [value, gradient], {**attributes, "kernelSize": window})


convolution([6], [3])
convolution([7], [2], strides=[3], before=[1], after=[2], dilations=[2])
convolution([5], [3], channels=4, outputs=4, groups=4, before=[2], after=[0])
convolution([5, 6], [3, 3])
convolution([5, 6], [1, 1])
convolution([5, 5], [3, 3], before=[1, 1], after=[1, 1])
convolution([6, 7], [2, 3], strides=[2, 3], before=[0, 1], after=[1, 2])
convolution([7, 6], [3, 2], dilations=[2, 3], strides=[1, 2])
convolution([5, 4], [3, 2], channels=4, outputs=6, groups=2, before=[1, 0], after=[1, 1])
convolution([5, 5], [3, 3], channels=3, outputs=6, groups=3, strides=[2, 2], before=[0, 0], after=[1, 1])
# More than 64 taps times channels, where the form of the kernel's gradient in ONNX changes.
convolution([4, 4], [3, 3], channels=8, outputs=2, before=[1, 1], after=[1, 1])



def flat_regions(*shape):
    """Small whole numbers, so that many windows have equal maxima, as flat parts of pictures give."""
    return torch.randint(0, 3, shape).float()


def pooling(space, window, strides, before=None, after=None):
    attributes = {
        "window": window,
        "strides": strides,
        "padBefore": before or [0] * len(space),
        "padAfter": after or [0] * len(space),
    }
    largest = F.max_pool1d if len(space) == 1 else F.max_pool2d
    mean = F.avg_pool1d if len(space) == 1 else F.avg_pool2d

    def max_pool(value):
        return largest(padded(value, attributes["padBefore"], attributes["padAfter"], -float("inf")), window, strides)

    def max_pool_gradient(value, _, gradient):
        at = value.detach().requires_grad_()
        return torch.autograd.grad(max_pool(at), at, gradient)[0]

    def average_pool(value, count_padding):
        filled = mean(padded(value, attributes["padBefore"], attributes["padAfter"]), window, strides)
        if count_padding:
            return filled
        places = padded(torch.ones(value.shape), attributes["padBefore"], attributes["padAfter"])
        return filled / mean(places, window, strides)

    for value in [floats(2, 3, *space), flat_regions(2, 3, *space)]:
        case("maxPool", max_pool, [value], attributes)
        pooled = max_pool(value)
        case("maxPoolGradient", max_pool_gradient, [value, pooled, floats(*pooled.shape)], attributes)
    for count_padding in [False, True]:
        value = floats(2, 3, *space)
        gradient = floats(*average_pool(value, count_padding).shape)

        def average_pool_gradient(gradient):
            at = torch.zeros_like(value, requires_grad=True)
            return torch.autograd.grad(average_pool(at, count_padding), at, gradient, create_graph=True)[0]

        options = {**attributes, "countPadding": count_padding}
        case("averagePool", lambda value: average_pool(value, count_padding), [value], options)
        case("averagePoolGradient", average_pool_gradient, [gradient], {**options, "inputSize": space})


pooling([6], [2], [2])
pooling([7], [3], [1], before=[1], after=[2])
pooling([6, 6], [2, 2], [2, 2])
pooling([7, 5], [2, 2], [2, 2])
pooling([7, 6], [3, 3], [2, 2], before=[1, 1], after=[1, 1])
pooling([5, 6], [3, 2], [1, 1], before=[0, 1], after=[1, 0])
pooling([7, 7], [2, 1], [3, 2])

write("spatial.json")
