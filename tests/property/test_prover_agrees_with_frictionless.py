"""Whatever the table and the schema: the report is frictionless's own, whether its rows were proven or not."""

import csv
import io
import json
import string
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from reports import without_time

from pipeline.prover import scan
from pipeline.prover.judge import Prove
from pipeline.validate import verdict

Json = dict[str, Any]

GOOD = {
    "integer": st.integers(-50, 50).map(str),
    "number": st.decimals(-1000, 1000, places=2).map(str),
    "boolean": st.sampled_from(["true", "false", "1", "0"]),
    "date": st.dates().map(lambda day: f"{day.year:04}-{day.month:02}-{day.day:02}"),
    "datetime": st.datetimes().map(lambda time: time.replace(microsecond=0).isoformat()),
    "time": st.times().map(lambda time: time.replace(microsecond=0).isoformat()),
    "year": st.integers(0, 9999).map("{:04}".format),
    "yearmonth": st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
    "duration": st.sampled_from(["P1Y", "PT5M", "P1D"]),
    "geopoint": st.sampled_from(["55.6, 13.0", "0,0"]),
    "array": st.sampled_from(["[]", "[1, 2]"]),
    "object": st.sampled_from(["{}", '{"a": 1}']),
    "geojson": st.sampled_from(['{"type": "Point", "coordinates": [13, 55]}']),
    "list": st.sampled_from(["a,b", "a"]),
    "any": st.text(string.ascii_letters + "åäö ", max_size=5),
    "string": st.text(string.ascii_letters + "åäö ,\"\n'", max_size=6),
}
ODD = st.sampled_from(
    "|-|NA|n/a|None|0|00|05|5|+5|-5|-0|1_000| 1 |1.0|1.|.5|1e3|0x10|NaN|inf|-inf|sNaN|½|٣|9999999999999999999999|True|TRUE"
    "|tRuE|yes|2024-02-29|2023-02-29|2024-2-9|24-01-01|0000-01-01|2024-01-05T10:00|2024-01-05 10:00:00"
    "|2024-01-05T10:00:00Z|2024-01-05T10:00:00+01:00|2024-01-05T24:00:00|2024-01-05T10:00:00.5|10:00|10:00:00|10:00:00Z"
    "|24:00:00|24|2024|-024| 123|2024-13|2024-1|a@b.se|A@B.SE|å@b.se|a@b|a.@b.se|a@-b.se|http://x|https://å.se/ö|ftp:x"
    '|//x|x:|http:|a\nb|\n|\r|\t|\x00|\'|"|""|a"b|[1|{|{}|P1|P|TRUE|\ufeff|\u2028|\x85|\x1c|å|ÅÄÖ|1,5|1 000|181,0'.split(
        "|"
    )
)
FORMATS = {"string": ["default", "email", "uri", "uuid", "binary"], "date": ["default", "any", "%d/%m/%y"]}
CONSTRAINTS: dict[str, SearchStrategy[Any]] = {
    "required": st.booleans(),
    "unique": st.booleans(),
    "minLength": st.integers(0, 4),
    "maxLength": st.integers(0, 6),
    "pattern": st.sampled_from([r"\d{4}", "a|b", "[a-z]+", r"[^a]*", r"\w+", "(a)?b*", ".*", "a$", r"\S+", "[åäö]+?"]),
}
BOUNDS = {
    "integer": st.integers(-60, 60),
    "number": st.sampled_from([-10, 0, "0.5", 99.9, "1e2", "1000000000000000000"]),
}
UNHASHABLE = {"array", "geojson", "list", "object"}
CONSTRAINED = {
    "string": ["required", "unique", "minLength", "maxLength", "pattern"],
    "array": ["required", "minLength", "maxLength"],
    "object": ["required"],
}


