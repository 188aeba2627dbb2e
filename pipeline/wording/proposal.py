"""What the screen of `plan` says beside the changes themselves."""

from pipeline.wording.sentences import Sentences

SCREEN = Sentences("proposal", "screen")
LEVELS = Sentences("proposal", "levels")
told = SCREEN.say
