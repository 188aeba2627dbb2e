"""Where a person is still named: files of the project that this run does not write, most of them made by people."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipeline.erase.person import Person
from pipeline.files import holding, listed
from pipeline.project import Settings
from pipeline.release.names import INDEX
from pipeline.wording.run import Talk

MAX_BYTES = 5_000_000  # a settings file or a test page has some kilobytes
FEW = 5  # files of one folder that are named one by one


def tell_remains(person: Person, settings: Settings, talk: Talk) -> None:
    """Tell each place in which one of the names stands: a file, a folder of many, or another target.

    Decisions and corrections may name people, and so may tests that a page was copied into.
    """
    root = settings.root
    for place, found in groupby(files_naming(person, settings), lambda path: _place(path, root)):
        paths = list(found)
        if _is_target(root / place):
            talk.say("still_named_in_target", folder=root / place)
        elif len(paths) > FEW:
            talk.say("still_named_in_folder", count=len(paths), folder=place, path=paths[0])
        else:
            for path in paths:
                talk.say("still_named", path=path)


def files_naming(person: Person, settings: Settings) -> Iterator[Path]:
    """The text files of the project, outside of target and hidden folders, in which one of the names stands, sorted."""
    for path in _files(settings.root, settings.target):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if person.is_named_in(text):
            yield path.relative_to(settings.root)


def _files(folder: Path, target: Path) -> Iterator[Path]:
    for path in listed(folder):
        if path.name.startswith(".") or path.is_symlink() or path == target:
            continue
        if path.is_dir():
            yield from _files(path, target)
        elif path.stat().st_size <= MAX_BYTES:
            yield path


def _place(path: Path, root: Path) -> Path:
    """What a file is told under: the target that it was published into, else the outermost folder, else itself."""
    targets = [folder for folder in path.parents[:-1] if _is_target(root / folder)]
    return targets[-1] if targets else Path(path.parts[0])


def _is_target(folder: Path) -> bool:
    return bool(holding(folder, INDEX))
