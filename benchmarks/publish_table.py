"""The large case: a whole publish against writing the same three files unchecked.

`python -m benchmarks.publish_table [ROWS] [RUNS]`

`publish` hashes and looks at the source, judges every cell, key and reference of it and of what it becomes, sorts,
compares with what stands, writes CSV, JSON and Parquet, describes and hashes them, brings all to disk, links them into
`latest/` and makes the site. The others read the CSV with types and write the three files. All begin where none lies.
Goal: within 1.3 times Polars.
"""

import runpy
import shutil
import sys
import tempfile
from functools import partial
from itertools import zip_longest
from pathlib import Path

from benchmarks.measure import interleaved, machine, table

COMMAND = str(Path(sys.executable).with_name("mlr-opendata"))
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "ledger"
PYARROW = """
import sys, json
from pathlib import Path
import pyarrow as pa, pyarrow.csv, pyarrow.parquet as pq
types = {"paid_on": pa.date32(), "registered_at": pa.timestamp("us"), "municipality_code": pa.string()}
reader = pa.csv.open_csv(sys.argv[1], convert_options=pa.csv.ConvertOptions(column_types=types))
folder = Path(sys.argv[2]); folder.mkdir(exist_ok=True)
with (pa.csv.CSVWriter(folder / "t.csv", reader.schema) as cells, pq.ParquetWriter(folder / "t.parquet", reader.schema,
        compression="zstd") as columns, open(folder / "t.json", "w") as objects):
    for batch in reader:
        cells.write_batch(batch)
        columns.write_batch(batch)
        for row in batch.to_pylist():
            objects.write(json.dumps(row, ensure_ascii=False, default=str))
            objects.write(",\\n")
"""
POLARS = """
import sys
from pathlib import Path
import polars as pl
folder = Path(sys.argv[2]); folder.mkdir(exist_ok=True)
rows = pl.read_csv(sys.argv[1], try_parse_dates=True, schema_overrides={"municipality_code": pl.String})
rows.write_csv(folder / "t.csv")
rows.write_json(folder / "t.json")
rows.write_parquet(folder / "t.parquet", compression="zstd")
"""


def main(rows: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project, bare = folder / "ledger", folder / "bare"
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("data", "public"))
        runpy.run_path(str(project / "generate.py"))["main"](rows)
        source = str(project / "data/payments.csv")
        target = folder / "public"
        publish = [COMMAND, "--project", str(project), "publish", "--target", str(target)]
        commands = {
            "mlr-opendata publish csv,json,parquet": [*publish, "--formats", "csv,json,parquet"],
            "pyarrow (JSON by json.dumps)": [sys.executable, "-c", PYARROW, source, str(bare)],
            "polars": [sys.executable, "-c", POLARS, source, str(bare)],
        }
        places = (target, bare, bare)
        fresh = {
            name: partial(shutil.rmtree, place, ignore_errors=True)
            for name, place in zip(commands, places, strict=True)
        }
        timings = interleaved(commands, runs, fresh)
    print(machine("polars", "pyarrow"), f"{rows} rows", f"{runs} runs", sep="; ", end="\n\n")
    print(table(timings), end="\n\n")
    ours, *others = timings.items()
    for (other, timing), goal in zip(others, ("", " (goal 1.3)"), strict=True):
        print(f"publish / {other}: {ours[1].median / timing.median:.2f}{goal}")


if __name__ == "__main__":
    main(*(int(given) if given else usual for given, usual in zip_longest(sys.argv[1:3], (1_000_000, 3))))
