"""A report of frictionless as text for people: errors by their cause, counted, with a few examples of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pipeline.checks.causes import Cause, Error, causes_of, told
from pipeline.model import Observation
from pipeline.validate.observed import Seen
from pipeline.wording.checked import phrase
from pipeline.wording.checks import reported
from pipeline.wording.observations import sentence_of

EXAMPLES = 3  # shown for each cause: enough to see what they have in common


def rendered(report: Mapping[str, Any], language: str) -> str:
    """The report as lines of text, one paragraph for each table; the tables without errors take one line."""
    paragraphs = [_causes(report["errors"], language)] if report["errors"] else []
    paragraphs += [_table(task, language) for task in report["tasks"]]
    return "\n".join(line for paragraph in paragraphs for line in paragraph) + "\n"


def _table(task: Mapping[str, Any], language: str) -> list[str]:
    """What is said of one table."""
    errors, stats = task["errors"], task["stats"]
    facts = {"place": task["place"], "rows": stats.get("rows", 0), "errors": len(errors)}
    lines = [reported("valid" if task["valid"] else "invalid", language, **facts), *_causes(errors, language)]
    if stopped := stopping(task, language):
        lines.append(f"  {stopped}")
    return lines


def stopping(task: Mapping[str, Any], language: str) -> str:
    """Where the check of a table stopped, as a sentence; empty where it read it all."""
    if not any(warning.startswith("reached error limit") for warning in task["warnings"]):
        return ""
    row = max((error.get("rowNumber", 0) for error in task["errors"]), default=0)
    return reported("stopped", language, errors=len(task["errors"]), row=row)


def remarks(seen: Iterable[tuple[Seen, Observation]], language: str, name: Callable[[str], str] = str) -> Iterator[str]:
    """What was seen in files, as sentences; of one kind in many parts of a table the first few, and how many more.

    Args:
        seen: each with the file it is in.
        language: "sv" or "en".
        name: what to call a file, or a table.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for file, each in seen:
        counts[file.table, each.code] += 1
        if counts[file.table, each.code] <= EXAMPLES:
            yield sentence_of(name(file.place), each, language)
    for (table, code), count in counts.items():
        if count > EXAMPLES:
            yield phrase("in_more_parts", language, table=name(table), code=code, count=count - EXAMPLES)


def _causes(errors: Iterable[Error], language: str) -> list[str]:
    return [line for cause in causes_of(errors, language) for line in _cause(cause, language)]


def _cause(cause: Cause, language: str) -> Iterator[str]:
    """One cause: how often, where, what was expected, and what was found."""
    yield f"  {len(cause.errors)} × {cause.words}"
    for error in cause.errors[:EXAMPLES]:
        yield f"      {told(error, language)}"
    if len(cause.errors) > EXAMPLES:
        yield "      " + reported("more", language, count=len(cause.errors) - EXAMPLES)
