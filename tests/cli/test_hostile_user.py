"""The command in the hands of somebody careless or hostile: one clear sentence, the right exit code, nothing harmed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from cli.processes import command, wait_until_it_hears

SOURCE = Path("datapackage/sources/om-mlr")
PAGE = ["--source", "page.txt", "--observed-at", "2026-11-20"]
SNAPSHOT = SOURCE / "snapshots/0000-undated-9a3481b75ff9.txt"
PACKAGE = Path("datapackage/mlr-organisation/datapackage.yaml")
PERSON = "Philip Sandberg (L), KSO"
TASK = "Stärka näringslivets konkurrenskraft och skapa förutsättningar för fler jobb."


def refused(result, exit_code, *words):
    """The run ended with this exit code and one sentence of the fault, which names what matters."""
    assert result.exit_code == exit_code, result.output
    faults = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(set(faults)) == 1
    for word in words:
        assert word in faults[0]
    assert "Traceback" not in result.output


def contents(folder):
    """Every file below a folder, but for what a refused run may write."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "status.json"}


NO_NAMES = [
    "Philip <b>Sandberg</b>", "=Philip Sandberg", "@Philip Sandberg", "Philip \u202eSandberg", "Philip \U0001f600 Sandberg",
    "Philip &lt;script&gt; Sandberg", "Philip [x](javascript:alert(1))", "\u0420hilip Sandberg", "Philip | Sandberg",
    "Philip {{7*7}} Sandberg", "Philip\U000e0041 Sandberg", f"Philip {'Sandberg' * 20}", "فيليب ساندبرغ",
]  # fmt: skip
NONSENSE = [
    (["publish", "--target", "/dev/null"], 4),
    (["publish", "--target", "/proc/x"], 4),
    (["publish", "--target", "schemas/mlr-organisation/roster.json/x"], 2),
    (["publish", "--target", "loop"], 4),
    (["publish", "../../x"], 2),
    (["publish", "--base-url", "http://user:secret@example.org/"], 2),
    (["publish", "--base-url", 'https://example.org/"onload="alert(1)'], 2),
    (["publish", "--base-url", "https://example.org/\nX: y"], 2),
    (["publish", "--base-url", "HTTPS://example.org:99999/"], 2),
    (["publish", "--base-url", "javascript:alert(1)"], 2),
    (["publish", "--sign", "schemas/mlr-organisation/roster.json"], 2),
    (["publish", "--sign", "/dev/zero"], 2),
    (["publish", "--plan", "/dev/zero"], 2),
    (["verify", "--key", "/dev/zero"], 2),
    (["publish", "--target", "\udcff"], 2),
    (["plan", "--source", "."], 3),
    (["plan", "--source", "/dev/zero"], 3),
    (["plan", "--source", "pipe"], 3),
    (["plan", "--source", "loop"], 3),
    (["plan", "--source", "http://user:secret@127.0.0.1/"], 3),
    (["plan", "--source", "/dev/null", "--observed-at", "9999-12-31"], 2),
    (["plan", "--observed-at", "2026-11-01"], 2),
    (["publish", "--formats", ""], 2),
    (["publish", "--formats", " , "], 2),
    (["--project", "schemas", "plan"], 2),
    (["diff", "../x", "1.0.0", "1.0.0"], 2),
    (["diff", "mlr-organisation", "../../etc", "1.0.0"], 2),
    (["trace", "mlr-organisation", "../persons", "p-0001"], 2),
    (["withdraw", "../x", "1.0.0", "--reason", "x"], 2),
    (["withdraw", "mlr-organisation", "../../etc", "--reason", "x"], 2),
    (["check", "pipe", "--schema", "schemas/mlr-organisation/roster.json"], 2),
    (["check", "schemas/mlr-organisation/roster.json", "--schema", "/dev/zero"], 2),
    (["keygen", "schemas/mlr-organisation/roster.json"], 2),
]


def test_nonsense_is_refused_and_nothing_is_written(project, run):
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    run("publish", "--formats", "csv,json")
    before = contents(project)
    for arguments, exit_code in NONSENSE:
        refused(run(*arguments), exit_code)
        assert contents(project) == before, arguments


