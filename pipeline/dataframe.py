"""A published table as a pandas DataFrame: `pipeline.load` is this `load`. The only importer of pandas."""

import hashlib
import io
import json
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import PipelineError, SourceError, UsageError
from pipeline.project import nearest
from pipeline.release.names import DESCRIPTOR, INDEX, LATEST, TOMBSTONE, check_package, check_version, is_path
from pipeline.release.reader import FolderReader, Reader, UrlReader
from pipeline.schema import Json
from pipeline.wording.errors import sentence

NULLABLE = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
"""The pandas type that keeps null apart from every value; dates become datetime64, whose null is NaT."""


def load(package: str, table: str, version: str | None = None, base: str | Path = "public") -> pd.DataFrame:
    """A published table: the rows of its Parquet file in their order, checked against its hash.

    Columns are `string`, `Int64`, `Float64` or `boolean`, where null is `pd.NA`, or `datetime64` for dates, where it
    is `NaT`. The types are those of the file, nothing is guessed: the code `0180` keeps its zero. `attrs` of the
    frame names the package, its version, and `observed_at`, the day the page was seen; null means that nobody knows.

    Args:
        package: its name, as `mlr-organisation`.
        table: its name, as `roster`.
        version: as `1.0.0`; null takes the newest.
        base: the target: a folder, or the URL where it is hosted.

    Raises:
        UsageError: there is no such target, package, version or table, or the version was withdrawn.
        SourceError: the target cannot be reached, or a file is not as it was published.
    """
    try:
        reader = _reader(base)
        descriptor = _descriptor(reader, check_package(package), version and check_version(version), base)
        resource = _resource(descriptor, table)
        frame: pd.DataFrame = pq.read_table(io.BytesIO(_content(reader, descriptor, resource))).to_pandas(
            types_mapper=NULLABLE.get, date_as_object=False
        )
    except PipelineError as error:
        error.args = (sentence(error, "en"),)  # what a traceback and a notebook show
        raise
    observed_at = descriptor["publishing"]["source"]["observed_at"]
    frame.attrs = {"package": package, "version": descriptor["version"], "observed_at": observed_at}
    return frame


def _reader(base: str | Path) -> Reader:
    if str(base).startswith(("http://", "https://")):
        from pipeline.sources.fetch import download

        return UrlReader(str(base), partial(download, allow_private=True))  # who names an address may ask it
    if not Path(base).is_dir():
        raise UsageError("target_missing", target=base)
    return FolderReader(Path(base))


def _descriptor(reader: Reader, package: str, version: str | None, base: str | Path) -> Json:
    """The `datapackage.json` of a version, or of the newest one."""
    folder = f"{package}/{version or LATEST}"
    content = reader.read(f"{folder}/{DESCRIPTOR}")
    if content is None and reader.read(f"{folder}/{TOMBSTONE}") is not None:
        raise UsageError("version_withdrawn", package=package, version=version, tombstone=f"{folder}/{TOMBSTONE}")
    if content is None and version is None and reader.read(f"{package}/{INDEX}") is not None:
        raise UsageError("no_version_stands", base=base, package=package)
    if content is None:
        raise UsageError("not_at_base", base=base, package=package, version=version or LATEST)
    try:
        descriptor: Json = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError("not_as_published", path=f"{folder}/{DESCRIPTOR}", detail=error) from None
    return descriptor


def _resource(descriptor: Json, table: str) -> Json:
    """The description of a table's Parquet file."""
    files: dict[str, Json] = {
        file["table"]: file for file in descriptor["publishing"]["files"] if file["format"] == "parquet"
    }
    if table in files:
        return files[table]
    known = descriptor["publishing"]["rows"]
    if table in known:
        raise UsageError("not_in_parquet", package=descriptor["name"], version=descriptor["version"], table=table)
    raise UsageError(
        "no_such_table", package=descriptor["name"], table=table, nearest=nearest(table, known), known=", ".join(known)
    )


def _content(reader: Reader, descriptor: Json, resource: Json) -> bytes:
    """The file itself: from the version's own folder, which never changes, while `latest/` may this very moment."""
    path = f"{descriptor['name']}/{descriptor['version']}/{resource['path']}"
    content = reader.read(path) if is_path(path) else None
    found = "" if content is None else hashlib.sha256(content).hexdigest()
    if content is None or found != resource["sha256"]:
        raise SourceError("not_as_published", path=path, detail=f"sha256 {found or '?'}, not {resource['sha256']}")
    return content
