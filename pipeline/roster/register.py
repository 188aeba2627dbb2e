"""Columns as registers have them: a name in two, a term in two."""

import re
from collections.abc import Mapping

from pipeline.roster.line import Unread
from pipeline.roster.words import VACANT

_DAY = re.compile(r"(?:19|20)\d\d(?:-?[01]\d-?[0-3]\d)?")
_OPEN = {"", "tills vidare", "tillsvidare", "-", "\u2013"}


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
