"""A person is forgotten: nothing that the program can reach names them any more, and no page brings them back."""

import html
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

NAME = "Samuel Sköld"
PERSON = "p-0015"
DAY = 86400  # seconds
DAY_TWO = 1795392000 + DAY  # 2026-11-24
REASON = "Begäran enligt artikel 17"
ARCHIVE = "datapackage/sources/om-mlr"
PROGRAM = """
import sys
from power_cuts import install
from pipeline.cli import main
strike_at = int(sys.argv[2])

def strike(count, event, args):
    if count == strike_at:
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
    if strike_at == 0:
        print(count, file=sys.stderr)

install(sys.argv[1], strike, reading=False)
main(sys.argv[3:])
"""


@pytest.fixture(autouse=True)
def key(tmp_path, monkeypatch):
    """Where the key lies that erased people are recognised with."""
    path = tmp_path / "keys" / "erasure.key"
    monkeypatch.setenv("MLR_OPENDATA_ERASURE_KEY", str(path))
    return path


def page_text(project):
    return next((project / ARCHIVE / "snapshots").glob("0000-*.txt")).read_text(encoding="utf-8")


def as_html(text, line="", instead=""):
    """The text as a page; one of its lines in other mark-up."""
    rows = [instead if row == line else f"<p>{html.escape(row)}</p>" for row in text.splitlines()]
    return "\n".join(["<!doctype html><main>", *rows, "</main>"]).encode()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Where the history lies once it was made."""
    return tmp_path_factory.mktemp("shelf") / "history"


@pytest.fixture
def history(project, run, site, monkeypatch, shelf):
    """Three versions: in the last, from HTML that names him in every way, the acting director got the office."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY_TWO))
    if not shelf.exists():
        make_history(project, run, site, monkeypatch)
        shutil.copytree(project, shelf)
    put_back(shelf, project)
    return project


@pytest.fixture
def forgotten(history, run, key, shelf):
    """The history after the person was erased from it."""
    kept = shelf.with_name("forgotten")
    if not kept.exists():
        assert erase(run).exit_code == 0
        shutil.copytree(history, kept / "project")
        shutil.copy(key, kept / "key")
    put_back(kept / "project", history)
    key.parent.mkdir(exist_ok=True)
    shutil.copy(kept / "key", key)
    return history


def put_back(copy, project):
    """Make the project what it was; its own folder stays, for it is the current one."""
    for path in project.iterdir():
        shutil.rmtree(path)
    shutil.copytree(copy, project, dirs_exist_ok=True)


def make_history(project, run, site, monkeypatch):
    text = page_text(project)
    run("publish")
    instead = (
        '<p title="Samuel Sk&ouml;ld"><b>Samuel</b> <i>Sk&#246;ld</i>, Kommundirektör</p><!-- Samuel Sköld -->'
        '<script type="application/ld+json">{"name": "Samuel Sköld"}</script><p hidden>Samuel Sköld</p>'
    )
    pages = (as_html(text), as_html(text, "Samuel Sköld, t f Kommundirektör", instead))
    for site.page, day in zip(pages, (DAY_TWO - DAY, DAY_TWO), strict=True):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day))
        assert run("fetch", "--source", site.url, "--allow-private").exit_code == 0
        assert run("publish").exit_code == 0
    assert versions(project) == ["1.2.0", "1.1.0", "1.0.0"]


def versions(project, package="mlr-organisation"):
    return [entry["version"] for entry in index(project, package)]


def index(project, package="mlr-organisation"):
    return json.loads((project / "public" / package / "versions.json").read_bytes())


def rows(project, table, version="latest"):
    return json.loads((project / f"public/mlr-organisation/{version}/data/{table}.json").read_bytes())


def erase(run, person=PERSON, reason=REASON):
    return run("erase", "mlr-organisation", person, "--reason", reason)


def found(folder, name=NAME):
    """The files in which a name stands, in any encoding, packed or not."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and holds(path, name))


def holds(path, name):
    return any(spelled in content for content in contents(path.name, path.read_bytes()) for spelled in spellings(name))


def spellings(name):
    last = name.split()[-1]
    for text in (name, last, unicodedata.normalize("NFD", name), html.escape(name), json.dumps(name)[1:-1]):
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("latin-1", "replace")
    yield html.escape(last).encode("ascii", "xmlcharrefreplace")


def contents(name, content):
    """The bytes of a file, and of everything packed into it."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.namelist():
                yield from contents(member, packed.read(member))
    elif content.startswith(b"SQLite format 3"):
        with tempfile.NamedTemporaryFile() as copy:
            Path(copy.name).write_bytes(content)
            yield "\n".join(sqlite3.connect(copy.name).iterdump()).encode()
    elif content.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield str([*(column.to_pylist() for column in table.columns), table.schema.metadata]).encode()


