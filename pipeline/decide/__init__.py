"""Open questions are answered: one by one at a terminal, or all at once from a file, and written where they count.

- `answers`: what a person may answer, and what an answers file must say
- `edits`: an answer as an edit of one settings file
- `files`: an entry more in a YAML or CSV file, with all that stands there as it stands
- `interview`: the questions one by one, in plain words
- `shown`: questions and edits as a person or a script reads them
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.decide.answers import Answer, checked, ensure_asked
from pipeline.decide.edits import Edit, edits_of
from pipeline.decide.interview import Ask, Ended, asked
from pipeline.decide.shown import changes, listing, outcome, still_to_do
from pipeline.errors import UsageError
from pipeline.flow.open_questions import Open, open_of
from pipeline.flow.readings import readings
from pipeline.organisation.questions import Question
from pipeline.project import Settings
from pipeline.release import Target
from pipeline.wording.errors import sentence
from pipeline.wording.run import Talk


def decide(
    settings: Settings, talk: Talk, given: Mapping[str, Answer] | None, ask: Ask | None, by: str, form: str
) -> int:
    """Answer what is open; the exit code: 0 where nothing is open any more, 1 where a question or a fault is left.

    Args:
        settings: of the run: which packages, and which look at the page.
        talk: how the run speaks.
        given: the answers of a file, by id of the question; null where there is none.
        ask: puts a question to a person; null where nobody is there: then the questions are listed.
        by: who decides, where it was said beforehand.
        form: `text` or `json`: how questions are listed.

    Raises:
        UsageError: an answer does not fit; then no answer of the file is written.
        SourceError: the source cannot be read.
    """
    left = _open(settings, talk)
    again = replace(talk, aside=lambda _text: None)  # how old the page is was said
    if given is not None:
        left = _answer_all(settings, again, left, given)
    elif ask and left.questions:
        left = _answer_each(settings, again, left, ask, by)
    if given is not None or ask:
        outcome(left, talk)
    else:
        listing(left, form, talk)
    for fault in left.faults:
        talk.fault(fault)
    return max((fault.exit_code for fault in left.faults), default=int(bool(left.questions or left.held)))


def _open(settings: Settings, talk: Talk) -> Open:
    settings, target = settings.afresh(), Target(settings.target)
    return open_of(
        reading
        for reading in readings(settings, talk)
        if reading.package.name in settings.packages or not target.retirement(reading.package.name)
    )


def _answer_all(settings: Settings, talk: Talk, left: Open, given: Mapping[str, Answer]) -> Open:
    """Write the answers of a file, also those to questions that only arise from others; what is open then.

    All of them, or none: where one does not fit, the files are as they were.
    """
    done: list[Edit] = []
    given_to: list[tuple[Question, Answer]] = []
    waiting = dict(given)
    try:
        while here := [question for question in left.questions if question.id in waiting]:
            pairs = [(question, checked(question, waiting.pop(question.id))) for question in here]
            for question, answer in pairs:
                done += _written(settings, question, answer)
            given_to += pairs
            left = _open(settings, talk)
            _ensure_settled(left, pairs)
        ensure_asked(waiting, [question.id for question in left.questions])
    except BaseException:
        _undo(done)
        raise
    for edit in done:
        changes(edit, settings.root, talk)
    for question, answer in given_to:
        still_to_do(question, answer.answer, talk)
    return left


def _answer_each(settings: Settings, talk: Talk, left: Open, ask: Ask, by: str) -> Open:
    """Ask question after question, and write each answer as it is given; what is open when nobody goes on."""
    later: set[str] = set()
    number = 1
    while waiting := [question for question in left.questions if question.id not in later]:
        question, count = waiting[0], number + len(waiting) - 1
        try:
            answer = asked(question, (number, count), ask, by, settings, talk)
        except Ended:
            break
        number += 1
        if answer is None:
            later.add(question.id)
            continue
        by = answer.by
        left = _answer_one(settings, talk, question, answer) or left
    return left


def _answer_one(settings: Settings, talk: Talk, question: Question, answer: Answer) -> Open | None:
    """Write one answer, and show it; what is open then. Null where it does not fit: that is said, and asked again."""
    try:
        edits = _written(settings, question, checked(question, answer))
        try:
            left = _open(settings, talk)
            _ensure_settled(left, [(question, answer)])
        except BaseException:
            _undo(edits)
            raise
    except UsageError as error:
        talk.result(sentence(error, talk.language))
        return None
    for edit in edits:
        changes(edit, settings.root, talk)
    still_to_do(question, answer.answer, talk)
    return left


def _written(settings: Settings, question: Question, answer: Answer) -> list[Edit]:
    edits = edits_of(settings, question, answer)
    for edit in edits:
        edit.write()
    return edits


def _undo(edits: Sequence[Edit]) -> None:
    for edit in reversed(edits):
        edit.undo()


def _ensure_settled(left: Open, pairs: list[tuple[Question, Answer]]) -> None:
    """Raise UsageError where a question is still asked although its answer is written."""
    still = {question.id for question in left.questions}
    for question, answer in pairs:
        if question.id in still:
            raise UsageError("answer_settles_nothing", id=question.id, answer=answer.answer)
