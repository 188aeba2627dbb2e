"""A table in parts has the report of the table: wherever it is cut, and however it is read."""

import datetime as dt
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import frictionless
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prover import scan
from pipeline.prover.judge import Check, Prove
from pipeline.prover.loading import judge_table, table_resource

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True}},
        {"name": "t", "type": "string", "constraints": {"maxLength": 6}},
        {"name": "d", "type": "date"},
    ],
    "primaryKey": ["t"],
}
ODD = st.sampled_from(
    [
        "x,t1,2024-01-01",
        "1,t2,2024-01-01",
        ",,",
        "",
        "7,",
        '8,"a\nb",2024-01-01',
        '9,"q""q",x',
        'a"b,c,d',
        "1,t1,,extra",
    ]
)
ROWS = st.lists(st.one_of(st.integers(0, 400).map(lambda n: f"{n},t{n},2024-01-{n % 28 + 1:02}"), ODD), max_size=40)
CUTS = st.lists(st.floats(0, 1), min_size=1, max_size=4)
LIMITS = st.sampled_from([0, 1, 2, 5, 1000])


def stripped(report: frictionless.Report) -> dict[str, Any]:
    """A report but for the time it took."""
    found: dict[str, Any] = report.to_descriptor()
    for each in (found, *found["tasks"]):
        each["stats"].pop("seconds", None)
    return found


def bounds(cuts: list[float], rows: int) -> list[tuple[int, int]]:
    """Where each part begins and ends."""
    at = [0, *sorted(int(cut * rows) for cut in cuts), rows]
    return list(pairwise(at))


def load(folder: Path, names: list[str]) -> frictionless.Resource:
    schema = frictionless.Schema.from_descriptor(json.loads(json.dumps(SCHEMA)))
    return frictionless.Resource(path=names[0], extrapaths=names[1:], basepath=str(folder), schema=schema)


@settings(deadline=None, max_examples=60)
@given(
    ROWS,
    CUTS,
    LIMITS,
    st.sampled_from(["always", "auto", "never"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from([20, 100, 1 << 20]),
)
def test_the_report_on_csv_in_parts_is_that_of_frictionless(
    rows: list[str],
    cuts: list[float],
    limit: int,
    prove: Prove,
    end: str,
    closed: bool,  # noqa: FBT001 (drawn)
    block: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(scan, "BLOCK", block):
        names = []
        for number, (start, stop) in enumerate(bounds(cuts, len(rows))):
            text = end.join(["id,t,d", *rows[start:stop]]) + end
            last = stop == len(rows) and number == len(cuts)
            names.append(f"part-{number}.csv")
            Path(folder, names[-1]).write_bytes((text[: -len(end)] if last and not closed else text).encode())
        expected = stripped(load(Path(folder), names).validate(limit_errors=limit))
        with Check(prove, limit) as check:
            found = stripped(judge_table(lambda: load(Path(folder), names), check.judge))
    assert found == expected


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(0, 30), st.integers(0, 400)),
            st.one_of(st.integers(0, 400).map(lambda n: f"t{n}"), st.sampled_from(["t1", "toolong!", ""])),
            st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))),
        ),
        min_size=1,
        max_size=40,
    ),
    CUTS,
    LIMITS,
    st.sampled_from(["always", "never"]),
    st.booleans(),
)
def test_the_report_on_parquet_in_parts_is_that_of_one_file(
    rows: list[tuple[int, str, dt.date | None]],
    cuts: list[float],
    limit: int,
    prove: Prove,
    null: bool,  # noqa: FBT001 (drawn)
) -> None:
    ids = pa.array([None if null and place == 0 else row[0] for place, row in enumerate(rows)], pa.int64())
    texts, days = (pa.array([row[column] for row in rows]) for column in (1, 2))
    table = pa.table({"id": ids, "t": texts, "d": days.cast(pa.date32())})
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, (start, stop) in enumerate(bounds(cuts, len(rows))):
            names.append(f"part-{number}.parquet")
            pq.write_table(table.slice(start, stop - start), Path(folder, names[-1]))
        pq.write_table(table, Path(folder, "whole.parquet"))
        expected = stripped(load(Path(folder), ["whole.parquet"]).validate(limit_errors=limit))
        with Check(prove, limit) as check:
            found = stripped(judge_table(lambda: load(Path(folder), names), check.judge))
    expected["tasks"][0] |= {"name": "part", "place": "part-0.parquet (multipart)"}
    assert found["tasks"][0].pop("name") == "part"
    assert found["tasks"] == [{name: value for name, value in expected["tasks"][0].items() if name != "name"}]


@pytest.mark.parametrize("prove", ["always", "auto", "never"])
def test_compressed_and_tab_separated_parts_are_read_as_one_table(tmp_path: Path, prove: Prove) -> None:
    import gzip

    for number, rows in enumerate(["1\ta\t2024-01-01\n", "2\tb\t2024-01-02\n2\tc\tx\n"]):
        (tmp_path / f"{number}.tsv").write_text("id\tt\td\n" + rows)
        packed = gzip.compress(("id\tt\td\n" + rows).replace("\t", ",").encode())
        (tmp_path / f"{number}.csv.gz").write_bytes(packed)
    for pattern in ("*.tsv", "*.csv.gz"):
        with Check(prove) as check:
            report = judge_table(lambda found=str(tmp_path / pattern): table_resource([found], SCHEMA), check.judge)
        told = [(error.type, error.row_number) for error in report.task.errors]  # type: ignore[attr-defined]
        assert told == [("type-error", 4), ("unique-error", 4)]
        assert report.task.stats["rows"] == 3
