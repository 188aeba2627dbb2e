"""The errors of a table by their cause: one sentence for all that have the same reason, and what stands in each row."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.wording.checks import EXPECTATION, Error, action, listed, words_of

_OF_ONE_CAUSE = {"primary-key", "unique-error", "unique-key", "foreign-key"}
"""Errors whose notes differ from row to row."""


@dataclass(frozen=True)
class Cause:
    """What is wrong in the same way, in the order of the file."""

    code: str
    """Frictionless's type of error: `type-error`."""
    field: str
    """Empty where it is no matter of one field."""
    words: str
    """What is wrong, in which field, and what was expected."""
    errors: tuple[Error, ...]


def causes_of(errors: Iterable[Error], language: str) -> list[Cause]:
    """The errors by cause, the most frequent first."""
    groups: dict[tuple[str, str, str], list[Error]] = {}
    for error in errors:
        note = "" if error["type"] in _OF_ONE_CAUSE or "cells" not in error else error.get("note", "")
        groups.setdefault((error["type"], error.get("fieldName", ""), note), []).append(error)
    found = [
        Cause(code, field, words_of(group[0], language), tuple(group)) for (code, field, _note), group in groups.items()
    ]
    return sorted(found, key=lambda cause: len(cause.errors), reverse=True)


def place_of(error: Error, table: str) -> tuple[str, int]:
    """The file that an error is in, of a table in parts the part; and the row there, the header where it is in none."""
    if "part" in error:
        return error["part"], error["partRow"]
    return table.removesuffix(" (multipart)"), error.get("rowNumber", 1)


def what_to_do(error: Error, language: str) -> str:
    """What whoever made the table can do about an error; empty where nobody can say."""
    found = EXPECTATION.fullmatch(error.get("note", ""))
    if not found:
        return action([error["type"]], language, "")
    if found["type"]:
        kind, _, form = found["type"].partition("/")
        return action([f"type-{kind}-{form}", f"type-{kind}"], language, "")
    return action([f"constraint-{found['name']}"], language, listed(found))
