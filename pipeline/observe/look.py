"""A look at one file of a table: one pass over its bytes, then a closer look at the blocks that ask for one."""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.model import Observation
from pipeline.observe.blocks import UNREADABLE, blocks, line_ends, opened
from pipeline.observe.cells import SCIENTIFIC, Place, place_of, shown, signs
from pipeline.observe.encoding import UTF8, WIDE, Encoding, confirmed, of_other, of_utf8, utf8_blocks
from pipeline.observe.exact import Records, records_in
from pipeline.observe.facts import Form, Packing
from pipeline.observe.frame import foot_observations, head_observations, titles_above
from pipeline.observe.profile import Profile, profile_of
from pipeline.observe.survey import EDGE, Survey, surveyed
from pipeline.observe.swallowed import Record, swallowing_cell

_EXAMPLES = 3  # lines that are told of each kind
_NUMBERS = 50  # in scientific notation that are looked at
_LONG_NUMBER = re.compile(r"\d{9,}")
_IDENTIFIER = re.compile(r"(?i).*(?:org|person|kund|konto|tele|streck).*n(?:r|ummer)|.*(?:ean|gtin|barcode|\bid)")


@dataclass(frozen=True)
class Look:
    """What one pass over the bytes of a file tells, and what can be asked once it is known how the table is read."""

    packing: Packing
    encoding: Encoding
    survey: Survey | None = field(repr=False)
    """Null where the file is not UTF-8: then its text must be surveyed again, once its encoding is known."""

    def observations(self, form: Form) -> tuple[Observation, ...]:
        """What is seen in the file, read in this form: each kind once, with its count, in the order of the file.

        A file whose encoding is at fault is not looked at any further: nothing in it is what it seems.
        """
        if self.encoding.fault:
            return (self.encoding.fault,)
        try:
            if self.encoding.name is None and (wrong := confirmed(self.packing, form.encoding)):
                return (wrong,)
            name = self.encoding.name or form.encoding
            survey = self.survey or surveyed(utf8_blocks(self.packing, name))
            found = _Closer(self.packing, name, survey, form).observations()
            return tuple(sorted(found, key=lambda seen: seen.line or 0))
        except UNREADABLE:
            return ()


def look(packing: Packing, declared: str | None = None, threads: int = os.cpu_count() or 1) -> Look | None:
    """The look at a file; null where it cannot be unpacked, or nobody knows the encoding that is declared.

    Args:
        packing: where its bytes are.
        declared: the encoding that a descriptor names.
        threads: of which each looks at blocks of it.
    """
    try:
        name = codecs.lookup(declared).name if declared else None
        with opened(packing) as stream:
            survey = surveyed(blocks(stream, packing.path), threads)
        if survey.is_utf8 and name not in WIDE and b"\0" not in survey.head:
            encoding = of_utf8(name, beyond_ascii=not survey.is_ascii, marked=survey.is_marked)
        else:
            encoding = of_other(packing, survey, name)
    except UNREADABLE:
        return None
    return Look(packing, encoding, survey if encoding.name in UTF8 and survey.is_utf8 else None)


