"""The facts of this room: where the bytes of a table are, how it was read, and which observations weigh what."""

from dataclasses import dataclass
from pathlib import Path

DAMAGED = frozenset({"encoding_damaged", "encoding_misnamed", "encoding_mixed", "encoding_unknown"})
"""The file is not the text that it claims to be, or that anybody can tell it is."""
FOOTER = "footer"
"""The last records of a file are notes or a sum."""
MISREAD = "cell_misread"
"""A loose format reads a cell as something else than it says."""
HOLDING = DAMAGED | {
    FOOTER,
    MISREAD,
    "delimiter_doubtful",
    "digits_lost",
    "files_unread",
    "garbled_text",
    "lost_letter",
    "quote_unclosed",
    "rows_swallowed",
    "separator_line",
    "spreadsheet_error",
    "title_above_header",
}
"""Publishing the table would lose or garble rows or cells, or make rows of what are none."""
EMPTIED = "table_emptied"
"""A table had rows when it was published last, and has none."""
HALVED = "table_halved"
"""A table has fewer than half of the rows that it had when it was published last."""
CUT_OFF = "table_cut_off"
"""A table has fewer rows than when it was published last, and its file ends within a line."""
REPLACED = "table_replaced"
"""More than half of the rows of a table that were published last are changed, or went while others came."""
COLUMN_EMPTIED = "column_emptied"
"""A column had values when its table was published last, and has none."""
ACCEPTABLE = (HOLDING - DAMAGED) | {EMPTIED, HALVED, CUT_OFF, REPLACED, COLUMN_EMPTIED}
"""A maintainer may have looked into it, and found nothing wrong."""


@dataclass(frozen=True)
class Packing:
    """Where the bytes of a table are."""

    path: Path
    compression: str = ""
    """`gz`, `zip`, or nothing."""
    innerpath: str | None = None
    """The file within a zip; null for the first."""
    most: int | None = None
    """Bytes that it may unpack to; null: what its own size makes likely."""


@dataclass(frozen=True)
class Form:
    """How the text of a table was cut into cells."""

    delimiter: str = ","
    encoding: str = "utf-8"
    """In which the file was read."""
    header_row: int = 1
    """Which record is the header, from 1; 0 where none is, or several are."""
    is_plain: bool = True
    """Whether cells are quoted as Python's csv module does by default."""
    missing: frozenset[str] = frozenset()
    """Texts that stand for no value."""