@st.composite
def fields(draw: DrawFn, index: int) -> Json:
    """A field of any type, with some format, constraints and missing values."""
    kind = draw(st.sampled_from([*sorted(GOOD), "integer", "string", "string", "date"]))
    field: Json = {"name": f"f{index}", "type": kind}
    if kind in FORMATS and draw(st.booleans()):
        field["format"] = draw(st.sampled_from(FORMATS[kind]))
    constraints = {
        name: draw(CONSTRAINTS[name])
        for name in CONSTRAINED.get(kind, ["required", "unique"])
        if draw(st.integers(0, 3)) == 0
    }
    if kind in BOUNDS and draw(st.booleans()):
        constraints[draw(st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]))] = draw(
            BOUNDS[kind]
        )
    if kind in {"date", "datetime"} and draw(st.integers(0, 3)) == 0:
        bound = "2000-01-01" if kind == "date" else "2000-01-01T00:00:00"
        constraints[draw(st.sampled_from(["minimum", "maximum"]))] = bound
    if kind in {"integer", "string", "boolean"} and draw(st.integers(0, 5)) == 0:
        constraints["enum"] = draw(st.lists(GOOD[kind], min_size=1, max_size=4, unique=True))
    if kind == "number" and draw(st.integers(0, 4)) == 0:
        field |= draw(
            st.sampled_from([{"decimalChar": ","}, {"groupChar": " "}, {"bareNumber": False}, {"floatNumber": True}])
        )
    if constraints:
        field["constraints"] = constraints
    if draw(st.integers(0, 5)) == 0:
        field["missingValues"] = draw(st.lists(st.sampled_from(["", "-", "NA", "0", "None", "5"]), max_size=3))
    return field


@st.composite
def schemas(draw: DrawFn) -> Json:
    """A schema with keys, simple and composite."""
    found = [draw(fields(index)) for index in range(draw(st.integers(1, 4)))]
    schema: Json = {"fields": found}
    # Values of the other types cannot be keys: frictionless raises, which one field in twenty shows well enough.
    may_be_key = [field["name"] for field in found if field["type"] not in UNHASHABLE or draw(st.integers(0, 19)) == 0]
    keys = st.lists(st.sampled_from(may_be_key), min_size=1, max_size=2, unique=True) if may_be_key else None
    if keys is not None and draw(st.integers(0, 2)) == 0:
        schema["primaryKey"] = draw(keys)
    if keys is not None and draw(st.integers(0, 4)) == 0:
        names, others = draw(keys), draw(keys)
        reference = {"resource": "", "fields": others if len(others) == len(names) else names}
        schema["foreignKeys"] = [{"fields": names, "reference": reference}]
    if draw(st.integers(0, 3)) == 0:
        schema["missingValues"] = draw(st.lists(st.sampled_from(["", "-", "NA", "None"]), max_size=3))
    return schema


