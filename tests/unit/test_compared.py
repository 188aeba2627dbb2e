"""A page of people held against what is published: what looks like a slip is asked, what is news is not."""

import pytest

from pipeline.people.compared import doubts
from pipeline.people.rows import records
from pipeline.roster.description import Description
from pipeline.roster.page import read_roster
from pipeline.sources.lines import read_lines
from pipeline.wording.roster import held_sentence

PAGE = """Björkvik
Anna Ek (S), ordförande
Bo Al (M), ledamot
Ersättare: Cia Da (C)
Ekskog
Dag Myr (L), ledamot
Eva Fors (V), ledamot
Ersättare
Ida Berg (KD)
"""


def rows(page: str = PAGE):
    said = Description(body="Rådet", municipalities=("Björkvik", "Ekskog"))
    roster = read_roster(read_lines(page.encode(), "text/plain"), said)
    assert roster.held == []
    return records(roster.rows)


def asked(page: str, *, is_counted: bool = False, columns: tuple[str, ...] = ()) -> list[str]:
    before = [{column: row[column] for column in columns or row} for row in rows()]
    return [held.key for held in doubts(before, rows(page), is_counted=is_counted)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("Bo Al (M)", "Kim Ask (SD)"),
        ("Bo Al (M)", "Vakant (M)"),
        ("Bo Al (M), ledamot", "Bo Al (M)"),
        ("Bo Al (M), ledamot", "Bo Al (M), gruppledare"),
        ("Bo Al (M), ledamot", "Bo Al (M), vice ordförande"),
        ("Dag Myr (L), ledamot\nEva Fors (V), ledamot\n", "Eva Fors (V), ledamot\nDag Myr (L), ledamot\n"),
    ],
)
def test_somebody_new_an_empty_place_and_another_title_are_news(old: str, new: str) -> None:
    assert asked(PAGE.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("Bo Al (M), ledamot\n", "", "other_number"),
        ("Ekskog\n", "Ekskog\nKim Ask (S), ledamot\n", "other_number"),
        ("Ersättare\n", "", "other_number"),
        ("Ersättare: ", "", "other_number"),
        ("Bo Al (M), ledamot", "Bo Al, ledamot", "party_gone"),
        ("Anna Ek (S), ordförande", "Anna Ek (S)", "title_gone"),
        ("ledamot", "", "title_gone"),
        ("Anna Ek (S), ordförande\nBo Al (M), ledamot\n", "Anna Ek (S), ledamot\nBo Al (M), ordförande\n", "exchanged"),
    ],
)
def test_what_a_slip_of_the_page_would_look_like_is_asked(old: str, new: str, key: str) -> None:
    assert asked(PAGE.replace(old, new)) == [key]


def test_kinds_of_place_are_named_in_the_language_of_the_reader() -> None:
    [held] = doubts(rows(), rows(PAGE.replace("Ersättare\n", "")), is_counted=False)
    assert "Rådet, ledamot: 4 → 5; Rådet, ersättare: 2 → 1" in held_sentence(held, "sv")
    assert "Rådet, member: 4 → 5; Rådet, substitute: 2 → 1" in held_sentence(held, "en")


def test_who_came_to_another_body_is_asked() -> None:
    before = [{**row, "body": "Rådet" if row["municipality"] == "Björkvik" else "Nämnden"} for row in rows()]
    now = [{**row, "body": "Rådet" if row["body"] == "Nämnden" else "Nämnden"} for row in before]
    assert [held.key for held in doubts(before, now, is_counted=False)][1:] == ["person_elsewhere"] * 6


def test_half_of_the_names_replaced_at_once_is_one_question() -> None:
    page = PAGE
    for name in ("Anna Ek", "Bo Al", "Cia Da", "Dag Myr"):
        page = page.replace(name, f"Kim {name[:2]}ost")
    assert asked(page) == ["many_replaced"]


def test_who_had_left_and_is_back_is_asked() -> None:
    page = PAGE.replace("Bo Al (M)", "Kim Ask (M)")
    assert [held.key for held in doubts(rows(page), rows(), is_counted=True, left=["Bo Al", "Eva Fors"])] == [
        "returned"
    ]


def test_another_number_that_somebody_has_said_is_no_question() -> None:
    assert asked(PAGE.replace("Bo Al (M), ledamot\n", ""), is_counted=True) == []
    assert asked(PAGE.replace("Ersättare\n", ""), is_counted=True) == ["other_number"]


def test_a_part_that_grew_while_another_shrank_is_no_number_that_somebody_has_said() -> None:
    moved = PAGE.replace("Bo Al (M), ledamot\n", "").replace("Ekskog\n", "").replace("Ersättare\nIda", "Ekskog\nIda")
    assert asked(moved, is_counted=True) == ["other_number"]


@pytest.mark.parametrize("column", ["page", "body"])
def test_one_of_several_pages_or_bodies_that_is_another_is_asked_although_most_names_are_there(column: str) -> None:
    board = [{**row, column: "one"} for row in rows()]
    committee = [{**row, "name": row["name"] + "berg", column: "two"} for row in rows()[:4]]
    other = [{**row, "name": name} for row, name in zip(committee, ("Kim Ask", "Lo Dal", "My Lo"), strict=False)]
    found = doubts([*board, *committee], [*board, *other, committee[3]], is_counted=False)
    assert [(held.key, held.found) for held in found] == [("many_replaced", "two: 3 / 4")]
    assert doubts([*board, *committee[:1]], [*board, other[0]], is_counted=False) == []


def test_titles_that_go_round_among_three_are_exchanged() -> None:
    page = PAGE.replace("Ekskog\n", "")
    ring = (
        page.replace("Anna Ek (S), o", "@, o").replace("Bo Al (M)", "Anna Ek (S)").replace("Dag Myr (L)", "Bo Al (M)")
    )
    before, now = (
        rows(page.replace("Bo Al (M), ledamot", "Bo Al (M), vice ordförande")),
        rows(ring.replace("Anna Ek (S), ledamot", "Anna Ek (S), vice ordförande").replace("@", "Dag Myr (L)")),
    )
    assert [(each.key, each.found) for each in doubts(before, now, is_counted=False)] == [
        ("exchanged", "Dag Myr ↔ Anna Ek ↔ Bo Al")
    ]


def test_only_what_is_published_is_compared_and_nothing_before_the_first_version() -> None:
    assert asked(PAGE.replace("Bo Al (M)", "Bo Al (L)"), columns=("name", "kind")) == []
    assert asked(PAGE.replace("Bo Al (M), ledamot\n", ""), columns=("party",)) == ["other_number"]
    assert doubts([], rows(), is_counted=False) == []


def test_who_sits_on_two_pages_is_asked_about_with_the_line_of_the_page_that_changed() -> None:
    board = [{**row, "page": "one"} for row in rows()]
    group = [{**row, "page": "two", "body": "Utskottet", "line": row["line"] + 20} for row in rows()[:2]]
    other = [{**row, "body": "Beredningen"} for row in group]
    found = doubts([*board, *group], [*board, *other], is_counted=False)
    assert [(held.key, held.file, held.line) for held in found] == [
        ("other_number", "two", 23),
        ("person_elsewhere", "two", 22),
        ("person_elsewhere", "two", 23),
    ]
