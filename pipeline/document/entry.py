"""An entry of a settings file as one line of text, as a person may paste it and as `decide` writes it."""

import datetime as dt
import json
from collections.abc import Mapping

SHORT = 0xFFFF  # the highest character that four digits can name


def quoted(text: str) -> str:
    """A text between double quotes, as YAML reads it; what YAML would take for an end of line is spelled out."""
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in json.dumps(text, ensure_ascii=False))


def entry_line(entry: Mapping[str, object]) -> str:
    """One entry of a YAML list, in braces; days stand as they are, texts in quotes."""
    spelled = (f"{key}: {_value(value)}" for key, value in entry.items())
    return f"{{{', '.join(spelled)}}}"


def _value(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= SHORT else f"\\U{ord(sign):08x}"
