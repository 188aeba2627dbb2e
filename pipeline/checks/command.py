"""What `check` does: judge a file, tell the verdict, and answer with the exit code."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.checks.report import rendered
from pipeline.model import LANGUAGES
from pipeline.prover.judge import Prove
from pipeline.prover.layout import CRASHES, Progress
from pipeline.validate.bounds import USUAL, Bounds
from pipeline.validate.verdict import CheckResult, check_file, check_package
from pipeline.wording.checks import REPORT
from pipeline.wording.observations import encoding_taken, sentence_of
from pipeline.wording.run import Talk

VALID, NOT_VALID, NOT_CHECKED = 0, 1, 2


def check(
    file: Path,
    schema: Path | None,
    form: str,
    prove: Prove,
    limit_errors: int,
    talk: Talk,
    *,
    strict: bool = False,
    bounds: Bounds = USUAL,
) -> int:
    """The exit code: 0 valid, 1 not valid, 2 where file or schema is not what can be checked.

    A file whose encoding is damaged, or another than its descriptor says, is not valid, whatever the report says.

    Args:
        file: a table, or the descriptor of a data package.
        schema: the Table Schema of a table; null to infer one.
        form: `text` for people; `json` for frictionless's own report, and beside it `observations` and `encodings`.
        prove: see `check_file`.
        limit_errors: stop at so many; 0 for all.
        talk: takes the report as the result, and all else beside it.
        strict: whether a table in which something was seen is not valid either.
        bounds: how far the check goes.
    """
    try:
        with _progress(talk) as progress:
            result = _result(file, schema, prove, limit_errors, progress, bounds)
    except CRASHES as error:
        crashed = REPORT["crashed"][talk.language]
        talk.aside(crashed.format(file=file.name, kind=type(error).__name__, error=error))
        return NOT_CHECKED
    if form == "json":
        encodings = {seen.place: seen.encoding for seen in result.seen}
        beside = {"observations": _observations(result), "encodings": encodings}
        talk.result(json.dumps({**result.report, **beside}, ensure_ascii=False, indent=2))
    else:
        talk.result(rendered(result.report, talk.language).rstrip("\n"))
        for sentence in _sentences(result, talk.language):
            talk.result(sentence)
        for seen in result.seen:
            if seen.beyond_ascii and not seen.is_damaged:
                talk.aside(encoding_taken(seen.place, seen.encoding, talk.language))
    if result.rows_proven:
        talk.aside(REPORT["proven"][talk.language].format(proven=result.rows_proven, rows=result.rows))
    if result.report["errors"]:
        return NOT_CHECKED
    if any(_needs_package(error) for task in result.report["tasks"] for error in task["errors"]):
        talk.aside(REPORT["needs_package"][talk.language])
        return NOT_CHECKED
    fits = result.valid and not any(seen.is_damaged or (strict and seen.observations) for seen in result.seen)
    return VALID if fits else NOT_VALID


def _observations(result: CheckResult) -> list[dict[str, Any]]:
    """What was seen, as JSON: `code`, `place`, where, what, how often, and the sentence in both languages."""
    return [
        {
            "code": each.code,
            "place": seen.place,
            "line": each.line,
            "fieldName": each.label,
            "cell": each.cell,
            "count": each.count,
            "lines": list(each.lines),
            **each.facts,
            **{f"message_{language}": sentence_of(seen.place, each, language) for language in LANGUAGES},
        }
        for seen in result.seen
        for each in seen.observations
    ]


def _sentences(result: CheckResult, language: str) -> Iterator[str]:
    """What was seen, a line each."""
    for seen in result.seen:
        yield from (sentence_of(seen.place, each, language) for each in seen.observations)


def _result(
    file: Path, schema: Path | None, prove: Prove, limit_errors: int, progress: Progress | None, bounds: Bounds
) -> CheckResult:
    if schema is None and _describes_package(file):
        return check_package(file, prove=prove, limit_errors=limit_errors, progress=progress, bounds=bounds)
    return check_file(file, schema, prove=prove, limit_errors=limit_errors, progress=progress, bounds=bounds)


def _needs_package(error: Mapping[str, str]) -> bool:
    """Whether frictionless gave up on a table alone, as its schema refers to others."""
    return error["type"] == "resource-error" and error["note"].startswith("package is required for foreign keys")


def _describes_package(file: Path) -> bool:
    """Whether a file is the descriptor of a package: a JSON object with resources."""
    if file.suffix != ".json":
        return False
    try:
        descriptor = json.loads(file.read_bytes())
    except ValueError:
        return False
    return isinstance(descriptor, dict) and "resources" in descriptor


@contextlib.contextmanager
def _progress(talk: Talk) -> Iterator[Progress | None]:
    """A bar on the terminal, if somebody watches."""
    if not talk.terminal:
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(REPORT["progress"][talk.language])
        yield lambda done, total: bar.update(task, completed=done, total=total)
