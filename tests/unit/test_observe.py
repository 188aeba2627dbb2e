"""What is seen in a file of a table, whatever its schema: told where it is near certain, and only there."""

import csv
import gzip
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks.command import check
from pipeline.checks.judged import Options
from pipeline.observe.blocks import BLOCK
from pipeline.observe.facts import Form, Packing
from pipeline.observe.look import look
from pipeline.validate.verdict import check_file, check_package
from pipeline.wording.observations import OBSERVATIONS, sentence_of
from pipeline.wording.run import Talk

ROWS = [f"{number},Malmö,{number * 10}" for number in range(1, 100)]
SWEDISH = "kommun\nMalmö\nHöör\nÅstorp\nKävlinge\n"


def table(rows=ROWS, header="id,namn,belopp"):
    return "\n".join([header, *rows]) + "\n"


def swallowing(*changes):
    """The table with some rows replaced: their number, and how they begin anew."""
    rows = list(ROWS)
    for number, row in changes:
        rows[number - 1] = row
    return table(rows)


def seen(tmp_path, content, delimiter=",", declared=None, missing=()):
    """The code and the line of each observation on a file."""
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = look(Packing(path), declared)
    form = Form(delimiter, found.encoding.name or "utf-8", missing=frozenset(missing))
    return [(each.code, each.line) for each in found.observations(form)]


# the encoding


@pytest.mark.parametrize("at", ["header", "middle", "end"])
def test_one_wrong_byte_is_told_with_its_line_and_what_it_should_be(tmp_path, at):
    place = {"header": "Ö", "middle": "Höör", "end": "Klöv"}[at]
    text = "id,Ö\n1,Malmö\n2,Höör\n3,Klöv"
    content = text.encode()
    letter = "Ö" if at == "header" else "ö"
    start = content.index(place.encode()) + len(place.partition(letter)[0].encode())
    damaged = content[:start] + letter.encode("cp1252") + content[start + 2 :]
    path = tmp_path / "t.csv"
    path.write_bytes(damaged)
    [fault] = look(Packing(path)).observations(Form())
    assert fault.code == "encoding_damaged"
    assert fault.line == {"header": 1, "middle": 3, "end": 4}[at]
    assert (fault.facts["offset"], fault.facts["likely"]) == (start, letter)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_utf8_with_a_wrong_byte_is_never_taken_for_another_encoding(tmp_path_factory, data):
    content = (SWEDISH * 3).encode()
    place = data.draw(st.integers(0, len(content) - 1))
    damaged = content[:place] + bytes([data.draw(st.integers(128, 255))]) + content[place + 1 :]
    path = tmp_path_factory.mktemp("damage") / "t.csv"
    path.write_bytes(damaged)
    found = look(Packing(path)).encoding
    try:
        damaged.decode()
    except UnicodeDecodeError:
        assert found.fault
        assert found.fault.code == "encoding_damaged"
    else:
        assert found.fault is None


@pytest.mark.parametrize("cut", [b"\xc3", b"\xe2\x80"])
def test_a_character_that_is_cut_off_at_the_end_is_damage(tmp_path, cut):
    assert seen(tmp_path, SWEDISH.encode() + cut) == [("encoding_damaged", 6)]


def test_damage_far_into_a_large_file_is_found(tmp_path):
    content = table(ROWS * 4000).encode()
    assert len(content) > 2 * BLOCK
    damaged = content[:-6] + b"\xf6" + content[-6:]
    assert seen(tmp_path, damaged) == [("encoding_damaged", 396_001)]


