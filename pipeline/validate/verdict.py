"""The verdict on a table or a package: what frictionless says of it, what was seen in its files, within bounds."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict, Unpack, cast

from pipeline.document import OPEN, Some, Words
from pipeline.document.jsonfile import read_json
from pipeline.errors import SettingsError, UsageError
from pipeline.prover.judge import Check, Prove
from pipeline.prover.layout import Keep, Progress
from pipeline.prover.loading import (
    judge_description,
    judge_package,
    judge_table,
    leading_anywhere,
    package_from,
    table_resource,
)
from pipeline.prover.parts import PartRows, is_expandable
from pipeline.prover.reference import Report
from pipeline.prover.store import is_address
from pipeline.validate.bounds import USUAL, Bounds, ensure_public, ensure_within
from pipeline.validate.observed import Observer, Seen

if TYPE_CHECKING:
    from pipeline.prover.engine import Engine

_NOT_UNPACKED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)
"""What frictionless lets through of what unpacking raises."""


@dataclass(frozen=True)
class CheckResult:
    """The verdict on a table or a package."""

    report: Mapping[str, Any] = field(repr=False)
    """Frictionless's report, as it would be without proofs; JSON-able."""
    rows: int
    """Rows of data that were read, in all tables."""
    rows_proven: int
    """Those of them that frictionless need not look at."""
    valid: bool
    seen: tuple[Seen, ...] = ()
    """What was seen in the files, whatever their schemas."""
    lying: tuple[PartRows | None, ...] = ()
    """Of each task of the report, where its rows lie; null for a table of one file."""


def _result(report: Report, check: Check, observer: Observer | None) -> CheckResult:
    """The verdict of a check that is done."""
    rows = sum(task.stats.get("rows") or 0 for task in report.tasks)
    seen = tuple(observer.seen()) if observer else ()
    return CheckResult(report.to_descriptor(), rows, check.rows_proven, report.valid, seen, tuple(check.lying))


def _observer(prove: Prove, bounds: Bounds = USUAL) -> Observer:
    """Who looks at the files; with `never`, frictionless also guesses their encoding as it does alone."""
    return Observer(tells_encoding=prove != "never", bounds=bounds)


class How(TypedDict, total=False):
    """How a table or a package is judged."""

    prove: Prove
    """`auto` leaves small tables to frictionless alone, `never` all."""
    limit_errors: int
    """Stop at so many errors in each table; 0 for all."""
    progress: Progress | None
    """Called with the bytes done and those there are, table by table, and for one that others refer to as it is read;
    with rows for a Parquet file."""
    bounds: Bounds
    """How far the check goes, and where the descriptor of a package may lead."""
    engine: "Engine | None"
    """Proves the parts of tables; null for threads of this process."""
    counted: bool
    """Whether the report tells the size and the hashes of files, which takes a fifth of the time."""


def check_file(
    path: Path | str | Sequence[str], schema: Mapping[str, Any] | Path | str | None, **how: Unpack[How]
) -> CheckResult:
    """The verdict on one table against a Table Schema.

    Args:
        path: a CSV file, plain, gzipped or zipped, a Parquet file, or any other table that frictionless reads; a
            folder, a pattern or an address; or several of these, which are the parts of one table.
        schema: the descriptor, or where it lies; null to have frictionless infer one.
        how: to judge it.
    """
    paths = [str(path)] if isinstance(path, Path | str) else list(path)
    source: Path | list[str] = paths
    if len(paths) == 1 and not is_expandable(paths[0], Path()) and not is_address(paths[0]):
        source = Path(paths[0])
        if not source.is_file():  # a device, or a pipe that never ends
            raise SettingsError("no_file" if source.exists() else "file_missing", file=source)
    load = partial(table_resource, source, _described(schema))
    return _judged(Path(paths[0]), lambda check: judge_table(load, check.judge), **how)


def check_package(path: Path | str, **how: Unpack[How]) -> CheckResult:
    """The verdict on all resources of a data package and the references among them.

    Args:
        path: the package's descriptor, `datapackage.json`.
        how: to judge it.
    """
    descriptor = Path(path)
    ensure_within(descriptor, how.get("bounds", USUAL))
    load = partial(package_from, descriptor)
    return _judged(descriptor, lambda check: judge_package(load, check.judge), **how)


def _judged(
    path: Path,
    judge: Callable[[Check], Report],
    *,
    prove: Prove = "auto",
    limit_errors: int = 1000,
    progress: Progress | None = None,
    bounds: Bounds = USUAL,
    engine: "Engine | None" = None,
    counted: bool = True,
) -> CheckResult:
    """The verdict on what `judge` judges, which lies at a path."""
    observer = _observer(prove, bounds)
    reachable = partial(ensure_public, bounds=bounds)
    how = Check(prove, limit_errors, progress, observer.watching, reachable, engine, counted=counted)
    with telling(path), leading_anywhere(allowed=bounds.remote), how as check:
        return _result(judge(check), check, observer)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Say what cannot be unpacked, where frictionless lets such an error through."""
    try:
        yield
    except _NOT_UNPACKED as error:
        raise UsageError("table_unreadable", file=path, detail=str(error) or "?") from error
    except RuntimeError as error:
        if "is encrypted" not in str(error):  # zipfile has no class of its own for that
            raise
        raise UsageError("table_unreadable", file=path, detail=str(error)) from error


@dataclass(frozen=True)
class _Field:
    __pydantic_config__: ClassVar = OPEN
    name: Words


@dataclass(frozen=True)
class _Schema:
    """The least that a Table Schema says."""

    __pydantic_config__: ClassVar = OPEN
    fields: Some[_Field]


def _described(schema: Mapping[str, Any] | Path | str | None) -> Mapping[str, Any] | None:
    """The descriptor of a Table Schema, whose fields are described in it.

    Raises:
        UsageError: it is no JSON, or a field is no mapping: frictionless would take a text for the address of one,
            and read what it finds there.
    """
    if isinstance(schema, (str, Path)):
        document = read_json(Path(schema))
        document.read_as(_Schema)
        return cast("Mapping[str, Any]", document.value)
    return schema


def validate_description(descriptor: Mapping[str, Any], basepath: Path) -> Mapping[str, Any]:
    """Frictionless's report on what a package says of itself, with no word on its rows; JSON-able."""
    found: Mapping[str, Any] = judge_description(partial(package_from, descriptor, basepath)).to_descriptor()
    return found


def validate_tables(
    descriptor: Mapping[str, Any],
    basepath: Path,
    *,
    prove: Prove = "auto",
    progress: Progress | None = None,
    observe: bool = False,
    keep: Mapping[str, Keep] | None = None,
    counted: bool = True,
) -> CheckResult:
    """The verdict on a package that is not published yet.

    Args:
        descriptor: the package's.
        basepath: the folder its files lie in.
        prove: as for `check_file`.
        progress: as for `check_package`.
        observe: whether to look at the files, too: at those of others, not at our own.
        keep: as for `Check`.
        counted: as for `check_file`.
    """
    observer = _observer(prove) if observe else None
    watching = observer.watching if observer else None
    with Check(prove, progress=progress, watching=watching, keep=keep, counted=counted) as check:
        report = judge_package(partial(package_from, descriptor, basepath), check.judge, twice=False)
        return _result(report, check, observer)
