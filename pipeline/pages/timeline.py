"""The years as a timeline: what changed between which looks, and who was seen on the page from when to when."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Row
from pipeline.pages.page import Context, Section
from pipeline.past import Contents, Happening, People, people_of
from pipeline.schema import Text
from pipeline.wording.history import looks_told, post_told, roles_of, span_told, told
from pipeline.wording.pages import day

WIDTH = 1000  # of a bar, from the first look that bears a date to the last; a browser stretches it


@dataclass(frozen=True)
class Look:
    """What changed between two looks."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """The looks of a year; `year` is empty where they bear no date."""

    year: str
    looks: tuple[Look, ...]


@dataclass(frozen=True)
class Period:
    """One membership: who, as what, from when to when, and the bar that shows it."""

    who: str
    post: str
    span: str
    is_over: bool
    start: int
    width: int
    """Of `WIDTH`; 0 where no look bears a date."""


@dataclass(frozen=True)
class Place:
    """The memberships of a municipality, those that began first come first."""

    code: str
    name: str
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Periods:
    """The municipalities, and what the bars go from and to; empty where no look bears a date."""

    places: tuple[Place, ...]
    axis: str
    width: int = WIDTH


def has_timeline(contents: Contents) -> bool:
    """Whether a version has what a timeline shows."""
    return not contents.is_withdrawn and people_of(contents) is not None


def timeline_sections(contents: Contents, context: Context) -> tuple[Section, ...]:
    """The sections of the page of the years."""
    people = _people(contents)
    roles = roles_of(people.roster)
    years = tuple(_years(people, roles, context))
    periods = _periods(people, contents.observed_at, roles, context)
    return (
        Section("years", context.say("years"), "years.html", years, context.say("years_nav")),
        Section("periods", context.say("periods"), "periods.html", periods, context.say("periods_nav")),
    )


def _years(people: People, roles: Mapping[str, Text], context: Context) -> Iterator[Year]:
    """The years, the newest first; within a year the newest look first."""
    by_look = [list(found) for _, found in groupby(people.happenings(), key=_look_of)]
    for year, looks in groupby(reversed(by_look), key=lambda found: str(_look_of(found[0])[1] or "")[:4]):
        yield Year(year, tuple(_look(found, people, roles, context.language) for found in looks))


def _look_of(found: Happening) -> tuple[dt.date | None, dt.date | None]:
    return found.rows[0]["from_look"], found.rows[0]["to_look"]


def _look(found: Sequence[Happening], people: People, roles: Mapping[str, Text], language: str) -> Look:
    sentences = (told(each.kind, each.rows, roles, people.memberships, language) for each in found)
    return Look(looks_told(found[0].rows[0], language), tuple(sentences))


def _people(contents: Contents) -> People:
    """The people of a version that has a timeline."""
    people = people_of(contents)
    if people is None:
        raise ValueError(contents.release.package)
    return people


def _periods(people: People, observed_at: dt.date | None, roles: Mapping[str, Text], context: Context) -> Periods:
    days = {row[name] for row in people.periods for name in ("first_seen", "last_seen")}
    days |= {row[name] for row in people.changes for name in ("from_look", "to_look")}
    looks = sorted(found for found in {*days, observed_at} if found)
    places = []
    for code, name, here in people.places():
        periods = tuple(_period(row, people.persons, roles, looks, context) for row in here)
        places.append(Place(code, name, periods))
    ends = (day(str(looks[0]), context.language), day(str(looks[-1]), context.language)) if len(looks) > 1 else None
    return Periods(tuple(places), context.say("axis", first=ends[0], last=ends[1]) if ends else "")


def _period(
    row: Row, names: Mapping[str, str], roles: Mapping[str, Text], looks: Sequence[dt.date], context: Context
) -> Period:
    is_over = row["status"] == "ended"
    start, width = 0, 0
    if len(looks) > 1 and not (is_over and row["last_seen"] is None):
        whole = (looks[-1] - looks[0]).days
        first, last = row["first_seen"] or looks[0], row["last_seen"] if is_over else looks[-1]
        start = round((first - looks[0]).days * WIDTH / whole)
        width = max(round((last - looks[0]).days * WIDTH / whole) - start, WIDTH // 100)
        start = min(start, WIDTH - width)
    return Period(
        who=names.get(row["person_id"], context.say("vacant")),
        post=post_told(row, roles, context.language),
        span=span_told(row, context.language),
        is_over=is_over,
        start=start,
        width=width,
    )


def counted(contents: Contents, context: Context) -> str:
    """What the page is about, in one sentence with the number of changes."""
    return context.say("timeline_lede", count=len(_people(contents).happenings()))
