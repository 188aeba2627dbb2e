"""The errors of a table by their cause: one sentence for all that have the same reason, and what stands in each row."""

import ast
import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.wording.checked import action
from pipeline.wording.checks import CAUSES, REPORT, reported

Error = Mapping[str, Any]
"""An error as frictionless's report has it."""

_LONGEST = 60  # characters of a cell that are shown
_EXPECTATION = re.compile(r'(?:expected item )?type is "(?P<type>.*)"|constraint "(?P<name>\w+)" is "(?P<value>.*)"')
_SAME = re.compile(r"the same as in the row at position (?P<row>\d+)")
_OF_ONE_CAUSE = {"primary-key", "unique-error", "unique-key", "foreign-key"}
"""Errors whose notes differ from row to row."""


@dataclass(frozen=True)
class Cause:
    """What is wrong in the same way, in the order of the file."""

    code: str
    """Frictionless's type of error: `type-error`."""
    field: str
    """Empty where it is no matter of one field."""
    words: str
    """What is wrong, in which field, and what was expected."""
    errors: tuple[Error, ...]


def causes_of(errors: Iterable[Error], language: str) -> list[Cause]:
    """The errors by cause, the most frequent first."""
    groups: dict[tuple[str, str, str], list[Error]] = {}
    for error in errors:
        note = "" if error["type"] in _OF_ONE_CAUSE or "cells" not in error else error.get("note", "")
        groups.setdefault((error["type"], error.get("fieldName", ""), note), []).append(error)
    found = [
        Cause(code, field, _words(group[0], language), tuple(group)) for (code, field, _note), group in groups.items()
    ]
    return sorted(found, key=lambda cause: len(cause.errors), reverse=True)


def title_of(error: Error, language: str) -> str:
    """What kind of error it is, in a sentence."""
    return CAUSES.get(error["type"], {}).get(language) or str(error["title"])


def told(error: Error, language: str) -> str:
    """Where an error is, what stands there, and what it disagrees with."""
    parts = [_row(error, language)] if "rowNumber" in error else []
    if found := error.get("cell", error.get("label")):
        parts.append(_quoted(found, language))
    elif "cell" in error:
        parts.append(_quoted("", language))
    if said := remark(error, language):
        parts.append(said)
    return ": ".join(parts) or str(error["message"])


def _row(error: Error, language: str) -> str:
    """Its row; of a table in parts also the part, and the row there."""
    if "part" not in error:
        return reported("row", language, row=error["rowNumber"])
    return reported("row_of_part", language, row=error["rowNumber"], part=error["part"], inner=error["partRow"])


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
    return "" if _EXPECTATION.fullmatch(note) else str(note)


def place_of(error: Error, table: str) -> tuple[str, int]:
    """The file that an error is in, of a table in parts the part; and the row there, the header where it is in none."""
    if "part" in error:
        return error["part"], error["partRow"]
    return table.removesuffix(" (multipart)"), error.get("rowNumber", 1)


def what_to_do(error: Error, language: str) -> str:
    """What whoever made the table can do about an error; empty where nobody can say."""
    found = _EXPECTATION.fullmatch(error.get("note", ""))
    if not found:
        return action([error["type"]], language, "")
    if found["type"]:
        kind, _, form = found["type"].partition("/")
        return action([f"type-{kind}-{form}", f"type-{kind}"], language, "")
    return action([f"constraint-{found['name']}"], language, _listed(found))


def _words(error: Error, language: str) -> str:
    parts = [title_of(error, language)]
    if error.get("fieldName"):
        parts.append(reported("field", language, field=error["fieldName"]))
    if expected := _expected(error, language):
        parts.append(reported("expected", language, expected=expected))
    return ", ".join(parts)


def _expected(error: Error, language: str) -> str:
    """What the schema asks for, in its own words; empty where the cause says it all."""
    found = _EXPECTATION.fullmatch(error.get("note", ""))
    if not found:
        return ""
    if found["type"]:
        return found["type"].removesuffix("/default")
    if found["name"] == "enum":
        return reported("one_of", language, values=_listed(found))
    return REPORT["required"][language] if found["name"] == "required" else f"{found['name']} {found['value']}"


def _listed(found: re.Match[str]) -> str:
    """The value of a constraint; of a list, its items, which frictionless gives as Python writes them."""
    if found["name"] == "enum":
        with contextlib.suppress(ValueError, SyntaxError):
            return ", ".join(map(str, ast.literal_eval(found["value"])))
    return str(found["value"])


def _quoted(text: str, language: str) -> str:
    """A cell as people can see it, whatever it contains."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return reported("quoted", language, text=shown.replace("\n", "⏎").replace("\r", "⏎"))
