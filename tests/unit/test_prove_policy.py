"""Which rows are proven, which are judged, and that the report is frictionless's own in either case."""

import gc
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reports import without_time

from pipeline.prover import scan
from pipeline.prover.judge import Prove
from pipeline.prover.rows import typed_batches
from pipeline.validate.verdict import CheckResult, check_file, check_package, validate_tables

Json = dict[str, Any]

LEDGER: Json = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "kommun", "type": "string", "constraints": {"pattern": r"\d{4}"}},
        {"name": "datum", "type": "date"},
        {"name": "belopp", "type": "number", "constraints": {"minimum": -1000}},
        {"name": "text", "type": "string"},
    ],
    "primaryKey": ["id"],
}
LINES = [f'{row},{1200 + row % 33},2024-01-{row % 28 + 1:02},{row}.50,"Snö, is {row % 7}"' for row in range(1, 3001)]


def written(folder: Path, lines: list[str], *, header: str = "id,kommun,datum,belopp,text", end: str = "\n") -> Path:
    """A file with these lines."""
    path = folder / "ledger.csv"
    path.write_text(end.join([header, *lines]) + end, encoding="utf-8", newline="")
    return path


def agreed(check: Callable[[Prove], CheckResult]) -> CheckResult:
    """The result with proofs, which is the same as without."""
    proven, judged = check("always"), check("never")
    assert without_time(proven.report) == without_time(judged.report)
    assert proven.valid == judged.valid
    assert proven.rows == judged.rows
    assert judged.rows_proven == 0
    return proven


@pytest.fixture(params=[1000, 1 << 22], ids=["small blocks", "one block"])
def _blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "BLOCK", request.param)


pytestmark = [
    pytest.mark.usefixtures("_blocks"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # frictionless leaves archives open
]


def test_every_row_of_a_clean_table_is_proven(tmp_path: Path) -> None:
    path = written(tmp_path, LINES)
    result = agreed(lambda prove: check_file(path, LEDGER, prove=prove))
    assert (result.valid, result.rows, result.rows_proven) == (True, 3000, 3000)


def test_only_rows_in_doubt_are_judged(tmp_path: Path) -> None:
    lines = LINES.copy()
    lines[99] = "x,1283,2024-01-05,1,"
    lines[1999] = "7,1283,2024-01-05,1,"  # the id of the seventh row
    lines[2000] = "2001,1283"
    lines[2001] = ""
    lines[2002] = "2003,1283,2024-01-05,1,,"
    lines[2003] = "2004,1283,2023-02-29,-1000,"  # no such day; at the bound, so not proven and yet valid
    result = agreed(lambda prove: check_file(written(tmp_path, lines), LEDGER, prove=prove))
    errors = result.report["tasks"][0]["errors"]
    assert {error["rowNumber"] for error in errors} == {101, 2001, 2002, 2003, 2004, 2005}
    assert "position 8" in next(error["note"] for error in errors if error["rowNumber"] == 2001)
    assert result.rows - result.rows_proven == 7


def test_keys_are_equal_where_their_values_are(tmp_path: Path) -> None:
    lines = ["05,1280,2024-01-01,1,", *LINES[5:], "5,1280,2024-01-01,1,", " 17 ,1280,2024-01-01,1,"]
    result = agreed(lambda prove: check_file(written(tmp_path, lines), LEDGER, prove=prove))
    assert [error["type"] for error in result.report["tasks"][0]["errors"]] == ["primary-key", "primary-key"]


def test_a_large_key_is_met_again_wherever_it_was_read(tmp_path: Path) -> None:
    lines = [f"{2**61 - 1},1280,2024-01-01,1,", *LINES, " 7 ,1280,2024-01-01,1,", f"{2**61 - 1},1280,2024-01-01,1,"]
    result = agreed(lambda prove: check_file(written(tmp_path, lines), LEDGER, prove=prove))
    assert [error["rowNumber"] for error in result.report["tasks"][0]["errors"]] == [3003, 3004]


def test_a_key_of_several_columns_is_compared_as_a_whole(tmp_path: Path) -> None:
    schema = {**LEDGER, "primaryKey": ["kommun", "datum", "text"]}
    result = agreed(lambda prove: check_file(written(tmp_path, [*LINES[:150], LINES[3]]), schema, prove=prove))
    assert [error["rowNumber"] for error in result.report["tasks"][0]["errors"]] == [152]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("bad", [range(0, 3000, 40), [2998, 2999], [0]])
def test_what_is_counted_when_the_errors_are_too_many_is_what_frictionless_counts(
    tmp_path: Path, end: str, limit: int, bad: list[int]
) -> None:
    lines = ["x" + line if row in bad else line for row, line in enumerate(LINES)]
    path = written(tmp_path, lines, end=end)
    agreed(lambda prove: check_file(path, LEDGER, prove=prove, limit_errors=limit))


def test_a_file_without_a_last_line_break_is_counted_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(["id,kommun,datum,belopp,text", *LINES, "x,1280,2024-01-01,1,"]), encoding="utf-8")
    result = agreed(lambda prove: check_file(path, LEDGER, prove=prove, limit_errors=1))
    assert "sha256" in result.report["tasks"][0]["stats"]


