"""A settings file of JSON as a document: as strict as one of YAML, and with the line of each value."""

import json
import math
import re
from functools import partial
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from pipeline.document import Document, Files, Place, on_disk, text_of
from pipeline.errors import SettingsError

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read_json(path: Path, files: Files = on_disk) -> Document:
    """A file of JSON without surprises: no key given twice, no number that is none, no half of a character.

    Raises:
        SettingsError: it is missing, is not UTF-8, or is none; the sentence names the line.
    """
    text = text_of(path, files).removeprefix("\ufeff")  # which some editors put before all that they save
    number = partial(_finite, text)
    try:
        value = json.loads(text, object_pairs_hook=partial(_once, text), parse_float=number, parse_constant=number)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        detail = getattr(error, "msg", str(error))
        raise SettingsError("schema_unreadable", file=path, line=line, detail=detail) from None
    return Document(path, value, partial(_lines, text))


def _once(text: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping. Raises JSONDecodeError where it gives a key twice: one of the two would be lost without a word."""
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        _lines(text)
    return mapping


def _finite(text: str, number: str) -> float:
    """A number. Raises JSONDecodeError where no JSON can hold it, as `NaN` and `1e999`."""
    value = float(number)
    if not math.isfinite(value):
        place = next(token.start() for token in TOKEN.finditer(text) if token[0] == number)
        raise JSONDecodeError(number, text, place)
    return value


def _lines(text: str) -> dict[Place, int]:
    """The line of each value of JSON that is well-formed, at least up to a key that is given twice.

    Raises:
        JSONDecodeError: there is one.
    """
    lines: dict[Place, int] = {(): 1}
    open_: list[list[Any]] = []  # for each value around: "{" or "[", the key or number within it, whether a key is due
    for token in TOKEN.finditer(text):
        sign, line = token[0], text.count("\n", 0, token.start()) + 1
        if sign in ":,":
            open_[-1][2] = sign == "," and open_[-1][0] == "{"
            open_[-1][1] += 1 if sign == "," and open_[-1][0] == "[" else 0 if open_[-1][0] == "[" else ""
            continue
        if sign in "}]":
            open_.pop()
            continue
        if open_ and open_[-1][2]:
            open_[-1][1] = json.loads(sign)
            place = tuple(each[1] for each in open_)
            if place in lines:
                raise JSONDecodeError(sign + " 2×", text, token.start())
            lines[place] = line
            continue
        lines.setdefault(tuple(each[1] for each in open_), line)
        if sign in "{[":
            open_.append([sign, "" if sign == "{" else 0, sign == "{"])
    return lines
