"""Writes golden.json: windows of series as NumPy and pandas cut them, part by part, standardized on the training part.

Run: /usr/bin/python3 test/golden/series/generate.py (NumPy 1.24, pandas 1.5).
"""
import json
import math
import pathlib

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

here = pathlib.Path(__file__).parent
samples = here.parents[2] / "resources" / "samples"


def parts_of(frame, time, test, validation):
    """Rows in order of time; the later part takes all rows of the time at which it begins."""
    ordered = frame.sort_values(time, kind="stable") if time else frame
    count = len(ordered)
    rest = count - math.ceil(test * count)
    ends = [math.floor(rest * (1 - validation)), rest]
    if time:
        times = ordered[time].to_numpy()
        ends = [int(np.searchsorted(times, times[end], side="left")) if end < count else end for end in ends]
    return {"train": ordered[: ends[0]], "validation": ordered[ends[0] : ends[1]], "test": ordered[ends[1] :]}


def windows(frame, features, target, *, length, horizon=1, stride=1, time=None, group=None, test=0.2, validation=0.2):
    frame = frame.reset_index(names="row")
    parts = parts_of(frame, time, test, validation)
    learnt = parts["train"][features]
    scaled = (frame[features].fillna(learnt.mean()) - learnt.mean()) / learnt.fillna(learnt.mean()).std(ddof=0)
    found = {}
    for name, part in parts.items():
        inputs, rows = [], []
        for _, series in part.groupby(group) if group else [(None, part)]:
            if len(series) < length + horizon:
                continue
            places = series["row"].to_numpy()
            starts = range(0, len(series) - length - horizon + 1, stride)
            inputs += [scaled.to_numpy()[window] for window in sliding_window_view(places, length)[list(starts)]]
            rows += [int(places[start + length - 1 + horizon]) for start in starts]
        # A window whose target is missing is nothing to learn from, or to be judged by.
        known = [place for place, row in enumerate(rows) if not np.isnan(frame[target][row])]
        found[name] = ([rows[place] for place in known], [inputs[place].round(7).tolist() for place in known])
    mean, deviation = frame[target][found["train"][0]].mean(), frame[target][found["train"][0]].std(ddof=0)
    return {
        "rows": {name: rows for name, (rows, _) in found.items()},
        "windows": {name: inputs for name, (_, inputs) in found.items()},
        "targets": {name: ((frame[target][rows] - mean) / deviation).round(7).tolist() for name, (rows, _) in found.items()},
        "mean": float(mean),
        "standardDeviation": float(deviation),
    }


def shuffled_series():
    """Three series of unequal length in one table, in no order; some values and some targets are missing."""
    random = np.random.default_rng(7)
    series = [
        pd.DataFrame({"shop": name, "day": np.arange(begin, begin + days), "sales": random.normal(50, 9, days).round(2),
                      "visitors": random.poisson(80, days).astype(float)})
        for name, begin, days in (("north", 3, 40), ("south", 0, 31), ("east", 28, 12))
    ]
    frame = pd.concat(series).sample(frac=1, random_state=7).reset_index(drop=True)
    frame.loc[[4, 17, 33], "visitors"] = np.nan
    frame.loc[[9, 25, 60], "sales"] = np.nan
    return frame


def main():
    flights = pd.read_csv(samples / "flights.csv")
    shops = shuffled_series()
    shops.to_csv(here / "shops.csv", index=False)
    cases = [
        ("flights", flights, ["passengers"], "passengers", {"length": 12, "test": 0.25}),
        ("flights", flights, ["passengers", "year"], "passengers", {"length": 5, "horizon": 3, "stride": 4}),
        ("shops", shops, ["sales", "visitors"], "sales", {"length": 4, "time": "day", "group": "shop"}),
        ("shops", shops, ["visitors"], "sales",
         {"length": 3, "horizon": 2, "stride": 2, "time": "day", "group": "shop", "test": 0.3, "validation": 0.3}),
    ]
    golden = [
        {"file": file, "features": features, "target": target, "options": options,
         **windows(frame, features, target, **options)}
        for file, frame, features, target, options in cases
    ]
    (here / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
