"""Who sat from when to when, carried on from look to look: whatever page people stand on, and in whatever form.

Three clocks are kept apart: what a source states (`valid_from`, `valid_to`), when we saw it (`first_seen`,
`last_seen`), and when we published it (the version).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Row, Source
from pipeline.organisation.state import Numbers, State, id_number, stands_for

if TYPE_CHECKING:
    from pipeline.organisation.identity import Sitter


@dataclass(frozen=True)
class Model:
    """How the memberships of a kind of package are told apart."""

    party: str
    """The column of the party."""
    signature: tuple[str, ...]
    """What makes a membership another one when it changes."""
    silent: frozenset[str] = frozenset()
    """Columns that a page may leave unsaid: there null contradicts nothing of who it is, and where."""
    several: bool = False
    """Whether one person may have several places at a time."""

    def same_place(self, row: Row, want: Row) -> bool:
        """Whether two memberships may be of one person, in one body, for one municipality."""
        before, after = row["on_behalf_of"], want["on_behalf_of"]
        is_unsaid = "on_behalf_of" in self.silent and None in {before, after}
        same = all(row[name] == want[name] for name in ("person_id", "organization_id"))
        return same and (is_unsaid or _told(before) == _told(after))

    def continues(self, row: Row, want: Row) -> bool:
        """Whether nothing that makes a membership another one has changed, whatever the case of its letters.

        What the page says no longer, or at last, has changed: the days before keep what it said then.
        """
        return all(_told(row[name]) == _told(want[name]) for name in self.signature)


@dataclass(frozen=True)
class Look:
    """What a step is about: the pages as they were seen, and when those before them were last seen."""

    pages: Mapping[str, Source]
    """By source."""
    last_seen: Mapping[str, dt.date | None]
    """By source: the end of the look before; null: nobody knows."""
    same_snapshot: bool
    """The pages have the very bytes that were published, read by better code."""

    def page(self, snapshot_id: str) -> Source:
        """What the page of a snapshot shows now; of one that is looked at no more, the first of all."""
        return self.pages.get(source_of(snapshot_id), next(iter(self.pages.values())))

    def ended(self, snapshot_id: str) -> dt.date | None:
        """The last day on which what a snapshot showed was seen."""
        return self.last_seen.get(source_of(snapshot_id))


def look_at(before: State, snapshot: Source) -> Look:
    """The look at one page after what was known before."""
    same = before.snapshot_sha256 == snapshot.sha256
    return Look({snapshot.source_id: snapshot}, {snapshot.source_id: before.last_look}, same)


def carried_memberships(
    before: State, wanted: Iterable[Row], look: Look, merged: Mapping[str, str], numbers: Numbers, model: Model
) -> list[Row]:
    """The membership rows in the order of their ids; new ones take their ids from `numbers`.

    Where the look shows what was published, read by mended code, rows are corrected in place: a mended reader is no
    event in the world.

    Args:
        before: what was known.
        wanted: the memberships that the look shows, without id and dates.
        look: when that is.
        merged: ids that turned out to be somebody else's, and whose.
        numbers: gives the new ids.
        model: what makes a membership another one.
    """
    known = [
        {**row, "person_id": merged.get(row["person_id"], row["person_id"])} for row in before.table("memberships")
    ]
    open_rows = [row for row in known if row["status"] != "ended"]
    rows = [row for row in known if row["status"] == "ended"]
    for want in wanted:
        same = (row for row in open_rows if model.same_place(row, want))
        previous = next((row for row in same if look.same_snapshot or model.continues(row, want)), None)
        seen_on = look.page(want["snapshot_id"]).observed_at
        if previous:
            open_rows.remove(previous)
            first = {"membership_id": previous["membership_id"], "first_seen": previous["first_seen"]}
        else:
            first = {"membership_id": f"m-{numbers.next():04d}", "first_seen": seen_on}
        rows.append({**want, **first, "last_seen": None, "status": "current" if seen_on else "unknown"})
    if not look.same_snapshot:
        rows.extend({**row, "status": "ended", "last_seen": look.ended(row["snapshot_id"])} for row in open_rows)
    return sorted(rows, key=lambda row: id_number(row["membership_id"]))


def carried_persons(
    before: State,
    sitting: Iterable[tuple["Sitter", str]],
    memberships: Iterable[Row],
    look: Look,
    merged: Mapping[str, str],
) -> list[Row]:
    """The person rows in the order of their ids: all that ever had a membership which still stands here.

    Who stands in several bodies has the name of before as long as one of them has it, else that of the first.
    """
    rows = {row["person_id"]: dict(row) for row in before.table("persons")}
    for old, new in merged.items():
        rows[old]["replaced_by"] = new
    here: dict[str, list[Sitter]] = {}
    for sitter, person_id in sitting:
        here.setdefault(person_id, []).append(sitter)
    for person_id, sitters in here.items():
        known = rows.get(person_id, {})
        sitter = next((each for each in sitters if each.name == known.get("name")), sitters[0])
        rows[person_id] = {
            "person_id": person_id,
            "name": sitter.name,
            "person_class": sitter.person_class,
            "replaced_by": None,
            "first_seen": known.get("first_seen") if known else look.page(sitter.snapshot_id).observed_at,
            "last_seen": None,
            "snapshot_id": sitter.snapshot_id,
            "source_line": sitter.line,
        }
    sat = {row["person_id"]: row for row in before.table("memberships") if row["status"] != "ended"}
    for person_id in (sat.keys() - here.keys()) & rows.keys():
        rows[person_id]["last_seen"] = look.ended(sat[person_id]["snapshot_id"])
    kept = {row["person_id"] for row in memberships}
    return [rows[person_id] for person_id in sorted(rows, key=id_number) if stands_for(person_id, rows) in kept]


def source_of(snapshot_id: str) -> str:
    """The source of a snapshot, of which its id tells."""
    return snapshot_id.rpartition("-")[0]


def _told(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value
