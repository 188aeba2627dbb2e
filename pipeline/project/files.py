"""The settings files of a project as a run found them, and files that are put into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from pipeline.document import Document, on_disk
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import UsageError
from pipeline.files import holding, write_atomic

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Project:
    """What the settings of a project say: each file is read once, so that a run goes by one state of them.

    Whatever is made of them (packages, what may stand on a page, reference lists) is made once, too: see `once`.
    """

    root: Path
    """The folder that holds `datapackage/` and `schemas/`."""
    _contents: dict[Path, bytes] = field(default_factory=dict, repr=False)
    _made: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)

    def content(self, path: Path) -> bytes:
        """The content of a file as it was when it was first asked for. Raises SettingsError as `on_disk`."""
        if path not in self._contents:
            self._contents[path] = on_disk(path)
        return self._contents[path]

    def document(self, path: Path) -> Document:
        """A file of YAML, parsed once. Raises SettingsError as `read_yaml`."""
        return self.once(read_yaml, path, self.content)

    @property
    def packages(self) -> list[str]:
        """The names of the folders that describe a package, in their order."""
        return [path.name for path in holding(self.root / "datapackage", "datapackage.yaml")]

    def once(self, make: Callable[..., T], *of: object) -> T:
        """What `make` gives for these arguments, as it was when it was first asked for."""
        known = (make, *of)
        if known not in self._made:
            self._made[known] = make(*of)
        return cast("T", self._made[known])


def write_files(root: Path, contents: Mapping[str, bytes], *, overwrite: bool) -> list[Path]:
    """Files of a project, written by their places in it; the same files again are left alone.

    Raises:
        UsageError: one is there and says something else; then none is written.
    """
    paths = {root / place: content for place, content in contents.items()}
    other = [path for path, content in paths.items() if path.exists() and path.read_bytes() != content]
    if other and not overwrite:
        raise UsageError("already_automated", file=other[0])
    for path, content in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path in other:
            write_atomic(path, content)
    return list(paths)
