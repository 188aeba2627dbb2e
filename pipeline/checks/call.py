"""`check` for programs: `pipeline.check` is this one. One call, and a typed result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.checks.judged import NOT_CHECKED, VALID, Judged, Options, judge, source_of
from pipeline.errors import PipelineError
from pipeline.prover.judge import Prove
from pipeline.validate.bounds import Bounds
from pipeline.wording.checks import said_of
from pipeline.wording.errors import sentence
from pipeline.wording.observations import sentence_of


class NotChecked(Exception):
    """A table, a schema or a package that cannot be checked; the text says why, and what to do."""


@dataclass(frozen=True)
class CheckError:
    """One error in a table, as frictionless finds it."""

    table: str
    """The file, or as the package calls it."""
    code: str
    """Frictionless's type of error: `type-error`."""
    row: int | None
    """Counted from 1, which is the header, through all parts of a table; null where it is no matter of a row."""
    field: str | None
    """Null where it is no matter of one field."""
    cell: str | None
    """What stands there; null where it is no matter of a cell."""
    message: str


@dataclass(frozen=True)
class Observed:
    """Something seen in a file that no schema forbids."""

    table: str
    code: str
    line: int | None
    """The first line it is on; null where it is no matter of lines."""
    count: int
    message: str
    """What it is, and what to do."""


@dataclass(frozen=True)
class Checked:
    """The verdict on a table or a package."""

    valid: bool
    """False also where a file is damaged, or (`strict`) something was seen in it."""
    rows: int
    """Rows of data that were read, in all tables."""
    errors: tuple[CheckError, ...]
    """By table, then as frictionless finds them; at most `limit_errors` of a table."""
    observations: tuple[Observed, ...]
    report: Mapping[str, Any] = field(repr=False)
    """The report of frictionless, to the letter."""


def check(
    file: str | Path | Sequence[str | Path],
    schema: Mapping[str, Any] | str | Path | None = None,
    *,
    limit_errors: int = 1000,
    strict: bool = False,
    prove: Prove = "auto",
    max_size: int | None = None,
    allow_remote: bool = False,
    allow_private: bool = False,
    language: Literal["sv", "en"] = "en",
) -> Checked:
    """The verdict on a table of any size against a Table Schema, or on the data package that a file describes.

    Args:
        file: a table (CSV, Parquet, Excel, …, also gzipped), or the descriptor of a data package. A folder, a pattern
            (`parts/*.csv`), or a list of files is one table in parts; all may be addresses (`s3://…`).
        schema: the Table Schema, or where it lies; null to infer one, or for a package.
        limit_errors: stop at so many in each table; 0 for all.
        strict: whether what was seen in a file makes it not valid.
        prove: prove rows by the column, and leave the rest to frictionless: `auto` does so for larger tables.
        max_size: bytes that an archive may unpack to; null for what its own size makes likely.
        allow_remote: let a descriptor lead out of its folder, and to the web.
        allow_private: also read from private and loopback addresses.
        language: of the messages.

    Raises:
        NotChecked: file or schema is not what can be checked.
    """
    described = Path(schema) if isinstance(schema, str) else schema
    bounds = Bounds(max_size, allow_remote, allow_private)
    options = Options(described, strict, {"prove": prove, "limit_errors": limit_errors, "bounds": bounds})
    try:
        if isinstance(file, str | Path):
            judged = judge(source_of(str(file)), str(file), options, language)
        else:
            parts = [str(part) for part in file]
            judged = judge(parts, parts[0], options, language)
    except PipelineError as error:
        raise NotChecked(sentence(error, language)) from error
    if judged.result is None or judged.code == NOT_CHECKED:
        raise NotChecked(judged.trouble)
    observations = tuple(
        Observed(seen.place, each.code, each.line, each.count, sentence_of(seen.place, each, language))
        for seen in judged.result.seen
        for each in seen.observations
    )
    report = judged.result.report
    return Checked(judged.code == VALID, judged.rows, tuple(_errors(judged, language)), observations, report)


def _errors(judged: Judged, language: str) -> Iterator[CheckError]:
    for task in judged.tasks:
        for error in task["errors"]:
            yield CheckError(
                table=task["place"],
                code=error["type"],
                row=error.get("rowNumber"),
                field=error.get("fieldName") or None,
                cell=error.get("cell"),
                message=said_of(error, language),
            )
