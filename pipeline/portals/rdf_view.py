"""What RDF says of a dataset: DCAT as portals give it, or schema.org as pages for search engines have it.

A document is read as data alone: no context, entity or import that it names is ever fetched.
"""

import json
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.term import Node

from pipeline.catalog import vocabulary as v
from pipeline.catalog.facts import Dataset
from pipeline.errors import AnotherPage
from pipeline.portals.reading import Document
from pipeline.portals.view import View

TYPES = {
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
}
_ENDINGS = {".rdf": "xml", ".ttl": "turtle", ".jsonld": "json-ld", ".nt": "nt"}
SCHEMA = Namespace("http://schema.org/")
_FIELDS = {
    "title": (v.DCTERMS.title, SCHEMA.name),
    "description": (v.DCTERMS.description, SCHEMA.description),
    "licence": (v.DCTERMS.license, SCHEMA.license),
    "version": (v.DCAT.version, URIRef("http://www.w3.org/2002/07/owl#versionInfo"), SCHEMA.version),
    "modified": (v.DCTERMS.modified, SCHEMA.dateModified),
}
_FILES = (v.DCAT.distribution, SCHEMA.distribution)
_ADDRESSES = ((v.DCAT.downloadURL, SCHEMA.contentUrl), (v.DCAT.accessURL, SCHEMA.url))
_FORMATS = (v.DCTERMS["format"], v.DCAT.mediaType, SCHEMA.encodingFormat)
_NAMED = (v.DCTERMS.identifier, SCHEMA.identifier)
_PAGES = (v.DCAT.landingPage, SCHEMA.url)


def format_of(document: Document) -> str | None:
    """In which notation a document is RDF, as rdflib calls it; null where it is none."""
    path = document.url.partition("?")[0]
    by_name = next((form for ending, form in _ENDINGS.items() if path.endswith(ending)), None)
    return TYPES.get(document.media_type) or (None if document.media_type == "text/html" else by_name)


def graph_of(document: Document, notation: str) -> Graph:
    """What a document says.

    Raises:
        AnotherPage: it cannot be read.
    """
    graph = Graph()
    try:
        data: str | bytes = _closed(document) if notation == "json-ld" else document.content
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of rdflib on itself, and on values that are none of their type
            graph.parse(data=data, format=notation, publicID=document.url)
    except Exception as error:  # noqa: BLE001 (rdflib and its parsers raise what they like)
        raise AnotherPage("portal_unreadable", url=document.url, detail=type(error).__name__) from None
    return graph


def view_of(graph: Graph, dataset: Dataset, page: str) -> View | None:
    """What a graph says of a dataset; null where it has none that is this one."""
    node = _find(graph, dataset)
    if node is None:
        return None
    files = [file for predicate in _FILES for file in graph.objects(node, predicate)]
    said = {field: list(_texts(graph, [node], predicates)) for field, predicates in _FIELDS.items()}
    said["licence"] += _texts(graph, files, _FIELDS["licence"])
    return View(page, said, {address: formats for file in files for address, formats in _file(graph, file)})


def _find(graph: Graph, dataset: Dataset) -> Node | None:
    """The dataset: by its name, by what it says of its name, else by its page."""
    if any(graph.predicates(dataset.iri)):
        return dataset.iri
    for predicates, value in ((_NAMED, str(dataset.iri)), (_PAGES, str(dataset.page))):
        for kind in (v.DCAT.Dataset, SCHEMA.Dataset):
            for node in sorted(graph.subjects(RDF.type, kind), key=str):
                if value in _texts(graph, [node], predicates):
                    return node
    return None


def _texts(graph: Graph, nodes: Iterable[Node], predicates: Iterable[URIRef]) -> Iterator[str]:
    for node in nodes:
        for predicate in predicates:
            yield from (str(value) for value in graph.objects(node, predicate))


def _file(graph: Graph, file: Node) -> Iterator[tuple[str, list[str]]]:
    """The address of a distribution, where it has one, and its formats by their last names."""
    formats = [text.removeprefix(v.IANA).removeprefix(v.FILE_TYPES) for text in _texts(graph, [file], _FORMATS)]
    for predicates in _ADDRESSES:
        addresses = list(_texts(graph, [file], predicates))
        for address in addresses:
            yield address, formats
        if addresses:
            return


def _closed(document: Document) -> str:
    """JSON-LD that names no context which would have to be fetched; that of schema.org is known."""
    return json.dumps(_with_contexts(json.loads(document.content)))


def _with_contexts(said: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(said, list):
        return [_with_contexts(each) for each in said]
    if not isinstance(said, dict):
        return said
    return {key: _context(value) if key == "@context" else _with_contexts(value) for key, value in said.items()}


def _context(said: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(said, str):
        if said.rstrip("/").rpartition("://")[2] in {"schema.org", "www.schema.org"}:
            return {"@vocab": str(SCHEMA), **{name: {"@type": "@id"} for name in ("license", "url", "contentUrl")}}
        raise ValueError(said)
    if isinstance(said, list):
        return [_context(each) for each in said]
    if isinstance(said, dict) and "@import" in said:
        raise ValueError(said["@import"])
    return _with_contexts(said)
