"""Whether the people of a page may be published as news, or somebody has to look at the page first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import HeldForDecision
from pipeline.flow.accepted_words import PEOPLE_CHANGES
from pipeline.flow.people_pages import pages_of
from pipeline.model import Held, PackageSpec, Row
from pipeline.organisation.periods import source_of
from pipeline.organisation.questions import question_id
from pipeline.organisation.state import State
from pipeline.people.compared import SAID, doubts
from pipeline.people.rows import is_counted, records
from pipeline.roster.told import Row as Seat


def doubt_of(
    package: PackageSpec,
    known: State,
    seats: Sequence[Seat],
    miscounted: Sequence[Held],
    counted: Mapping[Path, int],
) -> HeldForDecision | None:
    """What somebody has to confirm of pages that differ doubtfully from what was known before; else null.

    Its `code` is that of this change alone: who has confirmed it, and put the code under `accepted`, is asked again
    of any other. Another number of places than somebody has said is asked until they say this one.

    Args:
        package: whose pages they are.
        known: what was known before.
        seats: what the pages say now.
        miscounted: the pages that have another number of places than somebody has said.
        counted: the descriptions that say it, each with the number that there is.
    """
    table = package.flat_table
    file, before = package.files[table], [_on_page(row) for row in known.table("members")]
    now = [_on_page({**row, "snapshot_id": seat.snapshot_id}) for row, seat in zip(records(seats), seats, strict=True)]
    said = [[[row.get(column) or "" for column in SAID] for row in rows] for rows in (before, now)]
    code = question_id(PEOPLE_CHANGES, package.name, table, said)
    labels = {page.source_id: page.label for page in pages_of(package)}
    is_said = not counted and all(map(is_counted, file.rosters))
    doubted = (
        []
        if {code, PEOPLE_CHANGES} & set(file.accepted)
        else doubts(before, now, is_counted=is_said, left=_left(known))
    )
    held = (*miscounted, *(replace(each, file=labels[each.file]) for each in doubted))
    facts = {"package": package.name, "table": table, "code": code, "counted": tuple(counted.items()), "held": held}
    return HeldForDecision("people_changes", **facts) if held else None


def _on_page(row: Row) -> Row:
    """A row with the page that it stands on, as far as it tells."""
    return {**row, "page": source_of(row["snapshot_id"])} if "snapshot_id" in row else row


def _left(known: State) -> frozenset[str]:
    """The names of those who are known, and sit nowhere any more."""
    sitting = {row["person_id"] for row in known.table("memberships") if row["status"] != "ended"}
    return frozenset(row["name"] for row in known.table("persons") if row["person_id"] not in sitting)
