"""The pages of people that tables are read from: where each comes from, and what of it is kept in the archive."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.flow.forgetting import kept_of_people
from pipeline.model import PackageSpec, Snapshot, Source
from pipeline.project import Settings
from pipeline.sources import MEDIA_TYPES, archive


@dataclass(frozen=True)
class PeoplePage:
    """A page that a table is read from."""

    table: str
    source_id: str
    """Names its archive, and its snapshots."""
    named: str
    """Where it is, as the settings say: an address, or the path of a file."""
    url: str
    """Where it comes from, as it is published: an address."""

    @property
    def is_live(self) -> bool:
        """Whether it is looked at on the web, and not as it lies in the project."""
        return "://" in self.named

    @property
    def label(self) -> str:
        """What it is called where one of its lines is told."""
        return self.named if self.is_live else Path(self.named).name


def pages_of(package: PackageSpec) -> list[PeoplePage]:
    """The pages of people of a package, those of the flat table first; none where all tables are files.

    The first has the name of the package's source; another one that of its table as well, and its number there.
    """
    tables = sorted(package.files, key=lambda table: table != package.flat_table)
    named = [(table, each) for table in tables if package.files[table].rosters for each in package.files[table].sources]
    origins = [source["path"] for source in package.descriptor.get("sources", ())]
    stated = origins if len(origins) == len(named) else origins[:1] * len(named)
    return [
        PeoplePage(table, source_id, each, each if "://" in each else url)
        for source_id, (table, each), url in zip(_source_ids(package, named), named, stated, strict=True)
    ]


def _source_ids(package: PackageSpec, named: list[tuple[str, str]]) -> Iterator[str]:
    seen: list[str] = []
    for table, _ in named:
        seen.append(table)
        yield source_id_of(package.source_id, table, seen.count(table), is_first=len(seen) == 1)


def source_id_of(source: str, table: str, number: int, *, is_first: bool) -> str:
    """What names the archive of a page: the package's source; of one that is not the first also table and number."""
    return source if is_first else "-".join([source, table, *([str(number)] if number > 1 else [])])


def newest(settings: Settings, page: PeoplePage) -> Snapshot:
    """What a page says: as it was seen last on the web, or as it lies in the project.

    Raises:
        SourceError: there is no such file, or none that is read as a page; or nobody has looked at the page yet.
        UsageError: its archive is damaged.
    """
    if page.is_live:
        if found := archive.newest(settings.source_folder(page.source_id), page.source_id):
            return found
        raise SourceError("page_not_fetched", source=page.source_id, url=page.named)
    path = Path(page.named)
    if path.suffix.lower() not in MEDIA_TYPES:
        raise SourceError("table_format_unknown", file=path, known=", ".join(MEDIA_TYPES))
    return archive.read_file(path, page.source_id, page.url, settings.observed_at)


def looks_of(settings: Settings, package: PackageSpec, published: Iterable[Source] = ()) -> list[tuple[Snapshot, ...]]:
    """Every look at all pages of a package, the oldest first: those that are archived, and what the pages say now.

    A page that was not looked at says what it said before. One that nobody dated, and that has the bytes of what is
    `published`, is that very page, and was seen when that was.

    Raises:
        SourceError: as `newest`.
        UsageError: an archive is damaged.
    """
    pages = pages_of(package)
    dated = {(page.source_id, page.sha256): page for page in published if page.observed_at}
    now = tuple(_dated(newest(settings, page), dated) for page in pages)
    archived = [
        (str(snapshot.observed_at or ""), path.name, place, snapshot)
        for place, page in enumerate(pages)
        for path, snapshot in archive.files(settings.source_folder(page.source_id), page.source_id)
    ]
    looks: list[tuple[Snapshot, ...]] = []
    here: dict[int, Snapshot] = {}
    for *_, place, snapshot in sorted(archived, key=lambda each: each[:3]):
        here[place] = snapshot
        if len(here) == len(pages):
            looks.append(tuple(here[each] for each in range(len(pages))))
    return looks if looks and shown(looks[-1]) == shown(now) else [*looks, now]


def _dated(page: Snapshot, known: Mapping[tuple[str, str], Source]) -> Snapshot:
    """A page with the day of its bytes, where they are known by source and hash and it has none itself."""
    same = None if page.observed_at else known.get((page.source_id, page.sha256))
    return replace(page, observed_at=same.observed_at, observed_at_basis=same.observed_at_basis) if same else page


def shown(look: Iterable[Source]) -> list[tuple[str, str, str]]:
    """What tells one look from another: the bytes and the day of each page."""
    return sorted((page.source_id, page.sha256, str(page.observed_at)) for page in look)


def keep(settings: Settings, package: PackageSpec, seen: Iterable[Source]) -> None:
    """Put the pages that lie in the project into the archive as they were `seen`: what is published can be made again.

    Raises:
        TargetRefused: the archive cannot be written.
    """
    in_project = {page.source_id for page in pages_of(package) if not page.is_live}
    for each in seen:
        if isinstance(each, Snapshot) and each.source_id in in_project:
            stored = kept_of_people(settings, package, each.content, each.media_type)
            archive.keep(settings.source_folder(each.source_id), each, settings.clock, stored)


def live_pages(packages: Iterable[PackageSpec]) -> list[PeoplePage]:
    """Those pages of people of all packages that are looked at on the web."""
    return [page for package in packages for page in pages_of(package) if page.is_live]
