"""One step of history: what was known before + what a snapshot says = what is known now. A pure function.

History is the fold of `step` over the archive, so replaying it gives the same ids and the same dates. The page of a
body states no days (`valid_from`, `valid_to`); who sat from when to when follows from the looks, as `periods` says.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from pipeline.model import Row, Snapshot
from pipeline.organisation.grammar import person_class
from pipeline.organisation.identity import Identity, Sitter
from pipeline.organisation.page import ORGANISATION, Delegation, Page, Seat
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.periods import Model, carried_memberships, carried_persons, look_at
from pipeline.organisation.reference import Municipality
from pipeline.organisation.report import Report
from pipeline.organisation.state import Numbers, State

MODEL = Model("party_id", ("role", "party_id", "attendance", "is_acting", "is_vacant"))


def check_time(kind: str, before: State, snapshot: Snapshot, report: Report) -> None:
    """Time goes forward: a package is not read from an older look than any before it.

    A page that nobody dated is held against the newest day that is known, also where one was accepted since; so is the
    page of that day itself, which would lose it. Who accepts one accepts that page, and no other.
    """
    is_same = before.snapshot_sha256 == snapshot.sha256
    seen = before.observed_at if is_same else before.newest_day
    if seen is None or (is_same and snapshot.observed_at):
        return
    if snapshot.observed_at is None:
        place = {"table": "snapshots", "row_key": snapshot.snapshot_id}
        report.add((kind,), "undated_after_dated", before=seen.isoformat(), **place)
    elif snapshot.observed_at < seen:
        found = snapshot.observed_at.isoformat()
        report.add((kind,), "older_than_published", before=seen.isoformat(), found=found)


def step(before: State, page: Page, snapshot: Snapshot, spec: PageSpec, report: Report) -> State:
    """The persons and memberships after a snapshot, with ids and dates carried on from `before`.

    Where the snapshot is the one of `before`, read by mended code, rows are corrected in place: a mended reader is no
    event in the world. Faults of time and identity go to `report`.
    """
    look = look_at(before, snapshot)
    sitters = [(m, s, _sitter(m, s, snapshot, spec) if s.place.name else None) for m, s in page.seats]
    identity = Identity(
        before=before,
        kind=ORGANISATION,
        model=MODEL,
        sitters=[sitter for _, _, sitter in sitters if sitter],
        places={item.municipality.code: item.municipality.name for item in page.delegations},
        spec=spec,
        report=report,
        taken=page.taken("p"),
        same_snapshot=look.same_snapshot,
    )
    seats = [(m, s, identity.of(sitter) if sitter else None) for m, s, sitter in sitters]
    numbers = Numbers(before.identity.get("memberships", 0), page.taken("m"))
    wanted = [{**row, "snapshot_id": snapshot.snapshot_id} for row in _wanted(seats, page, spec)]
    memberships = carried_memberships(before, wanted, look, identity.merged, numbers, MODEL)
    today = (before.last_look if look.same_snapshot else None) or snapshot.observed_at
    memberships = _within(memberships, spec.retention_years, today)
    persons = carried_persons(before, identity.given, memberships, look, identity.merged)
    return replace(
        before,
        rows={**before.rows, "persons": tuple(persons), "memberships": tuple(memberships)},
        identity={"persons": identity.numbers.mark, "memberships": numbers.mark},
        snapshot_sha256=snapshot.sha256,
        observed_at=snapshot.observed_at,
        last_look=snapshot.observed_at,
        dated=snapshot.observed_at or before.newest_day,
    )


def _sitter(municipality: Municipality, seat: Seat, snapshot: Snapshot, spec: PageSpec) -> Sitter:
    return Sitter(
        name=seat.place.name or "",
        body=spec.roster.board,
        municipality=municipality.code,
        where=municipality.name,
        party=seat.place.party.party_id if seat.place.party else None,
        person_class=person_class(seat.place),
        snapshot_id=snapshot.snapshot_id,
        line=seat.line,
        printed=seat.place.printed,
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


def _within(memberships: list[Row], years: int | None, today: dt.date | None) -> list[Row]:
    """The memberships that have not been over for more than `years` (null: all), as far as their end is known.

    The day counted from is that of the look, not of the run: replaying the archive forgets the same.
    """
    if years is None or today is None:
        return memberships
    first = today.replace(year=today.year - years, day=min(today.day, 28))  # there is a 28th in every month
    return [row for row in memberships if row["status"] != "ended" or (row["last_seen"] or today) >= first]
