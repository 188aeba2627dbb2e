"""A version is withdrawn: its numbers stay taken, and what comes after it tells of what stands."""

import json
import subprocess
import sys

import jsonschema
import pytest
from lxml import html

ARCHIVE = "datapackage/sources/om-mlr"


def people(project):
    rows = json.loads((project / "public/mlr-organisation/latest/data/persons.json").read_bytes())
    return {row["name"]: row["person_id"] for row in rows}


def seats(project):
    rows = json.loads((project / "public/mlr-organisation/latest/data/memberships.json").read_bytes())
    return {row["membership_id"] for row in rows}


def publish_instead(project, run, name, day):
    """A version of the page with somebody else in the place of Roko Kursar."""
    text = next((project / ARCHIVE / "snapshots").glob("*.txt")).read_text(encoding="utf-8")
    page = project / f"{day}.txt"
    page.write_text(text.replace("Roko Kursar (L)", f"{name} (L)"), encoding="utf-8")
    return run("publish", "--formats", "csv,json", "--source", page, "--observed-at", day)


def withdraw(run, *versions):
    for version in versions:
        assert run("withdraw", "mlr-organisation", version, "--reason", "Fel sida lästes.").exit_code == 0


def document(project, version):
    return json.loads((project / f"public/mlr-organisation/{version}/changes.json").read_bytes())


@pytest.fixture
def two(project, run):
    """Two versions: in the second, Maria Lind (p-0039) came."""
    run("publish", "--formats", "csv,json")
    publish_instead(project, run, "Maria Lind", "2026-11-01")
    assert people(project)["Maria Lind"] == "p-0039"
    return project


@pytest.mark.parametrize("versions", [["1.1.0"], ["1.1.0", "1.0.0"]])
def test_the_id_of_a_withdrawn_version_is_never_given_to_somebody_else(two, run, versions):
    before, taken = people(two), seats(two)
    withdraw(run, *versions)

    publish_instead(two, run, "Sven Alm", "2026-11-02")

    after = people(two)
    assert after.pop("Sven Alm") == "p-0040"
    assert after == {name: before[name] for name in after}
    assert len(seats(two) - taken) == 1


def test_marks_outlast_the_version_that_follows_a_withdrawal(two, run):
    withdraw(run, "1.1.0", "1.0.0")
    run("publish", "--formats", "csv,json")
    assert max(people(two).values()) == "p-0038"

    publish_instead(two, run, "Sven Alm", "2026-11-02")

    assert people(two)["Sven Alm"] == "p-0040"


def test_the_archive_gives_the_same_people_the_same_ids_again(project, run, site):
    text = next((project / ARCHIVE / "snapshots").glob("*.txt")).read_text(encoding="utf-8")
    run("publish", "--formats", "csv,json")
    site.page = as_html(text.replace("Roko Kursar (L)", "Maria Lind (L)"))
    assert run("fetch", "--source", site.url, "--allow-private").exit_code == 0
    run("publish", "--formats", "csv,json")
    before = people(project)
    withdraw(run, "1.1.0", "1.0.0")

    assert run("publish", "--formats", "csv,json").exit_code == 0

    assert before["Maria Lind"] == "p-0039"
    assert people(project) == before


def as_html(text):
    return f"<!doctype html><main>{''.join(f'<p>{line}</p>' for line in text.splitlines())}</main>".encode()


def test_a_decision_on_somebody_known_holds_where_no_version_stands(two, run):
    path = two / ARCHIVE / "decisions.yaml"
    lines = path.read_text(encoding="utf-8").split("persons:")[0].splitlines()
    decided = "persons:\n  - {name: Roko Kursar, municipality: Malmö, same_as: p-0021, reason: samma person}\n"
    path.write_text("\n".join([*lines, decided]), encoding="utf-8")
    withdraw(run, "1.1.0", "1.0.0")

    result = run("publish", "--formats", "csv,json")

    assert result.exit_code == 0, result.output
    assert people(two)["Roko Kursar"] == "p-0021"


def test_the_changes_are_told_since_the_version_that_stands(two, run):
    withdraw(run, "1.1.0")

    publish_instead(two, run, "Sven Alm", "2026-11-02")

    assert document(two, "1.2.0")["previous"] == "1.0.0"
    assert "sedan 1.0.0" in (two / "public/mlr-organisation/1.2.0/CHANGES.md").read_text(encoding="utf-8")


