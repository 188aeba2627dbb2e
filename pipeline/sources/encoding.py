"""The characters that bytes stand for: right, or refused. A guess would publish KÃ¤vlinge for Kävlinge."""

import re

from pipeline.errors import SourceError
from pipeline.observe.encoding import MARKS
from pipeline.observe.utf8 import damage_in

SIGNATURES = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "RIFF",
    b"\xd0\xcf\x11\xe0": "Office",
}
WIDE = {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
# The encodings that a Swedish page may declare instead of UTF-8. A browser reads Latin-1 and ASCII as windows-1252
# (WHATWG Encoding Standard, 4.2), and so do we. What declares another one must be plausible Swedish.
SINGLE_BYTE = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("windows-1252", "cp1252", "ansi"), "cp1252"),
    **dict.fromkeys(("iso-8859-15", "latin-9"), "iso8859-15"),
    **dict.fromkeys(("macintosh", "x-mac-roman"), "mac-roman"),
    **dict.fromkeys(("ibm850", "cp850"), "cp850"),
}
HEAD = 4096  # bytes in which a declaration is looked for; HTML wants it within the first 1,024

_CHARSET_PARAMETER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSET_IN_PAGE = re.compile(rb"<(?:meta\s[^>]*?charset|\?xml\s[^>]*?encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def decode(content: bytes, media_type: str) -> str:
    """`content` as text, without byte order mark.

    A byte order mark decides; then valid UTF-8, whatever was declared (text in another encoding is not valid
    UTF-8 by chance, nor is most of it); then the encoding declared by `media_type` or by the page itself; then
    windows-1252, if the result can be Swedish.

    Raises:
        SourceError: there is no text, it is no text at all, it is UTF-8 but for some bytes, or its encoding cannot be
            told.
    """
    if not content.strip():
        raise SourceError("source_empty")
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise SourceError("source_binary", kind=kind)
    for mark, codec in MARKS.items():
        if content.startswith(mark):
            return _strict(content, codec)
    declared = declared_charset(content, media_type)
    if b"\0" in content:
        if declared not in WIDE:
            raise SourceError("source_binary", kind="NUL")
        return _strict(content, WIDE[declared])
    try:
        return content.decode()
    except UnicodeDecodeError:
        _refuse_damage(content)
        return _single_byte(content, declared)


def declared_charset(content: bytes, media_type: str) -> str:
    """The encoding named by the HTTP header or else by the page, in lower case; empty where neither does."""
    if in_header := _CHARSET_PARAMETER.search(media_type):
        return in_header[1].lower()
    in_page = _CHARSET_IN_PAGE.search(content[:HEAD])
    return in_page[1].decode("ascii").lower() if in_page else ""


def _single_byte(content: bytes, declared: str) -> str:
    text = _strict(content, SINGLE_BYTE.get(declared, "cp1252"))
    if declared not in SINGLE_BYTE and not _plausible_swedish(text):
        raise SourceError("source_encoding", declared=declared or "?")
    return text


def _refuse_damage(content: bytes) -> None:
    """Raise SourceError where text is UTF-8 for the most part; the sentence tells no more of it than the fault."""
    if damage := damage_in([content]):
        raise SourceError("source_damaged", line=damage.line, offset=damage.offset, found=damage.found)


def _strict(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        if codec == "utf-8-sig":
            _refuse_damage(content)
        raise SourceError("source_encoding", declared=codec) from None


def _plausible_swedish(text: str) -> bool:
    """Whether nearly all letters beyond ASCII are those that Swedish has: another encoding yields others."""
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    swedish = sum(letter in "åäöÅÄÖéÉüÜ" for letter in letters)
    return 0 < len(letters) <= swedish / 0.9
