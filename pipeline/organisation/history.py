"""One step of history: what was known before + what a snapshot says = what is known now. A pure function.

History is the fold of `step` over the archive, so replaying it gives the same ids and the same dates. Three clocks
are kept apart: what a source states (`valid_from`, `valid_to`: this page states none), when we saw it (`first_seen`,
`last_seen`), and when we published it (the version).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model import Row, Snapshot
from pipeline.organisation.grammar import person_class
from pipeline.organisation.identity import Identity
from pipeline.organisation.page import Delegation, Page, Seat
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.reference import Municipality
from pipeline.organisation.report import Report
from pipeline.organisation.state import Numbers, State, id_number, stands_for

SIGNATURE = ("role", "party_id", "attendance", "is_acting", "is_vacant")
"""What makes a membership another one when it changes."""


@dataclass(frozen=True)
class Look:
    """The look that a step is about: the snapshot, and the end of the look before."""

    snapshot: Snapshot
    same_snapshot: bool
    last_look: dt.date | None

    @property
    def status(self) -> str:
        """Whether what is seen is known to be so today: nobody knows of an undated snapshot."""
        return "current" if self.snapshot.observed_at else "unknown"


def check_time(kind: str, before: State, snapshot: Snapshot, report: Report) -> None:
    """Time goes forward: a package is not read from an older look than the one it shows."""
    seen = before.last_look or before.observed_at
    if seen is None or before.snapshot_sha256 == snapshot.sha256:
        return
    if snapshot.observed_at is None:
        report.add((kind,), "undated_after_dated", before=seen.isoformat())
    elif snapshot.observed_at < seen:
        found = snapshot.observed_at.isoformat()
        report.add((kind,), "older_than_published", before=seen.isoformat(), found=found)


def step(before: State, page: Page, snapshot: Snapshot, spec: PageSpec, report: Report) -> State:
    """The persons and memberships after a snapshot, with ids and dates carried on from `before`.

    Where the snapshot is the one of `before`, read by mended code, rows are corrected in place: a mended reader is no
    event in the world. Faults of time and identity go to `report`.
    """
    same = before.snapshot_sha256 == snapshot.sha256
    look = Look(snapshot, same, before.last_look)
    identity = Identity(before, page, spec, report, same)
    seats = [(m, s, identity.of(m, s) if s.place.name else None) for m, s in page.seats]
    numbers = Numbers(before.identity.get("memberships", 0), page.taken("m"))
    memberships = _memberships(before, _wanted(seats, page, spec), look, identity.merged, numbers)
    memberships = _within(memberships, spec.retention_years, look)
    persons = _persons(before, seats, memberships, look, identity.merged)
    return replace(
        before,
        rows={**before.rows, "persons": tuple(persons), "memberships": tuple(memberships)},
        identity={"persons": identity.numbers.mark, "memberships": numbers.mark},
        snapshot_sha256=snapshot.sha256,
        observed_at=snapshot.observed_at,
        last_look=snapshot.observed_at,
    )


def _wanted(seats: Iterable[tuple[Municipality, Seat, str | None]], page: Page, spec: PageSpec) -> list[Row]:
    """The memberships that the page lists or implies, without id and dates: the board, then the directors' group."""
    paired = {item.municipality for item in page.delegations if _is_pair(item)}
    standing = [item for item in seats if item[1].place.erased is None]
    on_board = [_stated(m, seat, person_id, m in paired, spec) for m, seat, person_id in standing]
    in_group = [
        {**row, "organization_id": spec.roster.directors_group, "attendance": "member", "basis": "derived"}
        for row in on_board
        if row["attendance"] == "adjunct"
    ]
    return on_board + in_group


def _is_pair(delegation: Delegation) -> bool:
    """Whether a municipality has two seats and one of them is the chair's: then the other is the opposition's."""
    places = [seat.place for seat in delegation.seats if not seat.place.is_director]
    chairs = [place for place in places if place.role and place.role.role == "kso"]
    return len(places) == 2 and len(chairs) == 1  # noqa: PLR2004 (a pair)


