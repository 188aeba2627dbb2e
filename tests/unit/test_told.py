"""Frictionless tells its errors faster than by itself, and in the same words."""

import copy
import subprocess
import sys

import frictionless
import pytest

from pipeline.prover.fast_errors import copied

SHOUTED = """
import json, sys
import frictionless
if sys.argv[1] == "fast":
    import pipeline.prover.fast_errors
rows = [["id", "när", "pris"]] + [[str(n % 3), "igår", "mycket"] for n in range(40)] + [["1"], ["2", "", "", "mer"], []]
fields = [{"name": "id", "type": "integer"}, {"name": "när", "type": "date"}, {"name": "pris", "type": "number"}]
schema = frictionless.Schema.from_descriptor({"fields": fields, "primaryKey": ["id"]})
report = frictionless.Resource(rows, schema=schema).validate().to_descriptor()
for told in (report, *report["tasks"]):
    told["stats"].pop("seconds", None)
print(json.dumps(report))
"""


@pytest.mark.parametrize(
    "value", [["a", None, 1, 2.5, True], [], [["a"]], [{"b": ["c"]}], {"d": [1]}, ["a", ["b"]], ("x", [1])]
)
def test_a_copy_is_equal_and_shares_nothing_that_changes(value):
    found = copied(value)
    assert found == value == copy.deepcopy(value)
    assert type(found) is type(value)
    assert found is not value
    if isinstance(value, list):
        assert all(one is not other for one, other in zip(found, value, strict=True) if isinstance(one, list | dict))


@pytest.mark.parametrize(
    "described",
    [
        frictionless.Resource({"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "b", "type": "date"}]}}),
        frictionless.Schema.from_descriptor(
            {"fields": [{"name": "b", "type": "any"}], "missingValues": ["", "-"], "primaryKey": ["b"]}
        ),
        frictionless.errors.TypeError(note="", cells=["1"], row_number=1, cell="1", field_name="b", field_number=1),
        frictionless.Dialect.from_descriptor({"header": False, "csv": {"delimiter": ";"}}),
    ],
)
def test_a_property_is_said_where_frictionless_lists_it_as_said(described):
    names = {*vars(described), *described.metadata_defaults, *described.metadata_assigned, "unheard_of"}
    assert {name for name in names if described.has_defined(name)} == set(described.list_defined())


def test_the_report_is_that_of_frictionless_alone():
    slow, fast = (
        subprocess.run([sys.executable, "-c", SHOUTED, how], capture_output=True, text=True, check=True).stdout
        for how in ("slow", "fast")
    )
    assert slow == fast
    assert slow.count('"type": "type-error"') > 50
