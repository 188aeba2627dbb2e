"""A table in parts as frictionless sees it, or would if it read parts as one table.

Of CSV files it does: it reads them one after the other, and leaves out the first line of all but the first. Of other
files it reads the first alone, or takes headers for rows; and few stores are known to it. Then it is shown the
beginning of the table, or all of it, as one file.
"""

import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import suppress
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

import frictionless
from frictionless import formats, settings
from frictionless.schemes.multipart.loader import MultipartByteStream

from pipeline.prover.layout import ENCODINGS, Format, Layout, TablePlan, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.parts import OPEN, Part, Parts, UnfitPart, as_one, chunks_from, unpacked
from pipeline.prover.parts_fit import ensure_fit
from pipeline.prover.reference import READ_SIZE, ReferenceTable, Report, shown_as
from pipeline.prover.split import Records, content_offset
from pipeline.prover.store import Reachable, Source, is_address, name_of

_BEGINNING = 1 << 20  # bytes of a table that frictionless is shown: enough for its sample of 100 rows
_TEXT = frozenset({"csv", "tsv"})
GLUED = frozenset({*_TEXT, "parquet"})
"""Formats whose parts we read as one table; of others frictionless makes what it makes."""


def is_in_parts(resource: frictionless.Resource) -> bool:
    """Whether a table is several files, or one that lies elsewhere."""
    elsewhere = any(map(is_address, resource.paths))
    return not resource.memory and (elsewhere or (bool(resource.extrapaths) and resource.format in GLUED))


def is_proven_in_parts(resource: frictionless.Resource) -> bool:
    """Whether an engine may prove a table, be it one part: text of one form, or Parquet."""
    return not resource.memory and resource.format in {"csv", "parquet"}


