"""Who sat where on a day, as far as the looks at the page tell. A pure function of the tables of the newest version.

Nobody is said to sit on a day between two looks because both showed them: what each look showed is said beside the
row. What a source states (`valid_from`, `valid_to`) counts more than a look.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Row
from pipeline.organisation.changes import GONE
from pipeline.organisation.periods import source_of

Standing = Literal["seen", "between", "since", "unknown"]
Rows = Mapping[str, Sequence[Row]]

NEEDED = ("memberships", "persons", "organizations", "municipalities", "parties", "changes", "snapshots")
"""The tables that tell who sat where on a day; what an older version lacks of them tells nothing."""
COLUMNS = (
    *("membership_id", "municipality_code", "municipality", "person_id", "person", "party", "party_name", "role"),
    *("role_verbatim", "attendance", "is_acting", "is_vacant", "known", "seen_before", "seen_after"),
)


COLUMNS_OF_PEOPLE = (
    *("membership_id", "person_id", "body", "group", "municipality", "name", "party", "role", "kind"),
    *("is_vacant", "is_acting", "substitute_for", "term", "known", "seen_before", "seen_after"),
)
"""Those of a package of people, called as in its flat table."""


@dataclass(frozen=True)
class RosterOfDay:
    """The roster of a day, and how much is known of it."""

    day: dt.date
    standing: Standing
    """`seen`: looked at on that day; `between`: two looks; `since`: after the last; `unknown`: before the first."""
    look_before: dt.date | None
    """The last look on or before the day; null where there was none that bore a date."""
    look_after: dt.date | None
    """The first look on or after it; null where there was none."""
    columns: tuple[str, ...] = COLUMNS
    rows: tuple[Row, ...] = ()
    """In the order of municipalities, or bodies, with these columns. `known` says why a row is here: `seen` on that
    day, `between` two looks that both showed it, `came_between` or `left_between` them, `since` the last look, or
    `stated` by a source. `seen_before` and `seen_after` are the looks on either side that showed it; null: none did."""


def roster_of_day(day: dt.date, rows: Rows, last_look: dt.date | None) -> RosterOfDay:
    """Who sat where on a day.

    Args:
        day: the one that is asked about.
        rows: of the tables in `NEEDED`, as the newest version has them.
        last_look: the last day on which the page was seen to say what that version says; null where nobody knows.
    """
    looks_at = _looks(rows) or {"": set()}
    if len(looks_at) == 1:  # of several pages, nobody knows which one was seen last
        looks_at = {source: looks | {last_look} for source, looks in looks_at.items()}
    before, after = _around(day, _dated(day for looks in looks_at.values() for day in looks))
    seats = [row for row in rows.get("memberships", ()) if row.get("basis") != "derived"]
    absent = _not_there_yet(rows)
    found = [(row, known) for row in seats if (known := _known(row, day, _dated(looks_at[_page(row)]), absent))]
    standing = _standing(day, before, after)
    if "municipalities" not in rows:
        people = tuple(_told_of_people(_by_place(found), rows))
        return RosterOfDay(day, standing, before, after, COLUMNS_OF_PEOPLE, people)
    order = {row["municipality_code"]: number for number, row in enumerate(rows["municipalities"])}
    told = sorted(_told(found, rows), key=lambda row: order[row["municipality_code"]])
    return RosterOfDay(day, standing, before, after, COLUMNS, tuple(told))


def _looks(rows: Rows) -> dict[str, set[dt.date | None]]:
    """Every day on which a page is known to have been looked at, and null, by page."""
    columns = {
        "memberships": ("first_seen", "last_seen"),
        "changes": ("from_look", "to_look"),
        "snapshots": ("observed_at",),
    }
    found: dict[str, set[dt.date | None]] = {}
    for table, names in columns.items():
        for row in rows.get(table, ()):
            found.setdefault(_page(row), set()).update(row[name] for name in names)
    return found


def _not_there_yet(rows: Rows) -> dict[str, dt.date]:
    """The last day on which a page was seen without a membership that came later, by its id."""
    begun = (row for row in rows.get("changes", ()) if row["table_name"] == "memberships" and row["kind"] not in GONE)
    return {row["row_key"]: row["from_look"] for row in begun if row["from_look"]}


def _page(row: Row) -> str:
    return source_of(row["snapshot_id"])


def _dated(looks: Iterable[dt.date | None]) -> list[dt.date]:
    return sorted({day for day in looks if day})


def _standing(day: dt.date, before: dt.date | None, after: dt.date | None) -> Standing:
    if before is None:
        return "unknown"
    if before == day:
        return "seen"
    return "between" if after else "since"


Known = tuple[str, dt.date | None, dt.date | None]


def _known(row: Row, day: dt.date, looks: Sequence[dt.date], absent: Mapping[str, dt.date]) -> Known | None:
    """Why a membership belongs to the roster of a day, and the looks on either side that showed it; null: it does not.

    One that an undated page showed first (`first_seen` is null) was there at the first look after it that bore a date,
    unless it had ended by then.
    """
    stated = _stated(row, day)
    if stated is not None:
        return ("stated", None, None) if stated else None
    before, after = _around(day, looks)
    ended = row["status"] == "ended"
    if before is None or (ended and row["last_seen"] is None):
        return None
    since = absent.get(row["membership_id"], dt.date.min)
    first = row["first_seen"] or next((look for look in looks if look > since), dt.date.max)
    last = row["last_seen"] if ended else looks[-1]
    match first <= before <= last, after is not None and first <= after <= last:
        case True, True:
            return "seen" if before == day else "between", before, after
        case True, False:
            return "left_between" if after else "since", before, None
        case False, True:
            return "came_between", None, after
    return None


def _around(day: dt.date, looks: Sequence[dt.date]) -> tuple[dt.date | None, dt.date | None]:
    """The last look on or before a day, and the first on or after it; looks are in order of time."""
    before = max((look for look in looks if look <= day), default=None)
    return before, min((look for look in looks if look >= day), default=None)


def _stated(row: Row, day: dt.date) -> bool | None:
    """Whether a source states that a membership held on a day; null where none says."""
    start, end = row["valid_from"], row["valid_to"]
    if (start and day < start) or (end and day > end):
        return False
    return True if start and end else None


def _told(found: Iterable[tuple[Row, Known]], rows: Rows) -> Iterator[Row]:
    """The rows of the roster of a body."""
    persons = _names(rows, "persons", "person_id")
    places = _names(rows, "municipalities", "municipality_code")
    parties = {each["party_id"]: each for each in rows.get("parties", ())}
    for row, known in found:
        party = parties.get(row["party_id"], {})
        told = {
            "municipality_code": row["on_behalf_of"],
            "municipality": places.get(row["on_behalf_of"]),
            "person": persons.get(row["person_id"]),
            "party": party.get("code"),
            "party_name": party.get("name"),
        }
        yield _in_columns(COLUMNS, row, told, known)


def _by_place(found: Sequence[tuple[Row, Known]]) -> list[tuple[Row, Known]]:
    """Memberships body by body, and there municipality by municipality, each where it came first."""
    places = dict.fromkeys((row["organization_id"], row["on_behalf_of"]) for row, _ in found)
    bodies = list(dict.fromkeys(body for body, _ in places))
    order = sorted(places, key=lambda place: bodies.index(place[0]))
    return sorted(found, key=lambda item: order.index((item[0]["organization_id"], item[0]["on_behalf_of"])))


def _told_of_people(found: Iterable[tuple[Row, Known]], rows: Rows) -> Iterator[Row]:
    """The rows of the roster of a package of people."""
    persons = _names(rows, "persons", "person_id")
    bodies = {each["organization_id"]: each for each in rows["organizations"]}
    for row, known in found:
        here = bodies[row["organization_id"]]
        body = bodies[here["parent_id"]] if here["parent_id"] else here
        told = {
            "body": body["name"],
            "group": here["name"] if here is not body else None,
            "municipality": row["on_behalf_of"],
            "name": persons.get(row["person_id"]),
        }
        yield _in_columns(COLUMNS_OF_PEOPLE, row, told, known)


def _names(rows: Rows, table: str, key: str) -> dict[str, str]:
    return {row[key]: row["name"] for row in rows.get(table, ())}


def _in_columns(columns: Sequence[str], row: Row, told: Row, known: Known) -> Row:
    """A membership in the columns of a roster: what is told of it, and else what it says."""
    found = {**row, **told, **dict(zip(("known", "seen_before", "seen_after"), known, strict=True))}
    return {name: found[name] for name in columns}
