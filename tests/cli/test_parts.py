"""A large table is published in several files, and a later version shares those that did not change."""

import csv
import gzip
import json
import os
import re
import runpy
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyshacl
import pytest
from click.testing import CliRunner
from frictionless import Package
from httpfs import ABSENT, DUCKDB, rows_of
from loopback import answering
from lxml import html
from object_stores import BUCKETS, on
from rdflib import DCAT, Graph, URIRef

import pipeline
from pipeline.cli import main
from pipeline.erase.person import find_person
from pipeline.erase.versions import rewrite_versions
from pipeline.release import Erasure, Publisher
from pipeline.serve import open_server

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "ledger"
SHAPES = ROOT / "tests/contract/shapes/dcat-ap-3.0.1.ttl"
SETTING = "  kind: table\n  rows_per_file: 100\n"
NEEDS_HTTPFS = pytest.mark.skipif(not DUCKDB.exists(), reason=ABSENT)
DAY = 86400
FIRST = 1795392000  # 2026-11-23T00:00:00Z
DOCUMENT = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
PRINTED = re.findall(r"^<!-- parts -->\n```python\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def edit(path, change):
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *change(rows)])


def publish(day, *options):
    result = CliRunner(env={"SOURCE_DATE_EPOCH": str(FIRST + day * DAY)}).invoke(
        main, ["publish", "--formats", "csv,json,parquet", *options]
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def settle(old, new, root=Path()):
    path = root / "datapackage/ledger/datapackage.yaml"
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new), encoding="utf-8")


def world_changes(rows):
    """A row goes, one changes, and one comes."""
    kept = [[*row[:4], "1.00", *row[5:]] if row[0] == "350" else row for row in rows if row[0] != "150"]
    return [*kept, ["801", *kept[0][1:]]]


def generate(root):
    """The ledger with 800 rows, to be published in parts of about a hundred."""
    for name in ("datapackage", "schemas"):
        shutil.copytree(EXAMPLE / name, root / name)
    shutil.copy(EXAMPLE / "generate.py", root)
    runpy.run_path(str(root / "generate.py"))["main"](800)
    edit(root / "data/municipalities.csv", lambda rows: rows[:20])
    edit(root / "data/payments.csv", lambda rows: [[row[0], "0114", *row[2:]] for row in rows])
    settle("  kind: table\n", SETTING, root)


