"""A deployed target as `verify` sees it."""

from collections.abc import Iterator
from functools import cached_property

from pipeline.release.names import DEPLOYMENT
from pipeline.release.reader import FolderReader
from pipeline.store.manifest import Manifest
from pipeline.store.store import Store


class StoreReader:
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

    def is_link(self, path: str) -> bool:  # noqa: ARG002 (a store has none)
        """False: a store has no links."""
        return False

    def in_flight(self) -> list[str]:
        """The paths that a deployment which was cut off, or is at work, may have changed."""
        content = self.read(DEPLOYMENT)
        return Manifest.from_bytes(content, self._store.address).in_flight if content else []

    def modes(self) -> Iterator[tuple[str, int]]:
        """Empty: a store has none."""
        return iter(())


class DeployedFolderReader(FolderReader):
    """A folder that a target was deployed to."""

    def in_flight(self) -> list[str]:
        """The paths that a deployment which was cut off, or is at work, may have changed."""
        content = self.read(DEPLOYMENT)
        deployed = Manifest.from_bytes(content, str(self.root)).in_flight if content else []
        return [*super().in_flight(), *deployed]
