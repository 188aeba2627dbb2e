"""People held against those that are published: what may be a slip of the page, and looks like news, is asked.

A line or a heading that goes, comes or is moved, half of a page, another page: each would be published as a change of
the world. Somebody new in a place, an empty place and another title are news. A name with another letter, another party
or municipality are asked person by person (`organisation.identity`).

Somebody may sit in several bodies, and stand on several pages: what is said of them is compared body by body.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Held
from pipeline.organisation.state import name_key

Record = Mapping[str, Any]
"""A row with some of the columns of `people.rows.records`; null or an empty text where the page says nothing."""
Both = Sequence[tuple[Sequence[Record], Sequence[Record]]]
"""The rows of each who was and is there, before and now."""

CHURN = 0.5  # of the names gone at once: more is an election, or another page
PARTS = ("page", "body")  # of which each may be another: a page that is served in place of one of several
BODY = ("body", "group")
SECTION, PLACE, OFFICE = ("body", "group", "kind"), ("body", "group", "municipality"), ("role", "kind")
SAID = ("name", "party", *PLACE, *OFFICE)
"""What is compared of a row: not where its line stands, nor how it is printed."""


def doubts(
    before: Sequence[Record], now: Sequence[Record], *, is_counted: bool, left: Collection[str] = ()
) -> list[Held]:
    """What somebody has to confirm of `now`, each with its line; nothing where nobody was published before.

    Args:
        before: the rows that are published.
        now: those that the page gives, in its order; columns that are not published are not compared.
        is_counted: whether somebody has said how many places there are.
        left: the names of those who have left: who is back may stand on an older page, served again.
    """
    if not before:
        return []
    last = _last(before, now)
    now = [{column: row[column] for column in {"line", "page", *before[0]} & row.keys()} for row in now]
    known, here = _by_name(before), _by_name(now)
    gone, come = sorted(known.keys() - here.keys()), sorted(here.keys() - known.keys())
    found = []
    if numbers := list(_numbers(before, now, is_counted=is_counted)):
        names = [f"− {known[key][0]['name']}" for key in gone] + [f"+ {here[key][0]['name']}" for key in come]
        found.append(_held(last, "other_number", "; ".join([*numbers, *names[:4]])))
    if back := [here[key][0] for key in come if key in set(map(name_key, left))]:
        found.append(_held(back[0], "returned", ", ".join(row["name"] for row in back)))
    if len(gone) > CHURN * len(known):
        return [*found, _held(last, "many_replaced", f"{len(gone)} / {len(known)}")]
    both = [(known[key], here[key]) for key in here if key in known]
    stayed = [each for then, today in both for each in _stayed(then, today)]
    return [
        *found,
        *_replaced(before, now, last, _came(both)),
        *_elsewhere(both),
        *_exchanged(stayed),
        *_unsaid(stayed, now),
    ]


def _held(row: Record, key: str, found: str) -> Held:
    return Held(row["line"], key, found, row.get("page") or "")


def _last(before: Sequence[Record], now: Sequence[Record]) -> Record:
    """The last row that there is now: of the first page that has another number than before, in all or in a body."""
    other: Sequence[Record] = ()
    for columns in (("page",), ("page", *BODY)):
        then, today = _counts(before, *columns), _counts(now, *columns)
        other = other or [row for row in now if then[_said(row, columns)] != today[_said(row, columns)]]
    pages = dict.fromkeys(row.get("page") for row in other)
    rows = [row for row in other if row.get("page") == next(iter(pages))] or now
    return max(rows, key=lambda row: row["line"], default={"line": 1})


def _by_name(rows: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        if row.get("name"):
            found.setdefault(name_key(row["name"]), []).append(row)
    return found


def _said(row: Record, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row.get(column) or "") for column in columns)


def _counts(rows: Iterable[Record], *columns: str) -> Counter[tuple[str, ...]]:
    return Counter(_said(row, columns) for row in rows)


@dataclass(frozen=True)
class _Stayed:
    """Somebody who was in a body or a group and still is, in one place there or in several."""

    before: Sequence[Record]
    now: Sequence[Record]

    def lost(self, *columns: str) -> Counter[tuple[str, ...]]:
        """What was said of them, and is not any more."""
        return _counts(self.before, *columns) - _counts(self.now, *columns)

    def won(self, *columns: str) -> Counter[tuple[str, ...]]:
        """What is said of them now, and was not before."""
        return _counts(self.now, *columns) - _counts(self.before, *columns)

    def unsaid(self, column: str) -> list[str]:
        """What the page said of them in a column where it now says nothing."""
        return [value for (value,) in self.lost(column)] if ("",) in self.won(column) else []


def _stayed(before: Sequence[Record], now: Sequence[Record]) -> Iterator[_Stayed]:
    """Somebody in each body and group where they were and are."""
    for section in dict.fromkeys(_said(row, BODY) for row in now):
        then, today = ([row for row in rows if _said(row, BODY) == section] for rows in (before, now))
        if then:
            yield _Stayed(then, today)


def _numbers(before: Sequence[Record], now: Sequence[Record], *, is_counted: bool) -> Iterator[str]:
    """How many places there are, where that is another number: in all, and in each part of the page.

    A member who becomes chair is one as before. Where somebody has said the number of all, parts that only grew, or
    only shrank, are what they said; one that grew while another shrank is not.
    """
    before, now = ([{**row, "kind": "member"} if row.get("kind") == "presidium" else row for row in rows]
                   for rows in (before, now))  # fmt: skip
    is_said = is_counted and len(before) != len(now)
    if len(before) != len(now) and not is_said:
        yield f"{len(before)} → {len(now)}"
    for columns in (PLACE, SECTION):
        shared = [column for column in columns if column in before[0]]
        then, today = _counts(before, *shared), _counts(now, *shared)
        if is_said and not (then - today and today - then):
            continue
        for part in sorted(then.keys() | today.keys()):
            if then[part] != today[part]:
                yield f"{', '.join(filter(None, part)) or '–'}: {then[part]} → {today[part]}"


def _replaced(before: Sequence[Record], now: Sequence[Record], last: Record, came: frozenset[str]) -> Iterator[Held]:
    """Pages and bodies that lost more than half of their names at once, other than to another body."""
    told: set[str] = set()
    for column in PARTS:
        for (part,) in _counts(before, column) & _counts(now, column):
            then, today = (_by_name(row for row in rows if _said(row, (column,)) == (part,)) for rows in (before, now))
            gone = then.keys() - today.keys() - came
            if len(gone) > max(CHURN * len(then), 1) and not gone <= told:
                told |= gone
                yield _held(last, "many_replaced", f"{part or '–'}: {len(gone)} / {len(then)}")


def _came(both: Both) -> frozenset[str]:
    """Those who came to a body or a group."""
    return frozenset(name_key(now[0]["name"]) for before, now in both if _counts(now, *BODY) - _counts(before, *BODY))


def _elsewhere(both: Both) -> Iterator[Held]:
    """Those who left one body or group and came to another."""
    for before, now in both:
        then, today = _counts(before, *BODY), _counts(now, *BODY)
        if then - today and today - then:
            row = next(row for row in now if _said(row, BODY) in today - then)
            yield _moved(row, then - today, today - then)


def _moved(row: Record, old: Iterable[tuple[str, ...]], new: Iterable[tuple[str, ...]]) -> Held:
    told = ("; ".join(", ".join(filter(None, part)) or "–" for part in sorted(parts)) for parts in (old, new))
    return _held(row, "person_elsewhere", f"{row['name']}: {' → '.join(told)}")


def _exchanged(stayed: Sequence[_Stayed]) -> Iterator[Held]:
    """Those of a body or group who have exchanged what they are, or whom they are there for, two or in a ring.

    Their lines, or the headings above them, may be exchanged, or a column of the page sorted without the others.
    """
    for columns in (OFFICE, ("municipality",)):
        turned: dict[tuple[str, ...], list[_Stayed]] = {}
        for each in stayed:
            if each.lost(*columns) and each.won(*columns):
                turned.setdefault(_said(each.now[0], BODY), []).append(each)
        for people in turned.values():
            if ring := _ring(people, columns):
                last = max((row for each in ring for row in each.now), key=lambda row: row["line"])
                yield _held(last, "exchanged", " ↔ ".join(each.now[0]["name"] for each in ring))


def _ring(people: Sequence[_Stayed], columns: Sequence[str]) -> Sequence[_Stayed]:
    """Those who have what another of them had, and had what another of them has."""
    while True:
        had = Counter(value for each in people for value in each.lost(*columns))
        has = Counter(value for each in people for value in each.won(*columns))
        left = [each for each in people if each.won(*columns) & had and each.lost(*columns) & has]
        if len(left) == len(people):
            return left
        people = left


def _unsaid(stayed: Sequence[_Stayed], now: Sequence[Record]) -> Iterator[Held]:
    """What the page said of people who are still there, and says of nobody now: a line cut short, a heading gone.

    A party may be that of others; a title that somebody else has now has passed on.
    """
    held = _counts(now, *BODY, "role")
    lost: dict[str, list[Record]] = {}
    for each in stayed:
        for party in each.unsaid("party"):
            row = _without(each.now, "party")
            yield _held(row, "party_gone", f"{row['name']}: {party} → –")
        for role in each.unsaid("role"):
            if (*_said(each.now[0], BODY), role) not in held:
                lost.setdefault(role, []).append(_without(each.now, "role"))
    for role, rows in lost.items():
        yield _held(rows[0], "title_gone", f"{role}: {', '.join(row['name'] for row in rows)}")


def _without(rows: Iterable[Record], column: str) -> Record:
    """The first row that says nothing in a column."""
    return next(row for row in rows if not row.get(column))
