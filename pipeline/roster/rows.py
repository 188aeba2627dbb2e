"""The rows of a page of people as a file of a table, with the columns that its schema asks for."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.model import Held, Snapshot
from pipeline.redact import REDACTED
from pipeline.roster.description import Description
from pipeline.roster.page import read_roster
from pipeline.roster.told import Roster, Row, Told
from pipeline.sources.lines import read_lines
from pipeline.yamlfile import read_yaml

COLUMNS = (
    "id body group municipality name party role kind is_vacant is_acting substitute_for term line verbatim".split()
)


def read_pages(pages: Sequence[tuple[str, Snapshot]], description: Path) -> tuple[Roster, list[Held]]:
    """The people of all pages of a table, as `description` says, and what is held, with the page it is on.

    Args:
        pages: each as it is called, and as it was seen.
        description: a settings file.

    Raises:
        SettingsError: the description is wrong.
        SourceError: a page is no text.
    """
    said = read_yaml(description).read_as(Description)
    whole, held = Roster(), []
    each = said if len(pages) == 1 else replace(said, people=None)
    for name, page in pages:
        found = read_roster(read_lines(page.content, page.media_type, tabs=True), each)
        whole.rows += found.rows
        whole.told += found.told
        held += [replace(one, file=name) for one in found.held]
    count = len(whole.rows)
    if len(pages) > 1 and said.people not in {None, count}:
        held.append(Held(1, "other_count", f"{count} ≠ {said.people}", pages[-1][0]))
    return whole, held


def is_counted(description: Path | None) -> bool:
    """Whether somebody has said how many places there should be. Raises SettingsError as `read_pages`."""
    return description is not None and read_yaml(description).read_as(Description).people is not None


def write_rows(rows: Sequence[Row], fields: Sequence[str], description: Path, path: Path) -> Path:
    """`rows` as CSV at `path`, with the columns called `fields`; null is an empty cell.

    Raises:
        SettingsError: a field is none of COLUMNS.
    """
    if unknown := [name for name in fields if name not in COLUMNS]:
        known = ", ".join(COLUMNS)
        raise SettingsError("roster_column", file=description, field=unknown[0], known=known)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records(rows))
    return path


def records(rows: Iterable[Row]) -> list[dict[str, object]]:
    """Rows as the cells of COLUMNS.

    `id` is made of body, group, municipality, name and, but for members, kind: it stays while these do, wherever on
    the page the line stands. Empty places are numbered, and so are namesakes.
    """
    taken: Counter[str] = Counter()
    return [_record(row, taken) for row in rows]


def summary(told: Told) -> str:
    """The people of a line, each with what was read of them."""
    return "; ".join(
        ", ".join(
            f"{key}: {value}"
            for key, value in record.items()
            if value not in {None, "", "false"} and key not in {"id", "line", "verbatim"}
        )
        for record in records(told.rows)
    )


def _without_servants_party(row: Row) -> Row:
    """A party printed after a civil servant is no fact of office: it goes, and from the line as printed, too."""
    person = row.person
    is_auditor = row.is_auditor or "revisor" in (person.role or "").casefold()  # they are elected
    if person.kind != "official" or not person.party or is_auditor:
        return row
    printed = re.sub(r"\([^()]*\)", REDACTED, row.verbatim)
    printed = re.sub(rf"(?<!\w){re.escape(person.party)}(?!\w)", REDACTED, printed, flags=re.IGNORECASE)
    return replace(row, person=replace(person, party=None), verbatim=printed)


def _record(row: Row, taken: Counter[str]) -> dict[str, object]:
    row = _without_servants_party(row)
    person = row.person
    kind = person.kind if person.kind != "member" else None
    parts = (row.body, row.group, person.municipality, person.name or "vakant", kind)
    base = "-".join(filter(None, map(_slug, parts)))
    taken[base] += 1
    return {
        "id": base if taken[base] == 1 else f"{base}-{taken[base]}",
        "body": row.body,
        "group": row.group,
        "municipality": person.municipality,
        "name": person.name,
        "party": person.party,
        "role": person.role,
        "kind": person.kind,
        "is_vacant": str(person.is_vacant).lower(),
        "is_acting": str(person.is_acting).lower(),
        "substitute_for": person.substitute_for,
        "term": person.term,
        "line": row.line,
        "verbatim": row.verbatim,
    }


def _slug(text: str | None) -> str:
    plain = unicodedata.normalize("NFKD", (text or "").casefold().replace("ø", "o").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
