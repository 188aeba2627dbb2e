"""Who must be forgotten: known by keyed hashes alone, so that this list tells nobody whom it is about.

    <source folder>/erased.csv        person_id, hash, key_id, erased_at: a row a hash, several a person
    ~/.config/mlr-opendata/erasure.key    the key, outside of project and target

A hash is HMAC-SHA256 of a form of the name. The name itself has one for the place it was erased from, and one for
everywhere. What is near to it has hashes too, so that nobody comes back by a misprint: the name with up to two letters
left out, which it has in common with every name of up to two other letters; its words in any order; some of them, and
with initials in place of others. A name on a page is near if a form of it is among them.
"""

import csv
import hmac
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path

from pipeline.document import Files, on_disk
from pipeline.errors import ErasureKeyError, SettingsError
from pipeline.files import beginning_of, write_atomic
from pipeline.organisation.state import name_key, plain

FILE = "erased.csv"
COLUMNS = ("person_id", "hash", "key_id", "erased_at")
Named = tuple[str, str, str]
"""What a person is recognised by: name, municipality code, class."""
KEY_BYTES = 32  # as long as the hash: RFC 2104, section 3
SHORT = 7  # letters: of a shorter name, two other letters make another name
MAX_WORDS = 6  # of a name: see `grammar`


@dataclass(frozen=True)
class Erased:
    """The people who were erased from a source."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    """Whose hash it is: a `person_id` by hash."""
    file: Path = Path(FILE)
    key_file: Path = Path()
    key_ids: frozenset[str] = frozenset()
    """By which keys the hashes were made; one, unless the file was mended by hand."""
    since: Mapping[str, str] = field(default_factory=dict)
    """When each of them was erased, by `person_id`."""

    @property
    def people(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self.hashes.values())

    def without(self, people: Iterable[str]) -> "Erased":
        """The same list, but for these people: as it was before they were erased."""
        left = set(people)
        hashes = {code: person_id for code, person_id in self.hashes.items() if person_id not in left}
        return Erased(hashes, self.file, self.key_file, self.key_ids if hashes else frozenset(), self.since)

    def entry(self, name: str, person_id: str) -> str:
        """The row of the list by which `name` means this person from now on, wherever it stands."""
        return ",".join((person_id, _anywhere(self._key, name), _key_id(self._key), self.since[person_id]))

    def find(self, name: str, municipality: str, person_class: str) -> tuple[str, bool] | None:
        """Whom a name on a page means: an erased person's id, and whether it is spelled as it was; null where nobody.

        Raises:
            UsageError: somebody was erased, and the key is missing or another: then nobody can tell.
        """
        if not self.hashes:
            return None
        for exact, code in _sought(self._key, name, municipality, person_class):
            if code in self.hashes:
                return self.hashes[code], exact
        return None

    @cached_property
    def _key(self) -> bytes:
        key = read_key(self.key_file, self.file)
        if self.key_ids != {_key_id(key)}:
            raise ErasureKeyError("erasure_key_other", file=self.key_file, list=self.file)
        return key


def read_erased(folder: Path, key_file: Path, files: Files = on_disk) -> Erased:
    """The list of a source; empty where nobody was erased.

    Raises:
        SettingsError: the list is not one that this program writes.
    """
    path = folder / FILE
    if not path.exists():
        return Erased(file=path, key_file=key_file)
    content = files(path)
    try:
        header, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    except (ValueError, csv.Error) as error:
        raise SettingsError("erased_unreadable", file=path, detail=str(error)) from None
    if tuple(header) != COLUMNS:
        raise SettingsError("erased_unreadable", file=path, line=1, detail=",".join(header))
    return Erased(
        hashes={row["hash"]: row["person_id"] for row in found},
        file=path,
        key_file=key_file,
        key_ids=frozenset(row["key_id"] for row in found),
        since={row["person_id"]: row["erased_at"] for row in found},
    )


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
        raise ErasureKeyError("erasure_key_other", file=erased.key_file, list=erased.file)
    theirs = {code for name, _, _ in others for code in (_anywhere(key, name), *_codes(key, _forms_sought(name)))}
    everywhere = {code for name, _, _ in named for code in (_anywhere(key, name), *_codes(key, _forms_kept(name)))}
    there = {_there(key, *item) for item in named}
    hashes = (everywhere - theirs | there) - erased.hashes.keys()
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
        key = bytes.fromhex(beginning_of(key_file).decode("ascii").strip())
    except FileNotFoundError:
        raise ErasureKeyError("erasure_key_missing", file=key_file, list=needed_by) from None
    except (ValueError, OSError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ErasureKeyError("erasure_key_unreadable", file=key_file)
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
        raise ErasureKeyError("key_not_written", file=key_file, detail=error.strerror) from error
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(KEY_BYTES) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def names_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of `names`, each as `plain` gives it, stands in a text as whole words."""
    padded = f" {plain(text)} "
    return any(f" {name} " in padded for name in names)


