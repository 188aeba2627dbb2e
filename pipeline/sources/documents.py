"""Registers and minutes in files: each row of a table as lines with cells, as `markup` gives them of a table on a page.

Nothing is guessed of how a file looks: a table is one where the file says so, by its cells or by the lines drawn around
them. What such a file cannot tell is refused.
"""

import csv
import datetime as dt
import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from pipeline.errors import SourceError
from pipeline.model import Cell
from pipeline.sources.encoding import decode
from pipeline.sources.office import shown_document, shown_rows, shown_sheet

Printed = tuple[int, str, Cell | None]
"""The number of a line, what it says, and its cell; the number is that of the row in a register."""
Rows = list[list[str | None]]
"""Of a table, the cells of each; null where one above or beside reaches over its place."""
Placed = tuple[int, str | Rows]
"""How far below the top of its page a line or a table begins."""
_LARGEST = 50_000_000  # bytes of a document as unpacked
_WHITE = 0.97  # of 1: what nobody reads on paper
_DELIMITERS = ";,\t|"
_NUMBER = re.compile(r"\d+")


def _csv(content: bytes) -> Iterator[Printed]:
    text = decode(content, "text/csv")
    lines = text.splitlines()
    delimiter = max(_DELIMITERS, key=lambda sign: [sign in line for line in lines].count(True))  # above them, a title
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from _of_rows(enumerate(rows, start=1), table=1)
    except csv.Error as error:
        raise SourceError("document_unreadable", format="CSV", detail=str(error)) from None


def _xlsx(content: bytes) -> Iterator[Printed]:
    _ensure_no_bomb(content, "XLSX")
    with _reader("XLSX"):
        sheet = shown_sheet(content)
        rows = list(shown_rows(sheet))
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    covered = {place for area in merged.values() for place in area.cells} - merged.keys()
    for y, row in enumerate(rows, start=1):
        own = [(x, value) for x, value in enumerate(row, start=1) if (y, x) not in covered]
        for column, (x, value) in enumerate(own):  # as on a page, where a row has no cells that one above reaches over
            area = merged.get((y, x))
            height, width = (area.size["rows"], area.size["columns"]) if area else (1, 1)
            for text in _lines(_text(value)):
                yield y, text, Cell(1, y - 1, column, height, width)


def _docx(content: bytes) -> Iterator[Printed]:
    _ensure_no_bomb(content, "DOCX")
    with _reader("DOCX"):
        from docx.table import Table

        blocks = list(shown_document(content).iter_inner_content())
    number = tables = 0
    for block in blocks:
        if not isinstance(block, Table):
            number += 1
            yield number, block.text, None
            continue
        tables += 1
        rows = [[cell.text for cell in row.cells] for row in block.rows]  # a merged cell is in all that it reaches over
        yield from _of_rows(enumerate(rows, start=number + 1), tables)
        number += len(rows)


def _pdf(content: bytes) -> Iterator[Printed]:
    with _reader("PDF"):
        import pdfplumber

        with pdfplumber.open(io.BytesIO(content)) as file:
            pages = list(map(_shown, file.pages))
            texts, lines = [page.extract_text() or "" for page in pages], list(map(_beside, pages))
            tables = list(_in_full_width(pages, lines))
    if not any(text.strip() for text in texts):
        raise SourceError("document_is_a_picture")
    if not any(tables):
        raise SourceError("document_without_table", format="PDF")
    number = 0
    for block in _in_order(lines, tables):
        if isinstance(block, str):
            number += 1
            yield number, block, None
        else:
            plain = ([" ".join((text or "").split()) for text in row] for row in block)  # a line ends where it is full
            yield from _of_rows(enumerate(plain, start=number + 1), number + 1)
            number += len(block)


def _shown(page: Any) -> Any:  # noqa: ANN401 (pdfplumber has no types)
    """A page without what is written in white on paper; white on a colour or a picture is seen, as headings may be."""
    behind = [each for each in (*page.rects, *page.curves) if each["fill"] and not _is_white(each)]
    behind += page.images

    def is_seen(each: Any) -> bool:  # noqa: ANN401
        if each["object_type"] != "char" or not _is_white(each):
            return True
        x, y = (each["x0"] + each["x1"]) / 2, (each["top"] + each["bottom"]) / 2
        return any(under["x0"] <= x <= under["x1"] and under["top"] <= y <= under["bottom"] for under in behind)

    return page.filter(is_seen)


