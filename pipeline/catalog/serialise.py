"""Graphs as bytes that do not depend on the hash seed: each resource has one type, and all is sorted.

RDF/XML and JSON-LD are written here, as rdflib orders them by hash; Turtle is rdflib's, which sorts.
"""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from lxml import etree
from rdflib import RDF, BNode, Graph, URIRef

from pipeline.catalog.statements import Statement, Term
from pipeline.catalog.vocabulary import PREFIXES
from pipeline.files import canonical_json

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF_SYNTAX = f"{{{RDF}}}"  # about, resource and datatype are RDF/XML's, not terms of the vocabulary


def turtle(graph: Graph) -> bytes:
    """The graph as Turtle."""
    ordered = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        ordered.bind(prefix, namespace)
    for statement in _sorted(graph):
        ordered.add(statement)
    return ordered.serialize(format="turtle", encoding="utf-8")


def rdf_xml(graph: Graph) -> bytes:
    """The graph as RDF/XML: one typed element a resource, side by side, joined by `rdf:resource`.

    What has no address lies within the property that it is the value of.
    """
    root = etree.Element(f"{RDF_SYNTAX}RDF", nsmap=PREFIXES)
    resources = _resources(graph)
    for subject in resources:
        if isinstance(subject, URIRef):
            _add_resource(root, subject, resources).set(f"{RDF_SYNTAX}about", str(subject))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def json_ld(graph: Graph) -> bytes:
    """The graph as flat JSON-LD: one object a resource, and a context that is part of the file.

    What has no address lies within the property that it is the value of.
    """
    resources = _resources(graph)
    objects = [
        {"@id": str(subject), **_json_object(subject, resources)}
        for subject in resources
        if isinstance(subject, URIRef)
    ]
    return canonical_json({"@context": PREFIXES, "@graph": objects})


Resources = Mapping[Term, tuple[URIRef, list[tuple[URIRef, Term]]]]
"""Each resource with its one type and its properties, all in the order of their addresses."""


def _resources(graph: Graph) -> Resources:
    resources = {}
    for subject, group in groupby(_sorted(graph), key=itemgetter(0)):
        statements = list(group)
        kind = next(value for _, predicate, value in statements if predicate == RDF.type)
        properties = [(predicate, value) for _, predicate, value in statements if predicate != RDF.type]
        resources[subject] = URIRef(kind), properties
    return resources


def _sorted(graph: Graph) -> list[Statement]:
    return cast("list[Statement]", sorted(graph))  # rdflib's types allow any node; `describe` makes these


def _add_resource(parent: etree._Element, subject: Term, resources: Resources) -> etree._Element:
    kind, properties = resources[subject]
    element = etree.SubElement(parent, _tag(kind))
    for predicate, value in properties:
        _add_property(element, predicate, value, resources)
    return element


def _add_property(parent: etree._Element, predicate: URIRef, value: Term, resources: Resources) -> None:
    element = etree.SubElement(parent, _tag(predicate))
    if isinstance(value, BNode):
        _add_resource(element, value, resources)
    elif isinstance(value, URIRef):
        element.set(f"{RDF_SYNTAX}resource", str(value))
    else:
        element.text = str(value)
        if value.language:
            element.set(XML_LANG, value.language)
        elif value.datatype:
            element.set(f"{RDF_SYNTAX}datatype", str(value.datatype))


def _json_object(subject: Term, resources: Resources) -> dict[str, Any]:
    kind, properties = resources[subject]
    found: dict[str, Any] = {"@type": _prefixed(kind)}
    for predicate, pairs in groupby(properties, key=itemgetter(0)):
        values = [_json_value(value, resources) for _, value in pairs]
        found[_prefixed(predicate)] = values[0] if len(values) == 1 else values
    return found


def _json_value(value: Term, resources: Resources) -> str | dict[str, Any]:
    if isinstance(value, BNode):
        return _json_object(value, resources)
    if isinstance(value, URIRef):
        return {"@id": str(value)}
    if value.language:
        return {"@value": str(value), "@language": value.language}
    return {"@value": str(value), "@type": _prefixed(value.datatype)} if value.datatype else str(value)


def _tag(iri: URIRef) -> str:
    """`iri` as lxml names elements and attributes: {namespace}name."""
    namespace, name = _split(iri)
    return f"{{{namespace}}}{name}"


def _prefixed(iri: URIRef) -> str:
    namespace, name = _split(iri)
    return f"{next(prefix for prefix, known in PREFIXES.items() if known == namespace)}:{name}"


def _split(iri: URIRef) -> tuple[str, str]:
    """Namespace and local name of a term: our vocabularies end their namespaces with # or /."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]
