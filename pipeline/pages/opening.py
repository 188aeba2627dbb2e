"""What stands at the top of a package or a version: how old it is, the figures, the files."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Row
from pipeline.pages.downloads import first_offers
from pipeline.pages.page import Context, Link
from pipeline.pages.provenance import age, last_look, licence
from pipeline.past import Contents
from pipeline.versions import page_name
from pipeline.wording.pages import day, noun_for
from pipeline.wording.sentences import number


@dataclass(frozen=True)
class Figure:
    """A number with its noun."""

    number: str
    noun: str


@dataclass(frozen=True)
class Opening:
    """The view model of the top of a page."""

    age: str
    last_look: str
    version: Link
    published_at: str
    published: str
    licence: Link
    figures: tuple[Figure, ...]
    files: tuple[Link, ...]
    newest: Link | None
    """The page of the newest version, on the page of an older one."""


def opening(contents: Contents, context: Context, folder: str, *, is_newest: bool = True) -> Opening:
    """The top of a page about a version whose files lie below `folder`."""
    release, language = contents.release, context.language
    return Opening(
        age=age(contents, context),
        last_look=last_look(context),
        version=Link(release.version, page_name(release.version, language)),
        published_at=release.published_at,
        published=day(release.published_at, language),
        licence=licence(contents),
        figures=figures(contents, context),
        files=first_offers(contents, context, folder),
        newest=None if is_newest else Link(context.say("to_newest"), page_name("index", language)),
    )


def figures(contents: Contents, context: Context) -> tuple[Figure, ...]:
    """The few numbers that say how large the thing is."""
    return tuple(
        Figure(number(amount, context.language), noun_for(amount, noun, context.language))
        for noun, amount in _amounts(contents)
    )


def _amounts(contents: Contents) -> Iterable[tuple[str, int]]:
    match contents.facts["kind"]:
        case "organisation":
            roster = contents.rows("roster")
            attending = Counter(row["attendance"] for row in roster)
            yield "municipality", len({row["municipality_code"] for row in roster})
            yield "seat", attending["member"]
            yield "director", attending["adjunct"]
            yield "party", len({row["party"] for row in roster if row["party"]})
        case "working_groups":
            yield "group", len(contents.rows("working_groups"))
            yield "task", len(contents.rows("tasks"))
        case "people":
            members = contents.rows(contents.flat_table)
            yield "place", len(members)
            yield from ((noun, count) for noun, count in _distinct(members) if count > 1)
        case _:
            yield "row", contents.facts["rows"][contents.flat_table]
            yield "field", len(contents.tables[contents.flat_table].spec.fields)
            yield "table", len(contents.tables)


def _distinct(members: Sequence[Row]) -> Iterable[tuple[str, int]]:
    """How many people, bodies, municipalities and parties there are."""
    fields = {"person": "person_id", "body": "body", "municipality": "municipality", "party": "party"}
    return ((noun, len({row.get(field) for row in members} - {None})) for noun, field in fields.items())
