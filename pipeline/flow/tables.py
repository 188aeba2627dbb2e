"""What files of tables say: judged as they lie there, then read once, typed and in the order of their keys."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from os.path import relpath
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import UnfitSource, UsageError
from pipeline.model import Finding, PackageSpec, SourceFile, Table
from pipeline.project import Settings
from pipeline.sources.tablefile import ensure_unchanged, is_parquet, parquet_batches, source_file
from pipeline.spool import spooled
from pipeline.validate.policy import typed_batches, validate_tables
from pipeline.write.delimited import write_table


@dataclass(frozen=True)
class TableReading:
    """What the files of one package say. Nothing of them is in memory: the tables lie in `folder`."""

    package: PackageSpec
    files: Mapping[str, SourceFile]
    """By table."""
    folder: Path = field(repr=False)
    """Exists as long as the reading is in use."""
    rejected: None = None
    findings: tuple[Finding, ...] = ()
    identity: Mapping[str, int] = field(default_factory=dict)

    @property
    def snapshot(self) -> SourceFile:
        """The file of the flat table."""
        return self.files[self.package.flat_table]

    @property
    def snapshots(self) -> tuple[SourceFile, ...]:
        """All files, that of the flat table first."""
        return (self.snapshot, *(file for file in self.files.values() if file is not self.snapshot))

    def accepted_snapshot(self) -> SourceFile:
        """The file of the flat table, where frictionless accepts all files and the references among them.

        Raises:
            UnfitSource: it does not; the sentence names the first row.
        """
        self._judge()
        return self.snapshot

    def newest_findings(self) -> tuple[Finding, ...]:
        """No findings. Raises UnfitSource as `accepted_snapshot`."""
        self._judge()
        return self.findings

    def tables(self) -> Mapping[str, Table]:
        """The tables of the package in its order, each in the order of its keys.

        Raises:
            UnfitSource: a value cannot be published exactly.
            SourceError: a file was changed while it was read.
        """
        return {name: table for name, (table, _) in self._spooled.items()}

    def row_counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        return {name: rows for name, (_, rows) in self._spooled.items()}

    @cached_property
    def _spooled(self) -> dict[str, tuple[Table, int]]:
        found = {}
        for spec in self.package.tables:
            table = spooled(spec, self._batches(spec.name), self.folder)
            ensure_unchanged(self.files[spec.name])
            found[spec.name] = (table, sum(batch.num_rows for batch in table.batches()))
        return found

    def _batches(self, name: str) -> Iterable[pa.RecordBatch]:
        path = self.files[name].path
        if is_parquet(path):
            return parquet_batches(path, self.package.table(name))
        return _typed(path, self.package.files[name].schema)

    def _judge(self) -> None:
        report = validate_tables({"name": self.package.name, "resources": self._resources()}, self.folder).report
        errors = [(task, error) for task in report["tasks"] for error in task["errors"]]
        if not errors and not report["errors"]:
            return
        task, error = errors[0] if errors else ({"name": self.package.flat_table}, report["errors"][0])
        count = len(errors) + len(report["errors"])
        raise UnfitSource(
            "breaks_table_schema", package=self.package.name, count=count, file=self.files[task["name"]].path, first=error["message"]
        )

    def _resources(self) -> list[dict[str, Any]]:
        """The tables as frictionless is to judge them; Parquet as the CSV that it will be published as."""
        return [
            {
                "name": spec.name,
                "type": "table",
                "path": self._judged(spec.name),
                "schema": spec.descriptor if is_parquet(self.files[spec.name].path) else self.package.files[spec.name].schema,
            }
            for spec in self.package.tables
        ]
