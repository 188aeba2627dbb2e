"""What the feed says around the change stories, in Swedish and English."""

from pipeline.wording.sentences import Sentences

FEED = Sentences("feed")
TITLES = Sentences("feed", "titles")
