"""`plan` is the one screen to decide on; a saved plan is published exactly, or not at all."""

import json
import shutil
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"
SEEN = ["--observed-at", "2026-11-20", "--formats", "csv"]


def page_of(case):
    return next(
        path for path in (GOLDEN / case).iterdir() if path.suffix in {".txt", ".html"} and path.stem != "undated"
    )


@pytest.fixture
def changed(published):
    """The project, and a page on which a few people have left."""
    shutil.copy(page_of("placeholders"), published / "page.txt")
    return published


def planned(run, *options):
    return run("plan", "--source", "page.txt", *SEEN, *options)


def test_the_screen_shows_changes_by_municipality_the_version_and_why_and_new_findings(changed, run):
    lines = planned(run).stdout.splitlines()

    assert lines[0].startswith("mlr-organisation 1.1.0 would be published (minor: ")
    assert (
        lines[lines.index("  Eslöv") + 1]
        == "    ○ Eva Hallberg has left; the seat as municipal chief executive is vacant"
    )
    assert lines[lines.index("  New findings") + 1] == "    · Eslöv has a vacant place (line 36)"
    assert "mlr-working-groups 1.0.0 is unchanged: no new version." in lines


def test_a_held_page_shows_what_it_would_change_and_what_is_asked(published, run):
    result = run("plan", "--source", page_of("respelled-name"), *SEEN)

    assert result.exit_code == 1
    assert "mlr-organisation is held: there is no new version" in result.stdout
    assert "+ Roko Kursár (L) succeeds Roko Kursar (L) as member" in result.stdout
    assert "To decide: Answer with `mlr-opendata decide`." in result.stdout
    assert "[near_spelling-" in result.stdout
    assert "same_as" in result.stderr  # the lines to paste, as ever


def test_a_newer_copy_that_waits_in_the_archive_is_on_the_screen(published, run, site):
    site.page = page_of("respelled-name").read_bytes()
    run("fetch", "--source", site.url, "--allow-private")

    result = run("plan")

    assert "The newest copy of the page waits for you" in result.stdout
    assert "[near_spelling-" in result.stdout


@pytest.mark.parametrize(
    ("case", "form"),
    [
        ("moved", "markdown"),
        ("tasks-exchanged", "json"),
        ("section-doubled", "html"),
        ("no-roster", "text"),
        ("moved", "html"),
    ],
)
def test_every_page_has_a_screen_in_every_form(case, form, published, run):
    result = run("--language", "sv", "plan", "--source", page_of(case), *SEEN, "--format", form)

    assert result.exit_code == 1
    assert "mlr-organisation" in result.stdout
    if form == "json":
        proposals = json.loads(result.stdout)["proposals"]
        assert any(item["questions"] or item["must_change"] for item in proposals)
    if form == "html":
        assert result.stdout.startswith("<!doctype html>")
        assert "<script" not in result.stdout


def test_what_a_source_says_is_no_markup_on_the_screen(published, run):
    text = page_of("placeholders").read_text(encoding="utf-8").replace("Roko Kursar (L)", "Roko <b>K|ursar</b> (L)")
    (published / "page.txt").write_text(text, encoding="utf-8")

    assert "<b>" not in planned(run, "--format", "html").stdout
    assert "K|ursar" not in planned(run, "--format", "markdown").stdout


def test_a_terminal_gets_colours_and_a_pipe_gets_none(changed, run, capsys):
    from pipeline.flow.plan import plan
    from pipeline.project import Settings, now
    from pipeline.wording.run import Talk

    settings = Settings(root=changed, target=changed / "public", clock=now(), source="page.txt")
    quiet = Talk(language="sv", result=print, aside=lambda _text: None, terminal=False)

    assert plan(settings, quiet, on_terminal=True) == 0
    shown = capsys.readouterr().out
    assert "Eva Hallberg" in shown
    assert "3 vakanta" in shown
    assert "\x1b" not in planned(run).stdout


def test_exactly_the_reviewed_plan_is_published(changed, run):
    assert planned(run, "--save", "plan.json").exit_code == 0

    result = run("publish", "--plan", "plan.json")

    assert result.exit_code == 0, result.output
    assert "mlr-organisation 1.1.0 published" in result.stdout


def change_page(project, run):
    text = (project / "page.txt").read_text(encoding="utf-8")
    (project / "page.txt").write_text(text.replace("Roko Kursar (L)", "Roko Kursar (S)"), encoding="utf-8")


def change_settings(project, run):
    with (project / "datapackage/sources/om-mlr/texts.yaml").open("a", encoding="utf-8") as stream:
        stream.write('- "A text."\n')


def change_schemas(project, run):
    path = project / "schemas/mlr-organisation/roster.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def change_published(project, run):
    run("publish", "--source", "page.txt", *SEEN)


def change_program(project, run):
    plan = json.loads((project / "plan.json").read_bytes())
    (project / "plan.json").write_text(json.dumps(plan | {"program": "0.9.0"}))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (change_page, "The sources say something else"),
        (change_settings, "Settings, decisions or schemas have changed"),
        (change_schemas, "Settings, decisions or schemas have changed"),
        (change_published, "Something else is published"),
        (change_program, "another version of the program"),
    ],
)
def test_a_plan_is_refused_where_the_world_has_changed_since(change, sentence, changed, run):
    planned(run, "--save", "plan.json")
    change(changed, run)
    before = sorted(path.name for path in (changed / "public/mlr-organisation").iterdir())

    result = run("publish", "--plan", "plan.json")

    assert result.exit_code == 4
    assert sentence in result.stderr
    assert sorted(path.name for path in (changed / "public/mlr-organisation").iterdir()) == before


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"form": 1}', '{"form": 1, "options": 3, "packages": {}}'])
def test_a_file_that_is_no_plan_is_refused_in_one_sentence(content, published, run):
    Path("plan.json").write_text(content)

    result = run("publish", "--plan", "plan.json")

    assert result.exit_code == 2
    assert "is no plan that" in result.stderr


def test_what_the_plan_has_said_is_not_said_again(changed, run):
    planned(run, "--save", "plan.json")

    result = run("publish", "--plan", "plan.json", "--observed-at", "2026-11-20")

    assert result.exit_code == 2
    assert "--observed-at" in result.stderr


def test_a_plan_without_changes_publishes_nothing(published, run):
    run("plan", "--save", "plan.json", "--formats", "csv")

    result = run("publish", "--plan", "plan.json")

    assert result.exit_code == 0
    assert "is unchanged" in result.stdout


def test_a_plan_is_saved_into_a_folder_that_there_is(published, run):
    result = run("plan", "--save", "nowhere/plan.json")

    assert result.exit_code == 2
    assert "there is no such folder" in result.stderr
