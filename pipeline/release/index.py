"""`versions.json`: every version of a package, newest first, each chained to the one before."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from pipeline.errors import TargetTampered
from pipeline.files import canonical_json, holding
from pipeline.release.names import (
    DESCRIPTOR,
    INDEX,
    INDEX_SCHEMA,
    LATEST,
    TOMBSTONE,
    check_package,
    is_package,
    is_version,
    major,
    precedence,
)
from pipeline.release.refusal import refusing
from pipeline.versions import Listed, Release

Json = dict[str, Any]


@dataclass(frozen=True)
class Entry(Listed):
    """What the index says of one version. The chain covers all of it but `state`, `events` and itself.

    Of `reason` it covers the hash: a reason may name people, and people may have to be forgotten.
    """

    sha256: str
    """Of its `datapackage.json` as published."""
    sums: str
    """SHA-256 of its `SHA256SUMS` as published: through it the index answers for every byte."""
    chain: str = ""
    events: tuple[Json, ...] = ()
    """What was done to it later, oldest first; each carries the `sha256` and `sums` that hold since."""

    @property
    def current(self) -> tuple[str, str]:
        """`sha256` and `sums` as they must be now: of the last event, or as published."""
        last = self.events[-1] if self.events else {"sha256": self.sha256, "sums": self.sums}
        return str(last["sha256"]), str(last["sums"])

    @property
    def reason_sha256(self) -> str:
        """SHA-256 of the canonical JSON of `reason` as published; an event keeps it where a name was erased from it."""
        kept = (event["reason_sha256"] for event in self.events if "reason_sha256" in event)
        return next(kept, hashlib.sha256(canonical_json(self.reason)).hexdigest())

    def chained(self, previous: "Entry | None") -> "Entry":
        """This entry with the hash that ties it to the one before it."""
        facts = {name: value for name, value in asdict(self).items() if name not in {"state", "chain", "events"}}
        facts["reason"] = self.reason_sha256
        facts["previous"] = previous.chain if previous else None
        return replace(self, chain=hashlib.sha256(canonical_json(facts)).hexdigest())


def format_index(entries: Sequence[Entry]) -> bytes:
    """The content of `versions.json` for `entries`, newest first."""
    return canonical_json([asdict(entry) for entry in entries])


def parse_index(content: bytes) -> list[Entry]:
    """The entries of a `versions.json`, newest first.

    Raises:
        ValueError: it is not one that this program writes: no JSON, other keys, no falling versions.
    """
    try:
        entries = [Entry(**{**item, "events": tuple(item["events"])}) for item in _entries(content)]
        well_formed = all(entry.current and entry.state == _state(entry) for entry in entries)
        falling = [precedence(entry.version) for entry in entries if is_version(entry.version)]
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not well_formed or len(falling) != len(entries) or falling != sorted(set(falling), reverse=True):
        raise ValueError(INDEX)
    return entries


def moments(entries: Sequence[Entry]) -> set[str]:
    """When anything was done to a package, as its index says: UTC, ISO 8601 with Z."""
    events = (event for entry in entries for event in entry.events)
    return {entry.published_at for entry in entries} | {str(event[f"{event['kind']}_at"]) for event in events}


def index_schema() -> bytes:
    """The JSON Schema of an index: what programs may rely on. It is published at the top of each target."""
    return Path(__file__).with_name(INDEX_SCHEMA).read_bytes()


def aliases(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The folders that move: `latest`, and one a major version as `v1/`, each with the newest version that stands."""
    standing = [entry for entry in reversed(entries) if entry.state == "published"]
    return {name: entry for entry in standing for name in (LATEST, major(entry.version))}


def tombstone(package: str, version: str, event: Json) -> Json:
    """What stays at the address of a withdrawn version: what the event says, and no hash."""
    facts = {name: value for name, value in event.items() if name not in {"kind", "sha256", "sums"}}
    return {"package": package, "version": version, "state": event["kind"], **facts}


def _state(entry: Entry) -> str:
    """The state that the events of a version have led to."""
    return "withdrawn" if any(event["kind"] == "withdrawn" for event in entry.events) else "published"


def _entries(content: bytes) -> list[Json]:
    """JSON without the numbers that JSON does not have, as they could not be hashed."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    entries = json.loads(content, parse_constant=refuse)
    if not isinstance(entries, list):
        raise TypeError(INDEX)
    return entries


def first_broken_link(entries: Sequence[Entry]) -> Entry | None:
    """The oldest entry that is not what its chain says; null where the chain holds."""
    previous = None
    for entry in reversed(entries):
        if entry.chained(previous).chain != entry.chain:
            return entry
        previous = entry
    return None


@dataclass(frozen=True)
class Target:
    """A published tree, for reading."""

    path: Path

    def packages(self) -> list[str]:
        """The names of the packages that have been published here, sorted."""
        with refusing(self.path):
            return [path.name for path in holding(self.path, INDEX) if is_package(path.name)]

    def entries(self, package: str) -> list[Entry]:
        """What the index of `package` says, newest first; empty where it has none.

        Raises:
            TargetRefused: the index cannot be read.
        """
        path = self.path / check_package(package) / INDEX
        try:
            with refusing(self.path):
                return parse_index(path.read_bytes()) if path.exists() else []
        except ValueError as error:
            raise TargetTampered("index_unreadable", path=path, detail=str(error)) from error

    def releases(self, package: str) -> list[Release]:
        """Every version of `package`, newest first, withdrawn ones too.

        Raises:
            TargetRefused: the index cannot be read.
        """
        return [self._release(package, entry) for entry in self.entries(package)]

    def latest(self, package: str) -> Release | None:
        """The newest version of `package` that was not withdrawn; null where there is none."""
        standing = [entry for entry in self.entries(package) if entry.state == "published"]
        return self._release(package, standing[0]) if standing else None

    def retirement(self, package: str) -> Json | None:
        """The event that says that `package` is not published any more; null where it is, or never was."""
        events = [event for entry in self.entries(package)[:1] for event in entry.events]
        return next((event for event in events if event["kind"] == "retired"), None)

    def _release(self, package: str, entry: Entry) -> Release:
        folder = self.path / package / entry.version
        return Release(
            **{each.name: getattr(entry, each.name) for each in fields(Listed)},
            package=package,
            sums=entry.current[1],
            folder=folder,
            read=partial(self._read, folder / (DESCRIPTOR if entry.state == "published" else TOMBSTONE)),
        )

    def _read(self, path: Path) -> Json:
        try:
            with refusing(self.path):
                return cast("Json", json.loads(path.read_bytes()))
        except (ValueError, RecursionError) as error:
            raise TargetTampered("index_unreadable", path=path, detail=str(error)) from error
