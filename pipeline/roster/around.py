"""Where on a page one is: the headings that a line stands below, and what they say of the people on it."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from pipeline.model import Line
from pipeline.roster.description import Description
from pipeline.roster.legend import Legend
from pipeline.roster.line import Person, kind_within
from pipeline.roster.pieces import called_municipality
from pipeline.roster.told import Row
from pipeline.roster.words import section_of

_OF_SEVERAL = re.compile(r"\w.*representanter|(?:vice )?gruppledare|\w*(?:direktör|chef)er", re.IGNORECASE)


class Around:
    """The headings in force; each line that is one changes them."""

    def __init__(self, said: Description) -> None:
        """None yet, but for the body of all the page."""
        self._said = said
        self._nesting: list[str] = list(said.nesting or ())
        self._by_meaning = {"body": said.body} if said.body else {}
        self.former = ""
        """The heading of those who are not there any more; empty where they are."""
        self.title: str | None = None
        """A title on a line of its own, of the person to come."""
        self.legend = Legend()
        """What a legend above says of the people of each line."""
        self._is_outside = False  # the last heading of a kind of people ended that of a municipality; nobody said so
        self._parties: set[str] = set()  # of people below the last heading
        self._untitled = 0  # people below the title that a heading is, who have no other

    @property
    def section(self) -> str | None:
        """The kind of people that the heading announces; null where it announces none."""
        return section_of(self._by_meaning.get("role", ""))

    @property
    def title_of_one(self) -> str:
        """The heading that is a title ("Ordförande"), and nobody has said that all below it have it; else empty."""
        heading = self._by_meaning.get("role", "")
        said = {given.strip(" :").casefold() for given in self._said.headings or {}}
        return "" if section_of(heading) or heading.casefold() in said or self.is_title_of_all else heading

    @property
    def is_title_of_all(self) -> bool:
        """Whether the heading is a title that several have: "Personalrepresentanter", "Gruppledare"."""
        heading = self._by_meaning.get("role", "")
        return _OF_SEVERAL.fullmatch(heading) is not None and not section_of(heading)

    def forget(self) -> None:
        """Leave all headings: whom to ask stands below none of them."""
        self._by_meaning = {"body": self._said.body} if self._said.body else {}

    def enter(self, found: Mapping[str, str], right_above: AbstractSet[str] = frozenset()) -> None:
        """A heading begins: what it stands within stays, what stood within another of its kind is over.

        Args:
            found: what it says, by meaning.
            right_above: what the heading on the line before said: this one stands within that.
        """
        new = {
            meaning: text
            for meaning, text in found.items()
            if meaning != "ignore" and not (meaning == "body" and self._is_the_same(text))
        }
        for meaning in new:
            self._untitled, self.former, self._parties = 0, "", set()
            self.legend = self.legend if meaning in {"municipality", "party"} else Legend()
            if meaning not in self._nesting:
                self._nesting = ["body", *self._nesting] if meaning == "body" else [*self._nesting, meaning]
            elif meaning != "body" and not self._said.nesting:
                self._nest_within(right_above - new.keys(), meaning)
            ended = [
                inner for inner in self._nesting[self._nesting.index(meaning) :] if self._by_meaning.pop(inner, None)
            ]
            self._is_outside = meaning == "role" and "municipality" in ended and not self._said.nesting
        self._by_meaning |= new

    def is_beside(self, found: Mapping[str, str]) -> bool:
        """Whether a heading of people of a kind follows one of another kind that nobody stands below: two columns."""
        kind = section_of(found.get("role", ""))
        return "body" not in found and kind is not None and self.section not in {None, kind}

    def _nest_within(self, outer: AbstractSet[str], meaning: str) -> None:
        """Let a meaning stand within those that a heading right above it has."""
        inner = [each for each in self._nesting if each in outer and each != "body"]
        place = self._nesting.index(meaning)
        before = [each for each in inner if self._nesting.index(each) > place]
        self._nesting = [each for each in self._nesting if each not in before]
        self._nesting[place:place] = before

    def is_of_several(self, untitled: int) -> bool:
        """Whether the title that a heading is would be that of more than one, with `untitled` people more below it."""
        self._untitled += untitled
        return untitled > 0 and bool(self.title_of_one) and self._untitled > 1

    def doubted(self, rows: Sequence[Row]) -> str:
        """The heading that leaves some without a municipality, and may stand within that of one; else empty."""
        people = [row.person for row in rows if row.person.kind in {"member", "substitute"}]
        return self._by_meaning["role"] if self._is_outside and not all(each.municipality for each in people) else ""

    def contradicted(self, rows: Sequence[Row], right_above: AbstractSet[str]) -> str:
        """What the heading right above says, and what a line below it says against that; empty where nothing does.

        It names another municipality; or those below the heading of a party have parties of their own that differ.
        """
        here = self._named(self._by_meaning.get("municipality") or "") if "municipality" in right_above else ""
        others = (row.person.municipality for row in rows if row.person.municipality)
        if other := next((other for other in others if here and self._named(other) != here), None):
            return f"{here}, {other}"
        self._parties |= {row.person.party for row in rows if row.person.party}
        below_party = "party" in right_above and self._by_meaning.get("party")
        return ", ".join(sorted(self._parties)) if below_party and len(self._parties) > 1 else ""

    def _named(self, municipality: str) -> str:
        return self._said.municipality(municipality) or called_municipality(municipality) or municipality

    def placed(self, person: Person, line: Line, given: Mapping[str, str]) -> Row:
        """Somebody with what the headings, and `given` of the row of a table, say."""
        around = {**self._by_meaning, **given}
        above = around.get("role", "")
        role = person.role or self.title or (above if above and not self.section else None)
        kind = person.kind or (kind_within(self.section, role, self._said) if role else self.section) or "member"
        here = around.get("municipality")
        kind = "official" if kind == "presidium" and "revisor" in above.casefold() else kind  # of the auditors
        placed = replace(
            person,
            role=role,
            kind=self.section if self.section and kind == "member" else kind,
            municipality=person.municipality or (here and (self._said.municipality(here) or here)),
            party=person.party or around.get("party") or None,
            term=person.term or around.get("term"),
        )
        is_auditor = "revisor" in f"{above} {line.text}".casefold()
        return Row(placed, around.get("body"), around.get("group"), line.number, line.verbatim, is_auditor)

    def _is_the_same(self, body: str) -> bool:
        """Whether a body is the one that people are in already: "Direktionen" within "Direktion"."""
        here = self._by_meaning.get("body", "").casefold()
        return bool(here) and here != body.casefold() and body.casefold().startswith(here)
