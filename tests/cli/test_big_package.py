"""A package of large tables, by configuration alone, goes through the same command as the roster."""

import csv
import json
import os
import pty
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from pipeline.flow.files_judged import judged

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ledger"
ROWS = 100_000
FORMATS = ("--formats", "csv,json,parquet")
CORE = ("publish", *FORMATS)
PEAK = """
import resource, sys
from click.testing import CliRunner
from pipeline.cli import main
result = CliRunner().invoke(main, ["publish", "--formats", "csv,json,parquet"])
assert result.exit_code == 0, result.output
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def example(folder, rows):
    """The example package, with so many rows."""
    for name in ("datapackage", "schemas"):
        shutil.copytree(EXAMPLE / name, folder / name)
    shutil.copy(EXAMPLE / "generate.py", folder)
    runpy.run_path(str(folder / "generate.py"))["main"](rows)
    return folder


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    return example(tmp_path_factory.mktemp("example"), ROWS)


@pytest.fixture
def ledger(generated, tmp_path, monkeypatch):
    """A copy of the example with 100,000 rows, as the current folder, on a fixed day."""
    root = shutil.copytree(generated, tmp_path / "ledger")
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23T00:00:00Z
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return root


def edit(path, change):
    """Change the rows of a CSV file; they come as lists of cells, the header first."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = change(list(csv.reader(stream)))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def with_cell(row, column, text):
    def change(rows):
        rows[row][rows[0].index(column)] = text
        return rows

    return change


def files_of(target):
    return {path: path.stat().st_mtime_ns for path in target.rglob("*") if path.is_file()}


def read(path):
    return json.loads(path.read_bytes())


def test_publish_makes_every_form_of_the_same_rows_in_the_catalogue_and_on_a_page(ledger, run):
    result = run(*CORE)

    assert (result.exit_code, "payments: 100,000 rows" in result.stdout) == (0, True), result.output
    data = ledger / "public/ledger/latest/data"
    rows = read(data / "payments.json")
    typed = pq.read_table(data / "payments.parquet")
    assert len(rows) == typed.num_rows == ROWS
    last = typed.slice(ROWS - 1).to_pylist()[0]
    moments = {name: last[name].isoformat() for name in ("paid_on", "registered_at")}
    assert {**last, **moments} == rows[-1]
    assert "payments.parquet" in (ledger / "public/catalog.ttl").read_text(encoding="utf-8")
    assert "Leverantörsreskontra" in (ledger / "public/ledger/index.html").read_text(encoding="utf-8")
    assert (ledger / "public/ledger/index.html").stat().st_size < 200_000  # a sample, not all rows
    assert run("verify").exit_code == 0


def test_the_published_rows_are_those_of_the_source(ledger, run):
    result = run(*CORE)
    assert result.exit_code == 0, result.output

    types = pyarrow.csv.ConvertOptions(column_types={"amount": pa.float64(), "municipality_code": pa.string()})
    source, published = (
        pyarrow.csv.read_csv(folder / "payments.csv", convert_options=types)
        for folder in (ledger / "data", ledger / "public/ledger/1.0.0/data")
    )
    assert published.equals(source)


def test_frictionless_accepts_what_was_published(ledger, run):
    edit(ledger / "data/payments.csv", lambda rows: rows[:500])
    run(*CORE)

    package = Package(str(ledger / "public/ledger/1.0.0/datapackage.json"))
    for resource in [name for name in package.resource_names if name.endswith("-parquet")]:
        package.remove_resource(resource)  # frictionless reads Parquet by way of pandas, and tests elsewhere do that
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_a_second_publish_says_that_nothing_changed_even_if_the_rows_were_shuffled(ledger, run):
    run(*CORE)
    before = files_of(ledger / "public")
    edit(ledger / "data/payments.csv", lambda rows: [rows[0], *reversed(rows[1:])])

    result = run(*CORE)

    assert "ledger 1.0.0 is unchanged" in result.stdout
    after = files_of(ledger / "public")
    assert {path.name for path in after if before.get(path) != after[path]} <= {"status.json"}


def test_rows_of_a_shuffled_source_are_published_in_the_order_of_their_keys(ledger, run):
    edit(ledger / "data/payments.csv", lambda rows: [rows[0], *reversed(rows[1:])])
    run(*CORE)

    file = pq.ParquetFile(ledger / "public/ledger/1.0.0/data/payments.parquet")
    ids = file.read(["payment_id"])["payment_id"].to_pylist()
    statistics = file.metadata.row_group(0).column(0).statistics
    assert ids == sorted(ids)
    assert (statistics.min, statistics.max) == (1, ROWS)
    assert file.metadata.row_group(0).column(0).has_offset_index


