"""From lines to tables: the one way through this room, for one snapshot after what was known before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Finding, Line, Row, Snapshot
from pipeline.organisation.changes import changes
from pipeline.organisation.history import MODEL, check_time, step
from pipeline.organisation.page import KINDS, ORGANISATION, WORKING_GROUPS
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.periods import look_at
from pipeline.organisation.read import read_page
from pipeline.organisation.reference import Reference
from pipeline.organisation.report import Report
from pipeline.organisation.rules import check_page
from pipeline.organisation.state import State
from pipeline.organisation.statements import unstated, with_statements
from pipeline.organisation.tables import organisation_rows, snapshot_row, snapshot_rows, working_group_rows
from pipeline.organisation.told import held_by
from pipeline.organisation.unused_decisions import check_decided
from pipeline.roster.told import Told

CONSEQUENCES = frozenset(
    "outside_content unclassified_line unreviewed_text respelled_text text_elsewhere text_gone municipality_unlisted "
    "document_missing municipality_without_section completeness churn group_count group_without_task fact_missing "
    "fact_restated".split()
)
"""What a section that is missing breaks as well."""
ELSEWHERE = frozenset({"text_elsewhere", "text_gone"})
"""What a section that stands in the wrong place breaks as well."""


@dataclass(frozen=True)
class Built:
    """What a snapshot gives one package: the state after it, and the findings; the state holds only without errors."""

    state: State
    findings: tuple[Finding, ...]
    told: tuple[Told, ...] = ()
    """What each line of the page was read as."""

    @property
    def fit(self) -> bool:
        """Whether no finding stops this package."""
        return not any(finding.stops for finding in self.findings)


def build(
    lines: Sequence[Line],
    snapshot: Snapshot,
    before: Mapping[str, State],
    spec: PageSpec,
    reference: Reference,
) -> dict[str, Built]:
    """The tables and findings of both kinds of package, by kind. `before` has the state of each that is published.

    Raises:
        SourceError: the lines are not those of this page.
    """
    spec = replace(spec, snapshot=snapshot.snapshot_id)
    before = {ORGANISATION: State({}), WORKING_GROUPS: State({}), **before}
    page = read_page(lines, spec, reference)
    report = Report(spec)
    organisation, groups = unstated(before[ORGANISATION]), before[WORKING_GROUPS]
    for kind in KINDS:
        check_time(kind, before[kind], snapshot, report)
    state = step(organisation, page, snapshot, spec, report)
    check_page(page, organisation, groups, spec, report)
    if snapshot.observed_at is None:
        report.add(KINDS, "undated", table="snapshots", row_key=snapshot.snapshot_id)
    tables = organisation_rows(page, state, snapshot, spec, reference)
    tables["changes"] = changes(organisation, tables, look_at(organisation, snapshot), MODEL)
    tables = with_statements(tables, spec, report)
    found = {kind: (*page.findings[kind], *report.findings()[kind]) for kind in KINDS}
    held = [kind for kind in KINDS if any(finding.stops for finding in found[kind])]
    unused = check_decided(lines, page, organisation, found, spec) if held else ()
    line_count = lines[-1].number
    rows = {ORGANISATION: tables, WORKING_GROUPS: working_group_rows(page, snapshot)}
    states = {
        ORGANISATION: state,
        WORKING_GROUPS: replace(
            groups,
            snapshot_sha256=snapshot.sha256,
            observed_at=snapshot.observed_at,
            dated=snapshot.observed_at or groups.newest_day,
        ),
    }
    return {
        kind: Built(
            _with_rows(states[kind], rows[kind], snapshot, line_count, before[kind].table("snapshots")),
            _sorted((*_without_consequences(found[kind]), *(unused if kind in held else ()))),
            held_by(page.told, found[kind]) if kind == ORGANISATION else (),
        )
        for kind in rows
    }


def _with_rows(
    state: State, rows: dict[str, list[Row]], snapshot: Snapshot, line_count: int, known: Iterable[Row]
) -> State:
    rows = {**rows, "snapshots": snapshot_rows(rows, [snapshot_row(snapshot, line_count)], known)}
    return replace(state, rows={name: tuple(items) for name, items in rows.items()})


def _without_consequences(findings: Sequence[Finding]) -> Iterable[Finding]:
    """`findings`; while the sections are not what they should be, without what follows from that and would bury it."""
    stopping = {finding.rule for finding in findings if finding.stops}
    missing = CONSEQUENCES if "section_missing" in stopping else frozenset()
    misplaced = ELSEWHERE if stopping & {"section_order", "section_doubled"} else frozenset()
    return (finding for finding in findings if finding.rule not in missing | misplaced)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then in the order of the page."""
    severities = ("error", "warning", "info")
    return tuple(
        sorted(findings, key=lambda f: (severities.index(f.severity), f.source_line or 0, f.rule, f.row_key or ""))
    )
