"""Contact details and identity numbers taken out of a text: the page may show them, the data never does.

They are looked for in what a reader sees: without characters that take no room, with every dash and space as one of a
kind, digits of any script as digits, and `%40` or `&#64;` as the sign it stands for. What is found goes from the text
as it is written. What may be one, and may be
something else, is `without_doubtful` taken out too, and a person decides.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

REDACTED = "[kontaktuppgift borttagen]"
DOUBTFUL = "[sifferföljd borttagen]"

# --- e-mail: "anna.ek@lund.se", "anna . ek @ lund . se", "anna (punkt) ek [at] lund DOT se", "anna snabel-a lund.se"
_LOCAL_PART = r"""(?:"[^"\n]{1,64}"|[^\s<>()\[\],;:"@]{1,64})"""
_ADDRESS = rf"(?:mailto:)?{_LOCAL_PART}@(?:\[[\d.:a-f]+\]|[\w-]+(?:\.[\w-]+)*)"
_MARKS = r"[^\w\s@.,;:!?]{1,3}"  # what people set around a sign that they spell out
_NAMED = r"(?:at-tecken|at|ät|snabel[ -]?a|alfakrull)"
_AT = re.compile(
    rf"\s*(?:{_MARKS}|_)\s*(?:{_NAMED}|a|@)\s*(?:{_MARKS}|_)\s*|\s+(?:{_NAMED}|@{{1,2}})\s+|[-.]{_NAMED}[-.]|\s@|@\s",
    re.IGNORECASE,
)
_WORD = r"[^\W_]+(?:-[^\W_]+){0,3}"
_DOT = rf"(?:\.|\s\.\s|\s*(?:{_MARKS}|_)\s*(?:dot|punkt|\.)\s*(?:{_MARKS}|_)\s*|\s+(?:dot|punkt)\s+)"
_BEFORE_AT = re.compile(rf"(?:mailto:)?(?:{_WORD}(?:[_+]|{_DOT})){{0,3}}{_WORD}$", re.IGNORECASE)
_AFTER_AT = re.compile(rf"{_WORD}(?:{_DOT}{_WORD}){{1,4}}", re.IGNORECASE)
_REACH = 80  # characters on either side of the sign in which the parts of an address are looked for
# Words that stand in other sentences, too, are a sign only between "anna.ek" and a domain; so is one without spaces.
_WORDED = (
    rf"\b{_WORD}\.{_WORD}\s+(?:a|på|hos)\s+{_WORD}(?:\.{_WORD})+|\b{_WORD}\.{_WORD}\s(?:snabel-?a|alfakrull)\s{_WORD}"
)
_SPACED_OUT = r"(?:\w ){3,}@(?: \w){3,}(?: \.(?: \w){2,})*"
_RUN_TOGETHER = r"(?-i:\b[a-zåäö]+(?:DOT[a-zåäö]+)*AT[a-zåäö]+(?:DOT[a-zåäö]+)+)"

# --- identity numbers: only months and days that can be, so an organisation number, whose "month" is 20 or more, is
# left alone. A coordination number has 60 added to its day; an interim one has a letter; the last four may be masked.
_BETWEEN = r"[\s./_:-]{0,3}"
_LAST_FOUR = r"(?:[\dA-Z] ?[\dA-Z][ -]?\d ?\d|[\dx*•]{4})"
_IDENTITY_NUMBER = (
    r"(?<![\d-])(?:(?:1 ?[89]|2 ?0) ?)?\d ?\d"
    rf"(?P<date>{_BETWEEN}(?:0 ?[1-9]|1 ?[0-2]){_BETWEEN}(?:[06] ?[1-9]|[1278] ?\d|[39] ?[01]))"
    rf"(?P<joint>[\s./_:|,+-]{{0,3}})(?P<last>{_LAST_FOUR})(?![\dx*•]|-\d)"
)

# --- telephones
_GAP = r"(?:[\s./()\[\]'’_|~*·•:-]{0,4}|,)"  # what people print between two digits
_PREFIX = r"(?:\+ ?\d|00 ?[1-9]|0 ?[1-9])"  # abroad, or an area code, which begins with 0 and a digit from 1
_TELEPHONE = rf"(?<![\w+])(?<!\w-)(?<!\d[.,])[(\[]?{_PREFIX}(?:{_GAP}\d){{5,}}(?!\w)"
# Without an area code, a number is only known by the word beside it: "tel hem 34 10 00", "ankn 1234", "34 10 00 (vx)".
_TOLD = r"(?:(?:tel|tfn|tlf|mobil|fax|sms|phone)\w*|(?:mob|växel|vx|direkt|direktnummer|ring|cell)\b)"
_LABEL = rf"(?:\b{_TOLD}[^\d\n]{{0,14}}?|[☎☏✆📞📱]\s*|\b[TM]:\s*)"
_SHORT_LABEL = r"\b(?:tel|telefon|telnr|tfn|tlf|mobil|växel|fax|ankn|anknytning|internnummer|kortnummer)[.:]?\s{0,3}"
_LABELLED = (
    rf"{_LABEL}\+?\d(?:{_GAP}\d){{4,}}(?!\w)|{_SHORT_LABEL}(?!(?:18|19|20|21)\d\d(?!\d))\d(?:{_GAP}\d){{2,}}(?!\w)"
    rf"|(?<![\w-])\d(?:{_GAP}\d){{4,9}}\s*\(?\b{_TOLD}"
    r"|\bankn(?:ytning)?[.:]?\s{0,3}\d{2,5}(?!\w)"
)

_CONTACT = re.compile(
    f"{_SPACED_OUT}|{_ADDRESS}|{_WORDED}|{_RUN_TOGETHER}|{_IDENTITY_NUMBER}|{_LABELLED}|{_TELEPHONE}", re.IGNORECASE
)

# --- what is none of these, whatever it looks like
_YEAR = r"(?:1[89]|2[01])\d\d"
_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_UNITS = r"kr|kronor|sek|mkr|tkr|miljoner|miljarder|euro|invånare|personer|procent|km|ha|ton|kvm|m2|m²|mwh|kwh|st|%|§"
_HARMLESS = re.compile(
    rf"(?<![\d.:])(?:kl\.?\s*)?{_CLOCK}\s?(?:-|till|och)\s?{_CLOCK}(?![\s.:-]*\d)"  # 08.00-16.30
    rf"|(?<![\d.,])\d{{1,3}}(?:[ .]\d{{3}})+(?:,\d+)?\s?(?:{_UNITS})(?!\w)"  # 1 400 000 invånare
    r"|(?<![\d+-])(?:16)?\d{2}[2-9]\d{3}-?\d{4}(?![\d-])"  # an organisation number
    rf"|(?<!\d)\d{{1,2}}(?:[/.]\d{{1,2}}[ /.-]|-\d{{1,2}}-){_YEAR}(?!\d)"  # 1/2 2024, 15-10-2022
    rf"|(?<![\d-]){_YEAR}(?:\s?[-/,]\s?{_YEAR})+(?![\d-])"  # 2019-2022
    r"|(?<!\d)(?:[01]\d|2[0-3])(?:00|15|30|45)-(?:[01]\d|2[0-4])(?:00|15|30|45)(?![\s.:-]*\d)",  # 0800-1630
    re.IGNORECASE,
)
_PLAIN_NUMBERS = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?(?!\d)"  # a day, a moment
    rf"|(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"  # 20221015
    r"|(?<![\d-])\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])"  # 22-10-15
    rf"|(?<!\d){_YEAR}(?: {_YEAR})+(?!\d)"  # 2019 2020 2021
    rf"|(?<!\d){_YEAR}[:/-]\d{{1,5}}(?!\d)"  # SFS 2018:218, KS 2023/123, dnr 2023-00123
    r"|\bISBN[\s:]*[\d-]+|\bISO(?:/IEC)?\s?\d+(?::\d{4})?"
    r"|(?<!\d)\d{1,3}[.,]\d{4,}(?!\d)",  # a decimal number
    re.IGNORECASE,
)
_MANY_DIGITS = re.compile(rf"(?<![\w-])\d(?:{_GAP}\d){{6,}}(?!\w)|(?<![\w-])\d{{2,3}}([ -])\d\d\1\d\d(?![\w-])")
_DIGIT_WORDS = "noll|ett|två|tre|fyra|fem|sex|sju|åtta|nio|zero|one|two|three|four|five|seven|eight|nine"
_SPELLED = re.compile(rf"\b(?:{_DIGIT_WORDS})(?:[\s,.-]+(?:{_DIGIT_WORDS})){{4,}}\b", re.IGNORECASE)

_ENCODED = re.compile(r"%(?:25)*[0-9a-f]{2}|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_CIRCLED_A = "\u24d0\u24b6"
_NEAR_A_DIGIT = re.compile(r"(?<=\d)o|o(?=\d)", re.IGNORECASE)
_ONE_AMONG_DIGITS = re.compile(r"(?<=[\d-])[Il](?=\d)")
_UNSEEN = {"Cf", "Mn", "Me"}


def redact(text: str) -> str:
    """`text` with every e-mail address, telephone number and personal identity number replaced.

    Names, years, dates like 2022-10-15, times, amounts, municipality codes and organisation numbers stay as they are.
    """
    seen, places = _as_seen(text)
    return _replaced(text, places, _found(seen), REDACTED)


def without_doubtful(text: str) -> str:
    """A redacted text without what may still be a number that leads to a person: many digits of no known meaning.

    The text as it is, where there is nothing in doubt.
    """
    seen, places = _as_seen(text)
    rest = _PLAIN_NUMBERS.sub(_blank, _HARMLESS.sub(_blank, seen))
    found = (match.span() for pattern in (_MANY_DIGITS, _SPELLED) for match in pattern.finditer(rest))
    return _replaced(text, places, sorted(found), DOUBTFUL)


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found[0])


def _replaced(text: str, places: Sequence[int], spans: Iterable[tuple[int, int]], by: str) -> str:
    left, parts = 0, []
    for start, end in spans:
        parts += [text[left : places[start]], by]
        left = places[end]
    return "".join([*parts, text[left:]])


def _found(seen: str) -> Iterator[tuple[int, int]]:
    """From where to where contact details stand in a text as it is seen, in order."""
    hidden = _HARMLESS.sub(_blank, seen)
    plain = (found.span() for found in _CONTACT.finditer(hidden) if not (found["date"] and _is_day_and_year(found)))
    left, right = 0, 0
    for start, stop in sorted([*plain, *_hidden_addresses(seen)]):
        if start >= right:
            if right:
                yield left, right
            left = start
        right = max(right, stop)
    if right:
        yield left, right


def _hidden_addresses(seen: str) -> Iterator[tuple[int, int]]:
    """From where to where e-mail addresses stand that are written so that programs do not find them."""
    for sign in _AT.finditer(seen):
        before = _BEFORE_AT.search(seen, max(0, sign.start() - _REACH), sign.start())
        after = _AFTER_AT.match(seen, sign.end(), sign.end() + _REACH)
        if before and after:
            yield before.start(), after.end()


def _is_day_and_year(found: re.Match[str]) -> bool:
    """Whether what could be an identity number is a day, and then a year: "2022-10-15 2023".

    So it is where nothing but space parts them, and the check digit is wrong.
    """
    digits = [int(digit) for digit in found[0] if digit.isdecimal()][-10:]
    doubled = [digit * (2 - place % 2) for place, digit in enumerate(digits)]
    is_valid = len(digits) == 10 and sum(number // 10 + number % 10 for number in doubled) % 10 == 0  # noqa: PLR2004 (Luhn)
    parted = not found["joint"].strip(" ,") and found["joint"] != ""
    return parted and not is_valid and "-" in found["date"] and re.fullmatch(_YEAR, found["last"]) is not None


def _as_seen(text: str) -> tuple[str, list[int]]:
    """A text as a reader sees it, and the place in `text` of each of its characters; one more, its end."""
    characters: list[str] = []
    places: list[int] = []
    for place, written in _signs(text):
        for character in unicodedata.normalize("NFKC", written):
            if (plain := _plain(character)) is not None:
                characters.append(plain)
                places.append(place)
    seen = _ONE_AMONG_DIGITS.sub("1", _NEAR_A_DIGIT.sub("0", "".join(characters)))
    return seen, [*places, len(text)]


def _signs(text: str) -> Iterator[tuple[int, str]]:
    """Each sign of a text with its place; one that is written as a code, as what it stands for."""
    place = 0
    while place < len(text):
        code = _ENCODED.match(text, place) if text[place] in "%&" else None
        meant = _meant(code[0]) if code else ""
        yield place, meant or ("@" if text[place] in _CIRCLED_A else text[place])
        place = code.end() if code and meant else place + 1


def _meant(code: str) -> str:
    """The sign that a code stands for; empty where that is none of ASCII."""
    sign = chr(int(code[-2:], 16)) if code.startswith("%") else html.unescape(code)
    return sign if len(sign) == 1 and sign.isascii() and sign.isprintable() else ""


def _plain(character: str) -> str | None:
    """A character as one of its kind; null where it takes no room."""
    if character.isascii():
        return character
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return None if unicodedata.category(character) in _UNSEEN else character
