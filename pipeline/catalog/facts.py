"""What a harvested dataset is, and since when, as its releases tell it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from rdflib import URIRef

from pipeline.catalog.statements import address
from pipeline.formats import Format
from pipeline.past import Contents, data_period
from pipeline.schema import Json
from pipeline.versions import DataFile, Release


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
    doi: str | None = None
    """Of the package, whatever its version; null where it has none."""

    @cached_property
    def known(self) -> tuple[Contents, ...]:
        """What each release says, newest first."""
        return tuple(map(Contents, self.releases))

    @property
    def published(self) -> list[Contents]:
        """The releases that were not withdrawn, newest first."""
        return [contents for contents in self.known if not contents.is_withdrawn]

    @property
    def contents(self) -> Contents:
        """What the release that `latest/` shows says."""
        return self.published[0]

    @property
    def newest(self) -> Release:
        """The release that `latest/` shows."""
        return self.contents.release

    @property
    def publishing(self) -> Json:
        """What the newest release says beyond Data Package, with the defaults that it leaves out."""
        return {**self.defaults, **self.contents.facts}

    @property
    def page(self) -> URIRef:
        """The landing page of the package."""
        return address(f"{self.base_url}{self.newest.package}/")

    @property
    def files(self) -> dict[Format, DataFile]:
        """The files that portals are told of, by format."""
        return {form: file for form, file in self.contents.flat_files.items() if form.harvest}

    def description_of(self, form: Format) -> URIRef | None:
        """Where a file of another format describes the one of this format; null where none was written."""
        files = self.contents.flat_files.items()
        return next((self.download(file) for each, file in files if each.describes == form.name), None)

    def download(self, file: DataFile) -> URIRef | None:
        """Where a file of the newest release is loaded from; null where it is several, and no address holds all."""
        return None if file.parts else address(f"{self.base_url}{self.newest.package}/latest/{file.path}")

    @property
    def period(self) -> tuple[str | None, str]:
        """First and last day that the data speaks of."""
        return data_period(self.contents, self.known)

    @property
    def shown_since(self) -> str:
        """When `latest/` came to show the newest release: at its publication, or as a newer one was withdrawn."""
        newer = takewhile(lambda release: release.state == "withdrawn", self.releases)
        return max([self.newest.published_at, *(release.updated_at for release in newer)])

    def first_published(self, form: Format) -> str:
        """When the table was first published as a file of this format."""
        return next(each.release.published_at for each in reversed(self.published) if form in each.flat_files)

    def unchanged_since(self, form: Format) -> str:
        """Since when the file of this format has had the bytes it has now; a withdrawal brings older ones back."""
        withdrawals, since, file = list[str](), self.newest.published_at, self.files[form]
        for release in self.releases:
            if release.state == "withdrawn":
                withdrawals.append(release.updated_at)
            elif file.hashes.items() <= release.hashes.items():
                since = max([release.published_at, *withdrawals])
            else:
                break
        return since
