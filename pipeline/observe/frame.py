"""What stands around a table in its file: a title above the header, another delimiter, a note or a sum at its end."""

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import Observation
from pipeline.observe.cells import shown
from pipeline.observe.facts import FOOTER, Form
from pipeline.observe.profile import Profile
from pipeline.observe.swallowed import Record

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?", re.IGNORECASE)
_SUM = re.compile(r"(?:summa|totalt?|sum|total sum|grand total)\s*:?", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:[.][0-9]{1,30})?")
_NOTE = re.compile(r"\s*(?:(?:källa|källor|sources?|anm|anmärkning|note?|fotnot)\s*\d*\s*[:.]|©|\*)", re.IGNORECASE)
_ENOUGH = 3  # records that agree
_FOOT = 5  # records at the end in which notes are looked for
_NARROWEST = 2  # columns of a table that can have a note below
_TITLE = 5  # lines in which titles stand


def head_observations(records: Sequence[Record], form: Form) -> Iterator[Observation]:
    """What is odd about the first records of a file.

    Args:
        records: as they are cut by the delimiter of `form`.
        form: how the table is read.
    """
    if not records or form.header_row != 1:
        return
    first = records[0]
    if separator := _SEPARATOR.fullmatch(form.delimiter.join(first.cells)):
        yield Observation("separator_line", first.line, None, f"sep={separator[1]}", 1, (first.line,))
    elif doubtful := _other_delimiter(records, form):
        yield doubtful
    elif above := titles_above(records):
        header = {"header": records[above].line}
        yield Observation("title_above_header", first.line, None, shown(first.cells[0]), above, (1,), header)


def foot_observations(records: Sequence[Record], profile: Profile, form: Form) -> Iterator[Observation]:
    """Notes and sums below a table: its last records, from which its other records differ."""
    notes: list[Record] = []
    foot = records[-_FOOT:]
    blank = max((place for place, record in enumerate(foot) if not any(record.cells)), default=len(foot))
    for place, record in reversed(list(enumerate(foot))):
        filled = [cell for cell in record.cells if cell.strip()]
        if not filled:
            continue
        others = profile.without([each.cells for each in foot[place:]])
        is_apart = place > blank and len(filled) == 1 and profile.width > _NARROWEST
        if not (is_apart or _is_note(record.cells, filled, others) or _adds_up(record.cells, filled, others)):
            break
        notes.append(record)
    if notes and len(records) > len(notes):
        first = notes[-1]
        cell = form.delimiter.join(first.cells).strip(form.delimiter)
        lines = tuple(record.line for record in reversed(notes))
        yield Observation(FOOTER, first.line, None, shown(cell), len(notes), lines[:3])


def _is_note(cells: Sequence[str], filled: Sequence[str], profile: Profile) -> bool:
    """Whether a record is no row: a note that fills its first cell alone, or a sum in the place of a key."""
    first = cells[0]
    if not first.strip() or profile.width < _NARROWEST:
        return False
    is_sum = bool(_SUM.fullmatch(first.strip()))
    if len(filled) == 1:
        return is_sum or bool(_NOTE.match(first)) or (profile.usually_full and profile.agreement([first]) is None)
    is_short = len(filled) < profile.width
    return is_sum and ((is_short and profile.usually_full) or profile.agreement([first]) is None)


def _adds_up(cells: Sequence[str], filled: Sequence[str], others: Profile) -> bool:
    """Whether a record that calls itself a sum has that of a column: as far as all of its rows are known."""
    if not _SUM.fullmatch(filled[0].strip()) or len(others.rows) < _NARROWEST:
        return False
    columns = [[_number(cell) for cell in column] for column in zip(*others.rows, strict=True)]
    told = [_number(cell) for cell in cells]
    return any(total is not None and total == _sum(column) for total, column in zip(told, columns, strict=False))


def _sum(numbers: Sequence[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal()) if known else None


def _number(cell: str) -> Decimal | None:
    plain = re.sub(r"\s", "", cell).replace(",", ".")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def _other_delimiter(records: Sequence[Record], form: Form) -> Observation | None:
    """Another delimiter that cuts every line alike, where the one that was taken leaves it within the labels."""
    lines = [form.delimiter.join(record.cells) for record in records if record.lines == 1 and any(record.cells)]
    labels = len(records[0].cells)
    if len(lines) < _ENOUGH:
        return None
    for delimiter in _DELIMITERS.replace(form.delimiter, ""):
        widths = {len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines}
        width = widths.pop()
        if widths or width <= labels or (labels > 1 and delimiter == ",") or not _is_header(lines[0], delimiter):
            continue
        facts = {"delimiter": delimiter, "taken": form.delimiter, "fields": width}
        return Observation("delimiter_doubtful", 1, None, shown(lines[0]), len(lines), (1,), facts)
    return None


def _is_header(line: str, delimiter: str) -> bool:
    """Whether a line is made of labels, and is no sentence."""
    labels = line.split(delimiter)
    return all(label and not label.startswith(" ") for label in labels)


def titles_above(records: Sequence[Record]) -> int:
    """How many records stand above the header: one filled cell, where those below, the header first, have several."""
    filled = [sum(bool(cell.strip()) for cell in record.cells) for record in records]
    width = max(filled, default=0)
    start = next((index for index, count in enumerate(filled) if count > 1), 0)
    body = filled[start:]
    if not 0 < start <= _TITLE or filled[0] != 1 or len(body) < _ENOUGH or width < 2:  # noqa: PLR2004
        return 0
    blank = 0 in filled[:start]
    padded = len(records[0].cells) > 1
    steady = sum(count == body[0] for count in body[:20]) >= len(body[:20]) * 0.8
    if not steady or (body[0] == 2 and padded and not blank):  # noqa: PLR2004 (two columns, one without a label)
        return 0
    if any(not record.cells[0].strip() for record in records[:start] if any(record.cells)):
        return 0
    header = records[start].cells
    if header[0][:1].isdigit() or (body[0] == 2 and not blank and header[1][:1].isdigit()):  # noqa: PLR2004
        return 0  # R leaves out the label of the names of rows
    return start
