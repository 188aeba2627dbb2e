"""Whether the parts of a table of text fit each other: the same header, and an end after which another may follow."""

import csv
from concurrent.futures import Executor

from pipeline.prover.layout import Format, UnreadableBlock
from pipeline.prover.parts import Part, Parts, UnfitPart, unpacked
from pipeline.prover.split import Records, content_offset
from pipeline.prover.store import Source

SHOWN = 200  # characters of a header


def ensure_fit(parts: Parts, form: Format, header_rows: int, pool: Executor, *, closely: bool) -> None:
    """Return if each part begins and ends as it must to be read after the others.

    Args:
        parts: of one table.
        form: how they become cells.
        header_rows: lines of each above its rows.
        pool: what looks at parts.
        closely: also whether a part ends within quotes; else that is seen as it is read.

    Raises:
        UnfitPart: one does not.
        SourceError: one is not reached.
    """
    if len(parts) < 2:  # noqa: PLR2004 (one part fits itself)
        return
    first = _header(parts[0], form, header_rows)
    if header_rows and not first:
        raise UnfitPart(0, "no_header")
    last = len(parts) - 1

    def look(part: Part) -> UnfitPart | None:
        source = unpacked(part, parts.reachable)
        try:
            header = _header(source, form, header_rows)
            if header != first:
                found, expected = (_shown(form.delimiter.join(cells)) for cells in (header, first))
                why = "other_header" if header else "no_header"
                return UnfitPart(part.number, why, found=found, expected=expected)
            fault = None if part.number == last else _fault(source, form, closely=closely)
            return UnfitPart(part.number, fault) if fault else None
        finally:
            source.close()

    for unfit in pool.map(look, parts.parts):
        if unfit:
            raise unfit


def _shown(header: str) -> str:
    """A header as it is told: what is none may be as long as the file."""
    return header if len(header) <= SHOWN else header[: SHOWN - 1] + "…"


def _header(source: Source, form: Format, rows: int) -> list[str]:
    """The cells of the header of a part; none where it has none."""
    if not rows:
        return []
    try:
        lines = form.text(source.read_at(content_offset(source, form, rows), 0))
    except UnreadableBlock:
        return []
    read = csv.reader(lines.removeprefix("\ufeff").splitlines(keepends=True), delimiter=form.delimiter)
    return [cell for record in read for cell in record]


def _fault(source: Source, form: Format, *, closely: bool) -> str | None:
    """Why no other part can follow this one; null where one can."""
    if not source.size:
        return None
    if source.read_at(1, source.size - 1) not in {b"\n", b"\r"}:
        return "no_line_feed"
    content = source.read_at(source.size, 0) if closely else b""
    if b'"' in content:
        records = Records(content, form)
        for _ in records:
            pass
        if not records.closed:
            return "open_quote"
    return None
