"""What is asked of somebody who sits in one body is asked of those who sit in several: nobody is less guarded."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import pytest

from pipeline.model import Snapshot
from pipeline.organisation.erasure import Erased
from pipeline.organisation.periods import source_of
from pipeline.organisation.ruled import Ruled
from pipeline.organisation.state import State
from pipeline.people.build import RULES, Page, build
from pipeline.people.compared import doubts
from pipeline.people.rows import records
from pipeline.roster.line import Person
from pipeline.roster.told import Row as Seat

Body = list[dict[str, str]]
BEFORE, NOW = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
FIELDS = ("party", "place", "role")
PEOPLE: Body = [
    {"name": "Anna Ekström", "party": "S", "place": "Björkvik", "role": "ordförande"},
    {"name": "Bosse Almgren", "party": "M", "place": "Ekskog", "role": "vice ordförande"},
    {"name": "Cia Trädgård", "party": "C", "place": "Björkvik", "role": "sekreterare"},
    {"name": "Dag Myrlund", "party": "L", "place": "", "role": "ledamot"},
    {"name": "Eva Forsberg", "party": "V", "place": "Ekskog", "role": ""},
]


def put(body: Body, number: int, **cells: str) -> Body:
    return [{**each, **(cells if place == number else {})} for place, each in enumerate(body)]


def swapped(body: Body, one: int, other: int, field: str) -> Body:
    return put(put(body, one, **{field: body[other][field]}), other, **{field: body[one][field]})


def one_change() -> dict[str, Body]:
    """Every page that differs from the one before by one cell, one line, or one cell of two or three exchanged."""
    people = range(len(PEOPLE))
    found = {f"{PEOPLE[n]['name']} without {field}": put(PEOPLE, n, **{field: ""}) for n in people for field in FIELDS}
    others = {"party": "KD", "place": "Ekskog", "role": "ledamot"}
    found |= {f"{PEOPLE[n]['name']}: {f} {v}": put(PEOPLE, n, **{f: v}) for n in people for f, v in others.items()}
    for n in people:
        name = PEOPLE[n]["name"]
        found[f"{name} misspelt"] = put(PEOPLE, n, name=name[:-1])
        found[f"{name} in part"] = put(PEOPLE, n, name="Kim " + name)
        found[f"{name} gone"] = [*PEOPLE[:n], *PEOPLE[n + 1 :]]
        found[f"{name} twice"] = [*PEOPLE, {**PEOPLE[n], "name": "Kim Ask"}]
    for one, other in combinations(people, 2):
        for field in ("name", *FIELDS):
            found[f"{one} and {other} exchange {field}"] = swapped(PEOPLE, one, other, field)
    for ring in combinations(people, 3):
        one, other, third = ring
        found[f"{ring} pass on role"] = swapped(swapped(PEOPLE, one, other, "role"), other, third, "role")
    return {what: body for what, body in found.items() if body != PEOPLE}


def seats(bodies: Sequence[tuple[str, Body]], day: dt.date) -> tuple[list[Seat], list[Page]]:
    """Places and pages, a page for each body."""
    found, pages = [], []
    for heading, body in bodies:
        sha256 = hashlib.sha256(repr(body).encode()).hexdigest()
        shot = Snapshot(sha256, heading.lower(), "https://example.org/", "text/plain", day, "operator", b"")
        pages.append(Page(shot, len(body), State({})))
        for line, each in enumerate(body, 2):
            kind = "presidium" if "ordf" in each["role"] else "member"
            person = Person(each["name"], each["party"] or None, each["role"] or None, kind, each["place"] or None)
            found.append(Seat(person, heading, None, line, each["name"], snapshot_id=shot.snapshot_id))
    return found, pages


def asked(before: Sequence[tuple[str, Body]], now: Sequence[tuple[str, Body]]) -> set[str]:
    """All that a person is asked where pages follow pages: of them as a whole, and of their people one by one."""
    then, pages = seats(before, BEFORE)
    spec = Ruled(day=NOW, rules=RULES, persons=(), accepted=(), erased=Erased())
    state = build(then, pages, State({}), spec, ("board", "Förbundet")).state
    today, pages = seats(now, NOW)
    rows = ([{**row, "page": source_of(seat.snapshot_id)} for row, seat in zip(records(each), each, strict=True)]
            for each in (then, today))  # fmt: skip
    found = build(today, pages, state, spec, ("board", "Förbundet")).findings
    return {each.key for each in doubts(*rows, is_counted=False)} | {each.rule for each in found}


ELSEWHERE: Mapping[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "as here": lambda each: each,
    "without place": lambda each: {**each, "place": ""},
    "by name alone": lambda each: {**each, "party": "", "place": "", "role": ""},
}


@pytest.mark.parametrize(("change", "changed"), one_change().items())
def test_what_is_asked_of_people_in_one_body_is_asked_of_people_in_two(change: str, changed: Body) -> None:
    alone = asked([("Direktionen", PEOPLE)], [("Direktionen", changed)])
    assert alone or change.endswith("role ledamot")  # another title is news
    for said in ELSEWHERE.values():
        other = ("Utskottet", [said(each) for each in PEOPLE])
        before, now = [("Direktionen", PEOPLE), other], [("Direktionen", changed), other]
        assert alone <= asked(before, now)
        assert alone <= asked(before[::-1], now[::-1])
