"""What `init` says: how a page is read, what it asks, and what was written."""

from pipeline.wording.sentences import Sentences

told = Sentences("init", "init").say
ASKS = Sentences("init", "asks")
"""What each question asks, by its id."""
KINDS = Sentences("init", "kinds")
"""What somebody on a page is, in words."""
MEANINGS = Sentences("init", "meanings")
"""What the words that an answer may use stand for."""
