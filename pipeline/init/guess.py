"""What a text of a page probably means, from its form and from what stands around it; null where it may be either."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.codelists import is_municipality
from pipeline.model import Held, Line
from pipeline.organisation.grammar import PARENTHESIS, is_contact_line, is_name
from pipeline.redact import redact_lines
from pipeline.roster.description import Description
from pipeline.roster.page import Roster
from pipeline.roster.words import CODES, COLUMN_OF_WORD, PARTY_WORDS, kind_of_role

LONGEST_HEADING = 6  # words
_BODY = re.compile(
    r"\w*(?:styrelsen?|styre|styret|bestyrelsen?|fullmäktige|nämnd(?:en)?|direktion(?:en)?|utskott(?:et)?|råd(?:et)?"
    r"|förbund(?:et)?|kommittén?|delegation(?:en)?|beredning(?:en)?|utvalg(?:et)?|udvalg(?:et)?|ting(?:et)?"
    r"|grupp(?:en)?|samverkan|samkommun(?:ens?)?|region(?:en)?|tjänst(?:en)?|bolag(?:et)?|revisorer|revision(?:en)?)",
    re.IGNORECASE,
)
_STATE = re.compile(  # what somebody is or was, and no party: "(tjänstledig)"
    r"(?:ny|om|av|in|entledig|tjänstledig|föräldraledig|sjuk|tidigare|fr\.?o\.?m|t\.?o\.?m|från|till|ersätt|inträd|utträd|avg|avs|val[dt]"
    r"|adjunger|suppl|ers|ord|led|vakan)\w*\b",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(.+?)\s+(?:kommun|stad|kommune)", re.IGNORECASE)
_PLACE = re.compile(r"[A-ZÅÄÖÆØÉ][\w-]+(?: [A-ZÅÄÖÆØÉ][\w-]+){0,2}")


@dataclass(frozen=True)
class Around:
    """The page that a text stands on, and what is known of other texts of it."""

    lines: Sequence[Line]
    roster: Roster
    known: Mapping[str, str]


def looks_like_heading(text: str) -> bool:
    """Whether a line is short, begins large, and has no sign of a sentence, an address or a person."""
    return len(text.split()) <= LONGEST_HEADING and text[:1].isupper() and not re.search(r"[\d,@(/\[]|[.!?]$|:\s", text)


def is_body(text: str) -> bool:
    """Whether a text has a word for a body in it: a board, a council, a committee."""
    return any(_BODY.fullmatch(word) for word in re.split(r"[\s:]+", text))


def meaning_of(held: Held, around: Around) -> tuple[str, str] | None:
    """A text of a held line with what it probably means, as `derive.MEANINGS` has it; null where nobody can tell."""
    found = held.found.strip()
    if held.key == "unknown_parenthesis" and found.isdigit():  # a heading, and how many stand below it
        heading = next(line.text for line in around.lines if line.number == held.line)
        return _of_line(heading.removesuffix(f"({found})").strip(), held.line, around)
    if held.key == "nobody" or (held.key in {"bare_name", "unknown_words"} and is_body(found)):
        return _of_line(found, held.line, around)
    if held.key == "unknown_parenthesis":
        return _of_parenthesis(found, around)
    if held.key == "unknown_words" and _PLACE.fullmatch(found) and _follows_comma(found, around):
        return _municipality(found)
    return None


def column_of(lines: Sequence[Line], said: Description) -> dict[str, str]:
    """What headings of columns that the reader does not know probably mean, by what stands below them."""
    tables: dict[int, list[Line]] = defaultdict(list)
    for line, text in zip(lines, redact_lines(line.text for line in lines), strict=True):
        if line.cell:
            tables[line.cell.table].append(Line(line.number, text, line.verbatim, line.links, line.cell))
    found: dict[str, str] = {}
    for table in tables.values():
        first = min(line.cell.row for line in table if line.cell)
        head = {line.cell.column: line.text for line in table if line.cell and line.cell.row == first}
        if any(is_name(text) and text.casefold() not in COLUMN_OF_WORD for text in head.values()) or len(head) < 2:  # noqa: PLR2004 (a table has columns)
            continue
        for place, text in head.items():
            if text.strip(" .:").casefold() in COLUMN_OF_WORD or text in (said.columns or {}):
                continue
            below = [line.text for line in table if line.cell and line.cell.row > first and line.cell.column == place]
            if meaning := _of_cells(below):
                found[text] = meaning
    return found


def _of_cells(cells: Sequence[str]) -> str | None:
    """What a column holds, by its cells; null where they tell nothing."""
    kinds = {
        "role": lambda text: kind_of_role(text) is not None,
        "party": lambda text: text.casefold() in CODES or text.casefold() in PARTY_WORDS,
        "ignore": lambda text: is_contact_line(text) or text.strip(".").isdigit(),
        "name": lambda text: is_name(PARENTHESIS.sub("", text).split(",")[0].strip()),
        "municipality": is_municipality,
    }
    return next((kind for kind, fits in kinds.items() if cells and 2 * sum(map(fits, cells)) > len(cells)), None)


def _of_line(text: str, number: int, around: Around) -> tuple[str, str] | None:
    if is_contact_line(text):
        return text, "leave_out"
    if not looks_like_heading(text):
        return None
    bare = text.strip(" :")
    if _CALLED.fullmatch(bare) or is_municipality(bare):
        return _municipality(bare)
    if is_body(bare):
        return bare, "body"
    if _PLACE.fullmatch(bare) and _stands_above_people(number, around):
        return _municipality(bare) if _has_sibling(bare, number, around) else None
    return None


def _municipality(text: str) -> tuple[str, str]:
    called = _CALLED.fullmatch(text)
    return (called[1] if called else text), "municipality"


def _of_parenthesis(text: str, around: Around) -> tuple[str, str] | None:
    if around.known.get(text) == "municipality" or is_municipality(text) or _CALLED.fullmatch(text):
        return _municipality(text)
    inner = [found for line in around.lines for found in PARENTHESIS.findall(line.text)]
    parties = sum(each.casefold() in CODES or each.casefold() in PARTY_WORDS for each in inner)
    is_state = _STATE.match(text) or kind_of_role(text) or not text[:1].isupper() or re.search(r"\d", text)
    if not is_state and (2 * parties >= len(inner) or re.search(r"\s[a-zåäö]|parti", text)):
        return text, "party"
    return _municipality(text) if not parties and _PLACE.fullmatch(text) else None


def _follows_comma(text: str, around: Around) -> bool:
    """Whether a text stands after a party or a comma somewhere, as a municipality does, and not before a name."""
    after = re.compile(rf"(?:\)|,|-)\s*{re.escape(text)}(?=\s*(?:$|[,;-]|\s[a-zåäö]))")
    return any(after.search(line.text) for line in around.lines) or any(
        line.cell and line.text == text for line in around.lines
    )


def _next_told(number: int, around: Around) -> str | None:
    return next((told.meaning for told in around.roster.told if told.line.number > number), None)


def _stands_above_people(number: int, around: Around) -> bool:
    return _next_told(number, around) in {"people", "heading"}


def _has_sibling(text: str, number: int, around: Around) -> bool:
    """Whether another line of this form, too, stands by itself above people: "Björkvik", and below "Ekskog"."""
    others = [held for held in around.roster.held if held.key == "nobody" and held.found != text]
    alike = [held for held in others if _PLACE.fullmatch(held.found.strip(" :")) and not is_body(held.found)]
    known = [name for name, said in around.known.items() if said == "municipality" and name != text]
    return any(held.line != number and _stands_above_people(held.line, around) for held in alike) or bool(known)