@pytest.fixture
def generated(tmp_path):
    """The ledger, of which nothing is published."""
    root = tmp_path / "generated"
    generate(root)
    return root


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The ledger, of which two versions are published."""
    root = tmp_path_factory.mktemp("made")
    generate(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv("LANG", "C.UTF-8")
        patch.delenv("LC_ALL", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        publish(0)
        edit(root / "data/payments.csv", world_changes)
        publish(1)
    return root


@pytest.fixture
def ledger(made, tmp_path, monkeypatch):
    """A copy of it, hard links and all, as the current folder."""
    root = tmp_path / "ledger"
    shutil.copytree(made, root, copy_function=os.link)
    for path in (root / "datapackage", root / "data"):
        for file in [each for each in path.rglob("*") if each.is_file()]:
            content = file.read_bytes()
            file.unlink()
            file.write_bytes(content)
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(FIRST + 2 * DAY))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return root


def described(version="latest"):
    return json.loads(Path(f"public/ledger/{version}/datapackage.json").read_bytes())


def paths_of(name, version="latest"):
    [paths] = [each["path"] for each in described(version)["resources"] if each["name"] == name]
    return paths


def inodes(version):
    folder = Path("public/ledger") / version / "data/payments"
    return {path.name: path.stat().st_ino for path in folder.rglob("*.*")}


@pytest.mark.filterwarnings(
    "ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # frictionless leaves parts open
def test_the_parts_are_named_in_order_and_frictionless_reads_them_as_one_table(ledger, run):
    paths = paths_of("payments", "1.0.0")
    assert paths == [f"data/payments/csv/payments-000{number}.csv.gz" for number in range(1, 9)]
    assert paths == sorted(paths)
    package = Package("public/ledger/latest/datapackage.json")
    assert package.validate().valid
    assert len(package.get_resource("payments").read_rows()) == 800
    checked = run("check", "public/ledger/latest/datapackage.json", "--format", "json")
    assert [task["stats"]["rows"] for task in json.loads(checked.stdout)["tasks"][:2]] == [800, 800]


def test_only_parts_that_changed_are_written_again(ledger):
    before, after = inodes("1.0.0"), inodes("1.1.0")
    assert before.keys() == after.keys()
    new = {name.partition(".")[0] for name in after if after[name] != before[name]}
    assert new == {"payments-0002", "payments-0004", "payments-0008"}
    assert inodes("latest") == after


def test_the_version_tells_what_changed_and_nothing_else(ledger, run):
    changes = json.loads(Path("public/ledger/1.1.0/changes.json").read_bytes())
    assert (changes["level"], changes["schema"]) == ("minor", [])
    [found] = changes["tables"].values()
    assert [len(found[kind]) for kind in ("added", "removed", "changed")] == [1, 1, 1]
    kinds = pq.read_table("public/ledger/1.1.0/delta/payments.parquet")["_change"].to_pylist()
    assert sorted(kinds) == ["added", "changed", "removed"]
    told = json.loads(run("diff", "ledger", "1.0.0", "1.1.0", "--format", "json").stdout)
    assert told["tables"] == changes["tables"]
    assert run("compat", "ledger", "1.0.0", "1.1.0").exit_code == 0
    assert "unchanged: no new version" in publish(2)


def test_the_rows_are_those_of_the_source_in_both_forms(ledger):
    with Path("data/payments.csv").open(encoding="utf-8", newline="") as stream:
        header, *source = csv.reader(stream)
    rows = []
    for path in paths_of("payments"):
        with gzip.open(f"public/ledger/latest/{path}", "rt", encoding="utf-8", newline="") as stream:
            names, *some = csv.reader(stream)
            assert names == header
            rows += some
    key = header.index("payment_id")
    assert [row[key] for row in rows] == sorted((row[key] for row in source), key=int)
    assert [str(number) for number in pipeline.load("ledger", "payments")["payment_id"]] == [row[key] for row in rows]
    first = pipeline.load("ledger", "payments", version="1.0.0")
    assert list(first["payment_id"]) == list(range(1, 801))


@pytest.mark.parametrize("code", PRINTED)
def test_one_line_reads_them_as_printed(ledger, monkeypatch, code):
    monkeypatch.chdir("public")
    names = {}
    exec(code, names)  # noqa: S102 (our own document)
    assert len(names["payments"]) == 800


def test_one_line_of_sql_reads_them_as_printed(ledger, monkeypatch):
    monkeypatch.chdir("public")
    [code] = re.findall(r"^```sql\n(SELECT.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert len(PRINTED) == 3
    assert duckdb.sql(code).fetchall() == [(800,)]


def test_the_readme_of_the_version_says_so_too(ledger, monkeypatch):
    monkeypatch.chdir("public/ledger/latest")
    readme = Path("README.md").read_text(encoding="utf-8")
    assert "`data/payments/csv/*.csv.gz`" in readme
    assert "lies in several files" in readme
    for code in re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL):
        names = {}
        exec(code, names)  # noqa: S102 (our own document)
        assert len(names.get("df", names.get("table"))) == 800


@pytest.mark.parametrize("reader", ["pandas", "polars", pytest.param("duckdb", marks=NEEDS_HTTPFS)])
def test_the_code_on_the_page_reads_all_parts_from_where_they_are_hosted(ledger, reader):
    page = html.document_fromstring(Path("public/ledger/index.en.html").read_text(encoding="utf-8"))
    [code] = (each.text_content() for each in page.xpath(f"//*[@id='loading-{reader}']//pre"))
    with answering(open_server(ledger / "public", "127.0.0.1", 0)) as address:
        code = code.replace("https://opendata.example.org/ledger/", address)
        if reader == "duckdb":
            assert rows_of(code.replace("LIMIT 5", "")) == 800
            return
        names = {}
        exec(code, names)  # noqa: S102 (our own page)
    assert list(names["payments"]["payment_id"]) == [*range(1, 150), *range(151, 802)]


def test_formats_of_one_file_are_left_out_with_a_word(ledger, run):
    assert described()["publishing"]["formats"] == ["csv", "json", "parquet"]  # JSON of the small table
    files = [(file["table"], file["format"]) for file in described()["publishing"]["files"]]
    assert [form for table, form in files if table == "payments"] == ["csv", "parquet"]
    told = run("plan", "--formats", "csv,sqlite,zip").output
    assert "not written as sqlite, which is not written of tables in several files" in told


@pytest.fixture
def threads(monkeypatch):
    """How to let a run have so many threads."""
    before = pa.cpu_count()

    def take(number):
        monkeypatch.setattr(os, "cpu_count", lambda: number)
        pa.set_cpu_count(number)

    monkeypatch.setattr("pipeline.flow.edition.LARGE", 1)
    yield take
    pa.set_cpu_count(before)


def test_any_number_of_threads_makes_the_same_bytes_in_another_place(ledger, generated, threads, monkeypatch):
    threads(7)
    monkeypatch.chdir(generated)
    publish(0)
    edit(generated / "data/payments.csv", world_changes)
    threads(1)
    publish(1)
    for version in ("1.0.0", "1.1.0"):
        sums = [root / "public/ledger" / version / "SHA256SUMS" for root in (ledger, generated)]
        assert sums[0].read_bytes() == sums[1].read_bytes()


@pytest.mark.parametrize("name", on("s3", "gs", "azure"))
def test_a_source_in_an_object_store_makes_the_same_version_as_one_that_lies_here(ledger, generated, name, monkeypatch):
    header, *lines = (generated / "data/payments.csv").read_bytes().splitlines(keepends=True)
    with BUCKETS[name]() as bucket:
        for variable, value in bucket.surroundings.items():
            monkeypatch.setenv(variable, value)
        for number, rows in enumerate((lines[:300], lines[300:])):
            bucket.put(f"payments/{number}.csv", header + b"".join(rows))
        settle("source: data/payments.csv", f"source: {bucket.address}/payments/*.csv", generated)
        monkeypatch.chdir(generated)
        publish(0)
        bucket.put("payments/1.csv", header + b"".join(lines[300:-1])[:-1])
        cut_off = CliRunner().invoke(main, ["--language", "en", "plan"]).output

    assert f"{bucket.address}/payments/*.csv ends within a line and has" in cut_off
    made, there = (root / "public/ledger/1.0.0/SHA256SUMS" for root in (ledger, generated))
    assert there.read_bytes() == made.read_bytes()


def test_verify_misses_and_finds_a_single_part(ledger, run):
    assert run("verify").exit_code == 0
    part = Path("public/ledger/1.1.0") / paths_of("payments")[3]
    content = part.read_bytes()
    part.unlink()
    part.write_bytes(content + b"\0")
    found = run("verify")
    assert (found.exit_code, str(part.relative_to("public")) in found.stdout) == (4, True)


def test_a_withdrawal_leaves_the_parts_of_the_version_before(ledger, run):
    before = inodes("1.0.0")
    done = run("withdraw", "ledger", "1.1.0", "--reason", "an amount is wrong")
    assert done.exit_code == 0, done.output
    assert inodes("latest") == inodes("1.0.0") == before
    assert not Path("public/ledger/1.1.0/data").exists()
    assert run("verify").exit_code == 0
    assert len(pipeline.load("ledger", "payments")) == 800
    assert "1.1.1" in publish(3) or Path("public/ledger/1.2.0").is_dir()
    assert run("verify").exit_code == 0


def test_reproduce_says_of_table_files_what_it_says_of_all(ledger, run):
    done = run("reproduce")
    assert (done.exit_code, done.stdout.count("made of table files")) == (0, 2), done.output


def test_parts_that_grow_are_cut_and_those_that_empty_go(ledger, run):
    def years_pass(rows):
        later = [[str(100_000 + int(row[0])), *row[1:]] for row in rows[:250]]
        return [*(row for row in rows if int(row[0]) > 100), *later]

    edit(Path("data/payments.csv"), years_pass)
    publish(2)
    before, after = inodes("1.1.0"), inodes("1.2.0")
    parts = sorted({name.partition(".")[0] for name in after})
    assert parts == [f"payments-{number:04}" for number in range(2, 12)]
    new = {name.partition(".")[0] for name in after if after[name] != before.get(name)}
    assert new == {f"payments-{number:04}" for number in range(8, 12)}
    assert run("verify").exit_code == 0


def test_the_step_into_parts_and_back_is_major(ledger, run):
    settle("  rows_per_file: 100\n", "")
    publish(2)
    assert Path("public/ledger/2.0.0/data/payments.parquet").is_file()
    assert "now lies in one file of each format" in Path("public/ledger/2.0.0/CHANGES.md").read_text(encoding="utf-8")
    assert run("compat", "ledger", "1.1.0", "2.0.0").exit_code == 1
    settle("  kind: table\n", SETTING)
    publish(3)
    changes = Path("public/ledger/3.0.0/CHANGES.md").read_text(encoding="utf-8")
    assert "Tabellen payments ligger nu i flera filer" in changes
    assert run("verify").exit_code == 0


def test_to_change_the_number_alone_makes_no_version(ledger, run):
    settle("rows_per_file: 100", "rows_per_file: 40")
    assert "unchanged" in run("plan", "--formats", "csv,json,parquet").stdout


@pytest.mark.parametrize("wrong", ["0", "-5", "many"])
def test_a_number_that_is_none_is_refused_by_name(ledger, run, wrong):
    settle("rows_per_file: 100", f"rows_per_file: {wrong}")
    done = run("plan")
    assert (done.exit_code, "rows_per_file" in done.output) == (2, True), done.output


def test_only_what_changed_is_sent_to_latest(ledger, run, tmp_path):
    place = tmp_path / "place"
    assert run("withdraw", "ledger", "1.1.0", "--reason", "to begin with").exit_code == 0
    assert run("deploy", "public", place).exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in (place / "ledger/latest/data").rglob("*.*")}
    publish(3)
    assert run("deploy", "public", place).exit_code == 0
    sent = {path.name.partition(".")[0] for path, then in before.items() if path.stat().st_mtime_ns != then}
    assert sent - {"municipalities"} == {"payments-0002", "payments-0004", "payments-0008"}
    assert run("verify", "--target", place).exit_code == 0


def test_portals_are_told_of_one_distribution_a_format_whose_address_is_the_page(ledger):
    graph = Graph().parse("public/catalog.ttl")
    base = "https://opendata.example.org/ledger/ledger/"
    for form in ("csv", "parquet"):
        distribution = URIRef(f"{base}#payments-{form}")
        assert graph.value(distribution, DCAT.accessURL) == URIRef(base)
        assert graph.value(distribution, DCAT.downloadURL) is None
        sizes = [path.stat().st_size for path in Path("public/ledger/latest/data/payments", form).iterdir()]
        assert int(graph.value(distribution, DCAT.byteSize)) == sum(sizes)
    valid, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert valid, report


@pytest.mark.parametrize("name", ["index.html", "index.en.html", "1.1.0.html"])
def test_the_page_leads_to_every_part(ledger, name):
    page = html.document_fromstring(Path("public/ledger", name).read_bytes())
    folder = "1.1.0" if name.startswith("1") else "latest"
    wanted = {f"{folder}/{path}" for path in paths_of("payments") + paths_of("payments-parquet")}
    assert wanted <= set(page.xpath("//a/@href"))
    links = page.xpath("//a[contains(@href, 'every-file')]")
    assert {link.get("href") for link in links} == {"#every-file"}
    assert not any("download" in link.attrib for link in links)
    assert len(page.xpath("//*[@id='every-file']")) == 1


def test_an_erasure_writes_the_part_that_named_the_person_and_no_other(published, run, tmp_path, monkeypatch):
    people = tmp_path / "people"
    as_table_package(published, people)
    monkeypatch.chdir(people)
    publish(0)
    folder = people / "public/people/1.0.0/data/persons"
    before = {path.name: path.stat().st_ino for path in folder.rglob("*.*")}
    with Publisher(people / "public") as publisher:
        person = find_person("p-0015", publisher.target.releases("people"))
        rewritten = {"people": rewrite_versions(publisher, "people", person)}
        publisher.erase(rewritten, Erasure("2026-11-24T00:00:00Z", "Begäran", person.is_named_in))
    after = {path.name: path.stat().st_ino for path in folder.rglob("*.*")}
    changed = {name.partition(".")[0] for name in after if after[name] != before[name]}
    assert (after.keys(), changed) == (before.keys(), {"persons-0002"})
    for path in people.joinpath("public/people").rglob("*.csv.gz"):
        assert "Samuel Sköld" not in gzip.decompress(path.read_bytes()).decode()
    parts = pq.read_table(people / "public/people/latest/data/persons/parquet")
    assert "Samuel Sköld" not in str(parts.to_pydict())
    assert parts.num_rows == 37
    assert run("verify", "--repair").exit_code == 0


def as_table_package(project, root):
    """The persons and memberships that were published, as a package of tables in files, ten rows a file."""
    for folder in ("datapackage/people", "schemas/people", "data"):
        (root / folder).mkdir(parents=True)
    shutil.copy(EXAMPLE / "datapackage/catalog.yaml", root / "datapackage")
    said = (EXAMPLE / "datapackage/ledger/datapackage.yaml").read_text(encoding="utf-8")
    resources = []
    for table in ("persons", "memberships"):
        shutil.copy(project / f"public/mlr-organisation/latest/data/{table}.csv", root / "data")
        schema = json.loads((project / f"schemas/mlr-organisation/{table}.json").read_bytes())
        schema.pop("foreignKeys", None)
        (root / f"schemas/people/{table}.json").write_text(json.dumps(schema), encoding="utf-8")
        resources.append(f"  - {{name: {table}, schema: schemas/people/{table}.json, source: data/{table}.csv}}\n")
    before, _, after = said.partition("  - {name: payments")
    after = after[after.index("publishing:") :]
    said = before + "".join(resources) + after
    said = said.replace("name: ledger", "name: people").replace("flat_table: payments", "flat_table: persons")
    said = said.replace("  kind: table\n", "  kind: table\n  rows_per_file: 10\n")
    (root / "datapackage/people/datapackage.yaml").write_text(said, encoding="utf-8")


def test_a_table_that_has_no_row_any_more_waits_until_somebody_says_that_it_is_right(ledger):
    edit(ledger / "data/payments.csv", lambda _: [])
    held = CliRunner().invoke(main, ["--language", "en", "publish", "--formats", "csv,json,parquet"])
    assert held.exit_code == 1
    assert "payments.csv has not a single row, while the table has rows in version 1.1.0" in held.output
    settle("source: data/payments.csv", "source: data/payments.csv, accepted: [table_emptied]")
    planned = CliRunner().invoke(main, ["--language", "en", "plan"])
    assert "ledger 1.2.0 would be published" in planned.output


def another_years(rows):
    return [[str(int(row[0]) + 100_000), *row[1:]] for row in rows]


def one_column_sorted(rows):
    return [[*row[:4], amount, *row[5:]] for row, amount in zip(rows, sorted(row[4] for row in rows), strict=True)]


def a_column_emptied(rows):
    return [[*row[:-1], ""] for row in rows]


def next_months(rows):
    return [[*row[:4], "1.00", *row[5:]] if int(row[0]) % 3 == 0 else row for row in rows] + another_years(rows)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (another_years, "table_replaced"),
        (one_column_sorted, "table_replaced"),
        (a_column_emptied, "column_emptied"),
        (next_months, None),
    ],
)
def test_a_table_that_is_mostly_another_waits_until_somebody_says_that_it_is_right(ledger, change, code):
    edit(ledger / "data/payments.csv", change)

    planned = CliRunner().invoke(main, ["--language", "en", "plan"]).output

    assert (f"put {code}" in planned, "1.2.0 would be published" in planned) == (bool(code), not code)
    if code:
        asked = CliRunner().invoke(main, ["--language", "en", "decide"]).output
        assert code in asked
        settle("source: data/payments.csv", "source: data/payments.csv, accepted: [table_replaced, column_emptied]")
        assert "would be published" in CliRunner().invoke(main, ["--language", "en", "plan"]).output


@pytest.mark.parametrize(
    ("left", "end", "code"), [(0.45, "\n", "table_halved"), (0.9, "", "table_cut_off"), (0.9, "\n", None)]
)
def test_a_file_that_was_cut_short_waits_until_somebody_says_that_it_is_right(ledger, left, end, code):
    path = ledger / "data/payments.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = lines[: int(len(lines) * left)]
    path.write_text("\n".join(kept) + end, encoding="utf-8")
    planned = CliRunner().invoke(main, ["--language", "en", "plan"])
    assert (f"put {code}" in planned.output, "1.2.0 would be published" in planned.output) == (bool(code), not code)
    if code:
        settle("source: data/payments.csv", f"source: data/payments.csv, accepted: [{code}]")
        assert "1.2.0 would be published" in CliRunner().invoke(main, ["--language", "en", "plan"]).output