def _is_white(drawn: Any) -> bool:  # noqa: ANN401
    """Whether something is filled with white: all of grey, or of red, green and blue, or none of the four inks."""
    color = drawn["non_stroking_color"] or ()  # a pattern has a name instead
    if len(color) == len("CMYK"):
        return not any(color)
    return bool(color) and all(isinstance(light, float | int) and light > _WHITE for light in color)


def _in_order(lines: Sequence[Sequence[Placed]], tables: Sequence[Sequence[Placed]]) -> list[str | Rows]:
    """The lines and the tables of a file from above to below; a table that goes on over the end of a page is one.

    So it is where as many columns come next. A line that stands at the same height of several pages is no line between,
    whatever its number.
    """
    heights = Counter((height, _NUMBER.sub("", str(line))) for page in lines for height, line in page)
    found: list[str | Rows] = []
    last: Rows = []
    for page in zip(lines, tables, strict=True):
        for height, block in sorted(itertools.chain(*page), key=itemgetter(0)):
            if isinstance(block, str):
                last = last if heights[height, _NUMBER.sub("", block)] > 1 else []
            elif last and len(block[0]) == len(last[0]):
                last += block[1:] if block[0] == last[0] else block
                continue
            else:
                last = block
            found.append(block)
    return found


def _in_full_width(pages: Sequence[Any], lines: Sequence[Sequence[Placed]]) -> Iterator[list[Placed]]:
    """The tables of each page; one that is wider than the paper is whole on the page where it begins.

    Its columns go on where nothing else is said, in rows as high up as those of a table before, below other headings:
    of as many columns they would be its next rows, but for a table that does not fill its page.
    """
    begun: list[tuple[list[int], bool, Rows]] = []
    for page, said in zip(pages, lines, strict=True):
        here: list[tuple[list[int], bool, Rows]] = []
        for table in page.find_tables():
            rows, tops = table.extract(), [round(row.bbox[1]) for row in table.rows]
            before = [
                other
                for heights, is_full, other in begun
                if heights == tops
                and not (is_full and len(other[0]) == len(rows[0]))
                and set(said) <= set(lines[0])
                and not set(rows[0]) & set(other[0])
            ]
            if before:
                first = min(before, key=lambda each: len(each[0]))
                for row, more in zip(first, rows, strict=True):
                    row.extend(more)
            else:
                here.append((tops, 4 * table.bbox[3] > 3 * page.height, rows))
        begun += here
        yield [(tops[0], rows) for tops, _, rows in here]


def _beside(page: Any) -> list[Placed]:  # noqa: ANN401 (pdfplumber has no types)
    """The lines of a page outside of its tables."""
    for table in page.find_tables():
        page = page.outside_bbox(table.bbox)
    return [(round(line["top"]), line["text"]) for line in page.extract_text_lines(return_chars=False)]


READERS: dict[str, Callable[[bytes], Iterator[Printed]]] = {
    "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/pdf": _pdf,
}
"""By media type: what gives the lines of a document. Each raises SourceError where it cannot be told."""


def _of_rows(rows: Iterable[tuple[int, Iterable[str | None]]], table: int) -> Iterator[Printed]:
    for number, row in rows:
        for column, text in enumerate(row):
            for line in _lines(text or ""):
                yield number, line, Cell(table, number, column)


def _lines(text: str) -> list[str]:
    """The lines of a cell as somebody ended them; one that begins with a small letter goes on with the one before."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*(?=[^\W\d_a-zåäöæø])", text)]


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _ensure_no_bomb(content: bytes, form: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:  # encrypted documents are no zip
        raise SourceError("document_unreadable", format=form, detail=str(error)) from None
    if size > _LARGEST:
        raise SourceError("source_too_large", limit=_LARGEST)


@contextmanager
def _reader(form: str) -> Iterator[None]:
    """Say in a sentence that the reader of a format is not installed, or cannot read what it was given."""
    try:
        yield
    except ImportError:
        raise SourceError("document_reader_missing", format=form) from None
    except SourceError:
        raise
    except Exception as error:  # whatever such a library says of a damaged file
        detail = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError("document_unreadable", format=form, detail=detail) from error
