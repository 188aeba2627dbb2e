"""People held against those that are published: what may be a slip of the page, and looks like news, is asked.

A line or a heading that goes, comes or is moved, half of a page, another page: each would be published as a change of
the world. Somebody new in a place, an empty place and another title are news. A name with another letter, another party
or municipality are asked person by person (`organisation.identity`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from pipeline.model import Held
from pipeline.organisation.state import name_key

Record = Mapping[str, Any]
"""A row with some of the columns of `people.rows.records`; null or an empty text where the page says nothing."""

CHURN = 0.5  # of the names gone at once: more is an election, or another page
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
    last = max((row["line"] for row in now), default=1)
    now = [{column: row[column] for column in {"line", *before[0]} & row.keys()} for row in now]
    known, here = _by_name(before), _by_name(now)
    gone, come = sorted(known.keys() - here.keys()), sorted(here.keys() - known.keys())
    found = []
    if not (is_counted and len(before) != len(now)) and (numbers := list(_numbers(before, now))):
        names = [f"− {known[key][0]['name']}" for key in gone] + [f"+ {here[key][0]['name']}" for key in come]
        found.append(Held(last, "other_number", "; ".join([*numbers, *names[:4]])))
    if back := [here[key][0] for key in come if key in set(map(name_key, left))]:
        found.append(Held(back[0]["line"], "returned", ", ".join(row["name"] for row in back)))
    if len(gone) > CHURN * len(known):
        return [*found, Held(last, "many_replaced", f"{len(gone)} / {len(known)}")]
    both = [(known[key], here[key]) for key in here if key in known]
    return [*found, *_elsewhere(both), *_exchanged(both), *_unsaid(both, now)]


def _by_name(rows: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        if row.get("name"):
            found.setdefault(name_key(row["name"]), []).append(row)
    return found


def _said(row: Record, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row.get(column) or "") for column in columns)


def _numbers(before: Sequence[Record], now: Sequence[Record]) -> Iterator[str]:
    """How many places there are, where that is another number: in all, and in each part of the page.

    A member who becomes chair is one as before.
    """
    before, now = ([{**row, "kind": "member"} if row.get("kind") == "presidium" else row for row in rows]
                   for rows in (before, now))  # fmt: skip
    if len(before) != len(now):
        yield f"{len(before)} → {len(now)}"
    for columns in (PLACE, SECTION):
        shared = [column for column in columns if column in before[0]]
        then, today = (Counter(_said(row, shared) for row in rows) for rows in (before, now))
        for part in sorted(then.keys() | today.keys()):
            if then[part] != today[part]:
                yield f"{', '.join(filter(None, part)) or '–'}: {then[part]} → {today[part]}"


def _elsewhere(both: Sequence[tuple[Sequence[Record], Sequence[Record]]]) -> Iterator[Held]:
    """Those who left one body or group and came to another."""
    for before, now in both:
        then, today = (Counter(_said(row, BODY) for row in rows) for rows in (before, now))
        if then - today and today - then:
            yield _moved(now[0], then - today, today - then)


def _moved(row: Record, old: Iterable[tuple[str, ...]], new: Iterable[tuple[str, ...]]) -> Held:
    told = ("; ".join(", ".join(filter(None, part)) or "–" for part in sorted(parts)) for parts in (old, new))
    return Held(row["line"], "person_elsewhere", f"{row['name']}: {' → '.join(told)}")


def _exchanged(both: Sequence[tuple[Sequence[Record], Sequence[Record]]]) -> Iterator[Held]:
    """Two who have exchanged what they are: their lines, or the headings above them, may be exchanged."""
    offices = [
        (now[0], _said(before[0], OFFICE), _said(now[0], OFFICE))
        for before, now in both
        if len(before) == len(now) == 1
    ]
    turned = [each for each in offices if each[1] != each[2]]
    for (row, then, today), (other, *theirs) in combinations(turned, 2):
        if [today, then] == theirs and _said(row, PLACE[:2]) == _said(other, PLACE[:2]):
            yield Held(max(row["line"], other["line"]), "exchanged", f"{row['name']} ↔ {other['name']}")


def _unsaid(both: Sequence[tuple[Sequence[Record], Sequence[Record]]], now: Sequence[Record]) -> Iterator[Held]:
    """What the page said of people who are still there, and says of nobody now: a line cut short, a heading gone.

    A party may be that of others; a title that somebody else has now has passed on.
    """
    held = {_said(row, (*BODY, "role")) for row in now}
    lost: dict[str, list[Record]] = {}
    for before, after in both:
        if len(before) != 1 or len(after) != 1:
            continue
        if before[0].get("party") and not after[0]["party"]:
            yield Held(after[0]["line"], "party_gone", f"{after[0]['name']}: {before[0]['party']} → –")
        if before[0].get("role") and not after[0]["role"] and _said(before[0], (*BODY, "role")) not in held:
            lost.setdefault(before[0]["role"], []).append(after[0])
    for role, rows in lost.items():
        yield Held(rows[0]["line"], "title_gone", f"{role}: {', '.join(row['name'] for row in rows)}")
