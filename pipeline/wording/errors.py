"""A sentence for each way a run can fail: what, where, and what to do. Templates over the error's facts."""

from collections.abc import Sequence
from typing import cast

from pipeline.errors import PipelineError, SettingsError, SourceError
from pipeline.model import LANGUAGES, Held, Observation
from pipeline.redact import redact
from pipeline.schema import Text
from pipeline.wording.checks import Error, TableError, said_of
from pipeline.wording.notes import Note, noted
from pipeline.wording.observations import sentence_of
from pipeline.wording.plain import plain
from pipeline.wording.roster import held_sentence
from pipeline.wording.sentences import Sentences

ERRORS = Sentences("errors", "faults")
JSON = Sentences("errors", "json")
"""What is no JSON, by what Python's reader of it says."""
_FRAME = Sentences("errors", "frame")


def sentence(error: PipelineError, language: str, *, shows: bool = True) -> str:
    """What an error says to a person, in a language ("sv" or "en"): one sentence, or a line for each thing to mend.

    With `shows`, the lines of a page that are held, as they stand there.
    """
    problems = error.problems if isinstance(error, SettingsError) else (error,)
    told = [_sentence(problem, language) for problem in problems]
    held = cast("Sequence[Held]", error.facts.get("held", ()) if shows else ())
    others = cast("Sequence[tuple[str, Error]]", error.facts.get("others", ()))
    if len(told) == 1:
        more = (plain(f"{table}: {said_of(each, language)}") for table, each in others)
        return "\n  ".join((told[0], *(held_sentence(each, language) for each in held), *more))
    return "\n  ".join((_FRAME.say("several", language, count=len(told)), *told))


def sentences(error: PipelineError) -> Text:
    """The same in every language."""
    return {language: sentence(error, language) for language in LANGUAGES}


def in_short(error: PipelineError) -> Text:
    """The same in every language, without the lines of a page: what is kept of an error, or published, names nobody."""
    return {language: sentence(error, language, shows=False) for language in LANGUAGES}


def _sentence(error: PipelineError, language: str) -> str:
    nearest = error.facts.get("nearest")
    suggestion = _FRAME["suggestion"][language].format(nearest=nearest) if nearest else ""
    facts = {**{name: _fact(fact, language) for name, fact in error.facts.items()}, "suggestion": suggestion}
    if isinstance(error, SourceError):  # what a page or a server says may tell of people
        facts = {key: redact(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
    if observed := facts.get("observed"):
        facts["observed"] = sentence_of(facts["file"], cast("Observation", observed), language)
    if isinstance(error, SettingsError) and (line := facts.get("line")):
        facts["file"] = f"{facts['file']}:{line}"
    return ERRORS.say(error.key, language, **facts)


def _fact(fact: object, language: str) -> object:
    """A fact as the sentence mentions it: what other programs say, in the reader's language."""
    if isinstance(fact, str) and fact in JSON:
        return JSON[fact][language]
    if isinstance(fact, Note):
        return noted(fact, language)
    return said_of(fact, language) if isinstance(fact, TableError) else fact
