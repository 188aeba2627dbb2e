"""Pages in the forms that public bodies use, which nobody has described: `init` reads them right, or holds them.

Made up: the forms are those of real pages, nobody and no place on them is.
"""

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.init.derive import Reading, derive, read
from pipeline.sources import MEDIA_TYPES
from pipeline.sources.lines import read_lines

FORMS = sorted(path for path in (Path(__file__).resolve().parents[1] / "forms").iterdir() if path.is_dir())
HELD = {
    "arbetstagare": "nobody",  # the managing director, in a sentence
    "bada-i-rubriken": "two_kinds",
    "dansk-kommission": "nobody",  # the police, as a heading
    "danska-kort": "title_alone",
    "ersattare-i-en-mening": "unknown_words",  # a sentence beside a list
    "flatade-spalter": "two_sections",
    "ledamot-under-ersattare": "members_below",
    "par-utan-rubrik": "several_names",
    "presidiet-bestar-av": "unknown_words",  # the same
    "register-med-avslutade": "term_over",
    "smeknamn": "unknown_parenthesis",  # Lars (Lasse) Aspbom
}
"""What nobody can tell without being told, by page, and why it is held."""


def page_of(folder: Path) -> Path:
    return next(folder.glob("page.*"))


def read_page(folder: Path) -> tuple[Reading, tuple[str | None, ...]]:
    """The page as it is read where a person takes every proposal and counts the places."""
    lines = read_lines(page_of(folder).read_bytes(), MEDIA_TYPES[page_of(folder).suffix], tabs=True)
    reading, rivals = derive(lines)
    return read(lines, replace(reading.way, people=len(truth_of(folder)))), rivals


def truth_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(reading: Reading, fields: Iterable[str]) -> list[dict[str, str]]:
    """What was read of each place, of the person and of the row, as the truth has it."""
    rows = [vars(row) | vars(row.person) for row in reading.roster.rows]
    return [{field: row[field] or "" for field in fields} for row in rows]


@pytest.mark.parametrize("folder", [each for each in FORMS if each.name not in HELD], ids=lambda folder: folder.name)
def test_everybody_on_a_page_is_read_and_nobody_has_to_explain_a_line(folder: Path) -> None:
    reading, rivals = read_page(folder)
    assert (reading.held, rivals) == ([], ())
    truth = truth_of(folder)
    assert cells(reading, truth[0]) == truth


@pytest.mark.parametrize("folder", [each for each in FORMS if each.name in HELD], ids=lambda folder: folder.name)
def test_what_nobody_can_tell_is_held_and_nobody_is_invented(folder: Path) -> None:
    reading, _ = read_page(folder)
    assert HELD[folder.name] in {held.key for held in reading.held}
    names = {row.person.name or "" for row in reading.roster.rows}
    assert names <= {row["name"] for row in truth_of(folder)}


@pytest.mark.parametrize(
    ("above", "below"),
    [("Direktionen 2023–2026", "Antal: 6"), ("Utskrift 2026-03-02", "Antal ledamöter: 6")],
    ids=["term", "printed"],
)
def test_a_day_or_a_number_that_ends_the_line_above_or_below_may_be_another_the_next_time(
    above: str, below: str
) -> None:
    page = f"Start\n{above}\nLedamöter\nAnna Ek (S), ordförande\nBo Al (M)\n{below}\nSkriv ut\n"
    way = derive(read_lines(page.encode(), "text/plain"))[0].way
    later = page.replace("6", "9")
    assert [read(read_lines(each.encode(), "text/plain"), way).held for each in (page, later)] == [[], []]
    gone = read(read_lines(page.replace(above, "").replace(below, "").encode(), "text/plain"), way)
    assert {"no_beginning", "no_end"} <= {held.key for held in gone.held}
