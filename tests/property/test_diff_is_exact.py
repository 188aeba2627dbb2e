"""The difference of any two versions is exact: applied to the one it gives the other, and no row of it is untold."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from worlds import CODES, PARTIES, ROLES, compare, seat, untold, world

from pipeline.changes.rows import differences
from pipeline.changes.version import decide, row_levels
from pipeline.model import Row, Tables
from pipeline.schema import TableSpec
from pipeline.versions import Difference

NAMES = ("Anna Berg", "Bo Ek", "Cia Dal", "Dan Ås", "Eva *Ö*")


@st.composite
def seats(draw: st.DrawFn) -> list[Row]:
    """A roster of a few people and vacancies, with the membership ids in any order."""
    numbers = draw(st.lists(st.integers(1, 8), max_size=5, unique=True))
    people = draw(st.permutations([1, 2, 3, 4, 5, None]))
    return [
        seat(
            number,
            person,
            draw(st.sampled_from((NAMES[person - 1], f"{NAMES[person - 1]}son"))) if person else None,
            draw(st.sampled_from(sorted(CODES))),
            draw(st.sampled_from(sorted(ROLES))),
            party=draw(st.sampled_from((None, *sorted(PARTIES)))),
            is_acting=draw(st.booleans()),
            position=draw(st.integers(1, 3)),
            attendance=draw(st.sampled_from(("member", "adjunct"))),
            source_text=draw(st.sampled_from(("som förr", "på nytt"))),
        )
        for number, person in zip(numbers, people, strict=False)
    ]


@st.composite
def worlds(draw: st.DrawFn) -> Tables:
    """Any state of the organisation, ended memberships among it."""
    current = draw(seats())
    taken = {row["membership_id"] for row in current}
    ended = [row for row in draw(seats()) if row["membership_id"] not in taken]
    return world(*current, ended=ended, status=draw(st.sampled_from(("current", "unknown"))))


def applied(rows: dict[Any, Row], found: Difference, spec: TableSpec) -> dict[Any, Row]:
    """`rows`, by key, after the difference."""
    kept = {key: row for key, row in rows.items() if row not in found.removed}
    return kept | {spec.key(row): row for row in (*found.added, *(later for _, later in found.changed))}


def by_key(tables: Tables, name: str) -> dict[Any, Row]:
    """The rows of a table by key, without provenance."""
    spec = tables[name].spec
    content = [field.name for field in spec.fields if field.change != "provenance"]
    return {spec.key(row): {column: row[column] for column in content} for row in tables[name].rows()}


@given(worlds(), worlds())
def test_the_difference_applied_to_the_old_version_gives_the_new_one(before: Tables, after: Tables) -> None:
    found = {item.table: item for item in differences(before, after)}
    for name, table in after.items():
        spec = table.spec
        old = {spec.key(row): row for row in before[name].rows()}
        result = applied(old, found.get(name, Difference(name)), spec)
        content = by_key(after, name)
        assert result.keys() == content.keys()
        assert all(not spec.differing(result[key], row) for key, row in content.items())


@given(worlds(), worlds())
def test_back_and_forth_are_mirror_images(before: Tables, after: Tables) -> None:
    there, back = differences(before, after), differences(after, before)
    assert [(item.table, item.added, item.removed) for item in there] == [
        (item.table, item.removed, item.added) for item in back
    ]
    assert [item.changed for item in there] == [tuple((new, old) for old, new in item.changed) for item in back]


@given(worlds(), worlds())
def test_no_changed_row_goes_untold_and_no_event_is_about_nothing(before: Tables, after: Tables) -> None:
    comparison = compare(before, after)
    assert untold(comparison, after) == set()
    assert all(event.rows for event in comparison.events)
    assert all(event.text[language].strip() for event in comparison.events for language in ("sv", "en"))


@given(worlds(), worlds())
def test_the_level_is_the_highest_of_any_row(before: Tables, after: Tables) -> None:
    comparison = compare(before, after)
    specs = [table.spec for table in after.values()]
    decision = decide("1.2.3", specs, comparison)
    levels = set(row_levels(specs, comparison.differences).values())
    expected = "minor" if "minor" in levels else "patch" if levels else None
    assert decision.level == expected
    assert decision.version == {"minor": "1.3.0", "patch": "1.2.4", None: "1.2.3"}[expected]


@given(worlds())
def test_a_version_does_not_differ_from_itself(tables: Tables) -> None:
    assert compare(tables, tables).events == ()