def line_of(cells: tuple[str, ...]) -> str:
    """A line of CSV without its end."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def good_lines(schema: Json) -> SearchStrategy[str]:
    """Lines of cells that are nearly always of the right type."""
    return st.tuples(*(st.one_of(*[GOOD[field["type"]]] * 20, ODD) for field in schema["fields"])).map(line_of)


@st.composite
def clean_tables(draw: DrawFn) -> tuple[bytes, Json]:
    """Valid but for a few cells: what proofs are for."""
    schema = draw(schemas())
    pool = draw(st.lists(good_lines(schema), min_size=1, max_size=12))
    lines = draw(st.one_of(st.permutations(pool), st.lists(st.sampled_from(pool), min_size=5, max_size=60)))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    header = ",".join(field["name"] for field in schema["fields"])
    return (end.join([header, *lines]) + draw(st.sampled_from(["", end]))).encode(), schema


@st.composite
def odd_tables(draw: DrawFn) -> tuple[bytes, Json]:
    """Ragged, blank, strangely quoted, in any encoding: what forces deferral, among lines that do not."""
    schema = draw(schemas())
    cell = st.one_of(ODD, *(GOOD[field["type"]] for field in schema["fields"]), st.text(max_size=3))
    quoted = cell.map(lambda text: '"' + text.replace('"', '""') + '"')
    stray = st.sampled_from(['"', 'a"', '"a', 'Rör 12" AB', '"a"b', '""', " "])
    ragged = st.lists(st.one_of(cell, quoted, stray), max_size=len(schema["fields"]) + 1).map(",".join)
    pool = draw(st.lists(good_lines(schema), min_size=1, max_size=6)) * 2 + draw(st.lists(ragged, max_size=6)) + [""]
    lines = draw(st.lists(st.sampled_from(pool), max_size=50))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    names = [field["name"] for field in schema["fields"]]
    header = draw(st.sampled_from([names] * 6 + [names[:2], [*names, "x"], names[::-1], ["f0"] * len(names), [""]]))
    text = end.join([",".join(header), *lines])
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "latin-1", "cp1252", "utf-16"]))
    return text.encode(encoding, "ignore") + draw(st.sampled_from([b""] * 6 + [b"\n", b"\xff", b"a,\xe5\n"])), schema


def outcome(path: Path, schema: Json, prove: Prove, limit: int) -> tuple[Any, int, int]:
    """The report, or the error that frictionless raises, without its time; the rows, and those proven."""
    try:
        result = verdict.check_file(path, json.loads(json.dumps(schema)), prove=prove, limit_errors=limit)
    except Exception as error:  # noqa: BLE001 - whatever frictionless raises, it must raise again
        return type(error).__name__, 0, 0
    return without_time(json.loads(json.dumps(result.report))), result.rows, result.rows_proven


def is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def assert_same(content: bytes, schema: Json, limit: int, block: int) -> None:
    """Both ways lead to one report, whatever the size of a block.

    Where the bytes are no UTF-8, frictionless guesses from some of them, and we tell from all: see `test_observe`.
    """
    assume(is_utf_8(content))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content)
        with mock.patch.object(scan, "BLOCK", block):
            proven, _, _ = outcome(path, schema, "always", limit)
        judged, _, _ = outcome(path, schema, "never", limit)
        if isinstance(judged, str) and "foreignKeys" in schema and isinstance(proven, dict):
            # Looking for what is referred to, frictionless met a cell on which it raises, far behind the last error.
            assert f"reached error limit: {limit}" in proven["tasks"][0]["warnings"]
        else:
            assert proven == judged


SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
LIMITS = st.sampled_from([1000, 1000, 1, 2, 5, 0])
BLOCKS = st.sampled_from([16, 64, 300, 1 << 22])


@SETTINGS
@given(clean_tables(), LIMITS, BLOCKS)
def test_a_table_that_is_nearly_clean_has_the_report_of_frictionless(
    table: tuple[bytes, Json], limit: int, block: int
) -> None:
    assert_same(*table, limit, block)


@SETTINGS
@given(odd_tables(), LIMITS, BLOCKS)
def test_a_table_that_is_odd_has_the_report_of_frictionless(table: tuple[bytes, Json], limit: int, block: int) -> None:
    assert_same(*table, limit, block)


@st.composite
def valid_tables(draw: DrawFn) -> tuple[bytes, Json]:
    """Valid tables with a running number, of all types; without what makes Python's sniffer see another dialect."""
    kinds = draw(
        st.lists(st.sampled_from(sorted(set(GOOD) - {"geopoint", "list", "array", "object", "geojson"})), max_size=5)
    )
    found = [{"name": "id", "type": "integer"}, *({"name": f"f{n}", "type": kind} for n, kind in enumerate(kinds))]
    plain = GOOD | {
        "string": st.text("abcåäö", min_size=1, max_size=8),
        "any": st.text("abcåäö", min_size=1, max_size=3),
    }
    pool = draw(st.lists(st.tuples(*(plain[kind] for kind in kinds)), min_size=1, max_size=8))
    lines = [line_of((str(row), *pool[row % len(pool)])) for row in range(1, draw(st.integers(2, 200)))]
    content = "\n".join([",".join(str(field["name"]) for field in found), *lines]).encode()
    return content, {"fields": found, "primaryKey": ["id"]}


@SETTINGS
@given(valid_tables(), BLOCKS)
def test_the_rows_of_a_valid_table_are_proven(table: tuple[bytes, Json], block: int) -> None:
    content, schema = table
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content)
        with mock.patch.object(scan, "BLOCK", block):
            report, rows, proven = outcome(path, schema, "always", 1000)
    assert report["valid"], report
    assert proven >= 0.999 * rows
