"""One harvested dataset: the flat table of a package. Its distributions are the same rows in other forms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from rdflib import FOAF, RDFS, XSD, Literal, URIRef

from pipeline.catalog import vocabulary as v
from pipeline.catalog.statements import Properties, Statement, address, moment, resource, texts
from pipeline.errors import UsageError
from pipeline.model import Release
from pipeline.schema import Json
from pipeline.wording.catalog import DISTRIBUTIONS, RIGHTS

HARVESTABLE_KEYWORD = re.compile(r"[\w \-.]{2,100}")
"""CKAN rejects a whole dataset for a keyword with other characters, and splits one at a comma."""


@dataclass(frozen=True)
class Dataset:
    """What a dataset is made from."""

    base_url: str
    publisher: URIRef
    contact: URIRef
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
    def page(self) -> URIRef:
        """The landing page of the package."""
        return address(f"{self.base_url}{self.newest.package}/")

    @property
    def iri(self) -> URIRef:
        """The address of the dataset: the flat table, as a part of the landing page."""
        return URIRef(f"{self.page}#{self.newest.descriptor['publishing']['flat_table']}")

    @property
    def files(self) -> dict[str, Json]:
        """The files of the newest release that portals are told of, by format."""
        return harvested_files(self.newest)


def harvested_files(release: Release) -> dict[str, Json]:
    """The files of the flat table that portals are told of: format to file, in the order of `FILE_TYPES`."""
    facts = release.descriptor["publishing"]
    files = {file["format"]: file for file in facts["files"] if file["table"] == facts["flat_table"]}
    return {name: files[name] for name in v.FILE_TYPES if name in files}


def describe_dataset(dataset: Dataset) -> Iterator[Statement]:
    """The dataset with its landing page, period and distributions.

    Raises:
        UsageError: a keyword or the licence is none that portals accept.
    """
    newest, facts = dataset.newest, dataset.newest.descriptor["publishing"]
    period = URIRef(f"{dataset.iri}-period")
    yield from resource(
        dataset.iri,
        v.DCAT.Dataset,
        [
            *texts(v.DCTERMS.title, facts["titles"]),
            *texts(v.DCTERMS.description, facts["descriptions"]),
            *_keywords(newest.descriptor["keywords"], "sv"),
            *_keywords(facts["keywords_en"], "en"),
            *texts(v.ADMS.versionNotes, newest.reason),
            (v.DCTERMS.identifier, Literal(str(dataset.iri))),
            (v.DCTERMS.publisher, dataset.publisher),
            (v.DCAT.contactPoint, dataset.contact),
            (v.DCAT.theme, v.GOVERNMENT),
            (v.DCTERMS.spatial, v.SWEDEN),
            (v.DCTERMS.temporal, period),
            (v.DCTERMS.accessRights, v.PUBLIC),
            (v.DCTERMS.accrualPeriodicity, v.IRREGULAR),
            (v.DCTERMS.conformsTo, v.TABLE_SCHEMA),
            (v.DCTERMS.language, v.SWEDISH),
            (v.DCTERMS.issued, moment(dataset.releases[-1].published_at)),
            (v.DCTERMS.modified, moment(newest.published_at)),
            (v.DCAT.version, Literal(newest.version)),
            (v.DCAT.landingPage, dataset.page),
            *((v.DCAT.distribution, URIRef(f"{dataset.iri}-{name}")) for name in dataset.files),
        ],
    )
    yield from resource(dataset.page, FOAF.Document)
    yield from resource(period, v.DCTERMS.PeriodOfTime, _period(dataset))
    schema_title = Literal("Table Schema", lang="en")
    yield from resource(v.TABLE_SCHEMA, v.DCTERMS.Standard, [(v.DCTERMS.title, schema_title)])
    for name in dataset.files:
        yield from _distribution(dataset, name)


def _keywords(keywords: Iterable[str], language: str) -> Properties:
    for keyword in keywords:
        if not HARVESTABLE_KEYWORD.fullmatch(keyword):
            raise UsageError("keyword_not_harvestable", keyword=keyword)
        yield v.DCAT.keyword, Literal(keyword, lang=language)


def _period(dataset: Dataset) -> Properties:
    """The time that the data speaks of: the day the source was seen.

    Where nobody knows that day there is only an end. The data cannot be newer than the first release that was
    read from the same snapshot; how much older it is would be a guess.
    """
    if dataset.newest.observed_at is not None:
        day = Literal(dataset.newest.observed_at, datatype=XSD.date)
        return [(v.DCAT.startDate, day), (v.DCAT.endDate, day)]
    snapshot = _snapshot_id(dataset.newest)
    same = [release.published_at for release in dataset.published if _snapshot_id(release) == snapshot]
    return [(v.DCAT.endDate, Literal(min(same)[:10], datatype=XSD.date))]


def _snapshot_id(release: Release) -> str:
    return str(release.descriptor["publishing"]["source"]["snapshot_id"])


def _distribution(dataset: Dataset, name: str) -> Iterator[Statement]:
    newest, file = dataset.newest, dataset.files[name]
    distribution = URIRef(f"{dataset.iri}-{name}")
    checksum, rights = URIRef(f"{distribution}-sha256"), address(dataset.base_url + "#rights")
    download = address(f"{dataset.base_url}{newest.package}/latest/{file['path']}")
    licence, licence_title = _licence(newest)
    titles = newest.descriptor["publishing"]["titles"].items()
    first, unchanged_since = _first_and_unchanged_since(dataset, name)
    yield from resource(
        distribution,
        v.DCAT.Distribution,
        [
            *texts(v.DCTERMS.title, {language: f"{title} ({name.upper()})" for language, title in titles}),
            *texts(v.DCTERMS.description, DISTRIBUTIONS[name]),
            (v.DCAT.accessURL, download),
            (v.DCAT.downloadURL, download),
            (v.DCTERMS["format"], v.FILE_TYPES[name]),
            (v.DCAT.mediaType, URIRef(v.IANA + file["media_type"])),
            (v.DCAT.byteSize, Literal(str(file["bytes"]), datatype=XSD.nonNegativeInteger)),
            (v.SPDX.checksum, checksum),
            (v.DCTERMS.license, licence),
            (v.DCTERMS.rights, rights),
            (v.DCTERMS.language, v.SWEDISH),
            (v.DCATAP.availability, v.AVAILABLE),
            (v.DCTERMS.issued, moment(first)),
            (v.DCTERMS.modified, moment(unchanged_since)),
        ],
    )
    digest = Literal(file["sha256"], datatype=XSD.hexBinary, normalize=False)
    proof: Properties = [(v.SPDX.algorithm, v.SHA256), (v.SPDX.checksumValue, digest)]
    yield from resource(checksum, v.SPDX.Checksum, proof)
    yield from resource(rights, v.DCTERMS.RightsStatement, texts(RDFS.label, RIGHTS))
    yield from resource(licence, v.DCTERMS.LicenseDocument, [(v.DCTERMS.title, Literal(licence_title))])


def _first_and_unchanged_since(dataset: Dataset, name: str) -> tuple[str, str]:
    """When this form of the table was first published, and since when it has had the bytes it has now."""
    files = [(release.published_at, harvested_files(release).get(name)) for release in dataset.published]
    carried = [(published_at, file["sha256"]) for published_at, file in files if file]
    unchanged = list(takewhile(lambda version: version[1] == carried[0][1], carried))
    return carried[-1][0], unchanged[-1][0]


def _licence(release: Release) -> tuple[URIRef, str]:
    name = release.descriptor["licenses"][0]["name"]
    if name not in v.LICENCES:
        known = ", ".join(v.LICENCES)
        raise UsageError("licence_not_harvestable", package=release.package, name=name, known=known)
    return v.LICENCES[name]
