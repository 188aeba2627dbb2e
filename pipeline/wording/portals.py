"""What is told of portals: how what they show differs from what is published."""

from pipeline.wording.sentences import Sentences

PORTALS = Sentences("portals")
told = PORTALS.say