def test_the_search_of_these_tests_finds_the_name_in_every_form(history):
    names = {Path(path).name for path in found(history)}

    for form in ("csv", "json", "parquet", "xlsx", "sqlite"):
        assert any(name.endswith(f".{form}") for name in names), form
    assert {"mlr-organisation.zip", "popolo.json", "CHANGES.md", "changes.json", "quality.json"} <= names
    assert {"versions.json", "feed.xml", "1.2.0.html", "roster.xlsx"} <= names
    assert any(name.endswith("-9a3481b75ff9.txt") for name in names)


def test_nothing_in_target_and_project_names_an_erased_person(history, run):
    result = erase(run)

    assert result.exit_code == 0, result.stderr
    assert found(history) == []
    assert "3 versions and 3 archived snapshots" in result.stdout


def test_the_target_is_sound_afterwards_and_its_chain_is_the_one_before(forgotten, run, shelf):
    assert run("verify").exit_code == 0
    assert [entry["chain"] for entry in index(forgotten)] == [entry["chain"] for entry in index(shelf)]


def test_the_index_records_the_erasure_without_personal_data(forgotten):
    for entry in index(forgotten):
        (event,) = entry["events"]
        assert (event["kind"], event["reason"]) == ("erased", REASON)
        assert event["sha256"] != entry["sha256"]
        assert PERSON not in json.dumps(entry)


def test_packages_that_never_named_them_stay_byte_for_byte(forgotten, shelf):
    groups = "public/mlr-working-groups"
    assert _tree(forgotten / groups / "1.0.0") == _tree(shelf / groups / "1.0.0")
    assert index(forgotten, "mlr-working-groups") == index(shelf, "mlr-working-groups")


def test_all_else_stays_and_no_id_shifts(forgotten, shelf):
    for table in ("roster", "persons", "memberships", "organizations", "quality_issues"):
        before = rows(shelf, table)
        assert rows(forgotten, table) == [row for row in before if row.get("person_id") != PERSON], table
    bodies = {row["organization_id"] for row in rows(shelf, "memberships") if row["person_id"] == PERSON}
    assert bodies == {"styrelse", "kommundirektorsgrupp"}


def test_the_next_publish_of_the_page_changes_nothing(forgotten, run):
    result = run("publish")

    assert (result.exit_code, versions(forgotten)) == (0, ["1.2.0", "1.1.0", "1.0.0"])
    assert found(forgotten) == []


@pytest.mark.parametrize("printed", [NAME, "SAMUEL SKÖLD"])
def test_a_page_that_still_names_them_leaves_them_out(forgotten, run, printed):
    later = forgotten.parent / "later.txt"
    text = page_text(forgotten).replace("Håkan Fält (M)", "Karin Nyström (M)")
    later.write_text(text.replace("[raderad p-0015 m-0015 m-0043], t f", f"{printed}, t f"), encoding="utf-8")
    assert printed in later.read_text(encoding="utf-8")

    result = run("publish", "--source", later, "--observed-at", "2026-11-24")

    assert (result.exit_code, versions(forgotten)[0]) == (0, "1.3.0"), result.stderr
    assert found(forgotten, printed) == []
    assert [row["person_id"] for row in rows(forgotten, "persons")][-1] == "p-0039", "the newcomer"
    assert PERSON not in {row["person_id"] for row in rows(forgotten, "persons")}


@pytest.mark.parametrize("printed", ["Samuel Skjöld", "Samuel Skold", "S. Sköld"])
def test_a_page_that_names_them_otherwise_is_held_until_somebody_says_who_it_is(forgotten, run, printed):
    later = forgotten.parent / "later.txt"
    text = page_text(forgotten).replace("Per Bengtsson (S)", f"{printed} (S)")
    later.write_text(text, encoding="utf-8")

    held = run("publish", "--source", later, "--observed-at", "2026-11-24")

    assert (held.exit_code, versions(forgotten)[0]) == (1, "1.2.0")
    assert printed not in held.output
    (entry,) = [line.strip() for line in held.stderr.splitlines() if line.strip().startswith(f"{PERSON},")]
    with (forgotten / ARCHIVE / "erased.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{entry}\n")
    assert run("publish", "--source", later, "--observed-at", "2026-11-24").exit_code == 0
    assert found(forgotten, printed) == []


