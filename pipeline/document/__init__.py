"""A settings file as a document: what it says, on which lines, and everything that is wrong with it at once.

A frozen dataclass says what a file, or an entry of one, may hold: its fields are the keys, those without a default are
needed, `since` is spelled `from`. `Document.read_as` has pydantic read the file into it, strictly: `true` is no number,
a key that nobody knows is an error, and so is a value of another type. pydantic is loaded when the first file is read.
"""

import dataclasses
import difflib
import json
import re
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pipeline.errors import SettingsError
from pipeline.web.address import NoAddressError, read_address

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Where in a file a value stands: keys of mappings, numbers of entries from 0."""
Files = Callable[[Path], bytes]
"""Gives the content of a file."""
SPELLED = {"since": "from"}
"""Fields that are called otherwise in the files, where they need not avoid a Python keyword."""
STRICT = {"strict": True, "extra": "forbid", "alias_generator": lambda name: SPELLED.get(name, name)}
OPEN = {**STRICT, "extra": "ignore"}
"""As `__pydantic_config__` of a dataclass: keys that it does not name are another's, and not looked at."""
UNFIT = {
    ("string_type", True): "not_a_text",
    ("tuple_type", True): "not_a_list",
    ("dataclass_type", False): "not_a_mapping",
    ("dict_type", False): "not_a_mapping",
    ("bool_type", False): "not_true_or_false",
}
"""Our fault for an error of pydantic, and whether a mapping was found; of all others, that the type is wrong."""
_CHOICE = "function-after["
"""How the name begins by which pydantic tells which of several types a value might have been: no place in a file."""


