"""The pages: what a reader finds, what no text can do to them, and that every link leads somewhere."""

import hashlib
import json
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from published import BASE_URL, SETTINGS
from samples import ROWS
from trees import ANY_TABLE, put_version, withdrawn

from pipeline.codelists import SWEDEN
from pipeline.pages import crawling, findings_page, pages
from pipeline.pages.page import web_link
from pipeline.versions import LastingPage
from pipeline.wording import pages as wording
from pipeline.wording.rules import RULES

PIPELINE = Path(wording.__file__).parents[1]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ]]> </style></title> {{ 7*7 }} \u2028&amp;"
LOOK = {
    "looked_at": "2026-11-22T06:00:00Z",
    "outcome": "unchanged",
    "why": {"sv": "Sidan är oförändrad.", "en": "The page has not changed."},
    "snapshot_id": "om-mlr-1",
}
FOLDERS = ("mlr-organisation", "mlr-working-groups")
OTHER_FILES = ("catalog.rdf", "catalog.ttl", "catalog.jsonld", "feed.xml", "feed.en.xml")
ROSTER = ROWS["mlr-organisation"]["roster"]


RULE_SETTINGS = {code: {"severity": "warning", "responsible": "page_owner"} for code in RULES}
FINDING = {
    "rule": "document_without_url",
    "severity": "warning",
    "message_sv": "Länken saknar adress.",
    "message_en": "The link has no address.",
    "action_sv": "Ange adressen.",
    "action_en": "Give the address.",
    "responsible": "page_owner",
    "accepted_reason": None,
}


def site(*releases, settings=SETTINGS, status=LOOK):
    """The pages of a tree with these releases, newest first."""
    packages = {release.package: [r for r in releases if r.package == release.package] for release in releases}
    made = pages(settings, packages, status, RULE_SETTINGS)
    return {path: page.make() if isinstance(page, LastingPage) else page for path, page in made.items()}


def document(content):
    return html.document_fromstring(content.decode())


def text(content):
    return " ".join(document(content).find("body").text_content().split())


def json_ld(content):
    [block] = document(content).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(block)


@pytest.fixture
def organisation(tmp_path):
    return put_version(tmp_path, findings=[FINDING], story=[{"kind": "joined", "sv": "Åsa kom.", "en": "Åsa came."}])


@pytest.fixture
def groups(tmp_path):
    return put_version(tmp_path, "mlr-working-groups")


def test_every_page_has_a_twin_in_the_other_language(organisation, groups):
    made = site(organisation, groups)
    stems = {re.sub(r"(\.en)?\.html$", "", path) for path in made}
    assert stems == {
        "index",
        "rules",
        "mlr-organisation/index",
        "mlr-organisation/history",
        "mlr-organisation/1.0.0",
        "mlr-working-groups/index",
        "mlr-working-groups/1.0.0",
    }
    for stem in stems:
        assert document(made[f"{stem}.html"]).get("lang") == "sv"
        assert document(made[f"{stem}.en.html"]).get("lang") == "en"


def test_the_same_releases_give_the_same_bytes(organisation):
    assert site(organisation) == site(organisation)


def test_every_link_leads_to_a_file_of_the_tree_and_every_anchor_to_a_place(tmp_path, organisation, groups):
    old = withdrawn(put_version(tmp_path, version="0.9.0"), replacement="1.0.0")
    made = site(organisation, old, groups)
    for path, content in made.items():
        (tmp_path / path).write_bytes(content)
    for name in (*OTHER_FILES, *(f"{folder}/{feed}" for folder in FOLDERS for feed in ("feed.xml", "feed.en.xml"))):
        (tmp_path / name).touch()
    for path in made:
        for href in document(made[path]).xpath("//@href"):
            parts = urlsplit(href)
            if parts.scheme:
                assert parts.scheme in {"http", "https", "mailto", "data"}, href
                continue
            target = ((tmp_path / path).parent / unquote(parts.path)).resolve() if parts.path else tmp_path / path
            assert target.is_file(), f"{path} links to {href}"
            if parts.fragment:
                assert document(target.read_bytes()).xpath("//*[@id=$id]", id=parts.fragment), f"{path}: {href}"


def test_ids_are_unique_on_a_page(organisation, groups):
    for path, content in site(organisation, groups).items():
        ids = document(content).xpath("//@id")
        assert len(ids) == len(set(ids)), path


