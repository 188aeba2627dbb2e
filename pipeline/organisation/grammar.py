"""What one line of the roster says: who holds a place, for which party, in which role.

    line      = holder { separator field }          separator = "," | " - " | a parenthesis
    holder    = name | vacancy | mark of somebody erased
    field     = [acting] role | acting | municipality
    "(" x ")" = party, acting, or something a person must look at

A line is taken apart as on any page that lists people (`roster.apart`). But the words of this one are those of the
reference lists and no others, and a line is one place: whatever is beyond that becomes a note, and a note becomes a
finding. Nothing is guessed.

What the grammar cannot hold: a line put in the place of a member by somebody who broke into the site, with a name that
people have, a known party and a known title. It is published as the change that it says it is, and shows in the story
of the version and in the feed. Names that no Swede has (other scripts, digits, capitals throughout), the vocabulary of
spam (`foreign` in the settings), more or fewer places than seats, and the exchange of half the people are held.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from pipeline.organisation.reference import Municipality, Party, Reference, Role
from pipeline.redact import REDACTED
from pipeline.roster import apart
from pipeline.roster.apart import Words, taken_apart
from pipeline.roster.forms import CONTACT, is_name
from pipeline.roster.pieces import Piece, Unread
from pipeline.roster.words import ACTING

MARK = re.compile(r"\[raderad(?P<ids>(?: [pm]-\d+)*)\]")  # what `mark` writes
_BREAK = re.compile(r",|\s+[-–—]\s+")


@dataclass(frozen=True)
class Note:
    """Something in a line that a person should look at: the rule it breaks, and what the sentence mentions."""

    rule: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """One place as the page lists it: a person, or a vacancy, with what the line says of it."""

    printed: str
    """The line as printed, without contact details and without the party of a civil servant."""
    name: str | None = None
    """Null where the place is vacant."""
    party: Party | None = None
    role: Role | None = None
    role_verbatim: str | None = None
    """The words for the role, known or not, "t f" included; null where the line has none."""
    is_acting: bool = False
    is_vacant: bool = False
    erased: tuple[str, ...] | None = None
    """The ids that somebody had who held this place and was erased, as far as they are known; null where nobody was."""
    notes: tuple[Note, ...] = ()

    @property
    def is_director(self) -> bool:
        """Whether this is the municipality's director, who attends the board as an adjunct."""
        return self.role is not None and self.role.role_class == "civil_servant"

    @property
    def is_held(self) -> bool:
        """Whether it is told who holds it: somebody, nobody, or somebody who was erased."""
        return self.name is not None or self.is_vacant or self.erased is not None


def person_class(place: Place) -> str:
    """`civil_servant` for a director, `elected` for everybody else."""
    return "civil_servant" if place.is_director else "elected"


def parse_place(text: str, printed: str, municipality: Municipality, reference: Reference) -> Place | None:
    """The place that a line of a municipality's section lists; null where the line lists none.

    Args:
        text: the line, NFC and with single spaces, its contact details redacted.
        printed: the line as printed, redacted too.
        municipality: whose section the line stands in.
        reference: what words may mean.
    """
    clean = CONTACT.sub(",", text).strip(" ,")
    lists = _Lists(municipality, reference)
    try:
        pieces = _whole(taken_apart(clean, Words(lists.piece, lists.within, _BREAK, " .;:")))
    except Unread:  # a parenthesis that is not closed
        return None
    start = Place(printed, notes=(Note("stray_comma"),) if re.search(r",\s*\(", clean) else ())
    place = reduce(lists.said_by, pieces, start)
    if not place.is_held or (place.name and not (place.party or place.role or place.notes)):
        return None
    return _without_civil_servants_party(lists.shaped(place))


def mark(ids: Iterable[str] = (), role_verbatim: str | None = None) -> str:
    """The line that stands where somebody was erased: what remains is the place and its title.

    The ids tell nothing, and keep their numbers taken wherever the archive is replayed.
    """
    holder = f"[{' '.join(['raderad', *ids])}]"
    return f"{holder}, {role_verbatim}" if role_verbatim else holder


def looks_like_a_person(text: str, reference: Reference) -> bool:
    """Whether a line outside the roster could belong to it."""
    codes = {code for _, code in reference.parties}
    return apart.looks_like_a_person(text, lambda inner: inner.casefold() in codes, reference.role)


