"""The reports of `check` for people, for CI and for code scanning: judged by the formats' own schemas, and hostile cells."""

import gzip
import io
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from pipeline.cli import main

SHAPES = Path(__file__).parents[1] / "contract" / "shapes"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "amount", "type": "number"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": ["id"],
}
GOOD = "id,amount,note\n1,2.5,a\n"
BAD = "id,amount,note\n1,x,a\n1,2,b\n,3\n"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "::error::owned",
    "50 % , a: b",
    "[click](http://evil.example)",
    "a\u202eb",
    "\x1b[31m\x00\x0b",
    "]]>&amp;",
    "{{ 7 * 7 }}",
    "å" * 500,
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a table of each kind and a schema."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "bad.csv").write_text(BAD, "utf-8")
    rows = [f'{number},x,"{cell.replace(chr(34), chr(34) * 2)}"' for number, cell in enumerate(HOSTILE)]
    rows += [f'"{cell.replace(chr(34), chr(34) * 2)}",1,a' for cell in HOSTILE]
    (tmp_path / "hostile.csv").write_text("\n".join(["id,amount,note", *rows]) + "\n", "utf-8")
    return tmp_path


def check(*arguments: str, stdin: bytes | None = None, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["--language", language, "check", *arguments], input=stdin)


def test_several_tables_get_a_report_each_and_totals_at_the_end(folder):
    result = check("good.csv", "bad.csv", "--schema", "s.json")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "good.csv: valid, 1 row"
    assert lines[1].startswith("bad.csv: not valid")
    assert lines[-1].startswith("In all 2 tables: 1 valid, 1 not valid, 0 unchecked; ")


def test_a_table_that_cannot_be_checked_spares_the_others(folder):
    (folder / "notes.txt").write_text("x", "utf-8")
    result = check("notes.txt", "good.csv", "--schema", "s.json")
    assert result.exit_code == 2
    assert "good.csv: valid" in result.stdout
    assert "1 valid, 0 not valid, 1 unchecked" in result.stdout
    assert "notes.txt" in result.stderr


def test_tables_of_one_name_in_two_folders_are_told_apart(folder):
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "t.csv").write_text(GOOD, "utf-8")
    told = check("a/t.csv", "b/t.csv", "--schema", "s.json").stdout
    assert "a/t.csv: valid" in told
    assert "b/t.csv: valid" in told


def test_json_of_one_table_is_as_ever_and_of_several_has_one_report_each(folder):
    alone = json.loads(check("bad.csv", "--schema", "s.json", "--format", "json").stdout)
    assert set(alone) >= {"valid", "tasks", "observations", "encodings"}
    told = json.loads(check("good.csv", "bad.csv", "--schema", "s.json", "--format", "json").stdout)
    assert [table["file"] for table in told["tables"]] == ["good.csv", "bad.csv"]
    assert [table["valid"] for table in told["tables"]] == [True, False]
    assert told["totals"] == {"tables": 2, "valid": 1, "invalid": 1, "unchecked": 0, "errors": 5, "rows": 4}
    assert told["valid"] is False


@pytest.mark.parametrize(("language", "name"), [("en", "standard input"), ("sv", "standard in")])
def test_standard_input_is_a_table_by_that_name(folder, language, name):
    result = check("-", "--schema", "s.json", stdin=BAD.encode(), language=language)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{name}: ")
    assert str(folder) not in result.output


# frictionless leaves the files of archives open
unclosed = pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")


@unclosed
def test_what_comes_through_a_pipe_is_known_by_its_first_bytes(folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table({"id": [1], "amount": [2.5], "note": ["a"]}), sink)
    for content in (sink.getvalue(), gzip.compress(GOOD.encode()), GOOD.encode()):
        assert check("-", "--schema", "s.json", stdin=content).exit_code == 0


def test_the_format_of_standard_input_can_be_said_and_of_nothing_else(folder):
    lines = b'{"id": 1, "amount": 2.5, "note": "a"}\n'
    assert check("-", "--schema", "s.json", "--format-of", "jsonl", stdin=lines).exit_code == 0
    assert check("good.csv", "--format-of", "csv").exit_code == 2
    assert check("-", "-", stdin=b"").exit_code == 2


def test_standard_input_is_bounded(folder):
    result = check("-", "--schema", "s.json", "--max-size", "10", stdin=b"id,amount,note\n")
    assert result.exit_code == 2
    assert "Standard input has more than 10 bytes" in result.stderr


@pytest.mark.parametrize("kind", ["parquet", "xlsx", "csv", "jsonl"])
@unclosed
def test_no_report_names_the_file_that_standard_input_was_put_into(folder, kind):
    for form in ("text", "json", "junit", "github", "sarif", "html"):
        told = check("-", "--format-of", kind, "--format", form, stdin=b"\x00\xff{[ no table", language="sv")
        assert told.exit_code in {0, 1, 2}
        assert "standard-input" not in told.output.replace('"name": "standard-input"', "")