def test_few_changed_rows_are_told_and_listed_one_by_one(ledger, run):
    run(*CORE)
    edit(ledger / "data/payments.csv", with_cell(500, "amount", "17"))

    result = run(*CORE)

    assert "ledger 1.1.0 published" in result.stdout
    changes = read(ledger / "public/ledger/1.1.0/changes.json")["tables"]["payments"]
    assert [pair["key"] for pair in changes["changed"]] == [{"payment_id": 500}]
    assert "counts" not in changes


def test_many_changed_rows_are_counted_exactly_with_examples(ledger, run):
    run(*CORE)

    def change(rows):
        note = rows[0].index("description")
        amount = rows[0].index("amount")
        for row in rows[1:1501]:
            row[note] = "Rättad text"
        rows[90_000][amount] = "1"
        new = [[str(ROWS + n), *rows[1][1:]] for n in range(1, 1205)]
        return [*rows[:-3], *new]

    edit(ledger / "data/payments.csv", change)
    result = run("--language", "sv", *CORE)

    assert "ledger 1.1.0" in result.stdout  # one amount changed: that is content, whatever the other 1500 are
    changes = read(ledger / "public/ledger/1.1.0/changes.json")
    found = changes["tables"]["payments"]
    assert found["counts"]["added"] == 1204
    assert found["counts"]["removed"] == 3
    assert found["counts"]["fields"]["amount"] == 1
    assert found["counts"]["changed"] == found["counts"]["fields"]["description"] + 1
    assert found["changed"][0]["after"] == {"amount": 1}
    assert len(found["added"]) == len(found["changed"]) == 20
    story = changes["story"][0]["sv"].replace("\N{NO-BREAK SPACE}", " ")
    assert story.startswith("Betalningar: 1 204 rader tillkomna, 3 rader borttagna, 1 ")
    page = (ledger / "public/ledger/1.1.0.html").read_text(encoding="utf-8")
    assert "1\N{NO-BREAK SPACE}204" in page


@pytest.mark.parametrize(
    ("column", "text"), [("amount", "1 234,50"), ("payment_id", "17"), ("municipality_code", "9999")]
)
def test_a_fault_in_a_late_row_leaves_nothing_behind_and_names_the_row(
    ledger, run, monkeypatch, tmp_path, column, text
):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    run(*CORE)
    before = files_of(ledger / "public")
    edit(ledger / "data/payments.csv", with_cell(99_000, column, text))

    result = run(*CORE)

    assert result.exit_code == 1
    assert "row 99001" in result.stderr  # the header is row 1
    assert "payments.csv" in result.stderr
    after = files_of(ledger / "public")
    changed = {path.name for path in after if before.get(path) != after[path]}
    assert before.keys() == after.keys()
    assert changed <= {"status.json"}
    assert not list((tmp_path / "temporary").iterdir())


def test_validate_names_the_row_and_publishes_nothing(ledger, run):
    edit(ledger / "data/payments.csv", with_cell(99_000, "paid_on", "2023-02-30"))

    result = run("validate")

    assert (result.exit_code, "row 99001" in result.stderr) == (1, True)
    assert not (ledger / "public").exists()


def test_a_missing_file_is_a_clear_sentence(ledger, run):
    (ledger / "data/payments.csv").unlink()

    result = run(*CORE)

    assert result.exit_code == 3
    assert "payments.csv" in result.stderr


@pytest.mark.usefixtures("ledger")
def test_a_page_cannot_stand_in_for_the_files(run):
    result = run("plan", "--source", "page.html")

    assert result.exit_code == 2
    assert "--source" in result.stderr


def test_parquet_is_a_source_like_csv(ledger, run):
    rows = pyarrow.csv.read_csv(
        ledger / "data/payments.csv",
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={"municipality_code": pa.string()}, strings_can_be_null=True
        ),
    )
    run(*CORE, "--target", "of-csv")
    pq.write_table(rows, ledger / "data/payments.parquet")
    settings = ledger / "datapackage/ledger/datapackage.yaml"
    text = settings.read_text(encoding="utf-8").replace("payments.csv", "payments.parquet")
    settings.write_text(text, encoding="utf-8")
    result = run(*CORE, "--target", "of-parquet")

    assert result.exit_code == 0, result.output
    for name in ("payments.csv", "payments.json"):
        of_csv, of_parquet = (ledger / target / "ledger/1.0.0/data" / name for target in ("of-csv", "of-parquet"))
        assert of_csv.read_bytes() == of_parquet.read_bytes()


