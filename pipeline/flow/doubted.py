"""Whether the people of a page may be published as news, or somebody has to look at the page first."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import HeldForDecision
from pipeline.flow.acceptable import PEOPLE_CHANGES, PUBLISHED
from pipeline.model import PackageSpec, Row
from pipeline.organisation.periods import source_of
from pipeline.organisation.questions import question_id
from pipeline.organisation.state import State
from pipeline.people.compared import SAID, doubts
from pipeline.people.rows import is_counted, records
from pipeline.roster.told import Row as Seat


def doubt_of(package: PackageSpec, known: State, seats: Sequence[Seat], *, is_newest: bool) -> HeldForDecision | None:
    """What somebody has to confirm of pages that differ doubtfully from what was known before; else null.

    Its `code` is that of this change alone: who has confirmed it, and put the code under `accepted`, is asked again
    of any other.
    """
    table = package.flat_table
    file, before = package.files[table], [_on_page(row) for row in known.table("members")]
    now = [_on_page({**row, "snapshot_id": seat.snapshot_id}) for row, seat in zip(records(seats), seats, strict=True)]
    said = [[[row.get(column) or "" for column in SAID] for row in rows] for rows in (before, now)]
    code = question_id(PEOPLE_CHANGES, package.name, table, said)
    accepted = {code, PEOPLE_CHANGES, *({PUBLISHED} if is_newest else ())}
    if not file.rosters or accepted & set(file.accepted):
        return None
    page = table if len(file.sources) > 1 else file.sources[0].rpartition("/")[2]
    doubted = doubts(before, now, is_counted=all(map(is_counted, file.rosters)), left=_left(known))
    held = tuple(replace(each, file=page) for each in doubted)
    facts = {"package": package.name, "table": table, "file": file.rosters[0], "code": code, "held": held}
    return HeldForDecision("people_changes", **facts) if held else None


def _on_page(row: Row) -> Row:
    """A row with the page that it stands on, as far as it tells."""
    return {**row, "page": source_of(row["snapshot_id"])} if "snapshot_id" in row else row


def _left(known: State) -> frozenset[str]:
    """The names of those who are known, and sit nowhere any more."""
    sitting = {row["person_id"] for row in known.table("memberships") if row["status"] != "ended"}
    return frozenset(row["name"] for row in known.table("persons") if row["person_id"] not in sitting)
