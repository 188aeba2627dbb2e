"""The memory of a source: every snapshot as it was received.

    <source folder>/snapshots/2026-11-23T063200Z-9a3481b75ff9.html        the bytes
    <source folder>/snapshots/2026-11-23T063200Z-9a3481b75ff9.html.json   its sidecar

The bytes are written first: a snapshot is in the archive from the moment its sidecar is. Bytes without one are what
is left of an interrupted run, which the next one removes.

Where people were erased from a snapshot, the archive holds what is left of it, and its sidecar the hash of that. The
snapshot keeps its id, and the hash and size it was received with: rows and looks that name them stay true.
"""

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SourceError, TargetRefused, UsageError
from pipeline.files import listed, locked, write_atomic
from pipeline.model import Snapshot
from pipeline.sources import MAX_BYTES, MEDIA_TYPES
from pipeline.sources.sidecar import SUFFIX, Sidecar, parse_date, read_sidecar, sidecar_json, sidecar_path

if TYPE_CHECKING:
    from pipeline.sources.fetch import Fetched

SNAPSHOTS = "snapshots"
UNDATED = "0000-undated"  # sorts before every date

_OURS = re.compile(r"(?:\d{4}-\d\d-\d\dT\d{6}Z|0000-undated)-[0-9a-f]{12}\.(?:html|txt|csv|xlsx|docx|pdf)")


def snapshots(folder: Path, source_id: str) -> list[Snapshot]:
    """The archived snapshots of a source, in order of time; undated ones come first.

    A page that returned to an earlier content is here twice, with the same id and another day.

    Raises:
        UsageError: a sidecar is unreadable, or a snapshot is missing or not as it was archived.
    """
    return [snapshot for _, snapshot in files(folder, source_id)]


def files(folder: Path, source_id: str) -> list[tuple[Path, Snapshot]]:
    """As `snapshots`, each with the path of its bytes."""
    return [(path, _snapshot(path, sidecar, source_id)) for path, sidecar in _entries(folder)]


def newest(folder: Path, source_id: str) -> Snapshot | None:
    """The snapshot archived last; null where there is none. Raises as `snapshots`."""
    entries = _entries(folder)
    return _snapshot(*entries[-1], source_id) if entries else None


def validators(folder: Path, url: str) -> dict[str, str]:
    """The headers by which a server can tell that the newest snapshot is still what `url` shows."""
    entries = _entries(folder)
    if not entries or entries[-1][1].source_url != url:
        return {}
    headers = entries[-1][1].headers
    conditions = {"If-None-Match": headers.get("ETag"), "If-Modified-Since": headers.get("Last-Modified")}
    return {name: value for name, value in conditions.items() if value}


def add(
    folder: Path, source_id: str, fetched: "Fetched", fetched_at: dt.datetime, stored: bytes | None = None
) -> Snapshot | None:
    """The snapshot made of a fetched page, archived; null where its bytes are those of the newest: nothing is written.

    Args:
        folder: of the source.
        source_id: its name.
        fetched: the page as received.
        fetched_at: when.
        stored: what to keep of it, where it names people who were erased; null: all of it.

    Raises:
        TargetRefused: the archive cannot be written.
        UsageError: as `snapshots`.
    """
    sidecar = Sidecar(
        source_url=fetched.url,
        final_url=fetched.final_url,
        observed_at=fetched_at.date().isoformat(),
        observed_at_basis="crawl",
        fetched_at=f"{fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        media_type=fetched.media_type,
        sha256=fetched.sha256,
        bytes=len(fetched.content),
        headers=dict(fetched.headers),
    )
    return _put(folder, source_id, sidecar, fetched_at, fetched.content, stored)


def keep(folder: Path, snapshot: Snapshot, kept_at: dt.datetime, stored: bytes | None = None) -> None:
    """Archive a page that was not fetched but read from a file, unless the newest one says the same of the same day.

    Args:
        folder: of the source.
        snapshot: the page.
        kept_at: when.
        stored: what to keep of it, where it names people who were erased; null: all of it.

    Raises:
        TargetRefused: the archive cannot be written.
        UsageError: as `snapshots`.
    """
    sidecar = Sidecar(
        source_url=snapshot.source_url,
        final_url=None,
        observed_at=snapshot.observed_at.isoformat() if snapshot.observed_at else None,
        observed_at_basis=snapshot.observed_at_basis,
        fetched_at=f"{kept_at:%Y-%m-%dT%H:%M:%SZ}",
        media_type=snapshot.media_type,
        sha256=snapshot.sha256,
        bytes=snapshot.bytes,
        headers={},
    )
    _put(folder, snapshot.source_id, sidecar, kept_at, snapshot.content, stored)


