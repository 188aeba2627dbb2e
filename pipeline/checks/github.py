"""Commands that the log of a GitHub workflow shows as annotations: one for each cause, on the first row that has it.

Syntax: GitHub's "Workflow commands for GitHub Actions"; what is escaped, and how, is that of `@actions/core`.
"""

from collections.abc import Iterator, Sequence

from pipeline.checks.causes import causes_of, place_of
from pipeline.checks.judged import Judged
from pipeline.wording.checks import phrase, told
from pipeline.wording.observations import sentence_of

MOST = 10  # errors, and as many warnings: GitHub shows no more of one step
_EXAMPLES = 3  # of one cause
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}
_BINARY = (".parquet", ".xlsx", ".gz", ".zip")
"""Files that GitHub shows no lines of."""


def github(judged: Sequence[Judged], language: str) -> str:
    """The annotations, a line each; what would not be shown is counted in a notice."""
    commands = [line for one in judged for line in (*_errors(one, language), *_seen(one, language))]
    errors = [line for line in commands if line.startswith("::error")]
    warnings = [line for line in commands if line.startswith("::warning")]
    hidden = max(len(errors) - MOST, 0) + max(len(warnings) - MOST, 0)
    notice = [_command("notice", {}, phrase("not_shown", language, count=hidden))] if hidden else []
    return "\n".join([*errors[:MOST], *warnings[:MOST], *notice])


def _errors(one: Judged, language: str) -> Iterator[str]:
    if one.trouble:
        yield _command("error", {"file": one.name}, one.trouble)
    for task in () if one.trouble else one.tasks:
        for cause in causes_of(task["errors"], language):
            first = cause.errors[0]
            lines = [said for error in cause.errors[:_EXAMPLES] if (said := told(error, language))]
            if (more := len(cause.errors) - _EXAMPLES) > 0:
                lines.append(phrase("more", language, count=more))
            where = _where(*place_of(first, task["place"]))
            title = f"{len(cause.errors)} × {cause.words}"
            yield _command("error", {**where, "title": title}, "\n".join(lines) or cause.words)


def _seen(one: Judged, language: str) -> Iterator[str]:
    for task in one.tasks:
        for seen, each in one.seen_in(task["place"]):
            where = _where(seen.place, each.line)
            yield _command(one.level_of(seen), where, sentence_of(seen.place, each, language))


def _where(place: str, line: int | None) -> dict[str, str]:
    """The properties of a place in a file; without a line where GitHub shows none."""
    return {"file": place} if line is None or place.endswith(_BINARY) else {"file": place, "line": str(line)}


def _command(level: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items())
    return f"::{level} {told}".rstrip() + f"::{_escaped(message, _IN_MESSAGE)}"


def _escaped(text: str, by: dict[str, str]) -> str:
    return "".join(by.get(character, character) for character in text)
