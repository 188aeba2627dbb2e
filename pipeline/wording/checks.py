"""What is said about a table that was checked: an error of frictionless in a sentence, in either language."""

import ast
import contextlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.wording.notes import noted
from pipeline.wording.plain import cut, on_one_line
from pipeline.wording.sentences import Sentences

Error = Mapping[str, Any]
"""An error as frictionless's report has it."""


class TableError(dict[str, Any]):
    """Such an error as a fact of a fault of ours: it is told in the language of whoever reads."""


_LONGEST = 60  # characters of a cell that are shown
EXPECTATION = re.compile(r'(?:expected item )?type is "(?P<type>.*)"|constraint "(?P<name>\w+)" is "(?P<value>.*)"')
"""The note of an error that breaks a type or a constraint of the schema."""
_SAME = re.compile(r"the same as in the row at position (?P<row>\d+)")

CAUSES = Sentences("checks", "causes")
"""By frictionless's error type; of other types frictionless's own title is shown."""

TYPES = Sentences("checks", "types")
"""What a cell of a type is: by the type, and by the type and its format."""

CONSTRAINTS = Sentences("checks", "constraints")
"""What a constraint asks for."""

REPORT = Sentences("checks", "report")
"""The frame around the causes."""
reported = REPORT.say

TOLD = Sentences("reports", "told")
"""What stands beside the causes: headings, counts, and what is not shown."""
phrase = TOLD.fill

ACTIONS = Sentences("reports", "actions")
"""What to do about an error: by its type, or by the type or the constraint that it breaks."""


def action(keys: Iterable[str], language: str, value: str) -> str:
    """What to do, by the first of some keys that is known; empty where none is."""
    known = next((key for key in keys if key in ACTIONS), None)
    return ACTIONS.fill(known, language, value=_number_in(value)) if known else ""


def said_of(error: Error, language: str) -> str:
    """An error that is told alone: what is wrong, and all that is known of it."""
    return ": ".join(filter(None, [words_of(error, language), told(error, language)]))


def words_of(error: Error, language: str) -> str:
    """What is wrong, in which field, and what was expected: the same for all errors of one cause."""
    parts = [title_of(error, language)]
    if error.get("fieldName"):
        parts.append(reported("field", language, field=error["fieldName"]))
    if expected := _expected(error, language):
        parts.append(reported("expected", language, expected=expected))
    return ", ".join(parts)


def title_of(error: Error, language: str) -> str:
    """What kind of error it is, in a sentence."""
    return CAUSES.get(error["type"], {}).get(language) or str(error["title"])


def told(error: Error, language: str) -> str:
    """Where an error is, what stands there, and what it disagrees with; empty where its cause says it all."""
    parts = [_place(error, language)]
    if found := error.get("cell", error.get("label")):
        parts.append(_quoted(found, language))
    elif "cell" in error:
        parts.append(_quoted("", language))
    if said := remark(error, language):
        parts.append(said)
    return ": ".join(filter(None, parts))


def remark(error: Error, language: str) -> str:
    """The note of an error that its cause does not say already; empty where there is none."""
    note = error.get("note", "")
    if same := _SAME.fullmatch(note):
        return reported("same", language, row=same["row"])
    if error["type"] == "primary-key":
        return REPORT["keyless"][language]
    if error["type"] == "foreign-key":
        facts = {"table": error["referenceName"], "fields": ", ".join(error["referenceFieldNames"])}
        found = ", ".join(_quoted(str(value), language) for value in error["fieldCells"])
        return f"{found} {reported('not_found', language, **facts)}"
    return noted(note, language) if note and not EXPECTATION.fullmatch(note) else ""


def listed(found: re.Match[str]) -> str:
    """The value of a constraint; of a list, its items, which frictionless gives as Python writes them."""
    if found["name"] == "enum":
        with contextlib.suppress(ValueError, SyntaxError):
            return ", ".join(map(str, ast.literal_eval(found["value"])))
    return str(found["value"])


def _place(error: Error, language: str) -> str:
    """Its row, of a table in parts also the part and the row there; its column if it is of the header; or nothing."""
    if "rowNumber" not in error:
        return reported("column", language, column=error["fieldNumber"]) if "fieldNumber" in error else ""
    if "part" not in error:
        return reported("row", language, row=error["rowNumber"])
    return reported("row_of_part", language, row=error["rowNumber"], part=error["part"], inner=error["partRow"])


def _expected(error: Error, language: str) -> str:
    """What the schema asks for, in its own words; empty where the cause says it all."""
    found = EXPECTATION.fullmatch(error.get("note", ""))
    if not found:
        return ""
    if found["type"]:
        return _type(found["type"], language)
    if found["name"] not in CONSTRAINTS:
        return f"{found['name']} {found['value']}"
    return CONSTRAINTS.say(found["name"], language, value=_number_in(listed(found)))


def _number_in(value: str) -> int | str:
    """A value with the words of its count, where it is a number; else as it is."""
    return int(value) if value.isdecimal() else value


def _type(name: str, language: str) -> str:
    """What a cell of a type is, in its format (`date/%d/%m`); a type that nobody knows goes by its name."""
    kind, _, form = name.partition("/")
    exactly = TYPES.get(f"{kind}-{form}")
    told = (exactly or TYPES.get(kind) or {}).get(language, kind)
    is_told = exactly or not form or form == "default"
    return told if is_told else reported("in_form", language, type=told, form=form)


def _quoted(text: str, language: str) -> str:
    """A cell as people can see it, whatever it contains."""
    return reported("quoted", language, text=on_one_line(cut(text, _LONGEST)))
