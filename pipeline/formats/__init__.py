"""Every form in which a version is published: a module a form, whose `FORMAT` is all that anybody knows of it.

Another format is another module here: command, version folder, `datapackage.json`, README, pages, catalogue and server
read it from its description. Listing the names imports none of them, so that `--help` answers at once.

A writer writes the same bytes for the same input: in another process, time zone, locale or umask. One that takes a
table batch by batch needs little memory for a large one.
"""

import hashlib
import os
import pkgutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import format_sums, link_or_copy, sha256_once
from pipeline.model import LANGUAGES, PackageSpec, Part, Table, Tables
from pipeline.schema import Json, TableSpec, Text
from pipeline.versions import DataFile, Edition, PartFile

MAIN = "csv"
"""The form that every version has: it is judged, read back, and its resources bear the plain names of the tables."""
NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
"""The name of every format: that of its module."""
AT_ONCE = 4  # parts of a table that are packed side by side: that takes most of the time, and little memory


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
    of_parts: str = ""
    """The code where the table is in parts: `{latest}` is where the version is. Empty where there is none."""


@dataclass(frozen=True)
class Parted:
    """How a table is written in parts."""

    suffix: str
    """Of the files."""
    write_part: Callable[[Edition, Table, Path], None]
    """Writes a file that says nothing of the version it is in: the same rows are the same bytes in the next one."""
    is_current: Callable[[Edition, TableSpec, Path], bool] = lambda _edition, _spec, _path: True
    """Whether a file of the same rows, from an earlier version, says of them what would be said today."""
    packed: str | None = None
    """The media type of what packs each file; null where they are not packed."""
    in_readme: str = ""
    """How the README tells to load them all; `{folder}` is where they lie."""


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
    kinds: frozenset[str] = frozenset()
    """The kinds of package that have it; empty: every one."""
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
    parted: Parted | None = None
    """Null where a table in parts is not written in it."""

    def suits(self, kind: str, rows: Mapping[str, int], in_parts: Collection[str] = ()) -> bool:
        """Whether a package of this kind, with so many rows in each table, these of them in parts, has this format."""
        left_out = self.is_too_small_for(rows) or self.is_too_whole_for(rows, in_parts)
        return (not self.kinds or kind in self.kinds) and not left_out

    def is_too_whole_for(self, tables: Collection[str], in_parts: Collection[str]) -> bool:
        """Whether it would be one file of all tables, or of tables that are in parts alone."""
        if not in_parts or self.parted:
            return False
        return self.write_package is not None or set(in_parts) >= set(tables)

    def is_too_small_for(self, rows: Mapping[str, int]) -> bool:
        """Whether a table has more rows than it takes."""
        return self.most_rows is not None and max(rows.values(), default=0) > self.most_rows

    def write(
        self, edition: Edition, tables: Tables, folder: Path, written: Callable[[Path], object] | None = None
    ) -> list[DataFile]:
        """Write its files of a version below the version folder; what was written, read back from disk.

        Args:
            edition: what is said of the version as a whole.
            tables: its tables.
            folder: that of the version.
            written: is told of each file of a whole table, or of the package, before it is read back; null: nobody is.
        """
        files = []
        paths = self.paths(edition.package, tables)
        for name, table in tables.items():
            if table.parts:
                files += [self._write_parts(edition, table, self.parted, folder)] if self.parted else []
            elif self.write_table and name in paths:
                self.write_table(edition, table, _made(folder / paths[name]))
                files.append(self._file(folder / paths[name], paths[name], name, written))
        if self.write_package:
            self.write_package(edition, tables, _made(folder / paths[None]))
            files.append(self._file(folder / paths[None], paths[None], None, written))
        return files

    def paths(self, package: PackageSpec, tables: Tables) -> dict[str | None, str]:
        """Where its files lie in a version: by table that is not in parts; of the package, by null.

        The file of a package that is called as its flat table makes way for the file of the table.
        """
        paths: dict[str | None, str] = {
            name: f"data/{name}{self.suffix}"
            for name, table in tables.items()
            if self.write_table and not table.parts and (name == package.flat_table or not self.is_of_flat_table_alone)
        }
        if self.write_package:
            path = self.package_path.format(package=package.name, suffix=self.suffix)
            aside = self.package_path.format(package=f"{package.name}-package", suffix=self.suffix)
            paths[None] = aside if path.lower() in {each.lower() for each in paths.values()} else path
        return paths

    def _write_parts(self, edition: Edition, table: Table, parted: Parted, folder: Path) -> DataFile:
        """Write a table in parts; those whose rows an earlier version has in such a file are that file."""
        from pipeline.machine.threads import side_by_side  # --help knows the formats, and writes none

        home = f"data/{table.spec.name}/{self.name}"

        def written(part: Part) -> PartFile:
            path = f"{home}/{part.name}{parted.suffix}"
            place = _made(folder / path)
            if not self._is_taken_over(edition, part, parted, place):
                parted.write_part(edition, part.table, place)
            return PartFile(path, place.stat().st_size, sha256_once(place), part.rows, part.rows_sha256)

        at_once = min(AT_ONCE, os.cpu_count() or 1) if parted.packed else 1
        files = side_by_side(written, table.parts, at_once)
        listed = hashlib.sha256(format_sums({file.path: file.sha256 for file in files})).hexdigest()
        size = sum(file.bytes for file in files)
        return DataFile(home, self.name, self.media_type, size, listed, table.spec.name, tuple(files))

    def _is_taken_over(self, edition: Edition, part: Part, parted: Parted, place: Path) -> bool:
        """Whether the file at `place` is now that of an earlier version: there is one, whole, with the same to say."""
        known = part.published.get(self.name)
        if known is None or known.path.name != place.name or sha256_once(known.path) != known.sha256:
            return False
        if not parted.is_current(edition, part.table.spec, known.path):
            return False
        link_or_copy(known.path, place)
        return True

    def _file(self, place: Path, path: str, table: str | None, written: Callable[[Path], object] | None) -> DataFile:
        if written:
            written(place)
        return DataFile(path, self.name, self.media_type, place.stat().st_size, sha256_once(place), table)


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


def parted(tables: Tables) -> list[str]:
    """The names of the tables that are in parts."""
    return [name for name, table in tables.items() if table.parts]


def ensure_apart(package: PackageSpec, tables: Tables, forms: Iterable[Format]) -> None:
    """Return if no two files of a version would be the same one; capitals tell none apart on Windows and macOS.

    Raises:
        UsageError: two would, in some of the forms: a table has the name of something else.
    """
    taken: dict[str, str] = {}
    for form in forms:
        for table, path in form.paths(package, tables).items():
            owner = table or package.name
            if one := taken.get(path.lower()):
                raise UsageError("files_collide", package=package.name, path=path, one=one, other=owner)
            taken[path.lower()] = owner


def of_kind(kind: str, asked: Sequence[str], rows: Mapping[str, int], in_parts: Collection[str] = ()) -> list[Format]:
    """In which formats a version is written, in the order of writing: the one that is judged comes first.

    Args:
        kind: of its package.
        asked: the formats that were asked for; empty means all.
        rows: the number of rows of each table.
        in_parts: the tables that are in parts.
    """
    wanted = [form for form in every() if not asked or form.name in {MAIN, *asked}]
    found = [form for form in wanted if form.suits(kind, rows, in_parts)]
    return sorted(found, key=lambda form: (form.is_bundle, form.name != MAIN))
