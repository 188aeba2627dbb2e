"""A profile of a table of any length: how much of each column is filled, and between which values it lies.

The figures stand in the footer of the Parquet file, so that no row is read.
"""

import datetime as dt
from dataclasses import dataclass

import pyarrow.parquet as pq

from pipeline.pages.page import Context
from pipeline.past import Contents
from pipeline.wording.pages import written
from pipeline.wording.sentences import number

ORDERED = {"integer", "number", "date"}
"""The types whose least and greatest value say something; those of texts are cut short in a footer."""


@dataclass(frozen=True)
class ColumnProfile:
    """One column."""

    heading: str
    name: str
    filled: str
    """Per cent of the rows that have a value."""
    least: str
    greatest: str
    """Empty where the type has no order that says something."""


def profile(contents: Contents, context: Context) -> tuple[ColumnProfile, ...]:
    """The profile of the flat table; empty where it was not published as Parquet, or has no rows."""
    table = contents.flat_table
    file = next((file for file in contents.data_files if (file.table, file.format) == (table, "parquet")), None)
    if file is None:
        return ()
    footers = [pq.read_metadata(contents.release.folder / path) for path in file.hashes]
    groups = [footer.row_group(index) for footer in footers for index in range(footer.num_row_groups)]
    columns = []
    for index, field in enumerate(contents.tables[table].spec.fields):
        statistics = [group.column(index).statistics for group in groups]
        if not groups or any(found is None for found in statistics):
            return ()
        filled = sum(found.num_values for found in statistics) / sum(footer.num_rows for footer in footers)
        bounds = [b for s in statistics if s.has_min_max for b in (s.min, s.max)] if field.type in ORDERED else []
        columns.append(
            ColumnProfile(
                heading=field.titles[context.language],
                name=field.name,
                filled=_per_cent(filled, context.language),
                least=_value(min(bounds), context.language) if bounds else "",
                greatest=_value(max(bounds), context.language) if bounds else "",
            )
        )
    return tuple(columns)


def _per_cent(share: float, language: str) -> str:
    """Whole per cent, but never 0 or 100 where that is not exact."""
    rounded = round(share * 100)
    if (rounded == 0 and share > 0) or (rounded == 100 and share < 1):  # noqa: PLR2004
        return f"{'<' if rounded == 0 else '>'}{1 if rounded == 0 else 99}{written('per_cent', language)}"
    return f"{rounded}{written('per_cent', language)}"


def _value(value: float | dt.date, language: str) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return number(value, language) if isinstance(value, int) else str(value)
