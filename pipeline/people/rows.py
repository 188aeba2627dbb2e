"""The people of all pages of a package, and what is told of each of them in a row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.document.yamlfile import read_yaml
from pipeline.errors import SettingsError
from pipeline.model import Held, Line, Row, Snapshot
from pipeline.redact import REDACTED
from pipeline.roster.description import Description
from pipeline.roster.page import read_roster
from pipeline.roster.told import Roster, Told
from pipeline.roster.told import Row as Seat
from pipeline.roster.whole import twice
from pipeline.schema import TableSpec
from pipeline.sources.lines import read_lines
from pipeline.wording.roster import person_told, told_sentence
from pipeline.wording.stories import in_running_text

_LONGEST_ABBREVIATION = 4  # letters: of KSAU


def read_pages(pages: Sequence[tuple[str, Snapshot, Path]]) -> tuple[Roster, list[Held]]:
    """The people of all pages of a table, and what is held, with the page it is on.

    How many people a description has is of all the pages that it describes.

    Args:
        pages: each as it is called, as it was seen, and the settings file that describes it.

    Raises:
        SettingsError: a description is wrong.
        SourceError: a page is no text.
    """
    said = {file: read_yaml(file).read_as(Description) for _, _, file in pages}
    names = {file: [name for name, _, each in pages if each == file] for file in said}
    counts = dict.fromkeys(said, 0)
    whole, held = Roster(), []
    for name, page, file in pages:
        each = said[file] if len(names[file]) == 1 else replace(said[file], people=None)
        found = read_roster(read_lines(page.content, page.media_type, tabs=True), each)
        found.held += [one for one in twice(found.rows, whole.rows) if one not in found.held]
        whole.rows += seats_of(found, page)
        whole.told += found.told
        whole.line_counts.append(found.told[-1].line.number if found.told else 0)
        held += [replace(one, file=name) for one in found.held]
        counts[file] += len(found.rows)
    for file, count in counts.items():
        if len(names[file]) > 1 and said[file].people not in {None, count}:
            held.append(Held(1, "other_count", f"{count} ≠ {said[file].people}", names[file][-1]))
    return whole, held


def is_counted(description: Path) -> bool:
    """Whether somebody has said how many places there should be. Raises SettingsError as `read_pages`."""
    return read_yaml(description).read_as(Description).people is not None


def seats_of(roster: Roster, page: Snapshot) -> list[Seat]:
    """The places of a page as they are published, with the snapshot that they stand on."""
    return [
        replace(_in_running_text(_without_servants_party(seat)), snapshot_id=page.snapshot_id) for seat in roster.rows
    ]


def read_seats(lines: Iterable[Line], description: Path) -> list[Seat]:
    """The places that lines list, whatever else of them is held. Raises SettingsError as `read_pages`."""
    return read_roster(lines, read_yaml(description).read_as(Description)).rows


def fitted(rows: Sequence[Row], spec: TableSpec) -> list[Row]:
    """Rows in the columns that a table has: its schema may do without some.

    Raises:
        SettingsError: a field is none that a page of people gives.
    """
    known = list(rows[0]) if rows else spec.names
    if unknown := [name for name in spec.names if name not in known]:
        raise SettingsError("roster_column", file=spec.name, field=unknown[0], known=", ".join(known))
    return [{name: row[name] for name in spec.names} for row in rows]


def records(seats: Iterable[Seat]) -> list[dict[str, Any]]:
    """What the page says of each place, in words, and on which line; null where it says nothing."""
    return [
        {name: str(cell).lower() if isinstance(cell, bool) else cell for name, cell in cells_of(seat).items()}
        | {"line": seat.line}
        for seat in map(_without_servants_party, seats)
    ]


def sentences(told: Iterable[Told], language: str) -> Iterator[str]:
    """What each line was read as, with all that was read of its people."""
    for each in told:
        people = "; ".join(person_told(record, language) for record in records(each.rows))
        yield told_sentence(each.line.number, each.line.verbatim, each.meaning, people, language)


def cells_of(seat: Seat) -> Row:
    """What the page says of a place: a cell a column; null where it says nothing."""
    person = seat.person
    return {
        "body": seat.body,
        "group": seat.group,
        "municipality": person.municipality,
        "name": person.name,
        "party": person.party,
        "role": person.role,
        "kind": person.kind,
        "is_vacant": person.is_vacant,
        "is_acting": person.is_acting,
        "substitute_for": person.substitute_for,
        "term": person.term,
        "verbatim": seat.verbatim,
    }


def _without_servants_party(row: Seat) -> Seat:
    """A party printed after a civil servant is no fact of office: it goes, and from the line as printed, too."""
    person = row.person
    is_auditor = row.is_auditor or "revisor" in (person.role or "").casefold()  # they are elected
    if person.kind != "official" or not person.party or is_auditor:
        return row
    printed = re.sub(r"\([^()]*\)", REDACTED, row.verbatim)
    printed = re.sub(rf"(?<!\w){re.escape(person.party)}(?!\w)", REDACTED, printed, flags=re.IGNORECASE)
    return replace(row, person=replace(person, party=None), verbatim=printed)


def _in_running_text(seat: Seat) -> Seat:
    """A title as it stands within a sentence, whether a line or a heading gave it: the same title is the same text."""
    role = seat.person.role or ""
    shouted = role.isupper() and max(map(len, role.split())) > _LONGEST_ABBREVIATION
    told = in_running_text(role.lower() if shouted else role)
    return replace(seat, person=replace(seat.person, role=told or None))
