"""The difference counted on disk is the one found in memory; of many rows it counts exactly and shows the weightiest."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.changes.rows import counted, difference
from pipeline.changes.rows.counted import counted_difference
from pipeline.changes.version import row_levels
from pipeline.model import Table
from pipeline.rows import table_from_rows
from pipeline.schema import table_spec

TEXTS = {"sv": "Text", "en": "Text"}
KEY = {"region": st.sampled_from(("a", "b", "å")), "number": st.integers(-2, 3)}
VALUES = {
    "amount": st.none() | st.sampled_from((0.0, -0.5, 1e20)),
    "day": st.none() | st.dates(),
    "paid": st.none() | st.booleans(),
    "note": st.none() | st.sampled_from(("", "x", 'å "ö"')),
    "line": st.integers(0, 1),
}
TYPES = {"number": "integer", "amount": "number", "day": "date", "paid": "boolean", "line": "integer"}
CHANGES = {"note": "correction", "line": "provenance"}


def spec(*names: str):
    fields = [
        {
            "name": name,
            "type": TYPES.get(name, "string"),
            "change": CHANGES.get(name, "content"),
            "titles": TEXTS,
            "descriptions": TEXTS,
        }
        for name in names
    ]
    texts = {"titles": TEXTS, "descriptions": TEXTS}
    return table_spec("payments", {"fields": fields, "primaryKey": list(KEY), **texts})


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table with any of the columns, its rows in any order."""
    columns = [name for name in VALUES if draw(st.booleans())]
    rows = draw(
        st.lists(
            st.fixed_dictionaries({**KEY, **{name: VALUES[name] for name in columns}}),
            max_size=12,
            unique_by=lambda row: (row["region"], row["number"]),
        )
    )
    return table_from_rows(spec(*KEY, *columns), rows)


def in_batches(table: Table, size: int) -> Table:
    """The same table in batches of so many rows."""
    (whole,) = table.batches()
    return Table(table.spec, lambda: iter([whole.slice(at, size) for at in range(0, whole.num_rows, size)]))


@st.composite
def versions(draw: st.DrawFn) -> tuple[Table, Table]:
    """Two versions of a table that have most rows in common, in the same order, in batches that end anywhere."""
    before = draw(tables())
    rows = [dict(row) for row in before.rows()]
    for _ in range(draw(st.integers(0, 3))):
        if rows and draw(st.booleans()):
            row = draw(st.sampled_from(rows))
            row.update(draw(st.fixed_dictionaries({name: VALUES[name] for name in row if name in VALUES})))
        elif rows:
            rows.remove(draw(st.sampled_from(rows)))
    sizes = st.integers(1, 5)
    after = table_from_rows(before.spec, rows)
    return in_batches(before, draw(sizes)), in_batches(after, draw(sizes))


@given(both=versions())
@settings(deadline=None, max_examples=100)
def test_rows_that_stand_unchanged_are_left_out_wherever_batches_end(both: tuple[Table, Table]) -> None:
    assert counted_difference(*both) == difference(*both)


@given(before=st.none() | tables(), after=tables())
@settings(deadline=None, max_examples=60)
def test_on_disk_and_in_memory_the_difference_is_the_same(before: Table | None, after: Table) -> None:
    assert counted_difference(before, after) == difference(before, after)


@given(before=tables(), after=tables())
@settings(deadline=None, max_examples=60)
def test_of_many_rows_the_counts_are_exact_and_the_examples_show_the_level(before: Table, after: Table) -> None:
    whole = difference(before, after)
    with patch.object(counted, "MOST", 0), patch.object(counted, "EXAMPLES", 1):
        found = counted_difference(before, after)

    assert found.totals == whole.totals
    assert bool(found) == bool(whole)
    assert {*row_levels([after.spec], [found]).values()} >= {*row_levels([after.spec], [whole]).values()} & {"minor"}
    if found.counts:
        differing = [after.spec.differing(*pair) for pair in whole.changed]
        names = {name for fields in differing for name in fields}
        assert found.counts.fields == {name: sum(name in fields for fields in differing) for name in names}


@pytest.mark.parametrize("kind", ["string", "number"])
def test_a_value_of_another_type_is_another_value_unless_both_are_numbers(kind: str) -> None:
    row = {"region": "a", "number": 1}
    before = table_from_rows(spec(*KEY, "line"), [{**row, "line": 1}])
    fields = [{**field, "type": kind, "change": "content"} for field in spec("line").descriptor["fields"]]
    descriptor = {**before.spec.descriptor, "fields": [*before.spec.descriptor["fields"][:2], *fields]}
    after = table_from_rows(table_spec("payments", descriptor), [{**row, "line": {"string": "1", "number": 1.0}[kind]}])

    assert counted_difference(before, after) == difference(before, after)
