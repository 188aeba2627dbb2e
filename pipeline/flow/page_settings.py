"""What the project says of its pages, as a run found it: read once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.document import Files
from pipeline.model import PackageSpec
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.reference import Reference, read_reference
from pipeline.organisation.ruled import Rule, Ruled
from pipeline.organisation.settings import PageSource, read_decided, read_page_source
from pipeline.project import Settings


def page_spec(settings: Settings, source_id: str, day: dt.date | None) -> PageSpec:
    """What may stand on the page of a source, as it counts for what was seen on `day`.

    Raises:
        SettingsError: what is wrong with the files of the source.
    """
    return page_source(settings, source_id).on(day)


def page_source(settings: Settings, source_id: str) -> PageSource:
    """All that the project says of the page of a source. Raises SettingsError as `page_spec`."""
    project = settings.project
    return project.once(read_page_source, settings.source_folder(source_id), project.content)


def ruled(settings: Settings, source_id: str, day: dt.date | None, rules: Mapping[str, Rule]) -> Ruled:
    """What was decided of the people of a source that needs no other settings. Raises as `read_decided`."""
    project = settings.project
    decisions, erased = project.once(read_decided, settings.source_folder(source_id), project.content)
    return Ruled(day=day, rules=rules, persons=decisions.persons or (), accepted=decisions.accept or (), erased=erased)


def reference_of(settings: Settings, aliases: Mapping[str, str]) -> Reference:
    """The reference lists, with other names of municipalities. Raises SettingsError as `read_reference`."""
    project = settings.project
    return project.once(_reference, settings.reference, tuple(aliases.items()), project.content)


def _reference(folder: Path, aliases: tuple[tuple[str, str], ...], files: Files) -> Reference:
    return read_reference(folder, dict(aliases), files)


def ruled_sources(specs: Iterable[PackageSpec]) -> list[str]:
    """The sources of packages whose pages are held against rules, sorted."""
    return sorted({spec.source_id for spec in specs if not spec.files})
