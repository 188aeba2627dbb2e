"""Whatever a Parquet file holds: the report is frictionless's own, whether its rows were proven or not."""

import datetime as dt
import decimal
import itertools
import math
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from reports import without_time

from pipeline.prover.judge import Prove
from pipeline.prover.layout import CRASHES
from pipeline.validate.verdict import check_file

Json = dict[str, Any]

DAYS = [dt.date(2020, 1, 1), dt.date.min, dt.date.max, dt.date(2021, 5, 5)]
LAST = dt.datetime.max  # noqa: DTZ901
MOMENTS = [dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 1, 5, 6, 7), dt.datetime(2024, 2, 29)]  # noqa: DTZ001
VALUES: dict[str, tuple[pa.DataType, str, list[Any]]] = {
    "int64": (pa.int64(), "integer", [1, 2, -1, 0, 2**53, 2**53 + 1, 2**60 + 1, 7]),
    "int32": (pa.int32(), "integer", [1, 2, -1, 0, 9]),
    "int8": (pa.int8(), "integer", [1, 2, -1, 0]),
    "uint16": (pa.uint16(), "integer", [1, 2, 60_000]),
    "uint32": (pa.uint32(), "integer", [1, 2, 2**32 - 1]),
    "uint64": (pa.uint64(), "integer", [1, 2**64 - 1]),
    "double": (pa.float64(), "number", [1.5, 2.0, -0.0, 0.0, 1e300, 0.1, 3.0, -4.0]),
    "whole": (pa.float64(), "integer", [1.0, 2.0, 3.0, 9007199254740992.0]),
    "no number": (pa.float64(), "number", [1.5, math.nan, math.inf, 2.0]),
    "float": (pa.float32(), "number", [1.5, 0.1, 2.0]),
    "string": (pa.string(), "string", ["a", "b", "å", "", "12", "2020-01-01", "true", "1.5"]),
    "digits": (pa.string(), "integer", ["1", "2", "3", "x"]),
    "large string": (pa.large_string(), "string", ["a", "b", ""]),
    "dictionary": (pa.dictionary(pa.int8(), pa.string()), "string", ["a", "b"]),
    "boolean": (pa.bool_(), "boolean", [True, False]),
    "day": (pa.date32(), "date", DAYS),
    "moment": (pa.timestamp("us"), "datetime", [*MOMENTS, LAST]),
    "moment in ms": (pa.timestamp("ms"), "datetime", MOMENTS),
    "moment in s": (pa.timestamp("s"), "datetime", MOMENTS),
    "moment in ns": (pa.timestamp("ns"), "datetime", MOMENTS),
    "zoned": (pa.timestamp("us", "UTC"), "datetime", [moment.replace(tzinfo=dt.UTC) for moment in MOMENTS]),
    "decimal": (pa.decimal128(10, 2), "number", [decimal.Decimal(text) for text in ("1.50", "2.00", "-0.00")]),
    "time": (pa.time64("us"), "time", [dt.time(1, 2)]),
    "list": (pa.list_(pa.int64()), "array", [[1]]),
}
CONSTRAINTS: dict[str, list[Json]] = {
    "integer": [{"minimum": 0}, {"exclusiveMaximum": 3}, {"enum": [1, 2, 3]}, {"maximum": 2**53}],
    "number": [{"minimum": 0}, {"maximum": 2}, {"enum": [1.5, 2]}],
    "string": [{"minLength": 1}, {"pattern": "[a-z0-9]+"}, {"enum": ["a", "b"]}],
    "boolean": [{"enum": [True]}],
    "date": [{"minimum": "2000-01-01"}, {"exclusiveMaximum": "2020-01-01"}],
    "datetime": [{"minimum": "2000-01-01T00:00:00"}, {"maximum": "2020-01-01T00:00:00Z"}],
}
ODD_NULLS = ["", "1", "a", "-0.0", "0.0", "NaT", "nan", "None", "True", "2020-01-01", "1.50"]


