"""A text for each rule beyond the schemas: what must hold, what is wrong where it does not, and what to do.

The messages and actions are `str.format` templates over a finding's facts, its row key, source line, verbatim and
normalised text. Where a person can settle a finding in a file, the action ends with the exact lines to put there.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.document.entry import entry_line, quoted
from pipeline.model import LANGUAGES, Finding
from pipeline.schema import Text
from pipeline.wording.sentences import Sentences, filled, read

Remedy = Literal["accept", "person", "set_aside", "review", "erased"]

INDENT = "  "  # of an entry below the key of its list
REMEDIES = Sentences("rules", "remedies")


@dataclass(frozen=True)
class RuleText:
    """The texts of one rule, in Swedish and English."""

    title: Text
    """What must hold."""
    message: Text
    action: Text
    remedy: Remedy | None = None
    """The lines that settle the finding; null where the page or the settings must change."""


def finding_texts(finding: Finding) -> dict[str, str]:
    """`message_sv`, `message_en`, `action_sv` and `action_en` of a finding; each is plain text."""
    rule = RULES[finding.rule]
    place = {
        "row_key": finding.row_key,
        "source_line": finding.source_line,
        "verbatim": finding.verbatim,
        "normalised": finding.normalised,
        "table": finding.table,
        "field": finding.field,
    }
    nearest = finding.facts.get("nearest")
    texts = {}
    for language in LANGUAGES:
        suggestion = REMEDIES["nearest"][language].format(nearest=nearest) if nearest else ""
        values = {**place, **finding.facts, "suggestion": suggestion}
        texts[f"message_{language}"] = filled(rule.message[language], language, values)
        action = filled(rule.action[language], language, values)
        texts[f"action_{language}"] = "\n".join([action, *_remedy(rule, finding, language)])
    return texts


def _remedy(rule: RuleText, finding: Finding, language: str) -> list[str]:
    """What to put into which file; nothing where it was done, or where nothing is stopped."""
    if rule.remedy == "person" and finding.accepted_reason is None:
        lines = (_line(of_person(finding, key), language) for key in ("same_as", "different_from"))
        return [REMEDIES["person"][language], *(INDENT + line for line in lines)]
    if not finding.stops or rule.remedy is None:
        return []
    if rule.remedy == "erased":
        other = _line(of_person(finding, "different_from", REMEDIES["its_name"][language]), language)
        return [REMEDIES["forgotten"][language], finding.facts["entry"], REMEDIES["namesake"][language], INDENT + other]
    if rule.remedy == "set_aside":
        return [REMEDIES["set_aside"][language], _line({"verbatim": finding.verbatim, "set_aside": True}, language)]
    if rule.remedy == "review":
        said = REMEDIES["review"][language].format(**finding.facts)
        return [said, f"- {quoted(finding.verbatim or '')}"]
    ended = finding.facts.get("ended")
    before = [REMEDIES["ended"][language].format(day=ended)] if ended else []
    line = _line({"rule": finding.rule, "scope": finding.scope, **lasting(finding)}, language)
    return [*before, REMEDIES["accept"][language], INDENT + line]


def of_person(finding: Finding, key: str, name: str | None = None) -> dict[str, object]:
    """The entry that says whose a name is, the `same_as` or the `different_from` somebody known; null: the name found.

    Who is the same though the party is another is so for this party: the next is asked of again.
    """
    facts = finding.facts
    entry = {
        "name": facts["name"] if name is None else name,
        "municipality": facts["municipality"],
        key: facts["person_id"],
    }
    is_of_party = key == "same_as" and finding.rule == "other_party"
    return {**entry, "party": facts["found"]} if is_of_party else entry


def lasting(finding: Finding) -> dict[str, object]:
    """How far an acceptance of a finding goes: to a day, or of the one look that nobody dated."""
    return {key: finding.facts[key] for key in ("until", "snapshot") if key in finding.facts}


def _line(entry: dict[str, object], language: str) -> str:
    """One entry of a YAML list, with the words that stand for its reason."""
    return f"- {entry_line(entry | {'reason': REMEDIES['reason'][language]})}"


# In the order in which faults should be mended: what stands further up may be the cause of what stands further down.
RULES = {name: RuleText(**rule) for name, rule in read("rules")["rules"].items()}
