"""A table in parts: which files they are, and how to read them one after the other as if they were one.

A part is a file with a header of its own. A list keeps its order, as the Data Package standard has it; the files of a
folder, and those that a pattern names, are sorted by path.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast, overload
from urllib.parse import unquote

from pipeline.errors import UsageError
from pipeline.observe.blocks import UNREADABLE
from pipeline.observe.blocks import opened as content_of
from pipeline.observe.facts import Packing
from pipeline.prover.store import CHUNK, FileSource, Reachable, Source, is_address, listed, name_of, opened

OPEN = 32  # files at a time, of which blocks are read and read again: a thousand would be more than a process may have
_MAGIC = frozenset("*?[")
_NULL = "__HIVE_DEFAULT_PARTITION__"  # what Hive, Spark and Arrow write where there is no value
_PACKED = frozenset({".gz", ".zip"})


class UnfitPart(Exception):
    """A part that does not fit the others.

    Attributes:
        part: its number, from 0.
        why: what is wrong, as the key of its sentence says it after `part_`.
        field: of which column; empty where it is no matter of one.
        found: what it has.
        expected: what the first part has.
    """

    def __init__(self, part: int, why: str, *, field: str = "", found: object = "", expected: object = "") -> None:
        """Keep what is wrong."""
        super().__init__(part, why)
        self.part = part
        self.why = why
        self.field = field
        self.found = found
        self.expected = expected

    def named(self, parts: "Sequence[Part]") -> UsageError:
        """What is told of it."""
        return UsageError(
            f"part_{self.why}",
            place=parts[self.part].name,
            first=parts[0].name,
            field=self.field,
            found=self.found,
            expected=self.expected,
        )


def is_expandable(path: str, folder: Path) -> bool:
    """Whether a path may stand for several files: a folder, a pattern, or what lies in a store."""
    if is_address(path):
        return not path.lower().startswith(("http://", "https://"))
    return path != "" and ((folder / path).is_dir() or (bool(_MAGIC & set(path)) and not (folder / path).exists()))


def expanded(path: str, folder: Path) -> list[str]:
    """The files that a path stands for, sorted; those of this machine relative to `folder` if the path is.

    Names that begin with `.` or `_` are no data, by the custom of Hive and Spark.

    Raises:
        UsageError: there is none, or they are of several kinds.
        SourceError: a store does not give its list.
    """
    if not is_expandable(path, folder):
        return [path]
    if is_address(path):
        base = path.rstrip("/")
        found = [each for each in listed(base) if each == base or _is_data(each.removeprefix(base))]
    else:
        matched = [path] if (folder / path).is_dir() else glob(path, root_dir=folder, recursive=True)  # noqa: PTH207 (it keeps `..`)
        found = [each for one in matched for each in _files(one, folder)]
    files = sorted(set(found))
    if not files:
        raise UsageError("parts_none", place=path)
    usual = Counter(map(kind_of, files)).most_common(1)[0][0]
    if other := next((file for file in files if kind_of(file) != usual), None):
        first = next(file for file in files if kind_of(file) == usual)
        raise UsageError("part_of_another_kind", place=other, first=first)
    return files


def kind_of(path: str) -> str:
    """The endings of a file's name, which tell its format: `.csv.gz`, `.parquet`."""
    name = name_of(path).lower()
    last = PurePosixPath(name).suffix
    return PurePosixPath(name).with_suffix("").suffix + last if last in _PACKED else last


def _files(path: str, folder: Path) -> Iterator[str]:
    """A file, or all those below a folder."""
    if not (folder / path).is_dir():
        if _is_data("/" + Path(path).name):
            yield path
        return
    for root, folders, names in os.walk(folder / path, onerror=_refused):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        linked = [name for name in folders if Path(root, name).is_symlink()]  # nobody walks into one: refused as a part
        for name in (*names, *linked):
            if not name.startswith((".", "_")):
                yield Path(path, Path(root).relative_to(folder / path), name).as_posix()


def _refused(error: OSError) -> None:
    """Raise that a folder cannot be listed: what lies there would be taken for what is not there."""
    raise error


def _is_data(path: str) -> bool:
    return not any(step.startswith((".", "_")) for step in path.split("/"))


