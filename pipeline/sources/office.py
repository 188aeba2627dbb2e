"""What a workbook and a text document show to who opens them, as a page is read: without what is hidden or struck out.

What cannot be told from the file is refused: a formula whose value was not kept, a change that nobody has accepted yet.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl.worksheet.worksheet import Worksheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = [_W + name for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")]
_WRAPPERS = [_W + name for name in ("sdt", "smartTag", "fldSimple", "customXml", "dir", "bdo")]
"""What stands around text and says nothing of it: content controls, fields, and what an older Word marked up."""
_UNSEEN = [_W + name for name in ("vanish", "webHidden", "strike", "dstrike")]
_OFF = {"0", "false", "off"}


def shown_sheet(content: bytes) -> "Worksheet":
    """The one visible sheet of a workbook that has content, with the values that its formulas had when it was saved.

    Raises SourceError where several have some, or a row or column with content is hidden, or a value was not kept.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, rich_text=True)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets = [sheet for sheet in visible if any(map(any, sheet.iter_rows(values_only=True)))]
    if len(sheets) != 1:
        raise SourceError("document_of_several", format="XLSX", count=len(sheets))
    (sheet,) = sheets
    columns = [group for group in sheet.column_dimensions.values() if group.hidden]
    hidden = {x for group in columns for x in range(group.min or 0, (group.max or 0) + 1)}
    formulas = openpyxl.load_workbook(io.BytesIO(content))[sheet.title]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and (cell.column in hidden or sheet.row_dimensions[cell.row].hidden):
                raise SourceError("document_hidden", format="XLSX", place=cell.coordinate)
            if cell.value is None and formulas[cell.coordinate].data_type == "f":
                raise SourceError("document_uncalculated", format="XLSX", place=cell.coordinate)
    return sheet


def shown_rows(sheet: "Worksheet") -> Iterator[list[Any]]:
    """The values of the cells of a sheet, row by row; null where all of one is struck out."""
    for row in sheet.iter_rows():
        yield [None if cell.font.strike else _not_struck(cell.value) for cell in row]


def _not_struck(value: object) -> object:
    """A value; of text in several forms what is not struck out."""
    from openpyxl.cell.rich_text import CellRichText

    if not isinstance(value, CellRichText):
        return value
    return "".join(str(part) for part in value if isinstance(part, str) or not (part.font and part.font.strike))


def shown_document(content: bytes) -> "Document":
    """A text document without what is hidden or struck out, and nothing around its text.

    Raises SourceError where changes in it wait to be accepted, or a cell holds a table or a text box.
    """
    import docx

    document = docx.Document(io.BytesIO(content))
    body = document.element.body
    if next(body.iter(*_TRACKED), None) is not None:
        raise SourceError("document_tracked", format="DOCX")
    for wrapper in list(body.iter(*_WRAPPERS)):
        for child in list(wrapper.find(f"{_W}sdtContent") if wrapper.tag == f"{_W}sdt" else wrapper):
            wrapper.addprevious(child)
        wrapper.getparent().remove(wrapper)
    for run in list(body.iter(f"{_W}r")):
        if any(mark.get(f"{_W}val", "1") not in _OFF for mark in run.iterfind(f"{_W}rPr/*") if mark.tag in _UNSEEN):
            run.getparent().remove(run)
    for cell in body.iter(f"{_W}tc"):
        if next(cell.iter(f"{_W}tbl", f"{_W}txbxContent"), None) is not None:
            raise SourceError("document_nested", format="DOCX")
    return document
