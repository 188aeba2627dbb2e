"""`run.json`: what a run did, for any scheduler: exit code, durations, versions, changes, counts, checks.

It lies where `--run-json` says, outside of what is published, and is written however the run ends.
"""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.errors import PipelineError, ProgramFault, UsageError
from pipeline.files import canonical_json, write_atomic
from pipeline.past import Contents
from pipeline.project import Settings, timestamp
from pipeline.release import Target
from pipeline.release.names import STATUS
from pipeline.schema import Json
from pipeline.versions import Release
from pipeline.wording.errors import sentences


def recorded(command: str, settings: Settings, path: Path, run: Callable[[Settings], int]) -> int:
    """Run a command, and write down what it did; its exit code.

    Args:
        command: its name.
        settings: of the run.
        path: where to.
        run: the command.

    Raises:
        UsageError: the file cannot be written, or lies in the target.
        PipelineError: what the command raises; it is written down first.
    """
    if path.absolute().is_relative_to(settings.target):
        raise UsageError("run_json_published", file=path, target=settings.target)
    watch = _Stopwatch(settings)
    before, code, why = _newest(settings), ProgramFault.exit_code, None
    try:
        code = run(replace(settings, watch=watch))
    except PipelineError as error:
        code, why = error.exit_code, sentences(error)
        raise
    finally:
        facts = {"command": command, "run_at": timestamp(settings.clock), "exit_code": code, "why": why}
        told = {**facts, **watch.told(), **_state(settings, before)}
        try:
            write_atomic(path, canonical_json(told))
        except OSError as error:
            raise UsageError("not_written", file=path, detail=error.strerror) from error
    return code


class _Stopwatch:
    """Passes on what goes on, and measures it: a stage lasts until the next one is told."""

    def __init__(self, settings: Settings) -> None:
        self._watch, self._seconds = settings.watch, dict[str, float]()
        self._begun = self._last = time.monotonic()
        self._stage = "reading"

    def __call__(self, key: str, /, **facts: object) -> None:
        """What goes on from now on."""
        self._lap(key)
        self._watch(key, **facts)

    def _lap(self, stage: str) -> None:
        now = time.monotonic()
        self._seconds[self._stage] = self._seconds.get(self._stage, 0.0) + now - self._last
        self._stage, self._last = stage, now

    def told(self) -> Json:
        """Seconds in all, and by stage."""
        self._lap("end")
        return {
            "seconds": round(self._last - self._begun, 3),
            "seconds_by_stage": {stage: round(seconds, 3) for stage, seconds in self._seconds.items()},
        }


def _newest(settings: Settings) -> dict[str, str | None]:
    target = Target(settings.target)
    return {name: latest.version if (latest := target.latest(name)) else None for name in target.packages()}


def _state(settings: Settings, before: dict[str, str | None]) -> Json:
    """What is published after the run, package by package, and why it refused others."""
    target = Target(settings.target)
    try:
        status = json.loads((settings.target / STATUS).read_bytes())
    except (OSError, ValueError, RecursionError):
        status = {}
    packages = {
        name: _package(latest, before.get(name)) for name in target.packages() if (latest := target.latest(name))
    }
    refused = status.get("refused", {}) if isinstance(status, dict) else {}
    for name, why in refused.items():
        packages[name] = {**packages.get(name, {"version": None}), "state": "refused", "why": why}
    return {"last_look": {key: status.get(key) for key in ("looked_at", "outcome")}, "packages": packages}


def _package(release: Release, before: str | None) -> Json:
    contents = Contents(release)
    is_new = release.version != before
    told: Json = {"state": "published" if is_new else "unchanged", "version": release.version, "previous": before}
    if is_new:
        changed = contents.changes["tables"].items()
        told |= {
            "level": release.level,
            "reason": release.reason,
            "changes": {
                name: found.get("counts") or {kind: len(found[kind]) for kind in ("added", "removed", "changed")}
                for name, found in changed
            },
        }
    return {**told, "rows": contents.facts["rows"], "checks": contents.quality["counts"]}
