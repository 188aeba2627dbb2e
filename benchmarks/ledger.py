"""A supplier ledger of a made-up municipality, as large as one likes: the same rows for the same arguments.

    python benchmarks/ledger.py FOLDER ROWS [SHARE OF BAD ROWS]

Writes `ledger.csv` (12 columns), `municipalities.csv` (290 rows, to which the ledger refers) and `datapackage.json`.
"""

import csv
import datetime as dt
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SUPPLIERS = 4000
CATEGORIES = ["Drift", "Investering", "Vård och omsorg", "Utbildning", "Kultur & fritid", "Miljö", "Övrigt"]
TRADES = "Åkeri Bygg Städ Måleri El Rör Snö Förskola Omsorg Färdtjänst Livsmedel Konsult Träd".split()
PLACES = "Norr Syd Väst Öst Göteborg Malmö Umeå Östersund Gävle Borås Linköping".split()
REMARKS = [
    "",
    "Avser månadsfaktura",
    "Läromedel, årskurs 7-9",
    "Snöröjning enligt avtal",
    "Förskolans möbler",
    "Kaffe och smörgås till nämnden",
    "Ö-bussen",
    "Se bilaga; §12",
]
FIRST_DAY = dt.date(2020, 1, 1)

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}},
    {"name": "municipality", "type": "string", "constraints": {"required": True, "pattern": r"^\d{4}$"}},
    {"name": "date", "type": "date", "constraints": {"required": True}},
    {"name": "booked_at", "type": "datetime"},
    {"name": "amount", "type": "number", "constraints": {"minimum": -1_000_000, "maximum": 10_000_000}},
    {"name": "supplier", "type": "string", "constraints": {"required": True, "maxLength": 80}},
    {"name": "supplier_id", "type": "string", "constraints": {"pattern": r"^\d{6}-\d{4}$"}},
    {"name": "category", "type": "string", "constraints": {"enum": CATEGORIES}},
    {"name": "email", "type": "string", "format": "email"},
    {"name": "url", "type": "string", "format": "uri"},
    {"name": "vat", "type": "boolean"},
    {"name": "remark", "type": "string"},
]
SCHEMA: dict[str, Any] = {
    "fields": FIELDS,
    "primaryKey": ["id"],
    "foreignKeys": [{"fields": ["municipality"], "reference": {"resource": "municipalities", "fields": ["code"]}}],
}
MUNICIPALITIES: dict[str, Any] = {
    "fields": [{"name": "code", "type": "string"}, {"name": "name", "type": "string"}],
    "primaryKey": ["code"],
}

FAULTS: list[Callable[[list[str]], None]] = [
    lambda row: row.__setitem__(0, "12a"),
    lambda row: row.__setitem__(0, str(max(1, int(row[0]) - 7))),  # the key of an earlier row
    lambda row: row.__setitem__(1, "9999"),  # no such municipality
    lambda row: row.__setitem__(1, "18"),
    lambda row: row.__setitem__(2, "2023-02-30"),
    lambda row: row.__setitem__(2, "13/01/2023"),
    lambda row: row.__setitem__(3, "2023-01-01 25:00"),
    lambda row: row.__setitem__(4, "1 234,50"),
    lambda row: row.__setitem__(4, "99999999.0"),
    lambda row: row.__setitem__(5, ""),
    lambda row: row.__setitem__(5, "x" * 90),
    lambda row: row.__setitem__(6, "5560001234"),
    lambda row: row.__setitem__(7, "Okänd"),
    lambda row: row.__setitem__(8, "inte-en-adress"),
    lambda row: row.__setitem__(10, "ja"),
    lambda row: row.append("extra"),
    lambda row: row.__delitem__(slice(-2, None)),
]


def rows(count: int, bad: float, codes: list[str], chance: random.Random) -> Iterator[list[str]]:
    """The rows of the ledger; a share of `bad` has one fault each."""
    names = [f"{chance.choice(TRADES)} & {chance.choice(TRADES)} {chance.choice(PLACES)} AB" for _ in range(SUPPLIERS)]
    names = [f'{name}, filial "{n}"' if n % 50 == 0 else name for n, name in enumerate(names)]
    numbers = [f"{chance.randrange(550000, 559999)}-{chance.randrange(1000, 9999)}" for _ in names]
    for number in range(1, count + 1):
        supplier = chance.randrange(SUPPLIERS)
        booked = dt.datetime.combine(FIRST_DAY, dt.time()) + dt.timedelta(seconds=chance.randrange(6 * 365 * 86400))
        row = [
            str(number),
            chance.choice(codes),
            (FIRST_DAY + dt.timedelta(days=chance.randrange(2190))).isoformat(),
            booked.isoformat(),
            f"{chance.uniform(-5000, 500000):.2f}",
            names[supplier],
            numbers[supplier],
            chance.choice(CATEGORIES),
            "" if chance.random() < 0.2 else f"kontakt{supplier}@leverantor{supplier % 97}.example",
            f"https://www.leverantor{supplier % 97}.example/faktura/{number}?ar=2023",
            chance.choice(["true", "false"]),
            chance.choice(REMARKS),
        ]
        if bad and chance.random() < bad:
            chance.choice(FAULTS)(row)
        yield row


def write(folder: Path, count: int, bad: float = 0.0) -> Path:
    """Write the package into `folder`; where its descriptor is."""
    chance = random.Random(20260101)
    folder.mkdir(parents=True, exist_ok=True)
    codes = [f"{code:04}" for code in sorted(chance.sample(range(114, 2584), 290))]
    _write_csv(folder / "municipalities.csv", ["code", "name"], ([code, f"Kommun {code} å"] for code in codes))
    _write_csv(folder / "ledger.csv", [field["name"] for field in FIELDS], rows(count, bad, codes, chance))
    resources = [("ledger", SCHEMA), ("municipalities", MUNICIPALITIES)]
    descriptor = {
        "name": "ledger",
        "resources": [
            {"name": name, "path": f"{name}.csv", "type": "table", "encoding": "utf-8", "schema": schema}
            for name, schema in resources
        ],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), "utf-8")
    return path


def _write_csv(path: Path, header: list[str], lines: Iterator[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), *map(float, sys.argv[3:4]))
