"""Registers and minutes give the same people as the same table on a page; what they cannot tell is refused."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import SourceError
from pipeline.people.rows import read_pages, records
from pipeline.sources.archive import read_file

HEADINGS = ["Nr", "Förnamn", "Efternamn", "Parti", "Organ", "Befattning", "Från", "Till", "Adress", "Ort", "E-post"]
ROWS = [
    ["1", "Anna", "Ek Lund", "S", "Direktionen", "Ordförande", "2023-01-01", "2026-12-31", "G 1", "Ekby", "a@x.se"],
    ["2", "Bo Erik Axel", "af Klint", "M", "Direktionen", "Ledamot", "2023-01-01", "", "G 2", "Ekby", "b@x.se"],
    ["3", "Vakant", "", "", "Direktionen", "Ersättare", "", "", "", "", ""],
    ["4", "Cia", "Dahl", "Partilös", "Valberedningen", "Ersättare", "2024-05-02", "", "G 4", "Björkvik", "0701234567"],
]
PEOPLE = [
    ("Direktionen", "Anna Ek Lund", "S", "presidium", "2023-01-01–2026-12-31"),
    ("Direktionen", "Bo Erik Axel af Klint", "M", "member", "2023-01-01–"),
    ("Direktionen", None, None, "substitute", None),
    ("Valberedningen", "Cia Dahl", "Partilös", "substitute", "2024-05-02–"),
]


def as_csv(delimiter: str, encoding: str) -> bytes:
    return "\r\n".join(delimiter.join(row) for row in [HEADINGS, *ROWS]).encode(encoding)


def as_xlsx(rows: list[list[str]], *, sheets: int = 1, merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for number in range(sheets):
        sheet = book.active if not number else book.create_sheet()
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("Protokoll från konstituerande möte, där följande valdes till den nya mandatperioden.")
    table = document.add_table(rows=0, cols=len(HEADINGS))
    for row in [HEADINGS, *ROWS]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_word(inner: str) -> bytes:
    """A text document with a table of a name and a party, of which the cell of the name is written in its own XML."""
    cells = ["<w:p><w:r><w:t>Namn</w:t></w:r></w:p>", "<w:p><w:r><w:t>Parti</w:t></w:r></w:p>"]
    rows = [cells, [inner, "<w:p><w:r><w:t>S</w:t></w:r></w:p>"]]
    written = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/>{written}</w:tbl>"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_workbook(change: Callable[[Worksheet], object]) -> bytes:
    """A register of two people, changed as a user of a spreadsheet changes it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Namn", "Parti"], ["Anna Ek", "S"], ["Bo Al", "M"]):
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_columns(sheet: Worksheet) -> None:
    sheet.column_dimensions.group("B", "D", hidden=True)


def strike_row(sheet: Worksheet) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def strike_a_word(sheet: Worksheet) -> None:
    sheet["A2"] = CellRichText(TextBlock(InlineFont(strike=True), "Karin "), "Anna Ek")


def as_pdf(
    rows: list[list[str]],
    *others: list[list[str]],
    lines: bool = True,
    pages: int = 1,
    titles: Sequence[str] = (),
    white: str = "",
) -> bytes:
    """A PDF of one table a page, or of all on one below their titles: text in a grid, and the lines of the grid.

    With `white`, an operator that sets that colour: the headings in it on blue, and the last row on paper.
    """
    width, height, top = 70, 20, 560
    drawn: list[str] = []
    bodies = []
    for place, page_rows in enumerate([rows, *others] * pages):
        if titles:
            drawn.append(f"BT /F1 7 Tf 12 {top - 14} Td ({titles[place]}) Tj ET")
            top -= height
        if white:
            drawn.append(f"0 0 .5 rg 10 {top - height} {len(page_rows[0]) * width} {height} re f")
        for number, row in enumerate(page_rows):
            for column, text in enumerate(row):
                shown = text.replace("(", "\\(").replace(")", "\\)")
                drawn.append(white if row in (page_rows[0], page_rows[-1]) else "0 g")
                drawn.append(f"BT /F1 7 Tf {12 + column * width} {top - 14 - number * height} Td ({shown}) Tj ET")
        if lines:
            right, bottom = 10 + len(page_rows[0]) * width, top - len(page_rows) * height
            drawn += [f"10 {top - y * height} m {right} {top - y * height} l S" for y in range(len(page_rows) + 1)]
            drawn += [f"{10 + x * width} {top} m {10 + x * width} {bottom} l S" for x in range(len(page_rows[0]) + 1)]
        if titles:
            top -= (len(page_rows) + 1) * height
        else:
            bodies.append("\n".join(drawn).encode("cp1252"))
            drawn = []
    bodies = bodies or ["\n".join(drawn).encode("cp1252")]
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(bodies)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(bodies)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, body in enumerate(bodies):
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents {5 + 2 * place} 0 R {resources} >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = "".join(f"{place:010} 00000 n \n" for place in places).encode()
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF".encode()
    return content + head + table + tail


