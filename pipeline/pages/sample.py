"""Any table at all: its first rows and a profile, for packages that have no page of their own kind."""

import datetime as dt
from dataclasses import dataclass

from pipeline.pages.page import Context, Section
from pipeline.pages.profile import ColumnProfile, profile
from pipeline.past import Contents
from pipeline.wording.plain import cut

SHOWN = 20  # rows: enough to see what the data is like
LONGEST = 120  # letters of a cell
SET_AS = {"integer": "number", "number": "number", "date": "moment", "datetime": "moment", "time": "moment"}
"""How the cells of a type are set: numbers to the right, and neither they nor days broken at a hyphen."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, its name in the files, and how its cells are set."""

    heading: str
    name: str
    set_as: str
    """`number`, `moment`, or empty for text."""


@dataclass(frozen=True)
class Sample:
    """The first rows, every cell as text, and what all rows hold."""

    lede: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    profile: tuple[ColumnProfile, ...]


def sample(contents: Contents, context: Context) -> Section:
    """The section with the first rows of the flat table; its anchor is that of the table."""
    table = contents.flat_table
    spec = contents.tables[table].spec
    rows = contents.first_rows(table, SHOWN)
    total = contents.facts["rows"][table]
    language = context.language
    facts = {"shown": len(rows), "total": total, "table": spec.titles[language]}
    is_whole = len(rows) == total
    view = Sample(
        lede=context.say("sample_lede_all" if is_whole else "sample_lede", **facts),
        columns=tuple(Column(field.titles[language], field.name, SET_AS.get(field.type, "")) for field in spec.fields),
        rows=tuple(tuple(_cell(row[name], context) for name in spec.names) for row in rows),
        profile=profile(contents, context),
    )
    heading = context.say("sample_nav" if is_whole else "sample")
    return Section(table, heading, "sample.html", view, context.say("sample_nav"))


def _cell(value: object, context: Context) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return context.say("yes" if value else "no")
    return cut(value.isoformat() if isinstance(value, dt.date) else str(value), LONGEST)
