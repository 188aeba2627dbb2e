"""Every form in which a version is published. One module a form; all write from the same tables.

A writer takes what is said of the version as a whole, its tables, and the version folder; it writes below the
folder and answers with what it wrote. The same input gives the same bytes: in another process, time zone,
locale or umask. CSV, JSON and Parquet are written batch by batch, so that a large table needs little memory.
"""

from collections.abc import Callable
from pathlib import Path

from pipeline.model import DataFile, Edition, Tables
from pipeline.write import bundle, columnar, csvw, database, delimited, objects, workbook

Writer = Callable[[Edition, Tables, Path], list[DataFile]]

WRITERS: dict[str, Writer] = {
    "csv": delimited.write,
    "json": objects.write,
    "parquet": columnar.write,
    "xlsx": workbook.write,
    "sqlite": database.write,
    "csvw": csvw.write,
}
"""The forms of the data itself, by name; they need nothing but the tables."""

BUNDLES: dict[str, Writer] = {"zip": bundle.write}
"""The forms that hold other files of the version: written last, after `datapackage.json`."""