def read(folder: Path, suffix: str, content: bytes, description: str = "{}") -> tuple[list[dict], list[str]]:
    (folder / f"board{suffix}").write_bytes(content)
    (folder / "board.yaml").write_text(description, encoding="utf-8")
    page = read_file(folder / f"board{suffix}", "board", "https://example.org/", None)
    found, held = read_pages([("board", page, folder / "board.yaml")])
    return records(found.rows), [each.key for each in held]


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".csv", as_csv(";", "cp1252")),
        (".csv", as_csv(",", "utf-8-sig")),
        (".csv", as_csv("\t", "utf-16")),
        (".xlsx", as_xlsx([HEADINGS, *ROWS])),
        (".docx", as_docx()),
        (".pdf", as_pdf([HEADINGS, *ROWS])),
    ],
    ids=["csv-excel", "csv", "tsv-utf16", "xlsx", "docx", "pdf"],
)
def test_a_register_gives_the_people_of_its_rows_and_nothing_of_their_homes(
    tmp_path: Path, suffix: str, content: bytes
) -> None:
    rows, held = read(tmp_path, suffix, content)
    assert held == []
    assert [(row["body"], row["name"], row["party"], row["kind"], row["term"]) for row in rows] == PEOPLE
    shown = " ".join(str(row) for row in rows)
    assert not [word for word in ("G 1", "Ekby", "Björkvik", "x.se", "0701234567") if word in shown]


def test_merged_cells_of_a_register_reach_over_rows_and_columns(tmp_path: Path) -> None:
    rows = [["Direktionen", "", ""], ["Kommun", "Namn", "Parti"], ["Ekby", "Anna Ek", "S"], ["", "Bo Al", "M"]]
    found, held = read(tmp_path, ".xlsx", as_xlsx(rows, merged=("A1:C1", "A3:A4")), "headings: {Direktionen: body}")
    assert held == []
    assert [(row["body"], row["municipality"], row["name"], row["party"]) for row in found] == [
        ("Direktionen", "Ekby", "Anna Ek", "S"),
        ("Direktionen", "Ekby", "Bo Al", "M"),
    ]


@pytest.mark.parametrize("white", ["1 g", "1 1 1 rg", "0 0 0 0 k"])
def test_what_is_white_on_the_paper_of_a_pdf_is_not_read_but_headings_on_a_colour_are(
    tmp_path: Path, white: str
) -> None:
    table = [["Namn", "Parti"], ["Anna Ek", "S"], ["Bo Al", "M"]]
    rows, held = read(tmp_path, ".pdf", as_pdf(table, white=white))
    assert ([(row["name"], row["party"]) for row in rows], held) == ([("Anna Ek", "S")], [])