class _Closer:
    """The closer look at one file."""

    def __init__(self, packing: Packing, encoding: str, survey: Survey, form: Form) -> None:
        self._packing = packing
        self._encoding = encoding
        self._survey = survey
        self._form = form
        self._head = records_in(survey.head.removeprefix(codecs.BOM_UTF8), 1, form.delimiter) if form.is_plain else []
        self._above = form.header_row - 1 if form.header_row > 1 else titles_above(self._head) if form.header_row else 0
        self._foot = self._last_records() if form.is_plain else []
        self._profile = self._known()

    def observations(self) -> Iterator[Observation]:
        """All kinds that are in the file."""
        if self._form.is_plain:
            yield from head_observations(self._head, self._form)
            yield from self._swallowed()
        yield from self._signs()
        if self._form.is_plain:
            for seen in foot_observations(self._foot, self._profile, self._form):
                yield seen if len(self._survey.foot) < EDGE else self._from_end(seen)

    def _from_end(self, seen: Observation) -> Observation:
        """The same with its lines counted from the start of the file: they were counted back from its end."""
        total = sum(line_ends(block.content) for block in utf8_blocks(self._packing, self._encoding))
        return replace(seen, line=(seen.line or 0) + total, lines=tuple(line + total for line in seen.lines))

    def _last_records(self) -> list[Record]:
        """The records at the end of the file; none where it is not known for certain where one begins."""
        foot = self._survey.foot
        if len(foot) < EDGE:
            return self._head[self._above :] if all(record.closed for record in self._head) else []
        foot = foot[foot.find(b"\n") + 1 :]
        records = records_in(foot, 1 - line_ends(foot), self._form.delimiter)
        return records if all(record.lines == 1 and record.closed for record in records) else []

    def _known(self) -> Profile:
        table = self._head[self._above :]
        known = {record.line: record.cells for record in (*table, *self._foot) if record.lines == 1}
        if table and self._form.header_row:
            known.pop(table[0].line, None)
        return profile_of(list(known.values()), len(table[0].cells) if table else 0)

    def _swallowed(self) -> Iterator[Observation]:
        """Cells that hold other rows."""
        survey, delimiter = self._survey, self._form.delimiter
        text = utf8_blocks(self._packing, self._encoding)
        first: Record | None = None
        place, count, lines = 0, 0, []
        for record in Records(text, survey.quotes, delimiter):
            if not record.closed:
                yield self._of_record("quote_unclosed", record, len(record.cells) - 1)
            elif record.lines > 1 and (found := swallowing_cell(record, self._profile, delimiter)) is not None:
                first, place = (first, place) if first else (record, found)
                count += 1
                lines.append(record.line)
        if first:
            seen = self._of_record("rows_swallowed", first, place)
            yield replace(seen, count=count, lines=tuple(lines[:_EXAMPLES]))

    def _of_record(self, code: str, record: Record, place: int) -> Observation:
        before = sum(line_ends(cell.encode("utf-8", "replace")) for cell in record.cells[:place])
        line = record.line + before
        cell = record.cells[place] if record.cells else ""
        facts = {"rows": len(cell.splitlines()) - 1 or 1, "until": record.line + record.lines - 1}
        return Observation(code, line, self._label(place), shown(cell), 1, (line,), facts)

    def _signs(self) -> Iterator[Observation]:
        """Signs of damage within cells, each kind once."""
        if not self._survey.signs:
            return
        counts: dict[str, int] = {}
        places: dict[str, list[Place]] = {}
        numbers: list[Place] = []
        line = 0  # before the block
        for block in utf8_blocks(self._packing, self._encoding):
            if block.index not in self._survey.signs:
                line += line_ends(block.content)
                continue
            text = block.content.decode("utf-8", "replace")
            text = text.removeprefix("\ufeff") if block.index == 0 else text
            for code, found in signs(text, self._form.missing):
                counts[code] = counts.get(code, 0) + len(found)
                wanted = _EXAMPLES - len(places.setdefault(code, []))
                places[code] += [place_of(text, match, line, self._form) for match in found[:wanted]]
            if len(numbers) < _NUMBERS and "E+" in text:
                numbers += [place_of(text, match, line, self._form) for match in _scientific(text)]
            line += line_ends(block.content)
        for code, found_places in places.items():
            yield self._of_places(code, found_places, counts[code])
        yield from self._digits_lost(numbers[:_NUMBERS])

    def _of_places(self, code: str, places: list[Place], count: int) -> Observation:
        first = places[0]
        lines = tuple(dict.fromkeys(place.line for place in places))[:_EXAMPLES]
        return Observation(code, first.line, self._label(first.column), first.cell, count, lines, {"sign": first.sign})

    def _digits_lost(self, numbers: list[Place]) -> Iterator[Observation]:
        """Long numbers that a spreadsheet rounded: where all others of their column are whole and long."""
        lost = [number for number in numbers if number.column is not None and self._identifies(number.column)]
        if lost:
            yield self._of_places("digits_lost", lost, len(lost))

    def _identifies(self, column: int) -> bool:
        cells = [record.cells[column] for record in self._head[self._above + 1 :] if column < len(record.cells)]
        whole = [cell for cell in cells if cell and not SCIENTIFIC.fullmatch(cell.encode())]
        label = self._label(column) or ""
        return all(_LONG_NUMBER.fullmatch(cell) for cell in whole) and bool(whole or _IDENTIFIER.fullmatch(label))

    def _label(self, column: int | None) -> str | None:
        labels = self._head[self._above].cells if self._above < len(self._head) and self._form.header_row else []
        return labels[column] if column is not None and column < len(labels) else None


def _scientific(text: str) -> list["re.Match[str]"]:
    pattern = re.compile(SCIENTIFIC.pattern.decode())
    return list(pattern.finditer(text))[:_NUMBERS]
