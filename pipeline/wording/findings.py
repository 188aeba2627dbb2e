"""Findings as a person reads them in a terminal: grouped by rule, with exact counts and what to do."""

from collections.abc import Sequence
from itertools import chain, groupby

from pipeline.model import SEVERITIES, Finding
from pipeline.wording.pages import say
from pipeline.wording.plain import printable
from pipeline.wording.rules import RULES, finding_texts
from pipeline.wording.sentences import Sentences

EXAMPLES = 5  # shown for each rule; the count beside them is of all
ORDER = {rule: place for place, rule in enumerate(RULES)}

FINDINGS = Sentences("findings")


def findings_text(findings: Sequence[Finding], language: str) -> str:
    """The findings for a terminal: grouped by rule, errors first, with exact counts and a few examples each."""
    words = FINDINGS.in_language(language)
    if not findings:
        return words["none"]
    blocks = []
    for rule, group in groupby(sorted(findings, key=_rank), key=lambda finding: finding.rule):
        items = list(group)
        lines = [f"{words[items[0].severity]}: {RULES[rule].title[language]} ({len(items)}) [{rule}]"]
        for item in items[:EXAMPLES]:
            lines.append(f"  {finding_texts(item)[f'message_{language}']}")
            if item.accepted_reason:
                lines.append(f"    {words['accepted']}: {item.accepted_reason}")
        if len(items) > EXAMPLES:
            lines.append("  " + words["more"].format(count=len(items) - EXAMPLES))
        who = say(f"responsible_{items[0].responsible}", language)
        actions = (finding_texts(item)[f"action_{language}"].split("\n") for item in items[:EXAMPLES])
        first, *others = dict.fromkeys(chain.from_iterable(actions))
        lines += [f"  → {who}: {first}", *others]
        blocks.append("\n".join(lines))
    return "\n\n".join("\n".join(map(printable, block.split("\n"))) for block in blocks)


def _rank(finding: Finding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), ORDER[finding.rule]
