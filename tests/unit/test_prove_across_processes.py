"""What is made of a table in one process means the same in any other, however Python's own hashes are salted."""

import json
import os
import pickle
import subprocess
import sys

import frictionless
import pytest

from pipeline.prover.fingerprint import fingerprints_of
from pipeline.prover.plan import column_of

IN_ANOTHER = """
import datetime as dt, decimal, json
from pipeline.prover.fingerprint import KeyColumn, fingerprints_of
from pipeline.prover.buffers import strings
from pipeline.prover.plan import column_of
import frictionless

zone = dt.timezone(dt.timedelta(hours=2))
values = ["", "Malmö", "x" * 100, dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 12, 30), dt.time(7, 5),
          dt.datetime(2024, 2, 29, 12, 30, tzinfo=zone), decimal.Decimal("1.5"), 7, True, None]
text = column_of(frictionless.Field.from_descriptor({"name": "t", "type": "string"}))
day = column_of(frictionless.Field.from_descriptor({"name": "d", "type": "date"}))
print(json.dumps([
    fingerprints_of(values)[0].tolist(),
    KeyColumn(text).fingerprints(strings([f"kund-{n}-å" for n in range(50)]))[0].tolist(),
    KeyColumn(day).fingerprints(strings(["2024-01-01", "2024-1-2"]))[0].tolist(),
]))
"""


def in_another(seed: str) -> list[list[int]]:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", IN_ANOTHER], env=environment, capture_output=True, check=True)
    found: list[list[int]] = json.loads(done.stdout)
    return found


def test_equal_keys_have_equal_fingerprints_in_processes_with_other_seeds() -> None:
    assert in_another("1") == in_another("2")


def test_a_text_has_the_same_fingerprint_alone_and_among_many() -> None:
    texts = ["", "a", "Malmö", "kund-0000001-å", "x" * 300, "nul\0nul"]
    alone = [fingerprints_of([text])[0][0] for text in texts]
    assert fingerprints_of(texts * 5)[0].tolist() == alone * 5


def test_equal_values_have_equal_fingerprints() -> None:
    import datetime as dt
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    noon = dt.datetime(2024, 10, 27, 12, tzinfo=dt.UTC)
    stockholm = ZoneInfo("Europe/Stockholm")
    twice = dt.datetime(2024, 10, 27, 2, 30, tzinfo=stockholm)
    pairs = [
        (noon, noon.astimezone(stockholm)),
        (twice, twice.replace(fold=1)),
        (dt.time(12, tzinfo=dt.UTC), dt.time(14, tzinfo=dt.timezone(dt.timedelta(hours=2)))),
        (1, Decimal("1.0")),
        (1, True),
    ]
    assert all(one == other for one, other in pairs)
    assert [fingerprints_of([one])[0][0] for one, _ in pairs] == [fingerprints_of([other])[0][0] for _, other in pairs]


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ({"type": "string", "constraints": {"pattern": "[a-c]+", "maxLength": 2}}, ["ab", "abc", "d", ""]),
        ({"type": "integer", "constraints": {"minimum": "3"}}, ["2", "3", "x", "-"]),
        ({"type": "number", "decimalChar": ",", "groupChar": " ", "bareNumber": False}, ["1 000,5 kr", "1.5", "-"]),
        ({"type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]}, ["ja", "true", "nej"]),
        (
            {"type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "01/02/2024"}},
            ["31/01/2024", "2024-01-01"],
        ),
        ({"type": "string", "missingValues": ["?"], "constraints": {"required": True}}, ["?", "", "x"]),
        ({"type": "integer", "constraints": {"enum": ["1", "2"]}}, ["1", "02", "3"]),
    ],
)
def test_a_reader_that_was_sent_reads_as_the_one_that_stayed(field: dict[str, object], cells: list[str]) -> None:
    schema = frictionless.Schema.from_descriptor({"fields": [{"name": "x", **field}], "missingValues": ["", "-"]})
    column = column_of(schema.fields[0])
    sent = pickle.loads(pickle.dumps(column))  # noqa: S301 (our own)
    assert sent.missing == column.missing
    assert [sent.read(cell) for cell in cells] == [column.read(cell) for cell in cells]