def test_a_stray_quote_is_read_as_frictionless_reads_it(tmp_path: Path) -> None:
    lines = LINES.copy()
    for row in (40, 700, 701, 2200):
        lines[row] = f'{row + 1},1280,2024-01-01,1,Rör 12" AB'
    result = agreed(lambda prove: check_file(written(tmp_path, lines), LEDGER, prove=prove))
    assert result.valid
    assert result.rows_proven == 3000


def test_a_quote_that_is_never_closed_takes_the_rest_of_the_file(tmp_path: Path) -> None:
    lines = LINES.copy()
    lines[1500] = '1501,1280,2024-01-01,1,"Rör'
    agreed(lambda prove: check_file(written(tmp_path, lines), LEDGER, prove=prove))


def test_cells_of_several_lines_are_one_row(tmp_path: Path) -> None:
    lines = [f'{row},1280,2024-01-01,1,"first\n{"second, " * (row % 40)}\r\nthird"' for row in range(1, 900)]
    lines[500] = '501,1280,2024-01-32,1,"a\nb"'
    result = agreed(lambda prove: check_file(written(tmp_path, lines), LEDGER, prove=prove))
    assert result.rows_proven == 898


@pytest.mark.parametrize("encoding", ["iso8859-1", "cp1252", "utf-8-sig", "utf-16"])
def test_other_encodings_have_the_report_of_frictionless(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes("\n".join(["id,kommun,datum,belopp,text", *LINES, "x,y,z,å,ö"]).encode(encoding))
    result = agreed(lambda prove: check_file(path, LEDGER, prove=prove))
    assert not result.valid


def test_bytes_that_are_no_text_are_reported_where_frictionless_meets_them(tmp_path: Path) -> None:
    path = written(tmp_path, LINES)
    path.write_bytes(path.read_bytes().replace(b"2900", b"29\xff0"))
    result = agreed(lambda prove: check_file(path, LEDGER, prove=prove))
    assert [error["type"] for error in result.report["tasks"][0]["errors"]] == ["encoding-error"]


@pytest.mark.parametrize("packed", ["gz", "zip", "damaged gz", "damaged zip"])
def test_archives_are_checked_as_what_is_in_them(tmp_path: Path, packed: str) -> None:
    content = written(tmp_path, [*LINES, "x,1280,2024-01-01,1,"]).read_bytes()
    path = tmp_path / f"ledger.csv.{packed.removeprefix('damaged ')}"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(content, mtime=0))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.csv", content)
    if packed.startswith("damaged"):
        path.write_bytes(path.read_bytes()[:-30])
    result = agreed(lambda prove: check_file(path, LEDGER, prove=prove))
    while gc.collect():  # here, where the warning is expected
        pass
    if not packed.startswith("damaged"):
        assert (result.rows, result.rows_proven) == (3001, 3000)


def test_small_tables_are_left_to_frictionless_alone(tmp_path: Path) -> None:
    assert check_file(written(tmp_path, LINES), LEDGER).rows_proven == 0
    assert check_file(written(tmp_path, LINES * 3), {**LEDGER, "primaryKey": []}).rows_proven == 9000


def test_a_schema_that_is_none_is_reported_and_not_raised(tmp_path: Path) -> None:
    result = check_file(written(tmp_path, LINES), {"fields": [{"name": "id", "type": "nonsense"}]})
    assert not result.valid
    assert result.report["errors"]


