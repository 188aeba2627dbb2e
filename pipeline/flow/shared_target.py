"""A run that comes to a target in which others may publish too: what is its own there, and what it leaves alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.errors import NotThere, TargetOfAnother, UsageError
from pipeline.flow.target_memory import OF_THE_FIRST, Project, Remembered, Rules, read_remembered
from pipeline.model import LANGUAGES, PackageSpec
from pipeline.past import Contents
from pipeline.project import (
    CatalogSettings,
    Settings,
    absolute_url,
    asked_among,
    every_package,
    is_same_address,
    nearest,
    timestamp,
)
from pipeline.release import Target
from pipeline.schema import Json
from pipeline.versions import Release


@dataclass(frozen=True)
class Visit:
    """What a run brings, and what it finds."""

    settings: Settings
    catalog: CatalogSettings
    """What the project of the run says of itself."""
    specs: Sequence[PackageSpec]
    """Every package of that project."""
    latest: Mapping[str, Release | None]
    """Every package of the target, with its newest version; null where none stands."""
    before: Remembered | None
    """What the target remembers; null of a new one."""

    @property
    def address(self) -> str:
        """The address of the target after the run: the one that it has, unless a move is asked for by name.

        Raises:
            UsageError: the address that was asked for is none, or one of two.
        """
        had, asked = self.before and self.before.address, self.settings.move_to
        if asked is None:
            return had or self.catalog.base_url
        if self.settings.base_url is not None:
            raise UsageError("move_and_base_url")
        asked = absolute_url(asked, "--move-to")
        return had if had and is_same_address(had, asked) else asked

    @property
    def moves(self) -> bool:
        """Whether the run gives the target another address."""
        return self.before is not None and self.address != self.before.address

    @property
    def move(self) -> dict[str, object]:
        """What there is to tell of a move: the target, the address that it had, and the one that it gets."""
        return {"target": self.settings.target, "old": self.before and self.before.address, "new": self.address}

    @property
    def own(self) -> Project | None:
        """The project of the run as the target remembers it; null where it never published there."""
        return None if self._place is None else self._known[self._place]

    @property
    def others(self) -> dict[str, Project]:
        """The packages that other projects published, each with its project."""
        projects = [project for place, project in enumerate(self._known) if place != self._place]
        return {name: project for project in projects for name in project.packages}

    def ensure_welcome(self) -> None:
        """Return if the run may publish into the target.

        Raises:
            TargetRefused: the settings give it another address than it has, or a package in it is another project's.
            UsageError: an option names no address, or no package.
        """
        names = [spec.name for spec in self.specs]
        for name in self.settings.take_over:
            if name not in names:
                raise NotThere("unknown_package", name=name, nearest=nearest(name, names), known=", ".join(names))
        for spec in asked_among(self.specs, self.settings):
            if (holder := self._holder(spec.name)) and not self._may_go_on(spec):
                raise TargetOfAnother(
                    "package_of_another",
                    package=spec.name,
                    target=self.settings.target,
                    title=holder.titles["sv"],
                    publisher=holder.publisher["name"],
                    number=holder.publisher["organisation_number"],
                )
        if self.address and self.before and not self._leaves_address(self.before):
            raise TargetOfAnother(
                "address_differs",
                target=self.settings.target,
                address=self.before.address,
                place="--base-url" if self.settings.base_url else self.settings.datapackage / "catalog.yaml",
                asked=self.catalog.base_url,
            )

    def remember(self, look: Json, rules: Rules) -> Remembered:
        """What the target remembers from now on: of what other projects published there it forgets nothing.

        Args:
            look: the last look at the sources of the project.
            rules: what these sources are held against.
        """
        before, own = self.before, self.own
        if before is None:
            packages = dict.fromkeys(self.latest, self.address)
            return Remembered(self.address, self.address, (), (self._project(packages, look, rules),))
        moved = before.moved_to(self.address, timestamp(self.settings.clock))
        named_under = {name: at for project in moved.projects for name, at in project.packages.items()}
        ours = {spec.name for spec in self.specs if spec.name in self.latest and self._may_go_on(spec)}
        ours |= own.packages.keys() if own else set()
        project = self._project({name: named_under.get(name, self.address) for name in sorted(ours)}, look, rules)
        return replace(moved, projects=self._joined(moved.projects, project) or (project,))

    def _project(self, packages: Mapping[str, str], look: Json, rules: Rules) -> Project:
        """The project of the run, as the target remembers it from now on."""
        own, catalog = self.own, self.catalog
        said = own.base_url if own else None
        agrees = self.before is None or self._leaves_address(self.before)
        return Project(
            **{key: getattr(catalog, key) for key in OF_THE_FIRST},
            base_url=catalog.stated_url if agrees else said,
            packages=packages,
            look=own.look if own and not look["looked_at"] else look,
            rules={**(own.rules if own else {}), **rules},
        )

    def _joined(self, projects: Sequence[Project], ours: Project) -> tuple[Project, ...]:
        """The projects with ours at its place; a new one goes where it took everything over, else to the end."""
        left = [
            replace(project, packages={name: at for name, at in project.packages.items() if name not in ours.packages})
            for project in projects
        ]
        if self._place is not None:
            left[self._place] = ours
        else:
            left.insert(next((place for place, project in enumerate(left) if not project.packages), len(left)), ours)
        return tuple(project for project in left if project.packages)

    def _leaves_address(self, before: Remembered) -> bool:
        """Whether the settings leave the target where it is, or move it in so many words.

        A `catalog.yaml` that said the same when the project last published here was told then to give way, and one
        that nobody has confirmed gives way: its address is a placeholder. One that was changed since does not.
        """
        asked = self.catalog.base_url
        if self.settings.move_to is not None or is_same_address(asked, before.address):
            return True
        if self.settings.base_url is not None:
            return False
        said = self.own.base_url if self.own else None
        return is_same_address(asked, said) if said else not self.catalog.confirmed

    @property
    def _known(self) -> tuple[Project, ...]:
        return self.before.projects if self.before else ()

    @cached_property
    def _place(self) -> int | None:
        """Which of the projects is that of the run: by publisher and title, else by a package that it goes on with."""
        for place, project in enumerate(self._known):
            if _is_same_publisher(project, self.catalog) and _is_titled_alike(project, self.catalog):
                return place
        for place, project in enumerate(self._known):
            if any(spec.name in project.packages and self._continues(project, spec) for spec in self.specs):
                return place
        return None

    def _holder(self, package: str) -> Project | None:
        """The project that published a package; null where none is known."""
        return next((project for project in self._known if package in project.packages), None)

    def _may_go_on(self, spec: PackageSpec) -> bool:
        """Whether the run may publish the next version of a package, or its first one."""
        holder = self._holder(spec.name)
        return holder is None or spec.name in self.settings.take_over or self._continues(holder, spec)

    def _continues(self, project: Project, spec: PackageSpec) -> bool:
        """Whether a package of the settings is the one that a project published.

        It is where the publisher is the same, and what it is read from, or else the title of the catalogue and the
        kind of the package: titles are corrected and sources move, but not both at once.
        """
        latest = self.latest.get(spec.name)
        before = Contents(latest).package if latest else spec
        is_alike = _is_titled_alike(project, self.catalog) and before.kind == spec.kind
        return _is_same_publisher(project, self.catalog) and (is_alike or _source_of(before) == _source_of(spec))


def visit(settings: Settings, catalog: CatalogSettings, target: Target) -> Visit:
    """A run that comes to a target.

    Raises:
        TargetRefused: what the target remembers is not as it was written.
        UsageError: a settings file is wrong.
    """
    latest = {name: target.latest(name) for name in target.packages()}
    return Visit(settings, catalog, every_package(settings), latest, read_remembered(target))


def _is_same_publisher(project: Project, catalog: CatalogSettings) -> bool:
    one, other = (each.publisher["organisation_number"].replace("-", "") for each in (project, catalog))
    return one == other


def _is_titled_alike(project: Project, catalog: CatalogSettings) -> bool:
    return any(project.titles[language] == catalog.titles[language] for language in LANGUAGES)


def _source_of(package: PackageSpec) -> tuple[str, str, list[str]]:
    """What a package is read from: its kind, the name of its source, and the addresses that it gives."""
    return package.kind, package.source_id, [source["path"] for source in package.descriptor.get("sources", ())]
