"""A table that comes through a pipe, as a file: what it is, is told by its first bytes."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageError
from pipeline.validate.bounds import Bounds

KINDS = ("csv", "tsv", "xlsx", "parquet", "jsonl", "csv.gz", "csv.zip")
_SIGNS = {b"PAR1": "parquet", b"\x1f\x8b": "csv.gz", b"PK\x03\x04": "zip"}
_WITHIN = {"xl/workbook.xml": "xlsx", "content.xml": "ods"}
"""What tells a sheet from another zip archive: OOXML (ECMA-376, part 2), and OpenDocument 1.3, part 2."""
_BLOCK = 1 << 20  # bytes


@contextmanager
def spooled(stream: BinaryIO, kind: str | None, bounds: Bounds) -> Iterator[Path]:
    """A file in TMPDIR with all that comes, for the block.

    Args:
        stream: is read to its end.
        kind: one of KINDS; null to tell it by the first bytes: what has no sign of its own is CSV.
        bounds: how much may come; half of what TMPDIR has room for where they do not say.

    Raises:
        UsageError: more came.
    """
    with tempfile.TemporaryDirectory(prefix="standard-input-") as folder:
        limit = bounds.size or shutil.disk_usage(folder).free // 2
        raw = Path(folder) / "raw"
        with raw.open("wb") as target:
            left = limit
            while block := stream.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise UsageError("input_too_large", limit=limit)
                target.write(block)
        yield raw.rename(Path(folder) / f"standard-input.{kind or _kind_of(raw)}")


def _kind_of(file: Path) -> str:
    with file.open("rb") as stream:
        start = stream.read(4)
    kind = next((kind for sign, kind in _SIGNS.items() if start.startswith(sign)), "csv")
    return _kind_of_archive(file) if kind == "zip" else kind


def _kind_of_archive(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = set()
    return next((kind for name, kind in _WITHIN.items() if name in names), "csv.zip")
