"""A published table as a pandas DataFrame: `pipeline.load` is this `load`. The only importer of pandas."""

import datetime as dt
import hashlib
import io
import json
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import NotThere, PipelineError, SourceError, UsageError, Withdrawn
from pipeline.organisation.as_of import NEEDED, roster_of_day
from pipeline.past.people import KINDS
from pipeline.project import nearest
from pipeline.release.day import last_look_of, version_of_day
from pipeline.release.index import parse_index
from pipeline.release.names import DESCRIPTOR, INDEX, LATEST, TOMBSTONE, check_package, check_version, is_alias, is_path
from pipeline.release.reader import Reader
from pipeline.schema import Json
from pipeline.store import is_store, is_web, reader_of
from pipeline.wording.errors import sentence

NULLABLE = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
"""The pandas type that keeps null apart from every value; dates become datetime64, whose null is NaT."""


DAYS = frozenset({"seen_before", "seen_after"})
TRUTHS = frozenset({"is_acting", "is_vacant"})


def load(
    package: str,
    table: str,
    version: str | None = None,
    base: str | Path = "public",
    *,
    as_of: dt.date | str | None = None,
) -> pd.DataFrame:
    """A published table: the rows of its Parquet file, or files, in their order, checked against their hashes.

    Columns are `string`, `Int64`, `Float64` or `boolean`, where null is `pd.NA`, or `datetime64` for dates, where it
    is `NaT`. The types are those of the file, nothing is guessed: the code `0180` keeps its zero. `attrs` of the
    frame names the package, its version, and `observed_at`, the day the page was seen; null means that nobody knows.

    Args:
        package: its name, as `mlr-organisation`.
        table: its name, as `roster`.
        version: as `1.0.0`; "v1" takes the newest of that major version, null the newest of all.
        base: the target: a folder, or where it is hosted: `https://…`, `s3://…`, `gs://…`, `abfs://…`.
        as_of: a day, as a date or as `2026-10-04`; null takes what is newest. The `roster` of a day, or the `members`
            of a package of people, has a row for everybody who may have sat then; `known`, `seen_before` and
            `seen_after` say what is known of it (see `pipeline.organisation.as_of`). Any other table is that of the
            version whose source was seen on that day or last before it. `attrs` then has `standing` (seen, between,
            since, unknown), `look_before` and
            `look_after`, the looks on either side of the day.

    Warns:
        FutureWarning: the table, or a field of it, is announced to go in a later version.

    Raises:
        UsageError: there is no such target, package, version or table, the version was withdrawn, or no version shows
            the day.
        SourceError: the target cannot be reached, or a file is not as it was published.
    """
    try:
        reader = _reader(base)
        day = _day(as_of, version)
        descriptor = _descriptor(reader, check_package(package), version and _checked(version), base)
        facts = descriptor["publishing"]
        if day and table == facts["flat_table"] and facts["kind"] in KINDS and "memberships" in facts["rows"]:
            return _roster_of(day, reader, descriptor)
        if day:
            version, *looks = _version_of(day, reader, package)
            descriptor = _descriptor(reader, package, version, base)
        frame = _frame(_table(reader, descriptor, table))
    except PipelineError as error:
        error.args = (sentence(error, "en"),)  # what a traceback and a notebook show
        raise
    _warn_of_what_goes(descriptor, table)
    observed_at = descriptor["publishing"]["source"]["observed_at"]
    frame.attrs = {"package": package, "version": descriptor["version"], "observed_at": observed_at}
    if day:
        before, after = looks
        standing = "seen" if before == day.isoformat() else "between" if after else "since"
        frame.attrs |= {"as_of": day.isoformat(), "standing": standing, "look_before": before, "look_after": after}
    return frame


