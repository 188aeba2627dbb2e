"""Findings as data: the rows of `quality_issues`, and `quality.json`."""

import hashlib
from collections.abc import Iterable, Sequence

from pipeline.model import SEVERITIES, Finding, Row
from pipeline.schema import Json
from pipeline.wording.rules import finding_texts


def finding_json(finding: Finding) -> Json:
    """One finding as an object: where, what, in which words, what to do, and who can."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "table": finding.table,
        "row_key": finding.row_key,
        "field": finding.field,
        "source_line": finding.source_line,
        "verbatim": finding.verbatim,
        "normalised": finding.normalised,
        **finding_texts(finding),
        "responsible": finding.responsible,
        "accepted_reason": finding.accepted_reason,
    }


def quality_json(package: str, version: str | None, findings: Sequence[Finding]) -> Json:
    """The findings of one package, infos included: the content of `quality.json`."""
    counts = {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    found = [finding_json(finding) for finding in findings]
    return {"package": package, "version": version, "counts": counts, "findings": found}


def issue_rows(findings: Iterable[Finding]) -> list[Row]:
    """The rows of `quality_issues`: warnings and accepted errors. An id follows from what is wrong, and where."""
    rows = []
    seen: dict[str, int] = {}
    for finding in findings:
        if finding.severity == "info":
            continue
        row = finding_json(finding)
        row["table_name"] = row.pop("table")
        about = "|".join(str(row[name]) for name in ("table_name", "row_key", "field", "verbatim"))
        issue_id = f"{finding.rule}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"
        seen[issue_id] = seen.get(issue_id, 0) + 1
        if seen[issue_id] > 1:
            issue_id = f"{issue_id}-{seen[issue_id]}"
        rows.append({"issue_id": issue_id, **row})
    return rows
