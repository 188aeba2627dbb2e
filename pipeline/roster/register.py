"""Columns as tables have them: a name in two, a term in two, a party for each name."""

import re
from collections.abc import Mapping

from pipeline.roster.line import Unread
from pipeline.roster.words import VACANT

_DAY = re.compile(r"(?:19|20)\d\d(?:-?[01]\d-?[0-3]\d)?")
_OPEN = {"", "tills vidare", "tillsvidare", "-", "\u2013"}


def party_of(column: str) -> str:
    """What the column is that has the parties of those in another one."""
    return f"party of {column}"


def with_parties(columns: Mapping[int, str]) -> dict[int, str]:
    """Columns by place, a party told whose it is: of the names to its left, or to its right where it comes first."""
    of_people = {"name", "surname", "member", "substitute"}
    people = sorted(place for place, meaning in columns.items() if meaning in of_people)
    parties = sorted(place for place, meaning in columns.items() if meaning == "party")
    found = dict(columns)
    for place in parties if people else ():
        is_left = parties[0] < people[0]
        near = [each for each in people if (each > place) is is_left]
        whose = columns[(min(near) if is_left else max(near)) if near else people[0]]
        found[place] = party_of("name" if whose == "surname" else whose)
    return found


def in_one(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row with `name` from first name and surname, and `term` from its beginning and its end.

    Raises:
        Unread: one of the two names is missing, or what should be a day is none.
    """
    found = dict(cells)
    names = [cells[part] for part in ("first_name", "surname") if cells.get(part)]
    if names and "name" not in cells:
        if len(names) == 1 and not VACANT.fullmatch(names[0]):
            raise Unread("bare_name", names[0])
        found["name"] = " ".join(names)
    if {"begins", "ends"} & cells.keys():
        found.setdefault("term", "\u2013".join(_day(cells.get(each, "")) for each in ("begins", "ends")))
    return found


def _day(text: str) -> str:
    if text.casefold() in _OPEN:
        return ""
    if not _DAY.fullmatch(text):
        raise Unread("unknown_words", text)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdigit() and len(text) > len("2026") else text
