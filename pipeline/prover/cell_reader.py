"""Frictionless's own reader of the cells of a field, which can be sent to another process: it is made anew there."""

from collections.abc import Callable, Mapping
from typing import Any

import frictionless
from frictionless.schema import field as _frictionless

import pipeline.prover.keywords  # noqa: F401 (lets frictionless read what it does not know of)
from pipeline.prover.patterns import compiled


class _Patterns:
    """What frictionless calls `re` where it compiles the patterns of a schema: ours end in bounded time."""

    compile = staticmethod(compiled)


_frictionless.re = _Patterns  # type: ignore[assignment, attr-defined]  # it is pinned, and uses nothing else of `re` there


class FieldReader:
    """The value of a cell, and notes where it is not valid. Travels as the field's descriptor."""

    def __init__(self, field: frictionless.Field, missing: tuple[str, ...]) -> None:
        """Read as `field` does, whose missing values are known, be they its own or its schema's."""
        self._field = field
        self._missing = missing
        self._read = field.create_cell_reader()

    def __call__(self, cell: str | None) -> tuple[Any, Mapping[str, str] | None]:
        """The value of a cell."""
        return self._read(cell)

    def __reduce__(self) -> tuple[Callable[..., "FieldReader"], tuple[dict[str, Any], tuple[str, ...]]]:
        """What makes the same reader elsewhere."""
        return reader_of, (self._field.to_descriptor(), self._missing)


def reader_of(descriptor: Mapping[str, Any], missing: tuple[str, ...]) -> FieldReader:
    """The reader of a field that is described."""
    field = frictionless.Field.from_descriptor(dict(descriptor))
    field.missing_values = list(missing)
    return FieldReader(field, missing)
