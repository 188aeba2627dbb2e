"""As many invoices as customers, to whom they refer, checked by us and by frictionless alone.

    python -m benchmarks.check_references [ROWS] [RUNS] [FRICTIONLESS RUNS]

Each measurement is a process of its own that times the call alone; frictionless takes minutes, and holds all customers.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.check import CANDIDATES, CHECK, FRICTIONLESS, measured
from benchmarks.measure import machine, table

CUSTOMERS = {
    "fields": [{"name": "number", "type": "string"}, {"name": "name", "type": "string"}],
    "primaryKey": ["number"],
}
INVOICES = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "customer", "type": "string", "constraints": {"required": True}},
        {"name": "date", "type": "date"},
        {"name": "amount", "type": "number"},
    ],
    "primaryKey": ["id"],
    "foreignKeys": [{"fields": ["customer"], "reference": {"resource": "customers", "fields": ["number"]}}],
}


def write(folder: Path, rows: int) -> Path:
    """Write a package of two tables of so many rows; where its descriptor is."""
    chance = random.Random(20260101)
    numbers = [f"kund-{number:09}" for number in range(rows)]
    chance.shuffle(numbers)
    with (folder / "customers.csv").open("w", encoding="utf-8") as file:
        file.write("number,name\n")
        file.writelines(f"{number},Kund {number[-3:]} å\n" for number in numbers)
    with (folder / "invoices.csv").open("w", encoding="utf-8") as file:
        file.write("id,customer,date,amount\n")
        file.writelines(
            f"{row},{chance.choice(numbers)},2024-01-{row % 28 + 1:02},{row % 5000}.50\n" for row in range(rows)
        )
    described = {"customers": CUSTOMERS, "invoices": INVOICES}
    resources = [
        {"name": name, "path": f"{name}.csv", "type": "table", "encoding": "utf-8", "schema": schema}
        for name, schema in described.items()
    ]
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "invoices", "resources": resources}, indent=2), "utf-8")
    return path


def main(rows: int, runs: int, frictionless_runs: int) -> None:
    """Measure, and print Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        package = write(Path(folder), rows)
        timings = measured(CANDIDATES, package, {CHECK: runs, FRICTIONLESS: frictionless_runs})
    print(machine("frictionless", "pyarrow", "duckdb"))
    print(f"\n### {rows:,} invoices that refer to {rows:,} customers at random\n\n{table(timings)}\n")
    if FRICTIONLESS in timings:
        ratio = timings[FRICTIONLESS].median / timings[CHECK].median
        print(f"- {FRICTIONLESS}: {ratio:.0f} times the time of the check")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [1_000_000, 3, 1][len(arguments) :]))
