"""Who was erased and stands on a page of people: left out of what is read, and of what is kept of the page.

In what is kept of a page, a name that nobody has stands for the erased one, in the form of a name: so the page reads as
before, in whatever form it lists people, and whoever has that name is left out.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.errors import SourceError
from pipeline.model import Line
from pipeline.organisation.erasure import names_any
from pipeline.organisation.forgotten import UNREADABLE, decided_to_differ, erased_names, names_erased
from pipeline.organisation.grammar import mark
from pipeline.organisation.ruled import Ruled
from pipeline.organisation.state import id_number, plain
from pipeline.roster.told import Roster, Told
from pipeline.roster.told import Row as Seat
from pipeline.sources.documents import READERS
from pipeline.sources.encoding import decode
from pipeline.sources.kept import everything, kept
from pipeline.sources.lines import read_lines
from pipeline.sources.markup import is_markup

_FIRST = "Raderad"
_LETTERS = "bdfghjklmn"  # for digits; without vowels, so that they spell no title
_STAND_IN = re.compile(rf"{_FIRST} X[{_LETTERS}]+")
_APART = r"[ \t\u00a0,;|\"]+"  # between the words of a name: spaces, or the cells of a register
_PARTY = re.compile(rf"({_FIRST}\s+X[{_LETTERS}]+),?\s*\([^()]*\)")


@dataclass(frozen=True)
class Resembling:
    """A place whose holder has a name near to that of somebody who was erased."""

    seat: Seat
    person_id: str


def stand_in(person_id: str) -> str:
    """The name that stands for an erased person; its letters are the number of the id."""
    return f"{_FIRST} X{''.join(_LETTERS[int(digit)] for digit in str(id_number(person_id)))}"


def without_erased(seats: Iterable[Seat], spec: Ruled) -> tuple[list[Seat], list[Resembling]]:
    """The places without those of erased people, nor their names; and those that a person has to decide on."""
    left: list[Seat] = []
    near: list[Resembling] = []
    gone: set[str] = set()
    for seat in seats:
        name = seat.person.name or ""
        found = spec.erased.find(name, "", "") if name else None
        if _STAND_IN.fullmatch(name) or (found and found[1]):
            gone.add(name)
        elif found and not decided_to_differ(name, found[0], None, spec):
            near.append(Resembling(seat, found[0]))
        else:
            left.append(seat)
    return [_nameless(seat, gone, spec) for seat in left], near


def unnamed(text: str, spec: Ruled, gone: Collection[str] = ()) -> str:
    """A text; only a mark, where it names somebody who was erased (`gone`: known from the page), or much like one."""
    is_named = _STAND_IN.search(text) or names_any(text, map(plain, gone)) or names_erased(text, spec)
    return mark() if is_named else text


def unnamed_lines(roster: Roster, spec: Ruled) -> list[Told]:
    """Every line of the pages with what it was read as, without erased people."""
    if not spec.erased.hashes:
        return roster.told
    gone = named_by((told.line for told in roster.told), roster.rows, spec)
    return [
        replace(
            told,
            line=replace(told.line, verbatim=unnamed(told.line.verbatim, spec, gone)),
            rows=tuple(without_erased(told.rows, spec)[0]),
        )
        for told in roster.told
    ]


def _nameless(seat: Seat, gone: Collection[str], spec: Ruled) -> Seat:
    whom = seat.person.substitute_for
    person = replace(seat.person, substitute_for=whom and unnamed(whom, spec, gone))
    return replace(seat, person=person, verbatim=unnamed(seat.verbatim, spec, gone))


def named_by(lines: Iterable[Line], seats: Iterable[Seat], spec: Ruled) -> dict[str, str]:
    """The erased people that a page names, spelled as they were: the id by name."""
    names = {seat.person.name for seat in seats if seat.person.name}
    names |= {name for line in lines for name, is_exact in erased_names(line.text, spec) if is_exact}
    return {name: found[0] for name in names if (found := spec.erased.find(name, "", "")) and found[1]}


def kept_without(content: bytes, media_type: str, names: Mapping[str, str], others: Iterable[str] = ()) -> bytes | None:
    """What to keep of a page without some of its people; null: all of it, as it does not name them.

    Args:
        content: of the page.
        media_type: of it.
        names: whom it must not name, each with what stands there instead (`stand_in`).
        others: who stays, although their names may have one of those in them.
    """
    swap = _Swap(names, others)
    try:
        lines = read_lines(content, media_type, tabs=True)
        if media_type in READERS and media_type != "text/csv":
            rows = groupby(lines, key=lambda line: line.cell and (line.cell.table, line.cell.row))
            said = "\n".join(" | ".join(line.text for line in row) for _, row in rows)
            return UNREADABLE if swap.without(said) != said else None
        text = decode(content, media_type)
        marks = dict(_marks(lines, swap))
        if not marks and not swap.is_named_in(everything(content, media_type)):
            return None
        is_page = is_markup(text, media_type)
        left = kept(content, media_type, marks, structured=True) if is_page else swap.without(text).encode()
        return UNREADABLE if swap.is_named_in(everything(left, media_type)) else left
    except SourceError:
        return UNREADABLE


class _Swap:
    """Puts stand-ins in the place of names, and leaves names alone that only have one of them in themselves."""

    def __init__(self, names: Mapping[str, str], others: Iterable[str]) -> None:
        self.names = names
        self.sought = [plain(name) for name in names]
        self.others = sorted((name for name in set(others) if names_any(name, self.sought)), key=len, reverse=True)

    def is_named_in(self, text: str) -> bool:
        """Whether a text has one of the names."""
        for other in self.others:
            text = re.sub(_in_any_case(other), "", text, flags=re.IGNORECASE)
        return names_any(text, self.sought)

    def without(self, text: str) -> str:
        """A text with stand-ins for names, also where surnames come first or stand in another cell."""
        spared: list[str] = []

        def spare(found: re.Match[str]) -> str:
            spared.append(found[0])
            return f"\ue000{len(spared) - 1}\ue001"

        for other in self.others:
            text = re.sub(_in_any_case(other), spare, text, flags=re.IGNORECASE)
        for name, instead in self.names.items():
            words = name.split()
            first, last = instead.split()
            for cut in range(1, len(words)):
                given, family = (r"\s+".join(map(re.escape, part)) for part in (words[:cut], words[cut:]))
                text = re.sub(rf"\b{given}({_APART}){family}\b", rf"{first}\1{last}", text, flags=re.IGNORECASE)
                text = re.sub(rf"\b{family}({_APART}){given}\b", rf"{last}\1{first}", text, flags=re.IGNORECASE)
        text = _PARTY.sub(r"\1 (-)", text)
        return re.sub("\ue000(\\d+)\ue001", lambda found: spared[int(found[1])], text)


def _marks(lines: Sequence[Line], swap: _Swap) -> Iterator[tuple[int, str]]:
    """The lines of a page that name somebody, as they read without; a name may stand in two cells beside each other."""
    for line in lines:
        if (text := swap.without(line.text)) != line.text:
            yield line.number, text
    for line, after in pairwise(lines):
        together = f"{line.text} | {after.text}"
        beside = line.cell and after.cell and (line.cell.table, line.cell.row) == (after.cell.table, after.cell.row)
        if beside and (found := swap.without(together)) != together and found.count(" | ") == 1:
            yield from zip((line.number, after.number), found.split(" | "), strict=True)


def _in_any_case(name: str) -> str:
    words = r"\s+".join(map(re.escape, name.split()))
    return rf"\b{words}\b"
