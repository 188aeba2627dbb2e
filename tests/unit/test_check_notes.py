"""No report in Swedish says a word of frictionless's English that we could have said in Swedish."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.errors import HeldForDecision
from pipeline.wording.checks import CAUSES
from pipeline.wording.errors import sentence
from pipeline.wording.notes import noted

SOURCE = Path(frictionless.__file__).parent
OF_TABLES = ("checks/baseline.py", "formats/excel/parsers/xlsx.py", "formats/ods/parser.py", "resources/table.py")
OF_DESCRIPTIONS = (
    "schema/field.py",
    "schema/missing_values.py",
    "schema/schema.py",
    "package/package.py",
    "resource/resource.py",
)
NEVER_ASKED = (
    *(
        "Cannot convert",
        "Resource.infer",
        "deprecated",
        "set_field_type",
        'field "x" does',
        'resource "x" does',
        'resource "x" is',
    ),
    *("tabular-data", "schema.x", "x.email", "xs[].email"),
    *("cells composing", "package is required", "the same as in the row"),
)
"""On what we never call; on profiles of 2017; and those that are told elsewhere."""
OTHER_TOOLS = {"catalog-error", "check-error", "checklist-error", "dataset-error", "detector-error", "inquiry-error",
               "inquiry-task-error", "pipeline-error", "report-error", "report-task-error", "step-error"}  # fmt: skip
CHECKS_OF_ITS_OWN = {"ascii-value", "deviated-cell", "deviated-value", "duplicate-row", "forbidden-value", "required-value",
                     "row-constraint", "sequential-value", "table-dimensions", "truncated-value"}  # fmt: skip
OURS = {"unique-key"}
CLASSES_OF_ERRORS = {"cell-error", "data-error", "header-error", "label-error", "row-error"}


def notes_in(path: Path) -> Iterator[str]:
    """The notes that a module of frictionless writes, with `x` for whatever they mention."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Assign(targets=[ast.Name(id="note")], value=value) | ast.keyword(arg="note", value=value):
                yield from filled(value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="notes"), attr="append"), args=[value]):
                yield from filled(value)


def filled(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in value.values)
    elif isinstance(value, ast.Constant):
        yield (
            str(value.value)
            .replace('foreign key "%s" does', "foreign key \"{'fields': ['x']}\" does")
            .replace("%s", "x")
        )


NOTES = sorted({note for name in (*OF_TABLES, *OF_DESCRIPTIONS) for note in notes_in(SOURCE / name)})
KNOWN = [note for note in NOTES if not any(part in note for part in NEVER_ASKED)]


@pytest.mark.parametrize("note", KNOWN)
def test_a_note_of_frictionless_is_told_in_our_own_words(note: str) -> None:
    assert "frictionless" not in noted(note, "sv")


def test_there_are_notes_to_tell() -> None:
    assert len(KNOWN) > 20


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (
            "'emaill' is not one of ['default', 'email'] at property 'format'",
            "'emaill' ska vara ett av 'default', 'email' (vid format)",
        ),
        ("'x' is not of type 'array' at property 'constraints/enum'", "'x' ska vara 'array' (vid constraints/enum)"),
        ("'name' is a required property", "name saknas"),
        ('expected is "5" and actual is "8"', "beskrivningen säger 5, filen har 8"),
        ("brand new words", "frictionless: ”brand new words”"),
    ],
)
def test_a_note_is_told_with_what_it_mentions_and_one_that_nobody_knows_is_quoted(note: str, told: str) -> None:
    assert noted(note, "sv") == told


def kinds_of(error: type[frictionless.Error]) -> Iterator[str]:
    for kind in error.__subclasses__():
        yield kind.type
        yield from kinds_of(kind)


def test_every_error_that_check_may_meet_has_a_sentence() -> None:
    theirs = {kind for kind in kinds_of(frictionless.Error) if kind not in OURS}
    assert theirs - set(CAUSES) == (OTHER_TOOLS | CHECKS_OF_ITS_OWN | CLASSES_OF_ERRORS)


@pytest.mark.parametrize("form", ["text", "junit", "github", "sarif", "html"])
def test_a_schema_that_is_wrong_is_named_with_what_is_wrong(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("a,b\n1,2\n", "utf-8")
    fields = [{"name": "a", "type": "heltal"}, {"name": "b"}]
    Path("fel.json").write_text(json.dumps({"fields": fields}), "utf-8")
    result = CliRunner().invoke(main, ["--language", "sv", "check", "t.csv", "--schema", "fel.json", "--format", form])
    assert result.exit_code == 2
    assert "fel.json: ett fält är fel beskrivet: typen heltal finns inte" in result.output


def test_what_was_seen_in_a_file_is_part_of_the_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("id,belopp\n1,10\n2,20\nSumma,30\n", "utf-8")
    strict = CliRunner().invoke(main, ["--language", "sv", "check", "t.csv", "--strict"])
    assert strict.stdout.splitlines()[0] == "t.csv: inte godtagen (--strict), 3 rader"
    package = {"name": "p", "resources": [{"name": "n", "path": "n.csv", "encoding": "cp1252"}]}
    Path("p.json").write_text(json.dumps(package), "utf-8")
    Path("n.csv").write_text("namn\nMalmö\n", "utf-8")
    damaged = CliRunner().invoke(main, ["--language", "sv", "check", "p.json"])
    assert damaged.stdout.splitlines()[0] == "n.csv: inte giltig, fel teckenkodning, 1 rad"


def test_a_key_that_cannot_be_read_is_not_said_to_be_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("nr,namn\n1,Åsa\nSumma,Bo\n", "utf-8")
    Path("s.json").write_text('{"fields": [{"name": "nr", "type": "integer"}, {"name": "namn"}], "primaryKey": ["nr"]}')
    told = CliRunner().invoke(main, ["--language", "sv", "check", "t.csv", "--schema", "s.json"]).stdout
    assert told.startswith("t.csv: inte giltig, 2 fel, 2 rader (rad 1 är rubrikraden)\n")
    assert "rad 3: ”Summa”" in told
    assert "rad 3: nyckeln är tom, eller går inte att läsa som fältets typ" in told


def test_who_gives_no_schema_is_told_that_types_were_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("a\n1\n", "utf-8")
    Path("s.json").write_text('{"fields": [{"name": "a"}]}', "utf-8")
    guessed = CliRunner().invoke(main, ["--language", "sv", "check", "t.csv"])
    assert guessed.stdout == "t.csv: giltig, 1 rad\n"
    assert "Inget schema beskriver t.csv: typerna är gissade" in guessed.stderr
    assert CliRunner().invoke(main, ["--language", "sv", "check", "t.csv", "--schema", "s.json"]).stderr == ""


def test_a_fact_that_is_a_mapping_is_no_error_of_frictionless() -> None:
    held = HeldForDecision("people_changes", package="board", accepted={"people_changes": "accept"})
    assert sentence(held, "sv").startswith("board: ingenting publicerat")