def partitions_of(path: str) -> dict[str, str | None]:
    """The columns that a path tells of, as Hive has it: `year=2024/part.parquet`; null where there is no value."""
    found = {}
    for step in path.split("/")[:-1]:
        name, sign, value = step.partition("=")
        if sign and name:
            found[unquote(name)] = None if value == _NULL else unquote(value)
    return found


@dataclass(frozen=True)
class Part:
    """One file of a table."""

    number: int
    """From 0."""
    uri: str
    """A path or an address. It holds no password."""
    name: str
    """As whoever asked for it calls it."""
    compression: str = ""
    """`gz`, `zip`, or nothing."""
    innerpath: str | None = None
    """The file within a zip; null for the first."""


class Parts(Sequence[Source]):
    """The parts of a table, each opened when it is read; some stay open."""

    def __init__(self, parts: Sequence[Part], reachable: Reachable | None = None) -> None:
        """Open nothing yet; `reachable` as for `store.opened`."""
        self.parts = tuple(parts)
        self.reachable = reachable
        self._open: OrderedDict[int, Source] = OrderedDict()

    def close(self) -> None:
        """Close what is open; it is opened again where it is asked for."""
        while self._open:
            self._open.popitem()[1].close()

    def __len__(self) -> int:
        """How many there are."""
        return len(self.parts)

    @overload
    def __getitem__(self, number: int) -> Source: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Source]: ...
    def __getitem__(self, number: Any) -> Any:
        """A part, open until some others are asked for. Raises as `store.opened`."""
        if number in self._open:
            self._open.move_to_end(number)
            return self._open[number]
        if len(self._open) >= OPEN:
            self._open.popitem(last=False)[1].close()
        source = self._open[number] = unpacked(self.parts[number], self.reachable)
        return source

    @property
    def names(self) -> list[str]:
        """What whoever asked calls them."""
        return [part.name for part in self.parts]

    def elsewhere(self) -> "Parts":
        """The same, for another thread to read."""
        return Parts(self.parts, self.reachable)


def unpacked(part: Part, reachable: Reachable | None = None) -> Source:
    """A part that is open, and unpacked where it is an archive.

    Raises:
        UsageError: the archive is damaged.
        SourceError: the part is not reached.
    """
    source = opened(part.uri, reachable)
    if not part.compression:
        return source
    with tempfile.TemporaryFile() as target, tempfile.NamedTemporaryFile() as fetched:
        try:
            packed = Packing(Path(part.uri), part.compression, part.innerpath, _LOOKED_AT)
            if is_address(part.uri):
                fetched.writelines(chunks_from(source, 0))
                fetched.flush()
                packed = Packing(Path(fetched.name), part.compression, part.innerpath)
            with content_of(packed) as content:
                shutil.copyfileobj(content, cast("IO[bytes]", target))
        except UsageError as error:
            raise UsageError(error.key, **{**error.facts, "file": part.name}) from error
        except UNREADABLE as error:
            raise UsageError("table_unreadable", file=part.name, detail=str(error) or "?") from error
        finally:
            source.close()
        target.flush()
        return FileSource(os.dup(target.fileno()), owned=True)


_LOOKED_AT = sys.maxsize  # an archive of this machine unpacks to no more than is allowed: it was looked at before


def chunks_from(source: Source, offset: int) -> Iterator[bytes]:
    """The bytes of a file from `offset` on."""
    while chunk := source.read_at(CHUNK, offset):
        yield chunk
        offset += len(chunk)


def as_one(parts: Sequence[Source], header_end: Callable[[Source], int]) -> Iterator[bytes]:
    """The bytes of the parts of a table as one file, which has the header once."""
    for number in range(len(parts)):
        source = parts[number]
        yield from chunks_from(source, header_end(source) if number else 0)


@dataclass(frozen=True)
class PartRows:
    """Where the rows of a table lie."""

    names: Sequence[str]
    """Of the parts."""
    before: Sequence[int]
    """How many rows of the table come before each part; of those that were reached."""

    def place(self, row_number: int, header_rows: int = 1) -> tuple[str, int]:
        """The part that holds a row of the table, and its number there; header rows count in both."""
        row = row_number - header_rows  # from 1
        number = max((number for number, before in enumerate(self.before) if before < row), default=0)
        return self.names[number], row_number - self.before[number]