def _warn_of_what_goes(descriptor: Json, table: str) -> None:
    """Warn where the table, or a field of it, is announced to go in a later version."""
    for going in descriptor["publishing"].get("deprecated", ()):
        if going["table"] == table:
            name = table if going["field"] is None else f"{table}.{going['field']}"
            text = f"{descriptor['name']}: {name} is about to go: {going['en']}"
            warnings.warn(text, FutureWarning, stacklevel=3)


def _checked(version: str) -> str:
    """A version, or the newest of a major one, as "v1". Raises UsageError where it is neither."""
    return version if is_alias(version) else check_version(version)


def _day(as_of: dt.date | str | None, version: str | None) -> dt.date | None:
    """The day that is asked for. Raises UsageError where it is none, or a version is asked for as well."""
    if as_of is not None and version is not None:
        raise UsageError("day_and_version", version=version)
    try:
        return dt.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    except ValueError:
        raise UsageError("no_day", value=as_of) from None


def _roster_of(day: dt.date, reader: Reader, descriptor: Json) -> pd.DataFrame:
    """Who sat where on a day, from the newest version."""
    known = descriptor["publishing"]["rows"]
    rows = {name: _table(reader, descriptor, name).to_pylist() for name in NEEDED if name in known}
    roster = roster_of_day(day, rows, last_look_of(reader, descriptor))
    types = {
        name: pa.date32() if name in DAYS else pa.bool_() if name in TRUTHS else pa.string() for name in roster.columns
    }
    frame = _frame(pa.Table.from_pylist(list(roster.rows), pa.schema(list(types.items()))))
    frame.attrs = {
        "package": descriptor["name"],
        "version": descriptor["version"],
        "as_of": day.isoformat(),
        "standing": roster.standing,
        "look_before": roster.look_before and roster.look_before.isoformat(),
        "look_after": roster.look_after and roster.look_after.isoformat(),
    }
    return frame


def _version_of(day: dt.date, reader: Reader, package: str) -> tuple[str, str | None, str | None]:
    """The version that shows a day, and the days that it and the next one were seen. Raises UsageError: none does."""
    path = f"{package}/{INDEX}"
    try:
        entries = parse_index(reader.read(path) or b"")
    except ValueError as error:
        raise SourceError("not_as_published", path=path, detail=error) from None
    standing = [(entry.version, entry.observed_at) for entry in entries if entry.state == "published"]
    version, seen, following = version_of_day(standing, day)
    if version is None:
        raise NotThere("no_version_of_day", package=package, day=day)
    return version, seen, following


def _table(reader: Reader, descriptor: Json, table: str) -> pa.Table:
    resource = _resource(descriptor, table)
    files = (_content(reader, descriptor, file) for file in resource.get("parts", [resource]))
    return pa.concat_tables(pq.read_table(io.BytesIO(content)) for content in files)


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(types_mapper=NULLABLE.get, date_as_object=False)
    return frame


def _reader(base: str | Path) -> Reader:
    place = str(base)
    if not (is_web(place) or is_store(place) or Path(base).is_dir()):
        raise NotThere("target_missing", target=base)
    return reader_of(place, allow_private=True)  # who names an address may ask it


def _descriptor(reader: Reader, package: str, version: str | None, base: str | Path) -> Json:
    """The `datapackage.json` of a version, or of the newest one."""
    folder = f"{package}/{version or LATEST}"
    content = reader.read(f"{folder}/{DESCRIPTOR}")
    if content is None and reader.read(f"{folder}/{TOMBSTONE}") is not None:
        raise Withdrawn("version_withdrawn", package=package, version=version, tombstone=f"{folder}/{TOMBSTONE}")
    if content is None and version is None and reader.read(f"{package}/{INDEX}") is not None:
        raise Withdrawn("no_version_stands", base=base, package=package)
    if content is None:
        raise NotThere("not_at_base", base=base, package=package, version=version or LATEST)
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
        raise NotThere("not_in_parquet", package=descriptor["name"], version=descriptor["version"], table=table)
    raise NotThere(
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