def test_progress_ends_where_the_file_does(tmp_path: Path) -> None:
    path, seen = written(tmp_path, LINES), []
    check_file(path, LEDGER, prove="always", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def package(folder: Path, foreign_key: Json, lines: list[str]) -> Path:
    """A package with a ledger that refers to municipalities."""
    written(folder, lines)
    (folder / "kommuner.csv").write_text(
        "kod,datum\n" + "".join(f"{1200 + n},2024-01-{n % 28 + 1:02}\n" for n in range(33)), "utf-8"
    )
    descriptor = {
        "name": "ledger",
        "resources": [
            {
                "name": "ledger",
                "path": "ledger.csv",
                "type": "table",
                "schema": {**LEDGER, "foreignKeys": [foreign_key]},
            },
            {
                "name": "kommuner",
                "path": "kommuner.csv",
                "type": "table",
                "schema": {"fields": [{"name": "kod", "type": "string"}, {"name": "datum", "type": "date"}]},
            },
        ],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor), "utf-8")
    return path


def test_references_to_another_table_are_proven_and_what_is_not_found_is_judged(tmp_path: Path) -> None:
    key = {"fields": ["kommun"], "reference": {"resource": "kommuner", "fields": ["kod"]}}
    path = package(tmp_path, key, [*LINES, "3001,9999,2024-01-01,1,", "3002,,2024-01-01,1,"])
    result = agreed(lambda prove: check_package(path, prove=prove))
    assert [error["type"] for error in result.report["tasks"][0]["errors"]] == ["foreign-key"]
    assert result.rows_proven == 3001 + 33


def test_references_of_several_columns_are_looked_up_as_a_whole(tmp_path: Path) -> None:
    key = {"fields": ["kommun", "datum"], "reference": {"resource": "kommuner", "fields": ["kod", "datum"]}}
    result = agreed(lambda prove: check_package(package(tmp_path, key, LINES), prove=prove))
    assert 0 < len(result.report["tasks"][0]["errors"]) <= 1000


def test_a_table_may_refer_to_itself(tmp_path: Path) -> None:
    schema = {**LEDGER, "foreignKeys": [{"fields": ["id"], "reference": {"resource": "", "fields": ["id"]}}]}
    result = agreed(lambda prove: check_file(written(tmp_path, LINES), schema, prove=prove))
    assert result.rows_proven == 3000


def test_a_package_can_be_checked_before_its_descriptor_is_written(tmp_path: Path) -> None:
    key = {"fields": ["kommun"], "reference": {"resource": "kommuner", "fields": ["kod"]}}
    descriptor = json.loads(package(tmp_path, key, LINES).read_text("utf-8"))
    result = agreed(lambda prove: validate_tables(descriptor, tmp_path, prove=prove))
    assert (result.valid, result.rows) == (True, 3033)


def test_valid_rows_come_out_with_the_values_that_frictionless_reads(tmp_path: Path) -> None:
    lines = [*LINES[:200], "0201,1280,2024-02-29,1_0.5,", "+202,1280,,-1000,å", "203,,2024-01-01,1e2,"]
    path = written(tmp_path, lines)
    assert check_file(path, LEDGER, prove="always").valid
    rows = [row for batch in typed_batches(path, LEDGER) for row in batch.to_pylist()]
    assert [row["id"] for row in rows] == list(range(1, 204))
    assert [str(row["datum"]) for row in rows[200:]] == ["2024-02-29", "None", "2024-01-01"]
    assert [row["belopp"] for row in rows[199:]] == [200.5, 10.5, -1000.0, 100.0]
    assert [row["text"] for row in rows[200:]] == [None, "å", None]
    assert [row["kommun"] for row in rows[200:]] == ["1280", "1280", None]


def test_a_table_that_only_frictionless_reads_comes_out_as_well(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes("\n".join(["id,kommun,datum,belopp,text", *LINES[:50]]).encode("utf-16"))
    rows = [row for batch in typed_batches(path, LEDGER) for row in batch.to_pylist()]
    assert (len(rows), rows[0]["id"], str(rows[0]["datum"])) == (50, 1, "2024-01-02")


@pytest.mark.parametrize("text", ["1e400", "9" * 400, "-1.5e999"])
def test_a_number_that_no_double_can_hold_is_not_made_infinite(tmp_path: Path, text: str) -> None:
    told = written(tmp_path, ["1,1280,,INF,"])
    assert [row["belopp"] for batch in typed_batches(told, LEDGER) for row in batch.to_pylist()] == [float("inf")]
    path = written(tmp_path, [f"1,1280,,{text},"])
    with pytest.raises(OverflowError):
        list(typed_batches(path, LEDGER))