class PartsTable(ReferenceTable):
    """A table of which each part has the header."""

    def __init__(
        self, resource: frictionless.Resource, lookups: Lookups | None = None, reachable: Reachable | None = None
    ) -> None:
        """As for any table."""
        super().__init__(resource, lookups, reachable)
        self._total: int | None = None

    def layout(self, limit_errors: int) -> Layout | None:
        """As for any table."""
        self._ensure_there()
        if self._is_native:
            found = super().layout(limit_errors)
        else:
            with tempfile.TemporaryDirectory(prefix="beginning-") as folder:
                shown = Path(folder) / self._plain_name()
                with shown.open("wb") as target:
                    target.writelines(self._beginning())
                with shown_as(self._resource, shown):
                    found = super().layout(limit_errors)
        self._form, self._header_rows = _begins_as(self._resource)
        return found

    def how_to_prove(self, limit_errors: int) -> tuple[Layout | None, TablePlan]:
        """How its text is laid out, null for Parquet; and what its rows must satisfy. Raises UnreadableBlock."""
        if self.is_parquet:
            return None, self.plan_of_parquet()
        layout = self.layout(limit_errors)
        if layout is None:
            raise UnreadableBlock
        return layout, layout.plan

    def ensure_fit(self, pool: Executor, *, closely: bool) -> None:
        """Return if each part begins and ends as it must to be read after the others.

        Raises as `parts_fit.ensure_fit`.
        """
        if self._resource.format in _TEXT and self._form.encoding in ENCODINGS:
            ensure_fit(self.sources, self._form, self._header_rows, pool, closely=closely)

    def judge_all(self, limit_errors: int) -> Report:
        """Frictionless's report on the whole table: it is shown all of it as one file where it would not read it so."""
        self._ensure_there()
        if self._is_native:
            return super().judge_all(limit_errors)
        self.close()
        with tempfile.TemporaryDirectory(prefix="whole-") as folder:
            shown = self.glued(Path(folder))
            place = self._resource.place
            with shown_as(self._resource, shown):
                report = super().judge_all(limit_errors)
        for task in report.tasks:
            task.place = place
        return report

    def glued(self, folder: Path) -> Path:
        """The whole table as one file in `folder`. Raises UnfitPart where a part has other columns than the first."""
        if self.is_parquet and len(self.parts) > 1:
            from pipeline.prover.parquet import glue_parquet

            shown = folder / self._plain_name()
            glue_parquet(self.parts, self.fields, shown, self._reachable)
            return shown
        shown = folder / (self._plain_name() if len(self.parts) > 1 else name_of(self.parts[0].uri))
        with shown.open("wb") as target:
            if len(self.parts) > 1:
                target.writelines(as_one(self.sources, self.header_end))
            else:
                [part] = Parts([Part(0, self.parts[0].uri, self.parts[0].name)], self._reachable)
                target.writelines(chunks_from(part, 0))
                part.close()
        return shown

    def values(self, names: tuple[str, ...]) -> set[tuple[Any, ...]]:
        """What all rows have in these columns, as frictionless reads them for keys that refer to them."""
        self._ensure_there()
        with (
            tempfile.TemporaryDirectory(prefix="whole-") as folder,
            shown_as(self._resource, self.glued(Path(folder))),
            self._resource as resource,
        ):
            found = {tuple(row.get(name) for name in names) for row in resource.row_stream}
        return {values for values in found if set(values) != {None}}

    def rows_before(self) -> list[int]:
        """How many rows of data come before each part, counted one by one. Empty where that is not known."""
        if self.is_parquet:
            from pipeline.prover.parquet import rows_before

            return rows_before(self.parts, self._reachable)
        found = [0]
        try:
            for source in self.sources:
                content = source.read_at(source.size, 0)
                found.append(found[-1] + sum(1 for _ in Records(content, self._form)) - self._header_rows)
        except UnreadableBlock:
            return []
        return found[:-1]

    def _ensure_there(self) -> None:
        for part in self.parts:
            if not is_address(part.uri) and not Path(part.uri).is_file():
                raise UnfitPart(part.number, "missing")

    @cached_property
    def _is_native(self) -> bool:
        """Whether frictionless reads these parts as one table by itself."""
        resource = self._resource
        if (
            not resource.extrapaths
            or resource.format != "csv"
            or resource.compression
            or any(map(is_address, resource.paths))
        ):
            return False
        dialect = resource.dialect
        if not dialect.header:
            return True
        if self._header_rows != 1 or dialect.comment_char or dialect.comment_rows:
            return False
        heads = (unpacked(part) for part in self.parts[1:])
        return all(map(_leaves_out_header, heads))

    def _plain_name(self) -> str:
        """The name of the first part, unpacked."""
        name = name_of(self.parts[0].uri)
        return name.removesuffix(f".{self._resource.compression}") if self._resource.compression else name

    @cached_property
    def _form(self) -> Format:
        return self._begins[0]

    @cached_property
    def _header_rows(self) -> int:
        """Lines of each part above its rows; as frictionless sees it they may begin with a title."""
        return self._begins[1]

    @cached_property
    def _begins(self) -> tuple[Format, int]:
        """How frictionless reads the largest of the first parts: what is above a header is shorter than most lines."""
        copied = self._resource.to_copy()
        copied.schema.foreign_keys = []  # what they refer to need not be read
        with tempfile.TemporaryDirectory(prefix="beginning-") as folder:
            shown = Path(folder) / self._plain_name()
            largest = max(
                (self.sources[number] for number in range(min(len(self.sources), OPEN))), key=attrgetter("size")
            )
            shown.write_bytes(_whole_lines(largest, _BEGINNING))
            with shown_as(copied, shown), suppress(frictionless.FrictionlessException):
                copied.open()  # type: ignore[no-untyped-call]
                copied.close()
        return _begins_as(copied)

    def header_end(self, source: Source) -> int:
        """Where the rows of a part begin, in bytes."""
        return content_offset(source, self._form, self._header_rows) if self._header_rows else 0

    def _beginning(self) -> Iterator[bytes]:
        """The whole lines with which all parts as one file begin."""
        left = _BEGINNING
        for number in range(len(self.sources)):
            source = self.sources[number]
            start = self.header_end(source) if number else 0
            yield _whole_lines(source, left, start)
            left -= source.size - start
            if left <= 0:
                return

    def _counts_as_it_reads(self) -> bool:
        return True

    def _size(self) -> int:
        """Of all parts as one, in bytes."""
        if self._total is None:
            heads = (self.header_end(source) if number else 0 for number, source in enumerate(self.sources))
            self._total = sum(source.size - head for source, head in zip(self.sources, heads, strict=True))
        return self._total

    def _read_until(self, read_to: int) -> int:
        """How many bytes frictionless reads at least: of several files, whole lines at a time."""
        if not self._is_native:
            return super()._read_until(read_to)
        headless = self._resource.dialect.header is False
        stream = MultipartByteStream(self._resource.normpaths, remote=False, headless=headless)
        counted = 0
        while counted < read_to and (chunk := cast("bytes", stream.read(READ_SIZE))):
            counted += len(chunk)
        return counted


def _begins_as(resource: frictionless.Resource) -> tuple[Format, int]:
    """How a table that was opened is cut into cells, and how many lines are above its rows."""
    dialect = resource.dialect
    delimiter = formats.CsvControl.from_dialect(dialect).delimiter
    rows = max(dialect.header_rows, default=0) if dialect.header else 0
    return Format(resource.encoding or "utf-8", delimiter), rows


def _whole_lines(source: Source, limit: int, start: int = 0) -> bytes:
    """The lines from `start` on, up to a number of bytes."""
    content = source.read_at(limit, start)
    return content if start + len(content) == source.size else content[: content.rfind(b"\n") + 1]


def _leaves_out_header(source: Source) -> bool:
    """Whether the first line, as frictionless cuts lines, is the whole header of a part."""
    try:
        head = source.read_at(settings.DEFAULT_BUFFER_SIZE, 0)
        line = head.splitlines(keepends=True)[0] if head else b""
        return bool(line.strip()) and line.endswith((b"\n", b"\r")) and line.count(b'"') % 2 == 0
    finally:
        source.close()
