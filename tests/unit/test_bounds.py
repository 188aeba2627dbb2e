"""Whoever sends a table does not decide how long its check takes, how much room it needs, or where it leads."""

import gzip
import json
import os
import re
import time
import zipfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answering, answering, server_of

from pipeline.cli import main
from pipeline.prover.patterns import Bounded, compiled
from pipeline.web.hosts import is_link_local

SLOW = [
    "(a+)+",
    "(a|a)*b",
    "(.*,){20}x",
    "(a?){64}a{64}",
    "(a|aa)+",
    "([a-z]+)*1",
    r"(a+)+\1b",
    "(?=(a+)+b)a",
    ".*.*.*.*x",
]
PLAIN = ["[0-9]{4}", "[A-ZÅÄÖ]{2}[0-9]+", "p-[0-9]{4,}", "[^=+@-].*", "a|b|c", r"\d{4}-\d{2}-\d{2}"]


def check(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def schema(folder: Path, **constraints: object) -> Path:
    path = folder / "schema.json"
    path.write_text(json.dumps({"fields": [{"name": "x", "type": "string", "constraints": constraints}]}))
    return path


@pytest.mark.parametrize("pattern", SLOW)
@pytest.mark.parametrize("prove", ["auto", "always", "never"])
def test_a_pattern_that_would_run_on_for_years_is_done_with_or_given_up(
    tmp_path: Path, pattern: str, prove: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x\n" + "a" * 60 + "!\n")
    started = time.process_time()
    result = check(table, "--schema", schema(tmp_path, pattern=pattern), "--prove", prove)
    assert time.process_time() - started < 20
    assert result.exit_code in {1, 2}
    assert result.exit_code == 1 or "seconds" in result.output


@pytest.mark.parametrize("pattern", ["(", "[", "a**", "(?P<x>", "a" * 20_000, r"(?<=a+)b"])
def test_a_pattern_that_is_none_is_named(tmp_path: Path, pattern: str) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x\na\n")
    result = check(table, "--schema", schema(tmp_path, pattern=pattern))
    assert result.exit_code == 2
    assert "The pattern" in result.output


@pytest.mark.parametrize("pattern", PLAIN)
def test_a_plain_pattern_is_left_to_re(pattern: str) -> None:
    assert isinstance(compiled(f"^{pattern}$"), re.Pattern)


@given(
    st.sampled_from([*PLAIN, *SLOW, r"(a|b)+c?", r"(\w+)@(\w+)\.se", "(a+b)+"]),
    st.text("ab1,.@c-xé\n", max_size=12),
)
def test_a_bounded_pattern_finds_what_re_finds(pattern: str, cell: str) -> None:
    whole = f"^{pattern}$"
    assert bool(Bounded(whole).match(cell)) == bool(re.match(whole, cell))


LEFT_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""frictionless leaves archives open."""


@LEFT_OPEN
@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.csv.zip"])
def test_a_bomb_is_refused_unless_its_size_is_allowed(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / name, b"x\n" + b"a\n" * 2_000_000
    if name.endswith("gz"):
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bomb.csv", content)
    refused = check(path, "--schema", schema(tmp_path), "--max-size", 1_000_000)
    assert refused.exit_code == 2
    assert "--max-size" in refused.output
    assert check(path, "--schema", schema(tmp_path), "--max-size", 10_000_000).exit_code == 0


@LEFT_OPEN
def test_a_document_of_a_package_is_no_bomb_either(tmp_path: Path) -> None:
    described = package(tmp_path, path="more.zip")
    with zipfile.ZipFile(described.parent / "more.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map.shp", b"\0" * 4_000_000)
    refused = check(described, "--max-size", 1_000_000)
    assert (refused.exit_code, "--max-size" in refused.output) == (2, True)
    assert check(described).exit_code == 0


def test_a_sheet_that_unpacks_to_more_than_is_allowed_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    pd.DataFrame({"x": ["a"] * 5000}).to_excel(path, index=False)
    refused = check(path, "--max-size", 10_000)
    assert (refused.exit_code, "--max-size" in refused.output) == (2, True)
    assert check(path).exit_code == 0


@pytest.mark.parametrize("described", [True, False])
@pytest.mark.parametrize(
    "name", ["t.txt", "t.pdf", "t.gz", "t.zip", "t.ods", "t.xls", "t.xml", "t.geojson", "t.md", "t"]
)
def test_a_file_whose_rows_nobody_reads_is_never_valid(tmp_path: Path, name: str, *, described: bool) -> None:
    path = tmp_path / name
    if name == "t.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.csv", "x\na\n")
    else:
        content = {"t.gz": gzip.compress(b"x\na\n"), "t.geojson": b"{}"}
        path.write_bytes(content.get(name, b"x\na\n"))
    for prove in ("auto", "always", "never"):
        result = check(path, *(("--schema", schema(tmp_path)) if described else ()), "--prove", prove)
        assert (result.exit_code, "is not read as a table" in result.output) == (2, True), result.output


def test_json_is_a_table_where_a_schema_says_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"x": "a"}, {"x": "bbb"}]')
    result = check(path, "--schema", schema(tmp_path, maxLength=2))
    assert (result.exit_code, "bbb" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html>\n<html><body>Sidan finns inte, tyv\xc3\xa4rr</body></html>\n", "HTML"),
        (gzip.compress(b"x\na\n", mtime=0), "gzip"),
        (b"PK\x05\x06" + b"\0" * 18, "ZIP"),
        (b"%PDF-1.7\n%%EOF\n", "PDF"),
        (b"PAR1\x15\x04", "Parquet"),
    ],
)
def test_a_file_of_another_kind_under_the_name_of_a_table_is_called_what_it_is(
    tmp_path: Path, content: bytes, kind: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    for options in ((), ("--schema", schema(tmp_path))):
        result = check(path, *options)
        assert (result.exit_code, f"begins as {kind} does" in result.output) == (2, True)


def test_what_reads_excel_is_asked_for_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.xlsx"
    pd.DataFrame({"x": ["a"]}).to_excel(path, index=False)
    monkeypatch.setattr("pipeline.validate.bounds.find_spec", lambda _name: None)
    result = check(path)
    assert (result.exit_code, "mlr-opendata[documents]" in result.output) == (2, True)


def test_a_pipe_is_sent_to_standard_input(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    result = check(tmp_path / "t.csv")
    assert (result.exit_code, "standard input: -" in result.output) == (2, True)


@pytest.mark.parametrize(
    ("path", "options", "code"),
    [("loop.csv", (), 1), ("", (), 1), ("../t.csv", (), 2), ("../t.csv", ("--allow-remote",), 0)],
)
def test_a_path_that_leads_in_circles_nowhere_or_out_of_the_folder_ends_as_it_should(
    tmp_path: Path, path: str, options: tuple[str, ...], code: int
) -> None:
    described = package(tmp_path, path=path)
    (described.parent / "loop.csv").symlink_to("loop.csv")
    (described.parent.parent / "t.csv").write_text("x\na\n")
    assert check(described, *options).exit_code == code


@LEFT_OPEN
@pytest.mark.parametrize("before", ["folder/", "__MACOSX/._a.csv", "README.txt"])
def test_what_an_archive_has_before_its_table_is_not_taken_for_it(tmp_path: Path, before: str) -> None:
    path = tmp_path / "t.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(before, "")
        archive.writestr("folder/a.csv", "x\na\nbbb\n")
    result = check(path, "--schema", schema(tmp_path, maxLength=2))
    assert (result.exit_code, "bbb" in result.output) == (1, True), result.output


def test_a_document_in_a_package_needs_no_rows_unless_a_schema_says_that_it_has_some(tmp_path: Path) -> None:
    described = package(tmp_path, path="t.txt")
    (described.parent / "t.txt").write_text("x\na\n")
    assert check(described).exit_code == 0
    resource = {"name": "r", "path": "t.txt", "schema": {"fields": [{"name": "x"}]}}
    described.write_text(json.dumps({"name": "p", "resources": [resource]}))
    assert check(described).exit_code == 2


@LEFT_OPEN
@pytest.mark.parametrize(
    ("others", "told"),
    [
        ((), False),
        (("LICENSE.txt",), False),
        (("__MACOSX/._a.csv",), False),
        (("b.csv",), True),
        (("b.CSV", "c.csv"), True),
    ],
)
def test_a_second_table_in_an_archive_is_not_passed_over_in_silence(
    tmp_path: Path, others: tuple[str, ...], *, told: bool
) -> None:
    path = tmp_path / "a.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.csv", *others):
            archive.writestr(name, "x\na\n")
    assert ("after the first" in check(path).output) == told
    assert check(path, "--strict").exit_code == int(told)


@pytest.mark.parametrize("allowed", [("--allow-remote",), ("--allow-remote", "--allow-private")])
def test_where_machines_keep_their_secrets_no_option_leads(tmp_path: Path, allowed: tuple[str, ...]) -> None:
    result = check(package(tmp_path, path="http://169.254.169.254/x.csv"), *allowed)
    assert result.exit_code == 3
    assert "--allow-private" not in result.output


@LEFT_OPEN
def test_an_encrypted_archive_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", "x\na\n")
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag of the local header, and that of the directory: encrypted
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    result = check(path, "--schema", schema(tmp_path))
    assert result.exit_code == 2
    assert "cannot be unpacked" in result.output


def test_a_million_columns_are_no_table(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(",".join(f"c{number}" for number in range(1_000_000)) + "\n")
    started = time.process_time()
    result = check(table)
    assert (result.exit_code, "16,384" in result.output) == (2, True)
    assert time.process_time() - started < 20


def test_a_row_of_a_million_cells_is_no_row_of_a_table(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x\n1\n" + "," * 2_000_000 + "\n2\n")
    started = time.process_time()
    assert check(table, "--schema", schema(tmp_path)).exit_code == 2
    assert time.process_time() - started < 20


def package(folder: Path, **resource: object) -> Path:
    path = folder / "package" / "datapackage.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"name": "p", "resources": [{"name": "r", **resource}]}))
    return path


@pytest.fixture
def site() -> object:
    """A server on loopback that counts what it is asked."""
    asked: list[str] = []

    class Handler(Answering, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            content = b"x\na\n" if self.path.endswith("csv") else b'{"fields": [{"name": "x"}]}'
            self.answer(200, "application/octet-stream", content)

    with answering(server_of(Handler)) as address:
        yield address.rstrip("/"), asked


@pytest.mark.parametrize("key", ["path", "schema", "dialect"])
def test_nothing_leaves_for_the_web_unless_it_is_allowed(tmp_path: Path, site: tuple[str, list[str]], key: str) -> None:
    address, asked = site
    file = "x.csv" if key == "path" else "x.json"
    described = package(tmp_path, **{"path": "here.csv", key: f"{address}/{file}"})
    (described.parent / "here.csv").write_text("x\na\n")
    for allowed, said in (((), "--allow-remote"), (("--allow-remote",), "--allow-private")):
        result = check(described, *allowed)
        assert result.exit_code in {2, 3}
        assert said in result.output
    assert asked == []
    check(described, "--allow-remote", "--allow-private")
    assert asked


def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x\nsecret\n")
    for path in ("../secret.csv", str(tmp_path / "secret.csv"), "link.csv"):
        described = tmp_path / "package" / "datapackage.json"
        described.parent.mkdir(exist_ok=True)
        link = described.parent / "link.csv"
        if not link.is_symlink():
            link.symlink_to(tmp_path / "secret.csv")
        described.write_text(json.dumps({"name": "p", "resources": [{"name": "r", "path": path}]}))
        result = check(described)
        assert result.exit_code == 2, path
        assert "--allow-remote" in result.output


def test_thousands_of_paths_are_no_table(tmp_path: Path) -> None:
    assert check(package(tmp_path, path=[f"{number}.csv" for number in range(5000)])).exit_code == 2


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "fd00:ec2::254"],
)
def test_an_address_of_the_link_is_known_however_it_is_wrapped(address: str) -> None:
    assert is_link_local(address)
    assert not is_link_local("127.0.0.1")
