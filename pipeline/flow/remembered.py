"""What a target remembers of itself: its address, and which project publishes what into it.

It stands in `site.json`. So whoever makes the site anew, from whichever project, gives everything that stands there
the address, the names and the publisher that it has. Of a target that was made before there was such a file, its
catalogue tells the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pipeline.errors import TargetRefused, UsageError
from pipeline.files import canonical_json
from pipeline.flow.world import published_package
from pipeline.model import LANGUAGES, PackageSpec, Release
from pipeline.project import (
    CatalogSettings,
    Move,
    Retirement,
    Settings,
    absolute_url,
    is_same_address,
    nearest,
    timestamp,
)
from pipeline.release import Target
from pipeline.release.names import SITE
from pipeline.release.refusal import refusing
from pipeline.schema import Json, Text

CATALOGUE = "catalog.jsonld"
DRAFT = b'<p class="draft">'
"""What the front page of a draft says: the only trace of it in a target that is older than `site.json`."""
Rules = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By source and code of a rule: its severity, and who can mend a breach of it."""


@dataclass(frozen=True)
class Project:
    """A project that publishes into the target, as its settings were when it last did."""

    confirmed: bool
    base_url: str | None
    """As its `catalog.yaml` has it, which need not be the address of the target; null where nobody knows."""
    titles: Text
    descriptions: Text
    publisher: Mapping[str, str]
    contact: Mapping[str, str]
    packages: Mapping[str, str]
    """What it published, and the address that the IRIs of each package's dataset begin with."""
    look: Json = field(default_factory=dict)
    """The last look at its sources; empty where nobody knows."""
    rules: Rules = field(default_factory=dict)


@dataclass(frozen=True)
class Remembered:
    """All that a target remembers; the catalogue is that of its first project."""

    address: str
    named_under: str
    """The address that the IRI of the catalogue begins with."""
    moves: tuple[Move, ...]
    projects: tuple[Project, ...]

    def to_json(self) -> bytes:
        """The content of `site.json`."""
        return canonical_json(asdict(self))

    def publisher_of(self, package: str) -> Project | None:
        """The project that published a package; null where none is known."""
        return next((project for project in self.projects if package in project.packages), None)

    def title_for(self, package: str, language: str) -> str:
        """The title of the catalogue of who published a package; that of the first where nobody knows who did."""
        return (self.publisher_of(package) or self.projects[0]).titles[language]

    def moved_to(self, address: str, moved_at: str) -> "Remembered":
        """The same at another address: a draft, which no portal has harvested, takes the names of its IRIs along."""
        if address == self.address:
            return self
        return Remembered(
            address=address,
            named_under=self.named_under if self.projects[0].confirmed else address,
            moves=(*self.moves, Move(self.address, address, moved_at)),
            projects=tuple(
                project if project.confirmed else replace(project, packages=dict.fromkeys(project.packages, address))
                for project in self.projects
            ),
        )

    def catalogue(self, retired: Mapping[str, Retirement]) -> CatalogSettings:
        """What catalogue, feed and pages are made with."""
        first = self.projects[0]
        whole = CatalogSettings(
            confirmed=first.confirmed,
            base_url=self.address,
            titles=first.titles,
            descriptions=first.descriptions,
            publisher=first.publisher,
            contact=first.contact,
            named_under=self.named_under,
            datasets_named_under={name: at for project in self.projects for name, at in project.packages.items()},
            moves=self.moves,
            retired=retired,
        )
        packages = {
            name: replace(whole, confirmed=project.confirmed, publisher=project.publisher, contact=project.contact)
            for project in self.projects
            for name in project.packages
        }
        return replace(whole, packages=packages)


def read_remembered(target: Target) -> Remembered | None:
    """What a target remembers; null of a new one.

    Raises:
        TargetRefused: it is not as it was written.
    """
    for path, read in ((target.path / SITE, _read_site), (target.path / CATALOGUE, _read_catalogue)):
        if path.is_file():
            try:
                with refusing(target.path):
                    return read(json.loads(path.read_bytes()), target)
            except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as error:
                raise TargetRefused("index_unreadable", path=path, detail=error) from None
    return None


def _read_site(content: Any, _: Target) -> Remembered:  # noqa: ANN401
    moves = tuple(Move(**move) for move in content["moves"])
    projects = tuple(Project(**project) for project in content["projects"])
    return Remembered(**{**content, "moves": moves, "projects": projects})


