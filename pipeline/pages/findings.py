"""The findings of a version in plain words, grouped by rule: what it means, and who can mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import SEVERITIES
from pipeline.pages.page import Context, Section
from pipeline.past import Contents
from pipeline.schema import Json
from pipeline.wording.pages import count, say
from pipeline.wording.rules import RULES

SHOWN = 40  # findings of one rule; the files have them all


@dataclass(frozen=True)
class Group:
    """All findings of one rule."""

    rule: str
    title: str
    """What must hold."""
    severity: str
    severity_word: str
    first: str
    """What is wrong, said of the first finding."""
    count: str
    """How many more of the kind there are, as a sentence; empty where there is one alone."""
    messages: tuple[str, ...]
    """The same of the others."""
    more: str
    """How many of them are not shown, as a sentence; empty where all are."""
    action: str
    responsible: str
    accepted: tuple[str, ...]
    """Why errors were accepted."""


@dataclass(frozen=True)
class Findings:
    """The view model of the section."""

    lede: str
    groups: tuple[Group, ...]


def findings(contents: Contents, context: Context) -> Section:
    """The section with a block a rule, the gravest first."""
    view = grouped(contents.findings, context.language)
    return Section("findings", context.say("findings"), "findings.html", view, context.say("findings_nav"))


def grouped(found: Sequence[Json], language: str) -> Findings:
    """Findings as `quality.json` has them, by rule."""
    return Findings(_lede(found, language), tuple(_groups(found, language)))


def _lede(found: Iterable[Json], language: str) -> str:
    amounts = {severity: sum(item["severity"] == severity for item in found) for severity in SEVERITIES}
    counts = [count(amount, severity, language) for severity, amount in amounts.items() if amount]
    return say("findings_lede", language, counts=", ".join(counts)) if counts else say("findings_none", language)


def _groups(found: Iterable[Json], language: str) -> Iterable[Group]:
    def rank(item: Mapping[str, str]) -> tuple[int, str]:
        return SEVERITIES.index(item["severity"]), item["rule"]

    for (_, rule), group in groupby(sorted(found, key=rank), key=rank):
        items = list(group)
        messages = [item[f"message_{language}"] for item in items]
        others, hidden = len(messages) - 1, len(messages) - SHOWN
        yield Group(
            rule=rule,
            title=RULES[rule].title[language] if rule in RULES else rule,  # this program may not know it any more
            severity=items[0]["severity"],
            severity_word=say(f"severity_{items[0]['severity']}", language),
            first=messages[0],
            count=say("more_of_the_kind", language, count=others) if others else "",
            messages=tuple(messages[1:SHOWN]),
            more=say("more_changes", language, count=hidden) if hidden > 0 else "",
            action=items[0][f"action_{language}"],
            responsible=say(f"responsible_{items[0]['responsible']}", language),
            accepted=tuple(sorted({item["accepted_reason"] for item in items if item["accepted_reason"]})),
        )
