"""What a text within a line of people is: a name, a party, a role, a municipality, or something that cannot be told."""

import re
from dataclasses import dataclass

from pipeline.codelists.not_names import known
from pipeline.roster.description import Description
from pipeline.roster.forms import PARTICLES, is_name
from pipeline.roster.words import (
    ACTING,
    CODES,
    NO_PARTY,
    ON_LEAVE,
    PARTY_WORDS,
    UNIONS,
    VACANT,
    is_party,
    kind_of_role,
)

SEVERAL = 4  # names of one person, or of two in columns
LONGEST_FIRST_NAME = 12  # letters; a longer word before a name is a title that nobody has told us
YEAR = r"(?:19|20)\d\d(?:-[01]\d-[0-3]\d)?"
TERM = re.compile(
    rf"(?:under )?(?:(?:perioden|mandatperioden|period) )?{YEAR}\s*[-–]\s*(?:{YEAR})?"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d (?:19|20)\d\d-[01]\d-[0-3]\d"  # of a register: from one day to another
    r"|(?:t\.? ?o\.? ?m|fr\.? ?o\.? ?m|till och med|från och med|från|till)\.? "
    rf"(?:\w+(?:mötet|stämman|møtet|forsamlingen) )?{YEAR}",
    re.IGNORECASE,
)
SUBSTITUTE_FOR = re.compile(r"(?:(?P<role>(?:personlig )?\S+) )?(?:för|for) (?P<whom>.+)", re.IGNORECASE)
PLACE = re.compile(r"[A-ZÅÄÖÆØÉ][\w-]+(?: [A-ZÅÄÖÆØÉ][\w-]+){0,2}")
"""Words that may be the name of a place."""
_CALLED_MUNICIPALITY = re.compile(r"[A-ZÅÄÖÆØÉ][\w-]+(?: [A-ZÅÄÖÆØÉ][\w-]+)? (?i:kommun|kommune|stad|kn)")
_CALLED = re.compile(r"(?:(?:från|för|fra|for) )?(.+?)\s+(?:kommun|kommune|stad|kn)", re.IGNORECASE)
_GENITIVE = re.compile(r"(?<=[^sxzåäöuio])(?<!for)(?<!mar)(?<!rum)s$")
_CHOSEN_BY = re.compile(
    r"(?:kommunfullmäktige|fullmäktige|kommunstyrelsen|kommunestyret|byrådet) i (.+)", re.IGNORECASE
)
_NICKNAME = re.compile(r" [\"”“„»«'’‘]\w[\w -]*[\"”“»«'’‘](?= \w)")
SMALL_WORDS = frozenset({"i", "o", "a", "å", "f", "h", "r", "b"})
_FIXED = {
    "section": re.compile("ordinarie|ordinær", re.IGNORECASE),
    "vacant": VACANT,
    "acting": ACTING,
    "term": TERM,
    "state": ON_LEAVE,
}
_ONE_CAPITAL = re.compile(r"[A-ZÅÄÖÆØÉ][a-zåäöæøé]+")


class Unread(Exception):
    """What a line says cannot be told: a key of `wording.roster.HELD`, and what the sentence mentions."""

    def __init__(self, key: str, found: str) -> None:
        """Why, and the words of the line that it is about."""
        super().__init__(key, found)
        self.key = key
        self.found = found


@dataclass(frozen=True)
class Piece:
    """A part of a line that is one thing."""

    kind: str
    """name, vacant, party, role, section, municipality, acting, term, state, substitute, substitute_for or unknown.

    Where a project lists its words, erased and parenthesis, too.
    """
    text: str
    follows: bool = False
    """Whether no sign parts it from the one before."""


def piece(text: str, said: Description) -> Piece | None:
    """What `text` is as a whole; null where it is several things, or nothing that is known.

    Raises:
        Unread: it looks like a name and may be none, or two.
    """
    fixed = next((kind for kind, pattern in _FIXED.items() if pattern.fullmatch(text)), None)
    is_union = text.casefold() in UNIONS  # whom somebody sits for who was not elected
    if kind := "state" if said.leaves_out(text) or is_union else fixed:
        return Piece(kind, text)
    if role_kind(text, said):
        return Piece("role", text)
    substitute = SUBSTITUTE_FOR.fullmatch(text)
    is_role = substitute and (not substitute["role"] or role_kind(substitute["role"], said) == "substitute")
    if substitute and is_role and is_name(substitute["whom"]):
        return Piece("substitute_for", text)
    is_word = text in SMALL_WORDS  # in a parenthesis it may be a party
    if not is_word and (party := party_named(text, said)):
        return Piece("party", party)
    if municipality := municipality_named(text, said):
        return Piece("municipality", municipality)
    return _name(text, said)


