"""Which version is due, and why: a pure decision from what happened and what changed in the contract.

| what changed                                                              | level |
|---------------------------------------------------------------------------|-------|
| the contract, so that a reader may break (`contract.py`)                  | major |
| a row came or went, or a field of content changed; something new to read  | minor |
| corrections only: spelling, position, texts, findings, tighter promises   | patch |
| nothing but provenance                                                    | none  |

Which field is content, correction or provenance is said in its schema ("change").
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.schema import TableSpec, Text
from pipeline.versions import Comparison, Decision, Difference, Level, RowId
from pipeline.wording import stories as say

FIRST = "1.0.0"
LEVELS: tuple[Level, ...] = ("patch", "minor", "major")


def decide(previous: str | None, specs: Sequence[TableSpec], comparison: Comparison) -> Decision:
    """The version to publish after `previous` (null: nothing is published yet), its level, and the reason in words.

    `specs` are the tables of today: they say what a change of each field means.
    """
    if previous is None:
        return Decision("major", FIRST, None, comparison.events[0].text)
    levels = row_levels(specs, comparison.differences)
    weighed = [(_highest(levels[row] for row in event.rows), event.text) for event in comparison.events]
    weighed += [(change.level, change.text) for change in comparison.contract]
    if not weighed:
        return Decision(None, previous, previous, say.WORDS["nothing_changed"])
    level = _highest(level for level, _ in weighed)
    reason = next(text for found, text in weighed if found == level)
    return Decision(level, bump(previous, level), previous, _with_others(reason, len(weighed) - 1))


def row_levels(specs: Sequence[TableSpec], differences: Sequence[Difference]) -> dict[RowId, Level]:
    """What each changed row alone would make of the version."""
    by_name = {spec.name: spec for spec in specs}
    return {row: level for found in differences for row, level in _levels(by_name[found.table], found)}


def bump(version: str, level: Level) -> str:
    """The version after `version`: 1.2.3 becomes 2.0.0, 1.3.0 or 1.2.4."""
    major, minor, patch = (int(part) for part in version.split("."))
    match level:
        case "major":
            return f"{major + 1}.0.0"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case "patch":
            return f"{major}.{minor}.{patch + 1}"


def _levels(spec: TableSpec, difference: Difference) -> Iterator[tuple[RowId, Level]]:
    is_content = spec.change == "content"
    for row in (*difference.added, *difference.removed):
        yield spec.row_id(row), "minor" if is_content else "patch"
    for before, after in difference.changed:
        fields = (spec.field(name) for name in spec.differing(before, after))
        matters = is_content and any(field.change == "content" for field in fields)
        yield spec.row_id(after), "minor" if matters else "patch"


def _highest(levels: Iterable[Level]) -> Level:
    """The highest of `levels`; of none (a baseline told anew after every version was withdrawn), new content."""
    return max(levels, key=LEVELS.index, default="minor")


def _with_others(reason: Text, others: int) -> Text:
    """`reason`, and how much else there is to read about."""
    return say.listing([reason, say.count(others, "other_change")], "; ") if others else reason
