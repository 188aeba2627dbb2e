"""A line taken apart into its pieces, each with what it is: by the signs between them, and by the words themselves."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.roster.description import Description
from pipeline.roster.forms import PARENTHESIS, is_name
from pipeline.roster.pieces import YEAR, Piece, Unread, parenthesis, piece
from pipeline.roster.words import ACTING, CODES, OFFICE

_MOST_WORDS = 20  # that no sign parts: more are a sentence, whose every beginning and end would be looked up
WIDE = re.compile(r"\t|\s{2,}|[•·▪●]")
_BREAK = re.compile(
    rf"\s*(?:{WIDE.pattern})\s*"
    r"|\s*(?:[,;|]|(?<!\b[IA])/|/(?!S\b))\s*(?:(?:och|og|samt)\s+)?|\s+[-–—]\s*|[-–—]\s+|\s+(?:och|og|samt|&)\s+",
    re.IGNORECASE,
)
_SPACED_TERM = re.compile(rf"({YEAR})\s+[-–—]\s+(?={YEAR})")
_SUBSTITUTE = re.compile(
    r"(?:personlig |pers\. ?)?(?:ersättare|ers\.?|suppleant|suppl\.?|vara|varamedlem|stedfortræder):? (?P<who>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Words:
    """What words and signs mean on a page: all that the country uses, or those alone that a project lists."""

    piece: Callable[[str], Piece | None]
    """What a text is as a whole; null where it is several things, or nothing that is known."""
    within: Callable[[str], Iterable[Piece]]
    """What a parenthesis holds."""
    breaks: re.Pattern[str]
    """What parts one piece from the next, beside parentheses."""
    signs: str
    """What says nothing at the ends of a piece."""


def words_of(said: Description) -> Words:
    """The words of a description, beside all that the country uses."""

    def within(text: str) -> Iterable[Piece]:
        if whom := _substitute(text, said):
            return [Piece("substitute", whom)]
        return [parenthesis(part.strip(), said) for part in text.split(",")]

    return Words(lambda text: piece(text, said), within, _BREAK, " .:*†¹²³⁴⁵")


def taken_apart(text: str, words: Words) -> list[Piece]:
    """What a line is made of, each piece with what it is.

    Raises:
        Unread: a parenthesis lacks its other half; or `words` cannot tell.
    """
    items: list[Piece] = []
    end = 0
    text = _SPACED_TERM.sub(r"\1–", text)  # as one piece
    for found in PARENTHESIS.finditer(text):
        items += [*_plain(text[end : found.start()], words), *words.within(found[1])]
        end = found.end()
    return [*items, *_plain(text[end:], words)]


def facts(text: str, said: Description) -> dict[str, str]:
    """What a line says that names nobody, by what it is: "Ordförande, Ekby kommun"; empty where it is more."""
    try:
        items = [] if text.endswith(":") else taken_apart(text, words_of(said))  # "Föredragande:" tells of who comes
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


def looks_like_a_person(text: str, is_party: Callable[[str], object], is_role: Callable[[str], object]) -> bool:
    """Whether a line where nobody should stand may list somebody: a party, or a title after a comma, is in it."""
    if any(is_party(inner.strip()) for inner in PARENTHESIS.findall(text)):
        return True
    return any(is_role(ACTING.sub("", part).strip()) for part in text.split(",")[1:])


def _substitute(text: str, said: Description) -> str | None:
    """Who a parenthesis says is somebody's substitute, with party and the like; null where it says of nobody."""
    found = _SUBSTITUTE.fullmatch(text.strip())
    has_room = "substitute" in " ".join(said.lines) and is_name(text.split(",", 1)[0].strip())
    return found["who"] if found else text if has_room else None


def _plain(text: str, words: Words) -> Iterator[Piece]:
    if "(" in text or ")" in text:
        raise Unread("parenthesis", text.strip())
    for part in words.breaks.split(text):
        if bare := part.strip(words.signs):
            first, *others = _told_apart(bare, words)
            yield first
            yield from (replace(item, follows=True) for item in others)


def _told_apart(text: str, words: Words) -> list[Piece]:
    """The pieces of words that no sign parts: "Ordförande Anna Ek", "Björkvik ledamot"."""
    whole = words.piece(text)
    if whole or text.count(" ") >= _MOST_WORDS:
        return [whole or Piece("unknown", text)]
    if glued := re.fullmatch(r"(.+)-(\w+)", text):
        title = words.piece(glued[2])
        if title and title.kind == "role" and _is(words.piece(glued[1]), "municipality"):
            return [*_told_apart(glued[1], words), title]
    every = text.split(" ")
    for place in range(1, len(every)):  # the longest end first, then the longest beginning
        before = " ".join(every[:place])
        item = words.piece(" ".join(every[place:]))
        if _is(item, "municipality"):
            if not is_name(before) and is_name(" ".join(every[:2])):
                continue  # "Anna Ek Norra Ekskogs kommun": where the name ends, the municipality begins
            office = " ".join(every[: place - 1])
            before = office if OFFICE.fullmatch(office) and every[place - 1] in {"i", "från", "fra"} else before
        if item and (item.kind != "name" or _is(words.piece(before), "role")):
            return [*((item.kind == "role" and _with_code(before)) or _told_apart(before, words)), item]
    for place in range(len(every) - 1, 0, -1):
        item = words.piece(" ".join(every[:place]))
        if item and item.kind not in {"name", "party"}:
            return [item, *_told_apart(" ".join(every[place:]), words)]
    return [Piece("unknown", text)]


def _with_code(text: str) -> list[Piece]:
    """A name and the code of a party between it and a title: "Anna Ek S" before "ledamot"; none where it is not."""
    name, _, code = text.rpartition(" ")
    is_one = code in CODES.values() and is_name(name) and name.count(" ") == 1
    return [Piece("name", name), Piece("party", code, follows=True)] if is_one else []


def _is(item: Piece | None, kind: str) -> bool:
    return item is not None and item.kind == kind
