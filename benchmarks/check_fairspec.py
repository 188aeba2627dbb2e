"""The same million rows, checked by us and by fairspec 0.1.7, which reads them with Polars.

    make .venv-fairspec/done && python -m benchmarks.check_fairspec [ROWS] [RUNS]

fairspec needs Python 3.12 or newer and an environment of its own. It is given the schema in its own words: all that a
Table Schema says of these rows but that `url` is one with a scheme, which its own format means otherwise. Goal: it
takes at least twice as long, for a clean ledger.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.check import CANDIDATES, CHECK, FRAME, measured
from benchmarks.ledger import FIELDS, write
from benchmarks.measure import machine, table

PYTHON = Path(__file__).parent.parent / ".venv-fairspec/bin/python"
FAIRSPEC = "fairspec 0.1.7"
GOAL = 2
_WORK = """
os.chdir(package.parent)  # it reads nothing that lies elsewhere
report = fairspec.validate_dataset("fairspec.json")
assert report.valid, report.errors[:3]
"""
_FORMATS = {"date": "date", "datetime": "date-time"}


def column(field: dict[str, Any]) -> dict[str, Any]:
    """A field as fairspec has it."""
    constraints = {
        key: value for key, value in field.get("constraints", {}).items() if key not in {"required", "unique"}
    }
    kind, form = (
        field["type"],
        _FORMATS.get(field["type"], field.get("format") if field.get("format") != "uri" else None),
    )
    kind = "string" if kind in _FORMATS else kind
    required = field.get("constraints", {}).get("required")
    return {"type": kind if required else [kind, "null"], **({"format": form} if form else {}), **constraints}


def dataset() -> dict[str, Any]:
    """The package of the ledger as fairspec has it."""
    reference = {"columns": ["municipality"], "reference": {"resource": "municipalities", "columns": ["code"]}}
    ledger = {
        "properties": {field["name"]: column(field) for field in FIELDS},
        "primaryKey": ["id"],
        "foreignKeys": [reference],
    }
    municipalities = {"properties": {name: {"type": "string"} for name in ("code", "name")}, "primaryKey": ["code"]}
    tables = {"ledger": ledger, "municipalities": municipalities}
    return {
        "resources": [{"name": name, "data": f"{name}.csv", "tableSchema": schema} for name, schema in tables.items()]
    }


def main(rows: int, runs: int) -> None:
    """Measure, and print Markdown."""
    if not PYTHON.is_file():
        sys.exit(f"{PYTHON} is not there: make .venv-fairspec/done PYTHON=python3.12")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = write(folder, rows)
        (folder / "fairspec.json").write_text(json.dumps(dataset()), encoding="utf-8")
        scripts = {CHECK: CANDIDATES[CHECK], FAIRSPEC: FRAME.format(imports="import os, fairspec, polars", work=_WORK)}
        timings = measured(scripts, package, dict.fromkeys(scripts, runs), {FAIRSPEC: PYTHON})
    print(machine("frictionless", "pyarrow"))
    print(f"\n### {rows:,} rows x 12 columns, clean\n\n{table(timings)}\n")
    ratio = timings[FAIRSPEC].median / timings[CHECK].median
    print(f"- {FAIRSPEC}: {ratio:.2f} times the time of the check (goal {GOAL})")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [1_000_000, 3][len(arguments) :]))
