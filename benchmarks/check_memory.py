"""What memory a check of many rows takes beside that of a million. `python -m benchmarks.check_memory [ROWS] [RUNS]`.

Eight columns, clean, with a key, in parts of a million rows: as CSV and as Parquet. A hundred million rows take
10 GB in TMPDIR, and some minutes to write; without an argument it is ten million. Goal: at most 1.5 times.
"""

import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.check import FRAME, measured
from benchmarks.check_parts import IMPORTS
from benchmarks.measure import apart, machine, table

MILLION = 1_000_000
GOAL = 1.5
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "day", "type": "date", "constraints": {"required": True}},
        {"name": "municipality", "type": "string", "constraints": {"pattern": r"^\d{4}$"}},
        {"name": "amount", "type": "number", "constraints": {"minimum": 0}},
        {"name": "count", "type": "integer", "constraints": {"maximum": 1000}},
        {"name": "supplier", "type": "string", "constraints": {"maxLength": 20}},
        {"name": "vat", "type": "boolean"},
        {"name": "remark", "type": "string"},
    ],
    "primaryKey": ["id"],
}


def rows(part: int) -> pa.Table:
    """A million rows, other ones in each part."""
    chance = np.random.default_rng(part)
    ids = np.arange(part * MILLION, (part + 1) * MILLION)
    days = np.datetime64(dt.date(2020, 1, 1)) + chance.integers(0, 2000, MILLION)
    suppliers = np.array([f"Leverantör {number}" for number in range(4000)], object)
    remarks = np.array(["", "Avser månadsfaktura", "Se bilaga, §12", "Läromedel"], object)
    return pa.table(
        {
            "id": ids,
            "day": pa.array(days.astype("datetime64[D]")),
            "municipality": np.array([f"{code:04}" for code in range(114, 404)], object)[
                chance.integers(0, 290, MILLION)
            ],
            "amount": chance.integers(0, 5_000_000, MILLION) / 100,
            "count": chance.integers(0, 1000, MILLION),
            "supplier": suppliers[chance.integers(0, 4000, MILLION)],
            "vat": chance.integers(0, 2, MILLION) == 1,
            "remark": remarks[chance.integers(0, 4, MILLION)],
        }
    )


def write(place: str, parts: str) -> None:
    """Write so many million rows in parts, and the first of them apart, as CSV and as Parquet; and their schema."""
    folder = Path(place)
    import pyarrow.parquet as pq
    from pyarrow import csv

    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    for name in ("csv", "parquet", "first-csv", "first-parquet"):
        (folder / name).mkdir()
    for part in range(int(parts)):
        some = rows(part)
        for kind in ("", "first-") if part == 0 else ("",):
            csv.write_csv(some, folder / f"{kind}csv" / f"{part:04}.csv")
            pq.write_table(some, folder / f"{kind}parquet" / f"{part:04}.parquet")


def main(count: int, runs: int) -> None:
    """Measure, and print Markdown."""
    millions = max(count // MILLION, 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart("benchmarks.check_memory.write", folder, millions)
        schema = json.dumps(str(folder / "schema.json"))
        scripts = {
            f"{form}, {number * MILLION:,} rows": FRAME.format(
                imports=IMPORTS, work=f"assert check_file(str(package / {place!r}), {schema}).valid"
            )
            for form, path in (("CSV", "csv"), ("Parquet", "parquet"))
            for number, place in ((1, f"first-{path}"), (millions, path))
        }
        timings = measured(scripts, folder, dict.fromkeys(scripts, runs))
    print(machine("frictionless", "pyarrow"))
    print(f"\n### {millions * MILLION:,} rows x 8 columns in parts, beside a million\n\n{table(timings)}\n")
    for form in ("CSV", "Parquet"):
        few, many = (timings[f"{form}, {number * MILLION:,} rows"].peak_mib for number in (1, millions))
        print(f"- {form}: {many / few:.2f} times the peak memory (goal {GOAL})")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [10_000_000, 1][len(arguments) :]))
