"""Every form in which a version is published: a module a form, whose `FORMAT` is all that anybody knows of it.

Another format is another module here: command, version folder, `datapackage.json`, README, pages, catalogue and server
read it from its description. Listing the names imports none of them, so that `--help` answers at once.

A writer writes the same bytes for the same input: in another process, time zone, locale or umask. One that takes a
table batch by batch needs little memory for a large one.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from pipeline.files import sha256_of
from pipeline.model import LANGUAGES, DataFile, Edition, Table, Tables
from pipeline.schema import Json, Text

MAIN = "csv"
"""The form that every version has: it is judged, read back, and its resources bear the plain names of the tables."""
NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
"""The name of every format: that of its module."""


@dataclass(frozen=True)
class Loader:
    """Code that loads the flat table, for people to copy."""

    id: str
    """Its anchor on the page."""
    name: str
    code: str
    """`{url}` is where the file is, `{name}` the name of the table."""
    how: Text | None = None
    """Where to paste it; null where that goes without saying."""


@dataclass(frozen=True)
class Harvest:
    """How portals are told of the flat table in this form."""

    file_type: str
    """A code of the EU's list of file types."""
    description: Text


@dataclass(frozen=True, eq=False)
class Format:
    """One form of the data: what it is called, what it is for, how it is written, described, harvested and loaded."""

    name: str
    """As in `--formats`."""
    place: int
    """Where it stands among the others, wherever people choose: what most of them want comes first."""
    titles: Text
    good_for: Text
    suffix: str
    media_type: str
    """As IANA registers it."""
    write_table: Callable[[Edition, Table, Path], None] | None = None
    """Writes the file of one table; null where no file holds a table."""
    write_package: Callable[[Edition, Tables, Path], None] | None = None
    """Writes the file of the whole package; null where there is none."""
    package_path: str = "data/{package}{suffix}"
    is_of_flat_table_alone: bool = False
    """Whether no other table has a file of its own."""
    is_bundle: bool = False
    """Whether it holds other files of the version: then it is written last, after `datapackage.json`, and not in it."""
    kind: str | None = None
    """The kind of package that has it; null: every one."""
    most_rows: int | None = None
    """A package with a longer table does not have it; null: no table is too long."""
    resource: Json | None = None
    """What `datapackage.json` says of its tables beside path, hash and schema; null where it does not describe them."""
    empty_is_table: bool = True
    """Whether frictionless reads a table without rows."""
    describes: str | None = None
    """The format whose files it describes: it is no data itself."""
    harvest: Harvest | None = None
    """Null where portals are not told of it."""
    in_readme: str = ""
    """How the README tells to load `{flat}`, the flat table; empty where it does not."""
    loaders: Sequence[Loader] = ()

    def suits(self, kind: str, rows: Mapping[str, int]) -> bool:
        """Whether a package of this kind, with so many rows in each table, has this format."""
        return self.kind in {None, kind} and not self.is_too_small_for(rows)

    def is_too_small_for(self, rows: Mapping[str, int]) -> bool:
        """Whether a table has more rows than it takes."""
        return self.most_rows is not None and max(rows.values(), default=0) > self.most_rows

    def write(self, edition: Edition, tables: Tables, folder: Path) -> list[DataFile]:
        """Write its files of a version below the version folder; what was written, read back from disk."""
        files = []
        for name, table in tables.items():
            if self.write_table and (name == edition.package.flat_table or not self.is_of_flat_table_alone):
                path = f"data/{name}{self.suffix}"
                self.write_table(edition, table, _made(folder / path))
                files.append(self._file(folder, path, name))
        if self.write_package:
            path = self.package_path.format(package=edition.package.name, suffix=self.suffix)
            self.write_package(edition, tables, _made(folder / path))
            files.append(self._file(folder, path))
        return files

    def _file(self, folder: Path, path: str, table: str | None = None) -> DataFile:
        size, sha256 = (folder / path).stat().st_size, sha256_of(folder / path)
        return DataFile(path, self.name, self.media_type, size, sha256, table)


def _made(path: Path) -> Path:
    """`path`, in a folder that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@cache
def every() -> tuple[Format, ...]:
    """Every format, in the order in which people are offered them."""
    found: list[Format] = [import_module(f"{__name__}.{name}").FORMAT for name in NAMES]
    return tuple(sorted(found, key=lambda form: form.place))


def called(name: str) -> Format:
    """The format of this name; of one that is not written any more, all that its name tells."""
    known = next((form for form in every() if form.name == name), None)
    titles, nothing = dict.fromkeys(LANGUAGES, name.upper()), dict.fromkeys(LANGUAGES, "")
    return known or Format(name, len(NAMES), titles, nothing, f".{name}", "application/octet-stream")


def of_kind(kind: str, asked: Sequence[str], rows: Mapping[str, int]) -> list[Format]:
    """In which formats a version is written, in the order of writing: the one that is judged comes first.

    Args:
        kind: of its package.
        asked: the formats that were asked for; empty means all.
        rows: the number of rows of each table.
    """
    found = [form for form in every() if (not asked or form.name in {MAIN, *asked}) and form.suits(kind, rows)]
    return sorted(found, key=lambda form: (form.is_bundle, form.name != MAIN))
