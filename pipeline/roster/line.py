"""One line that lists people: its words told apart by what they are, and each person given what stands around it."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.organisation.grammar import CONTACT, PARENTHESIS, is_name
from pipeline.roster.description import Description
from pipeline.roster.pieces import (
    SUBSTITUTE_FOR,
    Piece,
    Unread,
    municipality_named,
    parenthesis,
    party_named,
    piece,
    role_kind,
)
from pipeline.roster.words import ACTING, OFFICE, PARTY_WORDS, kind_of_role, section_of

_LABEL = re.compile(r"((?:\d:[ea] )?[^:()]{1,60}):\s+(.+)")
ANY_MEMBER = {"ledamot", "styrelseledamot", "ordinarie ledamot", "medlem", "styremedlem", "bestyrelsesmedlem"}
SEVERAL_ARE = {"ledamöter", "medlemmar", "medlemmer", "suppleanter", "varamedlemmer"}
_BREAK = re.compile(r"\s*[,;/|]\s*(?:(?:och|og|samt)\s+)?|\s+[-–—]\s*|[-–—]\s+|\s+(?:och|og|samt|&)\s+", re.IGNORECASE)
_WIDE = re.compile(r"\t|\s{2,}|[•·▪●]")
_BRACKETS = re.compile(r"\[([^\[\]()]{1,30})\]")
_SURNAME_FIRST = re.compile(r"([^\W\d_][^,():]*), ([^\W\d_][^,():]*?)(?= *[,(]|$)")
_SUBSTITUTE = re.compile(
    r"(?:personlig |pers\. ?)?(?:ersättare|ers\.?|suppleant|suppl\.?|vara|varamedlem|stedfortræder):? (?P<who>.+)",
    re.IGNORECASE,
)
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
    people = _grouped(_items(rest, said), text, said)
    in_column = bare
    forms = {form: _shape(form) for form in said.lines}
    bare = bare or (alone and ("name",) in forms.values())
    found = []
    if len(people) > 1 and _WIDE.search(rest) and all(person.shape == ("name",) for person in people):
        raise Unread("several_names", text)  # in columns that nobody has told us
    for person in people:
        stated = person.party or person.role or person.municipality or person.is_vacant or "party" in person.shape
        says = label or stated
        if not says and (not bare or (text.isupper() and not in_column)):  # in capitals it may be a heading
            raise Unread("bare_name", person.name or text)
        if not (label or in_column) and "any" not in forms and person.shape not in forms.values():
            raise Unread("other_form", text)
        found.append(_labelled(person, label, said))
    if label and kind_of_role(label) and not section_of(label) and len(found) > 1:
        raise Unread("one_title", label)
    return found


def facts(text: str, said: Description) -> dict[str, str]:
    """What a line says that names nobody, by what it is: "Ordförande, Ekby kommun"; empty where it is more."""
    try:
        items = _items(text, said)
    except Unread:
        return {}
    found: dict[str, str] = {}
    for item in items:
        if item.kind not in {"role", "party", "municipality", "term", "state"}:
            return {}
        if item.kind in found and item.kind != "role":
            return {}
        found[item.kind] = ", ".join(filter(None, [found.get(item.kind), item.text]))
    return {kind: said_so for kind, said_so in found.items() if kind != "state"}


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
    if found and (section_of(found[1]) or any(named(found[1], said) for named in asked)):
        return found[1].strip(), found[2]
    return None, text


def _labelled(person: Person, label: str | None, said: Description) -> Person:
    if label is None:
        return person
    if section := section_of(label):
        return replace(person, kind=kind_within(section, person.role, said) if person.role else section)
    if named := municipality_named(label, said):
        return replace(person, municipality=person.municipality or named)
    if party := party_named(label, said):
        return replace(person, party=person.party or party)
    role = both(label, person.role)
    return replace(person, role=role, kind=kind_within(None, role, said))


def kind_within(section: str | None, role: str, said: Description) -> str | None:
    """What somebody with a title is among people of a kind: a chair stays one, a member of the substitutes is one."""
    kinds = [role_kind(part, said) for part in role.split(", ")]  # a title, and perhaps an office held elsewhere
    kind = next((each for each in kinds if each not in {None, "member"}), kinds[0])
    return section if section and (kind in {None, "member"} or OFFICE.fullmatch(role)) else kind


def both(role: str, other: str | None) -> str:
    """Two titles of one person: that in the body, and an office held elsewhere, or that of any member.

    Raises:
        Unread: both may be of the body, or of two people.
    """
    if other and not any(OFFICE.fullmatch(each) or each.casefold() in ANY_MEMBER for each in (role, other)):
        raise Unread("two_of", f"{role}, {other}")
    return f"{role}, {other}" if other else role


def _items(text: str, said: Description) -> list[Piece]:
    """What a line is made of, each piece with what it is."""
    items: list[Piece] = []
    end = 0
    for found in PARENTHESIS.finditer(text):
        items += _plain(text[end : found.start()], said)
        if whom := _substitute(found[1], said):
            items.append(Piece("substitute", whom))
        else:
            items += [parenthesis(part.strip(), said) for part in found[1].split(",")]
        end = found.end()
    return [*items, *_plain(text[end:], said)]


def _substitute(text: str, said: Description) -> str | None:
    """Who a parenthesis says is somebody's substitute, with party and the like; null where it says of nobody."""
    found = _SUBSTITUTE.fullmatch(text.strip())
    has_room = "substitute" in " ".join(said.lines) and is_name(text.split(",", 1)[0].strip())
    return found["who"] if found else text if has_room else None


