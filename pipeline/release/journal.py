"""All or nothing: what a run puts in place is prepared aside, promised in a journal, then moved.

    TARGET/.publishing/<name>/tree/…         the new files, at the paths they will have in the target
    TARGET/.publishing/<name>/journal.json   the steps; once it is there, they will all be taken

A run that is cut off before the journal stands is undone by the next one; one cut off later is completed, as
each step can tell whether it was taken. So an interrupted target is not taken for one that was tampered with.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import TargetRefused, TargetTampered
from pipeline.files import canonical_json, sha256_of, sync, write_atomic
from pipeline.release.exchange import exchange
from pipeline.release.names import SUMS, WORK, is_path
from pipeline.release.refusal import refusing
from pipeline.release.sums import make_durable

_JOURNAL = "journal.json"


@dataclass(frozen=True)
class Step:
    """One move into, or out of, the target."""

    action: Literal["place", "remove"]
    path: str
    sums: str | None = None
    """For a folder that is placed: the SHA-256 of its `SHA256SUMS`, by which it is known. Null for a file."""


class Transaction:
    """What one run prepares under one name, and puts in place as a whole."""

    def __init__(self, target: Path, name: str) -> None:
        """Name the place of preparation; nothing is written yet."""
        self.target = target
        self.folder = target / WORK / name

    def staged(self, path: str) -> Path:
        """Where to prepare what will stand at `path`; the folder it goes into exists afterwards."""
        place = self.folder / "tree" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def is_as_staged(self, path: str) -> bool:
        """Whether the file at `path` is already what was prepared for it."""
        placed = self.target / path
        return placed.is_file() and placed.read_bytes() == self.staged(path).read_bytes()

    def commit(self, steps: Sequence[Step]) -> None:
        """Take all steps, in order.

        Raises:
            OSError: nothing was changed in the target.
            TargetRefused: something is in the way, and nothing was changed; or, `publish_interrupted`, some
                steps were taken, and the next run takes the others.
        """
        self._check_way(steps)
        make_durable(self.folder)
        sync(self.folder.parent)
        sync(self.target)
        write_atomic(self.folder / _JOURNAL, canonical_json([asdict(step) for step in steps]))
        self._take(steps)
        self.discard()

    def promised(self) -> list[Step]:
        """The steps that an interrupted run has promised; none where it was cut off before that.

        Raises:
            TargetRefused: the journal is not one that this program writes.
        """
        path = self.folder / _JOURNAL
        if not path.exists():
            return []
        try:
            steps = [Step(**step) for step in json.loads(path.read_bytes())]
            if all(is_path(step.path) and step.action in {"place", "remove"} for step in steps):
                return steps
        except (ValueError, TypeError, AttributeError, RecursionError):
            pass
        raise TargetTampered("journal_unreadable", path=path)

    def complete(self) -> None:
        """Take the promised steps that are still to be taken, and clear up."""
        steps = self.promised()
        self._check_way(steps)
        self._take(steps)
        self.discard()

    def discard(self) -> None:
        """Remove everything prepared, the promise first."""
        if self.folder.is_dir():
            (self.folder / _JOURNAL).unlink(missing_ok=True)
            sync(self.folder)
            shutil.rmtree(self.folder)
        if self.folder.parent.is_dir() and not any(self.folder.parent.iterdir()):
            self.folder.parent.rmdir()
            sync(self.target)

    def _take(self, steps: Sequence[Step]) -> None:
        """Take the steps that are still to be taken; what they change in a folder is on disk before they leave it."""
        folders = [(self.target / step.path).parent for step in steps]
        for number, (step, folder) in enumerate(zip(steps, folders, strict=True)):
            try:
                if not self._is_taken(step):
                    self._move(step)
                if [folder] != folders[number + 1 : number + 2] and folder.is_dir():
                    sync(folder)
            except OSError as error:
                if number == 0 and not self._is_taken(step):
                    self._undo(step)
                    raise
                detail = f"{step.path}: {error.strerror}"
                raise TargetRefused("publish_interrupted", target=self.target, detail=detail) from error

    def _undo(self, step: Step) -> None:
        """Break the promise: not even the first step could be taken."""
        self.discard()
        if "/" in step.path:
            with contextlib.suppress(OSError):  # not empty: it was there before
                (self.target / step.path).parent.rmdir()

    def _check_way(self, steps: Sequence[Step]) -> None:
        """Raise TargetRefused where a step would follow a link, meet another kind of thing, or be denied."""
        for step in steps:
            placed = self.target / step.path
            folders = list(placed.parents)[: step.path.count("/")]
            if step.sums is not None:
                folders.append(placed)
            elif step.action == "place" and (placed.is_symlink() or placed.is_dir()):
                raise TargetRefused("target_in_the_way", target=self.target, path=placed)
            for folder in folders:
                self._check_folder(folder)

    def _check_folder(self, folder: Path) -> None:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise TargetRefused("target_in_the_way", target=self.target, path=folder)
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise TargetRefused("target_not_writable", target=self.target, path=folder)

    def _is_taken(self, step: Step) -> bool:
        placed = self.target / step.path
        if step.action == "remove":
            return not (placed.exists() or placed.is_symlink())
        if step.sums is None:
            return not self.staged(step.path).exists()
        return (placed / SUMS).is_file() and sha256_of(placed / SUMS) == step.sums

    def _move(self, step: Step) -> None:
        staged, placed = self.staged(step.path), self.target / step.path
        if step.action == "remove":
            placed.rename(staged)
        elif step.sums is not None and placed.is_dir():
            exchange(staged, placed)
        else:
            placed.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(placed)


def recover(target: Path) -> list[str]:
    """Complete or undo what an interrupted run left in `target`; nobody else may be at work there.

    Returns:
        The paths that were promised and are now in place.

    Raises:
        TargetRefused: the remains are not an interrupted run's, or the file system refuses.
    """
    work = target / WORK
    completed: list[str] = []
    if work.is_symlink() or (work.exists() and not work.is_dir()):
        raise TargetRefused("target_in_the_way", target=target, path=work)
    with refusing(work):
        for path in sorted(work.iterdir()) if work.is_dir() else ():
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                continue
            transaction = Transaction(target, path.name)
            completed += [step.path for step in transaction.promised()]
            transaction.complete()
        if work.is_dir():
            work.rmdir()
            sync(target)
    return completed


def in_flight(target: Path) -> list[str]:
    """The paths that an interrupted run, or one at work, has promised to change; empty between runs."""
    work = target / WORK
    if work.is_symlink() or not work.is_dir():
        return []
    folders = [path for path in sorted(work.iterdir()) if path.is_dir() and not path.is_symlink()]
    return [step.path for folder in folders for step in Transaction(target, folder.name).promised()]
