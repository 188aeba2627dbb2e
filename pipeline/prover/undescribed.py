"""A table that nobody has described, as frictionless opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import frictionless
from frictionless import formats

from pipeline.errors import UsageError


@contextmanager
def opened(resource: frictionless.Resource) -> "Iterator[Opened]":
    """The table, open for the block.

    Raises:
        UsageError: it cannot be opened.
    """
    try:
        resource.open()  # type: ignore[no-untyped-call]
    except frictionless.FrictionlessException as exception:
        raise UsageError("table_unopened", file=resource.path or "", detail=exception.error.note) from exception
    try:
        yield Opened(resource)
    finally:
        resource.close()


class Opened:
    """An open table.

    Attributes:
        format: `csv`, `xlsx`, …
        names: those of its fields: its labels, or what stands for them where they are empty or there twice.
        encoding: in which it is read; null where it is no text.
        delimiter: what stands between its cells; null where it is no text.
    """

    def __init__(self, resource: frictionless.Resource) -> None:
        """Take a resource that is open."""
        self._resource = resource
        self.format = resource.format or ""
        self.names: list[str] = resource.schema.field_names
        is_text = self.format in {"csv", "tsv"}
        self.encoding = resource.encoding if is_text else None
        self.delimiter = formats.CsvControl.from_dialect(resource.dialect).delimiter if is_text else None

    def cells(self) -> Iterator[list[Any]]:
        """The cells of each row below the header, as the file has them."""
        first: int = self._resource.dialect.create_first_content_row()  # type: ignore[no-untyped-call]
        yield from islice(self._resource.cell_stream, first - 1, None)  # type: ignore[attr-defined]
