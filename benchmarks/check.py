"""The large case: a ledger checked by us, by frictionless alone, and merely converted by pyarrow.

    python -m benchmarks.check [--rows 1000000] [--bad 0 0.001 0.1] [--runs 5] [--frictionless-runs 1]

Goals for 1 M rows x 12 columns: clean at least 80 times as fast as frictionless and within 1.5 times pyarrow's bare
conversion; 0.1 % bad rows at least 70 times; 10 % bad rows never slower than frictionless by more than a tenth; with
typed Parquet within twice the bare conversion. For 10 M rows: ten times the time, 1.5 times the memory, below 600 MiB.

Each measurement is a process of its own that times the call alone; the time to import is a row of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.ledger import write
from benchmarks.measure import Timing, machine, table

FRAME = """
import json, resource, sys, time
from pathlib import Path
{imports}
package = Path(sys.argv[1])
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
_CHECK = (
    "from pipeline.prover.rows import typed_batches\n"
    "from pipeline.prover import scan, typed\n"
    "from pipeline.validate.verdict import check_package"
)
_TYPED = """
check_package(package)
schema = json.loads(package.read_text("utf-8"))["resources"][0]["schema"]
del schema["foreignKeys"]
writer = None
for batch in typed_batches(package.with_name("ledger.csv"), schema):
    writer = writer or parquet.ParquetWriter(package.with_name("typed.parquet"), batch.schema)
    writer.write_batch(batch)
writer.close()
"""
_BARE = """
with arrow_csv.open_csv(package.with_name("ledger.csv")) as batches:
    with parquet.ParquetWriter(package.with_name("bare.parquet"), batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
"""
_PARQUET = "from pyarrow import csv as arrow_csv, parquet"

CHECK, ONE_CORE, TYPED, BARE, FRICTIONLESS = (
    "check",
    "check, one core",
    "check + typed Parquet",
    "pyarrow CSV -> Parquet, unchecked",
    "frictionless",
)
CANDIDATES = {
    "import": FRAME.format(imports="", work=_CHECK),
    CHECK: FRAME.format(imports=_CHECK, work="check_package(package)"),
    ONE_CORE: FRAME.format(
        imports=f"import os\nos.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n{_CHECK}",
        work="check_package(package)",
    ),
    TYPED: FRAME.format(imports=f"{_CHECK}\n{_PARQUET}", work=_TYPED),
    BARE: FRAME.format(imports=_PARQUET, work=_BARE),
    FRICTIONLESS: FRAME.format(imports="import frictionless", work="frictionless.Package(str(package)).validate()"),
}


def measured(
    candidates: Mapping[str, str], package: Path, runs: Mapping[str, int], pythons: Mapping[str, Path] | None = None
) -> dict[str, Timing]:
    """The timing of each candidate, a script, in turn: A B C A B C ..., until each has had its runs.

    `pythons` has who runs it, by candidate, where it is not this Python.
    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for round_ in range(max(runs.values())):
        for name, count in runs.items():
            if round_ < count:
                found[name].append(_run(candidates[name], package, (pythons or {}).get(name, sys.executable)))
    return {
        name: Timing(tuple(seconds for seconds, _ in pairs), max(peak for _, peak in pairs))
        for name, pairs in found.items()
        if pairs
    }


def _run(script: str, package: Path, python: Path | str) -> tuple[float, float]:
    """Seconds and peak MiB of one process."""
    done = subprocess.run([python, "-c", script, str(package)], check=True, capture_output=True, text=True)
    seconds, peak = json.loads(done.stdout)
    return float(seconds), float(peak)


def ratios(timings: Mapping[str, Timing]) -> list[str]:
    """How the check compares, as sentences."""
    check = timings[CHECK].median
    others = {name: timing for name, timing in timings.items() if name != CHECK}
    lines = [f"{name}: {timing.median / check:.2f} times the time of the check" for name, timing in others.items()]
    if TYPED in timings and BARE in timings:
        lines.append(f"{TYPED}: {timings[TYPED].median / timings[BARE].median:.2f} times the bare conversion")
    return lines


def main(arguments: Sequence[str]) -> None:
    """Measure as the arguments say, and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--bad", type=float, nargs="+", default=[0.0, 0.001, 0.1], help="shares of bad rows")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--frictionless-runs", type=int, default=1, help="minutes for a million rows; 0 for none")
    parser.add_argument("--folder", type=Path, help="keep the ledgers here, and use those that are there already")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        print(machine("frictionless", "pyarrow", "duckdb"))
        for bad in options.bad:
            folder = (options.folder or Path(temporary)) / f"ledger-{options.rows}-{bad}"
            package = folder / "datapackage.json"
            if not package.is_file():
                write(folder, options.rows, bad)
            runs = dict.fromkeys(CANDIDATES, options.runs) | {FRICTIONLESS: options.frictionless_runs}
            if bad:  # nobody converts what is not valid
                del runs[TYPED], runs[BARE]
            timings = measured(CANDIDATES, package, runs)
            print(f"\n### {options.rows:,} rows x 12 columns, {bad:.1%} bad\n\n{table(timings)}\n")
            print("\n".join(f"- {line}" for line in ratios(timings)))


if __name__ == "__main__":
    main(sys.argv[1:])
