"""The catalogue says what portals need, the same in three notations, and changes only where the data did."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from published import BASE_URL, FLAT, SETTINGS, put_release, withdraw
from rdflib import FOAF, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic, to_canonical_graph
from rdflib.term import Node

from pipeline.catalog.files import catalogue
from pipeline.catalog.vocabulary import ADMS, DCAT, DCTERMS, SPDX
from pipeline.errors import UsageError
from pipeline.versions import Release

ROSTER = URIRef(BASE_URL + "mlr-organisation/#roster")
ROSTER_CSV = URIRef(f"{ROSTER}-csv")
EU = "http://publications.europa.eu/resource/authority/"


MUST_HAVES = {
    DCAT.Catalog: "title description publisher license language spatial issued modified",
    DCAT.Dataset: """title description publisher spatial temporal accessRights issued modified conformsTo
        identifier language accrualPeriodicity""",
    DCAT.Distribution: "format license rights title description issued modified language",
    FOAF.Agent: "type identifier",
}
MUST_HAVES_OF_DCAT = {
    DCAT.Catalog: "dataset themeTaxonomy",
    DCAT.Dataset: "contactPoint keyword theme landingPage version distribution",
    DCAT.Distribution: "accessURL downloadURL mediaType byteSize",
}


def graph_of(packages: Mapping[str, Sequence[Release]]) -> Graph:
    return Graph().parse(data=catalogue(SETTINGS, packages)["catalog.ttl"], format="turtle")


def roster(releases: Sequence[Release]) -> Graph:
    return graph_of({"mlr-organisation": releases})


def python_value(graph: Graph, subject: Node | None, predicate: URIRef) -> Any:
    literal = graph.value(subject, predicate)
    assert isinstance(literal, Literal)
    return literal.toPython()


# rdflib's own JSON-LD reader uses what rdflib deprecates
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_three_files_say_the_same(tmp_path: Path) -> None:
    files = catalogue(SETTINGS, {name: [put_release(tmp_path, package=name)] for name in FLAT})
    turtle = Graph().parse(data=files["catalog.ttl"], format="turtle")
    assert isomorphic(turtle, Graph().parse(data=files["catalog.rdf"], format="xml"))
    assert isomorphic(turtle, Graph().parse(data=files["catalog.jsonld"], format="json-ld"))


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; from pathlib import Path; from published import *;"
        "from pipeline.catalog.files import catalogue;"
        "packages = {name: [put_release(Path(sys.argv[1]), package=name)] for name in FLAT};"
        "print([hashlib.sha256(content).hexdigest() for content in catalogue(SETTINGS, packages).values()])"
    )
    root = Path(__file__).parents[2]
    printed = {
        subprocess.check_output(
            [sys.executable, "-c", program, tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"},
        )
        for seed in ("0", "1", "4711")
    }
    assert len(printed) == 1


def test_what_a_run_goes_by_is_read_without_the_library_of_rdf() -> None:
    code = "import sys, pipeline.flow.publish; print('rdflib' in sys.modules)"
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=Path(__file__).parents[2], text=True)
    assert printed == "False\n"


def test_a_package_is_one_dataset_of_its_flat_table_in_four_formats(tmp_path: Path) -> None:
    graph = graph_of({name: [put_release(tmp_path, package=name)] for name in FLAT})
    assert set(graph.objects(None, DCAT.dataset)) == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == {
        URIRef(f"{BASE_URL}{name}/#{table}") for name, table in FLAT.items()
    }
    assert {str(url) for url in graph.objects(None, DCAT.downloadURL)} == {
        f"{BASE_URL}{name}/latest/data/{table}.{ending}"
        for name, table in FLAT.items()
        for ending in ("csv", "json", "parquet", "xlsx")
    }


def test_nothing_that_dataportal_se_asks_for_is_missing(tmp_path: Path) -> None:
    graph = graph_of({name: [put_release(tmp_path, package=name)] for name in FLAT})
    for namespace, must_haves in ((DCTERMS, MUST_HAVES), (DCAT, MUST_HAVES_OF_DCAT)):
        for kind, names in must_haves.items():
            for subject in graph.subjects(RDF.type, kind):
                missing = [name for name in names.split() if (subject, namespace[name], None) not in graph]
                assert not missing, f"{subject} lacks {missing}"


def test_every_text_is_in_swedish_and_in_english(tmp_path: Path) -> None:
    graph = roster([put_release(tmp_path)])
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution):
        for subject in graph.subjects(RDF.type, kind):
            for predicate in (DCTERMS.title, DCTERMS.description):
                languages = sorted(
                    str(text.language) for text in graph.objects(subject, predicate) if isinstance(text, Literal)
                )
                assert languages == ["en", "sv"]


def test_the_contact_is_not_the_publisher(tmp_path: Path) -> None:
    graph = roster([put_release(tmp_path)])
    assert graph.value(ROSTER, DCTERMS.publisher) == URIRef("http://dataportal.se/organisation/SE2120001124")
    assert graph.value(ROSTER, DCAT.contactPoint) == URIRef(BASE_URL + "#contact")


def test_the_size_and_checksum_are_those_of_the_file(tmp_path: Path) -> None:
    release = put_release(tmp_path)
    graph = roster([release])
    content = (release.folder / "data/roster.csv").read_bytes()
    checksum = graph.value(ROSTER_CSV, SPDX.checksum)
    assert python_value(graph, ROSTER_CSV, DCAT.byteSize) == len(content)
    assert python_value(graph, checksum, SPDX.checksumValue) == hashlib.sha256(content).digest()


def test_a_title_with_markup_stays_text(tmp_path: Path) -> None:
    graph = roster([put_release(tmp_path)])
    assert Literal("What the package & its tables hold.", lang="en") in set(graph.objects(ROSTER, DCTERMS.description))
    assert Literal("Vad paketet <innehåller>.", lang="sv") in set(graph.objects(ROSTER, DCTERMS.description))


def test_a_new_version_moves_no_address_and_changes_only_what_changed(tmp_path: Path) -> None:
    first = put_release(tmp_path)
    second = put_release(tmp_path, "1.1.0", "2027-01-10T08:00:00Z", rows=[{"person": "Bo Ek"}])
    before, after = (to_canonical_graph(roster(releases)) for releases in ([first], [second, first]))
    assert set(before.subjects()) == set(after.subjects())
    changed = {predicate for _, predicate, _ in set(before) ^ set(after)}
    assert changed == {DCAT.version, DCTERMS.modified, SPDX.checksumValue, DCAT.byteSize}


def test_a_file_that_stayed_the_same_was_not_modified(tmp_path: Path) -> None:
    first = put_release(tmp_path)
    second = put_release(tmp_path, "1.0.1", "2027-01-10T08:00:00Z")
    graph = roster([second, first])
    assert str(graph.value(ROSTER_CSV, DCTERMS.modified)) == str(graph.value(ROSTER_CSV, DCTERMS.issued))
    assert python_value(graph, ROSTER, DCTERMS.modified).year == 2027


def test_a_file_that_came_back_was_modified_when_it_came_back(tmp_path: Path) -> None:
    first = put_release(tmp_path)
    second = put_release(tmp_path, "1.1.0", "2027-01-10T08:00:00Z", rows=[{"person": "Bo Ek"}])
    third = put_release(tmp_path, "1.2.0", "2028-01-10T08:00:00Z")
    assert python_value(roster([third, second, first]), ROSTER_CSV, DCTERMS.modified).year == 2028


def test_an_undated_snapshot_has_an_end_and_no_start(tmp_path: Path) -> None:
    first = put_release(tmp_path)
    later = put_release(tmp_path, "1.0.1", "2027-01-10T08:00:00Z")
    graph = roster([later, first])
    period = graph.value(ROSTER, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) is None
    assert str(graph.value(period, DCAT.endDate)) == "2026-11-23", "the day its snapshot was first published"


def test_a_dated_snapshot_speaks_of_its_day(tmp_path: Path) -> None:
    graph = roster([put_release(tmp_path, observed_at="2026-11-20")])
    period = graph.value(ROSTER, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) == str(graph.value(period, DCAT.endDate)) == "2026-11-20"


def test_a_withdrawn_version_gives_way_to_the_one_before(tmp_path: Path) -> None:
    first = put_release(tmp_path)
    second = put_release(tmp_path, "2.0.0", "2027-01-10T08:00:00Z")
    graph = roster([withdraw(second), first])
    assert str(graph.value(ROSTER, DCAT.version)) == "1.0.0"


def test_a_withdrawal_modifies_what_latest_shows_and_never_turns_time_back(tmp_path: Path) -> None:
    first = put_release(tmp_path)
    gone = withdraw(put_release(tmp_path, "2.0.0", "2026-11-30T08:00:00Z", rows=[{"person": "Bo Ek"}]))
    same_as_first = put_release(tmp_path, "2.0.1", "2026-12-24T08:00:00Z")
    graph = roster([gone, first])
    catalog = next(graph.subjects(RDF.type, DCAT.Catalog))
    for subject in (catalog, ROSTER, ROSTER_CSV):
        assert str(graph.value(subject, DCTERMS.modified)).startswith("2026-12-01T08:00:00"), subject
    graph = roster([same_as_first, gone, first])
    assert python_value(graph, ROSTER, DCTERMS.modified).day == 24
    assert python_value(graph, ROSTER_CSV, DCTERMS.modified).day == 1


def test_a_package_without_a_published_version_is_left_out(tmp_path: Path) -> None:
    graph = roster([withdraw(put_release(tmp_path))])
    assert (None, RDF.type, DCAT.Catalog) in graph
    assert (None, DCAT.dataset, None) not in graph
    assert (None, RDF.type, DCAT.Dataset) not in graph


def test_a_target_without_releases_still_has_a_catalogue() -> None:
    assert len(list(graph_of({}).subjects(RDF.type, DCAT.Catalog))) == 1


def test_formats_that_were_not_written_are_not_promised(tmp_path: Path) -> None:
    release = put_release(tmp_path)
    facts = release.descriptor["publishing"]
    facts["files"] = [file for file in facts["files"] if file["format"] == "csv"]
    assert set(roster([release]).objects(ROSTER, DCAT.distribution)) == {ROSTER_CSV}


def test_why_there_is_a_new_version_is_said_in_both_languages(tmp_path: Path) -> None:
    graph = roster([put_release(tmp_path, reason={"sv": "Nya ledamöter.", "en": "New members."})])
    assert set(graph.objects(ROSTER, ADMS.versionNotes)) == {
        Literal("Nya ledamöter.", lang="sv"),
        Literal("New members.", lang="en"),
    }


def test_the_rdf_file_is_flat_but_for_the_period_that_udata_would_look_up_if_it_had_an_address(tmp_path: Path) -> None:
    root = etree.fromstring(catalogue(SETTINGS, {"mlr-organisation": [put_release(tmp_path)]})["catalog.rdf"])
    within = {value.tag for resource in root for value in resource if len(value)}
    assert within == {f"{{{DCTERMS}}}temporal"}, "no other resource within another"
    assert not root.xpath("//@rdf:nodeID", namespaces={"rdf": str(RDF)}), "no blank node that is referred to"


def test_only_a_period_is_without_an_address(tmp_path: Path) -> None:
    graph = graph_of({name: [put_release(tmp_path, package=name)] for name in FLAT})
    nameless = {subject for subject in graph.subjects() if isinstance(subject, BNode)}
    assert len(nameless) == len(FLAT)
    assert {graph.value(subject, RDF.type) for subject in nameless} == {DCTERMS.PeriodOfTime}


def test_the_csv_file_conforms_to_what_describes_it(tmp_path: Path) -> None:
    release = put_release(tmp_path)
    about = {"media_type": "application/csvm+json", "bytes": 2, "sha256": "0" * 64}
    described = {"path": "data/roster.csv-metadata.json", "format": "csvw", "table": "roster", **about}
    release.descriptor["publishing"]["files"].append(described)
    graph = roster([release])
    standard = URIRef(f"{BASE_URL}mlr-organisation/latest/data/roster.csv-metadata.json")
    assert set(graph.subjects(DCTERMS.conformsTo, standard)) == {ROSTER_CSV}, "and no other form of the table"
    assert graph.value(standard, RDF.type) == DCTERMS.Standard


def test_a_csv_file_that_nothing_describes_conforms_to_nothing(tmp_path: Path) -> None:
    assert roster([put_release(tmp_path)]).value(ROSTER_CSV, DCTERMS.conformsTo) is None


def test_theme_place_frequency_and_kind_of_publisher_are_those_of_the_settings(tmp_path: Path) -> None:
    told = {"theme": [f"{EU}data-theme/ECON"], "spatial": [f"{EU}country/NOR"], "frequency": f"{EU}frequency/DAILY"}
    settings = replace(SETTINGS, for_portals=told, publisher_type="http://purl.org/adms/publishertype/Company")
    files = catalogue(settings, {"mlr-organisation": [put_release(tmp_path)]})
    graph = Graph().parse(data=files["catalog.ttl"], format="turtle")
    assert set(graph.objects(ROSTER, DCAT.theme)) == {URIRef(told["theme"][0])}
    assert set(graph.objects(None, DCTERMS.spatial)) == {URIRef(told["spatial"][0])}
    assert graph.value(ROSTER, DCTERMS.accrualPeriodicity) == URIRef(told["frequency"])
    assert graph.value(graph.value(ROSTER, DCTERMS.publisher), DCTERMS.type) == URIRef(settings.publisher_type)


def test_what_a_package_says_itself_comes_first(tmp_path: Path) -> None:
    release, malmo = put_release(tmp_path), URIRef("https://sws.geonames.org/2692965/")
    release.descriptor["publishing"] |= {
        "theme": [f"{EU}data-theme/TRAN", f"{EU}data-theme/ENVI"],
        "spatial": [str(malmo)],
    }
    graph = roster([release])
    assert {str(theme)[-4:] for theme in graph.objects(ROSTER, DCAT.theme)} == {"TRAN", "ENVI"}
    assert graph.value(ROSTER, DCTERMS.spatial) == malmo
    assert graph.value(malmo, RDF.type) == DCTERMS.Location
    assert str(graph.value(malmo, RDFS.label)) == "Malmö kommun"
    assert str(graph.value(ROSTER, DCTERMS.accrualPeriodicity)).endswith("/IRREG")


@pytest.mark.parametrize("keyword", ["a", "KSO/ordförande", "frågor (och svar)", "bygg & bo", "ett, två"])
def test_a_keyword_for_which_ckan_rejects_the_dataset_is_refused(tmp_path: Path, keyword: str) -> None:
    release = put_release(tmp_path)
    release.descriptor["keywords"].append(keyword)
    with pytest.raises(UsageError) as caught:
        roster([release])
    assert (caught.value.key, caught.value.facts["keyword"]) == ("keyword_not_harvestable", keyword)


def test_a_licence_that_portals_do_not_know_is_refused(tmp_path: Path) -> None:
    release = put_release(tmp_path)
    release.descriptor["licenses"][0]["name"] = "house-rules"
    with pytest.raises(UsageError) as caught:
        roster([release])
    assert caught.value.key == "licence_not_harvestable"


@pytest.mark.parametrize(
    ("setting", "value", "key"),
    [
        ("publisher", {**SETTINGS.publisher, "organisation_number": "212000-112"}, "bad_organisation_number"),
        ("publisher", {**SETTINGS.publisher, "homepage": "/om-oss"}, "bad_address"),
        ("contact", {**SETTINGS.contact, "email": "data at example.org"}, "bad_address"),
        ("base_url", "https://data.example.org/a b/", "bad_address"),
    ],
)
def test_a_setting_that_harvesters_cannot_take_is_refused(setting: str, value: Any, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        catalogue(replace(SETTINGS, **{setting: value}), {})
    assert caught.value.key == key
