"""What a release of a large table costs when it was published before.

`python -m benchmarks.ledger_history [ROWS] [VERSIONS] [RUNS]`

As `history`, with the ledger of `examples/`: one amount is another. Goal: version 20 takes at most 1.1 times version 2.
"""

import runpy
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.history import COMMAND, Case, compare
from benchmarks.measure import apart
from benchmarks.publish_table import EXAMPLE


def write(place: str, told_rows: str) -> None:
    """Write two projects with a ledger of so many rows, `before` and `after` one amount is another."""
    before, after, rows = Path(place) / "before", Path(place) / "after", int(told_rows)
    shutil.copytree(EXAMPLE, before, ignore=shutil.ignore_patterns("data", "public"))
    runpy.run_path(str(before / "generate.py"))["main"](rows)
    shutil.copytree(before, after)
    payments = after / "data" / "payments.csv"
    lines = payments.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[rows // 2].split(",")
    cells[lines[0].rstrip().split(",").index("amount")] = "17.00"
    lines[rows // 2] = ",".join(cells)
    payments.write_text("".join(lines), encoding="utf-8")


def main(rows: int, versions: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        apart("benchmarks.ledger_history.write", name, rows)
        before, after = (Path(name) / each for each in ("before", "after"))
        first, changed = (
            [COMMAND, "--project", str(project), "publish", "--formats", "csv,json,parquet"]
            for project in (before, after)
        )
        compare(Case("ledger", first, first, changed), Path(name), versions, runs, 1.1)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [1_000_000, 20, 3][len(numbers) :]))