@pytest.mark.parametrize("name", ["t.csv.gz", "t.zip"])
def test_damage_in_an_archive_is_found(tmp_path, name):
    content, path = SWEDISH.encode() + b"Kl\xf6v\n", tmp_path / name
    if name.endswith("gz"):
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.csv", content)
    [fault] = look(Packing(path, name.rpartition(".")[2])).observations(Form())
    assert (fault.code, fault.line) == ("encoding_damaged", 6)


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_whole_file_in_another_encoding_is_read_in_it(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(SWEDISH.encode(encoding))
    found = look(Packing(path))
    assert (found.encoding.name, found.observations(Form(encoding=encoding))) == (encoding, ())
    assert check_file(path, None).valid


@pytest.mark.parametrize("rows", [4, 40_000])
def test_the_encoding_is_told_from_the_whole_file_where_frictionless_guesses_from_its_start(tmp_path, rows):
    path = tmp_path / "t.csv"
    path.write_text("id,namn\n" + "".join(f"{row},a\n" for row in range(rows)) + "9,Malmö\n", "utf-8")
    result = check_file(path, None)
    assert result.valid
    assert [each.encoding for each in result.seen] == ["utf-8"]


@pytest.mark.parametrize(
    ("content", "declared", "code"),
    [
        (SWEDISH.encode(), "cp1252", "encoding_misnamed"),
        (SWEDISH.encode(), "latin-1", "encoding_misnamed"),
        (SWEDISH.encode("cp1252"), "utf-8", "encoding_misnamed"),
        (SWEDISH.encode() + b"Kl\xf6v", "cp1252", "encoding_damaged"),
        ("Malmö\n".encode() + SWEDISH.encode("cp1252"), None, "encoding_mixed"),
        (b"kommun\nMalm" + b"\xc3\n", None, "encoding_mixed"),
    ],
)
def test_an_encoding_that_is_not_that_of_the_file_is_a_fault(tmp_path, content, declared, code):
    assert [each for each, _ in seen(tmp_path, content, declared=declared)] == [code]


@pytest.mark.parametrize("cut", [1, 3])
def test_a_file_of_wide_characters_that_ends_within_one_is_told_in_a_sentence(tmp_path, cut):
    path = tmp_path / "t.csv"
    path.write_bytes((SWEDISH + "🦌").encode("utf-16")[:-cut])
    [fault] = look(Packing(path)).observations(Form(encoding="utf-16"))
    assert fault.code == "encoding_unknown"
    assert "utf-16" in sentence_of(path, fault, "en")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_encoding_that_a_descriptor_names_rightly_is_no_fault(tmp_path, encoding):
    assert seen(tmp_path, SWEDISH.encode(encoding), declared=encoding) == []


# the rows


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (swallowing((35, '35,Malmö,"350')), "quote_unclosed", 36),
        (swallowing((35, '"35,Malmö,350')), "quote_unclosed", 36),
        (swallowing((35, '35,"Malmö,350'), (60, '60,Malmö",600')), "rows_swallowed", 36),
        (swallowing((35, '35,"Malmö,350'), (36, '36,Malmö",360')), "rows_swallowed", 36),
        (swallowing((35, '35,Malmö,"350'), (60, '60,"Malmö",600')), "rows_swallowed", 36),
        (
            "\n".join(f'"{row.replace(",", chr(34) + "," + chr(34))}"' for row in ROWS).replace('350"', '350""'),
            "rows_swallowed",
            35,
        ),
    ],
    ids=["to the end", "in the first cell", "by a later quote", "one row", "by a cell in quotes", "doubled"],
)
def test_rows_that_a_stray_quote_swallowed_are_seen(tmp_path, content, code, line):
    assert seen(tmp_path, content) == [(code, line)]


def test_swallowed_rows_far_into_a_large_file_are_seen(tmp_path):
    rows = [f'{number},"Malmö, Sverige",{number * 10}' for number in range(100_000)]
    rows[70_000] = '70000,"Malmö,700000'
    rows[70_050] = '70050,Malmö",700500'
    assert seen(tmp_path, table(rows)) == [("rows_swallowed", 70_002)]


@pytest.mark.parametrize(
    "cell",
    [
        "Storgatan 1\n211 22 Malmö\nSverige",
        "Box 5, 211 22 Malmö,\nSkåne, Sverige,\nEuropa, Jorden",
        "Shall I compare thee,\nto a summer's day,\nthou art more lovely,\nand more temperate,\nrough winds,\nshake buds,\nof May,\nso long",
        json.dumps({"a": [1, 2, 3], "b": {"c": [1, 2]}}, indent=1),
        "def f(a,b):\n    return g(a,b,1)\n\nf(1,2)\n",
        "x,y\n1,2\n3,4",
        "1,5\n2,5\n3,5",
        'hon sa: "ja"\noch gick',
    ],
    ids=["address", "commas", "poem", "json", "code", "a small table", "decimals", "quotes"],
)
def test_cells_of_several_lines_are_left_in_peace(tmp_path, cell):
    for rows in (30, 30_000):
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(["id", "text", "belopp"])
        writer.writerows([number, cell if number % 3 == 0 else "Malmö", number * 10] for number in range(rows))
        assert seen(tmp_path, stream.getvalue()) == []


