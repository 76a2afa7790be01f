"""Golden values for main/base/student.ts and renderer/state/seed-groups.ts from SciPy: python3 generate.py > golden.json"""

import json

import numpy as np
import scipy
from scipy.stats import sem, t, ttest_ind

random = np.random.RandomState(5)
curves = np.round(random.rand(4, 6) + np.arange(6) / 10, 3)
interval = t.interval(0.95, 3, loc=curves.mean(0), scale=sem(curves))
# Pairs of samples, and whether Welch's test tells their means apart at 5 %.
pairs = []
for first, second, shift in [(3, 4, 0.1), (5, 5, 1.5), (2, 9, 0.6), (10, 3, 0.9), (2, 2, 3.0), (8, 8, 0.9)]:
    for seed in range(3):
        draw = np.random.RandomState(100 * first + second + seed)
        one, two = draw.normal(0, 1, first), draw.normal(shift, 0.4, second)
        pairs.append(
            {"one": one.tolist(), "two": two.tolist(), "p": float(ttest_ind(one, two, equal_var=False).pvalue)}
        )
print(
    json.dumps(
        {
            "versions": {"scipy": scipy.__version__},
            "quantiles": [{"freedom": f, "value": t.ppf(0.975, f)} for f in [1, 2, 4, 29, 30, 31, 45, 100, 1000]],
            "pairs": pairs,
            "curves": curves.tolist(),
            "mean": curves.mean(0).tolist(),
            "low": interval[0].tolist(),
            "high": interval[1].tolist(),
        }
    )
)