def test_a_fetched_page_that_names_them_otherwise_is_forgotten_once_somebody_says_so(forgotten, run, site, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY_TWO + DAY))
    before = rows(forgotten, "persons")
    site.page = as_html(page_text(forgotten).replace("Per Bengtsson (S)", "Samuel Skjold (S)"))
    run("fetch", "--source", site.url, "--allow-private")
    assert found(forgotten, "Samuel Skjold")
    held = run("validate")
    (entry,) = [line.strip() for line in held.output.splitlines() if line.strip().startswith(f"{PERSON},")]
    with (forgotten / ARCHIVE / "erased.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"{entry}\n")

    assert erase(run).exit_code == 0

    assert found(forgotten, "Samuel Skjold") == []
    assert run("publish").exit_code == 0
    assert [row["person_id"] for row in rows(forgotten, "persons")] == [row["person_id"] for row in before]


def test_somebody_with_another_name_may_take_the_place(forgotten, run):
    later = forgotten.parent / "later.txt"
    text = page_text(forgotten).replace("[raderad p-0015 m-0015 m-0043], t f", "Sara Ek,")
    later.write_text(text, encoding="utf-8")

    run("publish", "--source", later, "--observed-at", "2026-11-24")

    (newcomer,) = [row for row in rows(forgotten, "persons") if row["name"] == "Sara Ek"]
    assert newcomer["person_id"] == "p-0039"


def test_a_fetched_page_that_still_names_them_is_archived_without_them(forgotten, run, site, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY_TWO + DAY))
    site.page = (
        as_html(page_text(forgotten).replace("[raderad p-0015 m-0015 m-0043], t f K", f"{NAME}, K")) + b"<!-- -->"
    )

    result = run("fetch", "--source", site.url, "--allow-private")
    again = run("fetch", "--source", site.url, "--allow-private")

    assert result.exit_code == 0, result.stderr
    assert len(list((forgotten / ARCHIVE / "snapshots").glob("*.html"))) == 3
    assert found(forgotten) == []
    assert "has not changed" in again.stdout
    assert run("publish").exit_code == 0


def test_replaying_the_archive_gives_the_same_ids_and_tables(forgotten, run):
    old = {table: rows(forgotten, table) for table in ("roster", "persons", "memberships", "parties")}
    marks = json.loads((forgotten / "public/mlr-organisation/latest/datapackage.json").read_bytes())["publishing"][
        "identity"
    ]
    shutil.rmtree(forgotten / "public")

    run("publish")

    assert {table: rows(forgotten, table) for table in old} == old
    descriptor = json.loads((forgotten / "public/mlr-organisation/latest/datapackage.json").read_bytes())
    assert descriptor["publishing"]["identity"] == marks


def test_what_was_published_after_an_erasure_can_be_made_again(forgotten, run, site, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY_TWO + DAY))
    text = page_text(forgotten).replace("[raderad p-0015 m-0015 m-0043], t f K", f"{NAME}, K")
    site.page = as_html(text.replace("Håkan Fält (M)", "Karin Nyström (M)"))
    run("fetch", "--source", site.url, "--allow-private")
    assert "mlr-organisation 1.3.0 published" in run("publish").stdout

    result = run("reproduce")

    assert result.exit_code == 0
    assert "mlr-organisation 1.3.0: the same bytes." in result.stdout
    assert "mlr-organisation 1.2.0: cannot be made again: somebody" in result.stdout


def test_without_the_key_nothing_is_read_rather_than_the_person_published_again(forgotten, run, key):
    key.unlink()

    result = run("publish")

    assert result.exit_code == 2
    assert "MLR_OPENDATA_ERASURE_KEY" in result.stderr
    assert "Traceback" not in result.output


def test_another_key_is_refused(forgotten, run, key):
    key.write_text("00" * 32)

    assert run("publish").exit_code == 2


def test_the_key_is_made_for_its_owner_alone_and_may_not_lie_in_the_project(history, run, key):
    result = run("erase", "mlr-organisation", PERSON, "--reason", REASON, "--key", history / "erasure.key")

    assert result.exit_code == 2
    assert found(history)
    assert erase(run).exit_code == 0
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("reason", ["Samuel Sköld bad om det", "begärt av sköld"])
def test_a_reason_that_names_the_person_is_refused(history, run, reason):
    result = erase(run, reason=reason)

    assert result.exit_code == 2
    assert index(history)[0]["events"] == []


def test_somebody_unknown_cannot_be_erased(history, run):
    assert erase(run, "p-0999").exit_code == 2
    assert not (history / ARCHIVE / "erased.csv").exists()


