"""A description of a page that nobody has described: proposed by trying what the reader can read.

Of the ways to read the page, that one is proposed which leaves the fewest lines unexplained. Nobody is made of a guess:
a word that may be this or that stays held, until a person says what it is.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.init.bounds import bounds
from pipeline.init.columns import column_of, places_of_matrix
from pipeline.init.guess import Around, meaning_of, municipality
from pipeline.model import Held, Line
from pipeline.roster.description import Description, Meaning
from pipeline.roster.forms import PARENTHESIS, is_name
from pipeline.roster.line import Person
from pipeline.roster.page import read_roster
from pipeline.roster.told import Roster
from pipeline.roster.words import AGENCIES, is_party, kind_of_role, section_of

HEADINGS = ("body", "group", "municipality", "role", "ignore")
ROLES = ("presidium", "member", "substitute", "adjunct", "official")
LEAVE_OUT, PARTY, NAME, HOLD = "leave_out", "party", "name", "hold"
MEANINGS = (*HEADINGS, LEAVE_OUT, PARTY, NAME, *ROLES, HOLD)
"""What a text of a page may mean; `hold`: nobody has said so yet."""
_ROUNDS = 12  # what is learnt in one reading shows more in the next
_SURNAME_FIRST = re.compile(r"[^\W\d_a-zåäöæø][^\W\d_]+, [^\W\d_a-zåäöæø][^\W\d_]+ *(?:\(|$)")
_FORMS = (("any",), ("any", "name"))
_OF_SENTENCES = ("any", "sentence")
_WITH_SUBSTITUTES = ("any", "name (substitute)")
_TITLES = (None, "below", "above")
NOT_OF_A_LINE = frozenset({"no_beginning", "no_end", "other_count", "nobody_at_all"})


@dataclass(frozen=True)
class Way:
    """One way to read a page."""

    forms: tuple[str, ...] = ("any",)
    titles: str | None = None
    surname_first: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict)
    """By text, of MEANINGS."""
    columns: Mapping[str, str] = field(default_factory=dict)
    begins_after: str | None = None
    ends_before: str | None = None
    nesting: tuple[Meaning, ...] | None = None
    body: str | None = None
    people: int | None = None

    def description(self) -> Description:
        """The same as the reader wants it said."""
        by = {meaning: tuple(text for text, said in self.meanings.items() if said == meaning) for meaning in MEANINGS}
        headings = {text: said for text, said in self.meanings.items() if said in HEADINGS and said != "municipality"}
        roles = {text: said for text, said in self.meanings.items() if said in ROLES}
        return Description(
            body=self.body,
            nesting=self.nesting,
            begins_after=self.begins_after,
            ends_before=self.ends_before,
            headings=headings or None,  # type: ignore[arg-type]  # to one of HEADINGS
            lines=self.forms,
            surname_first=self.surname_first,
            titles=self.titles,  # type: ignore[arg-type]  # one of _TITLES
            columns=dict(self.columns) or None,  # type: ignore[arg-type]  # of ColumnMeaning
            municipalities=by["municipality"] or None,
            parties=by[PARTY] or None,
            roles=roles or None,  # type: ignore[arg-type]  # one of ROLES
            names=by[NAME] or None,
            leave_out=by[LEAVE_OUT] or None,
            people=self.people,
        )


@dataclass(frozen=True)
class Reading:
    """A page as one way reads it."""

    way: Way
    roster: Roster

    @property
    def held(self) -> list[Held]:
        """The lines that nothing explains."""
        return self.roster.held

    @property
    def texts(self) -> list[str]:
        """What the held lines are about, each once."""
        return list(dict.fromkeys(held.found for held in self.held if held.found and held.key not in NOT_OF_A_LINE))

    @property
    def may_name_somebody(self) -> bool:
        """Whether a line is held that may be about a person."""
        return any(held.key not in {*NOT_OF_A_LINE, "nobody"} for held in self.held)

    @property
    def cost(self) -> tuple[int, int]:
        """How much is unexplained, then how unusual the way is: the least is the best."""
        told = [each for each in self.roster.told if each.meaning not in {"outside", "left_out"}]
        empty = sum(
            one.meaning == "heading" and (after is None or after.meaning == "title")
            for one, after in itertools.zip_longest(told, told[1:])
        )
        return len(self.held) + empty + self._lone_titles() + self._cut_titles(), _oddity(self.way)

    def _cut_titles(self) -> int:
        """Titles right above the first line of the roster, or right below the last: of somebody within."""
        pairs = itertools.pairwise(self.roster.told)
        edges = [pair for pair in pairs if (pair[0].meaning == "outside") is not (pair[1].meaning == "outside")]
        outside = [told.line for pair in edges for told in pair if told.meaning == "outside"]
        return sum(2 for line in outside if _is_title(line) or kind_of_role(line.text))

    def _lone_titles(self) -> int:
        """Titles read as headings that nobody stands below before the next heading."""
        told = [each for each in self.roster.told if each.meaning not in {"outside", "prose", "left_out"}]
        return sum(
            one.meaning == after.meaning == "heading" and self.way.titles is None and _is_title(one.line)
            for one, after in itertools.pairwise(told)
        )


def read(lines: Sequence[Line], way: Way) -> Reading:
    """The page as `way` reads it."""
    return Reading(way, read_roster(lines, way.description()))


def derive(lines: Sequence[Line], told: Way = Way()) -> tuple[Reading, tuple[str | None, ...]]:
    """The way that explains most of a page, and where else titles might stand as well as it has them.

    Args:
        lines: of the page.
        told: what a person has said: meanings, columns and titles count before any guess.
    """
    orders = (False, True) if any(_SURNAME_FIRST.match(line.text) for line in lines) else (False,)
    ways = [
        replace(told, forms=forms, titles=titles, surname_first=order)
        for order in orders
        for forms in (*_FORMS, *([_WITH_SUBSTITUTES] if _has_substitutes_within(lines) else []))
        for titles in _TITLES
    ]
    if told.titles:
        ways = [way for way in ways if (way.titles or "none") == told.titles]
        ways = ways or [replace(told, forms=forms, titles=None) for forms in _FORMS]
    first = _settled(lines, ways[0])
    if first.cost == (0, 0) and not any(map(_is_title, lines)):
        return first, ()
    found = [first]
    found += [reading for way in ways[1:] if _is_of_names(reading := _settled(lines, way)) or "name" not in way.forms]
    if not any(reading.roster.rows for reading in found):  # beside a list, a sentence lists nobody
        found += [_settled(lines, replace(ways[0], forms=_OF_SENTENCES))]
    best = min(found, key=lambda reading: reading.cost)
    people = _people(best)
    rivals = {
        reading.way.titles or "none"
        for reading in found
        if reading.cost[0] == best.cost[0] == 0 and _people(reading) != people and _is_alike(reading.way, best.way)
    }
    return best, tuple(sorted(rivals))


def _is_alike(one: Way, other: Way) -> bool:
    """Whether two ways differ in nothing but where titles stand."""
    return (one.forms, one.surname_first) == (other.forms, other.surname_first)


def _has_substitutes_within(lines: Sequence[Line]) -> bool:
    """Whether most lines with a parenthesis have a name in one: of substitutes, perhaps, and not of a local party."""
    inner = [found for line in lines if (found := PARENTHESIS.findall(line.text))]
    named = sum(any(is_name(each.split(",")[0].strip()) for each in found) for found in inner)
    return 2 * named > len(inner)


def _is_title(line: Line) -> bool:
    """Whether a line is a title, or a party, and nothing else: whose, its place may leave open."""
    is_title = kind_of_role(line.text) is not None and section_of(line.text) is None
    return (is_title or is_party(line.text)) and line.cell is None


def _people(reading: Reading) -> list[object]:
    return [(row.person.name, row.person.role, row.person.kind) for row in reading.roster.rows]


def _is_of_names(reading: Reading) -> bool:
    """Whether most on the page, or all of a kind, are there by name alone, or a person says that they are people."""
    named = [row.person for row in reading.roster.rows if row.person.name]
    bare = list(filter(_is_bare, named))
    said = reading.way.meanings
    is_said = {said.get(person.name or "") for person in bare} == {NAME}
    return 2 * len(bare) >= len(named) > 0 or is_said or _are_bare_by_kind(reading.roster)


def _is_bare(person: Person) -> bool:
    return not {"party", "municipality"} & set(person.shape)


def _are_bare_by_kind(roster: Roster) -> bool:
    """Whether names stand alone only below headings of a kind ("Revisorer"), several there and nobody else."""
    kind: str | None = None
    bare = defaultdict[str | None, list[bool]](list)
    for each in roster.told:
        kind = section_of(each.line.text) and each.line.text if each.meaning == "heading" else kind
        bare[kind] += [_is_bare(row.person) for row in each.rows if row.person.name]
    return not any(bare.pop(None, ())) and all(all(each) and len(each) > 1 for each in bare.values() if any(each))


def _oddity(way: Way) -> int:
    return 6 * way.surname_first + 3 * (len(way.forms) - 1) + _TITLES.index(way.titles)


def _settled(lines: Sequence[Line], way: Way) -> Reading:
    """A way with all that its readings teach."""
    way = _with_columns(lines, way)
    reading = read(lines, _bounded(lines, way))
    for _ in range(_ROUNDS):
        around = Around(lines, reading.roster, way.meanings)
        news = {text: meaning for text, meaning in _learnt(reading, around) if text not in way.meanings}
        if not news:
            break
        way = replace(way, meanings={**way.meanings, **news})
        reading = read(lines, _bounded(lines, way))
    return _listed(lines, _apart(lines, _nested(lines, reading)))


def _listed(lines: Sequence[Line], reading: Reading) -> Reading:
    """The same with every municipality that was read listed, so that one which is cut short, or none, is held later."""
    places = {row.person.municipality for row in reading.roster.rows if row.person.municipality}
    said = reading.way.meanings
    new = {text: meaning for text, meaning in map(municipality, sorted(places)) if text not in said}
    new = {text: meaning for text, meaning in new.items() if text.casefold() not in AGENCIES}
    listed = read(lines, replace(reading.way, meanings={**said, **new}))
    return listed if len(listed.held) <= len(reading.held) else reading


def _apart(lines: Sequence[Line], reading: Reading) -> Reading:
    """The same with civil servants, or auditors, as a body of their own where there are several: not of the last."""
    said = reading.way.meanings
    bodies = [told.line.text for told in reading.roster.told if said.get(told.line.text) == "body"]
    headings = [told.line.text for told in reading.roster.told if told.meaning == "heading"]
    apart = {text: "body" for text in headings if section_of(text) == "official" and headings.count(text) == 1}
    return read(lines, replace(reading.way, meanings={**apart, **said})) if apart and bodies[1:] else reading


def _nested(lines: Sequence[Line], reading: Reading) -> Reading:
    """The same with kinds of people within municipalities, where each has its own: some heading is there twice."""
    doubted = [held.found for held in reading.held if held.key == "nesting"]
    if len(doubted) == len(set(doubted)):
        return reading
    return read(lines, replace(reading.way, nesting=("municipality", "role")))


def _learnt(reading: Reading, around: Around) -> Iterator[tuple[str, str]]:
    for held in reading.held:
        if held.key not in NOT_OF_A_LINE and (meaning := meaning_of(held, around)):
            yield meaning


def _with_columns(lines: Sequence[Line], way: Way) -> Way:
    """`way` with what unknown headings of columns probably mean, by what stands below them."""
    said = way.description()
    found = column_of(lines, said)
    if places := places_of_matrix(found):
        return replace(way, meanings={**places, **way.meanings})
    return replace(way, columns={**found, **way.columns})


def _bounded(lines: Sequence[Line], way: Way) -> Way:
    """`way` with the lines that the roster stands between: what is above and below it names nobody."""
    begins_after, ends_before = bounds(read(lines, way).roster)
    return replace(way, begins_after=begins_after, ends_before=ends_before)
