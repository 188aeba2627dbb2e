"""Pages of people that nobody has described become a package: looked at, proposed, asked about, written.

- `pages`: the pages, each as it was looked at and as it is read
- `derive`: how a page is best read, by trying; `bounds`: where on it the roster stands
- `guess`: what a text probably means; `columns`: what a heading of a column probably does
- `dated`: the day on which a page says that it was changed
- `questions`: what is asked, and what may be answered
- `shown`: each line beside what it is read as
- `files`: what is written
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline.errors import UnfitSource, UsageError
from pipeline.files import write_atomic
from pipeline.flow.people_pages import source_id_of
from pipeline.init.dated import last_changed
from pipeline.init.derive import Reading
from pipeline.init.files import LICENCE, TABLES, Found, Page, contents, homepage
from pipeline.init.pages import Seen, final, look, read_as
from pipeline.init.questions import (
    OF_READING,
    Question,
    addressed,
    counted,
    ensure_fits,
    ensure_of_each,
    of_project,
    of_reading,
)
from pipeline.init.shown import html, text
from pipeline.project import now
from pipeline.project.files import write_files
from pipeline.sources import archive
from pipeline.wording.errors import sentence
from pipeline.wording.init import ASKS, told
from pipeline.wording.run import Talk

Ask = Callable[[str], str]
"""Shows a prompt and takes a line. Raises EOFError where nobody answers any more."""
Readings = list[Reading]
"""Of the pages, in their order."""


def init(
    where: Sequence[str],
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
        where: the file of each page, or its address.
        root: the folder of the project; it becomes one where it is none.
        talk: how the run speaks.
        given: the answers of a file by id of the question; null where there is none.
        ask: puts a question to a person; null where nobody is there.
        html_file: where the reading goes as a page; null: nowhere.
        overwrite: whether to write over files that say something else.
        allow_private: whether private and loopback addresses may be asked.

    Raises:
        SourceError: a page cannot be read.
        UnfitSource: nobody can be read on one.
        UsageError: an answer does not fit the pages, or a file is there and says something else; then none is written.
    """
    pages = [look(each, allow_private=allow_private) for each in where]
    answers = dict(given or {})
    is_new = not (root / "datapackage" / "catalog.yaml").exists()
    readings, is_open = read_as(pages, answers)
    files = [page.name for page in pages if not page.address]
    asked = of_reading(readings, is_open=is_open)
    asked += of_project(readings, [page.name for page in pages], files, is_new=is_new)
    for page, reading in zip(pages, readings, strict=True):
        if not reading.roster.rows and not reading.may_name_somebody:
            raise UnfitSource("page_names_nobody", page=page.name)
    for question in asked:
        if question.id in answers:
            ensure_of_each(question, answers[question.id])
    _show(readings, pages, html_file, talk)
    try:
        readings = _asked_all(asked, answers, readings, pages, html_file, ask, talk)
    except EOFError:
        talk.result(told("ended", talk.language))
        return 1
    if lacking := [question for question in asked if question.id not in answers and not question.proposal]:
        _list([question for question in asked if question.id not in answers], talk)
        return int(bool(lacking))
    answers = {**{question.id: question.proposal for question in asked}, **answers}
    found = _found(readings, pages, answers)
    for path in write_files(root, contents(found, is_new=is_new), overwrite=overwrite):
        talk.result(told("written", talk.language, file=path.relative_to(root)))
    for number, page in enumerate(pages, start=1):
        if page.fetched:
            source_id = source_id_of(found.package, TABLES[0], number, is_first=number == 1)
            archive.add(root / "datapackage" / "sources" / source_id, source_id, page.fetched, now())
    _tell_chosen(found, pages, talk, is_new=is_new)
    return _ended(found, talk)


def _found(readings: Readings, pages: Sequence[Seen], answers: Mapping[str, str]) -> Found:
    """What is written: each page with its reading and its address, and what was answered."""
    addresses = iter(addressed(answers.get("page", "")))
    read = final(readings, pages, answers["name"], counted(answers["people"]))
    each = zip(read, pages, strict=True)
    return Found(
        tuple(
            Page(reading, page.content, page.suffix, page.address or next(addresses), is_live=bool(page.address))
            for reading, page in each
        ),
        answers,
    )


