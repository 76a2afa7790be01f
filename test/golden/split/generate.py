"""Writes golden.json: scikit-learn's draws. Run: /usr/bin/python3 test/golden/split/generate.py (scikit-learn 1.2)."""
import hashlib
import json
import pathlib

import numpy as np
import sklearn
from sklearn.model_selection import GroupShuffleSplit, KFold, train_test_split


def digest(rows):
    """Long lists are kept as a SHA-256 of their little-endian int32 bytes."""
    return hashlib.sha256(np.asarray(rows, dtype="<i4").tobytes()).hexdigest()


def record(rows):
    return [int(row) for row in rows] if len(rows) <= 200 else {"count": len(rows), "sha256": digest(rows)}


random = []
for n, test, seed in [
    (150, 0.2, 42), (150, 0.2, 0), (10, 0.25, 1), (2, 0.5, 7), (7, 0.1, 4294967295), (891, 0.2, 42), (344, 0.33, 3),
    (1000, 0.15, 2147483648), (32561, 0.2, 42), (70000, 0.2, 5), (100003, 0.3, 123456789), (1000000, 0.01, 42),
]:
    train, drawn = train_test_split(np.arange(n), test_size=test, random_state=seed)
    random.append({"rows": n, "test": test, "seed": seed, "testRows": record(drawn), "remainder": record(train)})

stratified = []
for sizes, test, seed in [
    ([50, 50, 50], 0.2, 42), ([50, 50, 50], 0.2, 1), ([59, 71, 48], 0.25, 0), ([2, 3, 5, 90], 0.1, 11),
    ([549, 342], 0.2, 42), ([10] * 10, 0.15, 3), ([7, 7, 7, 7, 7], 0.3, 4294967295), ([40001, 20011, 9990], 0.2, 5),
]:
    classes = np.repeat(np.arange(len(sizes)), sizes)
    # Not in class order, by a rule that a test can repeat: row i has the class at (i * 7919) mod n.
    n = len(classes)
    classes = classes[(np.arange(n, dtype=np.int64) * 7919) % n]
    train, drawn = train_test_split(np.arange(n), test_size=test, random_state=seed, stratify=classes)
    stratified.append({"sizes": sizes, "test": test, "seed": seed, "testRows": record(drawn), "remainder": record(train)})

grouped = []
for n, groups, test, validation, seed in [
    (60, 7, 0.2, 0.2, 42), (150, 31, 0.25, 0.1, 0), (10, 10, 0.3, 0.5, 1), (1000, 3, 0.2, 0.4, 9), (5000, 700, 0.15, 0.2, 4294967295),
]:
    # Row i is of the group (i * 7919) mod groups.
    group = (np.arange(n, dtype=np.int64) * 7919) % groups
    draw = GroupShuffleSplit(n_splits=1, test_size=test, random_state=seed)
    rest, drawn = next(draw.split(np.arange(n), groups=group))
    again = GroupShuffleSplit(n_splits=1, test_size=validation, random_state=seed)
    train, validated = next(again.split(rest, groups=group[rest]))
    grouped.append({"rows": n, "groups": groups, "test": test, "validation": validation, "seed": seed,
                    "testRows": record(drawn), "validationRows": record(rest[validated]), "trainRows": record(rest[train])})

kfold = []
for n, folds, seed in [(150, 5, 42), (23, 4, 0), (10, 10, 3), (1001, 7, 123456789)]:
    draws = [record(drawn) for _, drawn in KFold(folds, shuffle=True, random_state=seed).split(np.arange(n))]
    kfold.append({"rows": n, "folds": folds, "seed": seed, "testRows": draws})

path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"sklearn": sklearn.__version__, "numpy": np.__version__, "random": random,
                            "stratified": stratified, "grouped": grouped, "kfold": kfold}) + "\n")
