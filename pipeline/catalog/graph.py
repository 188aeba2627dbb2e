"""The catalogue as RDF statements: DCAT-AP-SE 3.0.1.

Every resource has an address of its own, which holds no version and never changes. What portals know by its address,
catalogue, datasets and distributions, keeps it even where the target moves. Only periods have none: udata looks a named
one up on the web, and loses it.
"""

from collections.abc import Iterator, Mapping, Sequence

from rdflib import FOAF, Graph, Literal, URIRef

from pipeline.catalog import vocabulary as v
from pipeline.catalog.dataset import describe_dataset, places
from pipeline.catalog.facts import Dataset
from pipeline.catalog.harvestable import licence, publisher_address
from pipeline.catalog.statements import Statement, address, moment, resource, texts
from pipeline.past import Contents
from pipeline.project import CatalogSettings
from pipeline.versions import Release, newest_of


def describe(settings: CatalogSettings, packages: Mapping[str, Sequence[Release]]) -> Graph:
    """The catalogue with one dataset a package: its flat table, as the newest published release has it.

    Raises:
        SettingsError: a setting, a keyword or a licence is none that portals accept.
    """
    standing = {package: released for package, releases in packages.items() if (released := newest_of(releases))}
    datasets = [dataset_of(settings, package, tuple(packages[package]), newest) for package, newest in standing.items()]
    harvested = [dataset for dataset in datasets if dataset.files]
    shown = [settings, *(settings.of(dataset.newest.package) for dataset in harvested)]
    agents = {_publisher_iri(each): each for each in reversed(shown)}  # one a number: who publishes the catalogue wins
    contacts = {dataset.contact: settings.of(dataset.newest.package) for dataset in harvested}
    contacts[_contact_iri(settings)] = settings
    every = [release for releases in packages.values() for release in releases]
    days = sorted(day for release in every for day in (release.published_at, release.updated_at))
    graph = Graph(bind_namespaces="none")
    for statement in (
        *_catalog(settings, days, harvested),
        *(statement for iri, agent in agents.items() for statement in _publisher(agent, iri)),
        *(statement for iri, contact in contacts.items() for statement in _contact(contact, iri)),
        *places(settings.for_portals["spatial"]),
        *(statement for dataset in harvested for statement in describe_dataset(dataset)),
    ):
        graph.add(statement)
    return graph


def dataset_of(settings: CatalogSettings, package: str, releases: tuple[Release, ...], newest: Release) -> Dataset:
    """A package as portals are told of it: its releases, newest first, and the newest of them that stands."""
    return Dataset(
        settings.base_url,
        address(settings.dataset_iri(package, Contents(newest).flat_table)),
        _publisher_iri(settings.of(package)),
        _contact_iri(settings, package),
        dict(settings.of(package).for_portals),
        releases,
        settings.concept_doi(package),
    )


def _publisher_iri(settings: CatalogSettings) -> URIRef:
    return URIRef(publisher_address(settings))


def _contact_iri(settings: CatalogSettings, package: str = "") -> URIRef:
    """The address of who answers for the catalogue, or for a package where that is somebody else."""
    is_same = settings.of(package).contact == settings.contact
    return address(settings.base_url + ("#contact" if is_same else f"{package}/#contact"))


def _catalog(settings: CatalogSettings, days: list[str], datasets: list[Dataset]) -> Iterator[Statement]:
    homepage = address(settings.base_url)
    licences = {licence(dataset.newest.package, dataset.newest.descriptor) for dataset in datasets}
    shared = sorted(licences) if len(licences) == 1 else []  # the catalogue is under the licence of all that it lists
    yield from resource(
        address(settings.iri),
        v.DCAT.Catalog,
        [
            *texts(v.DCTERMS.title, settings.titles),
            *texts(v.DCTERMS.description, settings.descriptions),
            (v.DCTERMS.publisher, _publisher_iri(settings)),
            *((v.DCTERMS.license, URIRef(terms)) for terms, _ in shared),
            (v.DCTERMS.language, v.SWEDISH),
            (v.DCTERMS.language, v.ENGLISH),
            *((v.DCTERMS.spatial, URIRef(place)) for place in settings.for_portals["spatial"]),
            (v.DCAT.themeTaxonomy, v.THEMES),
            (FOAF.homepage, homepage),
            *((v.DCTERMS.issued, moment(day)) for day in days[:1]),
            *((v.DCTERMS.modified, moment(day)) for day in days[-1:]),
            *((v.DCAT.dataset, dataset.iri) for dataset in datasets),
        ],
    )
    yield from resource(homepage, FOAF.Document)
    for terms, title in shared:
        yield from resource(URIRef(terms), v.DCTERMS.LicenseDocument, [(v.DCTERMS.title, Literal(title))])


def _publisher(settings: CatalogSettings, publisher: URIRef) -> Iterator[Statement]:
    homepage = address(settings.publisher["homepage"])
    yield from resource(
        publisher,
        FOAF.Agent,
        [
            (FOAF.name, Literal(settings.publisher["name"], lang="sv")),
            (FOAF.homepage, homepage),
            (v.DCTERMS.type, URIRef(settings.publisher_type)),
            (v.DCTERMS.identifier, Literal(settings.publisher["organisation_number"])),
        ],
    )
    yield from resource(homepage, FOAF.Document)


def _contact(settings: CatalogSettings, contact: URIRef) -> Iterator[Statement]:
    yield from resource(
        contact,
        v.VCARD.Organization,
        [
            (v.VCARD.fn, Literal(settings.contact["name"], lang="sv")),
            (v.VCARD.hasEmail, address("mailto:" + settings.contact["email"])),
        ],
    )