def _read_catalogue(content: Any, target: Target) -> Remembered:  # noqa: ANN401
    """What the catalogue says of who publishes it, and where."""
    nodes = {node["@id"]: node for node in content["@graph"]}
    catalog = next(node for node in nodes.values() if node["@type"] == "dcat:Catalog")
    address = catalog["@id"].removesuffix("#catalog")
    publisher, contact = nodes[catalog["dcterms:publisher"]["@id"]], nodes[address + "#contact"]
    front = target.path / "index.html"
    project = Project(
        confirmed=not (front.is_file() and DRAFT in front.read_bytes()),
        base_url=None,
        titles=_text(catalog["dcterms:title"]),
        descriptions=_text(catalog["dcterms:description"]),
        publisher={
            "name": publisher["foaf:name"]["@value"],
            "organisation_number": publisher["dcterms:identifier"],
            "homepage": publisher["foaf:homepage"]["@id"],
        },
        contact={
            "name": contact["vcard:fn"]["@value"],
            "email": contact["vcard:hasEmail"]["@id"].removeprefix("mailto:"),
        },
        packages=dict.fromkeys(target.packages(), address),
    )
    return Remembered(address, address, (), (project,))


def _text(values: Sequence[Mapping[str, str]]) -> Text:
    return {value["@language"]: value["@value"] for value in values}


def ensure_welcome(
    settings: Settings, catalog: CatalogSettings, specs: Sequence[PackageSpec], target: Target
) -> Remembered | None:
    """What a target remembers, null of a new one, if a run may publish into it.

    Raises:
        TargetRefused: the settings give it another address than it has, or a package in it is another project's.
        UsageError: an option names no address, or no package.
    """
    for name in settings.take_over:
        if name not in (known := [spec.name for spec in specs]):
            raise UsageError("unknown_package", name=name, nearest=nearest(name, known), known=", ".join(known))
    before = read_remembered(target)
    address_after(before, catalog, settings)
    if before is None:
        return None
    latest = {spec.name: target.latest(spec.name) for spec in specs}
    for spec in specs:
        holder = before.publisher_of(spec.name)
        if holder and not _is_ours(holder, catalog, spec, latest[spec.name], settings):
            raise TargetRefused(
                "package_of_another",
                package=spec.name,
                target=target.path,
                title=holder.titles["sv"],
                publisher=holder.publisher["name"],
                number=holder.publisher["organisation_number"],
            )
    if not _leaves_address(before, _own_place(before, catalog, specs, latest), catalog, settings):
        place = "--base-url" if settings.base_url else settings.datapackage / "catalog.yaml"
        raise TargetRefused(
            "address_differs", target=target.path, address=before.address, place=place, asked=catalog.base_url
        )
    return before


def remember(
    before: Remembered | None,
    settings: Settings,
    catalog: CatalogSettings,
    specs: Sequence[PackageSpec],
    releases: Mapping[str, Sequence[Release]],
    look: Json,
    rules: Rules,
) -> Remembered:
    """What a target remembers after a run: of what other projects published there it forgets nothing.

    Args:
        before: what it remembered; null of a new target.
        settings: of the run.
        catalog: what the project says of itself.
        specs: every package of the project.
        releases: of every package in the target, newest first.
        look: the last look at the sources of the project.
        rules: what these sources are held against.
    """
    project = Project(
        confirmed=catalog.confirmed,
        base_url=catalog.stated_url,
        titles=catalog.titles,
        descriptions=catalog.descriptions,
        publisher=catalog.publisher,
        contact=catalog.contact,
        packages={},
        look=look,
        rules=rules,
    )
    address = address_after(before, catalog, settings)
    if before is None:
        return Remembered(address, address, (), (replace(project, packages=dict.fromkeys(releases, address)),))
    latest = {name: _newest(found) for name, found in releases.items()}
    place = _own_place(before, catalog, specs, latest)
    moved = before.moved_to(address, timestamp(settings.clock))
    named_under = {name: at for known in moved.projects for name, at in known.packages.items()}
    ours = {spec.name for spec in specs if spec.name in releases}
    ours -= {
        spec.name
        for spec in specs
        if (holder := before.publisher_of(spec.name))
        and not _is_ours(holder, catalog, spec, latest.get(spec.name), settings)
    }
    if place is not None:
        own = moved.projects[place]
        ours |= own.packages.keys()
        project = replace(
            project,
            base_url=project.base_url if _leaves_address(before, place, catalog, settings) else own.base_url,
            look=look if look.get("looked_at") else own.look,
            rules={**own.rules, **rules},
        )
    project = replace(project, packages={name: named_under.get(name, address) for name in sorted(ours)})
    return replace(moved, projects=_joined(moved.projects, place, project) or (project,))