@dataclass(frozen=True)
class _Lists:
    """What the reference lists say of words in the section of a municipality."""

    municipality: Municipality
    reference: Reference

    def piece(self, text: str) -> Piece | None:
        bare = text.rstrip(" :")  # "Ordförande: Kim Ek"
        kinds = {
            "erased": MARK.fullmatch(bare),
            "vacant": self.reference.is_vacancy(bare),
            "acting": ACTING.fullmatch(bare),
            "role": self._role(bare),
            "municipality": self.reference.municipality(bare),
            "name": self._is_name(text),
        }
        kind = next((kind for kind, is_so in kinds.items() if is_so), None)
        return Piece(kind, bare) if kind else None

    def within(self, text: str) -> Iterable[Piece]:
        inner = text.strip()
        is_party = self.reference.party(inner, self.municipality.code)
        return [Piece("acting" if ACTING.fullmatch(inner) and not is_party else "parenthesis", inner)]

    def said_by(self, place: Place, item: Piece) -> Place:
        """`place`, with what one more piece of its line says."""
        if item.kind == "parenthesis":
            return self._party(place, item.text)
        if place.is_held or item.kind in {"role", "acting", "municipality"}:
            return self._field(place, item)
        if item.kind == "erased":
            return replace(place, erased=tuple(item.text.strip("[]").split()[1:]))
        return replace(place, is_vacant=True) if item.kind == "vacant" else replace(place, name=item.text)

    def shaped(self, place: Place) -> Place:
        """`place`, noted where its name does not look like the name of a person, or has a word that no name has."""
        if place.name is None or self._is_name(place.name):
            return place
        return _noted(place, "name_shape", found=place.name)

    def _is_name(self, text: str) -> bool:
        words = text.split()
        begins = (" ".join(words[:count]) for count in range(1, len(words)))
        has_title = self.reference.not_names.has_title(text) or any(self._role(w) or ACTING.fullmatch(w) for w in words)
        return is_name(text) and not has_title and not any(map(self.reference.is_vacancy, begins))

    def _role(self, text: str) -> Role | None:
        acting = ACTING.match(text)
        return self.reference.role(text[acting.end() :].strip() if acting else text)

    def _party(self, place: Place, inner: str) -> Place:
        party = self.reference.party(inner, self.municipality.code)
        if party is None or place.party:
            return _noted(place, "unknown_parenthesis", found=inner)
        if inner != party.code:
            place = _noted(place, "letter_case", found=inner, expected=party.code)
        return replace(place, party=party)

    def _field(self, place: Place, item: Piece) -> Place:
        """What one field beside the holder says: acting, a role, or the municipality once more."""
        named = self.reference.municipality(item.text)
        if named and named.code != self.municipality.code:
            return _noted(place, "wrong_municipality", found=named.name, expected=self.municipality.name)
        if named:
            return place
        acting = ACTING.match(item.text)
        is_told = item.kind == "acting" or (item.kind == "role" and place.role is None)
        if acting:
            place = replace(place, is_acting=True)
        if is_told or place.role is None:
            place = replace(place, role_verbatim=" ".join(filter(None, [place.role_verbatim, item.text])))
        if is_told:
            return replace(place, role=place.role or self._role(item.text))
        title = item.text[acting.end() :].strip() if acting else item.text
        return _noted(place, "unknown_role", found=item.text, nearest=self.reference.role_like(title))


def _whole(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, what no sign parts from a name being a part of it, or a slip: "Kim Ek ledamot", "Tf Kim Ek"."""
    found: list[Piece] = []
    for item in pieces:
        if item.follows and found[-1].kind in {"name", "unknown", "acting"}:
            found[-1] = Piece("unknown", f"{found[-1].text} {item.text}")
        else:
            found.append(item)
    return found


def _noted(place: Place, rule: str, **facts: object) -> Place:
    return replace(place, notes=(*place.notes, Note(rule, facts)))


def _without_civil_servants_party(place: Place) -> Place:
    """A party printed after a civil servant is no fact of office: it goes, and the line as printed loses it too."""
    if not (place.is_director and place.party):
        return place
    code = re.escape(place.party.code)
    printed = re.sub(rf"\(\s*{code}\s*\)", REDACTED, place.printed, flags=re.IGNORECASE)
    return _noted(replace(place, party=None, printed=printed), "party_of_civil_servant")
