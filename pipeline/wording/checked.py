"""What a report on checked tables says beside the causes: headings, counts, and what is not shown."""

from collections.abc import Iterable

from pipeline.wording.pages import number
from pipeline.wording.sentences import Sentences

TOLD = Sentences("checked", "told")

ACTIONS = Sentences("checked", "actions")
"""What to do about an error: by its type, or by the type or the constraint that it breaks."""


def phrase(key: str, language: str, **facts: object) -> str:
    """The text called `key` in a language ("sv" or "en"), with its facts filled in."""
    return TOLD[key][language].format(**facts)


def amount(count: int, noun: str, language: str) -> str:
    """A number with its noun: "1 row", "1,204 rows"."""
    return phrase(f"{noun}_{'one' if count == 1 else 'many'}", language, count=number(count, language))


def action(keys: Iterable[str], language: str, value: str) -> str:
    """What to do, by the first of some keys that is known; empty where none is."""
    known = next((key for key in keys if key in ACTIONS), None)
    return ACTIONS[known][language].format(value=value) if known else ""