def _stated(
    municipality: Municipality,
    seat: Seat,
    person_id: str | None,
    paired: bool,  # noqa: FBT001
    spec: PageSpec,
) -> Row:
    place = seat.place
    side, side_basis = _side(seat, paired)
    return {
        "person_id": person_id,
        "organization_id": spec.roster.board,
        "on_behalf_of": municipality.code,
        "role": place.role.role if place.role else "member",
        "role_verbatim": place.role_verbatim,
        "party_id": place.party.party_id if place.party else None,
        "attendance": "adjunct" if place.is_director else "member",
        "side": side,
        "side_basis": side_basis,
        "is_acting": place.is_acting,
        "is_vacant": place.is_vacant,
        "basis": "stated",
        "valid_from": None,
        "valid_to": None,
        "source_line": seat.line,
    }


def _side(seat: Seat, paired: bool) -> tuple[str | None, str]:  # noqa: FBT001
    """Which side a member sits for, and how we know: only of two seats is the other one surely the opposition's."""
    role = seat.place.role.role if seat.place.role else None
    if seat.place.is_director:
        return None, "not_applicable"
    if role == "kso":
        return "executive_chair", "stated"
    if role == "opposition_councillor":
        return "opposition", "stated"
    if role is None and seat.place.role_verbatim is None and paired:
        return "opposition", "inferred"
    return None, "unknown"


def _memberships(before: State, wanted: list[Row], look: Look, merged: dict[str, str], numbers: Numbers) -> list[Row]:
    """The membership rows in the order of their ids; new ones take their ids from `numbers`."""
    known = [
        {**row, "person_id": merged.get(row["person_id"], row["person_id"])} for row in before.table("memberships")
    ]
    open_rows = [row for row in known if row["status"] != "ended"]
    rows = [row for row in known if row["status"] == "ended"]
    for want in wanted:
        previous = next((row for row in open_rows if _same_place(row, want) and _continues(row, want, look)), None)
        if previous:
            open_rows.remove(previous)
            first = {"membership_id": previous["membership_id"], "first_seen": previous["first_seen"]}
        else:
            first = {"membership_id": f"m-{numbers.next():04d}", "first_seen": look.snapshot.observed_at}
        now = {"last_seen": None, "status": look.status, "snapshot_id": look.snapshot.snapshot_id}
        rows.append({**want, **first, **now})
    if not look.same_snapshot:
        rows.extend({**row, "status": "ended", "last_seen": look.last_look} for row in open_rows)
    return sorted(rows, key=lambda row: id_number(row["membership_id"]))


def _within(memberships: list[Row], years: int | None, look: Look) -> list[Row]:
    """The memberships that have not been over for more than `years` (null: all), as far as their end is known.

    The day counted from is that of the look, not of the run: replaying the archive forgets the same.
    """
    today = (look.last_look if look.same_snapshot else None) or look.snapshot.observed_at
    if years is None or today is None:
        return memberships
    first = today.replace(year=today.year - years, day=min(today.day, 28))  # there is a 28th in every month
    return [row for row in memberships if row["status"] != "ended" or (row["last_seen"] or today) >= first]


def _same_place(row: Row, want: Row) -> bool:
    return all(row[name] == want[name] for name in ("person_id", "organization_id", "on_behalf_of"))


def _continues(row: Row, want: Row, look: Look) -> bool:
    """Whether an open membership goes on: nothing that makes it another changed, or only our reading of it did."""
    return look.same_snapshot or all(row[name] == want[name] for name in SIGNATURE)


def _persons(
    before: State,
    seats: Iterable[tuple[Municipality, Seat, str | None]],
    memberships: Iterable[Row],
    look: Look,
    merged: dict[str, str],
) -> list[Row]:
    """The person rows in the order of their ids: all that ever had a membership which still stands here."""
    rows = {row["person_id"]: dict(row) for row in before.table("persons")}
    for old, new in merged.items():
        rows[old]["replaced_by"] = new
    sitting = set()
    for _, seat, person_id in seats:
        if person_id is None or person_id in sitting:
            continue
        sitting.add(person_id)
        known = rows.get(person_id, {})
        rows[person_id] = {
            "person_id": person_id,
            "name": seat.place.name,
            "person_class": person_class(seat.place),
            "replaced_by": None,
            "first_seen": known.get("first_seen") if known else look.snapshot.observed_at,
            "last_seen": None,
            "snapshot_id": look.snapshot.snapshot_id,
            "source_line": seat.line,
        }
    left = {row["person_id"] for row in before.table("memberships") if row["status"] != "ended"} - sitting
    for person_id in left & set(rows):
        rows[person_id]["last_seen"] = look.last_look
    kept = {row["person_id"] for row in memberships}
    return [rows[person_id] for person_id in sorted(rows, key=id_number) if stands_for(person_id, rows) in kept]
