"""How values are spelled in one file, and in every file of ours: ISO days, decimal points, `true`, null as nothing.

What a Table Schema says of the values of a field, its bounds and its enum, is spelled as the values are.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
PROPERTIES = frozenset({"missingValues", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues"})
"""What a Table Schema says of how values are spelled in one file; we publish all values in the default spelling."""
BY_FORMAT = frozenset({"date", "datetime", "time"})
SPELLED = BY_FORMAT | {"boolean", "integer", "number"}
"""The types whose values have more than one spelling."""
BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


def in_default_spelling(schema: Json) -> Json:
    """A Table Schema for the same values as we publish them."""
    return {**_without_spelling(schema), "fields": [_respelled(field) for field in schema["fields"]]}


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


def _respelled(field: Json) -> Json:
    found = _without_spelling(field)
    texts = {name: value for name, value in field.get("constraints", {}).items() if name in BOUNDS | {"enum"}}
    if not texts or field.get("type") not in SPELLED or (found == field and field["type"] != "datetime"):
        return found
    from frictionless import Field  # slow to load, and few schemas come here; what it judges by, it has to read

    read = Field.from_descriptor({name: value for name, value in field.items() if name != "constraints"}).read_cell

    def again(value: Any) -> Any:  # noqa: ANN401 (any JSON)
        """The value in the default spelling; what frictionless cannot read stays, for it to say so."""
        known = read(value)[0] if isinstance(value, str) else None
        return value if known is None else respelled(known)

    told = {name: [again(item) for item in value] if name == "enum" else again(value) for name, value in texts.items()}
    return {**found, "constraints": {**field["constraints"], **told}}


def _without_spelling(described: Json) -> Json:
    dropped = PROPERTIES | {"format"} if described.get("type") in BY_FORMAT else PROPERTIES
    return {name: value for name, value in described.items() if name not in dropped}
