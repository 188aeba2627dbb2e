"""How far a check goes: to which files, and how much of them. Whoever sends a table must not decide that."""

import json
import os
import socket
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.errors import UsageError
from pipeline.observe.blocks import BLOCK, DELIMITERS, MOST_COLUMNS, ensure_no_bomb, opened
from pipeline.observe.facts import Packing
from pipeline.prover.object_store import OBJECT_STORES
from pipeline.prover.parts import expanded, is_expandable
from pipeline.prover.store import ensure_without_password, is_address
from pipeline.web.hosts import check_url, ensure_reachable

if TYPE_CHECKING:
    import frictionless

MOST_PARTS = 10_000  # files of one table
MOST_TABLES = 1000  # of one package
LONGEST_HEADER = 4 << 20  # bytes
LARGEST_DESCRIPTOR = 64 << 20  # bytes
_UNREAD = frozenset({"ods", "xls"})
"""Sheets whose readers are not installed: of ODS it leaves out rows that the file has once for many."""
_OTHERS = {
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"pk\x03\x04": "ZIP (Excel, ODS, Word)",
    b"pk\x05\x06": "ZIP",
    b"\x1f\x8b": "gzip",
    b"par1\x15": "Parquet",
    b"%pdf-": "PDF",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Excel (.xls)",
    b"bzh91ay": "bzip2",
    b"\xfd7zxz\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"sqlite format 3\x00": "SQLite",
}
"""How files of other kinds begin, in small letters: pages and archives are often saved under a table's name."""
DESCRIBING = frozenset({"catalog", "dialect", "package", "resource", "schema"})
"""Kinds of files that frictionless judges, though they have no rows."""


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
        raise UsageError("too_large", place=descriptor, limit=LARGEST_DESCRIPTOR)
    try:
        content = json.loads(descriptor.read_bytes())
    except (OSError, ValueError, RecursionError):
        return  # frictionless says what is wrong
    resources = content.get("resources") if isinstance(content, dict) else None
    for each in (content, *(resources if isinstance(resources, list) else ())):
        paths = list(_leading(each)) if isinstance(each, Mapping) else []
        for many, most in ((paths, MOST_PARTS), (resources or (), MOST_TABLES)):
            if len(many) > most:
                raise UsageError("too_many_files", place=descriptor, limit=most)
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
    if is_address(path):
        if not bounds.remote:
            raise UsageError("path_elsewhere", file=descriptor, path=path)
        ensure_public(path, bounds)
        return
    if bounds.remote:
        return
    folder = descriptor.parent.resolve()
    for part in [path, *(expanded(path, folder) if is_expandable(path, folder) else ())]:
        if not Path(os.path.realpath(folder / part)).is_relative_to(
            folder
        ):  # `resolve` raises where links lead in circles
            raise UsageError("path_elsewhere", file=descriptor, path=part)


def ensure_public(url: str, bounds: Bounds) -> None:
    """Return if the host of an address may be asked: as `fetch` has it. A store is whoever's credentials name it."""
    if url.partition("://")[0].lower() in OBJECT_STORES:
        ensure_without_password(url)
        return
    check_url(url)
    host = urlsplit(url).hostname or ""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return  # frictionless says that it is not found
    for address in found:
        ensure_reachable(url, address, allow_private=bounds.private)


def ensure_judged(resource: "frictionless.Resource") -> None:
    """Return if frictionless reads the rows of a file that is given as a table: alone, or with a schema.

    It takes any other for a document, reads none of its rows, and finds it valid. Raises UsageError.
    """
    is_table = resource.tabular and resource.format not in _UNREAD
    is_document = not resource.tabular and resource.package and not resource.schema.fields
    if not (is_table or is_document or resource.datatype in DESCRIBING):
        raise UsageError("no_table", file=resource.path or resource.name)
    if resource.format == "xlsx" and not find_spec("openpyxl"):
        raise UsageError("sheet_reader_missing")


def ensure_bounded(resource: "frictionless.Resource", bounds: Bounds) -> None:
    """Return if a table has no more files and columns than any table, and a document unpacks to what is allowed.

    Raises:
        UsageError: it is not so.
    """
    if len(resource.paths) > MOST_PARTS:
        raise UsageError("too_many_files", place=resource.name, limit=MOST_PARTS)
    if len(resource.schema.fields) > MOST_COLUMNS:
        raise UsageError("too_many_columns", place=resource.name, limit=MOST_COLUMNS)
    _ensure_no_bomb(resource, bounds)
    if resource.format not in {"csv", "tsv"} or resource.compression or resource.memory or resource.remote:
        return
    for path in map(Path, resource.normpaths):
        if path.is_file():
            with path.open("rb") as stream:
                head = stream.readline(LONGEST_HEADER).removesuffix(b"\n")
            if kind := next((kind for sign, kind in _OTHERS.items() if head.lstrip().lower().startswith(sign)), None):
                raise UsageError("other_kind", file=path, kind=kind)
            if max(map(head.count, DELIMITERS)) >= MOST_COLUMNS or len(head) == LONGEST_HEADER:
                raise UsageError("too_many_columns", place=path, limit=MOST_COLUMNS)


def _ensure_no_bomb(resource: "frictionless.Resource", bounds: Bounds) -> None:
    """Return if a document, or a sheet, unpacks to what is allowed; tables are counted while they are looked at."""
    if not resource.tabular and resource.compression in {"gz", "zip"} and not resource.remote:
        for path in map(Path, resource.normpaths):
            if path.is_file():
                _unpack(Packing(path, resource.compression, resource.innerpath, bounds.size))
    if resource.format == "xlsx" and resource.normpath and zipfile.is_zipfile(resource.normpath):
        ensure_no_bomb(Packing(Path(resource.normpath), most=bounds.size))


def _unpack(packing: Packing) -> None:
    """Read an archive to its end. Raises what `opened` does."""
    with opened(packing) as stream:
        while stream.read(BLOCK):
            pass
