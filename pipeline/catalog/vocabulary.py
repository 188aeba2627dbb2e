"""The terms of DCAT-AP-SE 3.0.1 that we use, and the values of the EU's lists that hold for all our data."""

from rdflib import Namespace, URIRef
from rdflib.namespace import FOAF, RDF, RDFS, XSD

from pipeline.codelists import AUTHORITY

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own stops at DCAT 2, before dcat:version
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

PREFIXES = {
    "adms": str(ADMS),
    "dcat": str(DCAT),
    "dcatap": str(DCATAP),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "vcard": str(VCARD),
    "xsd": str(XSD),
}

IANA = "http://www.iana.org/assignments/media-types/"

AVAILABLE = URIRef(AUTHORITY + "planned-availability/STABLE")  # addresses that never change are a promise
DOI = "https://doi.org/"
ENGLISH = URIRef(AUTHORITY + "language/ENG")
PUBLIC = URIRef(AUTHORITY + "access-right/PUBLIC")
SHA256 = SPDX.checksumAlgorithm_sha256
SWEDISH = URIRef(AUTHORITY + "language/SWE")
TABLE_SCHEMA = URIRef("https://datapackage.org/standard/table-schema/")
THEMES = URIRef(AUTHORITY + "data-theme")

FILE_TYPES = AUTHORITY + "file-type/"