def test_where_no_version_stands_everything_is_new(two, run):
    withdraw(run, "1.1.0", "1.0.0")
    run("publish", "--formats", "csv,json")
    assert document(two, "1.2.0")["previous"] is None


def test_where_no_version_stands_the_next_replaces_the_withdrawn_ones_and_is_not_called_the_first(two, run):
    withdraw(run, "1.1.0", "1.0.0")

    result = run("publish", "--formats", "csv,json")

    assert "Replaces withdrawn versions: 12 municipalities" in result.stdout
    package = two / "public/mlr-organisation"
    told = [package / "1.2.0/changes.json", package / "1.2.0/CHANGES.md", package / "versions.json"]
    told += [two / "public" / name for name in ("feed.xml", "feed.en.xml", "catalog.rdf")]
    for path in told:
        content = path.read_text(encoding="utf-8")
        assert "Ersätter återkallade versioner" in content or "Replaces withdrawn versions" in content, path.name
    for path in (*told[:2], *told[3:]):
        newest = path.read_text(encoding="utf-8").split("MalmöLundregionens arbetsgrupper")[0]
        assert "Första versionen: 12" not in newest
    page = (package / "index.en.html").read_text(encoding="utf-8")
    assert "Replaces withdrawn versions" in page
    assert "the first</span>" not in page
    assert "new content</span>" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "mlr-organisatoin", "1.0.0", "1.1.0"], "Did you mean mlr-organisation?"),
        (["trace", "mlr-organisatoin", "roster", "m-0002"], "Did you mean mlr-organisation?"),
        (["diff", "mlr-organisation", "1.0.0", "1.1.0"], "mlr-organisation 1.1.0 is withdrawn;"),
        (["diff", "mlr-organisation", "1.0", "1.1.0"], "'1.0' is no version"),
        (["diff", "mlr-organisation", "1.0.0", "3.0.0"], "3.0.0 is not in the target, which has 1.1.0, 1.0.0"),
    ],
)
def test_what_cannot_be_compared_or_traced_is_said(two, run, arguments, said):
    withdraw(run, "1.1.0")

    result = run(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_folder_of_every_version_answers_with_a_page_that_leads_to_that_of_the_version(two, run):
    for step in (["verify"], ["withdraw", "mlr-organisation", "1.1.0", "--reason", "Fel sida."], ["verify"]):
        assert run(*step).exit_code == 0
        newest = "1.0.0" if (two / "public/mlr-organisation/1.1.0/tombstone.json").exists() else "1.1.0"
        for folder, version in {"1.0.0": "1.0.0", "1.1.0": "1.1.0", "latest": newest}.items():
            place = two / "public/mlr-organisation" / folder
            page = html.document_fromstring((place / "index.html").read_bytes())
            assert page.findtext(".//h1") == f"mlr-organisation {version}"
            links = [link.get("href") for link in page.iter("a")]
            assert links == [f"../{version}.html", f"../{version}.en.html"]
            assert all((place / link).is_file() for link in links)
            [refresh] = page.xpath("//meta[@http-equiv='refresh']/@content")
            assert refresh == f"0; url={links[0]}"


def test_a_row_of_withdrawn_versions_cannot_be_traced(two, run):
    withdraw(run, "1.1.0", "1.0.0")

    result = run("trace", "mlr-organisation", "roster", "m-0002")

    assert result.exit_code == 2
    assert "Every version of mlr-organisation is withdrawn" in result.stderr


def test_why_a_page_cannot_be_read_is_said_once_with_the_packages_it_stops(project, run):
    (project / "other.txt").write_text("En annan sida\n", encoding="utf-8")

    result = run("publish", "--formats", "csv,json", "--source", "other.txt")

    assert result.exit_code == 3
    assert result.stderr.count("This is not the page") == 1
    assert "So nothing is read for mlr-organisation, mlr-working-groups." in result.stderr


KILLED = (
    "import os, pipeline.flow.site, {module} as module\n"
    "module.publish_site = lambda *_: os.kill(os.getpid(), 9)\n"
    "from pipeline.cli import main\n"
    "main({arguments!r})\n"
)


def killed_before_the_site(module, *arguments):
    """A run that is killed when it has changed the versions, and not yet the pages."""
    program = KILLED.format(module=module, arguments=list(arguments))
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9


def shown(project):
    """All that pages, feed and catalogue say."""
    public = project / "public"
    pages = [*public.glob("*.*"), *public.glob("*/*.html")]
    return b"\n".join(path.read_bytes() for path in pages if path.name != "status.json")


CUT = ("withdraw", "mlr-organisation", "1.1.0", "--reason", "Fel sida lästes.")
FINISHING = [CUT, ("publish", "--formats", "csv,json"), ("verify", "--repair")]


@pytest.mark.parametrize("finishing", FINISHING, ids=lambda arguments: arguments[0])
def test_a_withdrawal_that_was_cut_off_is_told_and_finished(two, run, finishing):
    killed_before_the_site("pipeline.upkeep.withdraw", *CUT)

    told = run("verify")
    assert told.exit_code == 4
    assert "mlr-organisation/versions.json: pages, feed and catalogue are older" in told.stdout
    assert "whole" not in told.output

    assert run(*finishing).exit_code == 0
    told = run("verify")
    assert told.exit_code == 0
    assert "everything is whole" in told.stdout
    assert (two / "public/mlr-organisation/1.1.0/index.html").exists()
    again = run(*CUT)
    assert again.exit_code == 2, "withdrawn already"


def test_a_publish_that_is_refused_finishes_what_was_cut_off(two, run):
    killed_before_the_site("pipeline.upkeep.withdraw", *CUT)
    (two / "empty.txt").write_text("")
    assert run("publish", "--formats", "csv,json", "--source", two / "empty.txt").exit_code != 0
    assert run("verify").exit_code == 0


def test_a_version_that_the_pages_do_not_show_yet_is_told_and_no_damage(two, run):
    page = next((two / ARCHIVE / "snapshots").glob("*.txt"))
    text = page.read_text(encoding="utf-8").replace("Roko Kursar (L)", "Sven Alm (L)")
    (two / "third.txt").write_text(text, encoding="utf-8")
    arguments = ("publish", "--formats", "csv,json", "--source", str(two / "third.txt"), "--observed-at", "2026-11-03")
    killed_before_the_site("pipeline.flow.site", *arguments)
    told = run("verify")
    assert told.exit_code == 0
    assert "does not show" in told.stdout or "do not show yet" in told.stdout
    assert run("verify", "--repair").exit_code == 0
    assert "everything is whole" in run("verify").stdout


def test_permissions_and_hidden_files_and_the_status_are_told(two, run):
    public = two / "public"
    (public / ".htaccess").touch()
    (public / ".git").mkdir()
    (public / "status.json").write_text('{"looked_at": 7}')
    page, table = public / "index.html", public / "mlr-organisation/1.1.0/data/persons.csv"
    page.chmod(0o666)
    table.chmod(0o4755)
    told = run("verify").stdout
    for name in (".htaccess", ".git", "status.json", "index.html", "mlr-organisation/1.1.0/data/persons.csv"):
        assert f"  {name}: " in told
    assert ".publishing" not in told
    assert run("verify", "--repair").exit_code == 0
    assert (page.stat().st_mode & 0o7777, table.stat().st_mode & 0o7777) == (0o644, 0o644)


def test_the_index_is_what_its_published_schema_says_whatever_was_done_to_a_version(two, run):
    withdraw(run, "1.0.0")
    assert run("erase", "mlr-organisation", "p-0015", "--reason", "Begäran.").exit_code == 0
    assert run("retire", "mlr-working-groups", "--reason", "Slut.").exit_code == 0
    public = two / "public"
    judge = jsonschema.Draft202012Validator(json.loads((public / "versions.schema.json").read_bytes()))
    indices = {path: json.loads(path.read_bytes()) for path in public.glob("*/versions.json")}
    assert {event["kind"] for index in indices.values() for each in index for event in each["events"]} == {
        "withdrawn", "erased", "retired",
    }  # fmt: skip
    for path, index in indices.items():
        judge.validate(index)
        del index[0]["state"]
        assert not judge.is_valid(index), path
    assert "everything is whole" in run("verify").stdout
