"""What `init` asks, ten questions at most: what no page says, and what of the reading a person should look at."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.address import NoAddressError, read_address
from pipeline.document import nearest
from pipeline.errors import SettingsError, UsageError
from pipeline.init.derive import MEANINGS, Reading
from pipeline.project import absolute_url
from pipeline.roster.words import COLUMNS
from pipeline.yamlfile import read_yaml

OF_READING = ("meanings", "columns", "titles")
"""The questions whose answers change how the page is read."""
OF_CATALOG = ("publisher", "organisation_number", "email", "base_url")
"""Those that a project which publishes already has answered."""
TITLES = ("above", "below", "none")
_COLUMNS = (*COLUMNS, "group", "ignore")
_PAIR = re.compile(r"(.+?)\s*=\s*(\w+)")


@dataclass(frozen=True)
class Question:
    """Something to answer."""

    id: str
    proposal: str = ""
    """What is taken where nobody says otherwise; empty where somebody must."""


def of_reading(reading: Reading, rivals: Sequence[str | None]) -> list[Question]:
    """What of the reading is a guess."""
    meanings = {**reading.way.meanings, **dict.fromkeys(reading.texts, "hold")}
    asked = [Question("meanings", paired(meanings))] if meanings else []
    asked += [Question("columns", paired(reading.way.columns))] if reading.way.columns else []
    return [*asked, Question("titles")] if rivals else asked


def of_project(reading: Reading, page: str | None, *, is_new: bool) -> list[Question]:
    """What no page says of who publishes it.

    Args:
        reading: how the page is read.
        page: its address; null where it was read from a file.
        is_new: whether the project has no catalogue yet.
    """
    bodies = list(dict.fromkeys(row.body for row in reading.roster.rows if row.body))
    asked = [Question("name", bodies[0] if bodies else ""), Question("people")]
    asked += [] if page else [Question("page")]
    return asked + [Question(key) for key in OF_CATALOG if is_new]


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
    if not re.fullmatch(r"[1-9][0-9]{0,4}", value):
        raise UsageError("answer_no_number", id="people", value=value)


def _titled(value: str) -> None:
    if value not in TITLES:
        known = ", ".join(TITLES)
        raise UsageError("answer_unknown", id="titles", answer=value, known=known, nearest=nearest(value, TITLES))


def _page(value: str) -> None:
    try:
        scheme = read_address(value).scheme
    except NoAddressError:
        scheme = ""
    if scheme not in {"http", "https"} or not value.isprintable():
        raise UsageError("answer_no_address", id="page", value=value)


def _base_url(value: str) -> None:
    absolute_url(value, "base_url")


def _mail(value: str) -> None:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
        raise UsageError("answer_no_mail", id="email", value=value)


_CHECKS: Mapping[str, Callable[[str], None]] = {
    "meanings": _mapped("meanings"),
    "columns": _mapped("columns"),
    "titles": _titled,
    "people": _counted,
    "page": _page,
    "base_url": _base_url,
    "email": _mail,
}


def ensure_fits(question: str, value: str) -> None:
    """Return if `value` may be the answer to a question. Raises UsageError where it may not."""
    if question in _CHECKS:
        _CHECKS[question](value)


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
        if isinstance(value, list) or (
            isinstance(value, dict) and any(isinstance(e, dict | list) for e in value.values())
        ):
            raise SettingsError("init_answers_shape", file=path)
        found[key] = paired(value) if isinstance(value, dict) else " ".join(str(value).split())
        ensure_fits(key, found[key])
    return found