def change(path, *place, to):
    """Give another value to one key of a YAML file."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = to
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "place", "value"),
    [
        (PACKAGE, ["title"], 7),
        (PACKAGE, ["keywords"], "styrelse"),
        (PACKAGE, ["resources"], []),
        (PACKAGE, ["resources", 0], None),
        (PACKAGE, ["resources", 0, "schema"], "../../../etc/passwd"),
        (PACKAGE, ["resources", 0, "schema"], "/dev/zero"),
        (PACKAGE, ["resources", 0, "name"], "../roster"),
        (PACKAGE, ["resources", 0], {"name": "tasks", "schema": "schemas/mlr-working-groups/tasks.json"}),
        (PACKAGE, ["publishing", "flat_table"], "rooster"),
        (PACKAGE, ["publishing", "kind"], "organization"),
        (PACKAGE, ["publishing", "kind"], ["organisation"]),
        (PACKAGE, ["publishing", "source"], "../../../etc"),
        (Path("datapackage/catalog.yaml"), ["publisher"], {"name": "x"}),
        (Path("datapackage/catalog.yaml"), ["publisher", "homepage"], "javascript:alert(1)"),
        (Path("datapackage/catalog.yaml"), ["publisher", "homepage"], "https://evil.example\\@malmo.example.org/"),
        (Path("datapackage/catalog.yaml"), ["publisher", "homepage"], "https://malmo\u202e.example.org/"),
        (Path("datapackage/catalog.yaml"), ["base_url"], "https://anna:secret@opendata.example.org/"),
        (PACKAGE, ["licenses"], []),
        (PACKAGE, ["licenses", 0, "path"], "javascript:alert(1)"),
        (PACKAGE, ["licenses", 0, "path"], "https://evil.example\\@creativecommons.org/"),
        (PACKAGE, ["sources", 0, "path"], "https://anna:secret@example.org/"),
        (PACKAGE, ["sources", 0, "path"], "//evil.example/"),
        (SOURCE / "source.yaml", ["address"], "https://evil.example\\@www.malmolundregionen.se/"),
        (SOURCE / "source.yaml", ["link_hosts"], ["anna:secret@www.malmolundregionen.se"]),
        (Path("datapackage/catalog.yaml"), ["confirmed"], "yes"),
        (Path("datapackage/catalog.yaml"), ["titles", "sv"], "två\nrader"),
        (
            SOURCE / "decisions.yaml",
            ["accept"],
            [{"rule": "churn", "scope": "page", "until": "tomorrow", "reason": "x"}],
        ),
        (SOURCE / "source.yaml", ["foreign"], "(["),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named_with_its_file(project, run, file, place, value):
    change(file, *place, to=value)
    refused(run("publish", "--formats", "csv,json"), 2)
    assert not (project / "public/mlr-organisation").exists()


@pytest.mark.parametrize(
    ("file", "place", "value", "said"),
    [
        (Path("datapackage/catalog.yaml"), ["confirmed"], "ja", ("confirmed", "write true or false")),
        (Path("datapackage/catalog.yaml"), ["publisher", "nmae"], "x", ("nmae", "Did you mean name?")),
        (Path("datapackage/catalog.yaml"), ["base_url"], "x", ("datapackage/catalog.yaml:1: base_url",)),
        (PACKAGE, ["publishing", "titels"], {}, ("titels", "Did you mean titles?")),
        (SOURCE / "texts.yaml", ["mlr", 0], {"Mål": "fler jobb."}, ("texts.yaml", "Mål", "in quotation marks")),
    ],
    ids=str,
)
def test_a_slip_in_the_settings_is_told_with_what_to_write(project, run, file, place, value, said):
    change(file, *place, to=value)
    refused(run("publish", "--formats", "csv,json"), 2, *said)


def test_a_misspelled_key_is_named_before_the_one_that_is_missing(project, run):
    catalog = project / "datapackage/catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("  name:", "  nmae:", 1), encoding="utf-8")
    refused(run("publish", "--formats", "csv,json"), 2, "nmae", "Did you mean name?")


def test_outside_of_any_project_nothing_is_planned_but_what_is_published_may_be_read(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)

    refused(run("plan"), 2, str(tmp_path), "belongs to no project", "init")
    refused(run("history", "mlr-organisation"), 4, "Nothing is published")
    assert not list(tmp_path.iterdir())


def test_a_package_may_be_published_without_its_sibling(project, run):
    Path("datapackage/mlr-working-groups/datapackage.yaml").unlink()
    assert run("publish", "--formats", "csv,json").exit_code == 0
    assert run("verify").exit_code == 0
    assert not (project / "public/mlr-working-groups").exists()


def test_what_is_no_name_is_not_published_and_not_obeyed_by_the_terminal(project, run):
    run("publish", "--formats", "csv,json")
    for name in NO_NAMES:
        page = SNAPSHOT.read_text(encoding="utf-8").replace(PERSON, f"{name} (L), KSO")
        Path("page.txt").write_text(page, encoding="utf-8")
        result = run("plan", "mlr-organisation", "--source", "page.txt")
        assert result.exit_code == 1, ascii(name)
        assert "would be published" not in result.output
        assert all(line.isprintable() for line in result.output.splitlines())


def test_accepted_markup_stays_text_in_everything_that_is_shown(project, run):
    """Even a text that a maintainer lets through, in the page, its acceptance and a withdrawal, never becomes mark-up."""
    evil = "Stärka <script>alert(1)</script> jobb."
    Path("page.txt").write_text(SNAPSHOT.read_text(encoding="utf-8").replace(TASK, evil), encoding="utf-8")
    with (SOURCE / "texts.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f'- "{evil}"\n')
    accepted = {"rule": "foreign_text", "scope": f"• {evil}", "until": "@", "reason": "<script>alert(2)</script>"}
    lines = yaml.safe_dump({"persons": [], "accept": [accepted]}, allow_unicode=True).replace("'@'", "9999-01-01")
    (SOURCE / "decisions.yaml").write_text(lines, encoding="utf-8")
    assert run("publish", "--formats", "csv,json", *PAGE).exit_code == 0
    assert run("withdraw", "mlr-organisation", "1.0.0", "--reason", "<script>alert(3)</script>").exit_code == 0
    shown = [
        path for path in (project / "public").rglob("*") if path.suffix in {".html", ".md", ".xml", ".rdf", ".ttl"}
    ]
    assert len(shown) > 10
    assert not [path for path in shown if "<script>alert" in path.read_text(encoding="utf-8")]
    report = run("validate", *PAGE, "--format", "html").stdout
    assert "alert(1)" in report
    assert "<script>alert" not in report


def test_a_formula_is_refused_even_where_it_was_accepted(project, run):
    evil = '=HYPERLINK("http://evil.example/";"x")'
    Path("page.txt").write_text(SNAPSHOT.read_text(encoding="utf-8").replace(TASK, evil), encoding="utf-8")
    (SOURCE / "texts.yaml").write_text(
        (SOURCE / "texts.yaml").read_text(encoding="utf-8") + yaml.safe_dump([evil], width=1000), encoding="utf-8"
    )
    accepted = {"rule": "foreign_text", "scope": f"• {evil}", "until": "@", "reason": "x"}
    lines = yaml.safe_dump({"persons": [], "accept": [accepted]}, allow_unicode=True, width=1000)
    (SOURCE / "decisions.yaml").write_text(lines.replace("'@'", "9999-01-01"), encoding="utf-8")
    assert run("publish", "--formats", "csv,json", *PAGE).exit_code == 1
    assert not (project / "public/mlr-working-groups").exists()


@pytest.mark.parametrize("epoch", ["", "abc", "1e9", "-1", "0", "99999999999999999999"])
def test_an_impossible_clock_is_refused(project, run, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    refused(run("publish", "--formats", "csv,json"), 2, "SOURCE_DATE_EPOCH")
    assert not (project / "public").exists()


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"LANG": "sv_SE.UTF-8"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "LANG": "sv"},
        {"PYTHONIOENCODING": "ascii"},
        {"TZ": "Nonsense/Zone", "HOME": "/dev/null"},
        {"TMPDIR": "/nonexistent"},
    ],
    ids=str,
)
def test_any_environment_will_do(project, environment):
    process = command("validate", env=environment)
    _, talk = process.communicate(timeout=120)
    assert process.returncode == 0, talk
    assert "Traceback" not in talk


@pytest.mark.parametrize("closed", [">&-", "2>&-", "| head -c 1 >/dev/null"])
def test_nobody_need_listen(project, closed):
    python = f"'{sys.executable}' -c 'from pipeline.cli import main; main()'"
    script = f"{{ {python} validate --format html; }} {closed}"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode in {0, 1}
    assert "Traceback" not in result.stderr


def test_interrupted_by_hand_it_says_so_and_the_next_run_completes(project, run):
    for moment in (0, 0.5, 1.0):
        process = command("publish")
        wait_until_it_hears(process)
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        _, talk = process.communicate(timeout=120)
        assert "Traceback" not in talk
        assert process.returncode in {0, 130}
    assert run("publish", "--formats", "csv,json").exit_code == 0
    assert run("verify").exit_code == 0


def test_of_two_publishers_the_second_waits_outside(project):
    first, second = command("publish"), command("publish")
    talks = [process.communicate(timeout=120)[1] for process in (first, second)]
    codes = sorted(process.returncode for process in (first, second))
    assert codes in ([0, 4], [0, 0])  # on a slow machine the second may come after the first
    assert codes == [0, 0] or any("Another run is publishing" in talk for talk in talks)
