"""The documents say what is so: commands, targets, codes, links, and code that works as printed."""

import contextlib
import datetime as dt
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from described import read_page_spec
from loopback import answering
from trees import put_version

from pipeline.cli import EXIT_CODES, main
from pipeline.codelists import DEFAULTS, LOCAL_AUTHORITY
from pipeline.decide.answers import read_answers
from pipeline.project import Settings, every_package
from pipeline.release.names import check_version
from pipeline.serve import open_server
from pipeline.serve.tree import content_type
from pipeline.wording.errors import ERRORS
from pipeline.wording.rules import RULES
from pipeline.wording.run import RUN

ROOT = Path(__file__).parents[2]
HANDBOOK = tuple(sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", *HANDBOOK)
BASE = "https://opendata.example.org/mlr/"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^<!-- runs -->\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRINTED = [
    pytest.param(code, id=f"{document}-{number}")
    for document in ("README.md", "docs/loading.md")
    for number, code in enumerate(PYTHON.findall((ROOT / document).read_text(encoding="utf-8")))
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return [code for found, code in BLOCK.findall(text(name)) if found == language]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_is_printed_can_be_run(document: str) -> None:
    shell = "\n".join(blocks(document, "sh"))
    commands = set(re.findall(r"^mlr-opendata ([a-z][a-z-]*)", shell, re.MULTILINE))
    commands |= set(re.findall(r"`mlr-opendata ([a-z][a-z-]*)", text(document)))
    assert commands <= set(main.commands)
    targets = set(re.findall(r"^make ([a-z]+)", shell, re.MULTILINE)) | set(
        re.findall(r"`make ([a-z]+)", text(document))
    )
    assert targets <= set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


def test_every_option_that_is_printed_is_one() -> None:
    shell = "\n".join(code for document in DOCUMENTS for code in blocks(document, "sh"))
    lines = re.findall(r"^mlr-opendata (?:--language sv )?([a-z][a-z-]*.*)$", shell, re.MULTILINE)
    assert len(lines) >= 20
    for line in lines:
        name, inner, *_ = [*line.split(), ""]
        command = main.commands[name]
        command = command.commands[inner] if isinstance(command, click.Group) else command
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--[a-z-]+", line.partition("#")[0])) <= known, line


def test_the_command_tells_the_exit_codes_of_the_handbook() -> None:
    told = CliRunner().invoke(main, ["--help"]).output
    table = re.findall(r"^\| (\d+) \| (.+) \|$", text("docs/everyday.md"), re.MULTILINE)
    assert table == re.findall(r"^ +(\d+)  (.+)$", EXIT_CODES, re.MULTILINE)
    assert all(f"{code}  {meaning}" in told for code, meaning in table)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", text(document)):
        path, _, anchor = link.partition("#")
        if "://" not in link:
            other = (ROOT / document).parent / path if path else ROOT / document
            assert other.exists(), link
            assert not anchor or anchor in anchors(other.read_text(encoding="utf-8")), link


def anchors(document: str) -> set[str]:
    """What its headings are reached by."""
    headings = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_test_that_security_names_is_there_and_every_kind_of_threat_has_one() -> None:
    rows = [line for line in text("SECURITY.md").splitlines() if line.startswith("| **")]
    assert len(rows) >= 10
    assert all(re.search(r"\]\(tests/[\w/]+\.py\)", row) for row in rows)


def test_the_readme_is_read_in_one_go() -> None:
    assert len(text("README.md").splitlines()) <= 200


def test_the_handbook_builds_without_a_warning_and_shows_every_command(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", str(ROOT / "docs")]
    made = subprocess.run([*build, str(tmp_path)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    pages = {path.stem for path in tmp_path.glob("*.html")}
    assert {Path(document).stem for document in HANDBOOK} <= pages
    reference = (tmp_path / "command.html").read_text(encoding="utf-8")
    assert all(f'id="mlr-opendata-{name}"' in reference for name in main.commands)
    loaded = re.findall(r'(?:src|<link[^>]+href)="https?://', "".join(p.read_text() for p in tmp_path.glob("*.html")))
    assert not loaded, "a page loads something from elsewhere"


def test_the_changelog_has_the_version_of_the_project() -> None:
    version = check_version(PROJECT["project"]["version"])
    assert re.search(
        rf"^## \[{re.escape(version)}\] - (unreleased|\d{{4}}-\d\d-\d\d)$", text("CHANGELOG.md"), re.MULTILINE
    )


def test_contributing_shows_every_room_on_its_floor() -> None:
    [floors] = [contract["layers"] for contract in PROJECT["tool"]["importlinter"]["contracts"] if "layers" in contract]
    table = text("CONTRIBUTING.md").partition("| floor |")[2].partition("\n\n")[0]
    places = [table.find(f"`{room}`") for floor in floors for room in floor.split(" | ")]
    rooms = {
        path.stem for path in (ROOT / "pipeline").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__"} == {room for floor in floors for room in floor.split(" | ")}
    assert -1 not in places
    for higher, lower in pairwise(floors):
        lowest = max(table.find(f"`{room}`") for room in higher.split(" | "))
        assert lowest < min(table.find(f"`{room}`") for room in lower.split(" | ")), (higher, lower)


def test_the_readme_shows_the_catalogue_as_it_is_shipped() -> None:
    catalog = text("datapackage/catalog.yaml")
    assert f"base_url: {BASE}" in catalog
    assert "confirmed: false" in catalog


def test_the_messages_that_are_explained_are_those_of_the_command() -> None:
    table = text("docs/everyday.md").partition("| what happened |")[2].partition("\n\n")[0]
    quoted = [quote for row in table.splitlines()[2:] for quote in re.findall(r"`([^`]+)`", row.split("|")[2])]
    told = [re.sub(r":[^{}]*\|([^|{}]*)\}", r"} \1", text["en"]) for text in (*ERRORS.values(), *RUN.values())]
    parts = {part.strip() for quote in quoted for part in quote.split("…") if part.strip()}
    assert len(parts) >= 10
    assert not [part for part in parts - set(RULES) if not any(part in sentence for sentence in told)]


def test_settings_are_read_as_printed(tmp_path: Path) -> None:
    source = Path(shutil.copytree(ROOT / "datapackage/sources/om-mlr", tmp_path / "source"))
    answers, decisions, corrections, statements = blocks("docs/deciding.md", "yaml")
    (source / "answers.yaml").write_text(answers, encoding="utf-8")
    assert [answer.by for answer in read_answers(source / "answers.yaml").values()] == ["Eva Exempel"] * 2
    (source / "decisions.yaml").write_text(decisions, encoding="utf-8")
    (source / "corrections.yaml").write_text(corrections, encoding="utf-8")
    (source / "statements.yaml").write_text(statements, encoding="utf-8")
    spec = read_page_spec(source, dt.date(2026, 11, 23))
    assert (len(spec.persons), len(spec.accepted), len(spec.corrections), len(spec.statements)) == (2, 1, 2, 2)


def test_the_handbook_lists_every_package_and_table() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (`\w+` \(flat.*) \|$", text("docs/data.md"), re.MULTILINE)
    told = {package: re.findall(r"`(\w+)`", tables) for package, tables in rows}
    settings = Settings(root=ROOT, target=ROOT, clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    assert told == {package.name: [table.name for table in package.tables] for package in every_package(settings)}


def test_hosts_are_told_the_types_that_serve_sends() -> None:
    table = dict(re.findall(r"^\| `\*?([\w.-]+)` \| `([a-z]+/[^`]+)` \|$", text("docs/hosting.md"), re.MULTILINE))
    assert len(table) >= 8
    assert table == {name: content_type(Path(f"x{name}" if name.startswith(".") else name)) for name in table}
    [nginx] = blocks("docs/hosting.md", "nginx")
    for media_type, ending in re.findall(r"^ {8}(\S+/\S+) +(\w+);", nginx, re.MULTILINE):
        assert content_type(Path(f"x.{ending}")).partition(";")[0] == media_type


def test_the_handbook_names_every_thing_that_portals_are_told_and_its_default() -> None:
    table = text("docs/portals.md").partition("## What portals are told")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)`.*\| ([^|]+) \|$", table, re.MULTILINE))
    defaults = {key: value if isinstance(value, str) else value[0] for key, value in DEFAULTS.items()}
    codes = {key: f"`{address.rpartition('/')[2]}`" for key, address in defaults.items()}
    assert rows == {**codes, "spatial": "Sweden", "type": f"`{LOCAL_AUTHORITY}`"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published")
    put_version(target)
    return target


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    with answering(open_server(published, "127.0.0.1", 0)) as address:
        yield address


@pytest.mark.parametrize("code", PRINTED)
def test_python_code_runs_as_printed(address: str, code: str) -> None:
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code.replace(BASE, address), names)  # noqa: S102 (our own document)
    assert BASE in code
    assert len(names["roster"]) > 0
    assert printed.getvalue()


def test_the_check_in_python_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text("id,amount\n1,2.5\n2,x\n", encoding="utf-8")
    fields = [{"name": "id", "type": "integer"}, {"name": "amount", "type": "number"}]
    (tmp_path / "ledger.schema.json").write_text(json.dumps({"fields": fields}), encoding="utf-8")
    [code] = re.findall(r"^<!-- checks -->\n```python\n(.*?)^```$", text("docs/tables.md"), re.MULTILINE | re.DOTALL)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})  # noqa: S102 (our own document)
    lines = printed.getvalue().splitlines()
    assert lines[0] == "False 2"
    assert lines[1].startswith("3 amount x ")


def test_three_ways_to_load_in_python_are_printed() -> None:
    assert len(PYTHON.findall(text("docs/loading.md"))) == 3


def test_sql_runs_as_printed(published: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    [code] = blocks("docs/loading.md", "sql")
    assert duckdb.sql(code.replace(BASE, f"{published}/")).fetchall()


def test_the_command_line_cuts_columns_as_printed(published: Path) -> None:
    [code] = re.findall(r"^curl -s (\S+\.tsv) \| (cut .*)$", text("docs/loading.md"), re.MULTILINE)
    path, command = published / code[0].removeprefix(BASE), code[1].partition(" | ")[0].split()
    run = subprocess.run([*command, path], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[:1] == ["municipality\tperson"]


def test_every_address_that_is_printed_is_published(published: Path) -> None:
    paths = {path for document in DOCUMENTS for path in re.findall(rf"{re.escape(BASE)}(mlr-[\w./-]+)", text(document))}
    assert paths
    assert all((published / path).is_file() for path in paths)


def test_the_prover_can_be_used_as_its_readme_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text("id\n1\n2\n", encoding="utf-8")
    (tmp_path / "ledger.schema.json").write_text('{"fields": [{"name": "id", "type": "integer"}]}', encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```$", text("pipeline/prover/README.md"), re.MULTILINE | re.DOTALL)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})  # noqa: S102 (our own document)
    assert printed.getvalue() == "True 0\n"  # a small table is frictionless's alone