def test_erasing_again_changes_nothing(forgotten, run):
    before = _tree(forgotten)

    assert erase(run).exit_code == 0
    assert _tree(forgotten) == before


def test_a_withdrawn_version_that_names_them_forgets_too(history, run):
    run("withdraw", "mlr-organisation", "1.2.0", "--reason", "Samuel Sköld var inte ordinarie")

    assert erase(run).exit_code == 0

    assert found(history) == []
    assert run("verify").exit_code == 0
    assert run("publish").exit_code == 0


def test_a_signed_target_is_erased_from_only_by_whoever_signs_it(history, run, tmp_path):
    run("keygen", tmp_path / "signing")
    shutil.rmtree(history / "public")
    assert run("publish", "--sign", tmp_path / "signing").exit_code == 0

    assert erase(run).exit_code == 4
    assert not (history / ARCHIVE / "erased.csv").exists()
    arguments = ("erase", "mlr-organisation", PERSON, "--reason", REASON, "--sign", tmp_path / "signing")
    assert run(*arguments).exit_code == 0
    assert run("verify", "--key", tmp_path / "signing.pub").exit_code == 0
    assert found(history) == []


def test_what_cannot_be_reached_is_listed_with_what_to_do(history, run):
    decisions = history / ARCHIVE / "decisions.yaml"
    decisions.write_text(f"# {NAME} moved here\n" + decisions.read_text(encoding="utf-8"), encoding="utf-8")

    stdout = erase(run).stdout

    assert f"still stands in {ARCHIVE}/decisions.yaml" in stdout
    for word in ("git filter-repo", "harvested", "backups", "checksums"):
        assert word in stdout


def test_many_files_of_one_folder_are_one_line_and_another_target_is_told_what_to_do(history, run):
    shutil.copytree(history / "public", history / "copies/public")
    for number in range(9):
        folder = history / "tests" / str(number)
        folder.mkdir(parents=True)
        (folder / "page.txt").write_text(NAME, encoding="utf-8")

    told = [line for line in erase(run).stdout.splitlines() if "still stands" in line]

    assert [line for line in told if "tests" in line] == [
        "  The name still stands in 9 files in tests, such as tests/0/page.txt; take it out by hand."
    ]
    [other] = [line for line in told if "copies" in line]
    assert f"--target {history / 'copies/public'}" in other
    assert "Parquet" in other


def test_killed_at_any_step_the_same_command_completes_it(history, run, key, tmp_path):
    key.parent.mkdir()
    key.write_text("ab" * 32 + "\n")
    key.chmod(0o600)
    base = tmp_path / "base"
    shutil.copytree(history, base)
    steps = int(_struck(history, 0).stderr.split()[-1])
    complete = _tree(history)
    assert found(history) == []
    for step in range(1, steps + 1, max(1, steps // int(os.environ.get("ERASE_KILLS", "8")))):
        put_back(base, history)
        struck = _struck(history, step)
        assert struck.returncode == -signal.SIGKILL, struck.stderr
        refused = run("publish", "--target", tmp_path / "elsewhere")
        assert refused.exit_code in {0, 2}
        assert found(tmp_path / "elsewhere") == [] or not (history / ARCHIVE / "erased.csv").exists()
        shutil.rmtree(tmp_path / "elsewhere", ignore_errors=True)
        result = erase(run)
        assert result.exit_code == 0, (step, result.stderr)
        assert _tree(history) == complete, step
        assert run("verify").exit_code == 0


def _struck(project, step):
    """Run the command, killed at a step; at none (0), it counts them on stderr."""
    arguments = ["erase", "mlr-organisation", PERSON, "--reason", REASON]
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent.parent)])
    command = [sys.executable, "-c", PROGRAM, str(project), str(step), *arguments]
    return subprocess.run(
        command, cwd=project, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )


def _tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("finishing", ["the same command", "publish", "verify --repair"])
def test_an_erasure_that_was_cut_off_before_the_pages_is_told_and_finished(history, run, finishing):
    arguments = ["erase", "mlr-organisation", PERSON, "--reason", REASON]
    program = (
        "import os, pipeline.erase\n"
        "pipeline.erase.publish_site = lambda *_: os.kill(os.getpid(), 9)\n"
        "from pipeline.cli import main\n"
        f"main({arguments!r})\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    told = run("verify")
    assert told.exit_code == 4
    assert "may still show what was withdrawn or erased" in told.stdout
    assert run(*(arguments if finishing == "the same command" else finishing.split())).exit_code == 0
    assert "everything is whole" in run("verify").stdout
    assert found(history / "public") == []
