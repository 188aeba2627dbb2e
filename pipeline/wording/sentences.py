"""Sentences as data: a TOML file in `texts/` for each room, with all languages of a sentence side by side.

A translator edits these files alone. A third language is one more in `model.LANGUAGES`, and a text of it in each table.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self, overload

from pipeline.model import LANGUAGES
from pipeline.schema import Text
from pipeline.wording.plain import PlainFormatter

FOLDER = Path(__file__).parent / "texts"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_FACT = re.compile(r"(?<!\{)\{(\w+)")


class Sentences(Mapping[str, Text]):
    """What one room says: a text in each language by key, read when it is first asked for.

    A text is a `str.format` template over the facts that its table names; it mentions no others. A number among them
    takes along what it counts, as `Amount` has it.
    """

    def __init__(self, room: str, section: str | None = None) -> None:
        """The sentences of `room`; those of one table of its file where a section is named."""
        self._room = room
        self._section = section

    def say(self, key: str, language: str, /, **facts: object) -> str:
        """The sentence called `key` in a language ("sv" or "en"), with its facts filled in, each of them made plain."""
        return filled_plain(self[key][language], language, facts)

    def fill(self, key: str, language: str, /, **facts: object) -> str:
        """The same with its facts as they are: for pages, which escape them."""
        return filled(self[key][language], language, facts)

    def both(self, key: str, /, **facts: int | str | Text) -> Text:
        """The sentence called `key` in every language; a fact is the same in each, or a text itself."""
        return {
            language: filled(template, language, {name: in_language(fact, language) for name, fact in facts.items()})
            for language, template in self[key].items()
        }

    def in_language(self, language: str) -> dict[str, str]:
        """Every text in one language, by key."""
        return {key: text[language] for key, text in self.items()}

    def _texts(self) -> Mapping[str, Text]:
        texts = read(self._room)
        return texts[self._section] if self._section else texts

    def __getitem__(self, key: str) -> Text:
        """The sentence called `key`, in each language. Raises KeyError where there is none."""
        return self._texts()[key]

    def __iter__(self) -> Iterator[str]:
        """The keys, in the order of the file."""
        return iter(self._texts())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._texts())


class Amount(int):
    """A number in a sentence.

    `{count:row|rows}` is "1 row" or "1,204 rows"; `{days:today|day ago|days ago}` also has words for none, and `{free:GB}`
    is bytes as gigabytes, with a tenth. Without words it is its digits, as the number of a line is.
    """

    language: str

    def __new__(cls, value: int, language: str) -> Self:
        """`value` as it is written in a language ("sv" or "en")."""
        self = super().__new__(cls, value)
        self.language = language
        return self

    def __format__(self, spec: str) -> str:
        """The number with its words, thousands set apart."""
        if spec == "GB":
            return f"{self / 1e9:.1f} GB".replace(".", read("writing")["decimals"][self.language])
        match spec.split("|"):
            case [none, _, _] if self == 0:
                return none
            case [*_, one, many]:
                return f"{number(self, self.language)} {one if self == 1 else many}"
        return super().__format__(spec)


def number(amount: int, language: str) -> str:
    """An integer with its thousands set apart, so that no line breaks there: "1 204", "1,204"."""
    apart: str = read("writing")["thousands"][language]
    return f"{int(amount):,}".replace(",", apart.replace(" ", NO_BREAK_SPACE))


def filled(template: str, language: str, facts: Mapping[str, object]) -> str:
    """A text with its facts filled in."""
    return template.format(**_amounts(facts, language))


def filled_plain(template: str, language: str, facts: Mapping[str, object]) -> str:
    """The same for a terminal: each fact is made plain."""
    return PlainFormatter().vformat(template, (), _amounts(facts, language))


def _amounts(facts: Mapping[str, object], language: str) -> dict[str, object]:
    return {name: Amount(fact, language) if type(fact) is int else fact for name, fact in facts.items()}


@overload
def in_language(fact: str | Text, language: str) -> str: ...
@overload
def in_language(fact: int | str | Text, language: str) -> int | str: ...
def in_language(fact: int | str | Text, language: str) -> int | str:
    """`fact`, if it reads the same in every language; else its text in this one."""
    return fact if isinstance(fact, int | str) else fact[language]


@cache
def read(room: str) -> Mapping[str, Any]:
    """The tables of a room's file, without the facts they name.

    Raises:
        ValueError: a text lacks a language, or mentions a fact that its table does not name.
    """
    path = FOLDER / f"{room}.toml"
    texts: Mapping[str, Any] = _checked(tomllib.loads(path.read_text(encoding="utf-8")), path.name, ())
    return texts


def _checked(table: Mapping[str, Any], place: str, facts: tuple[str, ...]) -> Any:  # noqa: ANN401 (as deep as the file)
    parts = dict(table)
    if isinstance(table.get("facts"), list):  # a table that is called so is a text
        facts = tuple(parts.pop("facts"))
    if not any(language in table for language in LANGUAGES):
        return {
            key: _checked(part, f"{place}: {key}", facts) if isinstance(part, Mapping) else part
            for key, part in parts.items()
        }
    for language in LANGUAGES:
        if language not in table:
            raise ValueError(f"{place} has no text in {language!r}")  # noqa: EM102 (a fault of the project, not of a run)
        if unknown := sorted(set(_FACT.findall(str(table[language]))).difference(facts)):
            raise ValueError(f"{place}, {language!r}, mentions {unknown}, which its facts do not name")  # noqa: EM102
    return {language: table[language] for language in LANGUAGES}
