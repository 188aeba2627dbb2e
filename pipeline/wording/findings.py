"""Findings as a person reads them in a terminal: grouped by rule, with exact counts and what to do."""

from collections.abc import Sequence
from itertools import groupby

from pipeline.model import Finding
from pipeline.wording.plain import printable
from pipeline.wording.rules import RULES, finding_texts

EXAMPLES = 5  # shown for each rule; the count beside them is of all

FINDINGS = {
    "sv": {
        "none": "Inga anmärkningar.",
        "error": "FEL",
        "warning": "VARNING",
        "info": "Upplysning",
        "line": "rad {line}",
        "accepted": "godtaget",
        "more": "… och {count} till",
    },
    "en": {
        "none": "No findings.",
        "error": "ERROR",
        "warning": "WARNING",
        "info": "Note",
        "line": "line {line}",
        "accepted": "accepted",
        "more": "… and {count} more",
    },
}


def findings_text(findings: Sequence[Finding], language: str) -> str:
    """The findings for a terminal: grouped by rule, errors first, with exact counts and a few examples each."""
    words = FINDINGS[language]
    if not findings:
        return words["none"]
    blocks = []
    for rule, group in groupby(sorted(findings, key=_rank), key=lambda finding: finding.rule):
        items = list(group)
        lines = [f"{words[items[0].severity]} · {RULES[rule].title[language]} ({len(items)}) [{rule}]"]
        for item in items[:EXAMPLES]:
            where = words["line"].format(line=item.source_line) + ": " if item.source_line else ""
            lines.append(f"  {where}{finding_texts(item)[f'message_{language}']}")
            if item.accepted_reason:
                lines.append(f"    {words['accepted']}: {item.accepted_reason}")
        if len(items) > EXAMPLES:
            lines.append("  " + words["more"].format(count=len(items) - EXAMPLES))
        actions = dict.fromkeys(finding_texts(item)[f"action_{language}"] for item in items[:EXAMPLES])
        lines.extend(f"  → {action}" for action in actions)
        blocks.append("\n".join(lines))
    return "\n\n".join("\n".join(map(printable, block.split("\n"))) for block in blocks)


def _rank(finding: Finding) -> tuple[int, str]:
    return ("error", "warning", "info").index(finding.severity), finding.rule
