"""A folder as a store: for a web server on this machine, or a share. Links in it are never followed."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from pipeline.errors import TargetRefused
from pipeline.files import below, sync
from pipeline.release.lock import held
from pipeline.release.modes import FILE, FOLDER
from pipeline.release.reader import FolderReader
from pipeline.store.store import Condition, Head, Mark, Overtaken, Stored

_WORK = ".deploying"


class FolderStore:
    """Files below a folder, each put in place by one rename."""

    patience = 0.0  # the lock on the folder goes with the process that holds it

    def __init__(self, root: Path) -> None:
        """Name the folder; it is made once it is held."""
        self.root = root.absolute()
        self.address = str(root)
        self._numbers = count()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process alone, and clear away what a killed one left half written.

        Raises:
            TargetRefused: another process holds it, or the file system refuses.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with held(self.root):
                shutil.rmtree(self.root / _WORK, ignore_errors=True)
                try:
                    yield
                finally:
                    shutil.rmtree(self.root / _WORK, ignore_errors=True)
        except OSError as error:
            detail = error.strerror or type(error).__name__
            path = self.root / (error.filename or "")
            raise TargetRefused("deploy_folder_refuses", path=path, detail=detail) from error

    def list(self) -> dict[str, Stored]:
        """Every regular file there."""
        found = {}
        for place in below(self.root, skipping=lambda name: name == _WORK):
            if not place.is_symlink() and not place.is_dir():
                facts = place.stat()
                found[place.relative_to(self.root).as_posix()] = Stored(_etag(facts), facts.st_size)
        return found

    def read(self, path: str) -> tuple[bytes, Mark] | None:
        """The content of a file; null where there is none."""
        self._check_way(path)
        try:
            with (self.root / path).open("rb") as stream:
                return stream.read(), Mark(_etag(os.fstat(stream.fileno())))
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def digest(self, path: str) -> tuple[str, int] | None:
        """SHA-256 and number of bytes of a file; null where there is none."""
        return FolderReader(self.root).digest(path)

    def put(self, path: str, content: bytes | Path, head: Head, only: Condition = None) -> Mark:  # noqa: ARG002 (no head)
        """Write a file; what serves the folder chooses its head."""
        self._check_way(path)
        place = self.root / path
        if only is not None and self._found(place) != only:
            raise Overtaken(path)
        work = self.root / _WORK
        work.mkdir(exist_ok=True)
        staged = work / str(next(self._numbers))
        if isinstance(content, bytes):
            staged.write_bytes(content)
        else:
            shutil.copyfile(content, staged)
        staged.chmod(FILE)
        with staged.open("rb") as stream:
            os.fsync(stream.fileno())
        for folder in reversed(list(place.parents)[: path.count("/")]):
            folder.mkdir(mode=FOLDER, exist_ok=True)
        staged.replace(place)
        sync(place.parent)
        return Mark(_etag(place.stat()))

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, and the folders that are empty then."""
        for path in paths:
            self._check_way(path)
            (self.root / path).unlink(missing_ok=True)
            for folder in list((self.root / path).parents)[: path.count("/")]:
                with suppress(OSError):  # not empty
                    folder.rmdir()

    def _found(self, place: Path) -> Condition:
        try:
            return Mark(_etag(place.stat()))
        except FileNotFoundError:
            return "absent"

    def _check_way(self, path: str) -> None:
        """Raise TargetRefused where a link, or a folder, is in the place of a file or of a folder above it."""
        place = self.root / path
        for step in (place, *list(place.parents)[: path.count("/")]):
            if step.is_symlink() or (step == place and step.is_dir()):
                raise TargetRefused("target_in_the_way", target=self.address, path=step)


def _etag(facts: os.stat_result) -> str:
    """Another one after each writing: every writing makes a new file."""
    return f"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{facts.st_size:x}"
