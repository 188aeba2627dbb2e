"""Excel: the flat table as a file of its own, and the whole package as one workbook for people.

A cell is a text unless its field is a number, a date or a boolean, so `0180` keeps its zero and nothing that
the source says is ever run as a formula.
"""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pipeline.errors import UsageError
from pipeline.formats import Format, Harvest
from pipeline.model import Table, Tables
from pipeline.schema import Field, TableSpec
from pipeline.versions import Edition
from pipeline.wording.editions import about

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 100_000  # Excel takes 1,048,576, but holds every cell in memory, and so does whoever writes the file
LONGEST_TEXT = 32_767  # characters that Excel keeps in a cell
LARGEST_EXACT = 10**15  # Excel keeps fifteen digits; an integer of more is written as text
LARGEST_NUMBER = 9.99999999999999e307  # Excel's own; a number beyond it is written as text
FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was; an earlier day becomes text
MILLISECOND = 1000  # microseconds; Excel keeps no smaller part of a moment: one with such a part becomes text
NARROWEST, WIDEST = 8, 60  # characters a column
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAME = frozenset("[]:*?/\\")
DICTIONARY_HEADINGS = (
    "Tabell",
    "Fält",
    "Rubrik",
    "Typ",
    "Obligatorisk",
    "Nyckel",
    "Beskrivning",
    "Rubrik på engelska",
    "Beskrivning på engelska",
)
COVER, DICTIONARY = "Om data", "Fält"


def write_table(edition: Edition, table: Table, path: Path) -> None:
    """The workbook of the flat table."""
    path.write_bytes(flat_workbook(edition, table))


def write_package(edition: Edition, tables: Tables, path: Path) -> None:
    """The workbook of the whole package."""
    path.write_bytes(package_workbook(edition, tables))


def flat_workbook(edition: Edition, table: Table) -> bytes:
    """A workbook with the rows of one table under Swedish headings, and a dictionary with the names of its fields."""
    with _Book(edition) as book:
        book.add_table(table.spec.name[:LONGEST_SHEET_NAME], table, [field.titles["sv"] for field in table.spec.fields])
        book.add_dictionary([table.spec])
    return book.content


def package_workbook(edition: Edition, tables: Tables) -> bytes:
    """A workbook with a cover, a data dictionary, and a sheet a table under Swedish headings."""
    with _Book(edition) as book:
        book.add_cover(edition)
        book.add_dictionary([table.spec for table in tables.values()])
        for name, table in zip(_sheet_names([table.spec for table in tables.values()]), tables.values(), strict=True):
            headings = [field.titles["sv"] for field in table.spec.fields]
            book.add_table(name, table, headings)
    return book.content


def _sheet_names(specs: Sequence[TableSpec]) -> list[str]:
    """A name for the sheet of each table: its Swedish title where Excel takes that, else the name of the table."""
    taken = {COVER.casefold(), DICTIONARY.casefold()}
    names = []
    for number, spec in enumerate(specs, start=1):
        title = spec.titles["sv"]
        fits = len(title) <= LONGEST_SHEET_NAME and not FORBIDDEN_IN_SHEET_NAME & set(title)
        wanted = (title if fits else spec.name, spec.name, f"{number} {spec.name}")
        name = next(short for item in wanted if (short := item[:LONGEST_SHEET_NAME]).casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return names


class _Book:
    """A workbook in the making; its bytes depend on nothing but what is put in."""

    def __init__(self, edition: Edition) -> None:
        import xlsxwriter

        self._stream = io.BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(self._stream, {"in_memory": True})
        self._book.set_properties(
            {
                "title": edition.package.titles["sv"],
                "comments": f"{edition.package.name} {edition.version}",
                "created": dt.datetime.fromisoformat(edition.published_at),
            }
        )
        self._heading = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._text = self._book.add_format({"num_format": "@", "valign": "top"})
        self._wrapped = self._book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"})
        self._plain = self._book.add_format({"valign": "top"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    @property
    def content(self) -> bytes:
        """The finished file."""
        return self._stream.getvalue()

    def add_cover(self, edition: Edition) -> None:
        """The first sheet: what this is, from where, how old, under which licence."""
        sheet = self._book.add_worksheet(COVER)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 20, self._heading)
        sheet.set_column(1, 1, 90, self._wrapped)
        for row, (label, text) in enumerate(about(edition, "sv")):
            sheet.write_string(row, 0, label, self._heading)
            sheet.write_string(row, 1, text, self._wrapped)

    def add_dictionary(self, specs: list[TableSpec]) -> None:
        """What each field of each table means."""
        rows = [_dictionary_row(spec, field) for spec in specs for field in spec.fields]
        self._add_sheet(DICTIONARY, DICTIONARY_HEADINGS, rows)

    def add_table(self, name: str, table: Table, headings: Iterable[str]) -> None:
        """The rows of a table."""
        self._add_sheet(name, headings, ([row[field] for field in table.spec.names] for row in table.rows()))

    def _add_sheet(self, name: str, headings: Iterable[str], rows: Iterable[list[Any]]) -> None:
        sheet = self._book.add_worksheet(name)
        widths = [len(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._heading)
        last = 0
        for last, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                if value is not None:
                    self._write(sheet, last, column, value)
                    widths[column] = max(widths[column], len(str(value)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)  # on paper, too, every page has its headings
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.autofilter(0, 0, last, len(widths) - 1)

    def _write(self, sheet: "Worksheet", row: int, column: int, value: Any) -> None:  # noqa: ANN401
        match value:
            case bool():
                sheet.write_boolean(row, column, value, self._plain)
            case int() if abs(value) < LARGEST_EXACT:
                sheet.write_number(row, column, value, self._plain)
            case float() if abs(value) <= LARGEST_NUMBER:
                sheet.write_number(row, column, value, self._plain)
            case dt.datetime() if value.date() >= FIRST_DAY and not value.microsecond % MILLISECOND:
                sheet.write_datetime(row, column, value, self._moment)
            case dt.datetime():
                self._write_text(sheet, row, column, value.isoformat())
            case dt.date() if value >= FIRST_DAY:
                sheet.write_datetime(row, column, value, self._date)
            case _:
                self._write_text(sheet, row, column, str(value))

    def _write_text(self, sheet: "Worksheet", row: int, column: int, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise UsageError(
                "text_too_long_for_excel", sheet=sheet.get_name(), row=row, length=len(text), most=LONGEST_TEXT
            )
        sheet.write_string(row, column, text, self._text)


def _dictionary_row(spec: TableSpec, field: Field) -> list[Any]:
    return [
        spec.name,
        field.name,
        field.titles["sv"],
        field.type,
        field.required,
        field.name in spec.primary_key,
        field.descriptions["sv"],
        field.titles["en"],
        field.descriptions["en"],
    ]


FORMAT = Format(
    name="xlsx",
    place=10,
    titles={"sv": "Excel", "en": "Excel"},
    good_for={"sv": "att öppna och läsa", "en": "opening and reading"},
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write_table=write_table,
    is_of_flat_table_alone=True,
    write_package=write_package,
    most_rows=MOST_ROWS,
    harvest=Harvest(
        "XLSX",
        {
            "sv": "Tabellen som Excelfil, med svenska rubriker.",
            "en": "The table as an Excel file, with Swedish headings.",
        },
    ),
    in_readme="Excel: `data/{flat}.xlsx`",
)
