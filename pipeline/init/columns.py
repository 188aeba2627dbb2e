"""What headings of columns that the reader does not know probably mean, by what stands below them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.codelists import is_municipality
from pipeline.codelists.not_names import known
from pipeline.init.guess import is_body, may_be_place, municipality
from pipeline.model import Line
from pipeline.redact import redact_lines
from pipeline.roster.description import Description
from pipeline.roster.forms import PARENTHESIS, is_contact_line, is_name
from pipeline.roster.pieces import called_municipality
from pipeline.roster.table import usual_column
from pipeline.roster.words import CODES, PARTY_WORDS, kind_of_role


def places_of_matrix(columns: Mapping[str, str]) -> dict[str, str]:
    """The municipalities among headings of columns that all have names below them: nobody has two names in a row."""
    names = [text for text, meaning in columns.items() if meaning == "name"]
    is_matrix = len(names) > 1 and all(may_be_place(text) and not is_body(text) for text in names)
    return dict(map(municipality, names)) if is_matrix and not any(map(known().has_word, names)) else {}


def column_of(lines: Sequence[Line], said: Description) -> dict[str, str]:
    """What headings of columns that the reader does not know probably mean, by what stands below them."""
    tables: dict[int, list[Line]] = defaultdict(list)
    for line, text in zip(lines, redact_lines(line.text for line in lines), strict=True):
        if line.cell:
            tables[line.cell.table].append(Line(line.number, text, line.verbatim, line.links, line.cell))
    found: dict[str, str] = {}
    for table in tables.values():
        first = min(line.cell.row for line in table if line.cell)
        head = {line.cell.column: line.text for line in table if line.cell and line.cell.row == first}
        known = {
            place
            for place, text in head.items()
            if usual_column(text) or kind_of_role(text) or text in (said.columns or {})
        }
        unknown = [text for place, text in head.items() if place not in known]
        named = (PARENTHESIS.sub("", text).split(",")[0].strip() for text in unknown)
        if any(map(is_name, named)) or len(head) < 2:  # noqa: PLR2004 (a table has columns)
            continue
        for place, text in head.items():
            if place in known:
                continue
            below = [line.text for line in table if line.cell and line.cell.row > first and line.cell.column == place]
            if meaning := _of_cells(below):
                found[text] = meaning
    return found


def _of_cells(cells: Sequence[str]) -> str | None:
    """What a column holds, by its cells; null where they tell nothing."""
    kinds = {
        "role": lambda text: kind_of_role(text) is not None,
        "party": lambda text: text.casefold() in CODES or text.casefold() in PARTY_WORDS,
        "ignore": lambda text: is_contact_line(text) or text.strip(".").isdigit(),
        "name": lambda text: is_name(PARENTHESIS.sub("", text).split(",")[0].strip()),
        "municipality": lambda text: is_municipality(text) or called_municipality(text) is not None,
    }
    return next((kind for kind, fits in kinds.items() if cells and 2 * sum(map(fits, cells)) > len(cells)), None)
