"""Texts as they are compared: which differences change nothing of what is said, and what may turn it round."""

import re
import unicodedata

DENIALS = frozenset(
    "aldrig ej förutom icke inga ingen ingenting inget inte knappast nej sällan undantag undantaget utan utom "
    "vare varken".split()
)
"""Words that turn a sentence round, or take something out of it: where one stands, a comma decides what it is about."""

ALIKE = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("„“”«»″", '"')
    | dict.fromkeys("‘’´`", "'")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", None)
    | {"…": "..."}
)
"""The printed forms of one mark. What nobody sees, such as a soft hyphen, is no mark at all."""

PAUSE = re.compile(r"(?<=[^\d\s])\s*[,;:](?=\s+\D|$)")  # between words: in a number, or inside a word, it says more
STOP = re.compile(r"(?<=[\w)\"'])\s*[.!]$")  # a question mark asks, three dots leave something out


def reading(text: str) -> str:
    """What a text says, however it is set: without what differs in white space, letter case and pauses alone.

    Two texts of one reading differ in nothing that can change their meaning. Words, numbers, hyphens, parentheses,
    quotation marks, question marks, and the order of all these, are part of the reading.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).translate(ALIKE).split()).casefold()
    paused = plain if denials(plain) else PAUSE.sub("", plain)
    return STOP.sub("", paused)


def denials(text: str) -> frozenset[str]:
    """The words of a text that may turn it round."""
    return DENIALS & set(re.findall(r"\w+", text.casefold()))
