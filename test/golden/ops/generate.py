"""Writes goldens.json: what PyTorch computes for each op, and its gradients.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/ops/generate.py
Each case has inputs, attributes, outputs, and the gradients of sum(output * weights) with respect to every input
that has one; weights are given too. The numbers come from a seeded generator, so a run changes nothing.
"""

import torch
import torch.nn.functional as F

from cases import DTYPES, case, floats, write

torch.manual_seed(20)

with_ties = torch.tensor([[1.0, 2.0, 2.0], [0.0, -0.0, 3.0], [-1.0, -1.0, -1.0]])

# Elementwise, two operands: equal shapes, a row, a column against a row, a scalar.
for left, right in [((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((2, 3), ())]:
    case("add", torch.add, [floats(*left), floats(*right)])
    case("subtract", torch.sub, [floats(*left), floats(*right)])
    case("multiply", torch.mul, [floats(*left), floats(*right)])
    case("divide", torch.div, [floats(*left), floats(*right, positive=True)])
    case("maximum", torch.maximum, [floats(*left), floats(*right)])
    case("minimum", torch.minimum, [floats(*left), floats(*right)])
case("maximum", torch.maximum, [with_ties, with_ties.flip(1)])
case("minimum", torch.minimum, [with_ties, with_ties.flip(1)])
for op, function in [("greater", torch.gt), ("greaterEqual", torch.ge), ("equal", torch.eq)]:
    case(op, function, [with_ties, with_ties.flip(1)])
    case(op, function, [torch.tensor([1, 2, 3], dtype=torch.int32), torch.tensor([2], dtype=torch.int32)])
conditions = torch.tensor([[True, False, True], [False, False, True]])
case("logicalAnd", torch.logical_and, [conditions, conditions.flip(1)])
case("logicalNot", torch.logical_not, [conditions])
case("where", torch.where, [conditions, floats(2, 3), floats(2, 3)])
case("where", torch.where, [conditions, floats(3), floats(2, 1)])

# Elementwise, one operand; zero and signed zero are where derivatives are decided.
edges = torch.tensor([-30.0, -2.0, -1e-3, -0.0, 0.0, 1e-3, 2.0, 30.0])
for op, function in [
    ("negate", torch.neg),
    ("exp", torch.exp),
    ("abs", torch.abs),
    ("relu", torch.relu),
    ("sigmoid", torch.sigmoid),
    ("tanh", torch.tanh),
]:
    case(op, function, [floats(2, 5)])
    if op != "exp":
        case(op, function, [edges])
case("log", torch.log, [floats(2, 5, positive=True)])
case("sqrt", torch.sqrt, [floats(2, 5, positive=True)])

for dtype in [torch.int32, torch.bool, torch.uint8]:
    case("cast", lambda value: value.to(dtype), [torch.tensor([0.0, 0.5, 1.9, 7.0])], {"dtype": DTYPES[dtype]})
case("cast", lambda value: value.to(torch.int32), [torch.tensor([-0.5, -1.9, -7.0])], {"dtype": "int32"})
case("cast", lambda value: value.to(torch.float32), [torch.tensor([0, 200], dtype=torch.uint8)], {"dtype": "float32"})
case("cast", lambda value: value.to(torch.float32), [conditions], {"dtype": "float32"})

# Reductions.
for axes in [[0], [1], [0, 2], [0, 1, 2]]:
    for keep in [False, True]:
        attributes = {"axes": axes, "keepDimensions": keep}
        case("reduceSum", lambda value: value.sum(axes, keepdim=keep), [floats(2, 3, 4)], attributes)
        case("reduceMax", lambda value: value.amax(axes, keepdim=keep), [floats(2, 3, 4)], attributes)
case("reduceMax", lambda value: value.amax([1]), [with_ties], {"axes": [1], "keepDimensions": False})
# Of equal maxima PyTorch promises none; the last axis here has no ties.
case("argMax", lambda value: value.argmax(-1), [floats(3, 4)])
for shape in [(3, 4), (2, 3, 2), (5,), (3, 1)]:
    case("softmax", lambda value: F.softmax(value, -1), [floats(*shape, scale=3)])
    case("logSoftmax", lambda value: F.log_softmax(value, -1), [floats(*shape, scale=3)])
case("softmax", lambda value: F.softmax(value, -1), [torch.tensor([[1000.0, 999.0, -1000.0]])])
case("logSoftmax", lambda value: F.log_softmax(value, -1), [torch.tensor([[1000.0, 999.0, -1000.0]])])
labels = torch.tensor([2, 0, 1, 1], dtype=torch.int32)
for scores in [floats(4, 3, scale=3), torch.tensor([[1000.0, 999.0, -1000.0]] * 4)]:
    case(
        "softmaxCrossEntropy",
        lambda value, chosen: F.cross_entropy(value, chosen.long(), reduction="none"),
        [scores, labels],
    )
for leading in [[], [2], [2, 3]]:
    for transpose_a in [False, True]:
        for transpose_b in [False, True]:
            case(
                "matmul",
                lambda a, b: (a.mT if transpose_a else a) @ (b.mT if transpose_b else b),
                [
                    floats(*leading, *((4, 3) if transpose_a else (3, 4))),
                    floats(*leading, *((5, 4) if transpose_b else (4, 5))),
                ],
                {"transposeA": transpose_a, "transposeB": transpose_b},
            )

# Arrangement.
case("reshape", lambda value: value.reshape(3, 4), [floats(2, 6)], {"shape": [3, 4]})
case("transpose", lambda value: value.permute(2, 0, 1), [floats(2, 3, 4)], {"permutation": [2, 0, 1]})
case("broadcastTo", lambda value: value.expand(2, 3, 4), [floats(3, 1)], {"shape": [2, 3, 4]})
case("slice", lambda value: value[:, 1:3], [floats(2, 4, 2)], {"axis": 1, "start": 1, "end": 3})
case("pad", lambda value: F.pad(value, (0, 2, 1, 0)), [floats(2, 3)], {"before": [1, 0], "after": [0, 2]})
case("concat", lambda *values: torch.cat(values, 1), [floats(2, 1), floats(2, 3), floats(2, 2)], {"axis": 1})
rows = torch.tensor([[2, 0], [2, 1], [2, 2]], dtype=torch.int32)
case("gather", lambda table, indices: table[indices.long()], [floats(4, 3), rows])
case("gather", lambda table, indices: table[indices.long()], [floats(4), rows])


def segment_sum(values, indices):
    flat = torch.zeros(5, values.shape[-1])
    return flat.index_add(0, indices.long().flatten(), values.reshape(-1, values.shape[-1]))


case("segmentSum", segment_sum, [floats(3, 2, 4), rows], {"segments": 5})
case("oneHot", lambda indices: F.one_hot(indices.long(), 3).to(torch.float32), [rows], {"depth": 3})

# Added later; the generator runs on, so that what stands above keeps its numbers.
for op, function in [("softplus", F.softplus), ("erf", torch.erf)]:
    case(op, function, [floats(2, 5)])
    case(op, function, [edges])
for axes in [[0], [1, 2], [0, 2]]:
    count = lambda value: torch.tensor(value.numel() / value.sum(axes).numel())
    case("elementCount", count, [floats(2, 3, 4)], {"axes": axes})

# Reading images between their pixels.
for outside, padding in [("zero", "zeros"), ("nearest", "border"), ("mirror", "reflection")]:
    for images, grid in [((2, 3, 4, 5), (2, 3, 4, 2)), ((1, 1, 1, 2), (1, 2, 2, 2)), ((2, 1, 3, 3), (2, 6, 1, 2))]:
        # Nobody learns what lies before the images, so it has no gradient.
        sample = lambda value, places: F.grid_sample(value, places, padding_mode=padding, align_corners=False).detach()
        case("gridSample", sample, [floats(*images), floats(*grid, scale=1.5)], {"outside": outside})

write("goldens.json")
