"""What a run needs and a maintainer should know, looked into one by one: each line says what to do. Writes nothing."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from pipeline.errors import PipelineError
from pipeline.flow.open_questions import Open, open_of
from pipeline.flow.page_settings import page_spec, ruled_sources
from pipeline.flow.people_pages import live_pages
from pipeline.flow.readings import readings
from pipeline.flow.site import last_look, page_sources
from pipeline.machine import scratch
from pipeline.model import LANGUAGES
from pipeline.project import Settings, every_package, is_time_given, read_catalog
from pipeline.release import Target
from pipeline.release.modes import wrong_in
from pipeline.release.reader import FolderReader
from pipeline.release.verify import verify
from pipeline.sources import archive
from pipeline.sources.sidecar import parse_date
from pipeline.wording.errors import sentence
from pipeline.wording.run import Talk
from pipeline.wording.sentences import Sentences

told = Sentences("doctor").say
State = Literal["well", "todo", "ill"]
ROOM = 500_000_000  # bytes free, below which a run may end in the middle
OLD = 35  # days after which a page that is looked at every month was not
OLDEST_PYTHON = (3, 11)
REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[^]]*])?\s*(?:(>=|==)\s*([\d.]+))?")


@dataclass(frozen=True)
class Line:
    """What came of looking into one thing."""

    about: str
    state: State
    """`well`; `todo`: somebody should do something some time; `ill`: a run will fail, or has gone wrong."""
    key: str
    """Of `wording/texts/doctor.toml`; or `fault`, where `fault` says it."""
    facts: Mapping[str, object] = field(default_factory=dict)
    fault: PipelineError | None = None

    def text(self, language: str) -> str:
        """The sentence: how it is, and what to do."""
        return sentence(self.fault, language) if self.fault else told(self.key, language, **self.facts)


Look = Callable[[Settings], Iterator[Line]]


def doctor(settings: Settings, form: str, talk: Talk, *, offline: bool) -> int:
    """Look into everything and tell it, a line each; exit code 1 where something is ill.

    Args:
        settings: of the run.
        form: `text` or `json`.
        talk: how to speak.
        offline: whether to ask nothing of the network.
    """
    lines = [line for look in LOOKS for line in _looked(look, settings)]
    lines += [] if offline else list(_looked(_page, settings))
    ill = sum(line.state == "ill" for line in lines)
    if form == "json":
        checks = [
            {"about": line.about, "state": line.state, **{name: line.text(name) for name in LANGUAGES}}
            for line in lines
        ]
        talk.answer({"well": not ill, "checks": checks})
        return int(bool(ill))
    for line in lines:
        talk.result(f"{told(line.state, talk.language)} {told(line.about, talk.language)}: {line.text(talk.language)}")
    talk.result(told("sum_ill" if ill else "sum_well", talk.language, count=ill))
    return int(bool(ill))


def _looked(look: Look, settings: Settings) -> Iterator[Line]:
    """What came of one look; what keeps it from looking is what is told."""
    try:
        yield from look(settings)
    except PipelineError as error:
        yield Line(look.__name__.removeprefix("_"), "ill", "fault", fault=error)
    except OSError as error:
        facts = {"path": error.filename, "detail": error.strerror}
        yield Line(look.__name__.removeprefix("_"), "ill", "refused", facts)
    except Exception as error:  # noqa: BLE001 (what is damaged may fail anywhere; the other looks go on)
        yield Line(look.__name__.removeprefix("_"), "ill", "unlooked", {"detail": f"{type(error).__name__}: {error}"})


def _python(_settings: Settings) -> Iterator[Line]:
    found = sys.version_info[:2]
    facts = {"found": ".".join(map(str, sys.version_info[:3])), "wanted": ".".join(map(str, OLDEST_PYTHON))}
    yield Line("python", "well" if found >= OLDEST_PYTHON else "ill", _or(found >= OLDEST_PYTHON, "python"), facts)


def _packages(_settings: Settings) -> Iterator[Line]:
    missing = []
    try:
        wanted = [item for item in requires("mlr-opendata") or () if "extra ==" not in item]
    except PackageNotFoundError:
        yield Line("packages", "todo", "packages_unknown")
        return
    for requirement in wanted:
        name, bound, number = REQUIREMENT.match(requirement).groups()  # type: ignore[union-attr] # begins with a name
        try:
            found = version(name)
        except PackageNotFoundError:
            missing.append(requirement)
            continue
        if bound and not (found == number if bound == "==" else _numbers(found) >= _numbers(number)):
            missing.append(f"{requirement} ({found})")
    facts = {"count": len(wanted), "missing": ", ".join(missing)}
    yield Line("packages", "ill" if missing else "well", _or(not missing, "packages"), facts)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])


def _rights(settings: Settings) -> Iterator[Line]:
    target = settings.target if settings.target.exists() else _nearest(settings.target)
    closed = [
        folder
        for folder in (settings.datapackage, target, scratch.outside())
        if not os.access(folder, os.W_OK | os.X_OK)
    ]
    yield from (Line("rights", "ill", "rights_ill", {"folder": folder}) for folder in closed)
    wrong = [path for path, _ in wrong_in(FolderReader(settings.target).modes())]
    if wrong:
        yield Line("rights", "ill", "rights_published_ill", {"count": len(wrong), "first": wrong[0]})
    elif not closed:
        yield Line("rights", "well", "rights_well", {"target": settings.target})


def _clock(settings: Settings) -> Iterator[Line]:
    now = settings.clock.isoformat().replace("+00:00", "Z")
    target = Target(settings.target)
    known = [entry.published_at for name in target.packages() for entry in target.entries(name)]
    if is_time_given():
        yield Line("clock", "todo", "clock_set", {"now": now})
    elif known and max(known) > now:
        yield Line("clock", "ill", "clock_ill", {"now": now, "published": max(known)})
    else:
        yield Line("clock", "well", "clock_well", {"now": now})


def _disk(settings: Settings) -> Iterator[Line]:
    for folder in dict.fromkeys((_nearest(settings.target), scratch.outside())):
        free = shutil.disk_usage(folder).free
        facts = {"folder": folder, "free": free, "least": ROOM}
        yield Line("disk", "well" if free >= ROOM else "ill", _or(free >= ROOM, "disk"), facts)


def _nearest(folder: Path) -> Path:
    """A folder, or the first above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _target(settings: Settings) -> Iterator[Line]:
    if not Target(settings.target).packages():
        yield Line("target", "todo", "target_empty", {"target": settings.target})
        return
    result = verify(settings.target)
    if result.problems:
        first = result.problems[0].path
        is_ill = bool(result.tampered) or result.is_stale
        facts = {"target": settings.target, "count": len(result.problems), "first": first}
        yield Line("target", "ill" if is_ill else "todo", _or(not is_ill, "target_mended"), facts)
        return
    yield Line("target", "well", "target_well", {"versions": result.versions, "files": result.files})


