"""Values and gradients of every loss by PyTorch: each row's loss, and the gradient of the mean by sample weight.

Run with the PyTorch that Debian 12 packages (python3-torch 1.13): /usr/bin/python3 test/golden/losses/generate.py
Scores include exact zeros and numbers at which a loss that is not computed from scores overflows.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

WEIGHTS = torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0, 0.25])
SCORES = torch.tensor(
    [[0.0, 0.0, 0.0], [1.5, -0.5, 0.25], [-2.0, 3.0, 0.5], [90.0, -90.0, 0.0], [0.1, 0.2, -0.3], [-40.0, 5.0, 60.0]]
)
CLASSES = torch.tensor([0, 2, 1, 0, 2, 1])
ONE = torch.tensor([[0.0], [1.5], [-0.75], [88.0], [-95.0], [0.3]])
LABELS = torch.tensor([1, 0, 1, 1, 0, 0])
SHARES = torch.tensor(
    [[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.9, 0.1, 0.0], [0.0, 0.0, 1.0], [0.1, 0.2, 0.7]]
)
MANY = torch.tensor([[0.0, 1.0, 1.0], [1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 0, 0], [0, 1, 1]])
NUMBERS = torch.tensor([[0.0, 1.0], [1.5, -2.0], [-0.5, 0.25], [4.0, -30.0], [0.7, 0.7], [2.0, 3.0]])
TRUTH = torch.tensor([[0.0, 0.5], [1.0, 1.0], [-0.25, 0.25], [0.0, 20.0], [1.7, -0.3], [2.0, 3.0]])


def smoothed(targets, classes, amount):
    return (1 - amount) * F.one_hot(targets, classes) + amount / classes


def cross_entropy(scores, labelSmoothing=0.0):
    return F.cross_entropy(scores, CLASSES, label_smoothing=labelSmoothing, reduction="none")


def soft_cross_entropy(scores, labelSmoothing=0.0):
    return F.cross_entropy(scores, SHARES, label_smoothing=labelSmoothing, reduction="none")


def binary_cross_entropy(scores, labelSmoothing=0.0):
    targets = (1 - labelSmoothing) * LABELS.double() + labelSmoothing / 2
    return F.binary_cross_entropy_with_logits(scores[:, 0], targets, reduction="none")


def focal(scores, gamma=2.0):
    logarithm = F.log_softmax(scores, 1)[range(6), CLASSES]
    return -((1 - logarithm.exp()).clamp(min=1e-7) ** gamma) * logarithm


def hinge(scores, squared=False):
    short = torch.clamp(1 - (2 * LABELS.double() - 1) * scores[:, 0], min=0)
    return short**2 if squared else short


def per_row(loss):
    return lambda outputs, **options: loss(outputs, TRUTH, reduction="none", **options).mean(1)


def log_cosh(outputs):
    error = outputs - TRUTH
    return (error + F.softplus(-2 * error) - torch.log(torch.tensor(2.0))).mean(1)


LOSSES = [
    ("crossEntropy", cross_entropy, SCORES, CLASSES, [{}, {"labelSmoothing": 0.1}], ["linear", "softmax", "logSoftmax"]),
    ("binaryCrossEntropy", binary_cross_entropy, ONE, LABELS, [{}, {"labelSmoothing": 0.2}], ["linear", "sigmoid"]),
    ("focal", focal, SCORES, CLASSES, [{}, {"gamma": 0.0}, {"gamma": 3.5}], ["linear", "softmax", "logSoftmax"]),
    ("hinge", hinge, ONE, LABELS, [{}, {"squared": True}], ["linear"]),
    ("mse", per_row(F.mse_loss), NUMBERS, TRUTH, [{}], ["linear"]),
    ("mae", per_row(F.l1_loss), NUMBERS, TRUTH, [{}], ["linear"]),
    ("huber", per_row(F.huber_loss), NUMBERS, TRUTH, [{}, {"delta": 0.5}], ["linear"]),
    ("logCosh", log_cosh, NUMBERS, TRUTH, [{}], ["linear"]),
    ("categoricalCrossEntropy", soft_cross_entropy, SCORES, SHARES, [{}, {"labelSmoothing": 0.1}], ["linear", "softmax", "logSoftmax"]),
    (
        "multiLabelCrossEntropy",
        lambda scores: F.multilabel_soft_margin_loss(scores, MANY, reduction="none"),
        SCORES,
        MANY,
        [{}],
        ["linear", "sigmoid"],
    ),
]

cases = []
for name, loss, outputs, targets, all_options, endings in LOSSES:
    for options in all_options:
        leaf = outputs.clone().requires_grad_()
        rows = loss(leaf, **options)
        ((rows * WEIGHTS).sum() / WEIGHTS.sum()).backward()
        cases.append(
            {
                "loss": name,
                "options": options,
                "endings": endings,
                "outputs": outputs.tolist(),
                "targets": targets.tolist(),
                "rows": rows.tolist(),
                "gradient": leaf.grad.tolist(),
            }
        )

path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"torch": torch.__version__, "weights": WEIGHTS.tolist(), "cases": cases}) + "\n")
