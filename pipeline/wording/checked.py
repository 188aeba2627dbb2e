"""What a report on checked tables says beside the causes: headings, counts, and what is not shown."""

from collections.abc import Iterable

from pipeline.wording.sentences import Sentences, filled

TOLD = Sentences("checked", "told")

ACTIONS = Sentences("checked", "actions")
"""What to do about an error: by its type, or by the type or the constraint that it breaks."""


def phrase(key: str, language: str, **facts: object) -> str:
    """The text called `key` in a language ("sv" or "en"), with its facts filled in."""
    return filled(TOLD[key][language], language, facts)


def action(keys: Iterable[str], language: str, value: str) -> str:
    """What to do, by the first of some keys that is known; empty where none is."""
    known = next((key for key in keys if key in ACTIONS), None)
    facts = {"value": int(value) if value.isdecimal() else value}
    return filled(ACTIONS[known][language], language, facts) if known else ""
