"""One package, or one page, as the settings of a project describe it: whatever is wrong with the others."""

import datetime as dt
from pathlib import Path

from pipeline.model import PackageSpec
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.settings import read_page_source
from pipeline.project import Settings
from pipeline.project.packages import _read


def read_package(settings: Settings, name: str) -> PackageSpec:
    return _read(settings.project, name)


def read_page_spec(folder: Path, day: dt.date | None) -> PageSpec:
    return read_page_source(folder).on(day)