def test_a_table_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    rows, held = read(tmp_path, ".pdf", as_pdf([["Namn", "Parti"], ["Anna Ek", "S"]], pages=2))
    assert ([row["name"] for row in rows], held) == (["Anna Ek", "Anna Ek"], ["twice"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([["Namn"], ["Anna Ek"], ["Bo Al"]], [["Parti", "Roll"], ["S", "Ledamot"], ["M", "Ersättare"]]),
        ([["Namn", "Roll"], ["Anna Ek", "Ledamot"], ["Bo Al", "Ersättare"]], [["Parti", "Nr"], ["S", "1"], ["M", "2"]]),
    ],
    ids=["more-columns", "as-many"],
)
def test_a_table_printed_on_two_pages_side_by_side_is_one(
    tmp_path: Path, first: list[list[str]], second: list[list[str]]
) -> None:
    rows, held = read(tmp_path, ".pdf", as_pdf(first, second))
    assert held == []
    assert [(row["name"], row["party"], row["kind"]) for row in rows] == [
        ("Anna Ek", "S", "member"),
        ("Bo Al", "M", "substitute"),
    ]


def test_a_heading_between_two_tables_of_a_page_is_of_those_below_it(tmp_path: Path) -> None:
    tables = [[["Namn", "Parti"], ["Anna Ek", "S"]], [["Namn", "Parti"], ["Bo Al", "M"]]]
    rows, held = read(tmp_path, ".pdf", as_pdf(*tables, titles=("Ledamöter", "Ersättare")))
    assert ([(row["name"], row["kind"]) for row in rows], held) == (
        [("Anna Ek", "member"), ("Bo Al", "substitute")],
        [],
    )


def test_staff_who_chose_somebody_are_no_municipality(tmp_path: Path) -> None:
    content = "Navn;Verv;Valgt av\nAnna Ek;Styremedlem;Ansatte\nBo Al;Styremedlem;Ekby kommune\n"
    rows, held = read(tmp_path, ".csv", content.encode(), "columns: {Valgt av: municipality}")
    assert ([row["municipality"] for row in rows], held) == ([None, "Ekby kommune"], [])


def test_names_on_lines_of_one_cell_are_several_people_and_a_small_letter_goes_on(tmp_path: Path) -> None:
    cell = '"Anna Ek\nBo Al,\nvice ordförande"'
    rows, held = read(tmp_path, ".csv", f"Kommun;Ledamot\nEkby;{cell}\n".encode())
    assert held == []
    assert [(row["name"], row["role"]) for row in rows] == [("Anna Ek", None), ("Bo Al", "vice ordförande")]


def test_who_comes_after_somebody_in_a_register_is_not_published_as_their_substitute(tmp_path: Path) -> None:
    content = "Namn;Parti;Uppdrag;Ersätter\nAnna Ek;S;Ledamot;Bo Al\n"
    assert read(tmp_path, ".csv", content.encode())[1] == ["unknown_words", "nobody_at_all"]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({2: ""}, "bare_name"),  # no surname
        ({6: "i våras"}, "unknown_words"),
        ({5: "Hedersgäst"}, "unknown_words"),
        ({3: "Qx"}, "unknown_parenthesis"),
    ],
)
def test_a_row_that_cannot_be_told_is_held(tmp_path: Path, changed: dict[int, str], key: str) -> None:
    row = [changed.get(place, cell) for place, cell in enumerate(ROWS[0])]
    _, held = read(tmp_path, ".csv", "\n".join(";".join(each) for each in [HEADINGS, row, *ROWS[1:]]).encode())
    assert held == [key]


def test_a_column_that_nobody_knows_holds_its_rows_until_somebody_says_what_it_is(tmp_path: Path) -> None:
    content = b"Namn;Parti;Stol\nAnna Ek;S;4\n"
    assert read(tmp_path, ".csv", content)[1] == ["unknown_column", "nobody_at_all"]
    rows, held = read(tmp_path, ".csv", content, "columns: {Stol: ignore}")
    assert ([row["name"] for row in rows], [row["verbatim"] for row in rows], held) == (
        ["Anna Ek"],
        ["Anna Ek | S"],
        [],
    )


@pytest.mark.parametrize(
    "headings", ["Ledamot;Parti;Ersättare;Parti", "Parti;Ledamot;Parti;Ersättare"], ids=["after", "before"]
)
def test_each_party_is_of_the_names_beside_it(tmp_path: Path, headings: str) -> None:
    row = "Anna Ek, ordförande;S;Bo Al;M" if headings.startswith("Ledamot") else "S;Anna Ek, ordförande;M;Bo Al"
    rows, held = read(tmp_path, ".csv", f"{headings}\n{row}\n".encode())
    people = [(row["name"], row["party"], row["role"], row["kind"]) for row in rows]
    assert people == [("Anna Ek", "S", "ordförande", "presidium"), ("Bo Al", "M", None, "substitute")]
    assert held == []


