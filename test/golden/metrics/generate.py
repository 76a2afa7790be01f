"""Metrics by scikit-learn over 300 rows, with weights, ties, and classes that are absent or never predicted.

Run with the scikit-learn that Debian 12 packages (python3-sklearn 1.2): /usr/bin/python3 test/golden/metrics/generate.py
Scores are what the model gives before its last activation; rows repeat a few score vectors, so that ties are exact.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics as sk

warnings.simplefilter("ignore")
ROWS = 300
random = numpy.random.default_rng(11)
EPSILON = float(numpy.finfo(numpy.float32).eps)


def repeated(vectors):
    """Float32 score vectors, drawn again and again."""
    return vectors.astype(numpy.float32)[random.integers(0, len(vectors), ROWS)]


def softmax(scores):
    powers = numpy.exp(scores.astype(float) - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(scores):
    return 1 / (1 + numpy.exp(-scores.astype(float)))


def ranked(score, truths, values, weights, average):
    """Each column against the rest, those that can be ranked alone."""
    parts = [
        (score(truth, value, sample_weight=weights), weights[truth].sum())
        for truth, value in zip(truths.T, values.T)
        if truth.any() and not truth.all()
    ]
    shares = [1 if average == "macro" else support for _, support in parts]
    return sum(value * share for (value, _), share in zip(parts, shares)) / sum(shares)


def of_classes(loss, ending, scores, targets, weights, probabilities, margins=False):
    classes = probabilities.shape[1]
    predicted = probabilities.argmax(axis=1)
    hot = targets[:, None] == numpy.arange(classes)
    two = classes == 2
    found = [("accuracy", {}, sk.accuracy_score(targets, predicted, sample_weight=weights))]
    for name, score in [("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)]:
        for average in ["macro", "micro", "weighted"]:
            value = score(targets, predicted, average=average, sample_weight=weights, zero_division=0)
            found.append((name, {"average": average}, value))
        value = score(targets, predicted, average="binary" if two else "macro", sample_weight=weights, zero_division=0)
        found.append((name, {}, value))
        if two:
            value = score(targets, predicted, pos_label=0, sample_weight=weights, zero_division=0)
            found.append((name, {"average": "binary", "positive": "first"}, value))
    for average in ["macro", "weighted"]:
        options = {} if average == "macro" else {"average": average}
        columns = (hot[:, 1:], probabilities[:, 1:]) if two else (hot, probabilities)
        found.append(("auc", options, ranked(sk.roc_auc_score, *columns, weights, average)))
        found.append(("averagePrecision", options, ranked(sk.average_precision_score, *columns, weights, average)))
    if not margins:
        value = sk.log_loss(targets, probabilities, labels=range(classes), eps=EPSILON, sample_weight=weights)
        found.append(("logLoss", {}, value))
        found.append(("perplexity", {}, float(numpy.exp(value))))
    if not two:
        for k in [1, 2, 3]:
            # Without ties between the classes of a row.
            value = sk.top_k_accuracy_score(targets, probabilities, k=k, labels=range(classes), sample_weight=weights)
            found.append(("topK", {"k": k}, value))
    return case(loss, ending, scores, targets, weights, found)


def case(loss, ending, scores, targets, weights, found, **more):
    return {
        "loss": loss,
        "ending": ending,
        "scores": scores.tolist(),
        "targets": targets.tolist(),
        "weights": weights.tolist(),
        "metrics": [{"setting": {"type": name, **options}, "value": float(value)} for name, options, value in found],
        **more,
    }


def classes_case(weights):
    vectors = random.normal(0, 1.5, (25, 5))
    vectors[:, 4] = -30  # neither there nor predicted
    vectors[:, 0] -= 20  # there and never predicted
    targets = random.choice([0, 1, 2], ROWS, p=[0.2, 0.5, 0.3])  # 3 is predicted and never there
    scores = repeated(vectors)
    return of_classes("crossEntropy", "softmax", scores, targets, weights, softmax(scores))


def two_classes_cases(weights):
    targets = random.choice([0, 1], ROWS, p=[0.7, 0.3])
    one = repeated(random.normal(-0.3, 1.5, (20, 1)) ) + targets[:, None].astype(numpy.float32)
    both = repeated(random.normal(0, 1.5, (20, 2)))
    p = sigmoid(one)
    yield of_classes("binaryCrossEntropy", "sigmoid", one, targets, weights, numpy.hstack([1 - p, p]))
    yield of_classes("crossEntropy", "softmax", both, targets, weights, softmax(both))
    yield of_classes("hinge", "linear", one, targets, weights, numpy.hstack([-one, one]).astype(float), margins=True)


def none_predicted_case(weights):
    targets = random.choice([0, 1], ROWS)
    scores = repeated(random.normal(-9, 1, (20, 1)))
    p = sigmoid(scores)
    return of_classes("binaryCrossEntropy", "sigmoid", scores, targets, weights, numpy.hstack([1 - p, p]))


def labels_case(weights):
    scores = repeated(random.normal(0, 1.5, (25, 4)))
    targets = (random.random((ROWS, 4)) < [0.5, 0.2, 0.8, 0]).astype(int)  # no row has the last label
    p = sigmoid(scores)
    predicted = (p >= 0.5).astype(int)
    right = (predicted == targets).mean(axis=1)
    found = [("accuracy", {}, (right * weights).sum() / weights.sum())]
    for name, score in [("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)]:
        for average in ["macro", "micro", "weighted"]:
            value = score(targets, predicted, average=average, sample_weight=weights, zero_division=0)
            found.append((name, {"average": average}, value))
    for average in ["macro", "weighted"]:
        options = {} if average == "macro" else {"average": average}
        found.append(("auc", options, ranked(sk.roc_auc_score, targets == 1, p, weights, average)))
        found.append(("averagePrecision", options, ranked(sk.average_precision_score, targets == 1, p, weights, average)))
    found.append(("mse", {}, sk.mean_squared_error(targets, p, sample_weight=weights)))
    return case("multiLabelCrossEntropy", "sigmoid", scores, targets, weights, found)


def regression_case(weights, means, deviations, centred):
    """Targets are stored as (y − mean) / deviation, or with the mean left in them: R² must not lose digits by it."""
    means, deviations = numpy.array(means), numpy.array(deviations)
    offsets = numpy.zeros(2) if centred else means / deviations
    stored = (random.normal(0, 1, (ROWS, 2)) + offsets).astype(numpy.float32)
    scores = (stored + random.normal(0, 0.4, (ROWS, 2))).astype(numpy.float32)
    shift = means if centred else numpy.zeros(2)
    truth, guess = (values.astype(float) * deviations + shift for values in (stored, scores))
    arguments = {"sample_weight": weights}
    found = [
        ("mse", {}, sk.mean_squared_error(truth, guess, **arguments)),
        ("rmse", {}, sk.mean_squared_error(truth, guess, squared=False, **arguments)),
        ("mae", {}, sk.mean_absolute_error(truth, guess, **arguments)),
        ("r2", {}, sk.r2_score(truth, guess, **arguments)),
    ]
    more = {"scales": deviations.tolist(), "centers": offsets.tolist()}
    return case("mse", "linear", scores, stored, weights, found, **more)


ones = numpy.ones(ROWS, dtype=numpy.float32)
weights = random.choice([0.0, 0.5, 1.0, 3.0], ROWS).astype(numpy.float32)
cases = [
    classes_case(ones),
    classes_case(weights),
    *two_classes_cases(ones),
    *two_classes_cases(weights),
    none_predicted_case(weights),
    labels_case(ones),
    labels_case(weights),
    regression_case(weights, [20, 3000], [5, 800], True),
    regression_case(ones, [20, 300], [5, 0.5], False),
]
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}) + "\n")
