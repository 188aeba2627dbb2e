"""What the catalogue says beyond the packages' own titles and descriptions."""

from pipeline.wording.sentences import Sentences

CATALOG = Sentences("catalog")
