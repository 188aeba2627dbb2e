"""What waits for a person, over all sources: each question once, with the packages that it holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.errors import PipelineError, SourceError, UnfitSource
from pipeline.flow.builders import AnyReading
from pipeline.flow.world import Reading
from pipeline.model import Finding
from pipeline.organisation.questions import Question, question_id, questions_of, unanswerable
from pipeline.wording.findings import ORDER


@dataclass
class Open:
    """What is open of some packages."""

    questions: list[Question] = field(default_factory=list)
    held: list[tuple[str, Finding]] = field(default_factory=list)
    """What stops a package, by name, and no answer settles."""
    faults: list[PipelineError] = field(default_factory=list)
    """Why a source could not be read, or does not fit its schema."""


def open_of(readings: Iterable[AnyReading], fault: PipelineError | None = None) -> Open:
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
            for question in _questions(reading, fault):
                known = found.get(question.id)
                packages = (*known.packages, name) if known else (name,)
                stops = question.stops or (known.stops if known else False)
                found[question.id] = replace(question, packages=packages, stops=stops)
            if isinstance(reading, Reading):
                left.held += [(name, finding) for finding in unanswerable(reading.newest_findings())]
        except (SourceError, UnfitSource) as error:
            left.faults.append(error)
    left.questions = sorted(found.values(), key=lambda question: (not question.stops, _rank(question)))
    return left


def _rank(question: Question) -> int:
    """Where in the order of the rules a question stands: what may be the cause of another is asked first."""
    return ORDER.get(question.rule, 0)


def _questions(reading: AnyReading, fault: PipelineError | None) -> list[Question]:
    """The questions of one reading; those about a table are asked one by one, as its judge stops at the first."""
    source = reading.package.source_id
    if isinstance(reading, Reading):
        return questions_of(reading.newest_findings(), source)
    try:
        if fault:
            raise fault
        reading.accepted_snapshot()
    except UnfitSource as error:
        if error.key != "table_loses":
            raise
        table = next(name for name, file in reading.package.files.items() if file.path == error.facts["file"])
        facts = {**error.facts, "table": table}
        identity = question_id("table_loses", reading.package.name, table, error.facts["code"])
        return [Question(identity, ("accept_table",), stops=True, facts=facts, source_id=source)]
    return []
