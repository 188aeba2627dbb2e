"""Whether the CSV that a table becomes is proven by what proved the file that it came from.

Frictionless's verdict on a cell depends on its text and on the field. So a cell whose text is written as it was read,
under a field that is described as it was, needs no second proof; any other is proven as it will be written. Keys and
references, which compare rows, must be written as they were read: then they are as unique, and are found, as before.
The key of a table always has a value, so that no row is written blank.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Mask, booleans, is_empty, mask
from pipeline.prover.column import ColumnProof
from pipeline.prover.plan import columns_of
from pipeline.prover.reference import Failed
from pipeline.schema import Json, TableSpec
from pipeline.write.cells import TEXT, constant
from pipeline.write.delimited import unquoted

_TEXTS = frozenset({"title", "titles", "description", "descriptions", "change", "deprecated", "example", "rdfType"})
"""What a field says to people."""


class AsWritten:
    """What is known of one table, block by block.

    Attributes:
        is_proven: whether every block that was seen is proven as it will be written.
    """

    def __init__(self, spec: TableSpec, read: Json, referenced: Iterable[str]) -> None:
        """Prepare for a table.

        Args:
            spec: as it is published.
            read: the Table Schema of its file.
            referenced: its columns that tables refer to.
        """
        self.is_proven = True
        self._spec = spec
        self._compared = {*_compared(spec.descriptor), *referenced}
        was = {field["name"]: _meaning(field, read) for field in read["fields"]}
        now = {field.name: _meaning(field.descriptor, spec.descriptor) for field in spec.fields}
        self._described_alike = {name for name in now if was.get(name) == now[name]}

    @cached_property
    def _proofs(self) -> dict[str, ColumnProof]:
        """By column. Raises Failed where frictionless cannot use the schema: it says so when it judges."""
        return {column.name: ColumnProof(column) for column in columns_of(_judged(self._spec.descriptor))}

    def see(self, cells: Sequence[pa.StringArray], values: pa.RecordBatch) -> None:
        """A block of rows, as text in its file and as values; in any order, and in several threads at once."""
        if self.is_proven and not self._is_proven(cells, values):
            self.is_proven = False

    def _is_proven(self, cells: Sequence[pa.StringArray], values: pa.RecordBatch) -> bool:
        columns = zip(self._spec.fields, cells, values.columns, strict=False)
        try:
            return values.schema.names == list(self._spec.names) and all(
                self._is_column_proven(field.name, read, unquoted(column, field)) for field, read, column in columns
            )
        except Failed:
            return False

    def _is_column_proven(self, name: str, read: pa.StringArray, written: pa.Array) -> bool:
        """Whether all cells of a column are; `written` is null where there is no value."""
        same = _same(read, written) if name in self._described_alike else np.zeros(len(read), np.bool_)
        if same.all():
            return True
        if name in self._compared:
            return False
        others = written.filter(booleans(~same)).fill_null(constant("")).cast(pa.string())
        return bool(self._proofs[name].proven(others).all())


def _same(read: pa.StringArray, written: pa.Array) -> Mask:
    """Which cells are written as they were read; one without a value is written empty."""
    same = mask(pc.equal(read.cast(TEXT), written))
    if not written.null_count:
        return same
    present = mask(written.is_valid())
    return np.asarray(np.where(present, same, is_empty(read)))


def _meaning(field: Json, schema: Json) -> Json:
    """All that a field says of its cells, where what goes without saying is said as well."""
    said = {name: value for name, value in field.items() if name not in _TEXTS}
    missing = schema.get("missingValues", [""])
    return {"format": "default", "constraints": {}, "missingValues": missing, **said}


def _judged(schema: Json) -> Mapping[str, Any]:
    """A Table Schema without keys and references: its columns alone."""
    return {name: value for name, value in schema.items() if name not in {"primaryKey", "uniqueKeys", "foreignKeys"}}


def _compared(schema: Json) -> Iterator[str]:
    """The columns whose rows are compared: with each other, or with those of another table."""
    yield from (field["name"] for field in schema["fields"] if field.get("constraints", {}).get("unique"))
    keys = [schema["primaryKey"], *schema.get("uniqueKeys", ())]
    keys += [key["fields"] for key in schema.get("foreignKeys", ())]
    for key in keys:
        yield from [key] if isinstance(key, str) else key


def referenced(specs: Iterable[TableSpec], table: str) -> Iterator[str]:
    """The columns of a table that tables refer to."""
    for spec in specs:
        for reference in (key["reference"] for key in spec.foreign_keys):
            if (reference.get("resource") or spec.name) == table:
                yield from [reference["fields"]] if isinstance(reference["fields"], str) else reference["fields"]
