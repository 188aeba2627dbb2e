"""Who reads the packages of each kind. Another kind of source is another reader here, loaded when it is needed."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack

from pipeline.flow.reading import Reading
from pipeline.model import PackageSpec
from pipeline.project import Settings

Builder = Callable[[Settings, str, Sequence[PackageSpec], ExitStack | None], Iterable[Reading]]


def _of_page(
    settings: Settings, source_id: str, packages: Sequence[PackageSpec], _held: ExitStack | None
) -> Iterable[Reading]:
    from pipeline.flow.read_bodies import read_bodies

    return read_bodies(settings, source_id, packages)


def _of_files(
    settings: Settings, source_id: str, packages: Sequence[PackageSpec], held: ExitStack | None
) -> Iterable[Reading]:
    from pipeline.flow.read_tables import read_tables

    return read_tables(settings, source_id, packages, held)


def _of_people(
    settings: Settings, _source_id: str, packages: Sequence[PackageSpec], _held: ExitStack | None
) -> Iterable[Reading]:
    from pipeline.flow.read_people import read_people

    return read_people(settings, packages)


BUILDERS: dict[str, Builder] = {
    "organisation": _of_page,
    "working_groups": _of_page,
    "people": _of_people,
    "table": _of_files,
}
"""By kind: takes a source, the packages that are made of it, and what keeps their readings; gives a reading of each."""


def builder_of(package: PackageSpec) -> Builder:
    """Who reads the source of a package."""
    return BUILDERS[package.kind]
