"""The log of every look at a page: `<source folder>/looks.csv`."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from pipeline.errors import TargetRefused, UsageError
from pipeline.files import locked, write_atomic
from pipeline.redact import redact
from pipeline.sources.sidecar import parse_date

LOOKS = "looks.csv"
Outcome = Literal["accepted", "unchanged", "rejected", "unreachable"]


@dataclass(frozen=True)
class Look:
    """One look at the live page: a line of `looks.csv`, whose columns are these fields."""

    looked_at: str
    """UTC, ISO 8601 with Z."""
    outcome: Outcome
    status: int | None
    """Of the HTTP response; null where there was none."""
    sha256: str | None
    """Of the content that the look showed; null where it showed none."""
    snapshot_id: str | None
    """The archived snapshot with that content."""
    why_sv: str = ""
    """In words; contact details are redacted. Empty where there is nothing to say."""
    why_en: str = ""


LOOK_COLUMNS = tuple(field.name for field in dataclasses.fields(Look))


def log_look(folder: Path, look: Look) -> None:
    """Append a look to `looks.csv`: durably, and whole or not at all.

    Raises:
        TargetRefused: the log cannot be written.
    """
    path = folder / LOOKS
    row = io.StringIO()
    clean = dataclasses.replace(look, why_sv=redact(look.why_sv), why_en=redact(look.why_en))
    csv.writer(row, lineterminator="\n").writerow(dataclasses.astuple(clean))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            before = path.read_bytes() if path.exists() else (",".join(LOOK_COLUMNS) + "\n").encode()
            write_atomic(path, before + row.getvalue().encode())
    except OSError as error:
        raise TargetRefused("archive_not_writable", folder=folder, detail=error.strerror) from error


def read_looks(folder: Path) -> list[Look]:
    """Every look, the oldest first; none where the page was never looked at.

    Raises:
        UsageError: the log is not one.
    """
    path = folder / LOOKS
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream, strict=True)
            found = [_look(row) for row in rows]
    except (ValueError, TypeError, csv.Error) as error:
        raise UsageError("looks_unreadable", file=path, detail=str(error)) from None
    if tuple(header) != LOOK_COLUMNS:
        raise UsageError("looks_unreadable", file=path, detail=",".join(header))
    return found


def last_look(looks: Iterable[Look], sha256: str) -> dt.date | None:
    """The day of the last look that showed this content; null where no look did."""
    days = [parse_date(look.looked_at[:10]) for look in looks if look.sha256 == sha256]
    return days[-1] if days else None


def _look(row: list[str]) -> Look:
    looked_at, outcome, status, sha256, snapshot_id, *why = row
    dt.datetime.fromisoformat(looked_at)
    if outcome not in get_args(Outcome):
        raise ValueError(outcome)
    return Look(
        looked_at, cast("Outcome", outcome), int(status) if status else None, sha256 or None, snapshot_id or None, *why
    )
