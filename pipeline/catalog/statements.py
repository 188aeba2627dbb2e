"""How a thing is said in RDF: a resource with its type and properties, texts in two languages, times."""

from collections.abc import Iterable, Iterator

from rdflib import RDF, XSD, BNode, Literal, URIRef

from pipeline.catalog.harvestable import absolute
from pipeline.schema import Text

Term = URIRef | BNode | Literal
Properties = Iterable[tuple[URIRef, Term]]
Statement = tuple[URIRef | BNode, URIRef, Term]


def resource(iri: URIRef | BNode, kind: URIRef, properties: Properties = ()) -> Iterator[Statement]:
    """The statements that `iri` is a `kind`, and has `properties`."""
    yield iri, RDF.type, kind
    for predicate, value in properties:
        yield iri, predicate, value


def texts(predicate: URIRef, text: Text) -> Properties:
    """`text` as one property in each language."""
    return [(predicate, Literal(words, lang=language)) for language, words in text.items()]


def moment(published_at: str) -> Literal:
    """A time as the releases write it: UTC, with the Z that rdflib would spell otherwise."""
    return Literal(published_at, datatype=XSD.dateTime, normalize=False)


def address(text: str) -> URIRef:
    """`text`, which a settings file may have spelled, as an address. Raises as `absolute`."""
    return URIRef(absolute(text))