def test_hostile_text_is_shown_and_does_nothing(tmp_path):
    roster = [{**ROSTER[0], "person": HOSTILE, "party_name": HOSTILE, "municipality": HOSTILE, "party": HOSTILE[:20]}]
    bodies = [{**row, "name": HOSTILE, "description": HOSTILE} for row in ROWS["mlr-organisation"]["organizations"]]
    link = {**ROWS["mlr-organisation"]["documents"][0], "title": HOSTILE, "url": "javascript:alert(1)"}
    finding = {**FINDING, "message_sv": HOSTILE, "message_en": HOSTILE, "rule": HOSTILE}
    release = put_version(
        tmp_path,
        roster=roster,
        organizations=bodies,
        documents=[link],
        findings=[finding],
        story=[{"kind": "joined", "sv": HOSTILE, "en": HOSTILE}],
        of_package={"titles": {"sv": HOSTILE, "en": HOSTILE}, "descriptions": {"sv": HOSTILE, "en": HOSTILE}},
    )
    shown = " ".join(HOSTILE.split())
    for path, content in site(replace(release, reason={"sv": HOSTILE, "en": HOSTILE})).items():
        page = document(content)
        assert page.xpath("//script[not(@type='application/ld+json')] | //img | //*[@onerror]") == [], path
        assert not any(href.lower().startswith("javascript") for href in page.xpath("//@href")), path
        assert b"49 " not in content or b"{{ 7*7 }}" in content
        if path.startswith("mlr-organisation"):
            assert shown in text(content), path
    assert json_ld(site(release)["mlr-organisation/index.html"])["name"] == HOSTILE


def test_no_text_is_exempt_from_escaping():
    for template in (PIPELINE / "templates").glob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape", template.read_text(encoding="utf-8")), template.name


