"""What a harvested dataset is, and since when, as its releases tell it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from rdflib import URIRef

from pipeline.catalog.statements import address
from pipeline.formats import Format, every
from pipeline.model import Release
from pipeline.schema import Json


@dataclass(frozen=True)
class Dataset:
    """The flat table of a package, as the newest release that was not withdrawn has it."""

    base_url: str
    iri: URIRef
    """Its name, by which portals know it: it stays even where the target moves."""
    publisher: URIRef
    contact: URIRef
    defaults: Json
    """`theme`, `spatial` and `frequency` of a package that says nothing else."""
    releases: tuple[Release, ...]
    """Every release of the package, newest first; at least one is published."""

    @property
    def published(self) -> list[Release]:
        """The releases that were not withdrawn, newest first."""
        return [release for release in self.releases if release.state == "published"]

    @property
    def newest(self) -> Release:
        """The release that `latest/` shows."""
        return self.published[0]

    @property
    def publishing(self) -> Json:
        """What the newest release says beyond Data Package, with the defaults that it leaves out."""
        return {**self.defaults, **self.newest.descriptor["publishing"]}

    @property
    def page(self) -> URIRef:
        """The landing page of the package."""
        return address(f"{self.base_url}{self.newest.package}/")

    @property
    def files(self) -> dict[str, Json]:
        """The files that portals are told of, by format."""
        return _harvested_files(self.newest)

    def description_of(self, form: str) -> URIRef | None:
        """Where a file of another format describes the one of this format; null where none was written."""
        files = _flat_files(self.newest)
        return next((self.download(files[each.name]) for each in _written(files) if each.describes == form), None)

    def download(self, file: Json) -> URIRef:
        """Where a file of the newest release is loaded from."""
        return address(f"{self.base_url}{self.newest.package}/latest/{file['path']}")

    @property
    def period(self) -> tuple[str | None, str]:
        """First and last day that the data speaks of: the day the source was seen.

        Where nobody knows that day there is only an end. The data cannot be newer than the first release that was
        read from the same snapshot; how much older it is would be a guess.
        """
        if self.newest.observed_at is not None:
            return self.newest.observed_at, self.newest.observed_at
        snapshot = _snapshot_id(self.newest)
        return None, min(release.published_at[:10] for release in self.published if _snapshot_id(release) == snapshot)

    @property
    def shown_since(self) -> str:
        """When `latest/` came to show the newest release: at its publication, or as a newer one was withdrawn."""
        newer = takewhile(lambda release: release.state == "withdrawn", self.releases)
        return max([self.newest.published_at, *(withdrawn_at(release) for release in newer)])

    def first_published(self, form: str) -> str:
        """When the table was first published as a file of this format."""
        return next(release.published_at for release in reversed(self.published) if form in _harvested_files(release))

    def unchanged_since(self, form: str) -> str:
        """Since when the file of this format has had the bytes it has now; a withdrawal brings older ones back."""
        withdrawals, since = list[str](), self.newest.published_at
        for release in self.releases:
            if release.state == "withdrawn":
                withdrawals.append(withdrawn_at(release))
            elif release.hashes.get(self.files[form]["path"]) == self.files[form]["sha256"]:
                since = max([release.published_at, *withdrawals])
            else:
                break
        return since


def withdrawn_at(release: Release) -> str:
    """When a withdrawn release was withdrawn."""
    return str(release.descriptor["withdrawn_at"])


def _harvested_files(release: Release) -> dict[str, Json]:
    """The files of the flat table that portals are told of, by format, in the order in which they are offered."""
    files = _flat_files(release)
    return {form.name: files[form.name] for form in _written(files) if form.harvest}


def _flat_files(release: Release) -> dict[str, Json]:
    facts = release.descriptor["publishing"]
    return {file["format"]: file for file in facts["files"] if file["table"] == facts["flat_table"]}


def _written(files: Mapping[str, Json]) -> Iterator[Format]:
    return (form for form in every() if form.name in files)


def _snapshot_id(release: Release) -> str:
    return str(release.descriptor["publishing"]["source"]["snapshot_id"])
