"""Sections of a page of people: what its description says of each, and that a line of none waits."""

import pytest

from pipeline.errors import SettingsError
from pipeline.roster.description import Description, Section
from pipeline.roster.page import read_roster
from pipeline.roster.told import Roster
from pipeline.sources.lines import read_lines
from tests.looks import REAL, look, page_spec, rows

ABOVE = "Hem\nEkskogs förbund\n"
ABOUT = "Om förbundet\nFörbundet leds av en direktion, som har tre ledamöter.\n"
BOARD = "Direktion\nBjörkvik\nAnna Ek (S), ordförande\nBo Al (M)\n"
STAFF = "Kontakt\nCia Dal, kanslichef\n"
AUDIT = "Revisorer:\nDan Eng (C)\n"
PAGE = ABOVE + ABOUT + BOARD + STAFF + AUDIT
SECTIONS = (
    Section(heading="Om förbundet", holds="text"),
    Section(heading="Direktion", holds="people"),
    Section(heading="Kontakt", holds="nothing"),
    Section(heading="Revisorer", holds="people"),
)


def read(page: str, **said: object) -> Roster:
    """What a page says whose sections are described."""
    description = Description(**{"sections": SECTIONS, "municipalities": ("Björkvik",), **said})
    return read_roster(read_lines(page.encode(), "text/plain"), description)


def names(roster: Roster) -> list[str | None]:
    return [row.person.name for row in roster.rows]


def why(roster: Roster) -> list[str]:
    return [held.key for held in roster.held]


def test_only_those_of_sections_that_hold_people_are_read() -> None:
    roster = read(PAGE)
    assert (names(roster), why(roster)) == (["Anna Ek", "Bo Al", "Dan Eng"], [])
    assert [told.meaning for told in roster.told] == [
        *("outside", "outside", "heading", "text", "heading", "heading", "people", "people"),
        *("heading", "outside", "heading", "people"),
    ]


def test_what_a_heading_said_is_over_where_the_next_section_begins() -> None:
    assert [row.person.municipality for row in read(PAGE).rows] == ["Björkvik", "Björkvik", None]


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        (ABOVE + ABOUT + BOARD + AUDIT, "section_missing"),
        (PAGE.replace("Direktion", "Ledning"), "section_missing"),
        (PAGE + ABOUT, "section_doubled"),
        (ABOVE + BOARD + ABOUT + STAFF + AUDIT, "section_order"),
    ],
)
def test_a_page_whose_sections_are_others_waits(page: str, rule: str) -> None:
    assert rule in why(read(page))


@pytest.mark.parametrize("line", ["Cia Dal (M)", "Cia Dal, ordförande", "Mer om Cia Dal (Moderaterna)"])
def test_nobody_is_lost_in_a_section_of_text(line: str) -> None:
    roster = read(PAGE.replace("Förbundet leds", f"{line}\nFörbundet leds"))
    assert why(roster) == ["person_in_text"]
    assert "Cia Dal" not in names(roster)


@pytest.mark.parametrize(
    "line",
    ["Nämnden sammanträder varje månad i kommunhuset.", "12 februari", "Dela sidan", "I direktionen sitter följande:"],
)
def test_a_line_that_nothing_describes_waits_where_every_line_counts(line: str) -> None:
    page = PAGE.replace("Bo Al (M)\n", f"Bo Al (M)\n{line}\n")
    assert why(read(page)) == []
    assert why(read(page, every_line=True)) == ["unexplained"]
    assert why(read(page, every_line=True, leave_out=(line,))) == []


def test_a_sentence_of_somebody_who_stands_elsewhere_waits_too_where_every_line_counts() -> None:
    page = PAGE.replace("Bo Al (M)\n", "Bo Al (M)\nOrdförande är Anna Ek.\n")
    assert why(read(page)) == []
    assert read(page, every_line=True).held


@pytest.mark.parametrize(
    "said",
    [
        {"sections": SECTIONS[:1]},
        {"sections": (Section(holds="people"), Section(holds="text"))},
        {"begins_after": "Direktion"},
        {"ends_before": "Kontakt"},
    ],
)
def test_sections_that_say_too_little_or_too_much_are_refused(said: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="sections_without_people"):
        read(PAGE, **said)


def test_the_page_of_mlr_described_in_the_same_terms_lists_the_same_people() -> None:
    spec = page_spec()
    sections = tuple(
        Section(heading=section.heading, holds="people" if section.holds == "people" else "text")
        for section in spec.sections
    )
    members = tuple(row["name"] for row in rows(look(REAL), "municipalities"))
    lists = {"municipalities": members, "roles": {"KSO": "presidium"}, "leave_out": [e.text for e in spec.leave_out]}
    page = REAL
    for printed, correction in spec.corrections.items():
        page = page.replace(printed, correction.corrected or "")
    roster = read(page, sections=sections, every_line=True, **lists)
    assert roster.held == []
    here = [
        (row.person.municipality, row.person.name, row.person.party, row.person.role, row.line) for row in roster.rows
    ]
    keys = ("municipality", "person", "party", "role_verbatim", "source_line")
    assert here == [tuple(row[key] for key in keys) for row in rows(look(REAL), "roster")]
