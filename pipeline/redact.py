"""Contact details and birth numbers taken out of a text: the page may show them, the data never does."""

import re

REDACTED = "[kontaktuppgift borttagen]"

_LOCAL_PART = r"""[^\s<>()\[\],;:"@\uff20]{1,64}"""
_ADDRESS = rf"(?:mailto:)?{_LOCAL_PART}[@\uff20][\w-]+(?:\.[\w-]+)*"
# As people hide it: "namn (at) kommun.se", "namn @ kommun.se", "namn snabel-a kommun punkt se".
_AT = r"(?:\s*[(\[{]\s*(?:at|a|@|snabel-?a)\s*[)\]}]\s*|\s+(?:@|snabel-?a)\s+|\s@|@\s)"
_DOT = r"(?:\.|\s*[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]\s*|\s+punkt\s+)"
_HIDDEN_ADDRESS = rf"{_LOCAL_PART}{_AT}[\w-]+(?:{_DOT}[\w-]+)+"

# Only months and days that can be, so an organisation number, whose "month" is 20 or more, is left alone. A
# coordination number has 60 added to its day.
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])"
_BIRTH_NUMBER = rf"(?<![\w-])(?:19|20)?\d{{2}}{_MONTH_AND_DAY}\s?[-\u2013+]?\s?\d{{4}}(?![\w-])"

_GAP = r"[\s\-\u2010-\u2014./()]{0,4}"  # what people print between two digits of a telephone number
_DIRECTORY_PREFIX = r"(?:\+\d|00[1-9]|0[1-9])"  # abroad, or an area code, which begins with 0 and a digit from 1
_TELEPHONE = rf"(?<![\w,.+-])\(?{_DIRECTORY_PREFIX}(?:{_GAP}\d){{5,13}}(?!\w)"
# Without an area code, a number is only known by the word before it: "tel. 34 10 00".
_LABEL = r"\b(?:tel|telefon|telnr|tfn|mobil|växel|direkt|fax|sms)\w*[.:]?\s{0,3}(?:nr|nummer)?[.:]?\s{0,3}"
_LABELLED = rf"{_LABEL}\d(?:{_GAP}\d){{4,13}}(?!\w)"

_CONTACT = re.compile(f"{_ADDRESS}|{_HIDDEN_ADDRESS}|{_BIRTH_NUMBER}|{_LABELLED}|{_TELEPHONE}", re.IGNORECASE)


def redact(text: str) -> str:
    """`text` with every e-mail address, Swedish telephone number and personal identity number replaced.

    Names, years, dates like 2022-10-15, municipality codes and organisation numbers stay as they are.
    """
    return _CONTACT.sub(REDACTED, text)