def test_a_reviewed_plan_is_published_from_the_reading_that_was_held_against_it(ledger, run, monkeypatch):
    source = ledger / "data/payments.csv"
    asked = []

    def counting(*arguments):
        asked.append(arguments)
        return judged(*arguments)

    monkeypatch.setattr("pipeline.flow.read_tables.judged", counting)
    assert run("plan", *FORMATS, "--save", "plan.json").exit_code == 0
    result = run("publish", "--plan", "plan.json")

    assert result.exit_code == 0, result.output
    assert "ledger 1.0.0 published" in result.stdout
    assert len(asked) == 2  # once for the plan, once to publish
    edit(source, with_cell(5, "description", "Something else"))
    assert run("publish", "--plan", "plan.json").exit_code == 4


def test_two_published_versions_are_compared_by_the_command(ledger, run):
    run(*CORE)
    edit(ledger / "data/payments.csv", lambda rows: rows[:-2000])
    run(*CORE)

    result = run("--language", "en", "diff", "ledger", "1.0.0", "1.1.0")

    assert result.stdout.splitlines() == ["Payments: 2,000 rows removed"]


def test_duckdb_has_nothing_to_complain_of_when_a_run_ends(tmp_path):
    folder = example(tmp_path, 100)
    script = (
        "from click.testing import CliRunner\nfrom pipeline.cli import main\n"
        "assert CliRunner().invoke(main, ['plan']).exit_code == 0\n"
        "import duckdb\nduckdb.connect().execute('SELECT 1')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    assert not done.stderr


def test_who_publishes_files_alone_starts_no_process_to_judge_pages(tmp_path):
    script = (
        "import sys\nstarted = []\n"
        "sys.addaudithook(lambda event, _: started.append(event) if event == 'subprocess.Popen' else None)\n"
        "from click.testing import CliRunner\nfrom pipeline.cli import main\n"
        "assert CliRunner().invoke(main, ['publish']).exit_code == 0\nassert not started\n"
    )
    folder = example(tmp_path, 100)
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True)
    assert (folder / "public/ledger/1.0.0").is_dir()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path):
    """Ten times the rows, the same peak but for a margin; measured in processes of their own."""
    peaks = []
    for rows in (30_000, 300_000):
        folder = tmp_path / str(rows)
        folder.mkdir()
        example(folder, rows)
        done = subprocess.run([sys.executable, "-c", PEAK], cwd=folder, capture_output=True, text=True, check=True)
        peaks.append(float(done.stdout))
    small, large = peaks
    assert large < 1.5 * small, peaks


def on_terminal(*arguments):
    """What a terminal gets from the command: all of it, escapes included."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "--language", "en", *arguments]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 1 << 16)
        except OSError:  # the other end was closed
            break
    os.close(ours)
    assert process.wait() == 0, shown
    return shown.decode()


def test_who_watches_sees_what_goes_on_and_nothing_of_it_stays(ledger):
    shown = on_terminal(*CORE)
    steps = ["frictionless judges the files, 100 %", "reading payments", "writing 1.0.0", "1.0.0 published"]
    places = [shown.index(step) for step in steps]
    assert places == sorted(places)
    left = [line.rpartition("\x1b[2K")[2] for line in shown.split("\n")]
    assert not [line for line in left if "judges" in line or "reading payments" in line or "writing" in line]
    edit(ledger / "data" / "payments.csv", with_cell(5, "description", "Something else"))
    assert "comparing with 1.0.0" in on_terminal(*CORE)


def test_a_pipe_gets_none_of_it(ledger):
    done = subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", *CORE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\x1b" not in done.stdout + done.stderr
    assert "%" not in done.stdout + done.stderr


def test_a_package_under_cc_by_speaks_of_cc_by_alone(ledger, run):
    edit(ledger / "data/payments.csv", lambda rows: rows[:200])  # what is said is the same of many
    settings = ledger / "datapackage/ledger/datapackage.yaml"
    text = (
        settings.read_text(encoding="utf-8")
        .replace("CC0-1.0", "CC-BY-4.0")
        .replace("CC0 1.0 Universal", "Attribution 4.0")
    )
    settings.write_text(text.replace("publicdomain/zero/1.0", "licenses/by/4.0"), encoding="utf-8")

    result = run("publish", "--formats", "csv,json,xlsx,sqlite,csvw,zip")

    assert result.exit_code == 0, result.stderr
    texts = [
        path
        for path in (ledger / "public").rglob("*")
        if path.suffix in {".html", ".md", ".json", ".ttl", ".rdf", ".xml", ".jsonld"}
    ]
    assert len(texts) > 10
    for path in texts:
        said = path.read_text(encoding="utf-8")
        assert "CC0" not in said, path
        assert "publicdomain" not in said, path
    assert "http://creativecommons.org/licenses/by/4.0/" in (ledger / "public/catalog.ttl").read_text(encoding="utf-8")