def test_a_page_loads_nothing_and_may_run_nothing(organisation, groups):
    loading = "//script/@src | //img | //iframe | //object | //embed | //form | //*[@style] | //link[@rel='stylesheet']"
    for path, content in site(organisation, groups).items():
        page = document(content)
        assert page.xpath(loading) == [], path
        assert all(href.startswith("data:") for href in page.xpath("//link[@rel='icon']/@href")), path
        [style] = page.xpath("//style/text()")
        assert "@import" not in style
        assert "url(" not in style
        [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; style-src 'sha256-"), path
        data = page.xpath("//script/text()")
        digests = [b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in data]
        assert [f"script-src 'sha256-{digest}'; img-src" in policy for digest in digests] == [True] * len(data), path
        assert ("script-src" in policy) == bool(data), path


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://x.example.org/Plan 2022.pdf", "https://x.example.org/Plan%202022.pdf"),
        ("https://x.example.org/a%20b?q=å|b#c#d", "https://x.example.org/a%20b?q=%C3%A5%7Cb#c%23d"),
        ("https://x.example.org/100%[1]", "https://x.example.org/100%25%5B1%5D"),
        ("HTTPS://x.example.org\\a", None),
        ("https://x.example.org/a\\b", None),
        (" https://malmö.example.org:8080/ ", "https://xn--malm-8qa.example.org:8080/"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("https://x.example.org:99999/", None),
        ("https://a b/", None),
        ("https://", None),
        ("//x.example.org/", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_of_the_source_is_written_as_html_wants_it_or_is_no_link(url, href):
    assert web_link("text", url).href == href


@given(st.text(), st.sampled_from(["https://x.example.org/", "http://", "", "javascript:"]))
def test_whatever_the_source_links_to_the_page_links_to_the_web_or_not_at_all(text, start):
    href = web_link("text", start + text).href
    assert href is None or re.fullmatch(r"https?://[^\s\"<>\\^`{|}]+", href)


def test_undated_data_says_so_before_anything_else(organisation):
    made = site(organisation)
    for path in ("mlr-organisation/index.html", "mlr-organisation/1.0.0.html"):
        assert (
            "Ingen vet när sidan såg ut så här"
            in text(made[path]).split("På den här sidan")[0].split("Vem representerar")[0]
        )
    assert "Nobody knows when the page looked like this" in text(made["mlr-organisation/index.en.html"])
    assert json_ld(made["mlr-organisation/index.html"])["temporalCoverage"] == "../2026-11-23"


def test_dated_data_gives_its_day(organisation):
    dated = replace(organisation, observed_at="2026-11-01")
    source = dated.descriptor["publishing"]["source"] | {"observed_at_basis": "crawl", "observed_at": "2026-11-01"}
    dated.descriptor["publishing"] |= {"source": source}
    page = site(dated)["mlr-organisation/index.html"]
    assert "Läst 1 november 2026 ur källan." in text(page)
    assert json_ld(page)["temporalCoverage"] == "2026-11-01"
    other = source | {"source_url": "https://b.example.org/", "observed_at": "2026-11-20"}
    dated.descriptor["publishing"] |= {"sources": [source, other]}
    page = text(site(dated)["mlr-organisation/index.html"])
    assert "Läst 1 november 2026 och 20 november 2026 ur källan." in page
    assert "https://b.example.org/: 20 november 2026, när programmet hämtade den" in page


def test_a_look_that_failed_is_not_told_as_a_look(organisation):
    page = text(site(organisation, status={**LOOK, "outcome": "unreachable"})["mlr-organisation/index.html"])
    assert "kontrollerades senast" not in page
    assert "Det senaste försöket att kontrollera källan, 22 november 2026, misslyckades." in page


@pytest.mark.parametrize("status", [None, {"looked_at": None, "why": {"sv": "", "en": ""}}])
def test_where_nobody_has_looked_no_look_is_claimed(organisation, status):
    assert "kontrollerades" not in text(site(organisation, status=status)["mlr-organisation/index.html"])


def test_a_draft_says_so_until_a_maintainer_confirms(organisation):
    assert all("Utkast." in text(c) or "Draft." in text(c) for c in site(organisation).values())
    confirmed = site(organisation, settings=replace(SETTINGS, confirmed=True))
    assert not any("Utkast." in text(c) or "Draft." in text(c) for c in confirmed.values())


def test_a_card_has_the_chair_first_and_the_director_apart_and_says_vacant_and_acting(tmp_path):
    chair, director, vacant = ROSTER
    release = put_version(
        tmp_path, roster=[{**vacant, "position": 1}, {**chair, "position": 2}, {**director, "is_acting": True}]
    )
    [card] = document(site(release)["mlr-organisation/index.html"]).xpath("//*[@id='kommun-0180']")
    members, others = ([li.text_content().split() for li in ul] for ul in card.xpath("ul"))
    assert [" ".join(words) for words in members] == ["Åsa af Öberg S Roll", "Vakant plats Roll"]
    assert [" ".join(words) for words in others] == ["Bo O'Hara-Ek Roll, tillförordnad"]


def test_municipalities_stand_in_swedish_order(tmp_path):
    names = {"Örkelljunga": "1257", "Ängelholm": "1292", "Åstorp": "1277", "Ystad": "1286"}
    roster = [
        {**ROSTER[0], "membership_id": f"m-{code}", "municipality": name, "municipality_code": code}
        for name, code in names.items()
    ]
    page = document(site(put_version(tmp_path, roster=roster))["mlr-organisation/index.html"])
    assert page.xpath("//article/h3/text()") == ["Ystad", "Åstorp", "Ängelholm", "Örkelljunga"]


def test_a_seat_is_a_dot_with_its_holder_and_stands_in_the_table_beside(organisation):
    page = document(site(organisation)["mlr-organisation/index.html"])
    dots = page.xpath("//*[@class='dots']//*[local-name()='g']/*[local-name()='title']/text()")
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//section[@id='seats']//tbody/tr")]
    assert dots == ["Åsa af Öberg (Stockholm)", "Vakant plats (Stockholm)"]
    assert rows == ["S Socialdemokraterna1Åsa af Öberg (Stockholm)", "vakant1Vakant plats (Stockholm)"]


def test_a_party_is_never_told_by_colour_alone(tmp_path):
    roster = [{**ROSTER[0], "party": "Lokalpartiet", "party_name": "Lokalpartiet i Ystad"}]
    page = document(site(put_version(tmp_path, roster=roster))["mlr-organisation/index.html"])
    for mark in page.xpath("//abbr[contains(@class, 'party')]"):
        assert (mark.text, mark.get("title"), mark.get("class")) == (
            "Lokalpartiet",
            "Lokalpartiet i Ystad",
            "party party-other",
        )


def test_the_drawing_has_a_box_for_each_body_and_an_arrow_for_each_report(tmp_path):
    whole, board = ROWS["mlr-organisation"]["organizations"]
    group = {**board, "organization_id": "grupp", "name": "Grupp", "kind": "working_group", "reports_to_id": "styrelse"}
    page = document(site(put_version(tmp_path, organizations=[whole, board, group]))["mlr-organisation/index.html"])
    for drawing in page.xpath("//*[contains(@class, 'drawing')]"):
        boxes = drawing.xpath(".//*[local-name()='a']")
        arrows = drawing.xpath(".//*[@marker-end]")
        assert [box.get("href") for box in boxes] == ["#organ-styrelse", "#organ-grupp"]
        assert len(arrows) == 1
        assert "Grupp rapporterar till Styrelse." in drawing.text_content()
    [nested] = page.xpath("//*[@id='organ-styrelse']//*[@id='organ-grupp']")
    assert "Rapporterar till Styrelse." in nested.text_content()


def test_a_shared_task_names_the_other_group(tmp_path):
    known, tasks = ROWS["mlr-working-groups"]["working_groups"], ROWS["mlr-working-groups"]["tasks"]
    other = {**known[0], "organization_id": "annan", "name": "Annan grupp"}
    shared = {**tasks[1], "organization_id": "annan", "position": 1}
    made = site(put_version(tmp_path, "mlr-working-groups", working_groups=[*known, other], tasks=[*tasks, shared]))
    page = document(made["mlr-working-groups/index.html"])
    notes = [" ".join(note.split()) for note in page.xpath("//*[@class='shared']/text()")]
    assert notes == [
        "Samma text står ordagrant också under Annan grupp.",
        "Samma text står ordagrant också under Digitalisering.",
    ]


def test_a_package_of_another_kind_shows_its_first_rows(tmp_path):
    release = put_version(tmp_path, of_package={"kind": ANY_TABLE})
    page = document(site(release)["mlr-organisation/index.html"])
    rows = page.xpath("(//section[@id='roster']//table)[1]/tbody/tr")
    assert len(rows) == 3
    assert "Åsa af Öberg" in rows[0].text_content()
    assert "Hela tabellen" in page.text_content()
    assert "3 rader" in page.text_content()
    assert page.xpath("//section[@id='fields']//code[text()='membership_id']")


def test_a_profile_says_how_much_of_a_column_is_filled_and_between_which_values(tmp_path):
    release = put_version(tmp_path, of_package={"kind": ANY_TABLE})
    page = document(site(release)["mlr-organisation/index.en.html"])
    cells = {
        row.xpath("th/code/text()")[0]: row.xpath("td/text()")
        for row in page.xpath("//h3[text()='All rows in brief']/following::table[1]/tbody/tr")
    }
    assert cells["position"] == ["100%", "1", "3"]
    assert cells["party"] == ["33%"]


def test_a_file_is_offered_with_its_size_and_checksum(organisation):
    page = document(site(organisation)["mlr-organisation/index.html"])
    [row] = page.xpath("//tr[@id='roster-csv']")
    [file] = [f for f in organisation.descriptor["publishing"]["files"] if f["path"] == "data/roster.csv"]
    assert row.xpath(".//@href") == ["latest/data/roster.csv"]
    assert row.xpath("ancestor::table/caption/text()") == [
        "Tabellen som de flesta vill ha: Styrelse och kommundirektörer"
    ]
    assert wording.size(file["bytes"], "sv") in row.text_content()
    assert file["sha256"] in page.text_content()
    assert "mlr-organisation.zip" in page.text_content()


def test_every_page_that_a_version_was_read_from_is_named_with_its_saved_copy(organisation):
    first = organisation.descriptor["publishing"]["source"]
    second = {
        **first,
        "snapshot_id": "board-2-abababababab",
        "sha256": "ab" * 32,
        "source_url": "https://b.example.org/2",
    }
    facts = {**organisation.descriptor["publishing"], "sources": [first, second]}
    told = {**organisation.descriptor, "sources": [{"title": "X", "path": first["source_url"]}], "publishing": facts}
    made = site(replace(organisation, read=lambda: told))
    for path in ("mlr-organisation/index.html", "mlr-organisation/1.0.0.html"):
        [section] = document(made[path]).xpath("//section[@id='provenance']")
        assert [
            section.xpath(f".//dd[a/@href={url!r}]/a/text()") for url in (first["source_url"], second["source_url"])
        ] == [
            [first["source_url"]],
            [second["source_url"]],
        ]
        assert all(
            each in section.text_content()
            for source in (first, second)
            for each in (source["snapshot_id"], source["sha256"])
        )
    assert json_ld(made["mlr-organisation/index.html"])["isBasedOn"] == [first["source_url"], second["source_url"]]


def test_findings_of_a_kind_say_what_is_wrong_what_to_do_and_who_can(tmp_path):
    page = document(site(put_version(tmp_path, findings=[FINDING, FINDING]))["mlr-organisation/index.html"])
    [finding] = page.xpath("//details[contains(@class, 'finding')]")
    said = " ".join(finding.text_content().split())
    assert said.startswith("Varning Länken saknar adress. och 1 till av samma slag")
    assert "Vad som kan görasAnge adressen." in said
    assert "Vem som kansidans ägare" in said


def test_the_rules_page_documents_every_rule(organisation):
    page = document(site(organisation)["rules.html"])
    assert set(RULES) == set(page.xpath("//article/@id"))
    assert not re.search(r"\{\w*\}", page.find("body").text_content())


def test_where_no_page_is_held_against_rules_their_page_says_so(organisation):
    made = pages(SETTINGS, {organisation.package: [organisation]}, LOOK, {})
    assert "Varje tabell prövas mot sitt schema, som paketets sida visar." in text(made["rules.html"])
    assert "Varje gång sidan läses" not in text(made["rules.html"])


def test_findings_can_stand_on_a_page_of_their_own():
    page = document(findings_page([{"package": "mlr-organisation", "findings": [FINDING]}], "en"))
    assert "The link has no address." in page.text_content()
    assert [href for href in page.xpath("//@href") if not href.startswith(("#", "data:"))] == []


def test_a_withdrawn_version_keeps_its_address_and_says_why(tmp_path, organisation):
    old = withdrawn(put_version(tmp_path, version="0.9.0"), replacement="1.0.0")
    made = site(organisation, old)
    tomb = made["mlr-organisation/0.9.0.html"]
    assert "återkallades 1 december 2026" in text(tomb)
    assert "Fel fil <publicerades>." in text(tomb)
    assert "Använd i stället: den senaste versionen." in text(tomb)
    assert "index.html" in document(tomb).xpath("//main//@href")
    assert "Fel fil <publicerades>." in text(made["mlr-organisation/index.html"])
    assert "Det här är den senaste versionen." in text(made["mlr-organisation/1.0.0.html"])


def test_a_package_of_which_nothing_is_left_keeps_its_page(organisation):
    made = site(withdrawn(organisation))
    assert "Alla versioner av det här paketet är återkallade." in text(made["mlr-organisation/index.html"])
    assert "Ingenting är publicerat än." in text(made["index.html"])


def test_an_older_version_points_to_the_newest(tmp_path, organisation):
    newer = put_version(tmp_path, version="1.1.0")
    made = site(newer, organisation)
    older = made["mlr-organisation/1.0.0.html"]
    assert "Det här är en äldre version. Till den senaste versionen" in text(older)
    assert document(older).xpath("//*[@class='lede']//@href") == ["index.html"]


def test_the_landing_page_describes_a_dataset_for_search_engines(organisation):
    found = json_ld(site(organisation)["mlr-organisation/index.en.html"])
    assert found["@type"] == "Dataset"
    assert found["@id"] == f"{BASE_URL}mlr-organisation/#roster"
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert found["creator"]["name"] == "Malmö stad"
    assert found["isAccessibleForFree"] is True
    assert found["includedInDataCatalog"]["@id"] == f"{BASE_URL}#catalog"
    assert found["spatialCoverage"] == [{"@type": "Place", "@id": SWEDEN, "name": "Sweden", "sameAs": SWEDEN}]
    urls = {item["contentUrl"] for item in found["distribution"]}
    assert f"{BASE_URL}mlr-organisation/latest/data/roster.parquet" in urls
    assert f"{BASE_URL}mlr-organisation/latest/mlr-organisation.zip" in urls


def test_a_dataset_covers_the_places_that_its_package_names(organisation):
    malmo, elsewhere = "https://sws.geonames.org/2692965/", "https://sws.geonames.org/6695072/"
    organisation.descriptor["publishing"]["spatial"] = [malmo, elsewhere]
    assert json_ld(site(organisation)["mlr-organisation/index.html"])["spatialCoverage"] == [
        {"@type": "Place", "@id": malmo, "name": "Malmö kommun", "sameAs": malmo},
        {"@type": "Place", "@id": elsewhere, "sameAs": elsewhere},
    ]


def test_the_front_page_describes_the_catalogue_for_search_engines(organisation, groups):
    for path in ("index.html", "index.en.html"):
        found = json_ld(site(organisation, groups)[path])
        assert (found["@type"], found["@id"]) == ("DataCatalog", f"{BASE_URL}#catalog")
        assert found["publisher"]["name"] == "Malmö stad"
        assert [dataset["@id"] for dataset in found["dataset"]] == [
            f"{BASE_URL}mlr-organisation/#roster",
            f"{BASE_URL}mlr-working-groups/#working_group_tasks",
        ]
        assert all(50 <= len(dataset["description"]) <= 5000 for dataset in found["dataset"])
    assert json_ld(site(withdrawn(organisation))["index.html"])["dataset"] == []


def test_hostile_titles_stay_within_the_data_for_search_engines(organisation):
    texts = {"sv": HOSTILE + "</script><!--", "en": HOSTILE}
    found = site(organisation, settings=replace(SETTINGS, titles=texts, descriptions=texts))
    for path in ("index.html", "mlr-organisation/index.html"):
        assert HOSTILE in json.dumps(json_ld(found[path]), ensure_ascii=False).replace('\\"', '"')
        assert document(found[path]).xpath("//script[not(@type='application/ld+json')] | //img") == []


def test_the_pages_that_describe_data_lead_harvesters_to_the_catalogue(organisation):
    made = site(organisation)
    for path in ("index.html", "index.en.html", "mlr-organisation/index.html", "mlr-organisation/index.en.html"):
        links = document(made[path]).xpath("//head/link[@rel='alternate' and contains(@href, 'catalog.')]")
        root = "../" * path.count("/")
        assert {link.get("type"): link.get("href") for link in links} == {
            "application/rdf+xml": f"{root}catalog.rdf",
            "text/turtle": f"{root}catalog.ttl",
            "application/ld+json": f"{root}catalog.jsonld",
        }


def test_a_page_leads_to_the_feed_in_its_language_and_to_no_other(organisation):
    for path, content in site(organisation).items():
        feeds = {href.rpartition("/")[2] for href in document(content).xpath("//@href[contains(., 'feed')]")}
        assert feeds == {"feed.en.xml" if path.endswith(".en.html") else "feed.xml"}, path


def sitemap_of(*releases):
    packages = {release.package: [r for r in releases if r.package == release.package] for release in releases}
    root = etree.fromstring(crawling(SETTINGS, packages)["sitemap.xml"])
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    found = {}
    for url in root.findall("s:url", names):
        twins = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", names)}
        found[url.findtext("s:loc", namespaces=names)] = (url.findtext("s:lastmod", namespaces=names), twins)
    return found


def test_the_sitemap_lists_every_page_with_its_twin(tmp_path, organisation, groups):
    old = withdrawn(put_version(tmp_path, version="0.9.0"), replacement="1.0.0")
    found = sitemap_of(organisation, old, groups)
    assert set(found) == {BASE_URL + path for path in site(organisation, old, groups)}
    for address, (_, twins) in found.items():
        stem = address.removesuffix(".html").removesuffix(".en")
        assert twins == {"sv": f"{stem}.html", "en": f"{stem}.en.html"}


def test_the_sitemap_says_when_a_page_last_had_something_new_to_say(tmp_path, organisation):
    old = withdrawn(put_version(tmp_path, version="0.9.0"), replacement="1.0.0")
    found = {address.removeprefix(BASE_URL): day for address, (day, _) in sitemap_of(organisation, old).items()}
    assert found["mlr-organisation/1.0.0.html"] == organisation.published_at
    assert found["mlr-organisation/0.9.0.html"] == found["mlr-organisation/index.html"] == "2026-12-01T08:00:00Z"
    assert found["index.en.html"] == "2026-12-01T08:00:00Z"
    assert found["rules.html"] is None


def test_crawlers_are_let_in_and_shown_the_sitemap():
    rules = RobotFileParser()
    rules.parse(crawling(SETTINGS, {})["robots.txt"].decode().splitlines())
    assert rules.site_maps() == [f"{BASE_URL}sitemap.xml"]
    assert rules.can_fetch("anybody", f"{BASE_URL}mlr-organisation/latest/data/roster.csv")


def test_a_short_description_is_made_long_enough_for_search_engines(tmp_path):
    release = put_version(tmp_path, of_package={"descriptions": {"sv": "Kort.", "en": "Short."}})
    assert 50 <= len(json_ld(site(release)["mlr-organisation/index.html"])["description"]) <= 5000


def test_every_text_stands_in_both_languages_and_is_used():
    sources = [*(PIPELINE / "pages").glob("*.py"), *(PIPELINE / "templates").glob("*.html"), Path(wording.__file__)]
    sources.append(PIPELINE / "model.py")  # which names the severities
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made = set(
        "severity level type seen catalog rules excel responsible people".split()
    )  # keys put together from a prefix
    for key, both in wording.TEXTS.items():
        assert set(both) == {"sv", "en"}, key
        noun, _, form = key.rpartition("_")
        used = re.search(rf"\bt\.{key}\b", code) or re.search(rf"['\"]{key}['\"]", code)
        assert used or key.split("_")[0] in made or (form in {"one", "many"} and f'"{noun}"' in code), key


@pytest.mark.parametrize(
    ("amount", "sv", "en"),
    [
        (0, "0\xa0byte", "0\xa0bytes"),
        (999, "999\xa0byte", "999\xa0bytes"),
        (4705, "4,7\xa0kB", "4.7\xa0kB"),
        (23_400_000, "23\xa0MB", "23\xa0MB"),
        (5 * 10**15, "5000\xa0TB", "5000\xa0TB"),
    ],
)
def test_sizes_are_written_as_people_write_them(amount, sv, en):
    assert wording.size(amount, "sv") == sv
    assert wording.size(amount, "en") == en


def test_numbers_days_and_lists_are_written_as_people_write_them():
    assert wording.number(1234567, "sv") == "1\xa0234\xa0567"
    assert wording.number(1234567, "en") == "1,234,567"
    assert wording.day("2026-11-03T06:32:00Z", "sv") == "3\xa0november\xa02026"
    assert wording.listing(["Lund"], "sv") == "Lund"
    assert wording.listing(["Lund", "Malmö", "Burlöv"], "sv") == "Lund, Malmö och Burlöv"


def channel(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (channel(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


STYLE = (PIPELINE / "templates" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z]+): (#[0-9a-f]+);", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)
PARTIES = re.findall(r"\.party-(\w+) \{ --mark: (#\w+); --letter: (#\w+); \}", STYLE)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_in_light_and_dark(theme):
    for ground in ("paper", "wash", "raised"):
        for ink in ("ink", "quiet", "accent", "warn"):
            assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
    assert contrast(theme["edge"], theme["paper"]) >= 3


def test_the_letters_on_party_colours_are_readable():
    assert len(PARTIES) == 9
    for party, mark, letter in PARTIES:
        assert contrast(mark, letter) >= 4.5, party


def test_the_page_of_the_years_tells_each_change_and_each_period(tmp_path):
    made = site(put_version(tmp_path))
    swedish, english = (document(made[f"mlr-organisation/history{end}"]) for end in (".html", ".en.html"))
    assert [item.text_content() for item in english.xpath("//*[@class='timeline']//ul/li")] == [
        "Stockholm: Åsa af Öberg, the party S is now stated"
    ]
    assert swedish.xpath("//section[@id='years']//h3")[0].text_content() == "2026"
    assert len(swedish.xpath("//section[@id='periods']//tbody/tr")) == 3
    assert not swedish.xpath("//script")
    assert not swedish.xpath("//@style")
    link = document(made["mlr-organisation/index.html"]).xpath("//a[@href='history.html']")
    assert [each.text_content() for each in link] == ["Åren som en tidslinje"]
