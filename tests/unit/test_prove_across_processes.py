"""What is made of a table in one process means the same in any other, however Python's own hashes are salted."""

import json
import os
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import frictionless
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.prover.fingerprint import fingerprints_of
from pipeline.prover.key_digest import digest_of
from pipeline.prover.layout import Format, TablePlan
from pipeline.prover.part_proof import prove_part
from pipeline.prover.parts import Part
from pipeline.prover.plan import column_of
from pipeline.prover.recipe import Extent, Recipe, Summary

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
    texts = ["", "a", "Malmö", "kund-0000001-å", "x" * 300, "x" * 512, "x" * 513, "nul\0nul"]
    alone = [fingerprints_of([text])[0][0] for text in texts]
    assert fingerprints_of(texts * 5)[0].tolist() == alone * 5
    assert fingerprints_of(texts * 5000)[0].tolist() == alone * 5000


def test_texts_that_differ_hardly_have_other_fingerprints() -> None:
    counted = [f"kund-{number:012}" for number in range(50_000)]
    texts = [*counted, *("\0" * size for size in range(40)), *("x" * size for size in range(500, 530))]
    assert len(set(fingerprints_of(texts)[0].tolist())) == len(texts)


def test_equal_values_have_equal_fingerprints() -> None:
    import datetime as dt
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


SUMMARIES = st.builds(
    lambda rows, deferred, length: Summary(
        rows, np.asarray(sorted(n for n in deferred if n < rows), np.int64), (Extent(0, rows, length, length),)
    ),
    st.integers(0, 9),
    st.sets(st.integers(0, 8)),
    st.integers(1, 5),
)


@given(SUMMARIES, SUMMARIES, SUMMARIES)
def test_in_which_order_summaries_are_put_together_makes_no_difference(a: Summary, b: Summary, c: Summary) -> None:
    left, right = a.followed_by(b).followed_by(c), a.followed_by(b.followed_by(c))
    assert (left.rows, left.extents, left.deferred.tolist()) == (right.rows, right.extents, right.deferred.tolist())
    assert left.rows == a.rows + b.rows + c.rows
    assert Summary().followed_by(a).deferred.tolist() == a.deferred.tolist()


@given(
    st.one_of(
        st.integers(),
        st.decimals(allow_nan=False),
        st.floats(allow_nan=False),
        st.booleans(),
        st.text(max_size=3),
        st.none(),
    ),
    st.one_of(
        st.integers(),
        st.decimals(allow_nan=False),
        st.floats(allow_nan=False),
        st.booleans(),
        st.text(max_size=3),
        st.none(),
    ),
)
@example(1, Decimal("1.0"))
@example(0, Decimal("-0E+5"))
@example(100, Decimal("1e2"))
@example(True, 1.0)  # noqa: FBT003 (a value)
def test_values_have_the_same_digest_exactly_if_they_are_equal(one: object, other: object) -> None:
    assert (digest_of((one, "x")) == digest_of((other, "x"))) is (one == other)


def test_a_recipe_is_carried_by_plain_pickle_and_proves_the_same(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,day\n1,2024-01-01\nx,2024-01-02\n")
    fields = [{"name": "id", "type": "integer", "constraints": {"unique": True}}, {"name": "day", "type": "date"}]
    schema = frictionless.Schema.from_descriptor({"fields": fields})
    plan = TablePlan(tuple(map(column_of, schema.fields)), keys=((0,),))
    recipe = Recipe(plan, (), Format("utf-8", ","), 1, 1)
    sent: Recipe = pickle.loads(pickle.dumps(recipe))  # noqa: S301 (our own)
    part = Part(0, str(path), "t.csv")
    found, expected = prove_part(sent, part), prove_part(recipe, part)
    assert found.keys.equals(expected.keys)
    assert found.summary.first == expected.summary.first
    assert [each.cells for each in found.summary.first] == [["x", "2024-01-02"]]
