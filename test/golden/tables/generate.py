"""The same small table as other programs write it, for test/unit/datasets/formats.test.ts.

Needs pandas, pyarrow and openpyxl: python3 -m venv v && v/bin/pip install pandas pyarrow openpyxl
"""
import json
import pathlib
import sqlite3

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

here = pathlib.Path(__file__).parent
rows = 40
table = pd.DataFrame(
    {
        "count": np.arange(rows) * 3 - 7,
        "length": np.where(np.arange(rows) % 9 == 4, np.nan, np.arange(rows) / 8),
        "name": [None if k % 11 == 3 else f'n"{k}, 山鸢尾\nx' for k in range(rows)],
        "sort": [["red", "green", "blue"][k % 3] for k in range(rows)],
        "good": [k % 2 == 0 for k in range(rows)],
        "day": pd.date_range("2023-12-25", periods=rows, freq="D"),
        "moment": pd.date_range("2024-02-28 23:59:58.5", periods=rows, freq="37min"),
    }
)


def cell(value):
    if value is None or value != value or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        text = str(value)
        return text[: -len(" 00:00:00")] if text.endswith(" 00:00:00") else text.rstrip("0") if "." in text else text
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return value if isinstance(value, str) else float(value)


expected = [[cell(value) for value in row] for row in table.itertuples(index=False, name=None)]
(here / "expected.json").write_text(
    json.dumps({"columns": list(table.columns), "rows": expected}, ensure_ascii=False, indent=1) + "\n"
)

table.to_excel(here / "table.xlsx", sheet_name="Measured", index=False)
book = openpyxl.load_workbook(here / "table.xlsx")
other = book.create_sheet("Other")
other.append(["a", "b"])
other.append([1, "x"])
other.append([2, "y"])
book.save(here / "table.xlsx")

(here / "table.sqlite").unlink(missing_ok=True)
connection = sqlite3.connect(here / "table.sqlite")
stored = table.assign(good=table["good"].map({True: "true", False: "false"}))
stored.to_sql("measured things", connection, index=False)
pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).to_sql("other", connection, index=False)
connection.commit()
connection.close()

arrow = pa.Table.from_pandas(table.assign(sort=table["sort"].astype("category")), preserve_index=False)
for compression in ["lz4", "zstd", "uncompressed"]:
    pa.feather.write_feather(arrow, here / f"table-{compression}.feather", compression=compression, chunksize=16)
with pa.OSFile(str(here / "table.arrows"), "wb") as sink, pa.ipc.new_stream(sink, arrow.schema) as writer:
    writer.write_table(arrow)
pa.parquet.write_table(arrow, here / "table.parquet", compression="zstd", row_group_size=16)

plain = table.assign(day=table["day"].dt.strftime("%Y-%m-%d"), moment=table["moment"].astype(str))
plain.to_json(here / "table.json", orient="records", force_ascii=False, indent=1)
plain.to_json(here / "table.jsonl", orient="records", lines=True, force_ascii=False)
plain.to_csv(here / "table.csv.gz", index=False)
plain.to_csv(here / "table-comma.tsv", index=False, sep="\t", decimal=",", encoding="utf-16")
plain.to_csv(here / "table-gb.csv", index=False, encoding="gb18030")
