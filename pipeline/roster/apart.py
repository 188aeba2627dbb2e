"""A line taken apart into its pieces, each with what it is: by the signs between them, and by the words themselves."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.organisation.grammar import PARENTHESIS, is_name
from pipeline.roster.description import Description
from pipeline.roster.pieces import Piece, Unread, parenthesis, piece, role_kind
from pipeline.roster.words import OFFICE

WIDE = re.compile(r"\t|\s{2,}|[•·▪●]")
_BREAK = re.compile(r"\s*[,;/|]\s*(?:(?:och|og|samt)\s+)?|\s+[-–—]\s*|[-–—]\s+|\s+(?:och|og|samt|&)\s+", re.IGNORECASE)
_SUBSTITUTE = re.compile(
    r"(?:personlig |pers\. ?)?(?:ersättare|ers\.?|suppleant|suppl\.?|vara|varamedlem|stedfortræder):? (?P<who>.+)",
    re.IGNORECASE,
)


def taken_apart(text: str, said: Description) -> list[Piece]:
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


def facts(text: str, said: Description) -> dict[str, str]:
    """What a line says that names nobody, by what it is: "Ordförande, Ekby kommun"; empty where it is more."""
    try:
        items = taken_apart(text, said)
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


def _substitute(text: str, said: Description) -> str | None:
    """Who a parenthesis says is somebody's substitute, with party and the like; null where it says of nobody."""
    found = _SUBSTITUTE.fullmatch(text.strip())
    has_room = "substitute" in " ".join(said.lines) and is_name(text.split(",", 1)[0].strip())
    return found["who"] if found else text if has_room else None


def _plain(text: str, said: Description) -> Iterator[Piece]:
    if "(" in text or ")" in text:
        raise Unread("parenthesis", text.strip())
    for wide in WIDE.split(text):
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
