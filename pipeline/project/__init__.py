"""What a run was asked to do, in which project, and what the project says of itself.

- `settings`: what one run was asked to do, where things lie, and the clock
- `files`: the settings files, each read once
- `catalog`: `datapackage/catalog.yaml`: who publishes, and where
- `packages`: `datapackage/<package>/datapackage.yaml`: what is published; `keys`: what it may say
"""

from pipeline.document import nearest
from pipeline.project.catalog import read_catalog
from pipeline.project.files import Project
from pipeline.project.packages import asked_among, every_package, packages
from pipeline.project.settings import (
    CatalogSettings,
    Deposit,
    Move,
    Retirement,
    Settings,
    Watch,
    absolute_url,
    cache_folder,
    erasure_key_file,
    find_root,
    is_same_address,
    is_time_given,
    now,
    timestamp,
)

__all__ = [
    "CatalogSettings",
    "Deposit",
    "Move",
    "Project",
    "Retirement",
    "Settings",
    "Watch",
    "absolute_url",
    "asked_among",
    "cache_folder",
    "erasure_key_file",
    "every_package",
    "find_root",
    "is_same_address",
    "is_time_given",
    "nearest",
    "now",
    "packages",
    "read_catalog",
    "timestamp",
]
