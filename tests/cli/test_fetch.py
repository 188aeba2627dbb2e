"""One look at a live page: a real server, the real archive."""

import csv
import json

import pytest

SOURCE = "datapackage/sources/om-mlr"


@pytest.fixture
def archive(project):
    return project / SOURCE / "snapshots"


def as_html(text):
    return (
        "<!doctype html><html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body>"
    ).encode()


@pytest.fixture
def real_page(archive):
    return as_html(next(archive.glob("*.txt")).read_text(encoding="utf-8"))


def looks(project):
    with (project / SOURCE / "looks.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_changed_page_is_archived_as_received_and_accepted(project, run, site, archive, real_page):
    site.page = real_page

    result = run("fetch", "--source", site.url, "--allow-private")

    assert result.exit_code == 0
    archived = list(archive.glob("*.html"))
    assert [path.read_bytes() for path in archived] == [real_page]
    sidecar = json.loads(archived[0].with_name(archived[0].name + ".json").read_bytes())
    assert (sidecar["source_url"], sidecar["observed_at"]) == (site.url, "2026-11-23")
    assert [look["outcome"] for look in looks(project)] == ["accepted"]


def test_an_unchanged_page_is_asked_for_conditionally_and_archived_once(project, run, site, archive, real_page):
    site.page = real_page
    run("fetch", "--source", site.url, "--allow-private")

    result = run("fetch", "--source", site.url, "--allow-private")

    assert result.exit_code == 0
    assert "If-None-Match" in site.asked[-1]
    assert len(list(archive.glob("*.html"))) == 1
    assert [look["outcome"] for look in looks(project)] == ["accepted", "unchanged"]


def test_publish_uses_the_newest_accepted_snapshot_and_tells_its_age(project, run, site, real_page):
    run("publish", "--formats", "csv,json")
    site.page = real_page
    run("fetch", "--source", site.url, "--allow-private")

    result = run("publish", "--formats", "csv,json")

    assert "seen 2026-11-23, today" in result.stderr
    assert "mlr-organisation 1.1.0 published" in result.stdout, result.stderr
    memberships = json.loads((project / "public/mlr-organisation/1.1.0/data/memberships.json").read_bytes())
    assert {row["status"] for row in memberships} == {"current"}
    assert {row["first_seen"] for row in memberships} == {None}


def test_an_infected_page_is_archived_but_rejected_and_the_old_one_stands(project, run, site, real_page):
    run("publish", "--formats", "csv,json")
    site.page = real_page.replace(b"<p>St\xc3\xa4ng</p>", b"<p>Best casino bonus</p><p>St\xc3\xa4ng</p>")

    fetched = run("fetch", "--source", site.url, "--allow-private")
    published = run("publish", "--formats", "csv,json")

    assert fetched.exit_code == 1
    assert "Best casino bonus" in fetched.stderr
    assert published.exit_code == 0
    assert "was not accepted" in published.stderr
    assert [look["outcome"] for look in looks(project)] == ["rejected"]
    assert json.loads((project / "public/status.json").read_bytes())["outcome"] == "rejected"


def test_a_page_that_cannot_be_reached_is_one_sentence_and_a_logged_look(project, run, site):
    site.status = 404

    result = run("fetch", "--source", site.url, "--allow-private")

    assert result.exit_code == 3
    assert "HTTP 404" in result.stderr
    assert [look["outcome"] for look in looks(project)] == ["unreachable"]


@pytest.mark.parametrize("address", ["ftp://example.org/", "example.org", "http://user:secret@example.org/"])
def test_an_address_that_is_none_is_no_look(project, run, address):
    assert run("fetch", "--source", address).exit_code == 3
    assert not (project / SOURCE / "looks.csv").exists()


def test_a_page_seen_yesterday_is_one_day_old(run, real_page, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(real_page)
    result = run("publish", "--formats", "csv,json", "--source", page, "--observed-at", "2026-11-22")
    assert "(seen 2026-11-22, 1 day ago)" in result.stderr


def test_a_private_address_is_not_asked_unless_it_is_allowed(project, run, site):
    result = run("fetch", "--source", site.url)

    assert result.exit_code == 3
    assert "--allow-private" in result.stderr
    assert site.asked == []


def test_the_user_agent_names_the_project(project, run, site, real_page):
    site.page = real_page
    run("fetch", "--source", site.url, "--allow-private")

    assert site.asked[0]["User-Agent"].startswith("mlr-opendata/")
