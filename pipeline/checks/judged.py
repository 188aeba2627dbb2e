"""One table or package, judged: the verdict as data, which every report is made of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import dirname, join
from typing import Any, Literal

from pipeline.errors import PipelineError
from pipeline.model import Observation
from pipeline.prover.layout import CRASHES, Progress
from pipeline.prover.parts import PartRows, is_expandable
from pipeline.prover.store import is_address
from pipeline.validate.observed import Seen
from pipeline.validate.verdict import CheckResult, How, check_file, check_package
from pipeline.wording.checks import REPORT, Error, said_of

VALID, NOT_VALID, NOT_CHECKED = 0, 1, 2
_SAID = ("message", "note")
"""What an error says in words."""


@dataclass(frozen=True)
class Options:
    """What whoever asks for a check may choose."""

    schema: Path | Mapping[str, Any] | None = None
    """The Table Schema of the tables; null to infer one each, or for packages."""
    strict: bool = False
    """Whether a table in which something was seen is not valid either."""
    how: How = field(default_factory=How)
    """All else, as the judges take it."""


@dataclass(frozen=True)
class Judged:
    """What became of one table, or of one package of tables."""

    name: str
    """As whoever asked named it."""
    code: int
    """0 valid, 1 not valid, 2 where file or schema is not what can be checked; another where it was not reached."""
    result: CheckResult | None = None
    """Null where there is no report at all."""
    file: str = ""
    """Its file's name, as the report has it; empty where it is several."""
    trouble: str = ""
    """Why it could not be checked, as sentences, a line each; empty where it was."""
    strict: bool = False
    """Whether what was seen in a file is an error."""
    guessed: tuple[str, ...] = ()
    """The tables that no schema describes: the types of their fields were guessed."""

    @property
    def tasks(self) -> list[Mapping[str, Any]]:
        """What frictionless says of each table; each error in a table in parts with the part, and the row there."""
        if self.result is None:
            return []
        tasks = self.result.report["tasks"]
        lying = self.result.lying if len(self.result.lying) == len(tasks) else (None,) * len(tasks)
        return [_located(task, rows) for task, rows in zip(tasks, lying, strict=True)]

    @property
    def errors(self) -> list[Error]:
        """What it says of none of them: of the description."""
        return list(self.result.report["errors"]) if self.result else []

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return self.result.rows if self.result else 0

    def seen_in(self, table: str) -> Iterator[tuple[Seen, Observation]]:
        """What was seen in the files of a table, which the report calls so."""
        for seen in self.result.seen if self.result else ():
            if seen.table == table:
                yield from ((seen, each) for each in seen.observations)

    def level_of(self, seen: Seen) -> Literal["error", "warning"]:
        """How grave what was seen in a file is: an error where it makes a table not valid."""
        return "error" if seen.is_damaged or self.strict else "warning"

    def without(self, path: Path) -> "Judged":
        """The same, where what is said of the file as a whole does not mention one that nobody knows."""
        if self.result is None:
            return self

        def told(error: Error) -> Error:
            if "cells" in error:
                return error
            said = {key: error[key].replace(str(path), self.name).replace(path.name, self.name) for key in _SAID}
            return {**error, **said}

        report = self.result.report
        tasks = [{**task, "errors": [told(error) for error in task["errors"]]} for task in report["tasks"]]
        report = {**report, "errors": [told(error) for error in report["errors"]], "tasks": tasks}
        return replace(self, result=replace(self.result, report=report))

    def named(self) -> "Judged":
        """The same, with places as whoever asked would write them: relative to where they stand."""
        if self.result is None or not self.file:  # those of parts are so already
            return self
        report = self.result.report
        alone = len(report["tasks"]) == 1 and report["tasks"][0]["place"] == self.file
        folder = dirname(self.name)

        def place(told: str) -> str:
            return self.name if alone else told if is_address(told) else join(folder, told)

        tasks = [{**task, "place": place(task["place"])} for task in report["tasks"]]
        seen = tuple(replace(each, table=place(each.table), place=place(each.place)) for each in self.result.seen)
        return replace(self, result=replace(self.result, report={**report, "tasks": tasks}, seen=seen))


