"""The page of a package of people: who sits where, in words."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipeline.model import Row
from pipeline.pages.page import Context
from pipeline.pages.people import parts
from pipeline.past import Contents
from pipeline.people.rows import seats_of
from pipeline.roster.line import Person
from pipeline.roster.told import Roster
from pipeline.roster.told import Row as Seat


def row(name: str | None, kind: str = "member", **told: Any) -> Row:
    return {"name": name, "kind": kind, "is_vacant": name is None, "body": "Rådet", **told}


def shown(*rows: Row, language: str = "sv") -> list[tuple[str, list[tuple[str, list[str], list[str]]]]]:
    """The name of each part, with each card: its name, its members, and who is set apart, each as what."""
    contents = cast("Contents", SimpleNamespace(flat_table="members", rows=lambda _: rows))
    context = Context(language, cast("Any", None), None, {})
    return [
        (
            part.name,
            [
                (
                    card.name,
                    *(
                        [", ".join(filter(None, (each.name, each.role))) for each in seats]
                        for seats in (card.members, card.others)
                    ),
                )
                for card in part.cards
            ],
        )
        for part in parts(contents, context)
    ]


def test_a_municipality_has_a_card_with_its_substitutes_apart() -> None:
    board = [
        row("Anna Ek", "presidium", municipality="Ekby", role="ordförande"),
        row("Bo Al", municipality="Ekby"),
        row(None, municipality="Alby"),
        row("Cia Dal", "substitute", municipality="Ekby", substitute_for="Bo Al"),
    ]
    assert shown(*board) == [
        (
            "",
            [
                ("Ekby", ["Anna Ek, Ordförande", "Bo Al, Ledamot"], ["Cia Dal, Ersättare för Bo Al"]),
                ("Alby", ["Vakant plats, Ledamot"], []),
            ],
        )
    ]
    assert shown(*board, language="en")[0][1][0][1:] == (
        ["Anna Ek, Chair", "Bo Al, Member"],
        ["Cia Dal, Substitute for Bo Al"],
    )


def test_who_is_of_no_municipality_stands_with_their_kind_which_the_card_names() -> None:
    assert shown(
        row("Anna Ek", "presidium", role="1:e vice ordförande"), row("Bo Al"), row("Cia Dal", "official", role="VD")
    ) == [
        (
            "",
            [
                ("Presidium", ["Anna Ek, 1:e vice ordförande"], []),
                ("Ledamöter", ["Bo Al"], []),
                ("Tjänstepersoner", ["Cia Dal, VD"], []),
            ],
        )
    ]


def test_members_stand_before_their_substitutes_although_the_page_lists_them_beside_each_other() -> None:
    board = [row("Anna Ek", "presidium"), row("Cia Dal", "substitute"), row("Bo Al"), row("Dan Lo", "substitute")]
    [(_, cards)] = shown(*board)
    assert [card[1] for card in cards] == [["Anna Ek"], ["Bo Al"], ["Cia Dal", "Dan Lo"]]


def test_bodies_and_groups_are_parts_of_their_own() -> None:
    rows = [row("Anna Ek"), row("Bo Al", group="Presidiet"), row("Cia Dal", body="Nämnden")]
    assert [name for name, _ in shown(*rows)] == ["Rådet", "Rådet, Presidiet", "Nämnden"]


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("Ordförande", "ordförande"),
        ("ORDFÖRANDE", "ordförande"),
        ("KSO", "KSO"),
        ("VD och koncernchef", "VD och koncernchef"),
        (None, None),
    ],
)
def test_a_title_is_published_as_it_stands_within_a_sentence(printed: str | None, told: str | None) -> None:
    seat = Seat(Person(name="Anna Ek", role=printed, kind="member"), body=None, group=None, verbatim="Anna Ek", line=1)
    [published] = seats_of(Roster(rows=[seat]), cast("Any", SimpleNamespace(snapshot_id="s")))
    assert published.person.role == told
