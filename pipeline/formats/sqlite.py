"""SQLite: the tables with types and keys, what their fields mean, and views with headings for people."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import UsageError
from pipeline.formats import Format
from pipeline.model import LANGUAGES, Table, Tables
from pipeline.schema import Field, TableSpec
from pipeline.spool import quoted
from pipeline.versions import Edition
from pipeline.wording.editions import about
from pipeline.write.cells import as_text

COLUMN_TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "number": "REAL",
    "year": "INTEGER",
}
"""By Table Schema type; a field of any other type is text."""
MOST_COLUMNS = 2000  # that SQLite takes as it is usually built (SQLITE_MAX_COLUMN)
PAGE_SIZE = 4096  # bytes; SQLite's default, named so that no build of SQLite decides it
DESCRIPTIONS = (
    """CREATE TABLE "_package" ("language" TEXT NOT NULL, "label" TEXT NOT NULL, "value" TEXT NOT NULL) STRICT""",
    """CREATE TABLE "_tables" (
  "table_name" TEXT PRIMARY KEY NOT NULL,
  "title_sv" TEXT NOT NULL, "title_en" TEXT NOT NULL,
  "description_sv" TEXT NOT NULL, "description_en" TEXT NOT NULL
) STRICT""",
    """CREATE TABLE "_fields" (
  "table_name" TEXT NOT NULL REFERENCES "_tables" ("table_name"), "position" INTEGER NOT NULL,
  "field" TEXT NOT NULL, "type" TEXT NOT NULL,
  "title_sv" TEXT NOT NULL, "title_en" TEXT NOT NULL,
  "description_sv" TEXT NOT NULL, "description_en" TEXT NOT NULL,
  PRIMARY KEY ("table_name", "field")
) STRICT""",
)


def write_package(edition: Edition, tables: Tables, path: Path) -> None:
    """The database: the tables, `_package`, `_tables`, `_fields`, and views of the flat table.

    A day or a moment is ISO text, a boolean 0 or 1. The tables are STRICT: no value is of another type than its column.

    Raises:
        UsageError: a table has more columns than SQLite takes.
    """
    if wide := [table.spec.name for table in tables.values() if len(table.spec.fields) > MOST_COLUMNS]:
        raise UsageError("too_wide_for_sqlite", table=wide[0], most=MOST_COLUMNS)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        database.execute("PRAGMA journal_mode = MEMORY")  # a journal beside the file would serve nobody
        database.execute("BEGIN")
        _describe(database, edition, tables)
        for table in tables.values():
            database.execute(create_table(table.spec, tables))
            places = ", ".join("?" * len(table.spec.fields))
            insert = f"INSERT INTO {quoted(table.spec.name)} VALUES ({places})"  # noqa: S608 (names are quoted)
            database.executemany(insert, _rows(table))
        for statement in _views(edition, tables):
            database.execute(statement)
        database.execute("COMMIT")


def create_table(spec: TableSpec, tables: Tables) -> str:
    """The statement that makes a table; a foreign key to a table that is not among `tables` is left out."""
    lines = [_column(field) for field in spec.fields]
    lines.append(f"PRIMARY KEY ({_names(spec.primary_key)})")
    for key in spec.foreign_keys:
        other = key["reference"]["resource"] or spec.name
        if other in tables:
            target = f"{quoted(other)} ({_names(key['reference']['fields'])})"
            lines.append(f"FOREIGN KEY ({_names(key['fields'])}) REFERENCES {target}")
    return f"CREATE TABLE {quoted(spec.name)} (\n  " + ",\n  ".join(lines) + "\n) STRICT"


def _column(field: Field) -> str:
    rules = " NOT NULL" if field.required else ""
    if field.constraints.get("unique"):
        rules += " UNIQUE"
    if field.type == "boolean":
        rules += f" CHECK ({quoted(field.name)} IN (0, 1))"
    kind = COLUMN_TYPES.get(field.type, "TEXT")
    return f"{quoted(field.name)} {kind}{rules}"


def _rows(table: Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.batches():
        yield from zip(*(_values(column) for column in batch.columns), strict=True)


def _values(column: pa.Array) -> list[Any]:
    """The values of a column as SQLite takes them: a day or a moment as ISO text."""
    return (as_text(column) if pa.types.is_temporal(column.type) else column).to_pylist()  # type: ignore[no-any-return]


def _views(edition: Edition, tables: Tables) -> Iterator[str]:
    """The flat table under the titles of its fields: `roster_sv`, `roster_en`."""
    flat = edition.package.flat_table
    if flat in tables:
        for language in LANGUAGES:
            fields = tables[flat].spec.fields
            columns = ", ".join(f"{quoted(field.name)} AS {quoted(field.titles[language])}" for field in fields)
            select = f"SELECT {columns} FROM {quoted(flat)}"  # noqa: S608 (names are quoted)
            yield f"CREATE VIEW {quoted(f'{flat}_{language}')} AS {select}"


def _describe(database: sqlite3.Connection, edition: Edition, tables: Tables) -> None:
    for statement in DESCRIPTIONS:
        database.execute(statement)
    for language in LANGUAGES:
        rows = [(language, label, value) for label, value in about(edition, language)]
        database.executemany('INSERT INTO "_package" VALUES (?, ?, ?)', rows)
    for table in tables.values():
        spec = table.spec
        database.execute('INSERT INTO "_tables" VALUES (?, ?, ?, ?, ?)', (spec.name, *_texts(spec)))
        database.executemany(
            'INSERT INTO "_fields" VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            [(spec.name, n, field.name, field.type, *_texts(field)) for n, field in enumerate(spec.fields, 1)],
        )


def _texts(described: TableSpec | Field) -> list[str]:
    texts = (described.titles, described.descriptions)
    return [text[language] for text in texts for language in LANGUAGES]


def _names(names: list[str] | tuple[str, ...] | str) -> str:
    return ", ".join(quoted(name) for name in ([names] if isinstance(names, str) else names))


FORMAT = Format(
    name="sqlite",
    place=50,
    titles={"sv": "SQLite", "en": "SQLite"},
    good_for={"sv": "frågor i SQL", "en": "queries in SQL"},
    suffix=".sqlite",
    media_type="application/vnd.sqlite3",
    write_package=write_package,
)