def test_prose_with_as_many_commas_as_a_row_is_no_row(tmp_path):
    rows = [f"{number},{number * 10},Malmö" for number in range(50)]
    assert seen(tmp_path, table([*rows, '50,500,"enligt nedan\n5, 20, se bilaga"'])) == []


@pytest.mark.parametrize(
    ("content", "delimiter", "expected"),
    [
        ("sep=;\n" + table().replace(",", ";"), ";", [("separator_line", 1)]),
        ("Folkmängd\n\n" + table(), ",", [("title_above_header", 1)]),
        ("Folkmängd,,\n" + table(), ",", [("title_above_header", 1)]),
        (table().replace(",", ";"), ",", [("delimiter_doubtful", 1)]),
        ("namn;pris\nMalmö;1,5\nLund;2,5\nHöör;3,5\n", ",", [("delimiter_doubtful", 1)]),
        (table([*ROWS, "Källa: SCB,,"]), ",", [("footer", 101)]),
        (table([*ROWS, "", "Summa,,990"]), ",", [("footer", 102)]),
        (table([*ROWS, "", "Källa: SCB,,", "Uppdaterad 2024-01-01"]), ",", [("footer", 102)]),
        ("id,belopp\n1,10\n2,20\nSumma,30\n", ",", [("footer", 4)]),
        ("namn,antal,pris\nA,1,1 000\nB,2,0,5\n".replace("0,5", "0.5") + "Totalt,3,1000.5\n", ",", [("footer", 4)]),
        ("id,namn,belopp\n1,A,10\n2,B,20\n,Summa,30\n", ",", [("footer", 4)]),
        (
            "Anmälningar\n\n" + swallowing((35, '35,"Malmö,350'), (60, '60,Malmö",600')),
            ",",
            [("title_above_header", 1), ("rows_swallowed", 38)],
        ),
    ],
)
def test_what_stands_around_a_table_is_seen(tmp_path, content, delimiter, expected):
    assert seen(tmp_path, content, delimiter) == expected


@pytest.mark.parametrize(
    "content",
    [
        "mpg\nMazda,21\nDatsun,22\nHornet,23\n",
        "x\n1,5\n2,6\n3,7\n",
        "namn,,\nMalmö,1,2\nLund,2,3\n",
        "a\nMalmö; Lund\nHöör\n",
        "kön,antal\nkvinnor,10\nmän,20\ntotalt,31\n",
    ],
    ids=["names of rows", "numbers of rows", "blank labels", "one column", "no sum"],
)
def test_an_odd_header_is_left_to_frictionless(tmp_path, content):
    assert seen(tmp_path, content) == []


# the cells


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *((error, "spreadsheet_error") for error in ("#REF!", "#N/A", "#DIV/0!", "#SAKNAS!", "#VÄRDEFEL!", "#NAMN?")),
        *((text, "garbled_text") for text in ("KÃ¤vlinge", "V√§st", "Ã…hus", "a â€“ b", "V├ñst", "KÃƒÂ¤vlinge")),
        ("L\ufffdnd", "lost_letter"),
        ("a\0b", "control_character"),
        ("a\x1fb", "control_character"),
        ("a\x85b\x92", "control_character"),
        ("a\u202eb", "direction_character"),
        ("a\ufeffb", "mark_within"),
    ],
)
def test_a_damaged_cell_is_seen_in_small_and_in_large_files(tmp_path, cell, code):
    assert seen(tmp_path, table([*ROWS, f"100,{cell},5"])) == [(code, 101)]
    assert seen(tmp_path, table([*ROWS * 1000, f"100,{cell},5", *ROWS * 300])) == [(code, 99_002)]


