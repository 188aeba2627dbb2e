"""What is said of a page of people: what each line was read as, and why a line is held."""

from pipeline.model import Held
from pipeline.wording.sentences import Sentences, filled_plain

HELD = Sentences("roster", "held")
"""Why a line is held, by key, and what to do."""
MEANINGS = Sentences("roster", "meanings")
"""What a line was read as."""
_FRAME = Sentences("roster", "frame")


def held_sentence(held: Held, language: str) -> str:
    """Where a line is, why it is held, and what to do."""
    template = _FRAME["line"][language] + HELD[held.key][language]
    return filled_plain(template, language, vars(held))


def told_sentence(line: int, verbatim: str, meaning: str, people: str, language: str) -> str:
    """What a line of a page was read as."""
    facts = {"line": line, "verbatim": verbatim, "people": people}
    return filled_plain(_FRAME["told"][language] + MEANINGS[meaning][language], language, facts)
