"""What the archive may keep of a snapshot: all of it, or what is left without the people who were erased."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.errors import SourceError
from pipeline.flow.page_settings import ruled
from pipeline.model import Line, PackageSpec
from pipeline.organisation.erasure import Erased, names_any
from pipeline.organisation.forgotten import UNREADABLE, erased_holder, erased_names
from pipeline.organisation.grammar import Place, mark
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.read import read_page
from pipeline.organisation.reference import Reference
from pipeline.organisation.state import plain
from pipeline.project import Settings
from pipeline.sources.kept import everything, kept
from pipeline.sources.lines import read_lines


def kept_content(
    content: bytes,
    media_type: str,
    spec: PageSpec,
    reference: Reference,
    names: Iterable[str] = (),
    ids: Mapping[int, Sequence[str]] | None = None,
    near_to: Collection[str] = (),
) -> bytes | None:
    """What to keep of a snapshot, with a mark on each line that named an erased person; null: all of it.

    Args:
        content: of the snapshot.
        media_type: of it.
        spec: what may stand on the page, with the people who were erased.
        reference: what words may mean.
        names: of people who must not be named anywhere, not only on the roster.
        ids: by line, the ids that the person on it had: they go into the mark.
        near_to: the ids of erased people of whom near spellings go as well. Others of that kind stay until a
            maintainer has decided who they are.
    """
    if not spec.erased.hashes:
        return None
    try:
        lines = read_lines(content, media_type)
    except SourceError:
        return UNREADABLE
    places = forgotten_places(lines, spec, reference, near_to)
    named = (name for line in lines for name, exact in erased_names(line.text, spec) if exact)
    sought = {plain(name) for name in (*names, *named, *(place.name for place in places.values())) if name}
    marks = {number: mark((ids or {}).get(number, ()), place.role_verbatim) for number, place in places.items()}
    marks |= {number: mark() for number in _lines_naming(lines, sought) if number not in marks}
    if not marks and not names_any(everything(content, media_type), sought):
        return None
    return kept(content, media_type, marks)


def kept_of_people(
    settings: Settings,
    package: PackageSpec,
    content: bytes,
    media_type: str,
    names: Mapping[str, str] | None = None,
    others: Iterable[str] = (),
    *,
    erased: Erased | None = None,
) -> bytes | None:
    """What to keep of a page of a package of people, without those who were erased; null: all of it.

    Args:
        settings: of the run.
        package: which one.
        content: of the page.
        media_type: of it.
        names: of people who must not be named, each with the id, beside those that the list of the source knows.
        others: who stays, although their names may have one of those in them.
        erased: the list of the source, with its key; null: as the settings have it.
    """
    from pipeline.people.forgotten import kept_without, named_by, stand_in
    from pipeline.people.rows import read_seats

    rosters = dict.fromkeys(package.files[package.flat_table].rosters)
    spec = ruled(settings, package.source_id, None, {})
    spec = replace(spec, erased=erased or spec.erased)
    if not spec.erased.hashes or not rosters:
        return None
    try:
        lines = read_lines(content, media_type, tabs=True)
    except SourceError:
        return UNREADABLE
    seats = [seat for description in rosters for seat in read_seats(lines, description)]  # whichever it was read by
    gone = {**named_by(lines, seats, spec), **(names or {})}
    here = {seat.person.name for seat in seats if seat.person.name}
    instead = {name: stand_in(person_id) for name, person_id in gone.items()}
    return kept_without(content, media_type, instead, {*here, *others} - gone.keys())


def forgotten_places(
    lines: Sequence[Line], spec: PageSpec, reference: Reference, near_to: Collection[str] = ()
) -> dict[int, Place]:
    """The places of a page as it prints them, by line, whose holders were erased; none where it is not this page."""
    try:
        page = read_page(lines, replace(spec, erased=Erased()), reference)
    except SourceError:
        return {}
    found = {
        seat.line: (seat.place, holder)
        for municipality, seat in page.seats
        if (holder := erased_holder(seat.place, municipality, spec))
    }
    return {line: place for line, (place, (person_id, exact)) in found.items() if exact or person_id in near_to}


def _lines_naming(lines: Sequence[Line], sought: Collection[str]) -> Iterable[int]:
    """The lines in which one of the names stands, alone or broken over two lines."""
    for line, following in zip(lines, (*lines[1:], None), strict=True):
        if names_any(line.text, sought):
            yield line.number
        elif following and names_any(f"{line.text} {following.text}", sought) and not names_any(following.text, sought):
            yield from (line.number, following.number)
