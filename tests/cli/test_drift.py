"""What portals show is held against what is published: every difference is told, and nothing else."""

import json
import re
from collections.abc import Iterator

import pytest
from ckan import TOKEN, Portal, ckan_server
from deposited import PACKAGE, published_at

from pipeline.portals.look import as_rdf

HOME = b"<html><head><meta name='generator' content='ckan 2.10.4'></head><body>Portal</body></html>"

pytestmark = pytest.mark.xdist_group("portals")  # one server


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Portal]:
    with ckan_server() as portal:
        portal.hosted = published_at(f"{portal.url}mlr/", tmp_path_factory.mktemp("drift"))
        yield portal


@pytest.fixture
def portal(served: Portal, monkeypatch) -> Portal:
    served.reset()
    served.pages["/"] = (200, "text/html", HOME)
    monkeypatch.chdir(served.hosted.parent)
    monkeypatch.setenv("MLR_OPENDATA_CKAN_TOKEN", TOKEN)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return served


@pytest.fixture
def drift(run, portal):
    def drift(*paths, form="text"):
        return run("drift", *(f"{portal.url}{path}" for path in paths), "--allow-private", "--format", form)

    return drift


def kinds(result) -> list[str]:
    (told,) = json.loads(result.stdout)
    return [each["kind"] for each in told["packages"][0]["drifts"]]


@pytest.mark.parametrize(
    "path", ["catalog.rdf", "catalog.ttl", "catalog.jsonld", f"{PACKAGE}/index.html", f"{PACKAGE}/index.en.html"]
)
def test_what_is_published_does_not_differ_from_itself(drift, path):
    result = drift(f"mlr/{path}")
    assert (result.exit_code, "shows what is published" in result.output) == (0, True), result.output


def test_a_ckan_is_asked_by_the_identifier_of_the_dataset(run, portal, drift):
    assert kinds(drift("", form="json")) == ["missing_dataset"]
    run("deposit", "ckan", portal.url, PACKAGE, "--allow-private")
    assert drift("").exit_code == 0
    csv, _ = portal.dataset["resources"]
    portal.dataset.update(title="Old", version="0.9.0", license_id="cc-by", notes="")
    csv["url"] = csv["url"].replace("working_group_tasks.csv", "gone.csv")
    portal.dataset["resources"][1]["format"] = portal.dataset["resources"][1]["mimetype"] = "XML"
    changed = list(portal.changed)
    result = drift("", form="json")
    assert result.exit_code == 1
    assert kinds(result) == [
        *("title", "description", "licence", "version"),
        *("missing_file", "format", "stale_file", "dead_link"),
    ]
    portal.pages[f"/sv/dataset/{PACKAGE}"] = (200, "text/html", HOME)
    told = drift(f"sv/dataset/{PACKAGE}")
    assert "  version: 0.9.0; published: 1.0.0" in told.output.splitlines()
    assert portal.changed == changed, "it reads, and changes nothing"


def test_a_catalogue_that_was_harvested_long_ago_tells_what_is_old(portal, drift):
    text = (portal.hosted / "catalog.ttl").read_text(encoding="utf-8")
    text = re.sub(r'(dcterms:modified )"[^"]+"', r'\1"2020-01-01T00:00:00Z"', text).replace('"1.0.0"', '"0.1.0"')
    portal.pages["/old.ttl"] = (200, "text/turtle", text.encode())
    assert kinds(drift("old.ttl", form="json")) == ["version", "modified"]


@pytest.mark.parametrize("modified", ["2026-11-23", "2026-11-23T00:00:00", "2026-11-23T01:00:00+01:00"])
def test_a_time_that_is_spelled_otherwise_is_the_same(portal, drift, modified):
    text = (portal.hosted / "catalog.ttl").read_text(encoding="utf-8")
    assert "2026-11-23T00:00:00Z" in text
    portal.pages["/same.ttl"] = (200, "text/turtle", text.replace("2026-11-23T00:00:00Z", modified).encode())
    assert drift("same.ttl").exit_code == 0


def test_a_page_that_names_its_rdf_is_followed_there(portal, drift):
    page = b"<html><link rel='alternate' type='text/turtle' href='/mlr/catalog.ttl'></html>"
    portal.pages["/a/page"] = (200, "text/html", page)
    assert drift("a/page").exit_code == 0


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{ENTITIES}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x>&a11;</x></rdf:RDF>""".encode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, "text/html", b"<html>Hello</html>"), "neither a CKAN nor a catalogue"),
        ((200, "text/html", b""), "neither a CKAN nor a catalogue"),
        ((200, "image/png", b"PNG"), "neither a CKAN nor a catalogue"),
        ((404, "text/html", b"gone"), "There is nothing at"),
        ((502, "text/html", b"busy"), "cannot answer now"),
        ((200, "text/turtle", b"<a> <b"), "cannot be read as RDF"),
        ((200, "application/rdf+xml", BOMB), "cannot be read as RDF"),
        ((200, "application/ld+json", b'{"@context": "https://elsewhere.example.org/c"}'), "cannot be read as RDF"),
        (
            (200, "application/ld+json", b'{"@context": {"a": {"@context": "https://c.example.org/"}}}'),
            "cannot be read",
        ),
        ((200, "application/ld+json", b"[" * 100_000), "cannot be read as RDF"),
    ],
)
def test_whatever_a_portal_shows_ends_with_one_sentence_and_the_others_are_told(portal, drift, answer, said):
    portal.pages["/odd"] = answer
    result = drift("odd", "mlr/catalog.ttl")
    assert result.exit_code == 3, result.output
    assert said in result.output
    assert (len(result.output.splitlines()), "shows what is published" in result.output) == (2, True)


@pytest.mark.parametrize(
    ("page", "rdf"),
    [
        (
            "https://www.dataportal.se/datasets/66_71946/badvattentemp",
            "https://admin.dataportal.se/store/66/metadata/71946?recursive=dcat",
        ),
        (
            "https://data.europa.eu/data/datasets/es-gopeg-bu?locale=sv",
            "https://data.europa.eu/api/hub/repo/datasets/es-gopeg-bu.rdf?useNormalizedId=true",
        ),
        ("https://data.example.org/datasets/66_71946", "https://data.example.org/datasets/66_71946"),
    ],
)
def test_the_page_of_a_known_portal_leads_to_its_rdf(page, rdf):
    assert as_rdf(page) == rdf
