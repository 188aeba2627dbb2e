"""The records of a file as Python's csv module, and so frictionless, reads them: slow and certain."""

import csv
from collections.abc import Collection, Iterable, Iterator

from pipeline.observe.blocks import Block, line_ends
from pipeline.observe.swallowed import Record

_LARGEST = 64 << 20  # bytes of a record: rather an open quote than a cell


class Records:
    """The records of those blocks that were asked for; one that goes on into the next block is read to its end."""

    def __init__(self, text: Iterable[Block], wanted: Collection[int], delimiter: str, lines_before: int = 0) -> None:
        """Read UTF-8 in blocks of whole lines, of which there are so many before the first block."""
        self._text = text
        self._wanted = wanted
        self._delimiter = delimiter
        self._given = self._seen = 0  # lines given to csv; those of records that are done
        self._number = lines_before  # of the line that was read last
        self._asked_within = False

    def __iter__(self) -> Iterator[Record]:
        """The records in order, the last one even if it is not closed."""
        limit = csv.field_size_limit(2 * _LARGEST)
        try:
            for cells in csv.reader(self._lines(), delimiter=self._delimiter):
                lines = self._given - self._seen
                self._seen = self._given
                yield Record(self._number - lines + 1, lines, cells, closed=not self._asked_within)
        except csv.Error:  # a cell of some megabytes, and what else csv refuses: frictionless says so
            return
        finally:
            csv.field_size_limit(limit)

    def _lines(self) -> Iterator[str]:
        size = 0
        for block in self._text:
            if self._given == self._seen:
                if block.index > max(self._wanted, default=-1):
                    return
                if block.index not in self._wanted:
                    self._number += line_ends(block.content)
                    continue
            for line in block.content.splitlines(keepends=True):
                size = len(line) if self._given == self._seen else size + len(line)
                if size > _LARGEST:
                    self._asked_within = True
                    return
                self._given += 1
                self._number += 1
                yield line.decode("utf-8", "replace")
        self._asked_within = self._given != self._seen


def records_in(content: bytes, line: int, delimiter: str) -> list[Record]:
    """The records of some whole lines, of which the first one is line `line`."""
    return list(Records([Block(0, 0, content)], {0}, delimiter, line - 1))
