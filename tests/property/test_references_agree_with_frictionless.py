"""Whatever tables refer to each other: the report is frictionless's own, wherever the values are kept."""

import csv
import json
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import frictionless
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from reports import without_time

from pipeline.prover import foreign_keys, referenced_keys, scan
from pipeline.prover.layout import CRASHES
from pipeline.validate.verdict import check_package

Json = dict[str, Any]

CELLS = {
    "integer": ["1", "2", "05", "5", "-1", "-2", "0", "x", "", "NA", "1000003", "+7", " 7 ", "99999999999999999999"],
    "number": ["1", "1.0", "1.00", "NaN", "INF", "-0", "0", "x", "", "1e2", "100", "5,5", "sNaN"],
    "string": ["a", "b", "a ", "å", "", "NA", "1", "05", "a\nb", 'q"q', "-1"],
    "any": ["a", "1", "", "NA"],
    "boolean": ["true", "false", "1", "0", "x", ""],
    "date": ["2024-01-01", "2024-01-02", "2024-1-1", "x", "", "NA"],
    "datetime": ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00", "2024-01-01T01:00:00+01:00", "x", ""],
    "time": ["10:00:00", "10:00", "x", ""],
    "year": ["2024", "2023", "24", "", "x"],
    "yearmonth": ["2024-01", "2024-02", "x", ""],
    "geopoint": ["1,2", "1, 2", "x", ""],
    "array": ["[1]", "x", ""],
}
OPTIONS: dict[str, list[Json]] = {
    "number": [{}, {"decimalChar": ","}, {"constraints": {"minimum": 1}}],
    "integer": [{}, {"bareNumber": False}, {"constraints": {"minimum": 1}}],
    "string": [{}, {"constraints": {"maxLength": 1}}],
}


@st.composite
def schemas(draw: DrawFn) -> Json:
    """A few fields, perhaps with a key."""
    kinds = draw(st.lists(st.sampled_from(["integer", "string", *CELLS]), min_size=1, max_size=3))
    fields = [
        {"name": f"c{n}", "type": kind, **draw(st.sampled_from(OPTIONS.get(kind, [{}])))}
        for n, kind in enumerate(kinds)
    ]
    schema: Json = {"fields": fields}
    if draw(st.integers(0, 3)) == 0:
        schema["primaryKey"] = [draw(st.sampled_from(fields))["name"]]
    if draw(st.integers(0, 5)) == 0:
        schema["missingValues"] = draw(st.sampled_from([["", "NA"], ["NA"], []]))
    return schema


@st.composite
def lines(draw: DrawFn, schema: Json) -> list[list[str]]:
    """Rows of a table, of which some have a cell too many or too few, or none."""
    cells = [st.sampled_from(CELLS[field["type"]][: draw(st.sampled_from([3, 99]))]) for field in schema["fields"]]
    whole = st.tuples(*cells).map(list)
    ragged = whole.map(lambda row: row[:-1]) | whole.map(lambda row: [*row, "z"]) | st.just([])
    return draw(st.lists(st.one_of(*[whole] * 12, ragged), max_size=40))


@st.composite
def packages(draw: DrawFn) -> tuple[dict[str, Json], dict[str, list[list[str]]]]:
    """Two tables, of which the second refers to the first or to itself; their schemas are often the same."""
    parent = draw(schemas())
    child = json.loads(json.dumps(parent)) if draw(st.booleans()) else draw(schemas())
    child["foreignKeys"] = []
    for _ in range(draw(st.integers(1, 2))):
        table = draw(st.sampled_from(["parent", "parent", "parent", "", "child"]))
        others = (parent if table == "parent" else child)["fields"]
        width = draw(st.integers(1, min(2, len(others), len(child["fields"]))))
        ours, theirs = (
            [draw(st.sampled_from(fields))["name"] for _ in range(width)] for fields in (child["fields"], others)
        )
        child["foreignKeys"].append({"fields": ours, "reference": {"resource": table, "fields": theirs}})
    described = {"parent": parent, "child": child}
    return described, {name: draw(lines(schema)) for name, schema in described.items()}


def written(folder: Path, described: dict[str, Json], rows: dict[str, list[list[str]]]) -> Path:
    """The package's descriptor, beside its tables."""
    for name, schema in described.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [[field["name"] for field in schema["fields"]], *rows[name]]
            )
    resources = [
        {"name": name, "type": "table", "path": f"{name}.csv", "schema": schema} for name, schema in described.items()
    ]
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    return path


def outcome(judge: Callable[[], Any]) -> Any:
    """The report without its time; the name of the error that frictionless raises where it fails."""
    try:
        return without_time(judge())
    except CRASHES as error:
        return type(error).__name__


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    package=packages(),
    in_memory=st.sampled_from([0, 5, 1 << 30]),
    remembered=st.sampled_from([3, 1 << 30]),
    block=st.sampled_from([40, 1 << 20]),
)
def test_the_report_on_tables_that_refer_to_each_other_is_that_of_frictionless(
    package: tuple[dict[str, Json], dict[str, list[list[str]]]], in_memory: int, remembered: int, block: int
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(referenced_keys, "IN_MEMORY", in_memory),
        mock.patch.object(referenced_keys, "BATCH", 4),
        mock.patch.object(foreign_keys, "REMEMBERED", remembered),
        mock.patch.object(scan, "BLOCK", block),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        path = written(Path(folder), *package)
        judged = outcome(lambda: frictionless.Package(str(path)).validate().to_descriptor())
        assert outcome(lambda: check_package(path, prove="always").report) == judged
