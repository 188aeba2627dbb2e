"""The files of a package, read once: proven, typed, and kept in the order of their keys, all in the same pass.

A Parquet file is judged as Parquet, by the types it has. Where that leaves a row unproven, be it wrong or odd, all is
judged once more, with that file as the CSV that it would become: the verdict and its words are frictionless's, which
reads Parquet by pandas and there takes an integer that may be null for no integer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.errors import UnfitSource
from pipeline.machine.threads import loading
from pipeline.model import PackageSpec, Table
from pipeline.prover.layout import Progress, UnreadableBlock
from pipeline.schema import Json, TableSpec
from pipeline.sources.tablefile import is_of_types, is_parquet, parquet_batches, write_parquet
from pipeline.spool import Spool, spooled
from pipeline.write.delimited import write_table

if TYPE_CHECKING:
    from pipeline.prover.judge import Prove
    from pipeline.validate.as_written import AsWritten
    from pipeline.validate.verdict import CheckResult

LARGE = 1 << 20  # bytes of a file that has more rows than frictionless is left alone with


@dataclass(frozen=True)
class Judged:
    """The verdict on the files of a package, and what was kept of them meanwhile."""

    package: PackageSpec
    paths: Mapping[str, Path]
    """Where each table lies."""
    folder: Path
    result: "CheckResult"
    kept: Mapping[str, "_Kept"]

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each table, by name: of one without rows, the report says nothing."""
        return {task["name"]: task["stats"].get("rows") or 0 for task in self.result.report["tasks"]}

    @property
    def is_proven_as_written(self) -> bool:
        """Whether the verdict holds of the CSV that the tables become as well, so that nobody need judge that anew."""
        return all(each.proves(self.counts[name]) for name, each in self.kept.items())

    def table(self, spec: TableSpec) -> tuple[Table, int]:
        """A table in the order of its keys, and its number of rows; the files were found valid.

        Raises:
            UnfitSource: a value has no exact counterpart in the type of its column.
        """
        kept, rows = self.kept[spec.name], self.counts[spec.name]
        if not kept.has(rows):  # a small table, or one read another way
            return spooled(spec, self._batches(spec), self.folder), rows
        return kept.spool.table(), kept.spool.rows

    def _batches(self, spec: TableSpec) -> Iterable[pa.RecordBatch]:
        path = self.paths[spec.name]
        if is_parquet(path):
            return parquet_batches(path, spec)
        encoding = next((seen.encoding for seen in self.result.seen if table_of(seen.place) == spec.name), None)
        return _typed(path, self.package.files[spec.name].schema, encoding)


class _Kept:
    """What is kept of a table while it is proven."""

    def __init__(self, spec: TableSpec, folder: Path, written: "AsWritten | None") -> None:
        self.spool = Spool(spec, folder)
        self._written = written
        self._is_whole = True

    def see(self, cells: Sequence[pa.StringArray], values: pa.RecordBatch) -> None:
        """Compare some rows with what they will be written as."""
        if self._written:
            self._written.see(cells, values)

    def keep(self, values: pa.RecordBatch | None) -> None:
        """Keep some rows, or remember that some were not to be had."""
        self._is_whole = self._is_whole and values is not None
        if values is not None and self._is_whole:
            self.spool.keep(values)

    def has(self, rows: int) -> bool:
        """Whether all so many rows were kept."""
        return self._is_whole and self.spool.rows == rows

    def proves(self, rows: int) -> bool:
        """Whether so many rows were kept, and are proven as they will be written."""
        return self.has(rows) and self._written is not None and self._written.is_proven


def judged(package: PackageSpec, paths: Mapping[str, Path], folder: Path, progress: Progress) -> Judged:
    """The verdict on the files of a package.

    Args:
        package: what is judged.
        paths: where each table lies.
        folder: an empty one, which must outlive the tables.
        progress: as for `validate_tables`.

    Raises:
        SourceError: a file is no Parquet file.
        UnfitSource: it lacks a column, or a value cannot be given the type of its column without loss.
    """
    if not any(map(is_parquet, paths.values())):
        return _judged(package, paths, folder, progress, as_stored=True)
    try:
        found = _judged(package, paths, folder, progress, as_stored=True)
    except UnreadableBlock:
        return _judged(package, paths, folder, progress, as_stored=False)
    return found if found.result.valid else _judged(package, paths, folder, progress, as_stored=False)


