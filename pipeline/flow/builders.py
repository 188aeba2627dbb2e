"""Who reads the packages of each kind. Another kind of source is another line here."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.errors import SettingsError
from pipeline.flow.tables import TableReading, read_tables
from pipeline.flow.world import Reading, read_world
from pipeline.model import PackageSpec
from pipeline.project import TABLES, Settings, nearest

AnyReading = Reading | TableReading
Builder = Callable[[Settings, str, Sequence[PackageSpec]], Iterable[AnyReading]]

BUILDERS: dict[str, Builder] = {
    "organisation": read_world,
    "working_groups": read_world,
    TABLES: read_tables,
}
"""By kind: takes a source and the packages that are made of it, gives a reading of each."""


def builder_of(package: PackageSpec) -> Builder:
    """Who reads the source of a package. Raises SettingsError where its kind is unknown."""
    if package.kind not in BUILDERS:
        known = ", ".join(BUILDERS)
        near = nearest(package.kind, BUILDERS)
        raise SettingsError("unknown_kind", package=package.name, kind=package.kind, nearest=near, known=known)
    return BUILDERS[package.kind]
