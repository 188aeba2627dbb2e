"""A page of people that nobody has described becomes a package: looked at, proposed, asked about, written.

- `derive`: how the page is best read, by trying; `guess`: what a text probably means; `bounds`: where the roster stands
- `questions`: what is asked, and what may be answered
- `shown`: each line beside what it is read as
- `files`: what is written
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SourceError, UnfitSource, UsageError
from pipeline.files import write_atomic
from pipeline.init.derive import Reading, Way, derive, read
from pipeline.init.files import Found, contents
from pipeline.init.questions import OF_READING, Question, ensure_fits, of_project, of_reading, pairs
from pipeline.init.shown import html, text
from pipeline.model import Line
from pipeline.project import now
from pipeline.project.files import write_files
from pipeline.sources import MEDIA_TYPES, archive
from pipeline.sources.encoding import decode
from pipeline.sources.lines import read_lines
from pipeline.wording.errors import sentence
from pipeline.wording.init import ASKS, told
from pipeline.wording.run import Talk

if TYPE_CHECKING:
    from pipeline.sources.fetch import Fetched

Ask = Callable[[str], str]
"""Shows a prompt and takes a line. Raises EOFError where nobody answers any more."""
_ON_THE_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """The page as it was looked at."""

    name: str
    content: bytes
    suffix: str
    fetched: "Fetched | None" = None
    """As it came from its address; null where it was read from a file."""

    @property
    def address(self) -> str | None:
        """Where it answered; null where it was read from a file."""
        return self.fetched.url if self.fetched else None

    @property
    def lines(self) -> list[Line]:
        """Its lines. Raises SourceError where they cannot be read."""
        return read_lines(self.content, MEDIA_TYPES[self.suffix], tabs=True)


def init(
    where: str,
    root: Path,
    talk: Talk,
    given: Mapping[str, str] | None,
    ask: Ask | None,
    *,
    html_file: Path | None = None,
    overwrite: bool = False,
    allow_private: bool = False,
) -> int:
    """The exit code: 0 where the package is written and nothing is held, 1 where answers lack or lines are held.

    Args:
        where: the file of the page, or its address.
        root: the folder of the project; it becomes one where it is none.
        talk: how the run speaks.
        given: the answers of a file by id of the question; null where there is none.
        ask: puts a question to a person; null where nobody is there.
        html_file: where the reading goes as a page; null: nowhere.
        overwrite: whether to write over files that say something else.
        allow_private: whether private and loopback addresses may be asked.

    Raises:
        SourceError: the page cannot be read.
        UnfitSource: nobody can be read on it.
        UsageError: a file is there and says something else; then none is written.
    """
    seen = look(where, allow_private=allow_private)
    answers = dict(given or {})
    is_new = not (root / "datapackage" / "catalog.yaml").exists()
    reading, rivals = _read_as(seen.lines, answers)
    asked = [*of_reading(reading, rivals), *of_project(reading, seen.address, is_new=is_new)]
    if not reading.roster.rows and not reading.may_name_somebody:
        raise UnfitSource("page_names_nobody", page=seen.name)
    _show(reading, seen, html_file, talk)
    try:
        reading = _asked_all(asked, answers, reading, seen, html_file, ask, talk)
    except EOFError:
        talk.result(told("ended", talk.language))
        return 1
    if lacking := [question for question in asked if question.id not in answers and not question.proposal]:
        _list([question for question in asked if question.id not in answers], talk)
        return int(bool(lacking))
    answers = {**{question.id: question.proposal for question in asked}, **answers}
    answers.setdefault("page", seen.address or "")
    found = Found(_final(reading, seen.lines, answers), seen.content, seen.suffix, seen.address, answers)
    for path in write_files(root, contents(found, is_new=is_new), overwrite=overwrite):
        talk.result(told("written", talk.language, file=path.relative_to(root)))
    if seen.fetched:
        archive.add(root / "datapackage" / "sources" / found.package, found.package, seen.fetched, now())
    return _ended(found, talk)


def look(where: str, *, allow_private: bool = False) -> Seen:
    """The page in a file, or at an address, in bytes that tell the same when they are read as a file.

    Raises:
        SourceError: it cannot be reached or read.
    """
    if _ON_THE_WEB.match(where):
        from pipeline.sources.fetch import Fetched, fetch

        page = fetch(where, allow_private=allow_private)
        if not isinstance(page, Fetched):
            raise SourceError("source_empty")
        suffix = ".txt" if page.media_type.lower().startswith("text/plain") else ".html"
        content = decode(page.content, page.media_type).encode("utf-8-sig")
        return Seen(where, content, suffix, replace(page, url=page.final_url))
    path = Path(where)
    if not path.is_file():
        raise SourceError("page_missing", file=path)
    suffix = path.suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise SourceError("table_format_unknown", file=path, known=", ".join(MEDIA_TYPES))
    return Seen(path.name, path.read_bytes(), suffix)


def _read_as(lines: Sequence[Line], answers: Mapping[str, str]) -> tuple[Reading, tuple[str | None, ...]]:
    way = Way(
        meanings=pairs("meanings", answers.get("meanings", "")),
        columns=pairs("columns", answers.get("columns", "")),
        titles=answers.get("titles"),
    )
    return derive(lines, way)


def _final(reading: Reading, lines: Sequence[Line], answers: Mapping[str, str]) -> Reading:
    """The reading with the body that no heading names, and the number of places that a person counted."""
    body = None if all(row.body for row in reading.roster.rows) else answers["name"]
    return read(lines, replace(reading.way, body=body, people=int(answers["people"])))


def _show(reading: Reading, seen: Seen, html_file: Path | None, talk: Talk) -> None:
    for line in text(reading, talk.language):
        talk.result(line)
    if html_file:
        write_atomic(html_file, html(reading, seen.name, talk.language).encode())
        talk.aside(told("html", talk.language, file=html_file))


def _asked_all(
    asked: Sequence[Question],
    answers: dict[str, str],
    reading: Reading,
    seen: Seen,
    html_file: Path | None,
    ask: Ask | None,
    talk: Talk,
) -> Reading:
    """Put the questions to whoever is there, into `answers`; the reading that the answers make."""
    if ask is None:
        return reading
    for number, question in enumerate(asked, start=1):
        if question.id in answers:
            continue
        answers[question.id] = _asked(question, f"{number}/{len(asked)}", ask, talk)
        if question.id in OF_READING and answers[question.id] != question.proposal:
            reading, _ = _read_as(seen.lines, answers)
            _show(reading, seen, html_file, talk)
    return reading


def _asked(question: Question, place: str, ask: Ask, talk: Talk) -> str:
    """The answer of a person, asked for until it fits."""
    number, _, count = place.partition("/")
    talk.result("")
    talk.result(told("question", talk.language, number=number, count=count, id=question.id))
    talk.result(ASKS[question.id][talk.language])
    if question.proposal:
        talk.result(told("proposed", talk.language, proposal=question.proposal))
    while True:
        said = " ".join(ask(told("ask_or" if question.proposal else "ask", talk.language)).split())
        said = said or question.proposal
        try:
            if said:
                ensure_fits(question.id, said)
                return said
            talk.result(told("needed", talk.language))
        except UsageError as error:
            talk.result(sentence(error, talk.language))


def _list(asked: Sequence[Question], talk: Talk) -> None:
    talk.result("")
    for question in asked:
        talk.result(told("listed", talk.language, id=question.id, asks=ASKS[question.id][talk.language]))
        if question.proposal:
            talk.result(told("proposed", talk.language, proposal=question.proposal))
    talk.result(told("how", talk.language))


def _ended(found: Found, talk: Talk) -> int:
    held = found.reading.held
    for line in text(found.reading, talk.language):
        if line.startswith("!"):
            talk.aside(line)
    key = "next_held" if held else "next"
    talk.result(told(key, talk.language, package=found.package, **({"count": len(held)} if held else {})))
    return int(bool(held))
