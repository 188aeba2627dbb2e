"""A report of frictionless as text for people: errors by their cause, counted, with a few examples of each."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.wording.checks import CAUSES, REPORT

_Error = Mapping[str, Any]

EXAMPLES = 3  # shown for each cause: enough to see what they have in common
_LONGEST = 60  # characters of a cell that are shown
_EXPECTATION = re.compile(r'(?:expected item )?type is "(?P<type>.*)"|constraint "(?P<name>\w+)" is "(?P<value>.*)"')
_SAME = re.compile(r"the same as in the row at position (?P<row>\d+)")
_OF_ONE_CAUSE = {"primary-key", "unique-error", "foreign-key"}
"""Errors whose notes differ from row to row."""


def rendered(report: Mapping[str, Any], language: str) -> str:
    """The report as lines of text, one paragraph for each table; the tables without errors take one line."""
    paragraphs = [_causes(report["errors"], language)] if report["errors"] else []
    paragraphs += [_table(task, language) for task in report["tasks"]]
    return "\n".join(line for paragraph in paragraphs for line in paragraph) + "\n"


def _table(task: Mapping[str, Any], language: str) -> list[str]:
    """What is said of one table."""
    errors, stats = task["errors"], task["stats"]
    facts = {"place": task["place"], "rows": stats.get("rows", 0), "errors": len(errors)}
    lines = [REPORT["valid" if task["valid"] else "invalid"][language].format(**facts), *_causes(errors, language)]
    if any(warning.startswith("reached error limit") for warning in task["warnings"]):
        row = max((error.get("rowNumber", 0) for error in errors), default=0)
        lines.append("  " + REPORT["stopped"][language].format(errors=len(errors), row=row))
    return lines


def _causes(errors: list[_Error], language: str) -> list[str]:
    """The errors by cause, the most frequent first."""
    groups: dict[tuple[str, str, str], list[_Error]] = {}
    for error in errors:
        note = "" if error["type"] in _OF_ONE_CAUSE or "cells" not in error else error.get("note", "")
        groups.setdefault((error["type"], error.get("fieldName", ""), note), []).append(error)
    ordered = sorted(groups.values(), key=len, reverse=True)
    return [line for group in ordered for line in _cause(group, language)]


def _cause(group: list[_Error], language: str) -> Iterator[str]:
    """One cause: how often, where, what was expected, and what was found."""
    first = group[0]
    parts = [CAUSES.get(first["type"], {}).get(language) or first["title"]]
    if first.get("fieldName"):
        parts.append(REPORT["field"][language].format(field=first["fieldName"]))
    if expected := _expected(first, language):
        parts.append(REPORT["expected"][language].format(expected=expected))
    yield f"  {len(group)} × {', '.join(parts)}"
    for error in group[:EXAMPLES]:
        yield f"      {_example(error, language)}"
    if len(group) > EXAMPLES:
        yield "      " + REPORT["more"][language].format(count=len(group) - EXAMPLES)


def _expected(error: _Error, language: str) -> str:
    """What the schema asks for, in its own words; empty where the cause says it all."""
    found = _EXPECTATION.fullmatch(error.get("note", ""))
    if not found:
        return ""
    if found["type"]:
        return found["type"].removesuffix("/default")
    return REPORT["required"][language] if found["name"] == "required" else f"{found['name']} {found['value']}"


def _example(error: _Error, language: str) -> str:
    """Where an error is, what stands there, and what it disagrees with."""
    parts = [REPORT["row"][language].format(row=error["rowNumber"])] if "rowNumber" in error else []
    if found := error.get("cell", error.get("label")):
        parts.append(_quoted(found))
    elif "cell" in error:
        parts.append(_quoted(""))
    if remark := _remark(error, language):
        parts.append(remark)
    return ": ".join(parts) or error["message"]


def _remark(error: _Error, language: str) -> str:
    """The note of an error that its cause does not say already."""
    note = error.get("note", "")
    if same := _SAME.fullmatch(note):
        return REPORT["same"][language].format(row=same["row"])
    if error["type"] == "primary-key":
        return REPORT["keyless"][language]
    if error["type"] == "foreign-key":
        facts = {"table": error["referenceName"], "fields": ", ".join(error["referenceFieldNames"])}
        found = ", ".join(_quoted(str(value)) for value in error["fieldCells"])
        return f"{found} {REPORT['not_found'][language].format(**facts)}"
    return "" if _EXPECTATION.fullmatch(note) else note


def _quoted(text: str) -> str:
    """A cell as people can see it, whatever it contains."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"“{shown}”".replace("\n", "⏎").replace("\r", "⏎")
