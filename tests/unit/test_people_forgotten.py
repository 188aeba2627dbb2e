"""Somebody is taken out of a page of people: nobody can read the name, and everybody else is read as before."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from pipeline.document.yamlfile import read_yaml
from pipeline.organisation.forgotten import UNREADABLE
from pipeline.people.forgotten import kept_without, stand_in
from pipeline.people.rows import records
from pipeline.roster.description import Description
from pipeline.roster.page import read_roster
from pipeline.roster.told import Roster
from pipeline.sources import MEDIA_TYPES
from pipeline.sources.kept import everything
from pipeline.sources.lines import read_lines

BODIES = sorted(path for path in (Path(__file__).resolve().parents[1] / "bodies").iterdir() if path.is_dir())
GONE = "p-0107"


def read(content: bytes, media_type: str, said: Description) -> Roster:
    return read_roster(read_lines(content, media_type, tabs=True), said)


def told(roster: Roster) -> list[tuple[object, ...]]:
    """What is said of everybody, but for where it stands."""
    return [
        tuple(value for key, value in row.items() if key not in {"line", "verbatim"}) for row in records(roster.rows)
    ]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.name)
def test_everybody_else_is_read_as_before_and_the_place_is_counted(body: Path) -> None:
    page = next(body.glob("page.*"))
    content, media_type = page.read_bytes(), MEDIA_TYPES[page.suffix]
    said = read_yaml(body / "description.yaml").read_as(Description)
    before = read(content, media_type, said)
    names = [row.person.name for row in before.rows if row.person.name]
    for name in (names[0], names[len(names) // 2], names[-1]):
        left = kept_without(content, media_type, {name: stand_in(GONE)}, set(names) - {name})
        assert left is not None
        assert name.casefold() not in everything(left, media_type).casefold()
        after = read(left, media_type, said)
        assert after.held == []
        others = [row for row in told(before) if name not in row]
        assert [row for row in told(after) if stand_in(GONE) not in row] == others
        assert len(after.rows) == len(before.rows)


def test_a_register_loses_the_name_in_its_two_cells_and_keeps_its_columns() -> None:
    register = "Efternamn;Förnamn;Parti\nEk;Anna;S\nEk Lund;Anna;M\n"
    left = kept_without(register.encode(), "text/csv", {"Anna Ek": stand_in(GONE)}, {"Anna Ek Lund"})
    assert left is not None
    rows = list(csv.reader(io.StringIO(left.decode()), delimiter=";"))
    assert rows == [
        ["Efternamn", "Förnamn", "Parti"],
        [*reversed(stand_in(GONE).split()), "S"],
        ["Ek Lund", "Anna", "M"],
    ]


def test_a_table_on_a_page_keeps_its_cells() -> None:
    page = (
        "<table><tr><th>Namn</th><th>Parti</th><th>Kommun</th></tr>"
        "<tr><td>Anna <b>Ek</b></td><td>S</td><td rowspan=2>Ekskog</td></tr><tr><td>Bo Al</td><td>M</td></tr></table>"
    )
    said = Description(body="Rådet", municipalities=("Ekskog",))
    left = kept_without(page.encode(), "text/html", {"Anna Ek": stand_in(GONE)})
    assert left is not None
    assert [row["municipality"] for row in records(read(left, "text/html", said).rows)] == ["Ekskog", "Ekskog"]


@pytest.mark.parametrize(("page", "kept"), [("Anna Ek Lund (M)\n", None), ("Anna  EK (S)\nAnna Ek Lund (M)\n", True)])
def test_a_longer_name_of_somebody_else_is_left_alone(page: str, kept: bool | None) -> None:  # noqa: FBT001
    left = kept_without(page.encode(), "text/plain", {"Anna Ek": stand_in(GONE)}, {"Anna Ek Lund"})
    assert (left and left.decode()) == (kept and f"{stand_in(GONE).replace(' ', '  ')} (-)\nAnna Ek Lund (M)\n")


def test_of_what_nobody_can_read_or_write_nothing_is_kept() -> None:
    assert kept_without(b"\x00\x01", "text/html", {"Anna Ek": stand_in(GONE)}) == UNREADABLE
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (("Efternamn", "Förnamn"), ("Ek", "Anna"), ("Al", "Bo")):
        book.active.append(row)
    book.save(stream)
    for name, kept in (("Anna Ek", UNREADABLE), ("Anna Al", None)):
        assert kept_without(stream.getvalue(), MEDIA_TYPES[".xlsx"], {name: stand_in(GONE)}) == kept
