"""Golden values for renderer/state/importance.ts from SciPy: python3 generate.py > golden.json"""

import json
import math

import numpy as np
import scipy
from scipy.stats import kruskal, rankdata, spearmanr

random = np.random.RandomState(11)


def numbers(count, noise, values):
    setting = random.choice(values, count)
    result = np.round(np.log(setting) + noise * random.randn(count), 2)
    return {
        "settings": setting.tolist(),
        "results": result.tolist(),
        "ranks": rankdata(result).tolist(),
        "importance": abs(spearmanr(setting, result)[0]),
    }


def words(count, noise, values):
    place = random.randint(0, len(values), count)
    result = np.round(place % 3 + noise * random.randn(count), 1)
    groups = [result[place == index] for index in range(len(values)) if (place == index).any()]
    return {
        "settings": [values[index] for index in place],
        "results": result.tolist(),
        "ranks": rankdata(result).tolist(),
        "importance": math.sqrt(kruskal(*groups)[0] / (count - 1)),
    }


print(
    json.dumps(
        {
            "versions": {"scipy": scipy.__version__},
            "numbers": [
                numbers(12, 0.1, [1e-4, 1e-3, 1e-2]),
                numbers(40, 2.0, [16, 32, 64, 128]),
                numbers(200, 5.0, [0.1, 0.2, 0.3, 0.4, 0.5]),
            ],
            "words": [
                words(12, 0.2, ["adam", "sgd", "rmsprop"]),
                words(60, 1.5, ["relu", "tanh", "gelu", "selu"]),
            ],
        }
    )
)
