"""The grammar of one line of the roster: who holds a place, for which party, in which role.

    line      = holder { separator field }          separator = "," | " - " | a parenthesis
    holder    = name | vacancy | mark of somebody erased
    field     = [acting] role | acting | municipality
    "(" x ")" = party, acting, or something a person must look at

A parenthesis is a party only if the party list says so; whatever the grammar does not know becomes a note, and a
note becomes a finding. Nothing is guessed.

What the grammar cannot hold: a line put in the place of a member by somebody who broke into the site, with a name that
people have, a known party and a known title. It is published as the change that it says it is, and shows in the story
of the version and in the feed. Names that no Swede has (other scripts, digits, capitals throughout), the vocabulary of
spam (`foreign` in the settings), more or fewer places than seats, and the exchange of half the people are held.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.organisation.reference import Municipality, Party, Reference, Role
from pipeline.redact import DOUBTFUL, REDACTED

ACTING = re.compile(r"(?:t\.?\s?f\.?|tillf\.|tillförordnad[e]?)(?=\s|$|,)", re.IGNORECASE)
CONTACT = re.compile(
    rf"(?:\b(?:e-?post|e-?mail|mejl|mail|tel|telefon|tfn|mobil)\b[.:]*\s*)?(?:{re.escape(REDACTED)}|{re.escape(DOUBTFUL)})",
    re.IGNORECASE,
)
MARK = re.compile(r"\[raderad(?P<ids>(?: [pm]-\d+)*)\]")  # what `mark` writes
PARENTHESIS = re.compile(r"\(([^()]*)\)")
DASH = re.compile(r"\s+[-–—]\s+")
PARTICLES = frozenset("af av von van der den de del della da di dos du la le el al bin ibn ten ter zu zur".split())
BEFORE_CAPITALS = frozenset("mc mac de del di du la le lo van von fitz jo al el ben".split())  # McLeod, DeLuca
# An initial, or a word of a name, in Latin letters: the population register has no others.
LETTER = r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0148\u014a-\u017e\u0180-\u01bf\u01cd-\u01f0\u01f4-\u024f]"
LONGEST_NAME = 100  # characters: two long given names and a double surname have sixty
CAPITAL_WITHIN = re.compile(  # what stands before it: "SamueI", "EkBerg", "SAnna"
    r"[^\W\d_]*[a-zß-öø-ÿ](?=[A-ZÀ-ÖØ-Þ])|(?<![a-zß-öø-ÿ])[A-ZÀ-ÖØ-Þ](?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])"
)
WORD = re.compile(rf"(?:{LETTER}\.){{1,3}}|{LETTER}+(?:['’´]{LETTER}+)*")


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
    place = Place(printed)
    if re.search(r",\s*\(", clean):
        place = _noted(place, "stray_comma")
    for inner in PARENTHESIS.findall(clean):
        place = _parenthesis(place, inner.strip(), municipality, reference)
    fields = [part.strip(" .;:") for part in DASH.sub(",", PARENTHESIS.sub(",", clean)).split(",")]
    fields = [part for part in fields if part]
    if not fields or "(" in "".join(fields) or ")" in "".join(fields):
        return None
    place, rest = _first(place, fields[0], reference)
    for part in (*rest, *fields[1:]):
        place = _field(place, part, municipality, reference)
    if not (place.is_vacant or place.erased is not None or place.party or place.role or place.notes):
        return None
    return _without_civil_servants_party(_shaped(place, reference))


def mark(ids: Iterable[str] = (), role_verbatim: str | None = None) -> str:
    """The line that stands where somebody was erased: what remains is the place and its title.

    The ids tell nothing, and keep their numbers taken wherever the archive is replayed.
    """
    holder = f"[{' '.join(['raderad', *ids])}]"
    return f"{holder}, {role_verbatim}" if role_verbatim else holder


def is_contact_line(text: str) -> bool:
    """Whether a line held contact details and nothing else."""
    return bool(CONTACT.search(text)) and not CONTACT.sub("", text).strip(" ,;:|-–")


def looks_like_a_person(text: str, reference: Reference) -> bool:
    """Whether a line outside the roster could belong to it: a party, or a role after a comma, stands in it."""
    parties = {code for _, code in reference.parties}
    if any(inner.strip().casefold() in parties for inner in PARENTHESIS.findall(text)):
        return True
    return any(reference.role(ACTING.sub("", part).strip()) for part in text.split(",")[1:])


def _noted(place: Place, rule: str, **facts: object) -> Place:
    return replace(place, notes=(*place.notes, Note(rule, facts)))


def _parenthesis(place: Place, inner: str, municipality: Municipality, reference: Reference) -> Place:
    party = reference.party(inner, municipality.code)
    if party and place.party is None:
        if inner != party.code:
            place = _noted(place, "letter_case", found=inner, expected=party.code)
        return replace(place, party=party)
    if ACTING.fullmatch(inner):
        return replace(place, is_acting=True, role_verbatim=inner)
    return _noted(place, "unknown_parenthesis", found=inner)


def _first(place: Place, text: str, reference: Reference) -> tuple[Place, list[str]]:
    """The first field: a name, a vacancy (with what follows it), a mark, or a title before the name."""
    marked = MARK.fullmatch(text)
    if marked:
        return replace(place, erased=tuple(marked["ids"].split())), []
    words = [match.start() for match in re.finditer(r"[:\s]|$", text)]
    vacancy = next((end for end in reversed(words) if reference.is_vacancy(text[:end])), None)
    if vacancy is not None:
        rest = text[vacancy:].strip(" :")
        return replace(place, is_vacant=True), [rest] if rest else []
    acting = ACTING.match(text)
    title = text[acting.end() :].strip() if acting else text
    for end in (match.start() for match in re.finditer(r"[:\s]|$", title)):
        name = title[end:].strip(" :")
        if name and reference.role(title[:end]):
            printed = text[: len(text) - len(title) + end]
            is_vacant = reference.is_vacancy(name)
            return replace(place, name=None if is_vacant else name, is_vacant=is_vacant), [printed]
    return replace(place, name=text), []


def _field(place: Place, text: str, municipality: Municipality, reference: Reference) -> Place:
    """What one field after the name says: acting, a role, or the municipality once more."""
    acting = ACTING.match(text)
    title = text[acting.end() :].strip() if acting else text
    if acting:
        words = " ".join(part for part in (place.role_verbatim, text) if part)
        place = replace(place, is_acting=True, role_verbatim=words)
        if not title:
            return place
    role = reference.role(title)
    if role and place.role is None:
        words = text if acting else " ".join(part for part in (place.role_verbatim, text) if part)
        return replace(place, role=role, role_verbatim=words)
    named = reference.municipality(title)
    if named and named.code == municipality.code:
        return place
    if named:
        return _noted(place, "wrong_municipality", found=named.name, expected=municipality.name)
    if place.role is None and not acting:
        place = replace(place, role_verbatim=" ".join(part for part in (place.role_verbatim, text) if part))
    return _noted(place, "unknown_role", found=text, nearest=reference.role_like(title))


def _shaped(place: Place, reference: Reference) -> Place:
    """`place`, noted where its name does not look like the name of a person, or has a word that no name has."""
    if place.name is None or (is_name(place.name) and not reference.not_names.has_title(place.name)):
        return place
    return _noted(place, "name_shape", found=place.name)


def is_name(text: str) -> bool:
    """Two to six words, not all of them initials; the last is no particle.

    Each is a particle, an initial, or words joined by hyphens that begin with a capital letter.
    """
    words = text.split(" ")
    usual = 2 <= len(words) <= 6 and len(text) <= LONGEST_NAME  # noqa: PLR2004 (a first and a last name at least)
    if not usual or words[-1] in PARTICLES or all(len(word.rstrip(".")) == 1 for word in words):
        return False
    return all(word in PARTICLES or _is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    """`Anna`, `Carl-Johan`, `O’Neill`, `McLeod`, `K.`; a word all in capitals is no name but a heading or a shout."""
    parts = re.split(r"[-‐‑]", word)
    shouted = len(word) > 3 and word.isupper() and "." not in word  # noqa: PLR2004 (KG, PO and the like are names)
    capital = parts[1:] if len(parts) > 1 and parts[0] in PARTICLES else parts  # al-Amin
    glued = any(found[0].casefold() not in BEFORE_CAPITALS for found in CAPITAL_WITHIN.finditer(word))
    return not shouted and not glued and all(map(WORD.fullmatch, parts)) and all(part[0].isupper() for part in capital)


def _without_civil_servants_party(place: Place) -> Place:
    """A party printed after a civil servant is no fact of office: it goes, and the line as printed loses it too."""
    if not (place.is_director and place.party):
        return place
    code = re.escape(place.party.code)
    printed = re.sub(rf"\(\s*{code}\s*\)", REDACTED, place.printed, flags=re.IGNORECASE)
    return _noted(replace(place, party=None, printed=printed), "party_of_civil_servant")
