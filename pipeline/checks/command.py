"""What `check` does: judge tables, tell the verdicts, and answer with the exit code."""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from pipeline.checks.github import github
from pipeline.checks.judged import NOT_VALID, VALID, Judged, Options, judge, source_of
from pipeline.checks.junit import junit
from pipeline.checks.report import remarks, rendered
from pipeline.checks.sarif import sarif
from pipeline.checks.standard_input import spooled
from pipeline.errors import PipelineError
from pipeline.model import LANGUAGES
from pipeline.prover.layout import Progress
from pipeline.validate.bounds import USUAL
from pipeline.validate.verdict import CheckResult
from pipeline.wording.checks import REPORT, phrase, reported
from pipeline.wording.errors import sentence
from pipeline.wording.observations import encoding_taken, sentence_of
from pipeline.wording.pages import listing
from pipeline.wording.run import Talk

STANDARD_INPUT = "-"
Reporter = Callable[[Sequence[Judged], str], str]


def _page(judged: Sequence[Judged], language: str) -> str:
    from pipeline.checks.page import page  # the templates take as long to load as a small table to check

    return page(judged, language)


REPORTERS: Mapping[str, Reporter] = {"junit": junit, "github": github, "sarif": sarif, "html": _page}
"""What is made of all verdicts at once; `text` is told table by table, and `json` is frictionless's."""
FORMATS = ("text", "json", *REPORTERS)


def check(
    files: Sequence[str],
    options: Options,
    form: str,
    talk: Talk,
    *,
    stream: BinaryIO | None = None,
    kind: str | None = None,
    in_parts: bool = False,
) -> int:
    """The exit code: 0 valid, 1 not valid, 2 where file or schema is not what can be checked; of several the gravest.

    Args:
        files: tables, or descriptors of data packages; `-` for what comes on `stream`.
        options: what all of them are checked by.
        form: `text` for people; `json` for frictionless's own report, and beside it `observations` and `encodings`; or
            one of REPORTERS.
        talk: takes the report as the result, and all else beside it.
        stream: standard input.
        kind: what it holds; null to tell it by its first bytes.
        in_parts: whether the files are the parts of one table.

    Raises:
        PipelineError: a single file cannot be checked at all, and the form has no place to say why.
    """
    tables = [tuple(files)] if in_parts else [(file,) for file in files]
    alone = len(tables) == 1
    judged = []
    for table in tables:
        file = table[0]
        try:
            one = _judged_parts(table, options, talk) if in_parts else _judged(file, options, talk, stream, kind)
        except PipelineError as error:
            if alone and form not in REPORTERS:
                raise
            one = Judged(_name(file, talk.language), error.exit_code, trouble=sentence(error, talk.language))
        if not alone or file == STANDARD_INPUT or form in REPORTERS:
            one = one.named()
        judged.append(one)
        if form == "text":
            _tell(one, talk)
        _tell_beside(one, talk, form)
    if form in REPORTERS:
        talk.result(REPORTERS[form](judged, talk.language))
    elif form == "json":
        told = _json(judged[0]) if alone else _json_of_all(judged)
        if told:
            talk.result(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _tell_at_the_end(judged, talk)
    return max(one.code for one in judged)


def _name(file: str, language: str) -> str:
    return phrase("standard_input", language) if file == STANDARD_INPUT else file


def _judged_parts(files: Sequence[str], options: Options, talk: Talk) -> Judged:
    with _progress(talk) as progress:
        return judge(files, files[0], options, talk.language, progress)


def _judged(file: str, options: Options, talk: Talk, stream: BinaryIO | None, kind: str | None) -> Judged:
    name = _name(file, talk.language)
    if file != STANDARD_INPUT or stream is None:
        with _progress(talk) as progress:
            return judge(source_of(file), name, options, talk.language, progress)
    with spooled(stream, kind, options.how.get("bounds", USUAL)) as path, _progress(talk) as progress:
        try:
            return judge(path, name, options, talk.language, progress).without(path)
        except PipelineError as error:  # nobody knows the file that we made of it
            facts = {key: name if fact in {path, str(path), path.name} else fact for key, fact in error.facts.items()}
            raise type(error)(error.key, **facts) from error


def _tell(one: Judged, talk: Talk) -> None:
    """The verdict as text for people; none where there is trouble with asking for one."""
    if one.result is None or one.trouble:
        return
    talk.result(rendered(one, talk.language))
    for remark in remarks(((seen, each) for seen in one.result.seen for each in seen.observations), talk.language):
        talk.result(remark)
    taken: dict[tuple[str, str], list[str]] = {}
    for seen in one.result.seen:
        if seen.beyond_ascii and not seen.is_damaged:
            taken.setdefault((seen.table, seen.encoding), []).append(seen.place)
    for (table, encoding), places in taken.items():
        talk.aside(encoding_taken(places[0] if len(places) == 1 else table, encoding, talk.language))


def _tell_at_the_end(judged: Sequence[Judged], talk: Talk) -> None:
    """The totals of several tables, and which of them no schema describes."""
    if len(judged) > 1:
        talk.result(phrase("totals", talk.language, **_totals(judged)))
    if guessed := [place for one in judged for place in one.guessed]:
        talk.aside(reported("guessed", talk.language, places=listing(guessed, talk.language)))


def _tell_beside(one: Judged, talk: Talk, form: str) -> None:
    """What is said beside the report: how it came about, and why there is none."""
    if one.result and one.result.rows_proven:
        talk.aside(reported("proven", talk.language, proven=one.result.rows_proven, rows=one.rows))
    if one.trouble and form not in REPORTERS:
        talk.aside(one.trouble)


def _json(one: Judged) -> dict[str, Any]:
    """Frictionless's report with what was seen; nothing where there is none."""
    if one.result is None:
        return {}
    encodings = {seen.place: seen.encoding for seen in one.result.seen}
    return {**one.result.report, "observations": _observations(one.result), "encodings": encodings}


def _json_of_all(judged: Sequence[Judged]) -> dict[str, Any]:
    """The reports of several tables, each with the file that was named, and why it could not be checked; and totals."""
    tables = [{"file": one.name, "exit_code": one.code, "trouble": one.trouble or None, **_json(one)} for one in judged]
    return {"valid": all(one.code == VALID for one in judged), "tables": tables, "totals": _totals(judged)}


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


def _totals(judged: Sequence[Judged]) -> dict[str, int]:
    codes = [one.code for one in judged]
    return {
        "tables": len(judged),
        "valid": codes.count(VALID),
        "invalid": codes.count(NOT_VALID),
        "unchecked": sum(code > NOT_VALID for code in codes),
        "errors": sum(len(one.errors) + sum(len(task["errors"]) for task in one.tasks) for one in judged),
        "rows": sum(one.rows for one in judged),
    }


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
