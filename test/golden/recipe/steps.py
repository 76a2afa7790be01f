"""Writes steps.json: what scikit-learn, NumPy and pandas make of single columns, fitted on some rows, applied to all.

Run: /usr/bin/python3 test/golden/recipe/steps.py (scikit-learn 1.2, pandas 1.5).
"""
import json
import pathlib

import numpy as np
import pandas as pd
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.preprocessing import KBinsDiscretizer, PowerTransformer, RobustScaler
from sklearn.utils import murmurhash3_32

random = np.random.RandomState(3)
n, fitted = 60, 40
skewed = np.round(random.lognormal(1, 0.8, n), 3)
signed = np.round(random.normal(0, 3, n), 3)
counts = random.poisson(3, n).astype(float)
holes = np.where(random.rand(n) < 0.2, np.nan, np.round(random.normal(5, 2, n), 1))
words = random.choice(["oak", "elm", "ash", "\u6a61\u6811", "rare"], n, p=[0.4, 0.3, 0.15, 0.1, 0.05])
gaps = np.where(random.rand(n) < 0.2, None, words)
when = pd.to_datetime("2019-12-28") + pd.to_timedelta(np.round(random.rand(n) * 900, 4), unit="D")
classes = random.randint(0, 3, n)
amount = np.round(random.normal(10, 4, n), 2)
cases = []


def case(step, values, columns, target=None, number_of_classes=None, training=None, name="x"):
    def plain(value):
        return None if value is None or (isinstance(value, float) and np.isnan(value)) else value

    cases.append({
        "step": step, "name": name, "fitted": fitted,
        "values": [plain(value) for value in np.asarray(values, dtype=object).tolist()],
        "columns": [[plain(float(value)) for value in column] for column in columns],
        **({} if training is None else {"training": [[float(value) for value in column] for column in training]}),
        **({} if target is None else {"target": [float(value) for value in target], "classes": number_of_classes}),
    })


def column(values):
    return np.asarray(values, dtype=float).reshape(-1, 1)


def transform(estimator, values):
    return np.asarray(estimator.fit(column(values)[:fitted]).transform(column(values))).T


case({"step": "robust"}, skewed, transform(RobustScaler(), skewed))
case({"step": "log"}, skewed, [np.log1p(skewed)])
case({"step": "power"}, skewed, transform(PowerTransformer("box-cox", standardize=False), skewed))
case({"step": "power", "method": "yeoJohnson"}, signed, transform(PowerTransformer(standardize=False), signed))
low, high = np.quantile(signed[:fitted], [0.05, 0.9])
case({"step": "clip", "quantiles": [0.05, 0.9]}, signed, [np.clip(signed, low, high)])
case({"step": "clip", "minimum": -1.5}, signed, [np.clip(signed, -1.5, None)])
for strategy in ("uniform", "quantile"):
    for encode in ("ordinal", "onehot"):
        binner = KBinsDiscretizer(4, strategy=strategy, encode="onehot-dense" if encode == "onehot" else "ordinal")
        case({"step": "bin", "count": 4, "strategy": strategy, "encode": encode}, skewed, transform(binner, skewed))
case({"step": "bin", "count": 6}, counts, transform(KBinsDiscretizer(6, strategy="quantile", encode="ordinal"), counts))
case({"step": "indicator"}, holes, [holes, MissingIndicator().fit(column(holes)).transform(column(holes))[:, 0]])
for way, strategy in (("mean", "mean"), ("median", "median"), ("mostFrequent", "most_frequent")):
    case({"step": "impute", "with": way}, holes, transform(SimpleImputer(strategy=strategy), holes))
hasher = FeatureHasher(8, input_type="string")
texts = [["wood=" + ("(missing)" if value is None else value)] for value in gaps]
case({"step": "hashing", "columns": 8}, gaps, hasher.transform(texts).toarray().T, name="wood")

parts = {
    "year": when.year, "quarter": when.quarter - 1, "month": when.month - 1, "day": when.day - 1,
    "weekday": when.weekday, "dayOfYear": when.dayofyear - 1, "hour": when.hour, "minute": when.minute,
}
days = when.astype("int64") / 86400e9
case({"step": "dateParts", "parts": list(parts)}, days, list(parts.values()))
angle = 2 * np.pi * (when.month - 1) / 12
case({"step": "dateParts", "parts": ["month"], "cyclic": True}, days, [np.sin(angle), np.cos(angle)])


def encode(frame, rows, smoothing, wanted):
    """The m-estimate of every row by the given rows, through pandas' groupby."""
    seen = frame.iloc[rows]
    overall = seen[wanted].mean()
    groups = seen.groupby("word", dropna=False)[wanted].agg(["sum", "count"])
    means = (groups["sum"] + smoothing * overall) / (groups["count"] + smoothing)
    return frame["word"].map(means).fillna(overall)


def target_case(target, number_of_classes, smoothing, folds):
    frame = pd.DataFrame({"word": words})
    if number_of_classes is None:
        frame["t0"] = target
    else:
        for index in range(number_of_classes):
            frame[f"t{index}"] = (target == index).astype(float)
    names = [name for name in frame if name != "word"]
    whole, training = [], []
    for wanted in names:
        whole.append(encode(frame, np.arange(fitted), smoothing, wanted))
        own = np.zeros(fitted)
        for fold in range(folds):
            inside = np.arange(fitted) % folds == fold
            own[inside] = encode(frame.iloc[:fitted], np.flatnonzero(~inside), smoothing, wanted)[inside]
        training.append(own)
    case({"step": "target", "smoothing": smoothing, "folds": folds}, words, whole, target[:fitted], number_of_classes, training)


target_case(amount, None, 10, 5)
target_case(classes, 3, 2.5, 4)

texts = ["", "a", "ab", "abc", "abcd", "wood=oak", "\u6a61\u6811", "\U0001f333 tree"]
hashes = [{"text": text, "hash": int(murmurhash3_32(text, seed=0))} for text in texts]
here = pathlib.Path(__file__).parent
(here / "steps.json").write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases, "hashes": hashes}) + "\n")