def _sought(key: bytes, name: str, municipality: str, person_class: str) -> Iterator[tuple[bool, str]]:
    """What a name on a page is looked up by: first as it is (true), then by what is near to it."""
    yield True, _there(key, name, municipality, person_class)
    yield True, _anywhere(key, name)
    yield from ((False, code) for code in _codes(key, _forms_sought(name)))


def _there(key: bytes, name: str, municipality: str, person_class: str) -> str:
    return _hash(key, "name", name_key(name), municipality, person_class)


def _anywhere(key: bytes, name: str) -> str:
    return _hash(key, "anywhere", name_key(name))


def _codes(key: bytes, forms: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (_hash(key, kind, form) for kind, form in sorted(forms))


def _forms_kept(name: str) -> set[tuple[str, str]]:
    """The forms by which somebody who was erased is found: of the whole name, and of what may be left of it."""
    return {("whole", form) for form in _whole(name)} | {("part", form) for form in _parts(name)} | _pairs(name)


def _forms_sought(name: str) -> set[tuple[str, str]]:
    """The forms of a name on a page: its own whole may be a part of the erased one, or have that one as a part.

    Of parts, the first word with another one is held against the same: a given name in common, or a surname, is not
    enough.
    """
    whole = {(kind, form) for kind in ("whole", "part") for form in _whole(name)}
    return whole | {("whole", form) for form in _parts(name)} | _pairs(name)


def _whole(name: str) -> set[str]:
    """A name as printed without up to two letters, and its words in alphabetical order without up to one."""
    words = plain(name).split()
    letters = "".join(words)
    return {*_shortened(f"={letters}", 1 if len(letters) < SHORT else 2), *_shortened(_ordered(words), 1)}


def _parts(name: str) -> set[str]:
    """Two words or more of a name, in alphabetical order: some less one letter; or all, with initials for some."""
    words = plain(name).split()[:MAX_WORDS]
    chosen = [some for count in range(2, len(words) + 1) for some in combinations(words, count)]
    less = {form for some in chosen if len(some) < len(words) for form in _shortened(_ordered(some), 1)}
    initials = {
        _ordered([word[0] if i in short else word for i, word in enumerate(some)])
        for some in chosen
        for count in range(1, len(some))
        for short in combinations(range(len(some)), count)
    }
    return less | initials


def _pairs(name: str) -> set[tuple[str, str]]:
    """The first word of a name with each of the others."""
    first, *others = plain(name).split() or [""]
    return {("pair", f"{first} {other}") for other in others}


def _ordered(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _shortened(text: str, letters: int) -> set[str]:
    """A text without up to so many of its letters: any two that differ in so many have one of these in common."""
    found = {text}
    for _ in range(letters):
        found |= {item[:i] + item[i + 1 :] for item in found for i in range(len(item))}
    return found


def _hash(key: bytes, *parts: str) -> str:
    return hmac.digest(key, "\0".join(parts).encode(), "sha256").hex()


def _key_id(key: bytes) -> str:
    """What tells one key from another, and nothing else about it."""
    return _hash(key, "key")[:8]