@unclosed
def test_a_fault_of_standard_input_does_not_name_a_file_that_nobody_knows(folder):
    result = check("-", "--format-of", "csv.gz", stdin=b"\x1f\x8b broken")
    assert result.exit_code == 2
    assert "standard-input" not in result.output
    assert "standard input" in result.output


@pytest.mark.parametrize("files", [["good.csv"], ["bad.csv"], ["hostile.csv"], ["good.csv", "bad.csv", "s.json"]])
def test_junit_is_valid_by_the_schemas_of_ant_and_of_jenkins(folder, files):
    told = etree.fromstring(check(*files, "--schema", "s.json", "--format", "junit").stdout.encode())
    for name in ("JUnit.xsd", "junit-10.xsd"):
        etree.XMLSchema(etree.parse(SHAPES / name)).assertValid(told)


def test_junit_counts_a_case_for_each_field(folder):
    root = etree.fromstring(check("bad.csv", "--schema", "s.json", "--format", "junit").stdout.encode())
    [suite] = root
    assert [case.get("name") for case in suite.iter("testcase")] == ["the table as a whole", "id", "amount", "note"]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "4", "0")


def test_what_cannot_be_checked_is_an_error_of_junit(folder):
    (folder / "notes.txt").write_text("x", "utf-8")
    result = check("notes.txt", "--format", "junit")
    root = etree.fromstring(result.stdout.encode())
    assert result.exit_code == 2
    assert "notes.txt" in str(root.find(".//error").get("message"))


