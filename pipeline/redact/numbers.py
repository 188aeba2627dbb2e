"""Telephone and identity numbers in a reading, also where they are told in words."""

import re
from collections.abc import Iterator

from pipeline.redact.digits import digit_groups, digits_of_days
from pipeline.redact.identity import identity_number
from pipeline.redact.reading import Span
from pipeline.redact.telephone import telephone_number

# Letters that are taken for digits, beside digits: "O7O-123 45 67".
_MIXED = re.compile(r"(?<![^\W_])(?=[oOlISB]*\d)(?=\d*[oOlISB])[\doOlISB]{2,}(?![^\W_])")
_AS_DIGITS = str.maketrans("oOlISB", "001158")
_WORD = (
    r"(?:noll(?:a|an)?|null|ett|en|två|tva|tre|fyra|fem|sex|sju|åtta|atta|nio|tio|zero|one|two|three|four|five|six|seven"
    r"|eight|nine|(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio))"
)
_SPOKEN = re.compile(
    rf"(?<![^\W_])(?:{_WORD}(?:[ ,.\n-]|och ){{0,3}}){{2,}}"
    rf"(?:(?:{_WORD}|\d{{1,4}}(?!\d))(?:[ ,.\n-]|och ){{0,3}}){{3,}}"
    r"(?<![ ,.\n-])(?![^\W_])",
    re.IGNORECASE,
)
# Digits of an identity number that are apart from its day, or hidden in it.
_ELSEWHERE = re.compile(
    r"\b(?:sista|fyra|slutsiffr\w*)\b[^\d\n]{0,24}\d{4}(?!\w)|(?<!\d)\d{6}(?:\d\d)? nr\.? ?\d{4}(?!\w)"
    r"|(?<!\w)(?:\d\d)?\d\d(?:\d\d[xX*]{2}|[xX*]{4})[-+ ]?\d{4}(?!\w)"
    r"|(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december) (?:19|20)\d\d ?[-+]"
    r" ?(?!(?:19|20)\d\d)\d{4}(?!\w)",
    re.IGNORECASE,
)
_FEWEST_SPOKEN = 6  # digits


def personal_numbers(reading: str) -> Iterator[Span]:
    """The parts of a reading that are, or could be, telephone or identity numbers."""
    yield from _in_digits(reading)
    for words in _SPOKEN.finditer(reading):
        if len(re.findall(rf"{_WORD}|\d", words[0], re.IGNORECASE)) >= _FEWEST_SPOKEN:
            yield Span(*words.span(), sure=False)
    yield from (Span(*found.span(), sure=False) for found in _ELSEWHERE.finditer(reading))
    if _MIXED.search(reading):
        plain = _MIXED.sub(lambda mixed: mixed[0].translate(_AS_DIGITS), reading)
        for span in _in_digits(plain):
            if plain[span.start : span.end] != reading[span.start : span.end]:
                yield span._replace(sure=False)


def _in_digits(reading: str) -> Iterator[Span]:
    groups, days = list(digit_groups(reading)), digits_of_days(reading)
    end = 0
    for place, group in enumerate(groups):
        if group.start < end:
            continue
        telephone = telephone_number(reading, groups, place, is_of_day=group.start in days)
        found = [identity_number(reading, groups, place), telephone]
        spans = sorted((span for span in found if span), key=lambda span: (not span.sure, span.start - span.end))
        if spans:
            yield _with_bracket(reading, spans[0])
            end = spans[0].end


def _with_bracket(reading: str, span: Span) -> Span:
    """A span with the bracket before it that it closes."""
    held = reading[span.start : span.end]
    opened = held.count(")") > held.count("(") and reading[span.start - 1 : span.start] == "("
    return span._replace(start=span.start - 1) if opened else span