@pytest.mark.parametrize(
    ("suffix", "content", "key"),
    [
        (".xlsx", as_xlsx([HEADINGS, *ROWS], sheets=2), "document_of_several"),
        (".xlsx", b"PK\x03\x04 no workbook", "document_unreadable"),
        (".docx", b"\xd0\xcf\x11\xe0 with a password", "document_unreadable"),
        (".pdf", as_pdf([HEADINGS, *ROWS], lines=False), "document_without_table"),
        (".pdf", as_pdf([[""]]), "document_is_a_picture"),
        (".pdf", b"%PDF-1.4 cut off", "document_unreadable"),
        (".csv", b'Namn;Parti\n"Anna Ek;S\n', "document_unreadable"),
    ],
)
def test_what_a_document_cannot_tell_is_refused(tmp_path: Path, suffix: str, content: bytes, key: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, suffix, content)
    assert caught.value.key == key


RUN = "<w:r><w:t>Anna Ek</w:t></w:r>"
UNSEEN = "<w:r><w:rPr><w:{}/></w:rPr><w:t xml:space='preserve'>Karin </w:t></w:r>"


@pytest.mark.parametrize(
    "inner",
    [
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>",
        f"<w:p><w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>",
        f"<w:p><w:smartTag w:element='PersonName'>{RUN}</w:smartTag></w:p>",
        f"<w:p><w:fldSimple w:instr='MERGEFIELD Namn'>{RUN}</w:fldSimple></w:p>",
        *(f"<w:p>{UNSEEN.format(mark)}{RUN}</w:p>" for mark in ("vanish", "strike", "dstrike")),
        "<w:p><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>Anna Ek</w:t></w:r></w:p>",
    ],
    ids=["control", "control-within", "smart-tag", "field", "hidden", "struck", "struck-twice", "not-struck"],
)
def test_minutes_say_what_they_show(tmp_path: Path, inner: str) -> None:
    rows, held = read(tmp_path, ".docx", as_word(inner))
    assert ([(row["name"], row["party"]) for row in rows], held) == ([("Anna Ek", "S")], [])


@pytest.mark.parametrize(
    ("inner", "key"),
    [
        (f"<w:p><w:ins w:id='1' w:author='x'>{RUN}</w:ins></w:p>", "document_tracked"),
        (f"<w:p><w:del w:id='1'><w:r><w:delText>Bo</w:delText></w:r></w:del>{RUN}</w:p>", "document_tracked"),
        (f"<w:p/><w:tbl><w:tr><w:tc><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl><w:p/>", "document_nested"),
    ],
)
def test_minutes_that_are_not_settled_are_refused(tmp_path: Path, inner: str, key: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, ".docx", as_word(inner))
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("change", "names"), [(strike_row, ["Anna Ek"]), (strike_a_word, ["Anna Ek", "Bo Al"])], ids=["row", "word"]
)
def test_what_is_struck_out_in_a_register_is_left_out(
    tmp_path: Path, change: Callable[[Worksheet], object], names: list[str]
) -> None:
    rows, held = read(tmp_path, ".xlsx", as_workbook(change))
    assert ([row["name"] for row in rows], held) == (names, [])


@pytest.mark.parametrize(
    ("change", "key", "place"),
    [
        (hide_row, "document_hidden", "A3"),
        (hide_columns, "document_hidden", "B1"),
        (lambda sheet: sheet.__setitem__("B3", '="M"'), "document_uncalculated", "B3"),
    ],
    ids=["row", "columns", "formula"],
)
def test_a_register_that_hides_some_or_lacks_a_value_is_refused_by_cell(
    tmp_path: Path, change: Callable[[Worksheet], object], key: str, place: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, ".xlsx", as_workbook(change))
    assert (caught.value.key, caught.value.facts["place"]) == (key, place)
