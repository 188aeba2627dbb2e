"""What is said about a table that was checked: one sentence for each kind of error that frictionless knows."""

from pipeline.wording.sentences import Sentences

CAUSES = Sentences("checks", "causes")
"""By frictionless's error type; of other types frictionless's own title is shown."""

REPORT = Sentences("checks", "report")
"""The frame around the causes."""
reported = REPORT.say