def _located(task: Mapping[str, Any], rows: PartRows | None) -> Mapping[str, Any]:
    """The same with `part` and `partRow` in each error of a row."""
    if rows is None or not rows.before:
        return task

    def located(error: Error) -> Error:
        if "rowNumber" not in error:
            return error
        part, row = rows.place(error["rowNumber"])
        return {**error, "part": part, "partRow": row}

    return {**task, "errors": [located(error) for error in task["errors"]]}


def source_of(file: str) -> Path | list[str]:
    """A file; or what stands for the parts of one table: a folder, a pattern, an address."""
    return [file] if is_address(file) or is_expandable(file, Path()) else Path(file)


def judge(
    file: Path | Sequence[str], name: str, options: Options, language: str, progress: Progress | None = None
) -> Judged:
    """The verdict on one file, a table or the descriptor of a package; or on several that are parts of one table.

    A file whose encoding is damaged, or another than its descriptor says, is not valid, whatever the report says.

    Raises:
        PipelineError: it is not what can be checked, or was not reached.
    """
    named = file.name if isinstance(file, Path) else ""
    try:
        tables = _described_tables(file) if options.schema is None else None
        result = _result(file, options, progress, of_package=tables is not None)
    except PipelineError:  # some are ValueErrors, and none is a crash
        raise
    except CRASHES as error:
        crashed = REPORT["crashed"][language]
        trouble = crashed.format(file=Path(name).name, kind=type(error).__name__, error=error)
        return Judged(name, NOT_CHECKED, trouble=trouble)
    if wrong := result.report["errors"]:
        described = options.schema if isinstance(options.schema, Path) else name
        told = dict.fromkeys(f"{described}: {said_of(error, language)}" for error in wrong)
        return Judged(name, NOT_CHECKED, result, named, "\n".join(told))
    if any(_needs_package(error) for task in result.report["tasks"] for error in task["errors"]):
        return Judged(name, NOT_CHECKED, result, named, REPORT["needs_package"][language])
    fits = result.valid and not any(seen.is_damaged or (options.strict and seen.observations) for seen in result.seen)
    guessed = tuple(_guessed([{}] if tables is None else tables, result)) if options.schema is None else ()
    return Judged(name, VALID if fits else NOT_VALID, result, named, "", options.strict, guessed)


def _guessed(tables: Sequence[Mapping[str, Any]], result: CheckResult) -> Iterator[str]:
    """The places of the tables that no schema describes."""
    for task, resource in zip(result.report["tasks"], tables, strict=False):
        if "schema" not in resource and task["stats"].get("rows"):
            yield task["place"]


def _result(
    file: Path | Sequence[str], options: Options, progress: Progress | None, *, of_package: bool
) -> CheckResult:
    how: How = {**options.how, "progress": progress}
    if of_package and isinstance(file, Path):
        return check_package(file, **how)
    return check_file(file, options.schema, **how)


def _needs_package(error: Mapping[str, str]) -> bool:
    """Whether frictionless gave up on a table alone, as its schema refers to others."""
    return error["type"] == "resource-error" and error["note"].startswith("package is required for foreign keys")


def _described_tables(file: Path | Sequence[str]) -> Sequence[Mapping[str, Any]] | None:
    """The tables of a package as its descriptor has them, a JSON object with resources; null where a file is none."""
    if not isinstance(file, Path) or file.suffix != ".json":
        return None
    try:
        descriptor = json.loads(file.read_bytes())
    except ValueError:
        return None
    is_package = isinstance(descriptor, dict) and "resources" in descriptor
    return descriptor["resources"] or () if is_package else None
