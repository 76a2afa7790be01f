"""Golden values for renderer/state/seed-groups.ts from SciPy: python3 generate.py > golden.json"""

import json

import numpy as np
import scipy
from scipy.stats import sem, t

random = np.random.RandomState(5)
curves = np.round(random.rand(4, 6) + np.arange(6) / 10, 3)
interval = t.interval(0.95, 3, loc=curves.mean(0), scale=sem(curves))
print(
    json.dumps(
        {
            "versions": {"scipy": scipy.__version__},
            "quantiles": [{"freedom": f, "value": t.ppf(0.975, f)} for f in [1, 2, 4, 29, 30, 31, 45, 100, 1000]],
            "curves": curves.tolist(),
            "mean": curves.mean(0).tolist(),
            "low": interval[0].tolist(),
            "high": interval[1].tolist(),
        }
    )
)
