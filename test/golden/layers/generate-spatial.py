"""Writes spatial.json: what PyTorch computes for convolutions, pooling and the other layers over space, and their gradients.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/layers/generate-spatial.py
"""

import math

import torch
import torch.nn.functional as F

from cases import case, channels_first, channels_last, floats, write

torch.manual_seed(26)


def pads(space, window, strides, dilations, padding):
    """Before and after each axis, as TensorFlow pads: PyTorch's own `same` takes no strides."""
    result = []
    for size, length, stride, dilation in zip(space, window, strides, dilations):
        span = (length - 1) * dilation + 1
        total = max(0, (math.ceil(size / stride) - 1) * stride + span - size)
        result.append({"valid": (0, 0), "same": (total // 2, total - total // 2), "causal": (span - 1, 0)}[padding])
    return result


def padded(value, around, filler=0.0):
    """PyTorch lists paddings from the last axis on."""
    return F.pad(value, [count for axis in reversed(around) for count in axis], value=filler)


def each(value, axes):
    return value if isinstance(value, list) else [value] * axes


ACTIVATIONS = {"linear": lambda x: x, "relu": F.relu, "tanh": torch.tanh, "softmax": lambda x: F.softmax(x, 1)}


def convolution(type, space, channels, options, parameters):
    """A layer of any kind of convolution over one or two axes, channels last on both sides."""
    axes = len(space)
    strides, dilations = each(options.get("strides", 1), axes), each(options.get("dilation", 1), axes)
    padding, activation = options.get("padding", "valid"), ACTIVATIONS[options.get("activation", "linear")]
    convolve = [F.conv1d, F.conv2d][axes - 1]

    def layer(x, kernel=None, bias=None, depthwiseKernel=None, pointwiseKernel=None):
        first = channels_first(x)
        window = (kernel if depthwiseKernel is None else depthwiseKernel).shape[2:]
        filled = padded(first, pads(space, window, strides, dilations, padding))
        if depthwiseKernel is not None:
            apart = convolve(filled, depthwiseKernel, None, strides, 0, dilations, channels)
            return channels_last(activation(convolve(apart, pointwiseKernel, bias)))
        groups = channels if type == "depthwiseConv2d" else options.get("groups", 1)
        return channels_last(activation(convolve(filled, kernel, bias, strides, 0, dilations, groups)))

    value = floats(2, *space, channels)
    case(f"{type} {options}", {"type": type, **options}, layer, [value], parameters)


def weights(kernel, filters, name="kernel"):
    return {name: floats(*kernel), "bias": floats(filters)}


convolution("conv1d", [6], 2, {"filters": 3, "kernelSize": 3}, weights([3, 2, 3], 3))
convolution("conv1d", [7], 2, {"filters": 2, "kernelSize": 3, "dilation": 2, "padding": "causal"}, weights([2, 2, 3], 2))
strided = {"filters": 4, "kernelSize": 2, "strides": 2, "padding": "same", "groups": 2, "activation": "tanh"}
convolution("conv1d", [5], 4, strided, weights([4, 2, 2], 4))

convolution("conv2d", [5, 6], 2, {"filters": 3, "kernelSize": 3}, weights([3, 2, 3, 3], 3))
uneven = {"filters": 3, "kernelSize": [2, 3], "strides": [2, 1], "padding": "same", "activation": "softmax"}
convolution("conv2d", [5, 4], 2, uneven, weights([3, 2, 2, 3], 3))
dilated = {"filters": 4, "kernelSize": 2, "dilation": [2, 1], "groups": 2, "useBias": False}
convolution("conv2d", [4, 5], 4, dilated, {"kernel": floats(4, 2, 2, 2)})
# Whole blocks of channels, where onnxruntime computes in another layout.
convolution(
    "conv2d", [4, 4], 16, {"filters": 16, "kernelSize": 3, "padding": "same", "activation": "relu"}, weights([16, 16, 3, 3], 16)
)

convolution("depthwiseConv2d", [4, 5], 3, {"kernelSize": 3}, weights([3, 1, 3, 3], 3))
multiplied = {"kernelSize": [2, 3], "strides": 2, "padding": "same", "depthMultiplier": 2, "activation": "tanh"}
convolution("depthwiseConv2d", [5, 4], 2, multiplied, weights([4, 1, 2, 3], 4))

separable = {"depthwiseKernel": floats(4, 1, 2, 2), "pointwiseKernel": floats(3, 4, 1, 1), "bias": floats(3)}
options = {"filters": 3, "kernelSize": 2, "depthMultiplier": 2, "padding": "same", "activation": "tanh"}
convolution("separableConv2d", [4, 3], 2, options, separable)
separable = {"depthwiseKernel": floats(2, 1, 3, 3), "pointwiseKernel": floats(3, 2, 1, 1)}
convolution("separableConv2d", [5, 4], 2, {"filters": 3, "kernelSize": 3, "strides": 2, "padding": "same", "useBias": False}, separable)


def transposed(space, window, strides, padding, filters, channels, dilations=(1, 1)):
    """Cropped to input · stride for `same`; PyTorch's output_padding fills up where strides are wider than windows."""
    spans = [(length - 1) * dilation + 1 for length, dilation in zip(window, dilations)]
    rest = [max(0, stride - span) for span, stride in zip(spans, strides)]

    def layer(x, kernel, bias):
        whole = F.conv_transpose2d(channels_first(x), kernel, bias, strides, 0, rest, 1, list(dilations))
        if padding == "same":
            for axis, size in enumerate(space):
                wide = size * strides[axis]
                before = max(0, spans[axis] - strides[axis]) // 2
                whole = whole.narrow(axis + 2, before, wide)
        return channels_last(whole)

    options = {"filters": filters, "kernelSize": window, "strides": strides, "padding": padding, "dilation": list(dilations)}
    title = f"conv2dTranspose {options}"
    value = floats(2, *space, channels)
    case(title, {"type": "conv2dTranspose", **options}, layer, [value], weights([channels, filters, *window], filters))


transposed([3, 4], [3, 3], [1, 1], "valid", 2, 3)
transposed([3, 2], [3, 2], [2, 2], "valid", 2, 2)
transposed([3, 2], [4, 3], [2, 2], "same", 2, 2)
transposed([2, 3], [3, 3], [1, 2], "same", 2, 2, (2, 1))
transposed([2, 2], [1, 2], [3, 2], "valid", 1, 2)

# Small whole numbers, so that many windows have equal maxima, as flat parts of pictures give.
for space in [[7], [6, 7]]:
    axes = len(space)
    for window, strides, padding in [(2, None, "valid"), (3, 2, "same"), (3, 1, "valid")]:
        options = {"poolSize": window, "padding": padding, **({} if strides is None else {"strides": strides})}
        geometry = [[window] * axes, [strides or window] * axes]
        around = pads(space, *geometry, [1] * axes, padding)
        largest, mean = [(F.max_pool1d, F.avg_pool1d), (F.max_pool2d, F.avg_pool2d)][axes - 1]

        def max_pool(x):
            return channels_last(largest(padded(channels_first(x), around, -math.inf), *geometry))

        def average_pool(x):
            places = mean(padded(torch.ones(1, 1, *space), around), *geometry)
            return channels_last(mean(padded(channels_first(x), around), *geometry) / places)

        flat = torch.randint(0, 3, (2, *space, 2)).float()
        for kind, function, value in [("max", max_pool, flat), ("average", average_pool, floats(2, *space, 2))]:
            layer = {"type": f"{kind}Pooling{axes}d", **options}
            case(f"{layer}", layer, function, [value])

    over = list(range(1, axes + 1))
    for keep in [False, True]:
        layer = {"type": "globalMaxPooling", "keepDims": keep}
        case(f"{layer} of {space}", layer, lambda x: x.amax(over, keep), [torch.randint(0, 9, (2, *space, 3)).float()])
        layer = {"type": "globalAveragePooling", "keepDims": keep}
        case(f"{layer} of {space}", layer, lambda x: x.mean(over, keep), [floats(2, *space, 3)])

image = [2, 3, 4, 2]
case("reshape", {"type": "reshape", "targetShape": [4, -1]}, lambda x: x.reshape(2, 4, 6), [floats(*image)])
case("permute", {"type": "permute", "dims": [3, 1, 2]}, lambda x: x.permute(0, 3, 1, 2), [floats(*image)])
for padding, sides in [(1, [1, 1, 1, 1]), ([1, 2], [2, 2, 1, 1]), ([0, 1, 2, 3], [2, 3, 0, 1])]:
    layer = {"type": "zeroPadding2d", "padding": padding}
    case(f"{layer}", layer, lambda x: F.pad(x, [0, 0, *sides]), [floats(*image)])
for size in [2, [1, 3], [3, 2]]:
    for mode in ["nearest", "bilinear"]:
        layer = {"type": "upsampling2d", "size": size, "interpolation": mode}
        corners = {} if mode == "nearest" else {"align_corners": False}

        def enlarge(x):
            factors = tuple(float(factor) for factor in each(size, 2))
            return channels_last(F.interpolate(channels_first(x), scale_factor=factors, mode=mode, **corners))

        case(f"{layer}", layer, enlarge, [floats(*image)])

write("spatial.json")
