"""The pages for search engines, as JSON-LD in the terms of schema.org: a `DataCatalog`, and each `Dataset` in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.codelists import SWEDEN, place_name
from pipeline.formats import called
from pipeline.pages.page import Context
from pipeline.pages.provenance import doi_url
from pipeline.past import Contents, data_period
from pipeline.schema import Json
from pipeline.versions import DataFile

SHORTEST, LONGEST = 50, 5000  # letters of a description, as Google's dataset search takes it
COUNTRY = {"sv": "Sverige", "en": "Sweden"}


def catalog_json_ld(packages: Mapping[str, Contents], context: Context) -> Json:
    """The catalogue as a schema.org DataCatalog, with the newest version of each package; its id is the catalogue's."""
    base, language = context.settings.base_url, context.language
    licences = {contents.licence["path"] for contents in packages.values()}
    shared = {"license": licences.pop()} if len(licences) == 1 else {}  # of all that it lists, as in the DCAT files
    return {
        "@context": "https://schema.org/",
        **_catalog(context),
        "description": context.settings.descriptions[language],
        "inLanguage": language,
        **shared,
        "publisher": _organization(context),
        "spatialCoverage": _places(context.settings.for_portals["spatial"], language),
        "dataset": [
            {
                "@type": "Dataset",
                "@id": context.settings.dataset_iri(name, contents.flat_table),
                "name": contents.titles[language],
                "description": _description(contents, language),
                "url": f"{base}{name}/",
                "license": contents.licence["path"],
            }
            for name, contents in packages.items()
        ],
    }


def dataset_json_ld(known: Sequence[Contents], contents: Contents, context: Context) -> Json:
    """The newest version of a package as a schema.org Dataset; its id is that of the catalogue's dataset."""
    base, release, language = context.settings.base_url, contents.release, context.language
    landing = f"{base}{release.package}/"
    iri = context.settings.dataset_iri(release.package, contents.flat_table)
    keywords = release.descriptor["keywords"] if language == "sv" else contents.facts["keywords_en"]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": iri,
        "identifier": [iri, doi] if (doi := doi_url(contents, context)) else iri,
        "name": contents.titles[language],
        "description": _description(contents, language),
        "url": landing,
        "version": release.version,
        "inLanguage": language,
        "keywords": list(keywords),
        "license": contents.licence["path"],
        "isAccessibleForFree": True,
        "creator": _organization(context),
        "publisher": _organization(context),
        "datePublished": known[-1].release.published_at,
        "dateModified": release.published_at,
        "temporalCoverage": _period(known, contents),
        "spatialCoverage": _places(contents.facts.get("spatial", context.settings.for_portals["spatial"]), language),
        "isBasedOn": urls if len(urls := contents.source_urls) > 1 else urls[0],
        "includedInDataCatalog": _catalog(context),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.path.rsplit("/", 1)[-1],
                "contentUrl": f"{landing}latest/{each.path}",
                "encodingFormat": file.media_type,
                "contentSize": f"{each.bytes} B",
                "sha256": each.sha256,
            }
            for file in _distributed(contents)
            for each in file.parts or [file]
        ],
    }


def _catalog(context: Context) -> Json:
    settings = context.settings
    name = settings.titles[context.language]
    return {"@type": "DataCatalog", "@id": settings.iri, "name": name, "url": settings.base_url}


def _places(addresses: Iterable[str], language: str) -> list[Json]:
    """What is covered; a place whose name nobody here knows is told by its address alone."""
    names = {address: COUNTRY[language] if address == SWEDEN else place_name(address) for address in addresses}
    return [
        {"@type": "Place", "@id": address, **({"name": name} if name else {}), "sameAs": address}
        for address, name in names.items()
    ]


def _distributed(contents: Contents) -> Iterator[DataFile]:
    """The files that hold the flat table or the whole package."""
    for file in contents.files:
        if file.format and file.table in {contents.flat_table, None} and not called(file.format).describes:
            yield file


def _description(contents: Contents, language: str) -> str:
    text = " ".join(str(contents.facts["descriptions"][language]).split())
    if len(text) < SHORTEST:
        tables = ", ".join(table.spec.titles[language] for table in contents.tables.values())
        text = f"{contents.titles[language]}. {text} {tables}.".ljust(SHORTEST, ".")
    return text[:LONGEST]


def _organization(context: Context) -> Json:
    publisher = context.settings.publisher
    return {"@type": "Organization", "name": publisher["name"], "url": publisher["homepage"]}


def _period(known: Sequence[Contents], contents: Contents) -> str:
    """The days that the data speaks of: one day, or an interval without a beginning (ISO 8601)."""
    start, end = data_period(contents, known)
    return start or f"../{end}"
