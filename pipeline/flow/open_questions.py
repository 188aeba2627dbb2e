"""What waits for a person, over all sources: each question once, with the packages that it holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.errors import PipelineError, SourceError, UnfitSource
from pipeline.flow.reading import Reading
from pipeline.model import Finding
from pipeline.organisation.questions import Question
from pipeline.wording.findings import ORDER


@dataclass
class Open:
    """What is open of some packages."""

    questions: list[Question] = field(default_factory=list)
    held: list[tuple[str, Finding]] = field(default_factory=list)
    """What stops a package, by name, and no answer settles."""
    faults: list[PipelineError] = field(default_factory=list)
    """Why a source could not be read, or does not fit its schema."""


def open_of(readings: Iterable[Reading], fault: PipelineError | None = None) -> Open:
    """What is open of some readings: each question once, first those that stop a package, causes before effects.

    Args:
        readings: what the sources say.
        fault: why files of tables are not accepted, where that is known already; to ask them is to judge them again.
    """
    found: dict[str, Question] = {}
    left = Open()
    for reading in readings:
        name = reading.package.name
        try:
            for question in reading.questions(fault):
                known = found.get(question.id)
                packages = (*known.packages, name) if known else (name,)
                stops = question.stops or (known.stops if known else False)
                found[question.id] = replace(question, packages=packages, stops=stops)
            left.held += [(name, finding) for finding in reading.unanswerable()]
        except (SourceError, UnfitSource) as error:
            left.faults.append(error)
    left.questions = sorted(found.values(), key=lambda question: (not question.stops, _rank(question)))
    return left


def _rank(question: Question) -> int:
    """Where in the order of the rules a question stands: what may be the cause of another is asked first."""
    return ORDER.get(question.rule, 0)
