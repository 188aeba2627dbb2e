"""Which findings are new and which are mended, whatever number they have."""

from collections import Counter
from collections.abc import Iterator

from pipeline.changes.story.matching import match
from pipeline.model import LANGUAGES, Row
from pipeline.schema import TableSpec, Text
from pipeline.versions import Difference, Event
from pipeline.wording import stories as say

SAME_FINDING = (("issue_id", "rule"), ("rule", "table_name", "row_key", "field", "verbatim"))
FEW = 5  # findings of a rule that are told one by one


def finding_events(spec: TableSpec, difference: Difference) -> Iterator[Event]:
    """The events of `quality_issues`: new findings, mended ones, then those that only read differently."""
    before = [*difference.removed, *(earlier for earlier, _ in difference.changed)]
    after = [*difference.added, *(later for _, later in difference.changed)]
    found = match(sorted(before, key=_page_order), sorted(after, key=_page_order), SAME_FINDING)
    yield from _told(spec, "appeared", found.new)
    yield from _told(spec, "mended", found.gone)
    if found.pairs:
        text = say.sentence("findings_reworded", number=str(len(found.pairs)))
        yield _event(spec, "findings_reworded", text, *(row for pair in found.pairs for row in pair))


def _page_order(finding: Row) -> int:
    return finding.get("source_line") or 0


def _told(spec: TableSpec, fate: str, findings: tuple[Row, ...]) -> Iterator[Event]:
    for rule, number in Counter(row["rule"] for row in findings).items():
        rows = [row for row in findings if row["rule"] == rule]
        if number > FEW:
            text = say.sentence(f"findings_{fate}", rule=rule, number=str(number))
            yield _event(spec, f"findings_{fate}", text, *rows)
            continue
        for row in rows:
            message = {language: row[f"message_{language}"].rstrip(".") for language in LANGUAGES}
            yield _event(spec, f"finding_{fate}", say.sentence(f"finding_{fate}", message=message), row)


def _event(spec: TableSpec, kind: str, text: Text, *rows: Row) -> Event:
    return Event(kind, text, frozenset(map(spec.row_id, rows)))
