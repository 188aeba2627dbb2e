r"""Types that the cells of a column may have, and which texts they may have without losing anything.

A pattern is stricter than frictionless: it takes the one usual spelling, so that the value tells the text again.
Leading zeros, signs that say nothing, exponents and numbers of more digits than a double holds (15) stay text. Patterns
are RE2's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MISSING = (
    *("NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "Null", "null", "None", "none", "(null)", r"\N"),
    *("-", "--", "–", "—", ".", "..", "...", "…", "?", " ", "#N/A", "#SAKNAS!", "saknas", "uppgift saknas", "missing"),
)
"""Texts that stand for no value where all else in a column is of one type; a column of texts keeps them."""

_CODES = (
    "kod|code|codes|koder|postnr|postnummer|postcode|zip|orgnr|organisationsnummer|personnummer|telefon|phone|tel"
    "|mobil|isbn|issn|ean|gtin|konto|kontonr|account|ssn|fips|iban|nuts|lau|sni|nace|naics|cpv|diarienr|diarienummer"
)
_YEARS = "year|yr|år|ar|årtal"
_DAYS = "date|datum|dag|day"


def _named(words: str, *within: str) -> re.Pattern[str]:
    """Labels that have one of some words in them, or end with one of those that end compounds."""
    return re.compile(rf"(?:^|[^a-zåäö])(?:{words})(?:$|[^a-zåäö])|(?:{'|'.join(within)})$")


CODED = _named(_CODES, "kod", "code", "nummer", "telefon", "phone", "konto")
"""Labels, in small letters, of columns whose digits are no quantity."""
_OF_YEARS = _named(_YEARS, "år", "year")
_OF_DAYS = _named(_DAYS, "datum", "date", "dag")
_MONTH, _DAY, _YEAR = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])", "[12][0-9]{3}"
_ISO_DAY = f"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_BOOLEANS = (("true", "false"), ("True", "False"), ("TRUE", "FALSE"))
_ANSWERS = (("ja", "nej"), ("Ja", "Nej"), ("JA", "NEJ"), ("yes", "no"), ("Yes", "No"), ("YES", "NO"))
_LONGEST_NUMBER = 16  # letters: 15 digits and a point


@dataclass(frozen=True)
class Candidate:
    """A type with its format, and which texts have it."""

    descriptor: Mapping[str, Any]
    """What the field says beside its name."""
    pattern: str
    """What all cells match that have a value."""
    proof: str = ""
    """What at least one of them matches: else another type is as likely; empty where nothing is needed."""
    doubt: str = ""
    """Where all cells that match `proof` match this too, nobody can tell."""
    longest: int | None = None
    """Letters of a cell."""
    values: frozenset[str] = frozenset()
    """All of which occur, where that is asked for."""


def candidates_for(label: str) -> Iterator[Candidate]:
    """The types that a column under this label may have, the likeliest first; text is what is left."""
    label = label.lower()
    for true, false in _BOOLEANS:
        yield Candidate({"type": "boolean"}, f"{true}|{false}")
    for true, false in _ANSWERS:
        said = {"type": "boolean", "trueValues": [true], "falseValues": [false]}
        yield Candidate(said, f"{true}|{false}", values=frozenset({true, false}))
    yield from _moments(label)
    if not CODED.search(label):
        yield from _numbers()
    yield Candidate({"type": "string", "format": "uuid"}, _UUID)
    yield Candidate(
        {"type": "string", "format": "email"}, r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+[.-])+[a-z]{2,12}"
    )
    yield Candidate({"type": "string", "format": "uri"}, r"https?://[a-zA-Z0-9.-]+(?::[0-9]+)?(?:/[!-~]*)?")


def _moments(label: str) -> Iterator[Candidate]:
    yield Candidate({"type": "date"}, _ISO_DAY)
    for apart in "/.":
        yield Candidate({"type": "date", "format": f"%Y{apart}%m{apart}%d"}, f"{_YEAR}[{apart}]{_MONTH}[{apart}]{_DAY}")
    # 3/4/2026 is a day in March or in April: a day after the twelfth tells which; with points, the day comes first.
    day_first, month_first = f"{_DAY}/{_MONTH}/{_YEAR}", f"{_MONTH}/{_DAY}/{_YEAR}"
    later = "(?:1[3-9]|2[0-9]|3[01])"
    yield Candidate({"type": "date", "format": "%d/%m/%Y"}, day_first, proof=f"{later}/.*")
    yield Candidate({"type": "date", "format": "%m/%d/%Y"}, month_first, proof=f"[0-9]+/{later}/.*")
    yield Candidate({"type": "date", "format": "%d.%m.%Y"}, f"{_DAY}[.]{_MONTH}[.]{_YEAR}")
    yield Candidate({"type": "date", "format": "%d-%m-%Y"}, f"{_DAY}-{_MONTH}-{_YEAR}", proof=f"{later}-.*")
    if _OF_DAYS.search(label):
        yield Candidate(
            {"type": "date", "format": "%Y%m%d"}, "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
        )
    yield Candidate({"type": "datetime"}, rf"{_ISO_DAY}T{_CLOCK}:[0-5][0-9](?:[.][0-9]{{1,6}})?(?:Z|[+-]{_CLOCK})?")
    yield Candidate({"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"}, f"{_ISO_DAY} {_CLOCK}:[0-5][0-9]")
    yield Candidate({"type": "datetime", "format": "%Y-%m-%d %H:%M"}, f"{_ISO_DAY} {_CLOCK}")
    yield Candidate({"type": "time"}, f"{_CLOCK}:[0-5][0-9]")
    yield Candidate({"type": "time", "format": "%H:%M"}, _CLOCK)
    yield Candidate({"type": "yearmonth"}, f"{_YEAR}-(?:0[1-9]|1[0-2])")
    if _OF_YEARS.search(label):
        yield Candidate({"type": "year"}, _YEAR)


def _numbers() -> Iterator[Candidate]:
    whole = "-?(?:0|[1-9][0-9]{0,14})"
    yield Candidate({"type": "integer"}, "0|-?[1-9][0-9]{0,17}")
    yield Candidate({"type": "number"}, rf"{whole}(?:[.][0-9]{{1,14}})?", longest=_LONGEST_NUMBER)
    # 1,234 alone is one and a bit, or more than a thousand: three digits after every comma tell nothing.
    yield Candidate(
        {"type": "number", "decimalChar": ","},
        rf"{whole}(?:,[0-9]{{1,14}})?",
        proof=".*,.*",
        doubt="-?[1-9][0-9]{0,2},[0-9]{3}",
        longest=_LONGEST_NUMBER,
    )
    for apart in (" ", "\u00a0", "\u202f", "'"):
        grouped = f"-?(?:[1-9][0-9]{{0,2}}(?:{apart}[0-9]{{3}}){{1,3}}|[1-9][0-9]{{0,2}})|0"
        yield Candidate({"type": "integer", "groupChar": apart}, grouped, proof=f".*{apart}.*")
        for point in ",.":
            said = {"type": "number", "groupChar": apart, "decimalChar": point}
            yield Candidate(said, f"(?:{grouped})(?:[{point}][0-9]{{1,3}})?", proof=f".*{apart}.*")
    for apart, point in ((",", "."), (".", ",")):
        grouped = f"-?(?:[1-9][0-9]{{0,2}}(?:[{apart}][0-9]{{3}}){{1,3}}|[1-9][0-9]{{0,2}}|0)(?:[{point}][0-9]{{1,3}})?"
        said = {"type": "number", "groupChar": apart, "decimalChar": point}
        yield Candidate(said, grouped, proof=f".*[{apart}][0-9]{{3}}[{apart}{point}].*")
