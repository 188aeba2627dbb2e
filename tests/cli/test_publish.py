"""The main job, as a maintainer runs it."""

import json
import subprocess

import pytest

ROWS = {
    "roster": 38,
    "municipalities": 12,
    "organizations": 9,
    "parties": 4,
    "persons": 38,
    "memberships": 50,
    "changes": 0,
    "statements": 0,
    "documents": 7,
    "governance_facts": 13,
    "snapshots": 1,
}
PAGE = "datapackage/sources/om-mlr/snapshots"


def page_text(project):
    return next((project / PAGE).glob("*.txt")).read_text(encoding="utf-8")


def versions(project, package):
    return [entry["version"] for entry in json.loads((project / "public" / package / "versions.json").read_bytes())]


def test_publish_makes_two_packages_of_the_real_page(project, run):
    result = run("publish")

    assert result.exit_code == 0
    assert "mlr-organisation 1.0.0 published" in result.stdout
    for table, count in ROWS.items():
        rows = json.loads((project / f"public/mlr-organisation/1.0.0/data/{table}.json").read_bytes())
        assert (table, len(rows)) == (table, count)
    tasks = json.loads((project / "public/mlr-working-groups/latest/data/tasks.json").read_bytes())
    assert len(tasks) == 10


def test_the_age_of_the_page_is_said_and_undated_stays_undated(project, run):
    result = run("publish")

    assert "nobody knows when the page looked like this" in result.stderr
    snapshot = json.loads((project / "public/mlr-organisation/1.0.0/data/snapshots.json").read_bytes())[0]
    assert (snapshot["observed_at"], snapshot["observed_at_basis"]) == (None, "unknown")


def test_a_second_publish_says_that_nothing_changed_and_writes_nothing(project, run):
    run("publish")
    before = {path: path.stat().st_mtime_ns for path in (project / "public").rglob("*") if path.is_file()}

    result = run("publish")

    assert result.exit_code == 0
    assert "mlr-organisation 1.0.0 is unchanged" in result.stdout
    after = {path: path.stat().st_mtime_ns for path in (project / "public").rglob("*") if path.is_file()}
    assert {path for path in after if before.get(path) != after[path]} <= {project / "public/status.json"}


def test_checksums_hold_for_sha256sum(project, run):
    run("publish")

    for folder in ("mlr-organisation/1.0.0", "mlr-working-groups/latest"):
        subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=project / "public" / folder, check=True)


def test_the_same_clock_gives_the_same_bytes_in_another_folder(project, run):
    run("publish", "--target", "first")
    run("publish", "--target", "second/deeper")

    assert _tree(project / "first") == _tree(project / "second/deeper")


def _tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_change_of_role_is_told_with_name_and_role(project, run):
    run("publish")
    changed = project / "later.txt"
    changed.write_text(page_text(project).replace("t f Kommundirektör", "Kommundirektör"), encoding="utf-8")

    result = run("--language", "sv", "publish", "--source", changed, "--observed-at", "2026-11-01")

    assert result.exit_code == 0
    assert versions(project, "mlr-organisation") == ["1.1.0", "1.0.0"]
    story = (project / "public/mlr-organisation/1.1.0/CHANGES.md").read_text(encoding="utf-8")
    assert "Lomma: Samuel Sköld, t f kommundirektör → kommundirektör" in story


def test_an_error_in_the_roster_spares_the_working_groups(project, run):
    broken = project / "broken.txt"
    broken.write_text(page_text(project).replace("Per Bengtsson (S)\n", ""), encoding="utf-8")

    result = run("publish", "--source", broken)

    assert result.exit_code == 1
    assert "Lomma" in result.stderr
    assert not (project / "public/mlr-organisation").exists()
    assert versions(project, "mlr-working-groups") == ["1.0.0"]


def test_a_refused_publish_leaves_what_was_published_as_it_was(project, run):
    run("publish")
    before = _tree(project / "public")
    broken = project / "broken.txt"
    broken.write_text(page_text(project).split("Styrelsens medlemmar")[0], encoding="utf-8")

    result = run("publish", "--source", broken)

    assert result.exit_code == 1
    assert "mlr-organisation" in json.loads((project / "public/status.json").read_bytes())["refused"]
    changed = {name for name, content in _tree(project / "public").items() if before.get(name) != content}
    assert changed <= {"status.json"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 3),
        (b"\x00\x01\x02PDF", 3),
        ("En helt annan sida\n\nVälkommen!".encode(), 3),
        (b"x" * 30_000_000, 3),
        (b"<div>" * 100_000 + b"text" + b"</div>" * 100_000, 3),
    ],
    ids=["empty", "binary", "another page", "a 30 MB line", "nested 100,000 deep"],
)
def test_what_is_not_the_page_is_refused_in_one_sentence(project, run, content, code):
    source = project / "strange.html"
    source.write_bytes(content)

    result = run("publish", "--source", source)

    assert result.exit_code == code
    assert "Error: " in result.stderr
    assert "Traceback" not in result.output
    assert not (project / "public/mlr-organisation").exists()


def test_plan_says_what_publish_would_do_and_writes_nothing(project, run):
    result = run("plan")

    assert result.exit_code == 0
    assert "mlr-organisation 1.0.0 would be published" in result.stdout
    assert not (project / "public").exists()


def test_one_package_can_be_published_alone(project, run):
    assert run("publish", "mlr-working-groups").exit_code == 0
    assert not (project / "public/mlr-organisation").exists()


