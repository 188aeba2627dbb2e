"""What this machine remembers of a target: which folders it saw whole, and from what its pages were made.

So a release costs what it changes, however much was published before. A folder counts as seen while every file in it
has the same size, mode, time of change and inode as then; what changed since is read again. The memory lies outside of
the target, so that whoever can write there cannot vouch for what they wrote. To lose it costs time, and nothing else.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.files import sha256_of, write_atomic
from pipeline.project import cache_folder

Stamp = tuple[str, int]
"""The hash of what the file system says of all files of a folder, and when the youngest of them was changed (ns)."""


@dataclass
class Memory:
    """What is remembered of one target; `keep` writes down what was added."""

    target: Path
    path: Path | None
    """Where it lies; null where this machine has no place for it: then nothing is remembered."""
    whole: dict[str, tuple[str, Stamp]] = field(default_factory=dict)
    """By folder: the hash of its `SHA256SUMS`, and its stamp when every byte of it was right."""
    made: dict[str, tuple[str, str, Stamp]] = field(default_factory=dict)
    """By page: the hash of all that it was made from, that of its content, and its stamp."""

    @classmethod
    def of(cls, target: Path) -> "Memory":
        """What is remembered of a target; nothing where the record is missing or damaged."""
        folder = cache_folder()
        if folder is None:
            return cls(target, None)
        path = folder / f"{hashlib.sha256(os.fsencode(os.path.realpath(target))).hexdigest()[:32]}.json"
        try:
            found = json.loads(path.read_bytes())
            written = path.stat().st_mtime_ns
            whole = {name: (sums, _stamp(stamp)) for name, (sums, stamp) in found["whole"].items()}
            made = {name: (basis, sha256, _stamp(stamp)) for name, (basis, sha256, stamp) in found["made"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls(target, path)
        # What was changed as late as this was written could have been changed once more without another time.
        return cls(
            target,
            path,
            {name: entry for name, entry in whole.items() if entry[-1][1] < written},
            {name: entry for name, entry in made.items() if entry[-1][1] < written},
        )

    def is_whole(self, folder: str, sums: str) -> bool:
        """Whether a folder was seen whole, with this hash of its `SHA256SUMS`, and was not touched since."""
        return folder in self.whole and self.whole[folder] == (sums, stamp(self.target / folder))

    def is_made(self, page: str, basis: str, sha256: str | None) -> bool:
        """Whether a page was made from the same, is the one that was published, and was not touched since."""
        return page in self.made and self.made[page] == (basis, sha256, stamp(self.target / page))

    def remember_made(self, bases: Mapping[str, str], kept: Collection[str]) -> None:
        """These pages, and no others, lie there as they were made; of those that were `kept` that is known."""
        self.made = {
            page: self.made[page] if page in kept else (basis, sha256_of(self.target / page), stamp(self.target / page))
            for page, basis in bases.items()
        }

    def keep(self) -> None:
        """Write down what is remembered; where that fails, the next run reads more."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self.path, json.dumps({"whole": self.whole, "made": self.made}).encode())
        except OSError:
            return


def stamp(place: Path) -> Stamp:
    """What the file system says of a file, or of every file below a folder; links are not followed."""
    digest, youngest = hashlib.sha256(), 0
    for path, stat in _walk(str(place), ""):
        digest.update(f"{path}\0{stat.st_mode}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}\n".encode())
        youngest = max(youngest, stat.st_mtime_ns)
    return digest.hexdigest(), youngest


def _walk(place: str, path: str) -> Iterator[tuple[str, os.stat_result]]:
    """A place and all that lies below it, sorted, and what the file system says of each; none where it is missing."""
    try:
        yield path, os.lstat(place)
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except OSError:  # missing, or a file
        return
    for entry in entries:
        inner = f"{path}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, inner)
        else:
            yield inner, entry.stat(follow_symlinks=False)


def _stamp(found: list[object]) -> Stamp:
    digest, youngest = found
    return str(digest), int(str(youngest))
