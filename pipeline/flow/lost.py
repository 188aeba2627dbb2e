"""Whether a table has lost rows as one does whose file was cut short, or is another's: then somebody is asked."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import HeldForDecision
from pipeline.model import PackageSpec, TableFile
from pipeline.observe.facts import CUT_OFF, EMPTIED, HALVED
from pipeline.past import Contents
from pipeline.versions import Release

FEW = 10  # rows of a table that may be halved by a change that means it


def hold_lost(package: PackageSpec, rows: Mapping[str, int], latest: Release) -> None:
    """Return if every table has the rows that one may expect after those of the newest version.

    Args:
        package: what is published.
        rows: how many there are of each table now.
        latest: what is published of it.

    Raises:
        HeldForDecision: one has none any more, has fewer than half, or has fewer and its file ends within a line, and
            nobody has said that this is right.
    """
    past = Contents(latest)
    for name, file in package.files.items():
        if name in past.tables and name in rows:
            facts = {"package": package.name, "table": name, "file": file.path, "version": latest.version}
            held = _held(file, rows[name], past.row_count(name), facts)
            if held and held.facts["code"] not in file.accepted:
                raise held


def _held(file: TableFile, rows: int, before: int, facts: Mapping[str, object]) -> HeldForDecision | None:
    """The question whether a file has all its rows; null where nothing speaks against it."""
    if not rows < before:
        return None
    if not rows:
        return HeldForDecision("table_emptied", code=EMPTIED, **facts)
    if _ends_within_a_line(file.path):
        return HeldForDecision("table_cut_off", code=CUT_OFF, rows=rows, before=before, **facts)
    if rows * 2 < before >= FEW:
        return HeldForDecision("table_halved", code=HALVED, rows=rows, before=before, **facts)
    return None


def _ends_within_a_line(path: Path) -> bool:
    """Whether a file of text has no end of line behind the last one."""
    if path.suffix.lower() not in {".csv", ".tsv", ".txt"} or not path.is_file():
        return False
    with path.open("rb") as stream:
        stream.seek(-min(path.stat().st_size, 1), 2)
        return stream.read() not in {b"\n", b"\r", b"\0", b""}  # the zero is half of one in UTF-16
