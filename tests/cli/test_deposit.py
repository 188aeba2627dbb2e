"""A package at a CKAN: one dataset, updated in place, whatever happens on the way."""

import copy
import shutil
from collections.abc import Iterator

import pytest
from ckan import TOKEN, Portal, ckan_server
from deposited import PACKAGE, published_at

pytestmark = pytest.mark.xdist_group("portals")  # one server


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Portal]:
    """A portal, and beside it, at its own address, a target that a project with a confirmed catalogue published."""
    with ckan_server() as portal:
        portal.hosted = published_at(f"{portal.url}mlr/", tmp_path_factory.mktemp("deposit"))
        yield portal


@pytest.fixture
def portal(served: Portal, monkeypatch) -> Portal:
    served.reset()
    monkeypatch.chdir(served.hosted.parent)
    monkeypatch.setenv("MLR_OPENDATA_CKAN_TOKEN", TOKEN)
    monkeypatch.setenv("LANG", "C.UTF-8")
    return served


@pytest.fixture
def deposit(run, portal):
    def deposit(*options, url=None):
        return run("deposit", "ckan", url or portal.url, PACKAGE, "--allow-private", *options)

    return deposit


def ids(portal: Portal) -> list[str]:
    return [portal.dataset["id"], *(each["id"] for each in portal.dataset["resources"])]


def test_a_package_is_one_dataset_that_links_to_the_files_and_a_second_run_sends_nothing(portal, deposit):
    result = deposit()
    assert result.exit_code == 0, result.output
    assert portal.changed == ["package_create"], "with its resources: it is never there without them"
    assert portal.dataset["name"] == PACKAGE
    assert portal.dataset["license_id"] == "cc-zero"
    assert {each["key"] for each in portal.dataset["extras"]} >= {"identifier", "uri", "theme"}
    assert [each["format"] for each in portal.dataset["resources"]] == ["CSV", "JSON"]
    for each in portal.dataset["resources"]:
        assert (portal.hosted / each["url"].removeprefix(f"{portal.url}mlr/")).stat().st_size == each["size"]
    again = deposit()
    assert again.exit_code == 0
    assert "nothing sent" in again.output
    assert portal.changed == ["package_create"]


def test_what_differs_is_sent_in_place_and_what_others_added_stays(portal, deposit):
    deposit()
    before = ids(portal)
    csv, json = portal.dataset["resources"]
    csv["hash"], json["uri"] = "old", ""
    gone = {**copy.deepcopy(csv), "id": "gone", "uri": f"{csv['uri'].removesuffix('-csv')}-tsv", "url": "x"}
    theirs = {"id": "theirs", "url": "https://example.org/guide.pdf", "name": "guide", "format": "PDF"}
    portal.dataset["resources"] += [gone, theirs]
    portal.dataset["extras"].append({"key": "curated", "value": "yes"})
    portal.dataset.update(version="0.9.0", tags=[])
    portal.changed.clear()
    result = deposit()
    assert result.exit_code == 0, result.output
    assert portal.changed == ["resource_patch", "resource_patch", "package_patch", "resource_delete"], (
        "what goes is last"
    )
    assert ids(portal) == [*before, "theirs"]
    assert {"key": "curated", "value": "yes"} in portal.dataset["extras"]
    assert "nothing sent" in deposit().output


@pytest.mark.parametrize("upload", [(), ("--upload",)])
@pytest.mark.parametrize("changes", range(3))
def test_whenever_a_run_is_cut_off_the_next_one_ends_the_same(portal, deposit, changes, upload):
    portal.cut_after = changes
    cut = deposit(*upload)
    assert cut.exit_code == (3 if len(portal.changed) == changes + 1 else 0)
    portal.cut_after = -1
    assert deposit(*upload).exit_code == 0
    assert len(portal.datasets) == 1
    assert [each["format"] for each in portal.dataset["resources"]] == ["CSV", "JSON"]
    assert "nothing sent" in deposit(*upload).output


def test_files_are_uploaded_where_that_is_asked_for_and_links_come_back(portal, deposit):
    assert deposit("--upload").exit_code == 0
    assert [name for name, _ in portal.uploads] == ["working_group_tasks.csv", "working_group_tasks.json"]
    for name, content in portal.uploads:
        assert (portal.hosted / PACKAGE / "latest/data" / name).read_bytes() == content
    before = ids(portal)
    assert "nothing sent" in deposit("--upload").output
    assert deposit().exit_code == 0
    assert ids(portal) == before
    assert {each["url_type"] for each in portal.dataset["resources"]} == {""}
    assert "nothing sent" in deposit().output


def test_a_portal_with_a_schema_of_its_own_gets_the_facts_in_its_fields(portal, deposit):
    portal.schema = frozenset({"identifier", "theme"})
    assert deposit().exit_code == 0
    assert portal.dataset["identifier"].endswith("#working_group_tasks")
    assert isinstance(portal.dataset["theme"], list)
    assert "nothing sent" in deposit().output


