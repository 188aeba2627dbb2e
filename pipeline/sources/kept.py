"""What is kept of a snapshot once people are taken out of it: what its reader saw, line by line, and nothing else.

A page can name a person in a hundred ways that no search finds: split by tags, spelled in entities, in attributes,
scripts and addresses. So nothing is cut out of its bytes: it is written anew, from the lines that were read.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from pipeline.model import Line
from pipeline.redact import redact, redact_lines
from pipeline.sources.encoding import decode
from pipeline.sources.lines import read_lines
from pipeline.sources.rebuilt import rebuilt

GAP = "•"  # a line that is counted but not read, as a bullet without text is
PERSONAL = ("mailto:", "tel:", "sms:", "callto:", "skype:")
_TAG = re.compile(r"<[^>]*>")


def kept(content: bytes, media_type: str, marks: Mapping[int, str], *, structured: bool = False) -> bytes:
    """The lines of a snapshot at their numbers, without contact details, in UTF-8; those in `marks` read so instead.

    Args:
        content: of the snapshot.
        media_type: of it.
        marks: what lines read instead, by number.
        structured: whether the lines of a page stay in the cells and elements that they stand in.

    Raises:
        SourceError: it cannot be read.
    """
    from pipeline.sources.markup import is_markup

    lines = {line.number: line for line in read_lines(content, media_type)}
    numbers = range(1, max(lines) + 1)
    clean = dict(zip(lines, redact_lines(line.verbatim for line in lines.values()), strict=True))
    if is_markup(decode(content, media_type), media_type):
        bases = dict.fromkeys(link.base for line in lines.values() for link in line.links if link.base)
        head = [f'<base href="{escape(base)}">' for base in bases if redact(base) == base]
        shown = {n: escape(marks[n]) if n in marks else _markup(lines.get(n), clean.get(n, "")) for n in numbers}
        parts = rebuilt(lines, shown) if structured else (f"<p>{row}</p>" for row in shown.values())
        return "\n".join(["<!doctype html>", '<meta charset="utf-8">', *head, *parts, ""]).encode()
    rows = [marks.get(n) or clean.get(n, "") for n in numbers]
    return "\n".join([*rows, ""]).encode()


def everything(content: bytes, media_type: str) -> str:
    """All text in a snapshot, whether it is read or not, for a search: its mark-up with and without the tags.

    Raises:
        SourceError: it cannot be read.
    """
    text = unquote(unescape(decode(content, media_type)))
    return f"{text}\n{_TAG.sub('', text)}"


def _markup(line: Line | None, clean: str) -> str:
    """A line, without contact details, with its links; those that hold contact details are no links."""
    if line is None:
        return GAP
    rest, parts = clean, []
    for link in line.links:
        before, found, after = rest.partition(link.text)
        if found and link.url and not _is_personal(link.url):
            parts += [escape(before), f'<a href="{escape(link.url)}">{escape(found)}</a>']
            rest = after
    return "".join([*parts, escape(rest)]).replace("  ", " &nbsp;")


def _is_personal(url: str) -> bool:
    return url.strip().casefold().startswith(PERSONAL) or redact(url) != url
