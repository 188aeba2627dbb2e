"""A target as `verify` sees it: a folder, or a place on the web. Links are never followed."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.files import below, listed, sha256_once
from pipeline.release.journal import in_flight

Fetch = Callable[[str], bytes | None]
"""URL to content; null where the server says that there is no such file."""


class Reader(ABC):
    """What can be asked of a target; every path is relative to it and has been checked."""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """The content of a file; null where there is none."""

    @abstractmethod
    def names(self, folder: str) -> list[str] | None:
        """What lies directly in a folder, sorted; null where that cannot be seen."""

    @abstractmethod
    def is_folder(self, path: str) -> bool:
        """Whether a folder is known to be there."""

    def digest(self, path: str) -> tuple[str, int] | None:
        """SHA-256 and number of bytes of a file; null where there is none."""
        content = self.read(path)
        return None if content is None else (hashlib.sha256(content).hexdigest(), len(content))

    def is_link(self, path: str) -> bool:  # noqa: ARG002 (elsewhere there are none)
        """Whether there is a symbolic link instead of what should be there."""
        return False

    def in_flight(self) -> list[str]:
        """The paths that an interrupted run has promised to change; empty where nobody tells."""
        return []

    def modes(self) -> Iterator[tuple[str, int]]:
        """Each file and folder but hidden ones and links, and its `st_mode`; none where they cannot be seen."""
        return iter(())


class FolderReader(Reader):
    """A target on this machine."""

    def __init__(self, root: Path) -> None:
        """Read below `root`."""
        self.root = root.resolve()

    def read(self, path: str) -> bytes | None:
        """The content of a regular file; null where there is none."""
        place = self.root / path
        return place.read_bytes() if place.is_file() and not self._is_beyond_link(path) else None

    def digest(self, path: str) -> tuple[str, int] | None:
        """SHA-256 and number of bytes of a regular file, read in bounded memory; null where there is none."""
        place = self.root / path
        if not place.is_file() or self._is_beyond_link(path):
            return None
        return sha256_once(place), place.stat().st_size  # `latest/` and `v1/` are other names of large files

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder, sorted; nothing where there is no folder."""
        return [path.name for path in listed(self.root / folder)] if self.is_folder(folder) else []

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder, and no link to one."""
        return (self.root / path).is_dir() and not self._is_beyond_link(path)

    def is_link(self, path: str) -> bool:
        """Whether there is a symbolic link."""
        return (self.root / path).is_symlink()

    def in_flight(self) -> list[str]:
        """The paths that an interrupted run has promised to change."""
        return in_flight(self.root)

    def modes(self) -> Iterator[tuple[str, int]]:
        """Each file and folder but hidden ones and links, and its `st_mode`."""
        for place in below(self.root, skipping=lambda name: name.startswith(".")):
            if not place.is_symlink():
                yield place.relative_to(self.root).as_posix(), place.stat().st_mode

    def _is_beyond_link(self, path: str) -> bool:
        place = self.root / path
        return any(step.is_symlink() for step in (place, *place.parents) if step.is_relative_to(self.root))


class UrlReader(Reader):
    """A target on the web, read through `fetch`. It lists no folders: what was added there cannot be seen."""

    def __init__(self, base_url: str, fetch: Fetch) -> None:
        """Read below `base_url`."""
        self.base_url = base_url.rstrip("/") + "/"
        self._fetch = fetch

    def read(self, path: str) -> bytes | None:
        """The content of a file; null where there is none."""
        return self._fetch(self.base_url + path)

    def names(self, folder: str) -> None:
        """Null: a server lists no folders."""

    def is_folder(self, path: str) -> bool:
        """Whether a list of files lies there, which every folder of a version has."""
        return self.read(f"{path}/SHA256SUMS") is not None
