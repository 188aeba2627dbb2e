"""A report of frictionless as text for people: errors by their cause, counted, with a few examples of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pipeline.checks.causes import Cause, causes_of
from pipeline.checks.judged import Judged
from pipeline.model import Observation
from pipeline.validate.observed import Seen
from pipeline.wording.checks import Error, phrase, reported, told
from pipeline.wording.observations import sentence_of

EXAMPLES = 3  # shown for each cause: enough to see what they have in common


def rendered(one: Judged, language: str) -> str:
    """The verdict as lines of text, one paragraph for each table; the tables without errors take one line."""
    lines = [line for task in one.tasks for line in _table(one, task, language)]
    return "\n".join(lines or [reported("no_tables", language, place=one.name)])


def verdict_on(one: Judged, task: Mapping[str, Any]) -> str:
    """How a table came out: `valid`, `invalid`; or `damaged`, `unfit` where only what was seen in its file is wrong."""
    if not task["valid"]:
        return "invalid"
    grave = [seen for seen, _ in one.seen_in(task["place"]) if one.level_of(seen) == "error"]
    return ("damaged" if any(seen.is_damaged for seen in grave) else "unfit") if grave else "valid"


def _table(one: Judged, task: Mapping[str, Any], language: str) -> list[str]:
    """What is said of one table."""
    errors, stats = task["errors"], task["stats"]
    facts = {"place": task["place"], "rows": stats.get("rows", 0), "errors": len(errors)}
    verdict = reported(verdict_on(one, task), language, **facts)
    if task.get("labels") and any("rowNumber" in error for error in errors):  # 7 rows, and then something in row 8
        verdict += reported("header", language)
    lines = [verdict, *_causes(errors, language)]
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
        if said := told(error, language):
            yield f"      {said}"
    if len(cause.errors) > EXAMPLES:
        yield "      " + reported("more", language, count=len(cause.errors) - EXAMPLES)
