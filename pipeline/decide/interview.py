"""The questions one by one, in plain words: what was found, what may be answered, and what an answer has to say."""

import datetime as dt
from collections.abc import Callable

from pipeline.decide.answers import Answer
from pipeline.organisation.questions import WISHES, WITHOUT_REASON, Question
from pipeline.organisation.reference import read_reference
from pipeline.project import Settings
from pipeline.wording.decide import told
from pipeline.wording.run import Talk

Ask = Callable[[str], str]
"""Shows a prompt and takes a line. Raises EOFError where nobody answers any more."""
END = frozenset({"q", "s"})


class Ended(Exception):
    """That nobody wants to go on."""


def asked(
    question: Question, place: tuple[int, int], ask: Ask, by: str, settings: Settings, talk: Talk
) -> Answer | None:
    """The answer of a person to a question; null: later.

    Args:
        question: what is asked.
        place: its number, and how many there are.
        ask: puts a prompt to the person.
        by: who answered the question before; empty where nobody did.
        settings: of the run.
        talk: how the run speaks.

    Raises:
        Ended: whoever answered does not go on.
    """
    language = talk.language
    number, count = place
    packages = ", ".join(question.packages)
    talk.result("")
    talk.result(told("head", language, number=number, count=count, packages=packages, id=question.id))
    for line in question.asks(language):
        talk.result(line)
    for key, text in enumerate(question.meanings(language), start=1):
        talk.result(told("choice", language, number=key, meaning=text))
    try:
        given = _choice(question, ask, talk)
        if given is None:
            return None
        text = _needed(_prompt(given, settings, language), ask, talk) if given in WISHES else ""
        until = _until(suggested, ask, talk) if given == "accept" and (suggested := question.until) else None
        prompt = told("ask_reason", language)
        reason = ask(prompt).strip() if given in WITHOUT_REASON else _needed(prompt, ask, talk)
        by = (
            ask(told("ask_by_again", language, by=by)).strip() or by
            if by
            else _needed(told("ask_by", language), ask, talk)
        )
    except EOFError:
        raise Ended from None
    return Answer(given, by=_one_line(by), reason=_one_line(reason), text=_one_line(text), until=until)


def _choice(question: Question, ask: Ask, talk: Talk) -> str | None:
    """The key of the answer that was chosen; null: later."""
    count = len(question.answers)
    while True:
        said = ask(told("ask_choice", talk.language, count=count)).strip().casefold()
        if not said:
            return None
        if said in END:
            raise Ended
        if said in question.answers:
            return said
        if said.isdecimal() and 1 <= int(said) <= count:
            return question.answers[int(said) - 1]
        talk.result(told("not_a_choice", talk.language, count=count))


def _needed(prompt: str, ask: Ask, talk: Talk) -> str:
    while not (said := ask(prompt).strip()):
        talk.result(told("needed", talk.language))
    return said


def _prompt(given: str, settings: Settings, language: str) -> str:
    known = ", ".join(read_reference(settings.reference, {}).role_list) if given == "role" else ""
    return told(f"ask_{WISHES[given]}", language, known=known)


def _until(suggested: dt.date, ask: Ask, talk: Talk) -> dt.date | None:
    """Until when an acceptance counts: as suggested, unless another day is named."""
    while said := ask(told("ask_until", talk.language, until=suggested)).strip():
        try:
            return dt.date.fromisoformat(said)
        except ValueError:
            talk.result(told("not_a_day", talk.language, value=said))
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
