"""What was proven in a file needs no second proof where it is written as it was read, or proven as it is written."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.prover.buffers import strings
from pipeline.prover.layout import Column
from pipeline.prover.plan import columns_of
from pipeline.prover.tokenise import Cells
from pipeline.prover.typed import TypedTable
from pipeline.schema import table_spec
from pipeline.schema.spelling import in_default_spelling
from pipeline.validate.as_written import AsWritten, referenced

ROOT = Path(__file__).parents[2]
STANDARD = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
TEXTS = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}


def described(*fields, **more):
    """A Table Schema whose first field is its key."""
    return {
        "fields": [{**TEXTS, **field} for field in fields],
        "primaryKey": fields[0]["name"],
        **STANDARD,
        **TEXTS,
        **more,
    }


def seen(schema, *columns, referred=(), published=None):
    """What is known of a table with these cells, column by column."""
    spec = table_spec("t", published or in_default_spelling(schema, None))
    table: list[Column] = columns_of(schema)
    cells = Cells([strings(column) for column in columns], {})
    values = TypedTable(table).if_valid(cells)
    found = AsWritten(spec, schema, referred)
    found.see(cells.columns, values)
    return found.is_proven


KEY = {"name": "id", "type": "integer"}
AMOUNT = {"name": "amount", "type": "number"}


def test_what_is_written_as_it_was_read_is_proven():
    day = {"name": "day", "type": "date"}
    at = {"name": "at", "type": "datetime"}
    assert seen(described(KEY, day, at), ["1", "2"], ["2026-01-01", ""], ["", "2026-01-01T10:00:00"])


@pytest.mark.parametrize("cell", ["12.50", "1e3", "+7", "007.0"])
def test_a_number_that_is_written_shorter_is_proven_as_it_is_written(cell):
    assert seen(described(KEY, AMOUNT), ["1", "2"], ["3", cell])


def test_a_number_that_its_bound_allows_only_with_all_its_digits_is_not_proven():
    amount = {**AMOUNT, "constraints": {"exclusiveMinimum": 0.1}}
    assert not seen(described(KEY, amount), ["1"], ["0.10000000000000000001"])  # 0.1 as a double, and in our files


@pytest.mark.parametrize("cell", ["007", "+7"])
def test_a_key_that_is_written_otherwise_than_it_was_read_is_not_proven(cell):
    assert not seen(described(KEY), [cell])


def test_a_column_that_others_refer_to_is_not_proven_where_it_is_written_otherwise():
    assert seen(described(KEY, AMOUNT), ["1"], ["7.50"])
    assert not seen(described(KEY, AMOUNT), ["1"], ["7.50"], referred=["amount"])


def test_a_column_whose_values_are_unique_is_not_proven_where_it_is_written_otherwise():
    amount = {**AMOUNT, "constraints": {"unique": True}}
    assert not seen(described(KEY, amount), ["1"], ["7.50"])


def test_moments_of_a_zone_which_could_become_one_are_not_proven_as_keys():
    at = {"name": "at", "type": "datetime"}
    assert not seen(described(at), ["2026-01-01T10:00:00Z"])
    assert seen(described(KEY, at), ["1"], ["2026-01-01T10:00:00Z"])


def test_what_stood_for_no_value_is_proven_where_there_need_be_none():
    schema = described(KEY, {**AMOUNT, "missingValues": ["", "-"]})
    assert seen(schema, ["1", "2"], ["-", "3"])


def test_a_text_that_is_empty_is_not_proven_where_there_must_be_one():
    name = {"name": "name", "type": "string", "constraints": {"required": True}}
    schema = described(KEY, name, missingValues=["-"])
    assert not seen(schema, ["1"], [""])


def test_columns_in_another_order_are_not_proven():
    schema = described(KEY, AMOUNT)
    published = in_default_spelling(schema, None)
    assert not seen(schema, ["1"], ["2"], published={**published, "fields": published["fields"][::-1]})


def test_a_field_that_allows_less_as_published_is_proven_cell_by_cell():
    schema = described(KEY, AMOUNT)
    published = json.loads(json.dumps(in_default_spelling(schema, None)))
    published["fields"][1]["constraints"] = {"maximum": 5}
    assert seen(schema, ["1"], ["4"], published=published)
    assert not seen(schema, ["1"], ["6"], published=published)


def test_the_columns_that_a_table_is_referred_by_are_found_in_all_tables():
    reference = {"fields": ["id"], "reference": {"resource": "t", "fields": ["code"]}}
    own = {"fields": "parent", "reference": {"resource": "", "fields": "id"}}
    specs = [
        table_spec("t", described({"name": "code", "type": "string"}, KEY, foreignKeys=[own])),
        table_spec("other", described(KEY, foreignKeys=[reference])),
    ]
    assert sorted(referenced(specs, "t")) == ["code", "id"]
    assert list(referenced(specs, "other")) == []


def test_pandas_is_not_loaded_to_compare_cells():
    code = (
        "import sys\nsys.path.insert(0, 'tests/unit')\nimport test_as_written as t\n"
        "assert t.seen(t.described(t.KEY, t.AMOUNT), ['1', '2'], ['3.50', ''])\nsys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
