"""From the people on pages to the tables of a package: one step of history, as for the page of a body."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Row, Snapshot
from pipeline.organisation.build import Built
from pipeline.organisation.changes import changes
from pipeline.organisation.grammar import mark
from pipeline.organisation.history import check_time
from pipeline.organisation.identity import Identity, Sitter
from pipeline.organisation.periods import Look, Model, carried_memberships, carried_persons, source_of
from pipeline.organisation.report import Report
from pipeline.organisation.ruled import Rule, Ruled
from pipeline.organisation.state import Numbers, State, id_number
from pipeline.organisation.tables import snapshot_row, snapshot_rows, with_ended
from pipeline.people.forgotten import Resembling
from pipeline.people.rows import cells_of
from pipeline.roster.told import Row as Seat
from pipeline.web.address import slug

KIND = "people"
MODEL = Model(
    "party",
    ("on_behalf_of", "role", "kind", "party", "is_acting", "is_vacant", "term", "substitute_for"),
    silent=frozenset({"party", "on_behalf_of"}),
    several=True,
)
RULES = dict.fromkeys(
    "near_spelling part_of_name other_party place_taken same_name_elsewhere same_as_sitting undated_after_dated "
    "older_than_published erased_near_spelling".split(),
    Rule(severity="error", responsible="maintainer"),
)
"""What is held against these pages beyond their description: time, and who is who."""
_DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")
_BEGINS = re.compile(r"^fr|[-\u2013]\s*$", re.IGNORECASE)  # "fr.o.m. 2024-03-01", "2024-03-01–"


@dataclass(frozen=True)
class Page:
    """A page as it is read now, and as it was when the last version was made of it."""

    snapshot: Snapshot
    line_count: int
    before: State
    """Hash and days; empty where no version was read from it."""


def build(
    seats: Sequence[Seat],
    pages: Sequence[Page],
    before: State,
    spec: Ruled,
    owner: tuple[str, str],
    near: Iterable[Resembling] = (),
) -> Built:
    """The tables of a package after a look at all its pages, and what a person has to decide first.

    Args:
        seats: the people and the empty places of the pages, in their order.
        pages: what they stand on; one at least.
        before: what was published, with the numbers that ids were given; empty for a first version.
        spec: what was decided of these people.
        owner: id and name of the body that those belong to whom the page gives none.
        near: who stands on the pages and may be somebody who was erased; `seats` are without them.
    """
    spec = replace(spec, snapshot=" ".join(page.snapshot.snapshot_id for page in pages))
    report = Report(spec, (KIND,))
    for page in pages:
        check_time(KIND, page.before, page.snapshot, report)
    for found in near:
        _ask(found, spec, owner, report)
    look = _look(pages, before)
    organizations = _organizations(seats, owner, look)
    sitters = [_sitter(seat, owner) for seat in seats]
    identity = Identity(
        before=before,
        kind=KIND,
        model=MODEL,
        sitters=[sitter for sitter in sitters if sitter],
        places={row["organization_id"]: row["name"] for row in (*before.table("organizations"), *organizations)},
        spec=spec,
        report=report,
        taken=frozenset(id_number(person_id) for person_id in spec.erased.people),
        same_snapshot=look.same_snapshot,
    )
    people = [identity.of(sitter) if sitter else None for sitter in sitters]
    wanted = [_wanted(seat, person_id, owner) for seat, person_id in zip(seats, people, strict=True)]
    numbers = Numbers(before.identity.get("memberships", 0), frozenset())
    memberships = carried_memberships(_respelled(before, identity.given), wanted, look, identity.merged, numbers, MODEL)
    memberships = [_no_longer_stated(row, look) for row in memberships]
    rows = {
        "members": _members(seats, wanted, memberships),
        "organizations": with_ended(organizations, before.table("organizations"), "organization_id"),
        "persons": [
            _without(row, "person_class")
            for row in carried_persons(before, identity.given, memberships, look, identity.merged)
        ],
        "memberships": _begun_once(memberships),
    }
    bodies = _bodies(rows)
    rows["changes"] = [
        {**row, "organization": bodies.get((row["table_name"], row["row_key"]))}
        for row in changes(before, rows, look, MODEL)
    ]
    now = [snapshot_row(page.snapshot, page.line_count) for page in pages]
    rows["snapshots"] = snapshot_rows(rows, now, before.table("snapshots"))
    state = replace(
        before,
        rows={name: tuple(table) for name, table in rows.items()},
        identity={"persons": identity.numbers.mark, "memberships": numbers.mark},
    )
    return Built(state, report.findings()[KIND])


def _respelled(before: State, given: Iterable[tuple[Sitter, str]]) -> State:
    """What was known, with those whom substitutes are there for as they are spelled now: that is no other place."""
    names = {row["person_id"]: row["name"] for row in before.table("persons")}
    now = {names[person_id]: sitter.name for sitter, person_id in given if person_id in names}
    memberships = [
        {**row, "substitute_for": now.get(row["substitute_for"], row["substitute_for"])}
        for row in before.table("memberships")
    ]
    return replace(before, rows={**before.rows, "memberships": tuple(memberships)})


def _ask(found: Resembling, spec: Ruled, owner: tuple[str, str], report: Report) -> None:
    """Ask whether somebody is who was erased, without the name."""
    seat = found.seat
    where = seat.person.municipality or seat.group or _body(seat, owner)[1]
    entry = spec.erased.entry(seat.person.name or "", found.person_id)
    facts = {"municipality": where, "person_id": found.person_id, "entry": entry}
    report.add((KIND,), "erased_near_spelling", table="members", source_line=seat.line, verbatim=mark(), **facts)


def _look(pages: Iterable[Page], before: State) -> Look:
    seen = {page.snapshot.source_id: page for page in pages}
    read = {source_of(row["snapshot_id"]) for row in before.table("memberships") if row["status"] != "ended"}
    is_same = all(page.before.snapshot_sha256 == page.snapshot.sha256 for page in seen.values())
    return Look(
        pages={source_id: page.snapshot for source_id, page in seen.items()},
        last_seen={source_id: page.before.last_look for source_id, page in seen.items()},
        same_snapshot=is_same and read <= seen.keys(),
    )


def _body(seat: Seat, owner: tuple[str, str]) -> tuple[str, str]:
    """Id and name of the body that a place belongs to."""
    return (slug(seat.body) or owner[0], seat.body) if seat.body else owner


def _organization_id(seat: Seat, owner: tuple[str, str]) -> str:
    """The innermost organization that a place is in: the group, or the body."""
    return "-".join(filter(None, (_body(seat, owner)[0], slug(seat.group or ""))))


def _organizations(seats: Iterable[Seat], owner: tuple[str, str], look: Look) -> list[Row]:
    """The bodies and their groups, each where it comes first."""
    found: dict[str, Row] = {}
    for seat in seats:
        body_id, body = _body(seat, owner)
        seen_on = look.page(seat.snapshot_id).observed_at
        seen = {
            "status": "current" if seen_on else "unknown",
            "snapshot_id": seat.snapshot_id,
            "source_line": seat.line,
        }
        for organization_id, name, parent_id in (
            (body_id, body, None),
            (_organization_id(seat, owner), seat.group, body_id),
        ):
            if name and organization_id not in found:
                kind = "group" if parent_id else "body"
                facts = {"organization_id": organization_id, "name": name, "kind": kind, "parent_id": parent_id}
                found[organization_id] = {**facts, **seen}
    return list(found.values())


def _sitter(seat: Seat, owner: tuple[str, str]) -> Sitter | None:
    """Who sits on a place; null where it is empty."""
    person = seat.person
    if person.name is None:
        return None
    return Sitter(
        name=person.name,
        body=_organization_id(seat, owner),
        municipality=person.municipality,
        where=person.municipality or seat.group or _body(seat, owner)[1],
        party=person.party,
        person_class=None,
        snapshot_id=seat.snapshot_id,
        line=seat.line,
        printed=seat.verbatim,
    )


def _wanted(seat: Seat, person_id: str | None, owner: tuple[str, str]) -> Row:
    """The membership that a place is, without its id and its dates."""
    person = seat.person
    begins, ends = _days(person.term)
    return {
        "person_id": person_id,
        "organization_id": _organization_id(seat, owner),
        "on_behalf_of": person.municipality,
        "role": person.role,
        "kind": person.kind,
        "party": person.party,
        "is_acting": person.is_acting,
        "is_vacant": person.is_vacant,
        "substitute_for": person.substitute_for,
        "term": person.term,
        "valid_from": begins,
        "valid_to": ends,
        "snapshot_id": seat.snapshot_id,
        "source_line": seat.line,
    }


def _days(term: str | None) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day that a term states; null where it states years, or nothing."""
    match [day for text in _DAY.findall(term or "") if (day := _day(text))]:
        case [begins, ends]:
            return begins, ends
        case [day]:
            return (day, None) if _BEGINS.search(term or "") else (None, day)
    return None, None


