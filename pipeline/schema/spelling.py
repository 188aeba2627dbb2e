"""How values are spelled in one file, and in every file of ours: ISO days, decimal points, `true`, null as nothing.

What a Table Schema says of the values of a field, its bounds and its enum, is spelled as the values are.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError

Json = dict[str, Any]
PROPERTIES = frozenset({"missingValues", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues"})
"""What a Table Schema says of how values are spelled in one file; we publish all values in the default spelling."""
BY_FORMAT = frozenset({"date", "datetime", "time"})
SPELLED = BY_FORMAT | {"boolean", "integer", "number"}
"""The types whose values have more than one spelling."""
ISO: Mapping[str, Any] = {"date": dt.date, "datetime": dt.datetime, "time": dt.time}
BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


def in_default_spelling(schema: Json, file: Path) -> Json:
    """The Table Schema of a file, for the same values as we publish them.

    Raises:
        SettingsError: a bound, or a value of an enum, is none of its type: frictionless would break on the first row.
    """
    return {**_without_spelling(schema), "fields": [_respelled(field, file) for field in schema["fields"]]}


def respelled(value: dt.date | dt.time | Decimal | float) -> Any:  # noqa: ANN401 (any JSON)
    """What stands in our files for a value that frictionless read: a moment in UTC where it names a zone, ISO text."""
    match value:
        case dt.datetime():
            return (value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal():
            nearest = float(value)
            return nearest if value.is_finite() and Decimal(str(nearest)) == value else str(value)
        case _:
            return value


def _respelled(field: Json, file: Path) -> Json:
    found, kind, constraints = _without_spelling(field), field.get("type"), field.get("constraints", {})
    told = {
        name: value for name, value in constraints.items() if name in BOUNDS or (name, list) == ("enum", type(value))
    }
    values = [value for each in told.values() for value in (each if isinstance(each, list) else [each])]
    if kind not in SPELLED or not values or (found == field and all(_is_plain(kind, value) for value in values)):
        return found
    from frictionless import Field, FrictionlessException  # slow to load, and few schemas come here

    try:
        reader = Field.from_descriptor({name: value for name, value in field.items() if name != "constraints"})
    except FrictionlessException:  # it says itself what is wrong, when it judges the file
        return found

    def again(value: Any) -> Any:  # noqa: ANN401 (any JSON)
        known, faults = reader.read_cell(value) if isinstance(value, str) else (None, None)
        if faults:
            raise SettingsError("constraint_unreadable", file=file, field=field["name"], value=value, type=kind)
        return value if known is None else respelled(known)

    ours = {name: [again(item) for item in each] if name == "enum" else again(each) for name, each in told.items()}
    return {**found, "constraints": {**constraints, **ours}}


def _is_plain(kind: str, value: Any) -> bool:  # noqa: ANN401 (any JSON)
    """Whether a bound is in the default spelling already, so that nobody need read it."""
    if not isinstance(value, str) or kind not in ISO:
        return not isinstance(value, str)
    try:
        known = ISO[kind].fromisoformat(value)
    except ValueError:
        return False
    return known.isoformat() == value and getattr(known, "tzinfo", None) is None


def _without_spelling(described: Json) -> Json:
    dropped = PROPERTIES | {"format"} if described.get("type") in BY_FORMAT else PROPERTIES
    return {name: value for name, value in described.items() if name not in dropped}
