"""What changed, as files: `changes.json` for programs, `CHANGES.md` for people."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict

from pipeline.model import LANGUAGES, PackageSpec, Row
from pipeline.rows import finite
from pipeline.schema import Json, TableSpec
from pipeline.versions import Comparison, Decision, Difference
from pipeline.wording.sentences import Sentences

HEADINGS = Sentences("changes")
_MARKUP = re.compile(r"[\\`*_\[\]<>&#|~$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_BLOCK_START = re.compile(r"^(\d*)([-+=.)])")


def changes_json(package: PackageSpec, decision: Decision, comparison: Comparison) -> Json:
    """The content of `changes.json`; of a first version, whose rows are all new, `tables` is empty.

    A table of which very many rows changed has exact `counts` there, and its rows are examples.
    """
    return {
        "package": package.name,
        "version": decision.version,
        "previous": decision.previous,
        "level": decision.level,
        "reason": dict(decision.reason),
        "story": [{"kind": event.kind, **event.text} for event in comparison.events],
        "tables": {found.table: table_json(package.table(found.table), found) for found in comparison.differences},
        "schema": [{"level": change.level, "kind": change.kind, **change.text} for change in comparison.contract],
    }


def changes_md(package: PackageSpec, decision: Decision, comparison: Comparison) -> str:
    """`CHANGES.md`: the story in Swedish, then in English. What the source says is text there, never markup."""
    return "\n".join(_in_language(language, package, decision, comparison) for language in LANGUAGES)


def table_json(spec: TableSpec, difference: Difference) -> Json:
    """What changed in one table: rows, of changed ones the fields that differ; of very many, examples and counts."""
    return {
        **({"counts": asdict(difference.counts)} if difference.counts else {}),
        "added": [_plain(row) for row in difference.added],
        "removed": [_plain(row) for row in difference.removed],
        "changed": [_pair_json(spec, before, after) for before, after in difference.changed],
    }


def _pair_json(spec: TableSpec, before: Row, after: Row) -> Json:
    fields = spec.differing(before, after)
    return {
        "key": _plain({name: after[name] for name in spec.primary_key}),
        "before": _plain({name: before[name] for name in fields}),
        "after": _plain({name: after[name] for name in fields}),
    }


def _plain(row: Mapping[str, object]) -> Json:
    """`row` as JSON can say it: a date is its ISO text, what is no finite number the text that the tables have."""
    told = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
    return {name: finite(value) for name, value in told.items()}


def _in_language(language: str, package: PackageSpec, decision: Decision, comparison: Comparison) -> str:
    headings = HEADINGS.in_language(language)
    lines = [f"# {markdown(package.titles[language])} {decision.version}", ""]
    if decision.previous and decision.level:
        lines += [headings["since"].format(previous=decision.previous, level=headings[decision.level]), ""]
    lines += [f"- {markdown(event.text[language])}" for event in comparison.events]
    if comparison.contract:
        lines += ["", f"## {headings['contract']}", ""]
        lines += [f"- {markdown(change.text[language])}" for change in comparison.contract]
    if comparison.differences:
        lines += ["", f"## {headings['rows']}", "", headings["columns"], "|---|---:|---:|---:|"]
        lines += [_counts(package.table(found.table).titles[language], found) for found in comparison.differences]
    return "\n".join([*lines, ""])


def _counts(title: str, found: Difference) -> str:
    added, removed, changed = found.totals
    return f"| {markdown(title)} | {added} | {removed} | {changed} |"


def markdown(text: str) -> str:
    """`text` as one line of Markdown that reads as `text`: no markup, no HTML, no link comes of it.

    Source: CommonMark 0.31, 2.4 (a backslash before punctuation) and GFM 6.9 (links made of bare addresses).
    """
    line = " ".join(text.split())
    return _BLOCK_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", line))
