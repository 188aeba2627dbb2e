"""Pages of made-up bodies are read as they are meant; spoiled ones are read as they stand, or held."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.yamlfile import read_yaml
from pipeline.people.rows import records
from pipeline.roster.description import Description
from pipeline.roster.page import read_roster
from pipeline.roster.told import Roster
from pipeline.sources import MEDIA_TYPES
from pipeline.sources.lines import read_lines

BODIES = sorted(path for path in (Path(__file__).resolve().parents[1] / "bodies").iterdir() if path.is_dir())
FIELDS = ("body", "municipality", "name", "party", "role", "kind", "is_vacant", "is_acting")


def page_of(body: Path) -> Path:
    return next(body.glob("page.*"))


def read(body: Path, text: str | None = None) -> Roster:
    page = page_of(body)
    content = page.read_bytes() if text is None else text.encode()
    said = read_yaml(body / "description.yaml").read_as(Description)
    return read_roster(read_lines(content, MEDIA_TYPES[page.suffix]), said)


def cells(roster: Roster) -> list[tuple[str, ...]]:
    return [tuple(str(record[field] or "") for field in FIELDS) for record in records(roster.rows)]


def truth_of(body: Path) -> list[tuple[str, ...]]:
    with (body / "truth.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[field] for field in FIELDS) for row in csv.DictReader(file)]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.name)
def test_everybody_is_read_and_nobody_is_invented(body: Path) -> None:
    roster = read(body)
    assert roster.held == []
    assert cells(roster) == truth_of(body)


def test_there_are_twelve_bodies() -> None:
    assert len(BODIES) >= 12


INFECTIONS = (
    "Köp billiga lån på https://example.org/",
    "Casino Bonus (S), ledamot",
    "Anna Ek (S",
    "Anna",
    "Anna Ek (S)   Bo Al   ledamot   Cia Da (M",
    "Lånekontoret ger svar",
)


def names_of(roster: Roster) -> set[str | None]:
    return {row.person.name for row in roster.rows}


@pytest.mark.parametrize(
    "body", [each for each in BODIES if page_of(each).suffix == ".txt"], ids=lambda body: body.name
)
@pytest.mark.parametrize("infection", INFECTIONS)
def test_a_line_that_does_not_belong_is_held_wherever_it_stands(body: Path, infection: str) -> None:
    lines = page_of(body).read_text(encoding="utf-8").splitlines()
    told = read(body).told
    numbers = [each.line.number for each in told if each.meaning == "people"]
    for place in numbers:
        spoiled = [*lines[:place], infection, *lines[place:]]
        roster = read(body, "\n".join(spoiled))
        assert place + 1 in {held.line for held in roster.held}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_spoiled_page_invents_nobody(data: st.DataObject) -> None:
    """A line deleted, doubled, swapped with the next or cut short: who is read stands on the page, or it is held."""
    body = data.draw(st.sampled_from([each for each in BODIES if page_of(each).suffix == ".txt"]))
    lines = page_of(body).read_text(encoding="utf-8").splitlines()
    place = data.draw(st.integers(0, len(lines) - 2))
    line, after = lines[place : place + 2]
    names_alone = "name" in (body / "description.yaml").read_text(encoding="utf-8")  # half a name is a name, too
    change = data.draw(st.sampled_from(("delete", "double", "swap", *([] if names_alone else ["cut"]))))
    cut = line[: data.draw(st.integers(1, len(line) - 1))]
    new = {"delete": [after], "double": [line, line, after], "swap": [after, line], "cut": [cut, after]}[change]
    roster = read(body, "\n".join([*lines[:place], *new, *lines[place + 2 :]]))
    assert roster.held or names_of(roster) <= names_of(read(body))


def test_a_number_of_places_that_is_told_must_be_there() -> None:
    said = Description(body="Rådet", people=3)
    roster = read_roster(read_lines(b"Anna Ek (S)\nBo Al (M)\n", "text/plain"), said)
    assert [held.key for held in roster.held] == ["other_count"]


@pytest.mark.parametrize(
    "line",
    [
        "Cia Da (C), ordförande Bo Al (M)",
        "Anna Ek Bo Al",
        "Anna Ek\tBo Al",
        "Anna Ek Bo Al (S) (M)",
        "Anna Ek Ekskog (S)",
        "Se Anna Ek (S)",
        "M Anna Ek, ledamot",
    ],
)
def test_what_may_be_of_either_of_two_people_is_held(line: str) -> None:
    said = Description(body="Rådet", lines=("any", "name"), municipalities=("Ekskog",))
    roster = read_roster(read_lines(f"Eva Fors (S)\n{line}\n".encode(), "text/plain"), said)
    assert [held.line for held in roster.held] == [2]
    assert names_of(roster) == {"Eva Fors"}


def test_a_title_before_a_long_name_is_no_part_of_it() -> None:
    roster = read_roster(read_lines("Ordförande Anna Ek Lund (S)\n".encode(), "text/plain"), Description(body="Rådet"))
    assert names_of(roster) == {"Anna Ek Lund"}


@pytest.mark.parametrize(
    ("headings", "held"), [(None, ["title_of_several"]), ({"Ordförande": "role"}, []), ({"Ordförande": "ignore"}, [])]
)
def test_a_title_above_several_people_is_held_unless_somebody_says_whose_it_is(headings, held: list[str]) -> None:
    page = "Ordförande\nAnna Ek (S)\nBo Al (M)\n".encode()
    roster = read_roster(read_lines(page, "text/plain"), Description(body="Rådet", headings=headings))
    assert [each.key for each in roster.held] == held


def test_a_title_above_one_person_is_that_persons_and_a_section_ends_it() -> None:
    page = "Ordförande\nAnna Ek (S)\nLedamöter\nBo Al (M)\nCia Da (C), 1:e vice ordförande\n".encode()
    roster = read_roster(read_lines(page, "text/plain"), Description(body="Rådet"))
    assert [(row.person.role, row.person.kind) for row in roster.rows] == [
        ("Ordförande", "presidium"),
        (None, "member"),
        ("1:e vice ordförande", "presidium"),
    ]


def read_text(page: str, **said: object) -> Roster:
    described = Description(**{"body": "Rådet", "municipalities": ("Björkvik",), **said})
    return read_roster(read_lines(page.encode(), "text/plain"), described)


@pytest.mark.parametrize(
    ("line", "name", "party", "role", "kind"),
    [
        ("Anna Ek (Björkvik, S)", "Anna Ek", "S", None, "member"),
        ("Anna Ek (oberoende)", "Anna Ek", "oberoende", None, "member"),
        ("ANNA AF EKSTRAND (S), LEDAMOT", "Anna af Ekstrand", "S", "LEDAMOT", "member"),
        ("Anna EKSTRAND (S)", "Anna Ekstrand", "S", None, "member"),
        ("KG Ek (S)", "KG Ek", "S", None, "member"),
        ("Konst. ordförande Anna Ek (S)", "Anna Ek", "S", "Konst. ordförande", "presidium"),
        ("Anna Ek (S), personlig ersättare för Bo Al", "Anna Ek", "S", "personlig ersättare", "substitute"),
        ("1. Anna Ek (S)", "Anna Ek", "S", None, "member"),
        ("1. vice ordförande Anna Ek (S)", "Anna Ek", "S", "1. vice ordförande", "presidium"),
        ("Ordförande Anna Björkvik (S)", "Anna Björkvik", "S", "Ordförande", "presidium"),
        ("Tom plats (S)", None, "S", None, "member"),
        ("Förbundsdirektör: Anna Ek", "Anna Ek", None, "Förbundsdirektör", "official"),
    ],
)
def test_the_forms_of_a_line(line: str, name: str | None, party: str | None, role: str | None, kind: str) -> None:
    roster = read_text(line)
    assert roster.held == []
    assert [(each.name, each.party, each.role, each.kind) for each in (row.person for row in roster.rows)] == [
        (name, party, role, kind)
    ]


def test_the_last_of_several_people_may_follow_a_comma_and_a_word() -> None:
    roster = read_text("Anna Ek (S), ordförande, och Bo Al (M), vice ordförande")
    assert [(row.person.name, row.person.role) for row in roster.rows] == [
        ("Anna Ek", "ordförande"),
        ("Bo Al", "vice ordförande"),
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ek, Anna (S)", "Anna Ek"),
        ("Ek Lund, Anna (S), ordförande", "Anna Ek Lund"),
        ("Anna Ek, Björkvik (S)", "Anna Ek"),
    ],
)
def test_a_surname_that_stands_first_is_put_last_where_the_description_says_so(line: str, name: str) -> None:
    roster = read_text(line, surname_first=True)
    assert (roster.held, names_of(roster)) == ([], {name})


def test_two_names_are_never_made_one_by_turning_them() -> None:
    assert read_text("Anna Ek, Bo Al (S)", surname_first=True).held


@pytest.mark.parametrize(
    "line",
    [
        "Södra Torget (S)",
        "Stora Salen (M), ledamot",
        "Fraksjonsleder Ida Berg (Frp)",
        "Udvalgsformand Ida Berg (V)",
        "Gruppanförare Anna Ek (S)",
        "Verksamhetsstrateg Anna Ek",
        "Hotell Svea (S)",
        "Kullens Badplats (S)",
        "Konferensrum Björken (S)",
        "Sal Ekskog (M)",
        "SÖDRA TORGET (S)",
        "Björkvik Anna Ek (S)",
        "Dr Anna Ek (S)",
        "Anna Ek SD",
        "ANNA MCEK (S)",
    ],
)
def test_what_only_looks_like_a_name_is_held(line: str) -> None:
    roster = read_text(f"Eva Fors (S)\n{line}\n", lines=("any", "name"))
    assert [held.line for held in roster.held] == [2]


def test_capitals_alone_on_a_line_are_held_even_among_bare_names() -> None:
    assert [held.key for held in read_text("Eva Fors\nSKÖNA DAGEN\n", lines=("name",)).held] == ["bare_name"]


@pytest.mark.parametrize(
    "page",
    [
        "Bo Al (M), förbundsdirektör",
        "Bo Al (Moderaterna), sekreterare",
        "Tjänstepersoner\nBo Al (M)",
        "Bo Al (M)\nDirektör",
    ],
)
def test_the_party_of_a_civil_servant_is_not_published_not_even_in_the_line(page: str) -> None:
    [row] = records(read_text(page, titles="below").rows)
    assert (row["name"], row["party"], row["kind"]) == ("Bo Al", None, "official")
    assert not re.search(r"\bM\b|Moderaterna", str(row["verbatim"]))


@pytest.mark.parametrize("page", ["Revisorer\nBo Al (M)", "Revisorer: Bo Al (M)", "Bo Al (M), förtroenderevisor"])
def test_an_auditor_is_elected_and_keeps_the_party(page: str) -> None:
    [row] = records(read_text(page).rows)
    assert (row["party"], row["kind"]) == ("M", "official")


@pytest.mark.parametrize("heading", ["Tidigare ledamöter", "Avgångna ledamöter"])
def test_whoever_stands_below_a_heading_of_former_members_is_held(heading: str) -> None:
    roster = read_text(f"Ledamöter\nEva Fors (S)\n{heading}\nBo Al (M), 2019-2022\nErsättare\nIda Ek (C)\n")
    assert [held.key for held in roster.held] == ["former"]


@pytest.mark.parametrize(
    "line",
    "Hitta Hit|Vår Organisation|Politisk Ledning|VÅR STYRELSE|Digital Anslagstavla|Lediga Jobb|Region Väst".split("|"),
)
def test_a_line_of_a_menu_among_bare_names_is_held(line: str) -> None:
    roster = read_text(f"Eva Fors\n{line}\n", lines=("name",))
    assert ([row.person.name for row in roster.rows], len(roster.held)) == (["Eva Fors"], 1)


@pytest.mark.parametrize("page", ["Revisorer\nAnna Ek (S)\nBo Al (M)\n", "Revisorer: Anna Ek (S) och Bo Al (M)\n"])
def test_a_list_of_auditors_is_none_of_members(page: str) -> None:
    roster = read_text(page)
    assert (roster.held, {row.person.kind for row in roster.rows}) == ([], {"official"})


MATRIX = """<table><tr><th></th><th>Björkvik</th><th>Ekby kommun</th></tr>
<tr><th>Ledamot</th><td>Anna Ek (S)</td><td>Bo Al (M)</td></tr>
<tr><th>Ersättare</th><td{0}>Cia Da (C){1}</td>{2}</tr></table>"""


def read_html(page: str) -> Roster:
    said = Description(body="Rådet", municipalities=("Björkvik",))
    return read_roster(read_lines(page.encode(), "text/html"), said)


def test_whoever_stands_below_the_name_of_a_municipality_sits_for_it_and_the_row_says_as_what() -> None:
    roster = read_html(MATRIX.format("", "<br>Dan Fo (V)", "<td>Vakant</td>"))
    assert roster.held == []
    assert [(row.person.municipality, row.person.name, row.person.role, row.person.kind) for row in roster.rows] == [
        ("Björkvik", "Anna Ek", "Ledamot", "member"),
        ("Ekby", "Bo Al", "Ledamot", "member"),
        ("Björkvik", "Cia Da", None, "substitute"),
        ("Björkvik", "Dan Fo", None, "substitute"),
        ("Ekby", None, "Ersättare", "substitute"),
    ]


def test_a_cell_below_two_municipalities_is_of_nobody_knows_which() -> None:
    roster = read_html(MATRIX.format(' colspan="2"', "", ""))
    assert [held.key for held in roster.held] == ["two_of"]


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ("<td>Ekby</td><td>Anna Ek (S)</td><td>Bo Al (M)</td>", ["two_of"]),
        ("<td>Ledamot</td><td>Anna Ek (S)</td><td>Björkviks kommun</td>", []),
        ("<td>Anna Ek (S)</td><td>Bo Al (M)</td>", []),
    ],
)
def test_a_row_of_several_and_a_place_is_held_where_no_headings_say_whose_it_is(row: str, held: list[str]) -> None:
    roster = read_html(f"<table><tr>{row}</tr></table>")
    assert [each.key for each in roster.held][:1] == held


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("Läs på https://example.org/", "foreign"),
        ("Moderaterna", "unknown_words"),
        ("Ordförande", "unknown_words"),
        ("Ekb", "unknown_words"),
    ],
)
def test_a_cell_for_municipalities_has_one_that_is_known(cell: str, key: str) -> None:
    heads = "<tr><th>Kommun</th><th>Ledamot</th><th>Ersättare</th></tr>"
    page = f"<table>{heads}<tr><td>{cell}</td><td>Anna Ek (S)</td><td>Bo Al (M)</td></tr></table>"
    said = Description(body="Rådet", municipalities=("Ekby",))
    assert [each.key for each in read_roster(read_lines(page.encode(), "text/html"), said).held][:1] == [key]


COLUMNS = "Ledamöter          Ersättare\nAnna Ek (S)        Bo Al (S)\nCia Da (M)         Dan Fo (M)\n"


def test_columns_of_spaces_are_read_where_two_stand_on_each_line_and_else_held() -> None:
    for page in (
        COLUMNS,
        COLUMNS.replace("Cia Da (M)         ", "Cia Da (M)      "),
    ):  # below their headings, or nearly
        roster = read_text(page)
        assert roster.held == []
        assert [(row.person.name, row.person.kind) for row in roster.rows] == [
            ("Anna Ek", "member"),
            ("Bo Al", "substitute"),
            ("Cia Da", "member"),
            ("Dan Fo", "substitute"),
        ]
    assert read_text(COLUMNS.replace("Cia Da (M)      ", "                ")).held
    assert read_text(COLUMNS.replace("Anna Ek (S)  ", "Anna Ek (S) Eva Ros (C)  ")).held


@pytest.mark.parametrize(
    ("sentence", "read", "held"),
    [
        ("Ordförande är Cia Da (C).", ["Anna Ek", "Bo Al", "Cia Da"], []),
        ("Cia Da (C) är ordförande och Dan Fo (V) är vice ordförande.", ["Anna Ek", "Bo Al", "Cia Da", "Dan Fo"], []),
        ("Ordförande är Anna Ek (S).", ["Anna Ek", "Bo Al"], []),  # who stands in the list
        ("Presidiet består av Anna Ek (S) och Cia Da (C).", ["Anna Ek", "Bo Al", "Anna Ek", "Cia Da"], ["twice"]),
        ("Ny ordförande är Cia Da (C).", ["Anna Ek", "Bo Al"], ["unknown_words"]),
        ("Ordförande är Cia Da (C) sedan maj.", ["Anna Ek", "Bo Al"], ["unknown_words"]),
        ("Ordförande var Cia Da (C).", ["Anna Ek", "Bo Al"], ["unknown_words"]),
    ],
)
def test_a_sentence_that_says_who_is_what_is_read_and_any_other_held(sentence: str, read, held) -> None:
    page = f"Anna Ek (S)\nBo Al (M)\n{sentence}\n"
    roster = read_text(page, lines=("any", "sentence"))
    assert [row.person.name for row in roster.rows] == read
    assert [each.key for each in roster.held] == held
    assert [row.person.name for row in read_text(page).rows] == ["Anna Ek", "Bo Al"]  # where nobody said so


@pytest.mark.parametrize(
    "line", ["Bo Al (M), Granby", "Bo Al (M), ledamot, Granby kommun", "Ordförande: Bo Al (M), Granby"]
)
def test_whoever_stands_below_another_municipality_than_the_line_names_is_held(line: str) -> None:
    page = f"Björkvik\nAnna Ek (S)\n{line}\n"
    held = read_text(page, municipalities=("Björkvik", "Granby")).held
    assert [(each.line, each.key) for each in held] == [(3, "two_of")]


def test_a_heading_of_people_ends_that_of_a_municipality_above_lines_that_name_their_own() -> None:
    page = "Björkvik\nAnna Ek (S)\nRevisorer\nBo Al (M), Granby\n"
    assert read_text(page, municipalities=("Björkvik", "Granby")).held == []
