"""Writes golden.json: the samples as pandas and SciPy describe them.

Run: /usr/bin/python3 test/golden/profile/generate.py (pandas 1.5, SciPy 1.10).
"""
import itertools
import json
import pathlib

import numpy as np
import pandas as pd
import scipy
from scipy.stats import f_oneway
from scipy.stats.contingency import association

here = pathlib.Path(__file__).parent
samples = here.parents[2] / "resources" / "samples"

# Of each sample the columns that Athanor takes for categories, and those of numbers.
tables = {
    "iris.csv": {"target": "species"},
    "penguins.csv": {"target": "species"},
    "titanic.csv": {"target": "survived"},
    "mpg.csv": {"target": "mpg"},
}


def describe(frame):
    columns = []
    for name in frame:
        column = frame[name]
        counts = column.value_counts()
        entry = {
            "name": name,
            "missing": int(column.isna().sum()),
            "distinct": int(column.nunique()),
            "most": int(counts.max()) if len(counts) else 0,
        }
        if column.dtype != object and column.dtype != bool:
            values = column.dropna().astype(float)
            low, high = np.percentile(values, [25, 75])
            fence = 1.5 * (high - low)
            entry["numeric"] = {
                "mean": float(values.mean()),
                "standardDeviation": float(values.std()),
                "quantiles": [float(q) for q in values.quantile([0, 0.25, 0.5, 0.75, 1])],
                "below": int((values < low - fence).sum()),
                "above": int((values > high + fence).sum()),
            }
        columns.append(entry)
    return columns


def pairs(frame):
    is_number = {name: frame[name].dtype not in (object, bool) for name in frame}
    # Free text and identifiers are no categories.
    usable = [name for name in frame if is_number[name] or 1 < frame[name].nunique() <= 30]
    found = []
    for one, other in itertools.combinations(usable, 2):
        both = frame[[one, other]].dropna()
        if is_number[one] and is_number[other]:
            measure, value = "pearson", np.corrcoef(both[one], both[other])[0, 1]
        elif is_number[one] == is_number[other]:
            table = pd.crosstab(both[one], both[other])
            if min(table.shape) < 2:
                continue
            measure, value = "cramersV", association(table.to_numpy(), method="cramer", correction=False)
        else:
            number, category = (one, other) if is_number[one] else (other, one)
            groups = [part[number].astype(float).to_numpy() for _, part in both.groupby(category)]
            # eta squared of a one-way analysis of variance
            # Where each group is constant F is infinite and SciPy gives NaN or infinity.
            constant = all(len(set(group)) == 1 for group in groups)
            f = 1e300 if constant else f_oneway(*groups).statistic
            between, within = len(groups) - 1, len(both) - len(groups)
            measure, value = "correlationRatio", np.sqrt(f * between / (f * between + within))
        found.append({"columns": sorted([one, other]), "measure": measure, "value": float(value)})
    return found


cases = []
for file, given in tables.items():
    frame = pd.read_csv(samples / file)
    # Booleans with gaps come as objects.
    cases.append(
        {
            "file": file,
            "target": given["target"],
            "columns": describe(frame),
            "pairs": pairs(frame),
            "duplicateRows": int(frame.duplicated().sum()),
            "classes": [
                {"value": str(value), "count": int(count)}
                for value, count in frame[given["target"]].value_counts().items()
            ],
        }
    )
golden = {"versions": {"pandas": pd.__version__, "scipy": scipy.__version__}, "cases": cases}
(here / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")