def _joined(projects: Sequence[Project], place: int | None, project: Project) -> tuple[Project, ...]:
    """The projects with one at its place; a new one goes where it took everything over, else to the end."""
    left = [
        replace(known, packages={name: at for name, at in known.packages.items() if name not in project.packages})
        for known in projects
    ]
    if place is not None:
        left[place] = project
    else:
        left.insert(next((n for n, known in enumerate(left) if not known.packages), len(left)), project)
    return tuple(known for known in left if known.packages)


def address_after(before: Remembered | None, catalog: CatalogSettings, settings: Settings) -> str:
    """The address of the target after a run: the one that it has, unless a move is asked for by name.

    Raises:
        UsageError: the address that was asked for is none, or one of two.
    """
    if settings.move_to is not None and settings.base_url is not None:
        raise UsageError("move_and_base_url")
    if settings.move_to is not None:
        asked = absolute_url(settings.move_to, "--move-to")
        return before.address if before and is_same_address(before.address, asked) else asked
    return before.address if before else catalog.base_url


def _leaves_address(before: Remembered, place: int | None, catalog: CatalogSettings, settings: Settings) -> bool:
    """Whether the settings of a run leave the target where it is, or move it in so many words.

    A `catalog.yaml` that said the same when the project last published here was told then to give way, and one that
    nobody has confirmed gives way: its address is a placeholder. One that was changed since wants another address.
    """
    if settings.move_to is not None or is_same_address(catalog.base_url, before.address):
        return True
    if settings.base_url is not None:
        return False
    said = before.projects[place].base_url if place is not None else None
    return is_same_address(catalog.base_url, said) if said else not catalog.confirmed


def _own_place(
    before: Remembered, catalog: CatalogSettings, specs: Sequence[PackageSpec], latest: Mapping[str, Release | None]
) -> int | None:
    """Which of the projects is the one of this run: by its name, else by a package that it goes on with."""
    for place, project in enumerate(before.projects):
        if _is_same_publisher(project, catalog) and _is_titled_alike(project, catalog):
            return place
    for place, project in enumerate(before.projects):
        if any(
            spec.name in project.packages and _continues(project, catalog, spec, latest.get(spec.name))
            for spec in specs
        ):
            return place
    return None


def _is_ours(
    holder: Project, catalog: CatalogSettings, spec: PackageSpec, latest: Release | None, settings: Settings
) -> bool:
    """Whether a run may go on with the versions of a package that a project published."""
    return spec.name in settings.take_over or _continues(holder, catalog, spec, latest)


def _continues(project: Project, catalog: CatalogSettings, spec: PackageSpec, latest: Release | None) -> bool:
    """Whether a package of the settings is the one that a project published.

    It is where the publisher is the same, and what it is read from, or else the title of the catalogue and the kind of
    the package: titles are corrected and sources move, but not both at once.
    """
    if not _is_same_publisher(project, catalog):
        return False
    before = published_package(latest) if latest else spec
    titled_alike = _is_titled_alike(project, catalog)
    return _source_of(before) == _source_of(spec) or (titled_alike and before.kind == spec.kind)


def _is_same_publisher(project: Project, catalog: CatalogSettings) -> bool:
    one, other = (each.publisher["organisation_number"].replace("-", "") for each in (project, catalog))
    return one == other


def _is_titled_alike(project: Project, catalog: CatalogSettings) -> bool:
    return any(project.titles[language] == catalog.titles[language] for language in LANGUAGES)


def _source_of(package: PackageSpec) -> tuple[str, str, list[str]]:
    """What a package is read from: its kind, the name of its source, and the addresses that it gives."""
    return package.kind, package.source_id, [source["path"] for source in package.descriptor.get("sources", ())]


def _newest(releases: Sequence[Release]) -> Release | None:
    """The newest version that was not withdrawn; null where there is none."""
    return next((release for release in releases if release.state == "published"), None)