@pytest.mark.parametrize("files", [["good.csv"], ["bad.csv"], ["hostile.csv"], ["good.csv", "bad.csv", "s.json"]])
def test_sarif_is_valid_by_its_schema(folder, files):
    told = json.loads(check(*files, "--schema", "s.json", "--format", "sarif").stdout)
    with gzip.open(SHAPES / "sarif-schema-2.1.0.json.gz") as stream:
        jsonschema.Draft4Validator(json.load(stream)).validate(told)
    rules = told["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in told["runs"][0]["results"])


def test_sarif_names_file_row_and_field(folder):
    (folder / "år 1").mkdir()
    (folder / "år 1" / "b,d.csv").write_text(BAD, "utf-8")
    told = json.loads(check("år 1/b,d.csv", "--schema", "s.json", "--format", "sarif").stdout)
    [first] = [each for each in told["runs"][0]["results"] if each["ruleId"] == "type-error"]
    place = first["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "%C3%A5r%201/b%2Cd.csv"},
        "region": {"startLine": 2},
    }
    assert place["logicalLocations"][0]["name"] == "amount"


def test_no_cell_becomes_a_link_of_sarif(folder):
    told = check("hostile.csv", "--schema", "s.json", "--format", "sarif").stdout
    assert "](" not in told


@pytest.mark.parametrize("files", [["bad.csv"], ["hostile.csv"], ["good.csv", "bad.csv"]])
def test_every_line_for_github_is_one_whole_command(folder, files):
    lines = check(*files, "--schema", "s.json", "--format", "github").stdout.splitlines()
    assert lines
    for line in lines:
        found = re.fullmatch(r"::(error|warning|notice)(?: ([^\r\n]*?))?::([^\r\n]*)", line)
        assert found, line
        properties = dict(pair.split("=", 1) for pair in (found[2] or "").split(",") if pair)
        assert set(properties) <= {"file", "line", "title"}
        assert not re.search(r"%(?!25|0D|0A|3A|2C)", found[2] or "")
    assert sum(line.startswith("::error") for line in lines) <= 10


def test_github_is_told_the_row_and_a_name_with_commas_is_escaped(folder):
    (folder / "a,b:c%.csv").write_text("id,amount,note\n1,x,a\n", "utf-8")
    [line] = check("a,b:c%.csv", "--schema", "s.json", "--format", "github").stdout.splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac%25.csv,line=2,title=1 × ")


def test_github_is_not_told_more_than_it_shows(folder):
    fields = [{"name": f"f{number}", "type": "integer"} for number in range(15)]
    (folder / "wide.json").write_text(json.dumps({"fields": fields}), "utf-8")
    (folder / "wide.csv").write_text(f"{','.join(f['name'] for f in fields)}\n{','.join('x' * 15)}\n", "utf-8")
    lines = check("wide.csv", "--schema", "wide.json", "--format", "github").stdout.splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert lines[-1].startswith("::notice::5 more causes")


def test_of_a_table_in_parts_the_part_is_named_and_the_row_within_it(folder):
    (folder / "parts").mkdir()
    (folder / "parts" / "1.csv").write_text("id,amount,note\n1,1,a\n", "utf-8")
    (folder / "parts" / "2.csv").write_text("id,amount,note\n2,1,a\n3,x,a\n", "utf-8")
    [line] = check("parts", "--schema", "s.json", "--format", "github").stdout.splitlines()
    assert line.startswith("::error file=parts/2.csv,line=3,")
    told = json.loads(check("parts", "--schema", "s.json", "--format", "sarif").stdout)
    [place] = told["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "parts/2.csv"}
    assert place["physicalLocation"]["region"] == {"startLine": 3}
    assert "parts/2.csv: 3</th>" in check("parts", "--schema", "s.json", "--format", "html").stdout


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_is_one_file_without_scripts_whatever_the_cells_hold(folder, language):
    told = check("hostile.csv", "--schema", "s.json", "--format", "html", language=language).stdout
    page = Tags(told)
    assert not {"script", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert not [
        value
        for tag, attributes in page.tags
        if tag == "link"
        for value in [attributes["href"]]
        if "data:" not in value
    ]
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.text
    assert "\x1b" not in page.text
    assert dict(page.tags)["html"] == {"lang": language}


def test_the_page_shows_rows_and_marks_the_cell(folder):
    told = check("bad.csv", "--schema", "s.json", "--format", "html").stdout
    assert "<mark>x</mark>" in told
    assert "<mark><i>missing</i></mark>" in told
    assert "the same as in row 2" in told
    assert told.count("<h2") == 1


@pytest.mark.parametrize(
    ("field", "cell", "said"),
    [
        ({"type": "date"}, "x", "Write a day that exists, as 2026-12-31."),
        ({"type": "date", "format": "%d/%m/%Y"}, "x", "Write a day that exists, as the schema has it."),
        ({"constraints": {"enum": ["drift", "o'clock"]}}, "x", "Write one of: drift, o&#39;clock."),
        ({"constraints": {"required": True}}, "", "Fill the cell in."),
        ({"type": "integer", "constraints": {"minimum": 5}}, "4", "Write a value of 5 at least."),
        ({"type": "geopoint"}, "x", ""),
    ],
)
def test_the_page_says_what_to_do(folder, field, cell, said):
    fields = [{"name": "id", "type": "integer"}, {"name": "a", "type": "string", **field}]
    (folder / "a.json").write_text(json.dumps({"fields": fields}), "utf-8")
    (folder / "a.csv").write_text(f"id,a\n1,{cell}\n", "utf-8")
    told = check("a.csv", "--schema", "a.json", "--format", "html").stdout
    assert re.findall(r'<p class="text">(.*?)</p>', told) == ([said] if said else [])
    assert ("expected: one of drift, o&#39;clock" in told) == ("enum" in str(field))


def test_the_page_does_not_tell_the_folders_of_whoever_checked(folder):
    told = check(str(folder / "bad.csv"), "--schema", "s.json", "--format", "html").stdout
    assert "bad.csv is not valid" in told
    assert str(folder) not in told


def test_of_a_wide_table_the_page_shows_the_marked_cell_and_what_is_about_it(folder):
    fields = [{"name": f"f{number}", "type": "string"} for number in range(40)]
    fields[30]["type"] = "integer"
    (folder / "wide.json").write_text(json.dumps({"fields": fields}), "utf-8")
    names = ",".join(field["name"] for field in fields)
    (folder / "wide.csv").write_text(f"{names}\n{','.join(f'v{number}' for number in range(40))}\n", "utf-8")
    told = check("wide.csv", "--schema", "wide.json", "--format", "html").stdout
    assert re.findall(r'<th scope="col"[^>]*>(f\d+)</th>', told) == ["f0", "f28", "f29", "f30", "f31", "f32"]
    assert "<mark>v30</mark>" in told


def test_of_many_rows_with_one_fault_the_page_shows_some_and_names_others(folder):
    rows = "".join(f"{number},x,a\n" for number in range(1, 200))
    (folder / "many.csv").write_text(f"id,amount,note\n{rows}", "utf-8")
    told = check("many.csv", "--schema", "s.json", "--format", "html").stdout
    assert told.count("<mark>") == 5
    assert "Also in row 7, 8, 9" in told
    assert "And in 134 more rows." in told


def test_a_folder_with_a_descriptor_is_checked_as_its_package(folder: Path) -> None:
    table = {"name": "bad", "path": "bad.csv", "schema": SCHEMA}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [table]}), "utf-8")
    assert check(".", "--format", "json").output == check("datapackage.json", "--format", "json").output
    assert check(".").exit_code == 1