@dataclass(frozen=True)
class Checked:
    """Stands in `Annotated[type, Checked(check)]`: `check` gives the value as it is kept, or raises SettingsError."""

    check: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Any]) -> Any:  # noqa: ANN401
        """What pydantic asks for."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))


def _words(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise SettingsError("wrong_type")
    return value


def _some(value: tuple[T, ...]) -> tuple[T, ...]:
    if not value:
        raise SettingsError("wrong_type")
    return value


def _both(value: dict[str, str]) -> dict[str, str]:
    for language in ("sv", "en"):
        if language not in value:
            raise SettingsError("missing_key", key=language)
    return value


def web_address(value: str) -> str:
    """The same, if browsers read it as an address. Raises SettingsError where they do not."""
    try:
        read_address(value)
    except NoAddressError:
        raise SettingsError("no_web_address", url=value) from None
    return value


Words = Annotated[str, Checked(_words)]
"""A text that is not blank, and that a terminal can show."""
WebAddress = Annotated[Words, Checked(web_address)]
"""An address as browsers read it."""
Some = Annotated[tuple[T, ...], Checked(_some)]
"""A list that is not empty."""
Texts = Annotated[dict[str, Words], Checked(_both)]
"""A text in Swedish and English."""


def on_disk(path: Path) -> bytes:
    """The content of a file as it is now.

    Raises:
        SettingsError: it is missing, or cannot be read.
    """
    if not path.is_file():  # a folder, or a device that never ends
        raise SettingsError("file_missing", file=path)
    return path.read_bytes()


@dataclass(frozen=True)
class Document:
    """A file of YAML or JSON."""

    path: Path
    value: Any
    """As JSON has it: days are texts as they are written."""
    lines: Callable[[], Mapping[Place, int]] = field(repr=False)
    """The line of each value, and of each key of a mapping, from 1."""

    def read_as(self, kind: type[T]) -> T:
        """What the file says, as `kind`.

        Raises:
            SettingsError: it says something else, or lacks something; everything that is wrong, in the order of lines.
        """
        from pydantic import ValidationError

        try:
            return cast("T", _reader(cast("Any", kind)).validate_json(json.dumps([self.value]))[0])
        except ValidationError as error:
            found = [each for one in error.errors(include_url=False) for each in self._problems(kind, one)]
        raise SettingsError.all_of(self._ordered(found)) from None

    def problem(self, key: str, place: Place = (), /, **facts: object) -> SettingsError:
        """A fault at a place of this file."""
        lines = self.lines()
        while place and place not in lines:
            place = place[:-1]
        return SettingsError(key, file=self.path, line=lines.get(place), **facts)

    def _problems(self, kind: Any, error: Mapping[str, Any]) -> Iterator[tuple[Place, SettingsError]]:  # noqa: ANN401
        """Where something is wrong, and the faults that pydantic means by it, in our words."""
        parts = (part for part in error["loc"][1:] if not str(part).startswith(_CHOICE))
        place: Place = tuple(SPELLED.get(str(part), part) for part in parts)
        for key, facts in _meant(kind, place, error):
            at = (*place, *cast("Place", facts.pop("at", ())))
            named = ".".join(part for part in at if isinstance(part, str))
            yield at, self.problem(key, at, **{"key": named or "?", "value": _shown(error["input"]), **facts})

    def _ordered(self, found: Iterable[tuple[Place, SettingsError]]) -> list[SettingsError]:
        """By line; a key that is missing as it is misspelled is told once, as misspelled."""
        found = list(found)
        misspelled = {(place[:-1], error.facts["nearest"]) for place, error in found if error.key == "unknown_key"}
        told = [
            error
            for place, error in found
            if error.key != "missing_key" or (place[:-1], error.facts["key"]) not in misspelled
        ]
        return sorted(told, key=lambda error: error.facts["line"] or 0)  # type: ignore[arg-type, return-value]


@cache
def _reader(kind: Any) -> Any:  # noqa: ANN401
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[kind], config=STRICT)  # type: ignore[arg-type]


def _meant(kind: Any, place: Place, error: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:  # noqa: ANN401
    """Which faults an error of pydantic is, and what is known of each beside its place and value."""
    own = error["ctx"]["error"] if error["type"] == "value_error" else None
    if isinstance(own, SettingsError):
        return [(each.key, dict(each.facts)) for each in own.problems]
    return [_meant_by_type(kind, place, error["type"], error["input"])]


def _meant_by_type(kind: Any, place: Place, code: str, value: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
    last = str(place[-1]) if place else "?"
    if code == "unexpected_keyword_argument":
        return unknown_key(last, keys_of(_kind_at(kind, place[:-1])))
    if code == "missing" or (value is None and place and isinstance(place[-1], str)):
        return "missing_key", {"key": last}
    if code == "literal_error":
        choices = [str(item) for item in get_args(_kind_at(kind, place))]
        return "unknown_value", {"nearest": nearest(str(value), choices), "known": ", ".join(sorted(choices))}
    if code == "pattern_regex":
        return "bad_pattern", {"pattern": value, "detail": _why_no_pattern(value)}
    return UNFIT.get((code, type(value) is dict), "wrong_type" if place else "not_a_list"), {}


def unknown_key(key: str, known: Collection[str]) -> tuple[str, dict[str, Any]]:
    """The fault that a key is none of those that are known, and its facts."""
    return "unknown_key", {"key": key, "nearest": nearest(key, known), "known": ", ".join(sorted(known))}


def keys_of(kind: object) -> list[str]:
    """The keys of a mapping that is read as a dataclass."""
    return [SPELLED.get(each.name, each.name) for each in dataclasses.fields(kind)] if isinstance(kind, type) else []


def _kind_at(kind: Any, place: Place) -> Any:  # noqa: ANN401
    """What is wanted at a place within a value that is wanted as `kind`."""
    kind = _bare(kind)
    for part in place:
        if dataclasses.is_dataclass(kind):
            name = next((name for name, spelled in SPELLED.items() if spelled == part), part)
            kind = get_type_hints(kind).get(str(name))
        else:  # a tuple of one kind, or a mapping to one
            kind = next(iter(get_args(kind)[::-1] if get_origin(kind) is dict else get_args(kind)), None)
        kind = _bare(kind)
    return kind


def _bare(kind: Any) -> Any:  # noqa: ANN401
    """A type that need not be there, or is annotated, as itself."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, types.UnionType}:
        return _bare(next(item for item in get_args(kind) if item is not type(None)))
    return kind


def _why_no_pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return "?"


def _shown(value: object) -> object:
    """A value as it is shown: what holds others may be as long as the file."""
    text = repr(value)
    return value if len(text) <= 200 else f"{text[:200]}…"  # noqa: PLR2004 (two lines)


def text_of(path: Path, files: Files = on_disk) -> str:
    """The content of a file as text. Raises SettingsError where it is missing, or no UTF-8."""
    try:
        return files(path).decode()
    except UnicodeDecodeError:
        raise SettingsError("file_not_utf8", file=path) from None


def all_of(*reads: Callable[[], T]) -> list[T]:
    """What each of `reads` gives.

    Raises:
        SettingsError: one of them does; what all of them find wrong.
    """
    found, problems = list[T](), list[SettingsError]()
    for read in reads:
        try:
            found.append(read())
        except SettingsError as error:
            problems += error.problems
    SettingsError.ensure_none(problems)
    return found


def ensure_known(key: str, value: str, known: Collection[str]) -> None:
    """Raise SettingsError where a word is none of those that are known."""
    if value not in known:
        facts = {"key": key, "value": value, "nearest": nearest(value, known)}
        raise SettingsError("unknown_value", **facts, known=", ".join(sorted(known)))


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that `word` was probably meant to be; null where none is near."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return close[0] if close else None
