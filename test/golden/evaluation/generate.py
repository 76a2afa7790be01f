"""Golden values for main/evaluation from scikit-learn and SciPy: python3 generate.py > golden.json"""

import json

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn import metrics

random = np.random.RandomState(7)
actual = random.randint(0, 4, 60)
actual[actual == 3] = 0  # class 3 is never there
scores = random.rand(60, 4).astype(np.float32)
scores[np.arange(60), actual] += 0.5
predicted = scores.argmax(1)
targets = random.randn(50) * 12 + 3
guesses = targets + random.randn(50) * 4

labels = [0, 1, 2, 3]
out = {
    "versions": {"sklearn": sklearn.__version__, "scipy": scipy.__version__},
    "wilson": [
        {"successes": s, "count": n, "low": i.low, "high": i.high}
        for s, n in [(0, 10), (10, 10), (29, 30), (1, 2), (9169, 10000)]
        for i in [binomtest(s, n).proportion_ci(method="wilson")]
    ],
    "mcnemar": [
        {"left": b, "right": c, "p": binomtest(b, b + c, 0.5).pvalue}
        for b, c in [(1, 0), (0, 6), (5, 12), (9, 10), (238, 371), (40000, 40600), (3, 900)]
    ],
    "classification": {
        "actual": actual.tolist(),
        "scores": scores.flatten().tolist(),
        "confusion": metrics.confusion_matrix(actual, predicted, labels=labels).tolist(),
        "accuracy": metrics.accuracy_score(actual, predicted),
        "precision": metrics.precision_score(actual, predicted, labels=labels, average=None, zero_division=0).tolist(),
        "recall": metrics.recall_score(actual, predicted, labels=labels, average=None, zero_division=0).tolist(),
        "f1": metrics.f1_score(actual, predicted, labels=labels, average=None, zero_division=0).tolist(),
    },
    "regression": {
        "actual": targets.tolist(),
        "predicted": guesses.tolist(),
        "mse": metrics.mean_squared_error(targets, guesses),
        "mae": metrics.mean_absolute_error(targets, guesses),
        "r2": metrics.r2_score(targets, guesses),
    },
}
print(json.dumps(out))