def parenthesis(text: str, said: Description) -> Piece:
    """What stands in a parenthesis: a party, where it can be one.

    Raises:
        Unread: nobody can tell.
    """
    if NO_PARTY.fullmatch(text):
        return Piece("party", "")
    if party := party_named(text, said):
        return Piece("party", party)
    found = piece(text, said)
    if found and found.kind != "name":
        return found
    if not said.municipalities and "municipality" in " ".join(said.lines) and PLACE.fullmatch(text):
        return Piece("municipality", text)
    raise Unread("unknown_parenthesis", text)


def role_kind(text: str, said: Description) -> str | None:
    """What somebody with this title is, by the page's own words first; null where it is no title that is known."""
    return said.kind(text) or kind_of_role(text)


def party_named(text: str, said: Description) -> str | None:
    """The party that a code or a word stands for; null where it stands for none."""
    folded = text.casefold()
    for own in said.parties or ():
        if own.casefold() == folded:
            return own
    if folded in CODES:
        return text if any(map(str.isupper, text)) else CODES[folded]
    return text if folded in PARTY_WORDS else None


def chosen_by(text: str, said: Description) -> str | None:
    """The municipality whose council chose somebody: "Kommunfullmäktige i Ekskog"; null where none is said."""
    found = _CHOSEN_BY.fullmatch(text)
    return said.municipality(found[1]) or found[1] if found and PLACE.fullmatch(found[1]) else None


def called_municipality(text: str) -> str | None:
    """The name in what calls itself a municipality, Ekskog for "Ekskogs kommun"; null where it does not."""
    found = _CALLED.fullmatch(text)
    is_swedish = found and not text.casefold().endswith("e")  # "Horsens Kommune" is no genitive
    return (_GENITIVE.sub("", found[1]) if is_swedish else found[1]) if found else None


def municipality_named(text: str, said: Description) -> str | None:
    """The municipality that is named; where none are known, what calls itself one, or what `lines` has room for."""
    if chosen := chosen_by(text, said):
        return chosen
    if said.municipalities or said.municipality(text):
        return said.municipality(text)
    says_so = _CALLED_MUNICIPALITY.fullmatch(text) is not None
    has_room = "municipality" in " ".join(said.lines) and _ONE_CAPITAL.fullmatch(text) is not None
    return text if says_so or has_room else None


def _name(text: str, said: Description) -> Piece | None:
    text = _in_small_letters(text)
    plain = _NICKNAME.sub("", text)
    words = plain.split(" ")
    if not is_name(plain) or any(role_kind(word, said) or ACTING.fullmatch(word) for word in words):
        return None
    if text not in (said.names or ()):
        _ensure_one(text, words, said)
    return Piece("name", text)


def _in_small_letters(text: str) -> str:
    """A name in capitals throughout, or whose surname is, as names are written; any other text as it is."""
    *first, last = text.split(" ")
    if not first or not last.isupper() or last in CODES.values() or last.startswith("MC"):  # McLeod, or Mcleod?
        return text
    shouted = all(map(str.isupper, first))
    words = [*(word.title() if shouted else word for word in first), last.title()]
    return " ".join(word.lower() if word.lower() in PARTICLES else word for word in words)


def _ensure_one(text: str, words: list[str], said: Description) -> None:
    """Raise Unread where what has the form of a name is none, or as long as two, or has a known municipality in it."""
    first = words[0]
    is_title = len(first) > LONGEST_FIRST_NAME
    ends_as_party = len(words) > 2 and words[-1].casefold() in CODES  # noqa: PLR2004 (beside two names)
    begins_as_party = len(words) > 2 and (first in CODES.values() or is_party(first))  # noqa: PLR2004 (before two names)
    is_of_somebody = "av" in words or "af" in words[:-2]  # "Valda av Ek", "Bild av Anna Ek"; one word is after "af"
    if (is_title and "-" not in first) or known().has_title(text) or ends_as_party or begins_as_party or is_of_somebody:
        raise Unread("unknown_words", text)
    ends = [first, *(" ".join(words[place:]) for place in range(2, len(words)))]
    if sum(word[0].isupper() for word in words) >= SEVERAL or any(map(said.municipality, ends)):
        raise Unread("several_names", text)
