"""What a person answered, read from a file or asked for: checked before anything is written."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.document import text_of, unknown_key
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import SettingsError, UsageError
from pipeline.organisation.questions import WISHES, WITHOUT_REASON, Question
from pipeline.project import nearest

KEYS = ("answer", "reason", "by", "text", "until")


@dataclass(frozen=True)
class Answer:
    """One answer to one question."""

    answer: str
    by: str = ""
    """Who decided."""
    reason: str = ""
    """Why; empty only where the answer needs none."""
    text: str = ""
    """What the answer says beside itself: a line, a name, a title; empty where it says nothing more."""
    until: dt.date | None = None
    """Before which day a page must be seen for an acceptance to count; null: as is suggested."""


def read_answers(path: Path, by: str = "") -> dict[str, Answer]:
    """The answers in a JSON or YAML file, by id of the question; `by` is who decided where the file does not say.

    Raises:
        UsageError: the file cannot be read, or an entry of it is none.
    """
    raw = _read(path)
    if not isinstance(raw, dict):
        raise UsageError("answers_shape", file=path)
    return {str(key): _answer(path, str(key), item, by) for key, item in raw.items()}


def checked(question: Question, answer: Answer) -> Answer:
    """`answer`, if it is one to `question` and says all that it must.

    Raises:
        UsageError: it is not.
    """
    given, known = answer.answer, question.answers
    if given not in known:
        raise UsageError("answer_unknown", id=question.id, answer=given, known=", ".join(known),
                         nearest=nearest(given, known))  # fmt: skip
    needed = {"by": answer.by, "reason": answer.reason or given in WITHOUT_REASON}
    needed |= {"text": answer.text} if given in WISHES else {}
    for key, value in needed.items():
        if not value:
            raise UsageError("answer_lacks", id=question.id, answer=given, key=key)
    if answer.text and given not in WISHES:
        raise UsageError("answer_says_too_much", id=question.id, answer=given, key="text")
    if answer.until and (given != "accept" or question.until is None):
        raise UsageError("answer_says_too_much", id=question.id, answer=given, key="until")
    return answer


def ensure_asked(answers: Collection[str], asked: Collection[str]) -> None:
    """Raise UsageError where an answer is to a question that nobody asks."""
    for key in sorted(set(answers) - set(asked)):
        raise UsageError("answer_to_nothing", id=key, nearest=nearest(key, asked))


def _read(path: Path) -> object:
    if path.suffix.lower() != ".json":
        return read_yaml(path).value or {}
    text = text_of(path)
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UsageError("answers_no_json", file=path, detail=str(error)) from None


def _answer(path: Path, key: str, item: object, by: str) -> Answer:
    if not isinstance(item, dict):
        raise UsageError("answers_shape", file=path)
    raw: Mapping[str, object] = item
    for unknown in (name for name in raw if name not in KEYS):
        fault, facts = unknown_key(unknown, KEYS)
        raise SettingsError(fault, file=path, **facts)
    if raw.get("answer") is None:
        raise SettingsError("missing_key", file=path, key="answer")
    texts = {name: raw.get(name) for name in KEYS if name != "until"}
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise UsageError("answer_no_text", file=path, id=key, key=name, value=value)
    given = {name: " ".join(str(value).split()) for name, value in texts.items() if value is not None}
    answer = Answer(**{"by": by, **{name: value for name, value in given.items() if value}}, until=_day(key, raw))
    return replace(answer, by=answer.by or by)


def _day(key: str, raw: Mapping[str, object]) -> dt.date | None:
    value = raw.get("until")
    if value is None or type(value) is dt.date:
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise UsageError("answer_no_day", id=key, value=value) from None
