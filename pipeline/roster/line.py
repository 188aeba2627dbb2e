"""One line that lists people: its words told apart by what they are, and each person given what stands around it."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.organisation.grammar import CONTACT, PARENTHESIS, PARTICLES, is_name
from pipeline.roster.description import Description
from pipeline.roster.words import (
    ACTING,
    CODES,
    NO_FIRST_NAME,
    NO_FIRST_NAMES,
    NO_NAME,
    NO_PARTY,
    PARTY_WORDS,
    VACANT,
    kind_of_role,
    section_of,
)

SEVERAL = 4  # names of one person, or of two in columns
_LABEL = re.compile(r"([^:()]{2,60}):\s+(.+)")
_BREAK = re.compile(r"\s*[,;/|]\s*(?:(?:och|og|samt)\s+)?|\s+[-–—]\s*|[-–—]\s+|\s+(?:och|og|samt|&)\s+", re.IGNORECASE)
_WIDE = re.compile(r"\t|\s{2,}|[•·▪●]")
_YEAR = r"(?:19|20)\d\d(?:-[01]\d-[0-3]\d)?"
_TERM = re.compile(
    rf"{_YEAR}\s*[-–]\s*(?:{_YEAR})?|(?:t\.? ?o\.? ?m|fr\.? ?o\.? ?m|till och med|från och med|från|till)\.? {_YEAR}",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\[([^\[\]()]{1,30})\]")
_FOR = re.compile(r"(?P<role>(?:personlig )?\S+) (?:för|for) (?P<whom>.+)", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"([^\W\d_][^,():]*), ([^\W\d_][^,():]*?)(?= *[,(]|$)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")  # of a list
_SLOT = re.compile(r"name|party|role|municipality|term", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-ZÅÄÖÆØÉ][\w-]+(?: [A-ZÅÄÖÆØÉ][\w-]+){0,2}")
_CALLED_MUNICIPALITY = re.compile(rf"{_CAPITAL.pattern} (?i:kommun|kommune|stad)")
_FIXED = {"vacant": VACANT, "acting": ACTING, "term": _TERM}
_ONE_CAPITAL = re.compile(r"[A-ZÅÄÖÆØÉ][a-zåäöæøé]+")
FOREIGN = re.compile(
    r"https?:|www\.|[<>@\u25a1]|\.(?:com|net|org|info|biz|xyz|top|ru|cn)\b|\b(?:casino|kasino|slots?|jackpot|poker|betting"
    r"|gambling|roulette|viagra|cialis|pharmacy|porn|crypto|bitcoin|forex|payday|loans?)\b",
    re.IGNORECASE,
)


class Unread(Exception):
    """What a line says cannot be told: a key of `wording.roster.HELD`, and what the sentence mentions."""

    def __init__(self, key: str, found: str) -> None:
        """Why, and the words of the line that it is about."""
        super().__init__(key, found)
        self.key = key
        self.found = found


@dataclass(frozen=True)
class Person:
    """Somebody on a page, or an empty place, as one line has it; what the line does not say is null."""

    name: str | None = None
    """Null where the place is vacant."""
    party: str | None = None
    role: str | None = None
    kind: str | None = None
    municipality: str | None = None
    substitute_for: str | None = None
    term: str | None = None
    is_vacant: bool = False
    is_acting: bool = False
    shape: tuple[str, ...] = field(default=(), compare=False)
    """What its words are, in their order."""


@dataclass(frozen=True)
class _Item:
    kind: str
    """name, vacant, party, role, municipality, acting, term, substitute_for or unknown."""
    text: str
    follows: bool = False
    """Whether no sign parts it from the one before."""


def read_line(text: str, said: Description, *, bare: bool = False) -> list[Person]:
    """The people that a line lists, in its order; none where no name and no empty place stands in it.

    Args:
        text: the line, its contact details redacted.
        said: what the page may hold.
        bare: whether a name alone is a person, as in a column of names.

    Raises:
        Unread: it names somebody, or may do so, but not in a way that can be told.
    """
    if foreign := FOREIGN.search(text):
        raise Unread("foreign", foreign[0])
    plain = _BRACKETS.sub(r"(\1)", CONTACT.sub(", ", text))
    clean = _in_usual_order(plain.strip(" ,."), said)
    label, rest = _label(clean, said)
    people = _grouped(_items(rest, said), text)
    in_column = bare
    forms = {form: _shape(form) for form in said.lines}
    bare = bare or ("name",) in forms.values()
    found = []
    for person in people:
        alone = not (person.party or person.role or person.municipality or person.is_vacant or "party" in person.shape)
        if alone and (not bare or (text.isupper() and not in_column)):  # in capitals it may be a heading
            raise Unread("bare_name", person.name or text)
        if not (label or in_column) and "any" not in forms and person.shape not in forms.values():
            raise Unread("other_form", text)
        found.append(_labelled(person, label, said))
    if label and kind_of_role(label) and not section_of(label) and len(found) > 1:
        raise Unread("one_title", label)
    return found


def _in_usual_order(text: str, said: Description) -> str:
    """A line without its number in a list, and with the first name first, where the page has surnames first."""
    number = _NUMBER.match(text)
    if number and is_name(" ".join(re.split(r"[\s,(]+", text[number.end() :])[:2])):
        text = text[number.end() :]
    turned = _SURNAME_FIRST.match(text) if said.surname_first else None
    if not turned:
        return text
    names = [turned[2], turned[1]]
    known = [item.kind for item in (_whole(part, said) for part in names) if item]
    is_one = known in ([], ["name"]) and is_name(" ".join(names))  # two names are two people
    return f"{' '.join(names)}{text[turned.end() :]}" if is_one else text


def _shape(form: str) -> tuple[str, ...]:
    return tuple(slot.lower() for slot in _SLOT.findall(re.split(r"\b(?:och|and)\b", form)[0]))


def _label(text: str, said: Description) -> tuple[str | None, str]:
    found = _LABEL.fullmatch(text)
    if found and (section_of(found[1]) or _kind(found[1], said) or said.municipality(found[1])):
        return found[1].strip(), found[2]
    return None, text


def _labelled(person: Person, label: str | None, said: Description) -> Person:
    if label is None:
        return person
    if section := section_of(label):
        return replace(person, kind=person.kind or section)
    if named := said.municipality(label):
        return replace(person, municipality=person.municipality or named)
    if person.role:
        raise Unread("two_of", f"{label}, {person.role}")
    return replace(person, role=label, kind=_kind(label, said))


def _kind(text: str, said: Description) -> str | None:
    return next((kind for word, kind in (said.roles or {}).items() if word.casefold() == text.casefold()), None) or (
        kind_of_role(text)
    )


def _items(text: str, said: Description) -> list[_Item]:
    """What a line is made of, each piece with what it is."""
    items: list[_Item] = []
    end = 0
    for found in PARENTHESIS.finditer(text):
        items += _plain(text[end : found.start()], said)
        items += [_parenthesis(part.strip(), said) for part in found[1].split(",")]
        end = found.end()
    return [*items, *_plain(text[end:], said)]


def _plain(text: str, said: Description) -> Iterator[_Item]:
    if "(" in text or ")" in text:
        raise Unread("parenthesis", text.strip())
    for wide in _WIDE.split(text):
        for part in _BREAK.split(wide):
            if bare := part.strip(" .:*"):
                first, *others = _told_apart(bare, said)
                yield first
                yield from (replace(item, follows=True) for item in others)


def _told_apart(text: str, said: Description) -> list[_Item]:
    """The pieces of words that no sign parts: "Ordförande Anna Ek", "Björkvik ledamot"."""
    if item := _whole(text, said):
        return [item]
    glued = re.fullmatch(r"(.+)-(\w+)", text)
    if glued and said.municipality(glued[1]) and _kind(glued[2], said):
        return [*_told_apart(glued[1], said), _Item("role", glued[2])]
    words = text.split(" ")
    for place in range(1, len(words)):  # the longest end first, then the longest beginning
        item = _whole(" ".join(words[place:]), said)
        if item and item.kind != "name":
            return [*_told_apart(" ".join(words[:place]), said), item]
    for place in range(len(words) - 1, 0, -1):
        item = _whole(" ".join(words[:place]), said)
        if item and item.kind not in {"name", "party"}:
            return [item, *_told_apart(" ".join(words[place:]), said)]
    return [_Item("unknown", text)]


def _whole(text: str, said: Description) -> _Item | None:
    """What `text` is as a whole; null where it is several things, or nothing that is known."""
    if kind := next((kind for kind, pattern in _FIXED.items() if pattern.fullmatch(text)), None):
        return _Item(kind, text)
    if _kind(text, said):
        return _Item("role", text)
    substitute = _FOR.fullmatch(text)
    if substitute and _kind(substitute["role"], said) == "substitute" and is_name(substitute["whom"]):
        return _Item("substitute_for", text)
    if party := _party(text, said):
        return _Item("party", party)
    if municipality := _municipality(text, said):
        return _Item("municipality", municipality)
    text = _in_small_letters(text)
    is_person = is_name(text) and not any(_kind(word, said) or ACTING.fullmatch(word) for word in text.split(" "))
    if is_person and text not in (said.names or ()):
        _ensure_one(text, said)
    return _Item("name", text) if is_person else None


def _in_small_letters(text: str) -> str:
    """A name in capitals throughout, or whose surname is, as names are written; any other text as it is."""
    *first, last = text.split(" ")
    if not first or len(last) == 1 or not last.isupper() or last.startswith("MC"):  # McLeod, or Mcleod?
        return text
    shouted = all(map(str.isupper, first))
    words = [*(word.title() if shouted else word for word in first), last.title()]
    return " ".join(word.lower() if word.lower() in PARTICLES else word for word in words)


def _ensure_one(text: str, said: Description) -> None:
    """Raise Unread where a name is as long as two, or begins or ends as a known municipality does."""
    words = text.split(" ")
    ends_as_party = len(words) > 2 and words[-1].casefold() in CODES  # noqa: PLR2004 (beside two names)
    is_title = words[0].casefold() in NO_FIRST_NAMES or NO_FIRST_NAME.fullmatch(words[0])
    if is_title or any(map(NO_NAME.fullmatch, words)) or ends_as_party:
        raise Unread("unknown_words", text)
    ends = [words[0], *(" ".join(words[place:]) for place in range(2, len(words)))]
    if sum(word[0].isupper() for word in words) >= SEVERAL or any(map(said.municipality, ends)):
        raise Unread("several_names", text)


def _municipality(text: str, said: Description) -> str | None:
    """The municipality that is named; where none are known, what calls itself one, or what `lines` has room for."""
    if said.municipalities:
        return said.municipality(text)
    says_so = _CALLED_MUNICIPALITY.fullmatch(text) is not None
    has_room = "municipality" in " ".join(said.lines) and _ONE_CAPITAL.fullmatch(text) is not None
    return text if says_so or has_room else None


def _party(text: str, said: Description) -> str | None:
    folded = text.casefold()
    for own in said.parties or ():
        if own.casefold() == folded:
            return own
    if folded in CODES:
        return text if any(map(str.isupper, text)) else CODES[folded]
    return text if folded in PARTY_WORDS else None


def _parenthesis(text: str, said: Description) -> _Item:
    if NO_PARTY.fullmatch(text):
        return _Item("party", "")
    item = _whole(text, said)
    if party := _party(text, said):
        return _Item("party", party)
    if item and item.kind not in {"name", "substitute_for"}:
        return item
    if not said.municipalities and "municipality" in " ".join(said.lines) and _CAPITAL.fullmatch(text):
        return _Item("municipality", text)
    raise Unread("unknown_parenthesis", text)


def _grouped(items: list[_Item], text: str) -> list[Person]:
    """The people among the pieces of a line. What stands before the first of them tells where titles stand."""
    places = [place for place, item in enumerate(items) if item.kind in {"name", "vacant"}]
    if not places:
        if any(item.kind in {"party", "unknown", "substitute_for"} for item in items):
            raise Unread("nobody", text)
        return []
    if unknown := next((item for item in items if item.kind == "unknown"), None):
        raise Unread("unknown_words", unknown.text)
    title_first = any(item.kind == "role" for item in items[: places[0]])
    if not title_first:
        for place in places[1:]:
            if items[place].follows and items[place - 1].kind == "role":  # of the one before, or of this one?
                raise Unread("two_of", f"{items[place - 1].text} {items[place].text}")
    bounds = [0]
    for before, place in itertools.pairwise(places):
        between = range(before + 1, place)
        titles = [each for each in between if items[each].kind in {"role", "acting"}]
        bounds.append(titles[0] if title_first and titles else place)
    bounds.append(len(items))
    groups = [items[start:end] for start, end in itertools.pairwise(bounds)]
    return [_person(group) for group in groups]


def _person(items: list[_Item]) -> Person:
    found: dict[str, str] = {}
    for item in items:
        if item.kind in found:
            raise Unread("two_of", f"{found[item.kind]}, {item.text}")
        found[item.kind] = item.text
    if {"name", "vacant"} <= found.keys():
        raise Unread("two_of", f"{found['name']}, {found['vacant']}")
    role, whom = found.get("role"), None
    acting = ACTING.match(role) if role else None
    if substitute := _FOR.fullmatch(found.get("substitute_for", "")):
        if role:
            raise Unread("two_of", f"{role}, {substitute['role']}")
        role, whom = substitute["role"], substitute["whom"]
    return Person(
        name=found.get("name"),
        party=found.get("party") or None,
        role=role,
        municipality=found.get("municipality"),
        substitute_for=whom,
        term=found.get("term"),
        is_vacant="vacant" in found,
        is_acting="acting" in found or acting is not None,
        shape=tuple("name" if item.kind == "vacant" else item.kind for item in items if item.kind != "acting"),
    )
