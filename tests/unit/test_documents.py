"""Registers and minutes give the same people as the same table on a page; what they cannot tell is refused."""

import io
from pathlib import Path

import docx
import openpyxl
import pytest

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


def as_pdf(rows: list[list[str]], *, lines: bool = True, pages: int = 1) -> bytes:
    """A PDF of one table a page, written by hand: text in a grid, and the lines of the grid."""
    width, height, top = 70, 20, 560
    bodies = []
    for _ in range(pages):
        drawn = []
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                shown = text.replace("(", "\\(").replace(")", "\\)")
                drawn.append(f"BT /F1 7 Tf {12 + column * width} {top - 14 - number * height} Td ({shown}) Tj ET")
        if lines:
            right, bottom = 10 + len(rows[0]) * width, top - len(rows) * height
            drawn += [f"10 {top - y * height} m {right} {top - y * height} l S" for y in range(len(rows) + 1)]
            drawn += [f"{10 + x * width} {top} m {10 + x * width} {bottom} l S" for x in range(len(rows[0]) + 1)]
        bodies.append("\n".join(drawn).encode("cp1252"))
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
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


def test_a_table_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    rows, held = read(tmp_path, ".pdf", as_pdf([["Namn", "Parti"], ["Anna Ek", "S"]], pages=2))
    assert ([row["name"] for row in rows], held) == (["Anna Ek", "Anna Ek"], ["twice"])


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