def _show(readings: Readings, pages: Sequence[Seen], html_file: Path | None, talk: Talk) -> None:
    named = [(page.name, reading) for page, reading in zip(pages, readings, strict=True)]
    bodies = {row.body for reading in readings for row in reading.roster.rows}
    for name, reading in named:
        if len(named) > 1:
            talk.result("")
            talk.result(told("page_named", talk.language, page=name))
        for line in text(reading, talk.language, several=len(bodies) > 1):
            talk.result(line)
    if html_file:
        write_atomic(html_file, html(named, talk.language).encode())
        talk.aside(told("html", talk.language, file=html_file))


def _asked_all(
    asked: Sequence[Question],
    answers: dict[str, str],
    readings: Readings,
    pages: Sequence[Seen],
    html_file: Path | None,
    ask: Ask | None,
    talk: Talk,
) -> Readings:
    """Put the questions to whoever is there, into `answers`; the readings that the answers make."""
    if ask is None:
        return readings
    for number, question in enumerate(asked, start=1):
        if question.id in answers:
            continue
        answers[question.id] = _asked(question, f"{number}/{len(asked)}", ask, talk)
        if question.id in OF_READING and answers[question.id] != question.proposal:
            readings, _ = read_as(pages, answers)
            _show(readings, pages, html_file, talk)
    return readings


def _asked(question: Question, place: str, ask: Ask, talk: Talk) -> str:
    """The answer of a person, asked for until it fits."""
    number, _, count = place.partition("/")
    talk.result("")
    talk.result(told("question", talk.language, number=number, count=count, id=question.id))
    for line in _asks(question, talk):
        talk.result(line)
    while True:
        said = " ".join(ask(told("ask_or" if question.proposal else "ask", talk.language)).split())
        said = said or question.proposal
        try:
            if said:
                ensure_fits(question.id, said)
                ensure_of_each(question, said)
                return said
            talk.result(told("needed", talk.language))
        except UsageError as error:
            talk.result(sentence(error, talk.language))


def _asks(question: Question, talk: Talk) -> list[str]:
    """A question in words, of which pages it is asked one by one, and what is proposed."""
    lines = [ASKS[question.id][talk.language]]
    if len(question.pages) > 1:
        lines.append(told("of_each", talk.language, pages=" · ".join(question.pages)))
    return [*lines, told("proposed", talk.language, proposal=question.proposal)] if question.proposal else lines


def _list(asked: Sequence[Question], talk: Talk) -> None:
    talk.result("")
    for question in asked:
        first, *others = _asks(question, talk)
        talk.result(told("listed", talk.language, id=question.id, asks=first))
        for line in others:
            talk.result(line)
    talk.result(told("how", talk.language))


def _ended(found: Found, talk: Talk) -> int:
    held = [one for page in found.pages for one in page.reading.held]
    for page in found.pages:
        for line in text(page.reading, talk.language, several=False):
            if line.startswith("!"):
                talk.aside(line)
    counted = [file for file, page in zip(found.descriptions, found.pages, strict=True) if _is_miscounted(page.reading)]
    facts = {"count": len(held), "package": found.package, "files": ", ".join(counted)}
    if counted:
        talk.result(told("next_counted", talk.language, **facts))
    if len(held) > len(counted):
        talk.result(told("next_held", talk.language, **facts))
    if not held:
        talk.result(told("next", talk.language, **facts))
    return int(bool(held))


def _is_miscounted(reading: Reading) -> bool:
    """Whether it lists another number of places than a person counted, and nothing of it is held otherwise."""
    return [one.key for one in reading.held] == ["other_count"]


def _tell_chosen(found: Found, pages: Sequence[Seen], talk: Talk, *, is_new: bool) -> None:
    """Say what nobody was asked: which file is read from now on, the licence, the homepage, and of which day it is."""
    for page, place in zip(pages, found.places, strict=True):
        if not page.address:
            talk.result(told("from_now_on", talk.language, page=page.name, place=place))
    said = {"licence": LICENCE["name"], "package": found.package}
    talk.result(told("licence", talk.language, **said))
    if is_new:
        talk.result(told("homepage", talk.language, homepage=homepage(found)))
    days = [last_changed(page.text, now().date()) for page in pages if not page.address]
    if day := max(filter(None, days), default=None):
        talk.result(told("observed", talk.language, day=day, package=found.package))
