"""A ledger as Parquet, checked by us and by frictionless alone. `python -m benchmarks.check_parquet [ROWS] [RUNS]`.

Each measurement is a process of its own that times the call alone; frictionless is run once, as it takes minutes.
"""

import json
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.check import CHECK, FRAME, FRICTIONLESS, measured
from benchmarks.ledger import write
from benchmarks.measure import machine, table
from pipeline.prover.rows import typed_batches

_SCHEMA = 'package.with_name("schema.json")'
CANDIDATES = {
    CHECK: FRAME.format(
        imports="import pandas\nfrom pipeline.prover import parquet\nfrom pipeline.validate.verdict import check_file",
        work=f"assert check_file(package, {_SCHEMA}).valid",
    ),
    FRICTIONLESS: FRAME.format(
        imports="import frictionless, pandas, pyarrow.parquet",
        work=f"schema = frictionless.Schema.from_descriptor(json.loads({_SCHEMA}.read_text()))\n"
        "table = frictionless.Resource(path=package.name, basepath=str(package.parent), schema=schema)\n"
        "assert table.validate().valid",
    ),
}


def as_parquet(folder: Path, rows: int) -> Path:
    """A clean ledger of so many rows as a typed Parquet file, with its schema beside it."""
    write(folder, rows, 0.0)
    resource = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"][0]
    schema = {name: value for name, value in resource["schema"].items() if name != "foreignKeys"}
    (folder / "schema.json").write_text(json.dumps(schema), "utf-8")
    batches = typed_batches(folder / "ledger.csv", schema)
    first = next(batches)
    path = folder / "ledger.parquet"
    with pq.ParquetWriter(path, first.schema) as writer:
        for batch in (first, *batches):
            writer.write_batch(batch)
    return path


def main(rows: int, runs: int) -> None:
    """Measure, and print Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        timings = measured(CANDIDATES, as_parquet(Path(folder), rows), {CHECK: runs, FRICTIONLESS: 1})
    print(machine("frictionless", "pandas", "pyarrow"))
    print(f"\n### {rows:,} rows x 12 columns of Parquet\n\n{table(timings)}\n")
    print(f"- {FRICTIONLESS}: {timings[FRICTIONLESS].median / timings[CHECK].median:.0f} times the time of the check")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [1_000_000, 5][len(arguments) :]))
