"""The page that documents every rule: what must hold, what a breach is called, what to do, and who can."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import SEVERITIES
from pipeline.pages.page import Context, Link, Page, Section
from pipeline.versions import page_name
from pipeline.wording.rules import RULES

Rules = Mapping[str, Mapping[str, str]]
"""By code of a rule: its `severity`, and who is `responsible`: the part of a rule that settings decide."""


@dataclass(frozen=True)
class RuleEntry:
    """One rule."""

    code: str
    title: str
    message: str
    action: str
    responsible: str


class Blank(str):
    """An ellipsis, also for a number with what it counts."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """The ellipsis, with the noun that many of the thing have."""
        return f"{self} {spec.rpartition('|')[2]}" if spec else str(self)


class _Blanks(dict[str, object]):
    """Facts for a sentence that is about no finding in particular."""

    def __missing__(self, key: str) -> str:
        """An ellipsis for whatever the sentence mentions."""
        return Blank("…")


def rulebook(rules: Rules, context: Context) -> Page:
    """The page of the rules, by severity; each rule has its code as anchor."""
    language = context.language
    sections = tuple(
        Section(severity, context.say(f"rules_{severity}"), "rules.html", entries, context.say(f"rules_{severity}"))
        for severity in SEVERITIES
        if (entries := _entries(rules, severity, context))
    )
    return Page(
        path=page_name("rules", language),
        language=language,
        title=context.say("rules_title"),
        lede=context.say("rules_lede" if rules else "rules_none"),
        sections=sections,
        trail=(Link(context.settings.titles[language], page_name("index", language)),),
    )


def _entries(rules: Rules, severity: str, context: Context) -> tuple[RuleEntry, ...]:
    language = context.language
    return tuple(
        RuleEntry(
            code=code,
            title=text.title[language],
            message=text.message[language].format_map(_Blanks()),
            action=text.action[language].format_map(_Blanks()),
            responsible=context.say(f"responsible_{rules[code]['responsible']}"),
        )
        for code, text in RULES.items()
        if code in rules and rules[code]["severity"] == severity
    )
