"""What a target remembers of itself: its address, which project publishes what into it, and which DOIs it has.

It stands in `site.json`. So whoever makes the site anew, from whichever project, gives everything that stands there
the address, the names and the publisher that it has.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.errors import TargetTampered
from pipeline.files import canonical_json
from pipeline.project import CatalogSettings, Deposit, Move, Retirement
from pipeline.release import Target
from pipeline.release.names import SITE
from pipeline.release.refusal import refusing
from pipeline.schema import Json, Text

OF_A_PROJECT = ("confirmed", "publisher", "contact", "publisher_type", "for_portals")
"""What pages and catalogue say of a package after the project that publishes it."""
OF_THE_FIRST = ("titles", "descriptions", *OF_A_PROJECT)
"""What the catalogue as a whole says after the first project."""
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
    look: Json
    """The last look at its sources."""
    rules: Rules
    publisher_type: str
    for_portals: Json
    """`theme`, `spatial` and `frequency` of its packages that say nothing else."""


@dataclass(frozen=True)
class Remembered:
    """All that a target remembers; the catalogue is that of the first project that still publishes something."""

    address: str
    named_under: str
    """The address that the IRI of the catalogue begins with."""
    moves: tuple[Move, ...]
    projects: tuple[Project, ...]
    deposits: tuple[Deposit, ...] = ()
    """The versions that have a DOI, or were to get one, oldest first."""

    def to_json(self) -> bytes:
        """The content of `site.json`."""
        return canonical_json(asdict(self))

    def moved_to(self, address: str, moved_at: str) -> "Remembered":
        """The same at another address: a draft, which no portal has harvested, takes the names of its IRIs along."""
        if address == self.address:
            return self
        return replace(
            self,
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
        standing = (project for project in self.projects if project.packages.keys() - retired.keys())
        first = next(standing, self.projects[0])
        whole = CatalogSettings(
            **{key: getattr(first, key) for key in OF_THE_FIRST},
            base_url=self.address,
            named_under=self.named_under,
            datasets_named_under={name: at for project in self.projects for name, at in project.packages.items()},
            moves=self.moves,
            retired=retired,
            deposits=self.deposits,
        )
        packages = {
            name: replace(whole, **{key: getattr(project, key) for key in OF_A_PROJECT})
            for project in self.projects
            for name in project.packages
        }
        return replace(whole, packages=packages)


def read_remembered(target: Target) -> Remembered | None:
    """What a target remembers; null of a new one.

    Raises:
        TargetRefused: it is not as it was written.
    """
    path = target.path / SITE
    if not path.is_file():
        return None
    try:
        with refusing(target.path):
            return _read(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TargetTampered("index_unreadable", path=path, detail=error) from None


def dois_of(target: Target, packages: Collection[str], version: str | None = None) -> list[str]:
    """The DOIs of packages, or of one version: copies that this program does not reach.

    Raises:
        TargetRefused: as `read_remembered`.
    """
    remembered = read_remembered(target)
    deposits = remembered.deposits if remembered else ()
    return [each.doi for each in deposits if each.doi and each.package in packages and version in {None, each.version}]


def _read(content: Any) -> Remembered:  # noqa: ANN401
    moves = tuple(Move(**move) for move in content["moves"])
    projects = tuple(Project(**project) for project in content["projects"])
    deposits = tuple(Deposit(**deposit) for deposit in content["deposits"])
    return Remembered(**{**content, "moves": moves, "projects": projects, "deposits": deposits})
