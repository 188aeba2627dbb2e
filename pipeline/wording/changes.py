"""The headings of `CHANGES.md`."""

from pipeline.wording.sentences import Sentences

HEADINGS = Sentences("changes")
