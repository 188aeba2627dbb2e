"""A table in parts is named by a list, a folder, a pattern or an address; a part that does not fit is refused by name."""

import functools
import gzip
import http.server
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from loopback import answering, server_of
from object_stores import BUCKETS, on

import pipeline
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.prover.rows import glued
from pipeline.validate.observed import Observer

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True}},
        {"name": "name", "type": "string"},
    ]
}
PROVES = pytest.mark.parametrize("prove", ["always", "auto", "never"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three parts, of which the last two have a fault."""
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "a.csv").write_text("id,name\n1,a\n2,b\n")
    (parts / "b.csv").write_text("id,name\nx,c\n4,d\n")
    (parts / "c.csv").write_text("id,name\n1,e\n")
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))
    monkeypatch.chdir(tmp_path)
    return parts


def check(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, arguments), "--schema", "schema.json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@PROVES
@pytest.mark.parametrize(
    "named", [["parts"], ["parts/"], ["parts/*.csv"], ["--parts", "parts/a.csv", "parts/b.csv", "parts/c.csv"]]
)
def test_a_table_in_parts_is_judged_as_one_and_says_part_and_row(folder: Path, named: list[str], prove: str) -> None:
    result = check(*named, "--prove", prove)
    assert result.exit_code == 1
    assert "not valid, 2 errors, 5 rows" in result.output
    assert "row 4 (parts/b.csv, row 2): “x”" in result.output
    assert "row 6 (parts/c.csv, row 2): “1”: the same as in row 2" in result.output


def test_hidden_files_are_no_parts_and_a_list_keeps_its_order(folder: Path) -> None:
    (folder / "_SUCCESS").write_text("")
    (folder / ".part.csv.crc").write_text("?")
    (folder / "_tmp").mkdir()
    (folder / "_tmp" / "d.csv").write_text("id,name\n9,z\n")
    assert "5 rows" in check("parts").output
    described = {"name": "t", "type": "table", "path": ["parts/c.csv", "parts/a.csv"], "schema": SCHEMA}
    Path("package.json").write_text(json.dumps({"name": "p", "resources": [described]}))
    result = CliRunner().invoke(main, ["check", "package.json"])
    assert "row 3 (parts/a.csv, row 2): “1”" in result.output


def test_a_program_names_the_parts_by_a_list_or_a_folder(folder: Path) -> None:
    of_list = pipeline.check([folder / "a.csv", folder / "c.csv"], SCHEMA)
    assert [(error.row, error.code) for error in of_list.errors] == [(4, "unique-error")]
    assert [error.row for error in pipeline.check(folder, SCHEMA).errors] == [4, 6]


@PROVES
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,nam\n5,e\n", "has the header id,nam"),
        ("name,id\n5,e\n", "has the header name,id"),
        ("id,name\n5,e", "ends without a line feed"),
        ('id,name\n5,"e\n', "ends within a quoted cell"),
        ("", "has no header"),
    ],
)
def test_a_part_that_does_not_fit_the_others_is_refused_by_name(
    folder: Path, content: str, said: str, prove: str
) -> None:
    (folder / "b.csv").write_text(content)
    result = check("parts", "--prove", prove)
    assert result.exit_code == 2
    assert f"The part parts/b.csv {said}" in result.output


@PROVES
@pytest.mark.parametrize(("first", "other"), [("utf-8", "cp1252"), ("cp1252", "utf-8"), ("utf-8", "utf-16")])
def test_parts_that_are_no_text_together_are_refused_by_name(folder: Path, first: str, other: str, prove: str) -> None:
    (folder / "b.csv").write_text("id,name\n5,Malmö\n", encoding=first)
    (folder / "c.csv").write_text("id,name\n6,Malmö\n", encoding=other)
    result = check("parts", "--prove", prove)
    assert (result.exit_code, "The part parts/c.csv (" in result.output) == (2, True)


@pytest.mark.parametrize("prove", ["always", "auto"])
def test_the_encoding_of_parts_is_told_from_all_of_them(folder: Path, prove: str) -> None:
    (folder / "b.csv").write_text("id,name\nx,Malmö\n", encoding="cp1252")
    (folder / "c.csv").write_text("id,name\ny,Östra Ågatan\n", encoding="cp1252")
    rows = [error["cells"] for error in pipeline.check(folder, SCHEMA, prove=prove).report["tasks"][0]["errors"]]
    assert rows == [["x", "Malmö"], ["y", "Östra Ågatan"]]


def test_what_is_seen_in_a_part_is_told_of_that_part_whatever_the_report(folder: Path) -> None:
    (folder / "b.csv").write_text("id,name\n5,Malm\ufffd\n")
    (folder / "c.csv").write_bytes("id,name\n6,Malmö\n".encode() + b"7,\xe5r\n")
    seen = pipeline.check(folder, SCHEMA).observations
    assert [(Path(each.table).name, each.code) for each in seen] == [
        ("b.csv", "lost_letter"),
        ("c.csv", "encoding_mixed"),
    ]
    for form in ("text", "html", "junit", "github", "sarif"):
        result = check("parts", "--format", form)
        assert (result.exit_code, "parts/c.csv, line 3" in result.output) == (1, True)
    assert 'failures="1"' in check("parts", "--format", "junit").output


def test_what_is_seen_in_many_parts_is_told_of_some_and_counted(folder: Path) -> None:
    for number in range(5):
        (folder / f"d{number}.csv").write_text("id,name\n5,Malm\ufffd\n")
    result = check("parts")
    assert result.output.count("U+FFFD") == 3
    assert "the same in 2 more parts (lost_letter)" in result.output


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "part_no_header"), (b"\n\n", "part_no_header"), (b"\0" * 9000, "part_other_header")],
)
def test_a_part_that_holds_no_table_is_told_by_name_where_parts_are_made_one_file(
    folder: Path, tmp_path: Path, content: bytes, key: str
) -> None:
    (folder / "b.csv").write_bytes(content)
    with pytest.raises(UsageError) as refused:
        glued(["parts"], SCHEMA, None, tmp_path, Observer().watching)
    assert (refused.value.key, Path(str(refused.value.facts["place"])).name) == (key, "b.csv")
    assert len(str(refused.value.facts)) < 1000


@PROVES
def test_lines_above_the_header_are_left_out_of_every_part(folder: Path, prove: str) -> None:
    for part in folder.iterdir():
        part.write_text("\n" + part.read_text())
    assert "not valid, 2 errors, 5 rows" in check("parts", "--prove", prove).output


def test_there_may_be_thousands_of_parts_and_no_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1100):
        (folder / f"d{number}.csv").write_text(f"id,name\n{number + 10},a\n")
    assert "not valid, 2 errors, 1,105 rows" in check("parts").output
    monkeypatch.setattr("pipeline.validate.bounds.MOST_PARTS", 1000)
    assert "more than 1,000 files" in check("parts").output


def test_the_last_part_may_end_without_a_line_feed(folder: Path) -> None:
    (folder / "c.csv").write_text("id,name\n5,e")
    assert "5 rows" in check("parts").output


def test_a_linked_folder_among_parts_is_named_and_not_passed_over(folder: Path) -> None:
    (folder.parent / "more").mkdir()
    (folder / "2024").symlink_to(folder.parent / "more")
    assert "parts/2024 is a file of another kind than parts/a.csv" in check("parts").output


def test_files_of_another_kind_and_parts_that_are_not_there_are_named(folder: Path) -> None:
    (folder / "README.md").write_text("hej")
    assert "parts/README.md is a file of another kind than parts/a.csv" in check("parts").output
    described = {"name": "t", "type": "table", "path": ["parts/a.csv", "parts/no.csv"], "schema": SCHEMA}
    Path("package.json").write_text(json.dumps({"name": "p", "resources": [described]}))
    result = CliRunner().invoke(main, ["check", "package.json"])
    assert (result.exit_code, "The part parts/no.csv is not there" in result.output) == (2, True)
    assert check("nothing/*.csv").exit_code == 2


@pytest.fixture
def parquet(folder: Path) -> Path:
    """A folder that is partitioned by year."""
    for year, ids in ((2023, [1, 2]), (2024, [3, 1])):
        place = folder.parent / "years" / f"year={year}"
        place.mkdir(parents=True)
        pq.write_table(pa.table({"id": ids, "name": ["a", "b"]}), place / "part-0.parquet")
    return folder.parent / "years"


@PROVES
def test_partitions_are_columns_only_if_the_schema_names_them(parquet: Path, prove: str) -> None:
    result = check(parquet.name, "--prove", prove)
    assert "4 rows" in result.output
    assert "row 5 (years/year=2024/part-0.parquet, row 3): “1”: the same as in row 2" in result.output
    year = {"name": "year", "type": "integer", "constraints": {"maximum": 2023}}
    named = {"fields": [*SCHEMA["fields"], year]}
    errors = pipeline.check(parquet, named, prove=prove).errors
    assert [(error.row, error.field, error.cell) for error in errors] == [
        (4, "year", "2024"),
        (5, "year", "2024"),
        (5, "id", "1"),
    ]


@PROVES
def test_a_parquet_part_with_other_columns_or_types_is_refused_by_name(parquet: Path, prove: str) -> None:
    other = parquet / "year=2024" / "part-1.parquet"
    pq.write_table(pa.table({"id": pa.array([7], pa.int32()), "name": ["a"]}), other)
    assert "part-1.parquet: the column id is of type int32, but in" in check(parquet.name, "--prove", prove).output
    pq.write_table(pa.table({"name": ["a"]}), other)
    result = check(parquet.name, "--prove", prove)
    assert (result.exit_code, "part-1.parquet has the columns name" in result.output) == (2, True)
    other.write_bytes(b"PAR1")
    result = check(parquet.name, "--prove", prove)
    assert (result.exit_code, "part-1.parquet cannot be read" in result.output) == (2, True)


def test_keys_may_refer_to_a_table_in_parts(folder: Path) -> None:
    (folder / "b.csv").write_text("id,name\n3,c\n4,d\n")
    (folder / "c.csv").write_text("id,name\n5,e\n")
    key = {"fields": ["to"], "reference": {"resource": "t", "fields": ["id"]}}
    from_schema = {"fields": [{"name": "to", "type": "integer"}], "foreignKeys": [key]}
    for place, ids in (("p1", [1, 2]), ("p2", [5, 6])):
        pq.write_table(pa.table({"to": ids}), f"{place}.parquet")
    resources = [
        {"name": "t", "type": "table", "path": "parts", "schema": SCHEMA},
        {"name": "from", "type": "table", "path": ["p1.parquet", "p2.parquet"], "schema": from_schema},
    ]
    Path("package.json").write_text(json.dumps({"name": "p", "resources": resources}))
    for prove in ("always", "auto", "never"):
        errors = pipeline.check("package.json", prove=prove).errors
        assert [(error.table, error.row, error.code) for error in errors] == [
            ("p1.parquet (multipart)", 5, "foreign-key")
        ]


class _Ranges(http.server.SimpleHTTPRequestHandler):
    """Files by ranges, as stores and static hosts give them."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        asked = self.headers.get("Range")
        if not path.is_file() or not asked or path.name.startswith("whole"):
            super().do_GET()
            return
        content = path.read_bytes()
        first, last = (int(number) for number in asked.removeprefix("bytes=").split("-"))
        self.send_response(206 if first < len(content) else 416)
        self.send_header("Content-Range", f"bytes {first}-{min(last, len(content) - 1)}/{len(content)}")
        part = content[first : last + 1]
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Ranges, directory=str(folder.parent))
    with answering(server_of(handler)) as address:
        yield address.rstrip("/")


@PROVES
def test_parts_on_the_web_are_judged_as_if_they_lay_here(folder: Path, site: str, prove: str) -> None:
    (folder / "whole.csv").write_text("id,name\n1,e\n")  # of a server that gives no ranges
    parts = [f"{site}/parts/{name}.csv" for name in ("a", "b", "whole")]
    result = check("--parts", *parts, "--allow-private", "--prove", prove)
    assert "not valid, 2 errors, 5 rows" in result.output
    assert f"row 4 ({site}/parts/b.csv, row 2): “x”" in result.output
    refused = check("--parts", *parts, "--prove", prove)
    assert (refused.exit_code, "private address" in refused.output) == (3, True)
    gone = check(f"{site}/parts/no.csv", "--allow-private", "--prove", prove)
    assert (gone.exit_code, "could not be read (404)" in gone.output) == (3, True)


def test_text_on_the_web_is_read_in_its_encoding_and_an_archive_is_no_bomb(
    folder: Path, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.csv").write_text("id,name\nx,Malmö\n", encoding="cp1252")
    addresses = [f"{site}/parts/{name}.csv" for name in "ab"]
    errors = pipeline.check(addresses, SCHEMA, allow_private=True).report["tasks"][0]["errors"]
    assert [error["cells"] for error in errors] == [["x", "Malmö"]]
    monkeypatch.setattr("pipeline.observe.blocks.FREE", 1000)
    monkeypatch.setattr("pipeline.observe.blocks.RATIO", 1)
    (folder / "z.csv.gz").write_bytes(gzip.compress(b"id,name\n" + b"1,aaa\n" * 1000))
    result = check(f"{site}/parts/z.csv.gz", "--allow-private")
    assert (result.exit_code, f"{site}/parts/z.csv.gz unpacks to more" in result.output) == (2, True), result.output


def test_an_archive_on_the_web_that_cannot_be_unpacked_is_named(folder: Path, site: str) -> None:
    packed = gzip.compress(b"id,name\n1,e\n")
    (folder / "y.csv.gz").write_bytes(packed)
    (folder / "z.csv.gz").write_bytes(packed[:10] + b"\xff" * 8 + packed[18:])
    result = check("--parts", f"{site}/parts/y.csv.gz", f"{site}/parts/z.csv.gz", "--allow-private")
    assert (result.exit_code, f"{site}/parts/z.csv.gz" in result.output) == (2, True), result.output


@PROVES
def test_a_parquet_file_on_the_web_is_read_by_ranges(parquet: Path, site: str, prove: str) -> None:
    address = f"{site}/years/year=2024/part-0.parquet"
    result = check(address, "--allow-private", "--prove", prove)
    assert (result.exit_code, "valid, 2 rows" in result.output) == (0, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://key:secret@bucket/t.csv", "must not hold keys"),
        ("ftp://example.org/t.csv", "ftp://"),
        ("s3://no-such-bucket/t.csv", "could not be read"),
        ("abfs://container/t.csv", "could not be read"),
    ],
)
def test_an_address_never_tells_a_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # nobody is there
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")
    result = check(address)
    assert result.exit_code in {2, 3}
    assert said in result.output
    assert "secret" not in result.output
    assert "hush" not in result.output


@pytest.mark.parametrize("name", on("s3", "gs", "azure"))
def test_parts_in_a_store_are_judged_as_if_they_lay_here(
    folder: Path, parquet: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with BUCKETS[name]() as bucket:
        for variable, value in bucket.surroundings.items():
            monkeypatch.setenv(variable, value)
        for path in [*folder.glob("*.csv"), *parquet.rglob("*.parquet")]:
            bucket.put(path.relative_to(folder.parent).as_posix(), path.read_bytes())
        at = bucket.address
        for named in (f"{at}/parts", f"{at}/parts/", f"{at}/parts/?.csv"):
            for prove in ("always", "never"):
                result = check(named, "--prove", prove)
                assert "not valid, 2 errors, 5 rows" in result.output
                assert f"row 4 ({at}/parts/b.csv, row 2): “x”" in result.output
        assert check(f"{at}/parts/a.csv").exit_code == 0
        result = check(f"{at}/years")
        assert f"row 5 ({at}/years/year=2024/part-0.parquet, row 3): “1”" in result.output
        gone = check(f"{at}/parts/no.csv")
        assert gone.exit_code == 3
        assert not any(value in gone.output for value in bucket.surroundings.values() if len(value) > 4)
        described = {"name": "t", "type": "table", "path": f"{at}/parts/*.csv", "schema": SCHEMA}
        Path("package.json").write_text(json.dumps({"name": "p", "resources": [described]}))
        refused = CliRunner().invoke(main, ["check", "package.json"])
        assert (refused.exit_code, "--allow-remote" in refused.output) == (2, True)
        allowed = CliRunner().invoke(main, ["check", "package.json", "--allow-remote"])
        assert "not valid, 2 errors, 5 rows" in allowed.output
