"""Who must be forgotten: known by keyed hashes alone, so that this list tells nobody whom it is about.

    <source folder>/erased.csv        person_id, hash, key_id, erased_at: a row a hash, several a person
    ~/.config/mlr-opendata/erasure.key    the key, outside of project and target

A hash is HMAC-SHA256 of a name, the code of a municipality and a class. Beside the name itself, what differs from it
by a letter, by marks, or by a middle name has hashes too: a person does not come back by a misprint.
"""

import csv
import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files import write_atomic
from pipeline.organisation.state import name_key, plain

FILE = "erased.csv"
COLUMNS = ("person_id", "hash", "key_id", "erased_at")
Named = tuple[str, str, str]
"""What a person is recognised by: name, municipality code, class."""
KEY_BYTES = 32  # as long as the hash: RFC 2104, section 3


@dataclass(frozen=True)
class Erased:
    """The people who were erased from a source."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    """Whose hash it is: a `person_id` by hash."""
    file: Path = Path(FILE)
    key_file: Path = Path()
    key_ids: frozenset[str] = frozenset()
    """By which keys the hashes were made; one, unless the file was mended by hand."""

    @property
    def people(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self.hashes.values())

    def without(self, people: Iterable[str]) -> "Erased":
        """The same list, but for these people: as it was before they were erased."""
        left = set(people)
        hashes = {code: person_id for code, person_id in self.hashes.items() if person_id not in left}
        return Erased(hashes, self.file, self.key_file, self.key_ids if hashes else frozenset())

    def find(self, name: str, municipality: str, person_class: str) -> tuple[str, bool] | None:
        """Whom a name on a page means: an erased person's id, and whether it is spelled as it was; null where nobody.

        Raises:
            UsageError: somebody was erased, and the key is missing or another: then nobody can tell.
        """
        if not self.hashes:
            return None
        for exact, code in _hashes(self._key, name, municipality, person_class):
            if code in self.hashes:
                return self.hashes[code], exact
        return None

    @cached_property
    def _key(self) -> bytes:
        key = read_key(self.key_file, self.file)
        if self.key_ids != {_key_id(key)}:
            raise UsageError("erasure_key_other", file=self.key_file, list=self.file)
        return key


def read_erased(folder: Path, key_file: Path) -> Erased:
    """The list of a source; empty where nobody was erased.

    Raises:
        UsageError: the list is not one that this program writes.
    """
    path = folder / FILE
    if not path.exists():
        return Erased(file=path, key_file=key_file)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream, strict=True)
            found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    except (ValueError, csv.Error) as error:
        raise UsageError("erased_unreadable", file=path, detail=str(error)) from None
    if tuple(header) != COLUMNS:
        raise UsageError("erased_unreadable", file=path, detail=",".join(header))
    hashes = {row["hash"]: row["person_id"] for row in found}
    return Erased(hashes, path, key_file, frozenset(row["key_id"] for row in found))


def remember(
    erased: Erased, key: bytes, person_id: str, named: Iterable[Named], others: Iterable[Named], erased_at: str
) -> None:
    """Enter a person into the list.

    Args:
        erased: the list as it is.
        key: what its hashes are made with.
        person_id: who it is.
        named: all that they were published as.
        others: what others were published as; a near spelling that would mean one of them too is left out.
        erased_at: the time of the run.

    Raises:
        UsageError: the list was made with another key.
        OSError: the list cannot be written; it is then as it was.
    """
    key_id = _key_id(key)
    if erased.key_ids - {key_id}:
        raise UsageError("erasure_key_other", file=erased.key_file, list=erased.file)
    theirs = {code for item in others for exact, code in _hashes(key, *item) if not exact}
    hashes = {code for item in named for _, code in _hashes(key, *item)} - theirs - erased.hashes.keys()
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\n").writerows((person_id, code, key_id, erased_at) for code in sorted(hashes))
    before = erased.file.read_bytes() if erased.file.exists() else (",".join(COLUMNS) + "\n").encode()
    write_atomic(erased.file, before + rows.getvalue().encode())


def read_key(key_file: Path, needed_by: Path) -> bytes:
    """The key.

    Raises:
        UsageError: it is missing, or no key.
    """
    try:
        key = bytes.fromhex(key_file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise UsageError("erasure_key_missing", file=key_file, list=needed_by) from None
    except (ValueError, OSError):
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError("erasure_key_unreadable", file=key_file)
    return key


def make_key(key_file: Path) -> None:
    """A new key that only its owner may read.

    Raises:
        UsageError: it cannot be written; a key that exists is never overwritten.
    """
    try:
        key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError("key_not_written", file=key_file, detail=error.strerror) from error
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(KEY_BYTES) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of `names`, each as `plain` gives it, stands in a text as whole words."""
    padded = f" {plain(text)} "
    return any(f" {name} " in padded for name in names)


def _hashes(key: bytes, name: str, municipality: str, person_class: str) -> Iterator[tuple[bool, str]]:
    """The hashes of a name, the first for the name itself (true), the others for what is near to it."""
    yield True, _hash(key, "name", name_key(name), municipality, person_class)
    for spelling in sorted(_spellings(name)):
        yield False, _hash(key, "near", spelling, municipality, person_class)


def _spellings(name: str) -> set[str]:
    """What near names have in common: their words without marks, order and case; less one letter; less one word."""
    words = sorted(plain(name).split())
    whole = " ".join(words)
    shorter = {" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))} if len(words) > 2 else set()  # noqa: PLR2004 (first and last)
    return {whole, *(whole[:i] + whole[i + 1 :] for i in range(len(whole))), *shorter}


def _hash(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def _key_id(key: bytes) -> str:
    """What tells one key from another, and nothing else about it."""
    return _hash(key, "key")[:8]
