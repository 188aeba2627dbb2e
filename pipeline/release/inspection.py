"""Every byte of every published version, held against the index, and the index against its chain.

The index answers for the `SHA256SUMS` of each version, that for every file; the target's own `SHA256SUMS`
answers for pages and catalogues. What an interrupted run promised to change is told apart from other changes.
"""

import contextlib
import hashlib
import json
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from pipeline.release.index import Entry, Json, aliases, first_broken_link, format_index, parse_index, tombstone
from pipeline.release.memory import Memory, stamp
from pipeline.release.modes import is_wrong, right, wrong_in
from pipeline.release.names import (
    DEPLOYMENT,
    DESCRIPTOR,
    INDEX,
    LATEST,
    PUBLIC_KEY,
    SIGNATURE,
    SITE,
    STATUS,
    SUMS,
    TOMBSTONE,
    WORK,
    is_index,
    is_package,
    is_page_of_version,
    is_version,
)
from pipeline.release.reader import Reader
from pipeline.release.sign import Verifier
from pipeline.release.status import is_status
from pipeline.release.sums import parse_sums
from pipeline.release.verdict import Problem, VerifyResult


@dataclass
class Inspection:
    """The count and the problems of one look at a target."""

    reader: Reader
    verifier: Verifier | None
    memory: Memory | None = None
    """What was seen before, and takes what is seen now; null where the target lies elsewhere."""
    trusting: bool = False
    """Whether a folder that was seen whole, and not touched since, need not be read again, and no page at all."""
    made_from: dict[str, str] = field(default_factory=dict)
    """Path to hash of the indices that the pages were made from."""
    problems: list[Problem] = field(default_factory=list)
    versions: int = 0
    files: int = 0
    size: int = 0

    def result(self) -> VerifyResult:
        """What was checked, and what is wrong, in the order of pages, packages and versions."""
        pages = self._check_pages()
        packages = self._packages(pages)
        for package in packages:
            self._check_package(package, pages)
        self._find_beside(packages, pages)
        if not self.trusting:
            self._check_status()
            self._check_modes()
        promised = self.reader.in_flight()
        if WORK in (self.reader.names("") or ()):
            self.problems.append(Problem("interrupted", WORK))
        problems = tuple(problem.explained(promised) for problem in self.problems)
        complete = self.reader.names("") is not None
        return VerifyResult(self.versions, self.files, self.size, problems, complete)

    def _packages(self, pages: Collection[str]) -> list[str]:
        """The packages that lie here, or whose versions have a page here: so that a lost one is missed."""
        named = {name for name, _, page in (path.partition("/") for path in pages) if is_page_of_version(page)}
        named |= {path.partition("/")[0] for path in self.made_from}
        for name in self.reader.names("") or ():
            inside = self.reader.names(name) or ()
            if is_package(name) and any(child in {INDEX, LATEST} or is_version(child) for child in inside):
                named.add(name)
        return sorted(named)

    def _check_pages(self) -> dict[str, str]:
        content = self.reader.read(SUMS)
        if content is None:
            if self.reader.names("") is None or self.reader.is_link(SUMS):
                self.problems.append(Problem("missing", SUMS, "a list of the pages"))
            return {}
        listed = self._parse_sums(SUMS, content)
        self.made_from = {path: sha256 for path, sha256 in listed.items() if is_index(path)}
        pages = {path: sha256 for path, sha256 in listed.items() if path not in self.made_from}
        for path, expected in pages.items():
            if path == SITE:
                self._check_file(path, expected)  # nothing makes that again
            elif not self.trusting:
                self._check_file(path, expected, kind="page")
        return pages

    def _check_package(self, package: str, pages: Collection[str]) -> None:
        path, problems = f"{package}/{INDEX}", len(self.problems)
        content = self.reader.read(path)
        if content is None:
            self.problems.append(Problem("link" if self._has_link(path) else "missing", path, "an index of versions"))
            return
        try:
            entries = parse_index(content)
        except ValueError:
            self.problems.append(Problem("unreadable", path, "an index of versions"))
            return
        broken = first_broken_link(entries)
        if broken:
            self.problems.append(Problem("chain", path, f"{broken.version}: {broken.chain}"))
        elif format_index(entries) != content:
            self.problems.append(Problem("changed", path, "the index as it was written"))
        self._check_signature(package, content)
        for entry in entries:
            self._check_version(package, entry, pages)
        moving = aliases(entries)
        self._check_aliases(package, moving)
        known = {INDEX, SIGNATURE, *moving, *(entry.version for entry in entries)}
        self._find_added(package, known | {page.split("/")[0] for page in _below(package, pages)})
        if len(self.problems) == problems:  # what is damaged tells nothing of its pages
            self._check_shown(path, entries, content)

    def _check_shown(self, path: str, entries: Sequence[Entry], content: bytes) -> None:
        """Whether the pages were made from this index; of those without a list nobody knows."""
        shown, now = self.made_from.get(path), hashlib.sha256(content).hexdigest()
        if shown == now or not self.made_from:
            return
        before = (hashlib.sha256(format_index(entries[n:])).hexdigest() for n in range(1, len(entries)))
        self.problems.append(Problem("behind" if shown is None or shown in before else "stale", path, now, shown))

    def _check_status(self) -> None:
        content = self.reader.read(STATUS)
        if self.reader.is_link(STATUS) or (content is None and STATUS in (self.reader.names("") or ())):
            self.problems.append(Problem("link", STATUS))
        elif content is not None and not is_status(content):
            self.problems.append(Problem("page", STATUS))

    def _check_modes(self) -> None:
        """Permissions; once, where all files have the same: then the file system knows no others."""
        modes = list(self.reader.modes())
        of_files = {mode for _, mode in modes if not stat.S_ISDIR(mode)}
        alike = len(of_files) == 1 and all(is_wrong(mode) for mode in of_files)
        for path, mode in [(".", mode) for mode in of_files] if alike else wrong_in(modes):
            self.problems.append(Problem("mode", path, f"{right(mode):o}", f"{stat.S_IMODE(mode):o}"))

    def _check_version(self, package: str, entry: Entry, pages: Collection[str]) -> None:
        self.versions += 1
        folder, withdrawn = f"{package}/{entry.version}", entry.state == "withdrawn"
        name, (descriptor, sums) = TOMBSTONE if withdrawn else DESCRIPTOR, entry.current
        with self._remembered(folder, sums) as known:
            if known:
                return
            hashes = self._check_folder(folder, sums, _below(folder, pages) if withdrawn else set())
            if hashes is not None and hashes.get(name) != descriptor:
                self.problems.append(Problem("changed", f"{folder}/{name}", descriptor, hashes.get(name)))
            elif hashes is not None:
                self._check_identity(package, entry, f"{folder}/{name}")

    def _check_identity(self, package: str, entry: Entry, path: str) -> None:
        """A version that was copied to another address is sound in itself, but says where it belongs."""
        try:
            found = json.loads(self.reader.read(path) or b"")
        except (ValueError, RecursionError):
            found = None
        expected: Json = {"name": package, "version": entry.version}
        if entry.state == "withdrawn":
            withdrawal = next(event for event in entry.events if event["kind"] == "withdrawn")
            expected = tombstone(package, entry.version, withdrawal)
        elif isinstance(found, dict):
            found = {name: found.get(name) for name in expected}
        if found != expected:
            self.problems.append(Problem("changed", path, json.dumps(expected), json.dumps(found)))

    def _check_aliases(self, package: str, moving: Mapping[str, Entry]) -> None:
        """Whether `latest/` and `v1/` are the versions that they should show."""
        for name, entry in moving.items():
            with self._remembered(f"{package}/{name}", entry.current[1]) as known:
                if not known:
                    self._check_folder(f"{package}/{name}", entry.current[1], set())

    @contextlib.contextmanager
    def _remembered(self, folder: str, sums: str) -> Iterator[bool]:
        """Whether a folder is known to be whole; what is found whole in the block is known from then on."""
        if self.memory is None:
            yield False
            return
        if self.trusting and self.memory.is_whole(folder, sums):
            yield True
            return
        before, problems = stamp(self.memory.target / folder), len(self.problems)
        yield False
        if len(self.problems) == problems:
            self.memory.whole[folder] = (sums, before)
        else:
            self.memory.whole.pop(folder, None)

    def _check_folder(self, folder: str, sums: str, pages: Collection[str]) -> Mapping[str, str] | None:
        """The hashes that `SHA256SUMS` promises, each checked; null where that list is not to be trusted."""
        path = f"{folder}/{SUMS}"
        if self._has_link(path):
            self.problems.append(Problem("link", folder if self._has_link(folder) else path, sums))
            return None
        content = self.reader.read(path)
        if content is None or hashlib.sha256(content).hexdigest() != sums:
            self._check_file(path, sums)
            return None
        self._count(len(content))
        hashes = self._parse_sums(path, content)
        for name, expected in hashes.items():
            self._check_file(f"{folder}/{name}", expected)
        folders = {str(parent) for path in hashes for parent in PurePosixPath(path).parents}
        self._find_added(folder, {SUMS, *hashes, *folders, *pages}, deep=True)
        return hashes

    def _check_file(self, path: str, expected: str, kind: Literal["page"] | None = None) -> None:
        if self._has_link(path):
            self.problems.append(Problem(kind or "link", path, expected))
            return
        found = self.reader.digest(path)
        if found is None:
            self.problems.append(Problem(kind or "missing", path, expected))
            return
        self._count(found[1])
        if found[0] != expected:
            self.problems.append(Problem(kind or "changed", path, expected, found[0]))

    def _check_signature(self, package: str, content: bytes) -> None:
        path = f"{package}/{SIGNATURE}"
        signature = self.reader.read(path) if self.verifier else None
        if self.verifier and signature is None:
            self.problems.append(Problem("unsigned", path, "signed with the given key"))
        elif self.verifier and signature is not None and not self.verifier.accepts(signature, content):
            self.problems.append(Problem("signature", path, "signed with the given key"))

    def _find_added(self, folder: str, known: Collection[str], *, deep: bool = False) -> None:
        for path in self._walk(folder, deep=deep):
            if path.removeprefix(f"{folder}/") not in known:
                self.problems.append(Problem("link" if self.reader.is_link(path) else "added", path))

    def _find_beside(self, packages: Collection[str], pages: Collection[str]) -> None:
        """What lies beside the packages and is no page: it may steer the host or version control, or should not be."""
        ours = {SUMS, STATUS, PUBLIC_KEY, WORK, DEPLOYMENT, *packages}
        for name in self.reader.names("") or ():
            if name in ours:
                continue
            holds_pages = any(page.startswith(f"{name}/") for page in pages)
            found = self._walk(name, deep=True) if holds_pages and self.reader.is_folder(name) else (name,)
            self.problems += [Problem("beside", path) for path in found if path not in pages]

    def _walk(self, folder: str, *, deep: bool) -> Iterator[str]:
        """What lies in a folder; with `deep`, the files below it instead of its folders."""
        names = self.reader.names(folder) or ()
        for path in (f"{folder}/{name}" for name in names):
            if deep and self.reader.is_folder(path) and self.reader.names(path):
                yield from self._walk(path, deep=True)
            else:
                yield path

    def _parse_sums(self, path: str, content: bytes) -> dict[str, str]:
        try:
            return parse_sums(content)
        except ValueError:
            self.problems.append(Problem("unreadable", path, "a list of files"))
            return {}

    def _has_link(self, path: str) -> bool:
        parts = path.split("/")
        return any(self.reader.is_link("/".join(parts[: n + 1])) for n in range(len(parts)))

    def _count(self, size: int) -> None:
        self.files += 1
        self.size += size


def _below(folder: str, pages: Collection[str]) -> set[str]:
    """The pages in `folder`, relative to it."""
    return {path.removeprefix(f"{folder}/") for path in pages if path.startswith(f"{folder}/")}