def _archive(settings: Settings) -> Iterator[Line]:
    for source_id in page_sources(every_package(settings)):
        known = archive.snapshots(settings.source_folder(source_id), source_id)
        facts = {"source": source_id, "count": len(known)}
        if not known:
            yield Line("archive", "todo", "archive_empty", facts)
        elif known[-1].observed_at is None:
            yield Line("archive", "todo", "archive_undated", facts)
        else:
            yield Line("archive", "well", "archive_well", {**facts, "day": known[-1].observed_at})


def _decisions(settings: Settings) -> Iterator[Line]:
    found = settings.project.once(_open, settings)
    for fault in found.faults:
        yield Line("decisions", "ill", "fault", fault=fault)
    stopping = sum(question.stops for question in found.questions)
    if stopping:
        yield Line("decisions", "ill", "decisions_ill", {"count": stopping})
    elif found.questions:
        yield Line("decisions", "todo", "decisions_todo", {"count": len(found.questions)})
    if found.held:
        yield Line("decisions", "ill", "decisions_held", {"count": len(found.held)})
    if not (found.questions or found.held or found.faults):
        yield Line("decisions", "well", "decisions_well")


def _open(settings: Settings) -> Open:
    """What waits for a person."""
    return open_of(readings(settings, Talk("en", lambda _: None, lambda _: None, terminal=False)))


def _is_held(settings: Settings) -> bool:
    """Whether something keeps the newest copy of a page from being published."""
    found = settings.project.once(_open, settings)
    return bool(found.faults or found.held or any(question.stops for question in found.questions))


def _catalog(settings: Settings) -> Iterator[Line]:
    catalog = read_catalog(settings)
    facts = {"publisher": catalog.publisher["name"], "url": catalog.base_url}
    yield Line("catalog", "well" if catalog.confirmed else "todo", _or(catalog.confirmed, "catalog"), facts)


def _look(settings: Settings) -> Iterator[Line]:
    if not (sources := page_sources(every_package(settings))):
        return
    look = last_look(settings, sources)
    if look["looked_at"] is None:
        yield Line("look", "todo", "look_never")
        return
    day = parse_date(look["looked_at"][:10])
    days = (settings.clock.date() - day).days if day else 0
    outcome = look["outcome"]
    if outcome == "rejected" and not _is_held(settings):
        outcome = "decided"  # a look is written down once; what held its page back was settled since
    if outcome in {"rejected", "unreachable"}:
        yield Line("look", "ill", f"look_{outcome}", {"day": day})
    else:
        facts = {"day": day, "days": days}
        yield Line("look", "todo" if days > OLD else "well", f"look_{'old' if days > OLD else outcome}", facts)


def _page(settings: Settings) -> Iterator[Line]:
    """Whether each page can be reached, asked as `fetch` asks; nothing is archived."""
    from pipeline.flow.live_page import fetch_once

    every = every_package(settings)
    day = settings.clock.date()
    addresses = {name: page_spec(settings, name, day).address for name in ruled_sources(every)}
    for source_id, address in {**addresses, **{page.source_id: page.named for page in live_pages(every)}}.items():
        snapshot = fetch_once(replace(settings, source=address), source_id, address)
        yield Line("page", "well", "page_well", {"url": address, "bytes": len(snapshot.content)})


def _or(is_well: bool, key: str) -> str:  # noqa: FBT001
    return f"{key}_well" if is_well else f"{key}_ill"


LOOKS: tuple[Look, ...] = (
    *(_python, _packages, _rights, _clock, _disk),
    *(_catalog, _target, _archive, _look, _decisions),
)
