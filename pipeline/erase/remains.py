"""Where a person is still named: files of the project that people wrote, and that only people may change."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.erase.person import Person
from pipeline.project import Settings

MAX_BYTES = 5_000_000  # a settings file or a test page has some kilobytes


def files_naming(person: Person, settings: Settings) -> Iterator[Path]:
    """The text files of the project, outside of target and hidden folders, in which one of the names stands, sorted.

    Decisions and corrections may name people, and so may tests that a page was copied into.
    """
    for path in sorted(_files(settings.root, settings.target)):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if person.is_named_in(text):
            yield path.relative_to(settings.root)


def _files(folder: Path, target: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.is_symlink() or path == target:
            continue
        if path.is_dir():
            yield from _files(path, target)
        elif path.stat().st_size <= MAX_BYTES:
            yield path