def _plain(text: str, said: Description) -> Iterator[Piece]:
    if "(" in text or ")" in text:
        raise Unread("parenthesis", text.strip())
    for wide in _WIDE.split(text):
        for part in _BREAK.split(wide):
            if bare := part.strip(" .:*†¹²³⁴⁵"):
                first, *others = _told_apart(bare, said)
                yield first
                yield from (replace(item, follows=True) for item in others)


def _told_apart(text: str, said: Description) -> list[Piece]:
    """The pieces of words that no sign parts: "Ordförande Anna Ek", "Björkvik ledamot"."""
    if item := piece(text, said):
        return [item]
    glued = re.fullmatch(r"(.+)-(\w+)", text)
    if glued and said.municipality(glued[1]) and role_kind(glued[2], said):
        return [*_told_apart(glued[1], said), Piece("role", glued[2])]
    words = text.split(" ")
    for place in range(1, len(words)):  # the longest end first, then the longest beginning
        item = piece(" ".join(words[place:]), said)
        if (
            item
            and item.kind == "municipality"
            and not is_name(" ".join(words[:place]))
            and is_name(" ".join(words[:2]))
        ):
            continue  # "Anna Ek Norra Ekskogs kommun": where the name ends, the municipality begins
        is_office = item and item.kind == "municipality" and OFFICE.fullmatch(" ".join(words[: place - 1]))
        if item and is_office and words[place - 1] in {"i", "från", "fra"}:
            return [*_told_apart(" ".join(words[: place - 1]), said), item]
        if item and item.kind != "name":
            return [*_told_apart(" ".join(words[:place]), said), item]
    for place in range(len(words) - 1, 0, -1):
        item = piece(" ".join(words[:place]), said)
        if item and item.kind not in {"name", "party"}:
            return [item, *_told_apart(" ".join(words[place:]), said)]
    return [Piece("unknown", text)]


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
    return list(_of_kind([person for group in groups for person in _persons(group, said)]))


def _of_kind(people: list[Person]) -> Iterator[Person]:
    """People with what a word before several says of them all: "ledamöter Anna Ek (S), Bo Al (M)"."""
    kind = None
    for person in people:
        if person.role and section_of(person.role) and person.role.casefold() in SEVERAL_ARE:
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
        municipality=found.get("municipality"),
        substitute_for=whom,
        term=found.get("term"),
        is_vacant="vacant" in found,
        is_acting="acting" in found or acting is not None,
        shape=tuple(_SHAPES.get(item.kind, item.kind) for item in items if item.kind not in {"acting", "state"}),
    )
