"""Cuts `adult.csv`, next to this script, from the whole file: python3 cut-adult.py WHOLE/adult.csv

3,000 of the 32,561 rows, drawn without replacement with the seed 42 (CPython's random.sample), in the order of the file;
the lines are copied byte by byte. The script prints what the tests expect of the cut.
"""
import collections
import csv
import pathlib
import random
import sys

lines = pathlib.Path(sys.argv[1]).read_bytes().splitlines(keepends=True)
header, rows = lines[0], lines[1:]
assert len(rows) == 32561
chosen = sorted(random.Random(42).sample(range(len(rows)), 3000))
target = pathlib.Path(__file__).with_name("adult.csv")
target.write_bytes(header + b"".join(rows[index] for index in chosen))

with target.open(newline="") as file:
    cut = list(csv.DictReader(file))
print(len(cut), collections.Counter(row["income"] for row in cut))
for column in ("workclass", "occupation", "native_country"):
    print(column, sum(row[column] == "?" for row in cut), "missing")
print("mean age", sum(int(row["age"]) for row in cut) / len(cut))
