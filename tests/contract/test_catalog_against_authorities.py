"""The catalogue, judged by others: the EU's shapes, a second RDF reader, and a checker of portals' rules."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
from published import BASE_URL, FLAT, SETTINGS, put_latest, put_release
from rdflib import RDF, SH, Graph, URIRef

from pipeline.catalog.files import NOTATIONS, catalogue
from pipeline.catalog.vocabulary import DCAT, DCTERMS
from pipeline.codelists import DEFAULTS
from pipeline.project import Deposit
from pipeline.versions import Release

SHAPES = Path(__file__).parent / "shapes" / "dcat-ap-3.0.1.ttl"
CHECKER = Path(__file__).parents[3] / "shared" / "portal" / "check_dcat.py"
PLACES = ["https://sws.geonames.org/2692965/", "http://publications.europa.eu/resource/authority/country/NOR"]
DOI = Deposit("mlr-organisation", "1.0.0", "https://zenodo.org/", 2, "10.5281/zenodo.2", "10.5281/zenodo.1")
OX_FORMATS = {
    "catalog.rdf": ox.RdfFormat.RDF_XML,
    "catalog.ttl": ox.RdfFormat.TURTLE,
    "catalog.jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published tree with its catalogue."""
    root = tmp_path_factory.mktemp("public")
    packages = {name: [put_release(root, package=name)] for name in FLAT}
    for releases in packages.values():
        put_latest(releases[0])
    describe_columns(root, packages["mlr-organisation"][0])
    settings = replace(SETTINGS, for_portals={**DEFAULTS, "spatial": PLACES}, deposits=(DOI,))
    for name, content in catalogue(settings, packages).items():
        (root / name).write_bytes(content)
    return root


def describe_columns(root: Path, release: Release) -> None:
    """Put CSV on the Web beside the CSV file of a release."""
    facts = release.descriptor["publishing"]
    path = f"data/{facts['flat_table']}.csv-metadata.json"
    (root / release.package / "latest" / path).write_text("{}", encoding="utf-8")
    about = {"media_type": "application/csvm+json", "bytes": 2, "sha256": "0" * 64}
    facts["files"].append({"path": path, "format": "csvw", "table": facts["flat_table"], **about})


def violations(graph: Graph) -> set[tuple[object, ...]]:
    """Focus and path of what breaks the EU's shapes."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {(report.value(result, SH.focusNode), report.value(result, SH.resultPath)) for result in results}


def statements(content: bytes, rdf_format: ox.RdfFormat) -> set[str]:
    """The statements as N-Triples, by a reader that shares no code with rdflib."""
    dataset = ox.Dataset(ox.parse(content, format=rdf_format))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)  # what has no address gets the same name in every file
    return {str(quad.triple) for quad in dataset}


def test_the_eus_shapes_find_nothing(target: Path) -> None:
    assert violations(Graph().parse(target / "catalog.rdf")) == set()


@pytest.mark.parametrize("kind", [DCAT.Catalog, DCAT.Dataset])
def test_the_eus_shapes_would_find_a_missing_title(target: Path, kind: URIRef) -> None:
    graph = Graph().parse(target / "catalog.rdf")
    subject = next(graph.subjects(RDF.type, kind))
    graph.remove((subject, DCTERMS.title, None))
    assert (subject, DCTERMS.title) in violations(graph)


def test_a_second_reader_reads_the_same_from_all_three_files(target: Path) -> None:
    read = {name: statements((target / name).read_bytes(), rdf_format) for name, rdf_format in OX_FORMATS.items()}
    assert read.keys() == NOTATIONS.keys()
    assert read["catalog.rdf"] == read["catalog.ttl"] == read["catalog.jsonld"]
    assert len(read["catalog.rdf"]) == len(Graph().parse(target / "catalog.ttl"))


def judge(path: Path, base_url: str, root: Path) -> Any:
    """What the portals' checker says of a catalogue file, with its addresses looked up below `root`."""
    command: list[str | Path] = [
        sys.executable,
        CHECKER,
        path,
        "--map",
        f"{base_url}={root}",
        "--min-mqa",
        "405",
    ]
    return json.loads(subprocess.run(command, capture_output=True, check=False).stdout)


@pytest.mark.skipif(not CHECKER.exists(), reason="the portals' checker is not beside this checkout")
@pytest.mark.parametrize("name", sorted(OX_FORMATS))
def test_portals_harvest_every_dataset_with_full_marks(target: Path, name: str) -> None:
    verdict = judge(target / name, BASE_URL, target)
    assert verdict["ok"], verdict
    assert verdict["rule_errors"] == []
    assert [dataset["score_min"] for dataset in verdict["mqa"]["datasets"]] == [405, 405]


@pytest.mark.skipif(not CHECKER.exists(), reason="the portals' checker is not beside this checkout")
def test_portals_would_notice_a_file_that_is_not_there(target: Path) -> None:
    missing = target / "mlr-organisation/latest/data/roster.csv"
    content = missing.read_bytes()
    missing.unlink()
    verdict = judge(target / "catalog.rdf", BASE_URL, target)
    missing.write_bytes(content)
    assert verdict["urls"]["missing"] == [f"{BASE_URL}mlr-organisation/latest/data/roster.csv"]
