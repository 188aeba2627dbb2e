"""The same rows as one file and in parts, checked by threads. `python -m benchmarks.check_parts [ROWS] [PARTS] [RUNS]`.

Goal: parts take at most 1.2 times one file, as CSV and as Parquet.
"""

import json
import sys
import tempfile
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.check import FRAME, measured
from benchmarks.check_parquet import as_parquet
from benchmarks.measure import apart, machine, table

IMPORTS = (
    "import pandas\nfrom pipeline.prover import parquet, parts_table, scan\n"
    "from pipeline.validate.verdict import check_file"
)
CANDIDATES = {
    "one CSV file": "ledger.csv",
    "CSV in parts": "csv",
    "one Parquet file": "ledger.parquet",
    "Parquet in parts": "parquet",
}
GOAL = 1.2


def write(place: str, told_rows: str, told_parts: str) -> None:
    """Write a clean ledger of so many rows as one file and in parts, each as CSV and as Parquet, and its schema."""
    folder, rows, parts = Path(place), int(told_rows), int(told_parts)
    whole = pq.read_table(as_parquet(folder, rows))
    for name in ("csv", "parquet"):
        (folder / name).mkdir()
    size = -(-rows // parts)
    for number, start in enumerate(range(0, rows, size)):
        pq.write_table(whole.slice(start, size), folder / "parquet" / f"{number:04}.parquet")
    with (folder / "ledger.csv").open(encoding="utf-8", newline="") as ledger:
        header = next(ledger)
        for number in range(parts):
            lines = islice(ledger, size)
            (folder / "csv" / f"{number:04}.csv").write_text(header + "".join(lines), encoding="utf-8", newline="")


def main(rows: int, parts: int, runs: int) -> None:
    """Measure, and print Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart("benchmarks.check_parts.write", folder, rows, parts)
        schema = json.dumps(str(folder / "schema.json"))
        scripts = {
            candidate: FRAME.format(
                imports=IMPORTS, work=f"assert check_file(str(package / {path!r}), {schema}).rows == {rows}"
            )
            for candidate, path in CANDIDATES.items()
        }
        timings = measured(scripts, folder, dict.fromkeys(scripts, runs))
    print(machine("frictionless", "pyarrow"))
    print(f"\n### {rows:,} rows x 12 columns, as one file and in {parts} parts\n\n{table(timings)}\n")
    for form in ("CSV", "Parquet"):
        ratio = timings[f"{form} in parts"].median / timings[f"one {form} file"].median
        print(f"- {form} in parts: {ratio:.2f} times the time of one file (goal {GOAL})")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [1_000_000, 20, 5][len(arguments) :]))
