"""One line that lists people: each is given the pieces that stand around the name."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.roster.apart import WIDE, taken_apart, words_of
from pipeline.roster.description import Description
from pipeline.roster.forms import CONTACT, is_name
from pipeline.roster.pieces import (
    SUBSTITUTE_FOR,
    Piece,
    Unread,
    municipality_named,
    party_named,
    piece,
    role_kind,
)
from pipeline.roster.words import ACTING, OFFICE, PARTY_WORDS, kind_of_role, section_of

_LABEL = re.compile(r"(?:(?:För|Från|Fra) )?((?:\d:[ea] )?[^:()]{1,60}|\([^:()]{1,30}\)):\s+(.+)")
ANY_MEMBER = frozenset(
    {"ledamot", "styrelseledamot", "ordinarie ledamot", "medlem", "styremedlem", "bestyrelsesmedlem"}
)
SEVERAL_ARE = {"ledamöter", "ledamöterna", "ersättarna", "medlemmar", "medlemmer", "suppleanter", "varamedlemmer"}
_WITHIN = re.compile(r"[.;,]\s+([^\W\d_]+(?: [^\W\d_]+)?):\s+")
_OF_ONE = re.compile(r",\s+(?:personlig )?ersättare:\s", re.IGNORECASE)  # of the one before, and not of all of them
_BRACKETS = re.compile(r"\[([^\[\]()]{1,30})\]")
_SURNAME_FIRST = re.compile(r"([^\W\d_][^,():]*), ([^\W\d_][^,():]*?)(?= *[,(]|$)")
_SHAPES = {"vacant": "name"}
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")  # of a list
_SLOT = re.compile(r"name|party|role|municipality|term", re.IGNORECASE)
FOREIGN = re.compile(
    r"https?:|www\.|[<>@\u25a1]|\.(?:com|net|org|info|biz|xyz|top|ru|cn)\b|\b(?:casino|kasino|slots?|jackpot|poker|betting"
    r"|gambling|roulette|viagra|cialis|pharmacy|porn|crypto|bitcoin|forex|payday|loans?)\b",
    re.IGNORECASE,
)


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


def read_line(text: str, said: Description, *, bare: bool = False, alone: bool = True) -> list[Person]:
    """The people that a line lists, in its order; none where no name and no empty place stands in it.

    Args:
        text: the line, its contact details redacted.
        said: what the page may hold.
        bare: whether a name alone is a person, as in a column of names.
        alone: whether it may be one where `lines` has room for it; not below a line that nobody can tell.

    Raises:
        Unread: it names somebody, or may do so, but not in a way that can be told.
    """
    if foreign := FOREIGN.search(text):
        raise Unread("foreign", foreign[0])
    plain = _BRACKETS.sub(r"(\1)", CONTACT.sub(", ", text))
    clean = _in_usual_order(plain.strip(" ,."), said)
    label, rest = _label(clean, said)
    people = [
        _labelled(person, section, said)
        for section, part in _sections(rest)
        for person in _grouped(taken_apart(part, words_of(said)), text, said)
    ]
    if len(people) == 2 and people[0].kind != "substitute" and _OF_ONE.search(rest):  # noqa: PLR2004 (a pair)
        people[1] = replace(people[1], substitute_for=people[1].substitute_for or people[0].name)
    in_column = bare
    forms = {form: _shape(form) for form in said.lines}
    bare = bare or (alone and ("name",) in forms.values())
    found = []
    if len(people) > 1 and WIDE.search(rest) and all(person.shape == ("name",) for person in people):
        raise Unread("several_names", text)  # in columns that nobody has told us
    for person in people:
        stated = (
            person.substitute_for
            or person.party
            or person.role
            or person.municipality
            or person.is_vacant
            or "party" in person.shape
        )
        says = label or stated
        if not says and (not bare or (text.isupper() and not in_column)):  # in capitals it may be a heading
            raise Unread("bare_name", person.name or text)
        if not (label or in_column) and "any" not in forms and person.shape not in forms.values():
            raise Unread("other_form", text)
        found.append(_labelled(person, label, said))
    is_of_one = label and kind_of_role(label) and not section_of(label) and not label.endswith("representanter")
    if label and is_of_one and len(found) > 1:
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
    known = [item.kind for item in (piece(part, said) for part in names) if item]
    is_one = known in ([], ["name"]) and is_name(" ".join(names))  # two names are two people
    return f"{' '.join(names)}{text[turned.end() :]}" if is_one else text


def _shape(form: str) -> tuple[str, ...]:
    return tuple(slot.lower() for slot in _SLOT.findall(re.split(r"\b(?:och|and)\b", form)[0]))


def _label(text: str, said: Description) -> tuple[str | None, str]:
    found = _LABEL.fullmatch(text)
    asked = (role_kind, party_named, municipality_named)
    names = found and (_is_for(found[1], said) or section_of(found[1]) or _section_of_place(found[1], said))
    if found and (names or any(named(found[1].strip("()"), said) for named in asked)):
        return found[1].strip(" ()"), found[2]
    return None, text


def _section_of_place(label: str, said: Description) -> tuple[str, str] | None:
    """The word for a kind of people and the municipality in a label: "Ersättare Ekby"; null where it has not both."""
    section, _, place = label.strip().partition(" ")
    named = municipality_named(re.sub(r"^(?:från|för|fra|for) ", "", place), said) if section_of(section) else None
    return (section, named) if named else None


def _is_for(text: str, said: Description) -> re.Match[str] | None:
    """A label that says whose substitute somebody is: "Ersättare för Anna Ek"; null where it does not."""
    found = SUBSTITUTE_FOR.fullmatch(text)
    says_so = found and found["role"] and role_kind(found["role"], said) == "substitute" and is_name(found["whom"])
    return found if says_so else None


def _sections(text: str) -> Iterator[tuple[str | None, str]]:
    """The parts of a line, each with the word for a kind of people that begins it: "Anna Ek (S). Ersättare: Bo Al"."""
    label, start = None, 0
    for found in _WITHIN.finditer(text):
        if section_of(found[1]):
            yield label, text[start : found.start()]
            label, start = found[1], found.end()
    yield label, text[start:]


def _labelled(person: Person, label: str | None, said: Description) -> Person:
    if label is None:
        return person
    if told := _section_of_place(label, said):
        person, label = replace(person, municipality=person.municipality or told[1]), told[0]
    if whose := _is_for(label, said):
        return replace(person, role=person.role or whose["role"], substitute_for=whose["whom"], kind="substitute")
    if section := section_of(label):
        return replace(person, kind=kind_within(section, person.role, said) if person.role else person.kind or section)
    if named := municipality_named(label, said):
        return replace(person, municipality=person.municipality or named)
    if party := party_named(label, said):
        return replace(person, party=person.party or party)
    role = both(label, person.role)
    return replace(person, role=role, kind=kind_within(None, role, said))


def is_of_one(title: str) -> bool:
    """Whether a word for a kind of people may be the title of one of them, too: "Ledamot", "Ersättare"."""
    return title.casefold() in ANY_MEMBER or (
        kind_of_role(title) == "substitute" and title.casefold() not in SEVERAL_ARE
    )


def kind_within(section: str | None, role: str, said: Description) -> str | None:
    """What somebody with a title is among people of a kind: a chair stays one, a member of the substitutes is one."""
    kinds = [role_kind(part, said) for part in role.split(", ")]  # a title, and perhaps an office held elsewhere
    kind = next((each for each in kinds if each not in {None, "member"}), kinds[0])
    return section if section and (kind in {None, "member"} or OFFICE.fullmatch(role)) else kind


def both(role: str, other: str | None, *, on_one_line: bool = True) -> str:
    """Two titles of one person: that in the body, and an office held elsewhere, or that of any member.

    Raises:
        Unread: both may be of the body, or of two people.
    """
    usual = ANY_MEMBER if on_one_line else frozenset()
    if other and not any(OFFICE.fullmatch(each) or each.casefold() in usual for each in (role, other)):
        raise Unread("two_of", f"{role}, {other}")
    return f"{role}, {other}" if other else role


def _grouped(items: list[Piece], text: str, said: Description) -> list[Person]:
    """The people among the pieces of a line. What stands before the first of them tells where titles stand."""
    places = [place for place, item in enumerate(items) if item.kind in {"name", "vacant"}]
    if not places:
        unknown = next((item for item in items if item.kind == "unknown"), None)
        if unknown and any(item.kind == "party" for item in items):  # somebody, whose name cannot be told
            raise Unread("unknown_words", unknown.text)
        if any(item.kind in {"party", "unknown", "substitute_for"} for item in items):
            raise Unread("nobody", text)
        return []
    if unknown := next((item for item in items if item.kind == "unknown"), None):
        raise Unread("unknown_words", unknown.text)
    title_first = any(item.kind == "role" for item in items[: places[0]])
    if pair := _with_substitute(items, places, text, said):
        return pair
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
    people = [person for group in groups for person in _persons(group, said)]
    return list(_of_kind(people, title_first=title_first))


def _with_substitute(items: list[Piece], places: list[int], text: str, said: Description) -> list[Person]:
    """Two people of whom the second is the substitute of the first: "Anna Ek (S) – ersättare Bo Al (S)"; else none.

    The word has to stand right before a name, and behind a sign: else it may be a title of the first.
    """
    if len(places) != 2 or not items[places[1]].follows:  # noqa: PLR2004 (a pair)
        return []
    word = items[places[1] - 1]
    behind_sign = re.search(rf"[,;/–—-]\s*{re.escape(word.text)} ", text)
    if word.kind != "role" or role_kind(word.text, said) != "substitute" or not behind_sign:
        return []
    one, other = _person(items[: places[1] - 1]), _person(items[places[1] :])
    return [one, replace(other, kind="substitute", substitute_for=one.name)]


def _of_kind(people: list[Person], *, title_first: bool) -> Iterator[Person]:
    """People with what a word before several says of them all: "ledamöter Anna Ek (S), Bo Al (M)"."""
    kind = None
    for person, after in itertools.zip_longest(people, people[1:]):
        role = (person.role or "").casefold()
        is_of_more = title_first and role == "ersättare" and after and not after.role
        if person.role and section_of(role) and (role in SEVERAL_ARE or is_of_more):
            kind = section_of(person.role)
            yield replace(person, role=None, kind=kind)
        else:
            kind = None if person.role else kind
            yield replace(person, kind=person.kind or kind)


def _persons(items: list[Piece], said: Description) -> list[Person]:
    """Somebody, and whoever a parenthesis says is the substitute."""
    one = _person([item for item in items if item.kind != "substitute"])
    beside = [read_line(item.text, said, bare=True) for item in items if item.kind == "substitute"]
    return [one, *(replace(each, kind="substitute", substitute_for=one.name) for found in beside for each in found)]


def _person(items: list[Piece]) -> Person:
    found: dict[str, str] = {}
    for item in items:
        is_code = item.kind == "party" and found.get("party", "").casefold() in PARTY_WORDS  # "Moderaterna (M)"
        if item.kind in found and item.kind != "role" and not is_code:
            raise Unread("two_of", f"{found[item.kind]}, {item.text}")
        found[item.kind] = both(found["role"], item.text) if item.kind == "role" in found else item.text
    if {"name", "vacant"} <= found.keys():
        raise Unread("two_of", f"{found['name']}, {found['vacant']}")
    role, whom = found.get("role"), None
    acting = ACTING.match(role) if role else None
    if substitute := SUBSTITUTE_FOR.fullmatch(found.get("substitute_for", "")):
        if role and substitute["role"]:
            raise Unread("two_of", f"{role}, {substitute['role']}")
        role, whom = role or substitute["role"], substitute["whom"]
    return Person(
        name=found.get("name"),
        party=found.get("party") or None,
        role=role,
        kind=section_of(found.get("section", "")),
        municipality=found.get("municipality"),
        substitute_for=whom,
        term=found.get("term"),
        is_vacant="vacant" in found,
        is_acting="acting" in found or acting is not None,
        shape=tuple(
            _SHAPES.get(item.kind, item.kind) for item in items if item.kind not in {"acting", "state", "section"}
        ),
    )
