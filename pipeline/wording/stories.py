"""What happened between two versions, in words: with names and roles, in Swedish and English.

A template takes its facts by name; a fact may itself be a text in both languages.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.model import LANGUAGES
from pipeline.schema import Text
from pipeline.wording.sentences import Sentences, in_language
from pipeline.wording.sentences import number as spelled

STORIES = Sentences("stories", "stories")
sentence = STORIES.both

NOUNS = Sentences("stories", "nouns")

WORDS = Sentences("stories", "words")

CODES = Sentences("stories", "codes")

FACTS = Sentences("stories", "facts_of_the_body")


def count(number: int, noun: str) -> Text:
    """A number with its noun in the right form: "1 plats", "38 platser"."""
    return {language: f"{spelled(number, language)} {forms[number != 1]}" for language, forms in NOUNS[noun].items()}


def listing(parts: Sequence[str | Text], separator: str = ", ") -> Text:
    """The parts one after another, in both languages."""
    return {language: separator.join(in_language(part, language) for part in parts) for language in LANGUAGES}


def named(titles: Text, content: object) -> Text:
    """A cell with the title of its field: "Betalning 10"."""
    return {language: f"{title} {in_language(value(content), language)}" for language, title in titles.items()}


def value(content: object) -> str | Text:
    """A cell in running text; null is "(tomt)", a truth value yes or no."""
    if content is None:
        return WORDS["empty"]
    if isinstance(content, bool):
        return WORDS["true" if content else "false"]
    return content.isoformat() if isinstance(content, dt.date) else str(content)


def coded(content: object) -> str | Text:
    """A value of a closed list in running text; one without words of its own goes by its code."""
    return CODES.get(str(content)) or value(content)


def fact_label(fact_id: str) -> Text:
    """What a governance fact is about; an unknown one goes by its id."""
    return FACTS.get(fact_id, dict.fromkeys(LANGUAGES, fact_id))


def who(row: Mapping[str, Any]) -> str:
    """The person on a seat, with the party of those who have one: "Robert Wenglén (M)"."""
    return f"{row['person']} ({row['party']})" if row["party"] else str(row["person"])


def post(row: Mapping[str, Any]) -> Text:
    """What a seat is called in running text: "t f kommundirektör", "KSO"; in English "acting …"."""
    role = {"sv": in_running_text(row["role_sv"]), "en": in_running_text(row["role_en"])}
    printed = row["role_verbatim"]
    if printed and printed.isupper():  # an abbreviation is what Swedish readers know: KSO
        role["sv"] = printed
    return listing([WORDS["acting"], role], " ") if row["is_acting"] else role


def seat(row: Mapping[str, Any]) -> Text:
    """A seat with the one who has it: "Robert Wenglén (M), KSO"."""
    return listing([WORDS["vacant"] if row["is_vacant"] else who(row), post(row)])


def sentence_case(text: Text) -> Text:
    """`text` as it begins a sentence."""
    return {language: part[:1].upper() + part[1:] for language, part in text.items()}


def in_running_text(label: str) -> str:
    """A label without the capital that it begins with; an abbreviation keeps its own."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
