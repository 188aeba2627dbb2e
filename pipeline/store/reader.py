"""A target wherever it lies, as `verify` sees it: in a folder, deployed to one, in an object store, on the web."""

from functools import cached_property, partial
from pathlib import Path

from pipeline.release.names import DEPLOYMENT
from pipeline.release.reader import FolderReader, Reader, UrlReader
from pipeline.store.address import is_store, is_web, open_store
from pipeline.store.manifest import Manifest
from pipeline.store.store import Store


def reader_of(place: str, *, allow_private: bool) -> Reader:
    """The target at a place: a folder, the address of an object store, or a URL.

    Raises:
        UsageError: as `open_store`.
    """
    if is_web(place):
        from pipeline.sources.fetch import download

        return UrlReader(place, partial(download, allow_private=allow_private))
    if is_store(place):
        return StoreReader(open_store(place))
    folder = Path(place)
    return DeployedFolderReader(folder) if (folder / DEPLOYMENT).is_file() else FolderReader(folder)


class StoreReader(Reader):
    """A target in an object store, as one listing shows it: what was added there is seen, too."""

    def __init__(self, store: Store) -> None:
        """Read from `store`; nothing is asked yet."""
        self._store = store

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """By folder, what lies directly in it, sorted; the place itself is called by the empty name."""
        found: dict[str, set[str]] = {"": set()}
        for path in self._store.list():
            parts = path.split("/")
            for depth, name in enumerate(parts):
                found.setdefault("/".join(parts[:depth]), set()).add(name)
        return {folder: sorted(names) for folder, names in found.items()}

    def read(self, path: str) -> bytes | None:
        """The content of a file; null where there is none."""
        found = self._store.read(path)
        return None if found is None else found[0]

    def digest(self, path: str) -> tuple[str, int] | None:
        """SHA-256 and number of bytes of a file; null where there is none."""
        return self._store.digest(path)

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder, sorted; nothing where there is no folder."""
        return self._children.get(folder, [])

    def is_folder(self, path: str) -> bool:
        """Whether files lie below it."""
        return path in self._children

    def in_flight(self) -> list[str]:
        """The paths that a deployment which was cut off, or is at work, may have changed."""
        content = self.read(DEPLOYMENT)
        return Manifest.from_bytes(content, self._store.address).in_flight if content else []


class DeployedFolderReader(FolderReader):
    """A folder that a target was deployed to."""

    def in_flight(self) -> list[str]:
        """The paths that a deployment which was cut off, or is at work, may have changed."""
        content = self.read(DEPLOYMENT)
        deployed = Manifest.from_bytes(content, str(self.root)).in_flight if content else []
        return [*super().in_flight(), *deployed]