def test_an_unknown_package_is_a_usage_error_with_a_suggestion(project, run):
    result = run("publish", "mlr-organization")

    assert result.exit_code == 2
    assert "Did you mean mlr-organisation?" in result.stderr


def test_formats_can_be_chosen_and_csv_is_always_among_them(project, run):
    run("publish", "--formats", "parquet")

    found = {path.suffix for path in (project / "public/mlr-organisation/1.0.0/data").iterdir()}
    assert found == {".csv", ".parquet"}


@pytest.mark.parametrize("url", ["/relative", "ftp://example.org/", "http://", "https://ex ample.org/"])
def test_a_base_url_that_is_not_absolute_http_is_refused(project, run, url):
    assert run("publish", "--base-url", url).exit_code == 2


def test_a_misspelled_key_in_the_settings_is_an_error_with_a_suggestion(project, run):
    path = project / "datapackage/catalog.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("publisher:", "publihser:"), encoding="utf-8")

    result = run("publish")

    assert result.exit_code == 2
    assert "Did you mean publisher?" in result.stderr


def test_a_tampered_target_is_not_built_upon(project, run):
    run("publish")
    path = project / "public/mlr-organisation/1.0.0/data/roster.csv"
    path.write_bytes(path.read_bytes().replace(b"Lars Johnson", b"Lasse Jonsson"))

    result = run("publish")

    assert result.exit_code == 4
    assert "roster.csv" in result.stderr
    assert run("verify").exit_code == 4


def test_a_row_can_be_traced_to_its_line(project, run):
    run("publish")

    result = run("trace", "mlr-organisation", "roster", "m-0002")

    assert "line 25" in result.stdout
    assert "Christer Swahn, (SD)" in result.stdout


def test_the_part_of_a_key_that_has_two_columns_is_given_with_a_comma(project, run):
    run("publish")

    result = run("trace", "mlr-working-groups", "tasks", "digitalisering,2")

    assert "Arbeta för en utvecklad användning" in result.stdout


def test_two_versions_can_be_compared(project, run):
    run("publish")
    changed = project / "later.txt"
    changed.write_text(page_text(project).replace("Håkan Fält (M)", "Karin Nyström (M)"), encoding="utf-8")
    run("publish", "--source", changed, "--observed-at", "2026-11-01")

    text = run("diff", "mlr-organisation", "1.0.0", "1.1.0").stdout
    document = json.loads(run("diff", "mlr-organisation", "1.0.0", "1.1.0", "--format", "json").stdout)

    assert "Karin Nyström" in text
    assert document["level"] == "minor"
    assert document["tables"]["roster"]["added"][0]["person"] == "Karin Nyström"


def test_validate_shows_every_finding_in_three_forms(project, run):
    text = run("validate").stdout
    documents = json.loads(run("validate", "--format", "json").stdout)
    html = run("validate", "--format", "html").stdout

    assert "shared_task" in text
    assert documents[1]["counts"]["warning"] == 10
    assert html.startswith("<!doctype html>")
    assert "shared_task" in html


def test_after_a_newer_source_by_hand_the_archive_says_nothing_new(project, run):
    run("publish")
    newer = project / "later.txt"
    newer.write_text(page_text(project).replace("t f Kommundirektör", "Kommundirektör"), encoding="utf-8")
    run("publish", "--source", newer, "--observed-at", "2026-11-01")

    result = run("publish")

    assert result.exit_code == 0, result.output
    assert "mlr-organisation 1.1.0 stands: the archive has nothing newer" in result.stdout
    assert "mlr-working-groups 1.0.0 is unchanged" in result.stdout


def test_an_empty_archive_says_what_to_do(project, run):
    for path in (project / PAGE).iterdir():
        path.unlink()

    result = run("publish")

    assert result.exit_code == 2
    assert "run `mlr-opendata fetch` first" in result.stderr


def test_a_table_that_nothing_goes_into_is_named(project, run):
    path = project / "datapackage/mlr-working-groups/datapackage.yaml"
    line = "  - {name: snapshots, schema: schemas/mlr-working-groups/snapshots.json}\n"
    added = line.replace("snapshots", "meetings")
    path.write_text(path.read_text(encoding="utf-8").replace(line, line + added), encoding="utf-8")
    schema = (project / "schemas/mlr-working-groups/snapshots.json").read_bytes()
    (project / "schemas/mlr-working-groups/meetings.json").write_bytes(schema)

    result = run("publish", "mlr-working-groups")

    assert result.exit_code == 2
    assert "no table meetings is read from the source" in result.stderr


@pytest.mark.parametrize("target", [".", "..", "datapackage", "schemas/public"])
def test_the_project_itself_is_no_target(project, run, target):
    before = _tree(project)

    result = run("publish", "--target", target)

    assert result.exit_code == 2
    assert _tree(project) == before


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("catalog.yaml", "212000-1124", "212000"),
        ("catalog.yaml", "opendata@example.org", "inte en adress"),
        ("mlr-organisation/datapackage.yaml", "[MalmöLundregionen, styrelse,", "[MalmöLundregionen, a/b,"),
        ("mlr-organisation/datapackage.yaml", "name: CC0-1.0", "name: WTFPL"),
    ],
)
def test_what_portals_would_reject_is_said_before_anything_is_published(project, run, file, before, after):
    path = project / "datapackage" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")

    assert run("publish").exit_code == 2
    assert not (project / "public").exists()