@pytest.mark.parametrize(
    "cell",
    [
        "#1",
        "C# och F#",
        "SÃO PAULO",
        "AMANHÃ",
        "√2",
        "√π",
        "├── gren",
        "1,5E+12 kr",
        "a\tb",
        "naïve – “café”",
        "100 €",
        "emoji 🎉",
        "mañana…",
    ],
)
def test_a_sound_cell_is_left_in_peace(tmp_path, cell):
    rows = [f'{number},"{cell}",5' for number in range(40_000)]
    assert seen(tmp_path, table(rows[:50])) == []
    assert seen(tmp_path, table(rows)) == []


def test_digits_that_a_spreadsheet_rounded_away_are_seen_among_whole_numbers_only(tmp_path):
    numbers = ["5560001234567", "5560001234575", '"5,56E+12"']
    assert seen(tmp_path, "ean\n" + "\n".join(numbers) + "\n", ";") == [("digits_lost", 4)]
    assert seen(tmp_path, "kraft,x\n1.5E+12,1\n2.25,1\n") == []


def test_a_missing_value_of_the_schema_is_no_error_of_a_spreadsheet(tmp_path):
    assert seen(tmp_path, table([*ROWS, "100,#N/A,5"]), missing=["", "#N/A"]) == []


# what `check` makes of it


def told(path, form="text", prove="auto", *, strict=False):
    results = []
    talk = Talk("en", results.append, lambda _text: None, terminal=False)
    return check([str(path)], Options(strict=strict, how={"prove": prove}), form, talk), "\n".join(results)


@pytest.mark.parametrize("prove", ["auto", "always", "never"])
def test_a_damaged_encoding_is_not_valid_however_it_is_judged(tmp_path, prove):
    path = tmp_path / "t.csv"
    path.write_bytes(SWEDISH.encode() + b"Kl\xf6v\n")
    code, text = told(path, prove=prove)
    assert code == 1
    assert "line 6" in text
    assert "F6" in text
    assert "probably ö" in text


def test_what_is_seen_in_a_valid_table_is_told_and_an_error_only_if_asked(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"{number},{number * 10},Malmö" for number in range(1, 100)]
    path.write_text(table([*rows[:34], '35,350,"Malmö', *rows[35:]]), "utf-8")
    assert told(path)[0] == 0
    code, text = told(path, strict=True)
    assert code == 1
    assert "the rest of the file (64 lines) became one cell" in text


def test_the_report_as_json_has_what_was_seen_beside_that_of_frictionless(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(table([*ROWS, "100,#REF!,5"]), "utf-8")
    report = json.loads(told(path, "json")[1])
    [observation] = report.pop("observations")
    assert report.pop("encodings") == {"t.csv": "utf-8"}
    assert report["valid"]
    assert set(report) == {"valid", "stats", "warnings", "errors", "tasks"}
    assert (observation["code"], observation["line"], observation["fieldName"]) == ("spreadsheet_error", 101, "namn")
    assert observation["message_en"].startswith("t.csv, line 101, field namn: “#REF!”")


def test_the_files_of_a_package_are_looked_at_each_with_its_own_encoding(tmp_path):
    (tmp_path / "a.csv").write_bytes(SWEDISH.encode("cp1252"))
    (tmp_path / "b.csv").write_bytes(SWEDISH.encode("cp1252"))
    resources = [
        {"name": "a", "path": "a.csv", "encoding": "cp1252"},
        {"name": "b", "path": "b.csv", "encoding": "utf-8"},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    result = check_package(tmp_path / "datapackage.json")
    assert [[each.code for each in seen.observations] for seen in result.seen] == [[], ["encoding_misnamed"]]


@pytest.mark.parametrize("code", OBSERVATIONS)
def test_an_observation_has_a_sentence_in_both_languages(code):
    assert set(OBSERVATIONS[code]) == {"sv", "en"}
    assert sentence_of


def test_a_quote_below_a_title_that_frictionless_passes_over_swallows_rows_all_the_same(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Anmälningar\n\n" + swallowing((35, '35,"Malmö,350'), (60, '60,Malmö",600')), "utf-8")
    code, text = told(path)
    assert code == 0
    assert "line 38" in text
    assert "25 rows became part of the cell" in text
