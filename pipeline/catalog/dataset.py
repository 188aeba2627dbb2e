"""One harvested dataset in RDF. Its distributions are the same rows in several formats."""

from collections.abc import Iterable, Iterator

from rdflib import FOAF, RDFS, XSD, BNode, Literal, URIRef

from pipeline.catalog import vocabulary as v
from pipeline.catalog.facts import Dataset
from pipeline.catalog.harvestable import keyword, licence
from pipeline.catalog.statements import Properties, Statement, address, moment, resource, texts
from pipeline.codelists import place_name
from pipeline.formats import Format
from pipeline.wording.licences import LICENCES


def describe_dataset(dataset: Dataset) -> Iterator[Statement]:
    """The dataset with its landing page, period and distributions.

    Raises:
        SettingsError: a keyword or the licence is none that portals accept.
    """
    newest, facts = dataset.newest, dataset.publishing
    period, doi = BNode(f"period-{newest.package}"), URIRef(f"{dataset.iri}-doi")
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
            *([(v.ADMS.identifier, doi)] if dataset.doi else []),
            (v.DCTERMS.publisher, dataset.publisher),
            (v.DCAT.contactPoint, dataset.contact),
            *((v.DCAT.theme, URIRef(theme)) for theme in facts["theme"]),
            *((v.DCTERMS.spatial, URIRef(place)) for place in facts["spatial"]),
            (v.DCTERMS.temporal, period),
            (v.DCTERMS.accessRights, v.PUBLIC),
            (v.DCTERMS.accrualPeriodicity, URIRef(facts["frequency"])),
            (v.DCTERMS.conformsTo, v.TABLE_SCHEMA),
            (v.DCTERMS.language, v.SWEDISH),
            (v.DCTERMS.issued, moment(dataset.releases[-1].published_at)),
            (v.DCTERMS.modified, moment(dataset.shown_since)),
            (v.DCAT.version, Literal(newest.version)),
            (v.DCAT.landingPage, dataset.page),
            *((v.DCAT.distribution, URIRef(f"{dataset.iri}-{form.name}")) for form in dataset.files),
        ],
    )
    yield from resource(dataset.page, FOAF.Document)
    yield from resource(period, v.DCTERMS.PeriodOfTime, _period(dataset))
    if dataset.doi:
        notation = Literal(v.DOI + dataset.doi, datatype=XSD.anyURI)
        yield from resource(doi, v.ADMS.Identifier, [(v.SKOS.notation, notation)])
    yield from places(facts["spatial"])
    yield from _standard(v.TABLE_SCHEMA, "Table Schema")
    for form in dataset.files:
        yield from _distribution(dataset, form)


def _keywords(words: Iterable[str], language: str) -> Properties:
    return [(v.DCAT.keyword, Literal(keyword(word), lang=language)) for word in words]


def places(addresses: Iterable[str]) -> Iterator[Statement]:
    """What is covered, with the names of Swedish places: a harvester does not look addresses up."""
    for place in addresses:
        name = place_name(place)
        label: Properties = [(RDFS.label, Literal(name, lang="sv"))] if name else []
        yield from resource(URIRef(place), v.DCTERMS.Location, label)


def _period(dataset: Dataset) -> Properties:
    start, end = dataset.period
    if start is not None:
        yield v.DCAT.startDate, Literal(start, datatype=XSD.date)
    yield v.DCAT.endDate, Literal(end, datatype=XSD.date)


def _distribution(dataset: Dataset, form: Format) -> Iterator[Statement]:
    newest, file, harvest = dataset.newest, dataset.files[form], form.harvest
    if harvest is None:
        return
    distribution = URIRef(f"{dataset.iri}-{form.name}")
    checksum, rights = URIRef(f"{distribution}-sha256"), address(dataset.base_url + "#rights")
    download, description = dataset.download(file), dataset.description_of(form)
    packed = form.parted.packed if form.parted and file.parts else None
    known_as, terms_title = licence(newest.package, newest.descriptor)
    terms = URIRef(known_as)
    titles = dataset.contents.titles.items()
    yield from resource(
        distribution,
        v.DCAT.Distribution,
        [
            *texts(v.DCTERMS.title, {language: f"{title} ({form.name.upper()})" for language, title in titles}),
            *texts(v.DCTERMS.description, harvest.description),
            (v.DCAT.accessURL, download or dataset.page),  # a part is not the table: the page lists them all
            *([(v.DCAT.downloadURL, download)] if download else []),
            (v.DCTERMS["format"], URIRef(v.FILE_TYPES + harvest.file_type)),
            (v.DCAT.mediaType, URIRef(v.IANA + file.media_type)),
            (v.DCAT.byteSize, Literal(str(file.bytes), datatype=XSD.nonNegativeInteger)),
            *([(v.SPDX.checksum, checksum)] if download else []),
            *([(v.DCAT.compressFormat, URIRef(v.IANA + packed))] if packed else []),
            *([(v.DCTERMS.conformsTo, description)] if description else []),
            (v.DCTERMS.license, terms),
            (v.DCTERMS.rights, rights),
            (v.DCTERMS.language, v.SWEDISH),
            (v.DCATAP.availability, v.AVAILABLE),
            (v.DCTERMS.issued, moment(dataset.first_published(form))),
            (v.DCTERMS.modified, moment(dataset.unchanged_since(form))),
        ],
    )
    if description:
        yield from _standard(description, "CSV on the Web: the columns of the file")
    if download:
        yield from _proof(checksum, file.sha256)
    yield from resource(rights, v.DCTERMS.RightsStatement, texts(RDFS.label, LICENCES["rights"]))
    yield from resource(terms, v.DCTERMS.LicenseDocument, [(v.DCTERMS.title, Literal(terms_title))])


def _proof(checksum: URIRef, sha256: str) -> Iterator[Statement]:
    """By what a file is known to be whole."""
    # hexBinary, as SPDX and DCAT-AP have it; some readers show the bytes it stands for, see the README
    digest = Literal(sha256, datatype=XSD.hexBinary, normalize=False)
    proof: Properties = [(v.SPDX.algorithm, v.SHA256), (v.SPDX.checksumValue, digest)]
    yield from resource(checksum, v.SPDX.Checksum, proof)


def _standard(iri: URIRef, title: str) -> Iterator[Statement]:
    yield from resource(iri, v.DCTERMS.Standard, [(v.DCTERMS.title, Literal(title, lang="en"))])
