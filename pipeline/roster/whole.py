"""What a page as a whole lacks, or has twice, once all its lines are read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model import Held
from pipeline.roster.description import Description, Section
from pipeline.roster.forms import is_contact_line
from pipeline.roster.headings import heading
from pipeline.roster.pieces import YEAR
from pipeline.roster.prose import names_only
from pipeline.roster.sections import Part, departures
from pipeline.roster.sentence import is_sentence
from pipeline.roster.told import Roster, Row
from pipeline.roster.words import AGENCIES, OFFICE, section_of

_FROM_TO = re.compile(rf"\D*({YEAR})\s*[-–]\s*({YEAR})?")


def judge(roster: Roster, said: Description) -> None:
    """Hold what is missing, cut short, twice, or too many; let go the sentences that name nobody else."""
    if said.every_line:
        _hold_what_is_unexplained(roster, said)
    else:
        _let_sentences_go(roster)
    roster.held += [
        *_headings_of_nobody(roster, said),
        *_of_two_kinds(roster, said),
        *twice(roster.rows),
        *_over(roster),
        *_cut_short(roster, said),
    ]
    roster.held += _miscounted(roster, said)


def _hold_what_is_unexplained(roster: Roster, said: Description) -> None:
    """Hold what was let go by its form alone, where the description wants every line explained."""
    for place, told in enumerate(roster.told):
        is_guess = told.meaning in {"prose", "left_out"}
        if is_guess and not said.leaves_out(told.line.text) and not is_contact_line(told.line.text):
            roster.told[place] = replace(told, meaning="held")
            roster.held.append(Held(told.line.number, "unexplained", told.line.text))


def departed(parts: Sequence[Part[Section]], sections: Sequence[Section]) -> Iterator[Held]:
    """Hold a page whose sections are not those of its description."""
    found = [part.section for part in parts if part.section in sections]
    for rule, wrong in departures(found, sections):
        lines = [part.heading.number for part in parts if part.heading and part.section == wrong[-1]]
        yield Held(max(lines, default=1), rule, " · ".join(section.heading or "" for section in wrong))


def _headings_of_nobody(roster: Roster, said: Description) -> Iterator[Held]:
    """A heading right below the last person, above nobody: it tells of that person, and so do all like it."""
    read = [told for told in roster.told if told.meaning not in {"outside", "prose", "left_out"}]
    if [told.meaning for told in read[-2:]] in (["people", "heading"], ["title", "heading"]):
        last = read[-1].line
        if {"party", "municipality"} & heading(last.text, said).keys():
            yield Held(last.number, "title_alone", last.text)


def _of_two_kinds(roster: Roster, said: Description) -> Iterator[Held]:
    """A heading of members and substitutes above people of whom nothing says that any is a substitute."""
    for told in roster.told:
        kinds = heading(told.line.text, said).get("ignore", "") if told.meaning == "heading" else ""
        sections = set(map(section_of, re.split(r" (?:och|og|samt) ", kinds)))
        below = [row for row in roster.rows if row.line > told.line.number]
        if sections == {"member", "substitute"} and not any(row.person.kind == "substitute" for row in below):
            yield Held(told.line.number, "two_kinds", told.line.text)


def twice(rows: Iterable[Row], before: Iterable[Row] = ()) -> Iterator[Held]:
    """Whoever stands in one place twice, or in one that a page before has given them."""
    seen = set(map(_place, before))
    for row in rows:
        if row.person.name and _place(row) in seen:
            yield Held(row.line, "twice", row.person.name)
        seen.add(_place(row))


def _place(row: Row) -> tuple[object, ...]:
    return (row.body, row.group, row.person.municipality, row.person.name, row.person.kind)


def _over(roster: Roster) -> Iterator[Held]:
    """Whose term ended before that of somebody else in the same body began: a register of all who ever sat."""
    terms = [
        (told.line, row.body, found)
        for told in roster.told
        for row in told.rows
        if (found := _FROM_TO.fullmatch(row.person.term or ""))
    ]
    begins = {(body, term[1]) for _, body, term in terms}
    for line, body, term in terms:
        end = term[2] or ""
        if any(other == body and len(begin) == len(end) and begin > end for other, begin in begins):
            yield Held(line.number, "term_over", line.text)


def _cut_short(roster: Roster, said: Description) -> Iterator[Held]:
    """Whom the page gives neither party nor municipality, where it gives most people one: a line cut short."""
    named = [row for row in roster.rows if row.person.name]
    bare = [row for row in named if not {"party", "municipality"} & set(row.person.shape)]
    if "name" in said.lines or 2 * len(bare) > len(named):
        return
    sections: dict[tuple[object, ...], list[bool]] = defaultdict(list)
    for row in named:
        sections[row.body, row.group, row.person.kind, row.person.role].append(row in bare)
    for row in bare:
        beside = sections[row.body, row.group, row.person.kind, row.person.role]
        is_of_state = (row.person.municipality or "").casefold() in AGENCIES  # nobody there has a party
        is_whole = (
            is_of_state
            or row.person.substitute_for
            or row.person.shape[-1:] == ("role",)
            or OFFICE.fullmatch(row.person.role or "")
            or row.person.name in (said.names or ())
        )
        is_usual_here = row.person.role and len(beside) > 1 and all(beside)
        if row.person.kind != "official" and not is_whole and not is_usual_here:
            yield Held(row.line, "no_party", row.person.name or "")


def _let_sentences_go(roster: Roster) -> None:
    """Sentences that name nobody but who stands elsewhere on the page: "Ordförande är Anna Ek (S)."."""
    sentences = {told.line.number for told in roster.told if is_sentence(told.line.text)}
    names = [row.person.name for row in roster.rows if row.person.name and row.line not in sentences]
    for place, told in enumerate(roster.told):
        here = [row for row in told.rows if row.line in sentences]
        again = [row for row in here if row.person.name in names]
        if again and len(again) < len(here):
            roster.held.append(Held(told.line.number, "twice", again[0].person.name or ""))
        elif again or (told.meaning == "held" and names_only(told.line.text, names)):
            roster.told[place] = replace(told, meaning="prose", rows=())
            roster.held = [held for held in roster.held if held.line != told.line.number]
            roster.rows = [row for row in roster.rows if row.line != told.line.number]


def _miscounted(roster: Roster, said: Description) -> Iterator[Held]:
    last = roster.told[-1].line.number if roster.told else 1
    count = len(roster.rows)
    if said.people is not None and count != said.people:
        yield Held(last, "other_count", f"{count} ≠ {said.people}")
    elif not count:
        yield Held(last, "nobody_at_all", "")
