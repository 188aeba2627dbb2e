"""Whether a table has lost rows as one does whose file was cut short, or is another's: then somebody is asked."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import HeldForDecision
from pipeline.model import PackageSpec
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
        if name not in past.tables or name not in rows:
            continue
        count, before = rows[name], past.row_count(name)
        code = EMPTIED if not count else CUT_OFF if _ends_within_a_line(file.path) else HALVED
        is_lost = count * 2 < before >= FEW if code == HALVED else count < before
        if is_lost and code not in file.accepted:
            facts = {"package": package.name, "file": file.path, "table": name, "code": code}
            raise HeldForDecision(code, **facts, rows=count, before=before, version=latest.version)


def _ends_within_a_line(path: Path) -> bool:
    """Whether a file of text has no end of line behind the last one."""
    if path.suffix.lower() not in {".csv", ".tsv", ".txt"} or not path.is_file():
        return False
    with path.open("rb") as stream:
        stream.seek(-min(path.stat().st_size, 1), 2)
        return stream.read() not in {b"\n", b"\r", b"\0", b""}  # the zero is half of one in UTF-16
