"""What is told by its form alone, without a list of words: a name, a parenthesis, contact details taken out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Line
from pipeline.redact import DOUBTFUL, REDACTED, redact_lines

CONTACT = re.compile(
    rf"(?:\b(?:e-?post|e-?mail|mejl|mail|tel|telefon|tfn|mobil)\b[.:]*\s*)?(?:{re.escape(REDACTED)}|{re.escape(DOUBTFUL)})",
    re.IGNORECASE,
)
PARENTHESIS = re.compile(r"\(([^()]*)\)")
PARTICLES = frozenset("af av von van der den de del della da di dos du la le el al bin ibn ten ter zu zur".split())
_BEFORE_CAPITALS = frozenset("mc mac de del di du la le lo van von fitz jo al el ben".split())  # McLeod, DeLuca
# An initial, or a word of a name, in Latin letters: the population register has no others.
_LETTER = r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0148\u014a-\u017e\u0180-\u01bf\u01cd-\u01f0\u01f4-\u024f]"
_LONGEST_NAME = 100  # characters: two long given names and a double surname have sixty
_CAPITAL_WITHIN = re.compile(  # what stands before it: "SamueI", "EkBerg", "SAnna"
    r"[^\W\d_]*[a-zß-öø-ÿ](?=[A-ZÀ-ÖØ-Þ])|(?<![a-zß-öø-ÿ])[A-ZÀ-ÖØ-Þ](?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])"
)
_DAY = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d")
_WORD = re.compile(rf"(?:{_LETTER}\.){{1,3}}|{_LETTER}+(?:['’´]{_LETTER}+)*")


def redacted(every: Sequence[Line]) -> Iterator[Line]:
    """The lines as everything else may see them: what is taken out here can never be published."""
    judged = [line for line in every if not _DAY.fullmatch(line.text)]  # beside a number of four digits, a day is none
    texts = redact_lines(line.text for line in judged)
    verbatims = redact_lines(line.verbatim for line in judged)
    clean = zip(judged, texts, verbatims, strict=True)
    for line in every:
        if _DAY.fullmatch(line.text):
            yield line
        else:
            _, text, verbatim = next(clean)
            yield replace(line, text=text, verbatim=verbatim)


def is_contact_line(text: str) -> bool:
    """Whether a line held contact details and nothing else; of those that begin on the line above, nothing is left."""
    return (not text or bool(CONTACT.search(text))) and not CONTACT.sub("", text).strip(" ,;:|-–")


def is_name(text: str) -> bool:
    """Two to six words; the last is no particle and no initial.

    Each is a particle, an initial, or words joined by hyphens that begin with a capital letter.
    """
    words = text.split(" ")
    usual = 2 <= len(words) <= 6 and len(text) <= _LONGEST_NAME  # noqa: PLR2004 (a first and a last name at least)
    if not usual or words[-1] in PARTICLES or len(words[-1].rstrip(".")) == 1:
        return False
    return all(word in PARTICLES or _is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    """`Anna`, `Carl-Johan`, `O’Neill`, `McLeod`, `K.`; a word all in capitals is no name but a heading or a shout."""
    parts = re.split(r"[-‐‑]", word)
    shouted = len(word) > 3 and word.isupper() and "." not in word  # noqa: PLR2004 (KG, PO and the like are names)
    capital = parts[1:] if len(parts) > 1 and parts[0] in PARTICLES else parts  # al-Amin
    glued = any(found[0].casefold() not in _BEFORE_CAPITALS for found in _CAPITAL_WITHIN.finditer(word))
    return not shouted and not glued and all(map(_WORD.fullmatch, parts)) and all(part[0].isupper() for part in capital)
