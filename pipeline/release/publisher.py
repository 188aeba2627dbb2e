"""The only writer of a target: one run at a time, each change whole or not at all, no version made twice.

The order of every change is the order in which a reader may rely on it: version folder, `latest/` and `v1/`,
`versions.json`, pages, catalogue.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.errors import TargetRefused, VersionExists
from pipeline.files import canonical_json
from pipeline.release import lock, site
from pipeline.release.erasure import TRANSACTION, Erasure, Text, stage_erasure
from pipeline.release.index import Entry, Target
from pipeline.release.journal import Step, Transaction, recover
from pipeline.release.modes import right, wrong_in
from pipeline.release.names import DESCRIPTOR, INDEX, SIGNATURE, STATUS, SUMS, check_package, check_version, precedence
from pipeline.release.reader import FolderReader
from pipeline.release.refusal import refusing
from pipeline.release.sign import Signer
from pipeline.release.staging import check_descriptor, share, stage_index, stage_signature
from pipeline.release.sums import seal
from pipeline.release.withdrawal import Why, stage_retirement, stage_withdrawal
from pipeline.versions import SiteFiles


class Publisher:
    """A run that holds a target. Use as a context: entering locks and mends it, leaving clears up.

    Attributes:
        target: the tree as it stands.
        completed: the paths that an interrupted run had promised, and that entering put in place.
    """

    def __init__(self, path: Path, signer: Signer | None = None) -> None:
        """Name the target, and who signs its indices; null where nobody does."""
        self.target = Target(path)
        self.completed: list[str] = []
        self._signer = signer
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Lock the target, creating it where it is missing, and complete or undo an interrupted run.

        Raises:
            TargetRefused: another run holds it, or it cannot be written.
        """
        path = self.target.path
        with contextlib.ExitStack() as held, refusing(path):
            held.callback(os.umask, os.umask(0o022))  # the tree is for publishing
            path.mkdir(parents=True, exist_ok=True)
            held.enter_context(lock.held(path))
            self.completed = recover(path)
            self._held = held.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Keep what was promised, remove what was only prepared, and let the target go."""
        with self._held:
            try:
                recover(self.target.path)
            except TargetRefused:
                if error is None:
                    raise

    @contextlib.contextmanager
    def stage(self, package: str, version: str) -> Iterator[Path]:
        """An empty folder to write a new version into; `commit` publishes it.

        Raises:
            UsageError: package or version is no name for a folder of the target.
            TargetRefused: the version exists or is not the newest, or the file system refuses.
        """
        self._check_new(check_package(package), check_version(version))
        with refusing(self.target.path):
            folder = self._transaction(package).staged(f"{package}/{version}")
            folder.mkdir()
            yield folder

    def commit(
        self,
        package: str,
        version: str,
        *,
        published_at: str,
        observed_at: str | None,
        level: str,
        reason: Mapping[str, str],
    ) -> None:
        """Publish the staged version: sealed by `SHA256SUMS`, checked, put in place, entered in the index.

        Raises:
            TargetRefused: a data file is not what the descriptor says, or the file system refuses; the target
                is as it was or, `publish_interrupted`, completed by the next run.
        """
        self._check_new(package, version)
        transaction = self._transaction(package)
        folder = transaction.staged(f"{package}/{version}")
        with refusing(self.target.path):
            hashes = seal(folder)
            check_descriptor(folder, hashes)
            if newest := self.target.latest(package):
                share(folder, hashes, newest)
            entry = Entry(
                version=version,
                published_at=published_at,
                observed_at=observed_at,
                level=level,
                reason=reason,
                state="published",
                sha256=hashes[DESCRIPTOR],
                sums=hashes[SUMS],
            )
            entries = self.target.entries(package)
            entries.insert(0, entry.chained(entries[0] if entries else None))
            index = stage_index(transaction, package, entries, self._signer, {version: folder})
            transaction.commit([Step("place", f"{package}/{version}", entry.sums), *index])

    def withdraw(self, package: str, version: str, *, reason: str, withdrawn_at: str) -> None:
        """Take the data of a version away: a tombstone stays, `latest/` and `v1/` move to the newest that stand.

        Raises:
            UsageError: there is no such version, or it was withdrawn before.
            TargetRefused: as for `commit`.
        """
        transaction, why = self._transaction(check_package(package)), Why(reason, withdrawn_at, self._signer)
        with refusing(self.target.path):
            transaction.commit(stage_withdrawal(transaction, self.target, package, version, why))

    def retire(self, package: str, *, reason: str, retired_at: str) -> list[str]:
        """Take the data of every version away at once, and say in the index that the package is not published any more.

        Its next version, if there ever is one, ends that; its number goes on from those that were.

        Returns:
            The versions that stood.

        Raises:
            TargetRefused: as for `commit`.
        """
        transaction, why = self._transaction(check_package(package)), Why(reason, retired_at, self._signer)
        with refusing(self.target.path):
            steps = stage_retirement(transaction, self.target, package, why)
            transaction.commit(steps)
        return [step.path.split("/")[1] for step in steps if step.sums]

    def ensure_signer(self) -> None:
        """Return if this run may change every index: nobody signed one, or there is a signer.

        Raises:
            TargetRefused: the target is signed and there is no signer.
        """
        packages = (self.target.path / package for package in self.target.packages())
        if self._signer is None and any((package / SIGNATURE).exists() for package in packages):
            raise TargetRefused("target_signed", target=self.target.path)

    @contextlib.contextmanager
    def restage(self, package: str, version: str) -> Iterator[Path]:
        """An empty folder to write a published version into once more; `erase` puts it in place.

        Raises:
            TargetRefused: the file system refuses.
        """
        with refusing(self.target.path):
            folder = self._transaction(TRANSACTION).staged(f"{package}/{version}")
            folder.mkdir()
            yield folder

    def erase(self, rewritten: Mapping[str, Mapping[str, Text | None]], erasure: Erasure) -> list[str]:
        """Put the restaged versions in place, in all packages at once, and record that in their indices.

        Args:
            rewritten: by package and version, the reason that the version has from now on; null: the one that it had.
            erasure: what is recorded, and who may not be named any more.

        Returns:
            The paths that changed.

        Raises:
            TargetRefused: as for `commit`.
        """
        transaction = self._transaction(TRANSACTION)
        steps: list[Step] = []
        with refusing(self.target.path):
            for package, versions in rewritten.items():
                steps += stage_erasure(transaction, self.target, package, versions, erasure, self._signer)
            if steps:
                transaction.commit(steps)
        return [step.path for step in steps]

    def sign(self) -> list[str]:
        """Sign every index that the signer has not signed: of a target that nobody signed before, or with another key.

        Returns:
            The packages whose index was signed.

        Raises:
            TargetRefused: as for `commit`.
        """
        signed = []
        for package in self.target.packages() if self._signer else ():
            transaction = self._transaction(package)
            with refusing(self.target.path):
                index = (self.target.path / package / INDEX).read_bytes()
                steps = stage_signature(transaction, package, index, self._signer)
                if not all(transaction.is_as_staged(step.path) for step in steps):
                    transaction.commit(steps)
                    signed.append(package)
                transaction.discard()
        return signed

    def is_site_due(self) -> bool:
        """Whether the pages were made before the last change of an index: they may show what is there no more.

        Raises:
            TargetRefused: a list of files cannot be read.
        """
        with refusing(self.target.path):
            return site.is_due(self.target)

    def mend_modes(self) -> list[str]:
        """Let everybody read all that is published here, and nobody else change it; the paths that were mended.

        Raises:
            TargetRefused: as for `commit`.
        """
        with refusing(self.target.path):
            wrong = list(wrong_in(FolderReader(self.target.path).modes()))
            for path, mode in wrong:
                (self.target.path / path).chmod(right(mode))
        return [path for path, _ in wrong]

    def publish_site(self, files: SiteFiles) -> list[str]:
        """Make the pages and catalogues of the target exactly these, by path; the same is left alone.

        A page that lies there, made from the same and not touched since, is not made again: see `Memory`.

        Returns:
            The paths that were written or removed, in that order.

        Raises:
            TargetRefused: a file that is not ours is in the way, or as for `commit`.
        """
        with refusing(self.target.path):
            return [step.path for step in site.put(self.target, files)]

    def write_status(self, status: Mapping[str, Any]) -> None:
        """Tell when the source was last looked at, and what came of it: all that a refused run may write.

        Raises:
            TargetRefused: the file system refuses.
        """
        with refusing(self.target.path):
            transaction = self._transaction(STATUS)
            transaction.staged(STATUS).write_bytes(canonical_json(status))
            transaction.commit([Step("place", STATUS)])

    def _transaction(self, name: str) -> Transaction:
        return Transaction(self.target.path, name)

    def _check_new(self, package: str, version: str) -> None:
        entries = self.target.entries(package)
        place = self.target.path / package / version
        if place.exists() or place.is_symlink() or version in {entry.version for entry in entries}:
            raise VersionExists("version_exists", package=package, version=version)
        if entries and precedence(version) < precedence(entries[0].version):
            raise VersionExists("version_not_newer", package=package, version=version, newest=entries[0].version)