def test_a_renamed_dataset_is_found_by_its_identifier(portal, deposit):
    deposit()
    portal.dataset.update(name="arbetsgrupper", title="Old")
    assert deposit().exit_code == 0
    assert len(portal.datasets) == 1
    assert portal.dataset["title"] != "Old"


def test_a_dataset_of_somebody_else_is_left_alone_until_it_is_named(portal, deposit):
    portal.package_create({"name": PACKAGE, "title": "Theirs"})
    result = deposit()
    assert (result.exit_code, portal.dataset["title"]) == (4, "Theirs")
    assert f"--dataset {PACKAGE}" in result.output
    assert deposit("--dataset", PACKAGE, "--organization", "malmo").exit_code == 0
    assert (portal.dataset["title"], portal.dataset["owner_org"]) != ("Theirs", None)
    assert "nothing sent" in deposit("--organization", "malmo").output


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(portal, deposit):
    result = deposit("--dry-run")
    assert (result.exit_code, portal.changed) == (0, [])
    assert f"package_create: {PACKAGE}" in result.output


HTML, JSON = "text/html", "application/json"


@pytest.mark.parametrize(
    ("action", "answer", "code", "said"),
    [
        ("package_show", (404, HTML, b"<!doctype html>"), 3, "not as an API"),
        ("package_show", (200, JSON, b'{"hello": "world"}'), 3, "does not answer as a CKAN"),
        ("package_show", (200, JSON, b"[1]"), 3, "does not answer as a CKAN"),
        ("package_show", (200, JSON, b'"\\ud800'), 3, "not as an API"),
        (
            "package_show",
            (301, HTML, b"https://elsewhere.example.org/"),
            3,
            "leads on to https://elsewhere.example.org/",
        ),
        ("package_show", (403, HTML, b"<h1>No</h1>"), 4, "does not allow it"),
        ("package_show", (503, HTML, b"<h1>Busy</h1>"), 3, "cannot answer now (HTTP 503)"),
        ("package_create", (500, JSON, b'{"success": false, "error": {"message": "Internal Server Error"}}'), 3, "500"),
        ("package_create", (400, JSON, b'"Bad request - Action name not known"'), 3, "does not answer as a CKAN"),
        ("package_create", (409, JSON, b'{"success": false, "error": {"name": ["Too short"]}}'), 4, "name: Too short"),
        ("package_create", (404, JSON, b'{"success": false, "error": {"message": "Not found"}}'), 4, "Not found"),
    ],
)
def test_whatever_a_portal_answers_ends_with_one_sentence(portal, deposit, action, answer, code, said):
    portal.answers[action] = answer
    result = deposit()
    assert result.exit_code == code, result.output
    assert said in result.output
    assert len(result.output.splitlines()) == 1


def test_a_token_that_may_not_is_told_of_but_not_told(portal, deposit, monkeypatch):
    monkeypatch.setenv("MLR_OPENDATA_CKAN_TOKEN", "not-this-one")
    result = deposit()
    assert result.exit_code == 4
    assert "token *** may not do this" in result.output
    assert "not-this-one" not in result.output


@pytest.mark.parametrize(("token", "said"), [(None, "No token"), ("å", "is no token"), ("a\nb: c", "is no token")])
def test_without_a_token_nothing_is_asked(portal, deposit, monkeypatch, token, said):
    monkeypatch.delenv("MLR_OPENDATA_CKAN_TOKEN") if token is None else monkeypatch.setenv(
        "MLR_OPENDATA_CKAN_TOKEN", token
    )
    result = deposit()
    assert (result.exit_code, said in result.output) == (2, True)


def test_what_needs_an_organisation_says_which_option_gives_it(portal, deposit):
    portal.needs_organization = True
    result = deposit()
    assert (result.exit_code, "--organization" in result.output) == (4, True)
    assert deposit("--organization", "malmo").exit_code == 0


def test_nothing_is_linked_that_the_host_does_not_show(portal, deposit):
    portal.hosted = portal.hosted / "nowhere"
    result = deposit()
    portal.hosted = portal.hosted.parent
    assert (result.exit_code, portal.changed) == (4, [])
    assert "deploy" in result.output


def test_a_portal_that_nobody_answers_for_is_unreachable(portal, deposit):
    result = deposit(url="http://127.0.0.1:9/")
    assert result.exit_code == 3
    assert "cannot be reached" in result.output


def test_a_draft_is_not_deposited(run, portal, tmp_path):
    draft = shutil.copytree(portal.hosted, tmp_path / "public")
    site = (draft / "site.json").read_text(encoding="utf-8")
    (draft / "site.json").write_text(site.replace('"confirmed": true', '"confirmed": false'), encoding="utf-8")
    result = run("deposit", "ckan", portal.url, PACKAGE, "--target", draft)
    assert (result.exit_code, "draft" in result.output) == (2, True)
