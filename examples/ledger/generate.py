"""Make the files of the example package: `python generate.py [ROWS]`; the same rows every time.

A made-up supplier ledger of a Swedish municipality: no supplier, number or address in it exists.
"""

import csv
import datetime as dt
import random
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"
MUNICIPALITIES = 290
SUPPLIERS = 4000
TRADES = "Åkeri Bygg Städ Måleri El Rör Snö Förskola Omsorg Färdtjänst Livsmedel Konsult Mark Träd Återvinning".split()
PLACES = "i Norr,Syd,Väst,Öst,på Höjden,vid Ån,i Hamnen".split(",")
CATEGORIES = ("Drift", "Investering", "Vård och omsorg", "Utbildning", "Kultur & fritid", "Miljö", "Övrigt")
WITHOUT_EMAIL = 0.2  # of the payments
TEXTS = ("", "Avser månadsfaktura", "Läromedel, årskurs 7–9", "Snöröjning enligt avtal", "Se bilaga; §12")
FIRST_DAY = dt.datetime(2020, 1, 1)  # noqa: DTZ001 (as the ledger writes it: local time, no zone)
DAYS = 2190
HEADER = (
    "payment_id,municipality_code,paid_on,registered_at,amount,supplier,organisation_number,category,email,url,"
    "includes_vat,description"
).split(",")


def payments(rows: int, chance: random.Random, codes: list[str]) -> Iterator[list[str]]:
    """The cells of so many rows, by rising id."""
    suppliers = [_supplier(chance, number) for number in range(SUPPLIERS)]
    for payment_id in range(1, rows + 1):
        number = chance.randrange(SUPPLIERS)
        name, organisation_number = suppliers[number]
        registered = FIRST_DAY + dt.timedelta(seconds=chance.randrange(DAYS * 86_400))
        yield [
            str(payment_id),
            chance.choice(codes),
            (FIRST_DAY + dt.timedelta(chance.randrange(DAYS))).date().isoformat(),
            registered.isoformat(),
            f"{chance.uniform(-5_000, 500_000):.2f}",
            name,
            organisation_number,
            chance.choice(CATEGORIES),
            "" if chance.random() < WITHOUT_EMAIL else f"faktura{number}@leverantor.example",
            f"https://leverantor.example/{number}/{payment_id}",
            chance.choice(("true", "false")),
            chance.choice(TEXTS),
        ]


def _supplier(chance: random.Random, number: int) -> tuple[str, str]:
    name = f"{chance.choice(TRADES)} & {chance.choice(TRADES)} {chance.choice(PLACES)} AB"
    branch = f', filial "{number}"' if number % 50 == 0 else ""
    return name + branch, f"000000-{number:04}"


def main(rows: int) -> None:
    """Write both files into `data/`."""
    chance = random.Random(20260101)  # noqa: S311 (the same rows every time)
    codes = [f"{code:04}" for code in sorted(chance.sample(range(114, 2584), MUNICIPALITIES))]
    DATA.mkdir(exist_ok=True)
    _write(DATA / "municipalities.csv", ["municipality_code", "name"], ([code, f"Kommun {code}"] for code in codes))
    _write(DATA / "payments.csv", HEADER, payments(rows, chance, codes))


def _write(path: Path, header: list[str], rows: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
