"""The letter to whoever owns a page: what only they can mend, and how it might read instead."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Finding
from pipeline.wording.findings import ORDER
from pipeline.wording.plain import printable
from pipeline.wording.rules import finding_texts
from pipeline.wording.sentences import Sentences

LETTER = Sentences("letter")
NOTHING_TO_DO = frozenset({"contact_details", "respelled_text", "erased_place"})
"""Rules of which nobody needs to do anything on the page."""
COMMA_BEFORE_PARTY = re.compile(r"\s*,\s*(?=\()")


@dataclass(frozen=True)
class Letter:
    """A letter, ready to be sent by a person."""

    subject: str
    body: str


def mendable(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that the owner of the page can mend, each once: what stops a release first."""
    theirs = (item for item in findings if item.responsible == "page_owner" and item.rule not in NOTHING_TO_DO)
    once = {(item.rule, finding_texts(item)["message_sv"]): item for item in theirs}
    return sorted(once.values(), key=lambda item: (not item.stops, ORDER[item.rule], item.source_line or 0))


def letter(
    findings: Sequence[Finding], page: Mapping[str, str], day: str | None, signature: Sequence[str], language: str
) -> Letter:
    """The letter about some findings.

    Args:
        findings: as `mendable` gives them.
        page: its `title` and `address`.
        day: when it was seen; null where nobody knows.
        signature: the lines below the regards; empty while nobody has confirmed who publishes.
        language: "sv" or "en".
    """
    seen = LETTER.say("seen", language, day=day) if day else LETTER.say("seen_undated", language)
    parts = [LETTER.say("greeting", language), LETTER.say("opening", language, address=page["address"], seen=seen)]
    for number, (_, items) in enumerate(groupby(findings, key=lambda item: item.rule), start=1):
        parts.append("\n".join(_part(number, list(items), language)))
    parts += [
        LETTER.say("closing", language),
        "\n".join([LETTER.say("regards", language), *(signature or [LETTER.say("unsigned", language)])]),
    ]
    return Letter(LETTER.say("subject", language, title=page["title"]), "\n\n".join(parts) + "\n")


def suggestion(finding: Finding, language: str) -> str | None:
    """How the page might read instead; null where nobody but its owner knows."""
    said, facts = COMMA_BEFORE_PARTY.sub(" ", finding.verbatim or ""), finding.facts
    suggested = {
        "stray_comma": said,
        "letter_case": said.replace(str(facts.get("found")), str(facts.get("expected"))),
        "role_not_stated": f"{said}, {LETTER['role'][language]}",
        "party_missing": said.replace(name := str(facts.get("name")), f"{name} ({LETTER['party'][language]})", 1),
        "undated": LETTER["updated"][language],
    }
    return finding.normalised or suggested.get(finding.rule)


def _part(number: int, findings: Sequence[Finding], language: str) -> Iterable[str]:
    """What to do about the findings of one rule, and each place with its wording."""
    texts = [finding_texts(finding) for finding in findings]
    actions = dict.fromkeys(item[f"action_{language}"].partition("\n")[0] for item in texts)
    yield LETTER.say("item", language, number=number, action=" ".join(actions))
    for finding, item in zip(findings, texts, strict=True):
        yield f"   - {printable(item[f'message_{language}'])}"
        if text := suggestion(finding, language):
            yield f"     {LETTER.say('suggestion', language, text=text)}"
