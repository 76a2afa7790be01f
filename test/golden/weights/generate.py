"""Golden values for main/evaluation/tensor-statistics.ts from NumPy: python3 generate.py > golden.json

The values themselves are written as float32, so that both sides read the same bits.
"""

import json

import numpy as np

random = np.random.RandomState(11)
cases = {
    "kernel": random.randn(300).astype(np.float32) * np.float32(0.05),
    # A mean far from zero: naive sums of squares lose the spread in it.
    "far": (random.rand(400) * 1e-3 + 4096).astype(np.float32),
    # Values on the edges of bins, and many zeros, as pruning and relu leave them.
    "edges": np.concatenate([np.linspace(-1, 1, 41), np.zeros(60)]).astype(np.float32),
    "alike": np.full(17, 0.25, np.float32),
    "one": np.array([-3], np.float32),
}


def describe(values):
    wide = values.astype(np.float64)
    counts, edges = np.histogram(wide, bins=40)
    return {
        "values": [float(v) for v in values],
        "mean": float(wide.mean()),
        "standardDeviation": float(wide.std()),
        "minimum": float(wide.min()),
        "maximum": float(wide.max()),
        "norm": float(np.linalg.norm(wide)),
        "zeroShare": float((wide == 0).mean()),
        "from": float(edges[0]),
        "to": float(edges[-1]),
        "counts": [int(c) for c in counts],
    }


print(json.dumps({"numpy": np.__version__, "cases": {name: describe(v) for name, v in cases.items()}}))
