"""Lines that list nobody: sentences, calendars, what stands around any page."""

import re
from collections.abc import Iterable
from functools import partial

from pipeline.model import Held, Line
from pipeline.roster.apart import looks_like_a_person
from pipeline.roster.description import Description, Section
from pipeline.roster.forms import PARENTHESIS, is_contact_line, is_name
from pipeline.roster.legend import is_legend
from pipeline.roster.pieces import party_named, role_kind
from pipeline.roster.sections import Part
from pipeline.roster.told import Roster, Told
from pipeline.roster.words import COLUMN_OF_WORD, is_furniture, is_party

PROSE = 8  # words; a shorter line without a sign at its end is no sentence
SEVERAL = 3  # words; a heading has no more
TWO_CAPITALS = re.compile(r"[^\W\d_a-zåäöæø]\w+ [^\W\d_a-zåäöæø]\w+")
_YEAR_OR_DAY = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}\.? (?:jan|feb|mar|apr|ma[ji]|jun|jul|aug|sep|okt|nov|de[cs])", re.IGNORECASE
)
_MUNICIPALITY = re.compile(r"\b[A-ZÅÄÖÆØÉ][\w-]+ (?:kommun|kommune)\b")
_TELLS = re.compile(r"([^:]+): [^\dA-ZÅÄÖÆØÉ(]+")  # "Ansvarsområden: ekonomi och personal"
_SAYS = re.compile(r"\b(?:är|heter|leds|er|hedder|ledes)\b")


def names_only(text: str, names: Iterable[str]) -> bool:
    """Whether a text is a sentence, and all whom it may name are among those of `names`."""
    rest = text
    for name in names:
        rest = rest.replace(name, "")
    return (
        text.endswith((".", "!", "?")) and rest != text and bool(_SAYS.search(rest)) and not TWO_CAPITALS.search(rest)
    )


def is_no_news(line: Line) -> bool:
    """Whether a line says nothing of who sits: around any page, contact details, of the columns, to elsewhere on it."""
    beside = ("#",) if is_name(line.text) else ("#", "mailto:", "tel:")  # a name may lead to an address
    is_link = any(link.text == line.text and (link.url or "").startswith(beside) for link in line.links)
    return is_link or is_furniture(line.text) or is_contact_line(line.text) or is_legend(line.text)


def is_prose(text: str) -> bool:
    """Whether a line is a sentence, or announces one, and names nobody with a party in a parenthesis.

    Its words have no capitals, most or all of them.
    """
    words = text.split()
    small = sum(word[0].islower() for word in words)
    is_long = len(words) >= PROSE and 2 * small > len(words)
    is_short = len(words) > SEVERAL and small == len(words) - 1
    if is_introduction(text) or ((tells := _TELLS.fullmatch(text)) and tells[1].casefold() not in COLUMN_OF_WORD):
        return True
    inner = PARENTHESIS.findall(text)
    names_nobody = not inner or not (TWO_CAPITALS.search(text) or any(map(is_party, inner)))
    return (is_long or is_short) and text[-1] in ".!?" and names_nobody


def pass_over(part: Part[Section], roster: Roster, said: Description) -> None:
    """Tell of a section that lists nobody; where it is one of text, whoever seems to stand in it is held."""
    if part.heading:
        roster.told.append(Told(part.heading, "heading"))
    known = partial(party_named, said=said), partial(role_kind, said=said)
    for line in part.lines:
        meaning = "outside" if part.section.holds == "nothing" else "text"
        if meaning == "text" and looks_like_a_person(line.text, *known):
            meaning = "held"
            roster.held.append(Held(line.number, "person_in_text", line.text))
        roster.told.append(Told(line, meaning))


def is_introduction(text: str) -> bool:
    """Whether a line announces a list in words, and names nobody and no municipality: "I nämnden sitter följande:"."""
    names = TWO_CAPITALS.search(text) or _MUNICIPALITY.search(text)
    return text.endswith(":") and len(text.split()) > SEVERAL and not names


def is_calendar(text: str) -> bool:
    """Whether a line tells of a year or a day, and names nobody: "2027: Ekskog", "12 februari"."""
    return _YEAR_OR_DAY.search(text) is not None and "(" not in text and not TWO_CAPITALS.search(text)