def _judged(
    package: PackageSpec, paths: Mapping[str, Path], folder: Path, progress: Progress, *, as_stored: bool
) -> Judged:
    """The verdict on the files, those of Parquet as they are stored, or as CSV."""
    from pipeline.validate.verdict import validate_tables  # frictionless is slow to load, and pages do without

    resources = [_resource(package, paths[spec.name], spec, folder, as_stored=as_stored) for spec in package.tables]
    with ExitStack() as closing:
        kept = {spec.name: _Kept(spec, folder, _as_written(package, paths[spec.name], spec)) for spec in package.tables}
        for each in kept.values():
            closing.callback(each.spool.close)
        keep = {name: each for name, each in kept.items() if as_stored or not is_parquet(paths[name])}
        descriptor = {"name": package.name, "resources": resources}
        how: Prove = "always" if _are_large(paths) else "auto"  # small tables are proven beside a large one
        with loading(_load_prover) if how == "always" else nullcontext():  # while the files are looked at
            result = validate_tables(
                descriptor, folder, prove=how, progress=progress, observe=True, keep=keep, counted=False
            )
    return Judged(package, paths, folder, result, kept)


def _load_prover() -> None:
    """Load what only proofs need."""
    import pipeline.prover.read_referenced  # noqa: F401


def _are_large(paths: Mapping[str, Path]) -> bool:
    """Whether one of the files is: what proofs need is loaded for it."""
    return max(path.stat().st_size for path in paths.values()) > LARGE


def _as_written(package: PackageSpec, path: Path, spec: TableSpec) -> "AsWritten | None":
    """What is to be known of the CSV that a file of text becomes; null of Parquet, which is judged by its types."""
    if is_parquet(path):
        return None
    from pipeline.validate.as_written import AsWritten, referenced

    return AsWritten(spec, package.files[spec.name].schema, referenced(package.tables, spec.name))


def _resource(package: PackageSpec, path: Path, spec: TableSpec, folder: Path, *, as_stored: bool) -> Json:
    """A table as it is judged: the file as it is; Parquet of other types than those of the table in these."""
    file, schema = package.files[spec.name], spec.descriptor
    if not is_parquet(path):
        name, schema = f"{spec.name}.csv.gz" if path.suffix == ".gz" else f"{spec.name}.csv", file.schema
        _link(folder / name, path)
        described = {"encoding": file.encoding} if file.encoding else {}
    elif as_stored:
        name, described = f"{spec.name}.parquet", {}
        if is_of_types(path, spec):
            _link(folder / name, path)
        else:
            write_parquet(parquet_batches(path, spec), spec, folder / name)
    else:
        name, described = f"{spec.name}.csv", {"encoding": "utf-8"}
        write_table(Table(spec, partial(parquet_batches, path, spec)), folder / name)
    return {"name": spec.name, "type": "table", "path": name, "schema": schema, **described}


def _link(place: Path, path: Path) -> None:
    """Let a file be found below one folder with all others: frictionless wants that."""
    place.unlink(missing_ok=True)
    place.symlink_to(path.resolve())


def table_of(place: str) -> str:
    """The table that a file was given its name for, to be judged."""
    return place.removesuffix(".gz").removesuffix(".csv")


def _typed(path: Path, schema: Json, encoding: str | None) -> Iterator[pa.RecordBatch]:
    """The rows of a file that was accepted, with the values that frictionless reads."""
    from pipeline.prover.rows import typed_batches
    from pipeline.prover.typed import Unkept

    fields = {name: value for name, value in schema.items() if name != "foreignKeys"}  # judged, and of other files
    try:
        yield from typed_batches(path, fields, encoding)
    except OverflowError as error:
        raise UnfitSource("number_too_large", file=path, detail=str(error)) from None
    except Unkept as error:
        if error.finer:
            raise UnfitSource("moment_too_fine", file=path, field=error.field, value=error.finer) from None
        raise UnfitSource("moments_mixed", file=path, field=error.field) from None