def verdict(path: Path, schema: Json, prove: Prove, limit: int) -> Any:
    """The report without the seconds it took; the name of the exception where frictionless crashes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            report = check_file(path, schema, prove=prove, limit_errors=limit).report
    except CRASHES as error:
        return type(error).__name__
    return without_time(report)


def assert_agreed(path: Path, schema: Json, limit: int = 1000) -> None:
    """Both ways lead to the same report."""
    assert verdict(path, schema, "always", limit) == verdict(path, schema, "never", limit)


@pytest.mark.parametrize("nulls", ["no nulls", "nulls in one", "nulls in both", "nulls in both, and a third"])
@pytest.mark.parametrize("first", VALUES)
def test_any_two_columns_beside_each_other_are_judged_as_frictionless_does(
    first: str, nulls: str, tmp_path: Path
) -> None:
    for second in list(VALUES)[list(VALUES).index(first) :]:
        rows = [list(itertools.islice(itertools.cycle(VALUES[name][2]), 8)) for name in (first, second)]
        for row in (2, 5) if "nulls in both" in nulls else ():
            rows[1][row] = None
        for row in (2, 3) if nulls != "no nulls" else ():
            rows[0][row] = None
        table = pa.table({"a": pa.array(rows[0], VALUES[first][0]), "b": pa.array(rows[1], VALUES[second][0])})
        schema = {"fields": [{"name": "a", "type": VALUES[first][1]}, {"name": "b", "type": VALUES[second][1]}]}
        if "third" in nulls:
            table = table.append_column("c", pa.array([1, 2, 3, 4, 5, 6, 7, 8]))
            schema["fields"].append({"name": "c", "type": "integer"})
        pq.write_table(table, tmp_path / "t.parquet")
        assert_agreed(tmp_path / "t.parquet", schema)


@st.composite
def tables(draw: DrawFn) -> tuple[pa.Table, Json]:
    """A table of a few columns of any type, and a schema for it that fits more or less."""
    count = draw(st.sampled_from([1, 2, 3, 8, 40]))
    columns, fields = [], []
    for index in range(draw(st.sampled_from([1, 1, 2, 3]))):
        kind, natural, values = VALUES[draw(st.sampled_from(sorted(VALUES)))]
        pool = st.sampled_from(values if draw(st.booleans()) else values[:2])
        with_nulls = draw(st.integers(0, 3)) == 0
        columns.append(
            pa.array(draw(st.lists(pool | st.none() if with_nulls else pool, min_size=count, max_size=count)), kind)
        )
        other = draw(st.integers(0, 3)) == 0
        named = draw(st.sampled_from([*sorted(CONSTRAINTS), "any", "year"])) if other else natural
        constraints = draw(st.sampled_from([{}, {}, {"required": True}, {"unique": True}, *CONSTRAINTS.get(named, [])]))
        field: Json = {"name": f"c{index}", "type": named, "constraints": constraints}
        if draw(st.integers(0, 15)) == 0:
            field["missingValues"] = ODD_NULLS
        fields.append(field)
    schema: Json = {"fields": fields}
    if draw(st.integers(0, 3)) == 0:
        names = [field["name"] for field in fields]
        schema["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if draw(st.integers(0, 3)) == 0:
        width = draw(st.integers(1, min(2, len(fields))))
        few = st.lists(st.sampled_from([field["name"] for field in fields]), min_size=width, max_size=width)
        schema["foreignKeys"] = [{"fields": draw(few), "reference": {"resource": "", "fields": draw(few)}}]
    table = pa.Table.from_arrays(columns, names=[field["name"] for field in fields])
    if draw(st.integers(0, 7)) == 0:
        table = table.rename_columns(["other", *table.column_names[1:]])
    return table, schema


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(described=tables(), limit=st.sampled_from([1000, 1000, 3, 0]), groups=st.sampled_from([5, 1000]))
def test_the_report_on_a_parquet_file_is_that_of_frictionless(
    described: tuple[pa.Table, Json], limit: int, groups: int
) -> None:
    table, schema = described
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        pq.write_table(table, path, row_group_size=groups)
        assert_agreed(path, schema, limit)