def _put(
    folder: Path, source_id: str, sidecar: Sidecar, at: dt.datetime, content: bytes, stored: bytes | None
) -> Snapshot | None:
    """What was archived; null where it is what the newest says: nothing is written."""
    archive = folder / SNAPSHOTS
    if stored is not None:
        sidecar, content = _kept_as(sidecar, stored), stored
    media_type = sidecar.media_type.partition(";")[0].strip().lower()
    known = (suffix for suffix, each in MEDIA_TYPES.items() if each == media_type)
    suffix = next(known, ".html" if "html" in media_type else ".txt")
    path = archive / f"{at:%Y-%m-%dT%H%M%SZ}-{sidecar.sha256[:12]}{suffix}"
    try:
        archive.mkdir(parents=True, exist_ok=True)
        with locked(archive):
            _remove_debris(archive)
            last = newest(folder, source_id)
            if last and last.sha256 == sidecar.sha256 and not _is_of_another_day(last, sidecar):
                return None
            write_atomic(path, content)
            write_atomic(sidecar_path(path), sidecar_json(sidecar))
    except OSError as error:
        raise TargetRefused("archive_not_writable", folder=archive, detail=error.strerror) from error
    return _snapshot(path, sidecar, source_id)


def _kept_as(sidecar: Sidecar, stored: bytes) -> Sidecar:
    """The description of a snapshot of which these bytes are kept."""
    return dataclasses.replace(sidecar, stored_sha256=hashlib.sha256(stored).hexdigest())


def _is_of_another_day(last: Snapshot, sidecar: Sidecar) -> bool:
    """Whether somebody says on which day a page was seen, and it is not the day that is known: a fetch says nothing."""
    return sidecar.observed_at_basis != "crawl" and parse_date(sidecar.observed_at) != last.observed_at


def rewrite(folder: Path, contents: Sequence[bytes | None]) -> None:
    """Keep other bytes of archived snapshots: `contents` in the order of `snapshots`, null for each that stays.

    Newest first, and the sidecar before its bytes: a run that is cut off leaves an archive that reads as before.

    Raises:
        TargetRefused: the archive cannot be written.
    """
    archive = folder / SNAPSHOTS
    try:
        with locked(archive):
            for (path, sidecar), content in reversed(list(zip(_entries(folder), contents, strict=False))):
                if content is not None:
                    write_atomic(sidecar_path(path), sidecar_json(_kept_as(sidecar, content)))
                    write_atomic(path, content)
            _remove_debris(archive)
    except OSError as error:
        raise TargetRefused("archive_not_writable", folder=archive, detail=error.strerror) from error


def read_file(path: str | Path, source_id: str, source_url: str, observed_at: dt.date | None) -> Snapshot:
    """A snapshot that lies outside of the archive, and stays there.

    Its date is `observed_at`, else its sidecar's, else unknown: never the day of the run.

    Raises:
        SourceError: it is no readable file, or too large.
        UsageError: its sidecar is unreadable, or describes other bytes.
    """
    path = Path(path)
    content = _read_bounded(path)
    if sidecar_path(path).is_file():
        snapshot = _verified(path, content, read_sidecar(sidecar_path(path)), source_id)
    else:
        sha256 = hashlib.sha256(content).hexdigest()
        known = {".xhtml": "text/html", **MEDIA_TYPES}
        media_type = known.get(path.suffix.lower(), "text/plain")
        snapshot = Snapshot(sha256, source_id, source_url, media_type, None, "unknown", content)
    if observed_at is None:
        return snapshot
    return dataclasses.replace(snapshot, observed_at=observed_at, observed_at_basis="operator")


def _entries(folder: Path) -> list[tuple[Path, Sidecar]]:
    """The archived files and their sidecars in order of time, the bytes not yet read."""
    found = [
        (path.with_name(path.name.removesuffix(SUFFIX)), read_sidecar(path))
        for path in listed(folder / SNAPSHOTS)
        if path.name.endswith(SUFFIX) and not path.name.startswith(".")
    ]
    return sorted(found, key=lambda item: (item[1].observed_at or "", item[1].fetched_at or "", item[0].name))


def _snapshot(path: Path, sidecar: Sidecar, source_id: str) -> Snapshot:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UsageError("snapshot_missing", file=path) from None
    return _verified(path, content, sidecar, source_id)


def _verified(path: Path, content: bytes, sidecar: Sidecar, source_id: str) -> Snapshot:
    found = hashlib.sha256(content).hexdigest()
    if found not in {sidecar.sha256, sidecar.stored_sha256}:
        raise UsageError("snapshot_altered", file=path, expected=sidecar.sha256, found=found)
    try:
        day = parse_date(sidecar.observed_at)
    except (ValueError, TypeError) as error:
        raise UsageError("sidecar_unreadable", file=sidecar_path(path), detail=str(error)) from None
    basis, received = sidecar.observed_at_basis, None if found == sidecar.sha256 else sidecar.bytes
    return Snapshot(sidecar.sha256, source_id, sidecar.source_url, sidecar.media_type, day, basis, content, received)


def _remove_debris(archive: Path) -> None:
    """Remove what an interrupted `add` left: unfinished files, and bytes of ours without a sidecar."""
    for path in listed(archive):
        unfinished = path.name.startswith(".") and path.name.endswith(".tmp")
        if unfinished or (_OURS.fullmatch(path.name) and not sidecar_path(path).exists()):
            path.unlink()


def _read_bounded(path: Path) -> bytes:
    try:
        if not path.is_file():  # a folder, a pipe that never ends, nothing at all
            raise SourceError("source_file_missing", file=path)
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError("source_file_unreadable", file=path, detail=error.strerror) from error
    if len(content) > MAX_BYTES:
        raise SourceError("source_too_large", limit=MAX_BYTES)
    return content
