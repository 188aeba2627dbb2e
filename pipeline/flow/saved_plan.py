"""A plan that somebody reviewed, saved as a file: exactly it is published, or nothing where the world has changed."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pipeline
from pipeline.errors import SettingsError, TargetRefused, UsageError
from pipeline.files import beginning_of, below, canonical_json, write_atomic
from pipeline.flow.draft import Draft
from pipeline.flow.proposals import content_of
from pipeline.project import Settings, every_package, timestamp
from pipeline.proposal import Proposal, Screen
from pipeline.schema import Json

FORM = 1
LARGEST = 100_000_000  # bytes of a plan
OPTIONS = ("packages", "source", "base_url", "move_to", "take_over", "formats")
WORLD = {
    "program": "plan_stale_program",
    "settings": "plan_stale_settings",
    "published": "plan_stale_published",
}
"""What must be as it was when the plan was made, beside what the sources say; and what is said where it is not."""


@dataclass(frozen=True)
class Reviewed:
    """A saved plan."""

    path: Path
    content: Json

    def asked(self, settings: Settings) -> Settings:
        """The settings of a run with what was asked for when the plan was made."""
        options = self.content["options"]
        listed = {name: tuple(options[name]) for name in ("packages", "take_over", "formats")}
        day = options["observed_at"] and dt.date.fromisoformat(options["observed_at"])
        return replace(settings, **{**{name: options[name] for name in OPTIONS}, **listed, "observed_at": day})

    def ensure_same_world(self, settings: Settings) -> None:
        """Return if program, settings and what is published are as they were. Raises TargetRefused."""
        now = _world(settings)
        for what, key in WORLD.items():
            if now[what] != self.content[what]:
                raise TargetRefused(key, file=self.path)

    def ensure_same(self, screen: Screen) -> None:
        """Return if a run would do what was reviewed, package by package. Raises TargetRefused."""
        if _outcome(screen) != self.content["packages"]:
            raise TargetRefused("plan_stale_page", file=self.path)

    def ensure_planned(self, draft: Draft) -> None:
        """Return if what is about to be published of a package was reviewed. Raises TargetRefused."""
        if self.content["packages"].get(draft.package.name, {}).get("content") != content_of(draft):
            raise TargetRefused("plan_stale_page", file=self.path)


def save(settings: Settings, screen: Screen, path: Path) -> None:
    """Save what was shown, with all that it follows from.

    Raises:
        UsageError: the file has no folder to lie in.
        OSError: it cannot be written.
    """
    if not path.absolute().parent.is_dir():
        raise UsageError("plan_without_folder", file=path)
    day = settings.observed_at
    source = settings.source
    if source and not source.startswith(("http://", "https://")):
        source = str(Path(source).absolute())
    options = {**{name: getattr(settings, name) for name in OPTIONS}, "source": source}
    content = {
        "form": FORM,
        "planned_at": timestamp(settings.clock),
        "options": {**options, "observed_at": day.isoformat() if day else None},
        **_world(settings),
        "packages": _outcome(screen),
        "screen": screen.to_json(),
    }
    write_atomic(path, canonical_json(content))


def read_reviewed(path: Path) -> Reviewed:
    """A plan that `save` wrote.

    Raises:
        UsageError: the file is missing, or is none.
    """
    try:
        content = json.loads(beginning_of(path, LARGEST))
        complete = content["form"] == FORM and {"options", "packages", *WORLD} <= content.keys()
        plan = Reviewed(path, content)
        plan.asked(Settings(Path(), Path(), dt.datetime.min.replace(tzinfo=dt.UTC)))  # whether it can be read
    except FileNotFoundError:
        raise SettingsError("file_missing", file=path) from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UsageError("plan_unreadable", file=path) from None
    if not complete:
        raise UsageError("plan_unreadable", file=path)
    return plan


def _world(settings: Settings) -> dict[str, str]:
    """What a plan follows from beside what the sources say, each as a hash."""
    root = settings.root
    of_sources = (path for path in below(settings.datapackage) if path.suffix in {".yaml", ".csv"})
    kept = (path for path in of_sources if path.name != "looks.csv" and "snapshots" not in path.parts)
    schemas = (path for path in below(root / "schemas") if path.suffix == ".json")
    names = [spec.name for spec in every_package(settings)]
    published = [settings.target / "site.json", *(settings.target / name / "versions.json" for name in names)]
    return {
        "program": _program(),
        "settings": _hash(root, [*kept, *schemas]),
        "published": _hash(settings.target, (path for path in published if path.is_file())),
    }


@cache
def _program() -> str:
    """This program: its version, and a hash of its code."""
    folder = Path(pipeline.__file__).parent
    code = (path for path in below(folder, skipping=lambda name: name == "__pycache__") if path.is_file())
    return f"{version('mlr-opendata')} {_hash(folder, code)}"


def _hash(folder: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


def _outcome(screen: Screen) -> Json:
    return {proposal.package: _outcome_of(proposal) for proposal in screen.proposals}


def _outcome_of(proposal: Proposal) -> Json:
    """What is done with a package: what two plans that are the same agree in."""
    story, waiting = proposal.story, proposal.waiting
    return {
        "fate": proposal.fate,
        "version": story.version if story else None,
        "content": story.content if story else None,
        "waiting": waiting.content if waiting else None,
        "questions": [question.id for question in proposal.questions],
    }
