"""What is said of a page of people: what each line was read as, and why a line is held."""

import re
from collections.abc import Mapping

from pipeline.model import Held
from pipeline.wording.history import KINDS_OF_PLACE
from pipeline.wording.sentences import Sentences, filled_plain
from pipeline.wording.stories import WORDS

HELD = Sentences("roster", "held")
"""Why a line is held, by key, and what to do."""
MEANINGS = Sentences("roster", "meanings")
"""What a line was read as."""
CELLS = Sentences("roster", "cells")
"""What is said of a place, by column."""
_FRAME = Sentences("roster", "frame")
_PART = re.compile(r"(?:(?<=, )|(?<=; )|^)(\w+)(?=: \d+ → \d)")


def held_sentence(held: Held, language: str) -> str:
    """Where a line is, why it is held, and what to do."""
    template = _FRAME["line"][language] + HELD[held.key][language]
    found = held.found
    if held.key == "other_number":  # parts of a page, each with its kind of place
        found = _PART.sub(lambda part: _word("kind", part[1], language), found)
    return filled_plain(template, language, {**vars(held), "found": found})


def person_told(cells: Mapping[str, str | None], language: str) -> str:
    """What was read of a person: each cell that says something, with the title of its column."""
    return ", ".join(
        f"{CELLS[name][language]}: {_word(name, value, language)}"
        for name in CELLS
        if (value := cells[name]) and value != "false"
    )


def told_sentence(line: int, verbatim: str, meaning: str, people: str, language: str) -> str:
    """What a line of a page was read as."""
    facts = {"line": line, "verbatim": verbatim, "people": people}
    return filled_plain(_FRAME["told"][language] + MEANINGS[meaning][language], language, facts)


def _word(name: str, value: str, language: str) -> str:
    words = KINDS_OF_PLACE if name == "kind" else WORDS if name.startswith("is_") else {}
    return words[value][language] if value in words else value
