"""How far a check goes: to which files, and how much of them. Whoever sends a table must not decide that."""

import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.errors import SourceError, UsageError
from pipeline.hosts import check_url, is_link_local, is_public
from pipeline.observe.blocks import DELIMITERS, MOST_COLUMNS

if TYPE_CHECKING:
    import frictionless

MOST_FILES = 1000  # of one table, and tables of one package
LONGEST_HEADER = 4 << 20  # bytes
LARGEST_DESCRIPTOR = 64 << 20  # bytes


@dataclass(frozen=True)
class Bounds:
    """What whoever runs a check allows it."""

    size: int | None = None
    """Bytes that an archive may unpack to; null: what its own size makes likely."""
    remote: bool = False
    """Whether a descriptor may lead out of its folder, and to the web."""
    private: bool = False
    """Whether it may lead to private and loopback addresses there."""


USUAL = Bounds()


def ensure_within(descriptor: Path, bounds: Bounds) -> None:
    """Return if a descriptor of a package leads only where it may.

    Raises:
        UsageError: a path or a schema lies outside of its folder, or there are more files than any package has.
        SourceError: an address is none that may be asked.
    """
    if descriptor.is_file() and descriptor.stat().st_size > LARGEST_DESCRIPTOR:
        raise UsageError("too_many", place=descriptor, limit=LARGEST_DESCRIPTOR, what="byte")
    try:
        content = json.loads(descriptor.read_bytes())
    except (OSError, ValueError, RecursionError):
        return  # frictionless says what is wrong
    resources = content.get("resources") if isinstance(content, dict) else None
    for each in (content, *(resources if isinstance(resources, list) else ())):
        paths = list(_leading(each)) if isinstance(each, Mapping) else []
        for many in (paths, resources or ()):
            if len(many) > MOST_FILES:
                raise UsageError("too_many", place=descriptor, limit=MOST_FILES, what="path")
        for path in paths:
            _ensure_within(descriptor, path, bounds)


def _leading(described: Mapping[str, Any]) -> Iterator[str]:
    """What a descriptor refers to: files of its rows, and what describes it."""
    for key in ("path", "extrapaths", "schema", "dialect", "profile", "resources"):
        value = described.get(key)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield each


def _ensure_within(descriptor: Path, path: str, bounds: Bounds) -> None:
    if "://" in path:
        if not bounds.remote:
            raise UsageError("path_elsewhere", file=descriptor, path=path)
        _ensure_public(path, bounds)
        return
    folder = descriptor.parent.resolve()
    if not bounds.remote and not (folder / path).resolve().is_relative_to(folder):
        raise UsageError("path_elsewhere", file=descriptor, path=path)


def _ensure_public(url: str, bounds: Bounds) -> None:
    """Return if the host of an address may be asked: as `fetch` has it."""
    check_url(url)
    host = urlsplit(url).hostname or ""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return  # frictionless says that it is not found
    for address in found:
        if is_link_local(address) or not (bounds.private or is_public(address)):
            raise SourceError("address_private", url=url, address=address)


def ensure_bounded(resource: "frictionless.Resource") -> None:
    """Return if a table has no more files and columns than any table. Raises UsageError."""
    if len(resource.paths) > MOST_FILES:
        raise UsageError("too_many", place=resource.name, limit=MOST_FILES, what="path")
    if len(resource.schema.fields) > MOST_COLUMNS:
        raise UsageError("too_many", place=resource.name, limit=MOST_COLUMNS, what="field")
    if resource.format not in {"csv", "tsv"} or resource.compression or resource.memory or resource.remote:
        return
    for path in map(Path, resource.normpaths):
        if path.is_file():
            with path.open("rb") as stream:
                head = stream.read(LONGEST_HEADER).partition(b"\n")[0]
            if max(map(head.count, DELIMITERS)) >= MOST_COLUMNS or len(head) == LONGEST_HEADER:
                raise UsageError("too_many", place=path, limit=MOST_COLUMNS, what="column")
