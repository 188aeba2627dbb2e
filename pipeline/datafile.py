"""The record of a file just written: what it is, and how a reader knows that it is whole."""

from pathlib import Path

from pipeline.files import sha256_of
from pipeline.model import DataFile

MEDIA_TYPES = {
    "csv": "text/csv",
    "csvw": "application/csvm+json",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "popolo": "application/json",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""The IANA media type of each format."""
MOST_ROWS_IN_EXCEL = 100_000
"""Excel itself takes 1,048,576; but it holds every cell in memory, and so does whoever writes the file."""


def data_file(folder: Path, path: str, file_format: str, table: str | None = None) -> DataFile:
    """What is known of the file at `path` (relative to `folder`, with slashes), read back from disk."""
    return DataFile(
        path=path,
        format=file_format,
        media_type=MEDIA_TYPES[file_format],
        bytes=(folder / path).stat().st_size,
        sha256=sha256_of(folder / path),
        table=table,
    )


def data_path(folder: Path, name: str) -> tuple[str, Path]:
    """The path of a data file called `name`, relative to the version folder and on disk; makes its folder."""
    path = f"data/{name}"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    return path, folder / path
