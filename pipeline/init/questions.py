"""What `init` asks, ten questions at most: what no page says, and what of the reading a person should look at."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.document import nearest
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import SettingsError, UsageError
from pipeline.init.derive import MEANINGS, Reading
from pipeline.project import absolute_url
from pipeline.roster.words import COLUMNS
from pipeline.web.address import NoAddressError, read_address

OF_READING = ("meanings", "columns", "titles")
"""The questions whose answers change how the page is read."""
OF_CATALOG = ("publisher", "organisation_number", "email", "base_url")
"""Those that a project which publishes already has answered."""
OF_EACH = ("people", "page")
"""Those that each page has an answer of its own to."""
TITLES = ("above", "below", "none")
_COLUMNS = (*COLUMNS, "group", "ignore")
_PAIR = re.compile(r"(.+?)\s*=\s*(\w+)")


@dataclass(frozen=True)
class Question:
    """Something to answer."""

    id: str
    proposal: str = ""
    """What is taken where nobody says otherwise; empty where somebody must."""
    pages: tuple[str, ...] = ()
    """Those that each need an answer of their own, one after the other; none where one answer is for all."""


def of_reading(readings: Sequence[Reading], *, is_open: bool) -> list[Question]:
    """What of the readings is a guess.

    Args:
        readings: how each page is read.
        is_open: whether titles on one of them might stand elsewhere, too.
    """
    held = dict.fromkeys((text for reading in readings for text in reading.texts), "hold")
    meanings = _of_all([*(reading.way.meanings for reading in readings), held])
    columns = _of_all(reading.way.columns for reading in readings)
    asked = [Question("meanings", paired(meanings))] if meanings else []
    asked += [Question("columns", paired(columns))] if columns else []
    return [*asked, Question("titles")] if is_open else asked


def _of_all(said: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """What is said of any page, in the order of the pages; of two that differ, what is said first."""
    found: dict[str, str] = {}
    for each in said:
        found = {**found, **{text: meaning for text, meaning in each.items() if text not in found}}
    return found


def of_project(
    readings: Sequence[Reading], names: Sequence[str], files: Sequence[str], *, is_new: bool
) -> list[Question]:
    """What no page says of who publishes it.

    Args:
        readings: how each page is read.
        names: what each page is called.
        files: the names of those that were read from files: nobody knows where they are on the web.
        is_new: whether the project has no catalogue yet.
    """
    rows = [row for reading in readings for row in reading.roster.rows]
    name = next((row.body for row in rows if row.body), "")
    asked = [Question("name", name), Question("people", pages=tuple(names))]
    asked += [Question("page", pages=tuple(files))] if files else []
    return asked + [Question(key) for key in OF_CATALOG if is_new]


def counted(value: str) -> list[int]:
    """The number of places on each page."""
    return [int(each) for each in _parts(value)]


def addressed(value: str) -> list[str]:
    """The address of each page that was read from a file."""
    return value.split()


def _parts(value: str) -> list[str]:
    return re.split(r"[\s,;]+", value.strip())


def paired(said: Mapping[str, str]) -> str:
    """A mapping as a person writes it: `Direktion=body; Björkvik=municipality`."""
    return "; ".join(f"{text}={meaning}" for text, meaning in said.items())


def pairs(question: str, value: str) -> dict[str, str]:
    """What a person wrote as a mapping.

    Raises:
        UsageError: a part is no pair, or what stands after `=` is no meaning.
    """
    known = MEANINGS if question == "meanings" else _COLUMNS
    found = {}
    for part in filter(None, (each.strip() for each in value.split(";"))):
        pair = _PAIR.fullmatch(part)
        if pair is None or pair[2] not in known:
            answer = pair[2] if pair else part
            raise UsageError(
                "answer_unknown", id=question, answer=answer, known=", ".join(known), nearest=nearest(answer, known)
            )
        found[pair[1]] = pair[2]
    return found


def _mapped(question: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        pairs(question, value)

    return check


def _counted(value: str) -> None:
    if wrong := [each for each in _parts(value) if not re.fullmatch(r"[1-9][0-9]{0,4}", each)]:
        raise UsageError("answer_no_number", id="people", value=wrong[0])


def _titled(value: str) -> None:
    if value not in TITLES:
        known = ", ".join(TITLES)
        raise UsageError("answer_unknown", id="titles", answer=value, known=known, nearest=nearest(value, TITLES))


def _page(value: str) -> None:
    for each in addressed(value):
        try:
            scheme = read_address(each).scheme
        except NoAddressError:
            scheme = ""
        if scheme not in {"http", "https"} or not each.isprintable():
            raise UsageError("answer_no_address", id="page", value=each)


def _base_url(value: str) -> None:
    absolute_url(value, "base_url")


def _mail(value: str) -> None:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
        raise UsageError("answer_no_mail", id="email", value=value)


def _organisation_number(value: str) -> None:
    """Ten digits, the last of which is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    digits = value.replace("-", "")
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits) if digit in "0123456789"]
    if len(digits) != len(doubled) or len(digits) != 10 or sum(sum(divmod(each, 10)) for each in doubled) % 10:  # noqa: PLR2004 (of a Swedish number)
        raise UsageError("answer_no_organisation_number", id="organisation_number", value=value)


_CHECKS: Mapping[str, Callable[[str], None]] = {
    "meanings": _mapped("meanings"),
    "columns": _mapped("columns"),
    "titles": _titled,
    "people": _counted,
    "page": _page,
    "base_url": _base_url,
    "email": _mail,
    "organisation_number": _organisation_number,
}


def ensure_fits(question: str, value: str) -> None:
    """Return if `value` may be the answer to a question. Raises UsageError where it may not."""
    if question in _CHECKS:
        _CHECKS[question](value)


def ensure_of_each(question: Question, value: str) -> None:
    """Return if `value` answers for each of its pages. Raises UsageError where it is for more or fewer."""
    count = len(addressed(value) if question.id == "page" else _parts(value))
    if question.pages and count != len(question.pages):
        raise UsageError("answers_too_many_or_few", id=question.id, pages=len(question.pages), answers=count)


def read_answers(path: Path) -> dict[str, str]:
    """The answers of a YAML or JSON file by id of the question, each as a person would write it.

    Raises:
        UsageError: the file cannot be read, asks for nothing that is asked, or an answer does not fit.
    """
    raw: Any = read_yaml(path).value or {}
    known = (*OF_READING, "name", "people", "page", *OF_CATALOG)
    if not isinstance(raw, dict):
        raise SettingsError("init_answers_shape", file=path)
    found = {}
    for key, value in raw.items():
        if key not in known:
            raise UsageError("init_answer_to_nothing", id=key, nearest=nearest(str(key), known), known=", ".join(known))
        inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        if any(isinstance(each, dict | list) for each in inner) or (isinstance(value, list) and key not in OF_EACH):
            raise SettingsError("init_answers_shape", file=path)
        text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        found[key] = paired(value) if isinstance(value, dict) else " ".join(text.split())
        ensure_fits(key, found[key])
    return found
