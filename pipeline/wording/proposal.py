"""What the screen of `plan` says beside the changes themselves."""

from pipeline.schema import Text
from pipeline.wording.sentences import Sentences

SCREEN = Sentences("proposal", "screen")
LEVELS = Sentences("proposal", "levels")
told = SCREEN.say


def both(key: str) -> Text:
    """The text called `key` in both languages; it mentions no facts."""
    return SCREEN[key]
