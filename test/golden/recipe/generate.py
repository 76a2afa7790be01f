"""Writes golden.json: features and targets as scikit-learn prepares them, fitted on the training rows alone.

Run: /usr/bin/python3 test/golden/recipe/generate.py (scikit-learn 1.2, no pandas).
"""
import csv
import json
import pathlib

import numpy as np
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler

here = pathlib.Path(__file__).parent
samples = here.parents[2] / "resources" / "samples"


def table(name):
    with open(samples / name, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def split(n, stratify=None):
    rest, test = train_test_split(np.arange(n), test_size=0.2, random_state=42, stratify=stratify)
    return rest[: int(np.floor(len(rest) * 0.8))], test


def number(cells):
    return np.array([float(cell) if cell not in ("", "NA") else np.nan for cell in cells]).reshape(-1, 1)


def prepare(name, target, columns, *, missing="mean", numeric="standardize", categorical="onehot", method="random",
            regression=False):
    data = table(name)
    n = len(data[target])
    train, test = split(n, data[target] if method == "stratified" else None)
    names, features = [], []
    for column, kind in columns:
        if kind in ("number", "boolean"):
            cells = data[column] if kind == "number" else [{"True": "1", "False": "0"}.get(c, "") for c in data[column]]
            values = number(cells)
            values = SimpleImputer(strategy=missing).fit(values[train]).transform(values)
            if kind == "number" and numeric != "none":
                scaler = {"standardize": StandardScaler, "minmax": MinMaxScaler}[numeric]()
                values = scaler.fit(values[train]).transform(values)
            names.append(column)
            features.append(values)
        else:
            # U+10FFFF sorts after all others, which is where a missing category goes.
            values = np.array([cell if cell != "" else "\U0010ffff" for cell in data[column]], dtype=object).reshape(-1, 1)
            if categorical == "onehot":
                encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(values[train])
                names += [f"{column}={'(missing)' if c == chr(0x10ffff) else c}" for c in encoder.categories_[0]]
            else:
                encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(values[train])
                names.append(column)
            features.append(encoder.transform(values).astype(float))
    matrix = np.hstack(features)
    if regression:
        y = number(data[target])
        scaler = StandardScaler().fit(y[train])
        targets = {"mean": float(scaler.mean_[0]), "standardDeviation": float(scaler.scale_[0]),
                   "values": scaler.transform(y)[:, 0].tolist()}
    else:
        encoder = LabelEncoder().fit(data[target])
        targets = {"classes": encoder.classes_.tolist(), "values": encoder.transform(data[target]).tolist()}
    shown = sorted({0, 1, 5, n // 2, n - 1} | set(int(row) for row in test[:5]))
    return {
        "file": name, "target": target, "features": [column for column, _ in columns], "missing": missing,
        "numeric": numeric, "categorical": categorical, "method": method, "regression": regression, "names": names,
        "rows": [{"row": row, "values": matrix[row].tolist()} for row in shown],
        "columnSums": matrix.sum(axis=0).tolist(), "columnSquares": (matrix ** 2).sum(axis=0).tolist(),
        "targets": targets, "train": [int(row) for row in train[:10]],
    }


iris = [(c, "number") for c in ("sepal_length", "sepal_width", "petal_length", "petal_width")]
titanic = [("pclass", "number"), ("sex", "text"), ("age", "number"), ("fare", "number"), ("embarked", "text"),
           ("deck", "text"), ("alone", "boolean")]
mpg = [("cylinders", "number"), ("displacement", "number"), ("horsepower", "number"), ("weight", "number"), ("origin", "text")]
cases = [
    prepare("iris.csv", "species", iris),
    prepare("iris.csv", "species", iris, numeric="minmax", method="stratified"),
    prepare("titanic.csv", "survived", titanic),
    prepare("titanic.csv", "survived", titanic, missing="median", categorical="ordinal", numeric="none"),
    prepare("mpg.csv", "mpg", mpg, regression=True),
    prepare("mpg.csv", "mpg", mpg, regression=True, missing="median", numeric="minmax"),
]
(here / "golden.json").write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}) + "\n")