def _day(text: str) -> dt.date | None:
    """A day; null where the calendar has none of this name."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _no_longer_stated(row: Row, look: Look) -> Row:
    """An ended membership without an end to come: the page that stated it shows them no longer."""
    seen_on = look.page(row["snapshot_id"]).observed_at
    is_over = row["status"] == "ended" and row["valid_to"] and (seen_on is None or row["valid_to"] > seen_on)
    return {**row, "valid_to": None} if is_over else row


def _begun_once(memberships: Sequence[Row]) -> list[Row]:
    """The same; the first day of an earlier place of theirs, which is over, is their mandate's, and of no later place.

    Otherwise a day would be told with the place of then and with that of now.
    """
    begun: set[tuple[str | None, dt.date]] = set()
    rows = []
    for row in memberships:
        first = (row["person_id"], row["valid_from"])
        rows.append({**row, "valid_from": None} if first in begun else row)
        if row["status"] == "ended" and row["person_id"] and row["valid_from"]:
            begun.add(first)
    return rows


def _members(seats: Iterable[Seat], wanted: Iterable[Row], memberships: Iterable[Row]) -> list[Row]:
    """The places of now, in the order of the pages, with everything said in the row itself."""
    standing = [row for row in memberships if row["status"] != "ended"]
    found = []
    for seat, want in zip(seats, wanted, strict=True):
        row = next(row for row in standing if want.items() <= row.items())
        standing.remove(row)
        ids = {name: row[name] for name in ("membership_id", "person_id", "snapshot_id", "source_line")}
        found.append({**ids, **cells_of(seat)})
    return found


def _bodies(rows: Mapping[str, Sequence[Row]]) -> dict[tuple[str, str], str]:
    """The name of the body that each membership is in, by table and key, as changes name them."""
    names = {row["organization_id"]: row["name"] for row in rows["organizations"]}
    return {("memberships", row["membership_id"]): names[row["organization_id"]] for row in rows["memberships"]}


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}
