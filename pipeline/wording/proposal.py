"""What the screen of `plan` says beside the changes themselves."""

from pipeline.schema import Text
from pipeline.wording.plain import PlainFormatter
from pipeline.wording.sentences import Sentences

SCREEN = Sentences("proposal", "screen")
LEVELS = Sentences("proposal", "levels")


def told(key: str, language: str, **facts: object) -> str:
    """The text called `key` in a language ("sv" or "en"), with its facts filled in."""
    return PlainFormatter().vformat(SCREEN[key][language], (), facts)


def both(key: str) -> Text:
    """The text called `key` in both languages; it mentions no facts."""
    return SCREEN[key]
