"""However a source spells values and bounds: what frictionless accepts there, it accepts as published, and no more."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from frictionless import Field
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schema.spelling import in_default_spelling, respelled

Spelled = tuple[dict[str, Any], Callable[[Any], str], st.SearchStrategy[Any]]
"""What a field says of spelling, how a value is written so, and the values."""

HUNDREDTHS = st.integers(-(10**7), 10**7)
WITH_COMMA: Spelled = ({"type": "number", "decimalChar": ","}, lambda n: f"{n / 100:.2f}".replace(".", ","), HUNDREDTHS)
IN_GROUPS: Spelled = ({"type": "number", "groupChar": " "}, lambda n: f"{n / 100:,.2f}".replace(",", " "), HUNDREDTHS)
IN_CROWNS: Spelled = ({"type": "integer", "bareNumber": False}, lambda n: f"{n} kr", HUNDREDTHS)
DAYS: Spelled = ({"type": "date", "format": "%d.%m.%Y"}, lambda day: f"{day:%d.%m.%Y}", st.dates(dt.date(1000, 1, 1)))
HOURS: Spelled = ({"type": "time", "format": "%H.%M"}, lambda time: f"{time:%H.%M}", st.times())
ZONES = st.integers(-12, 14).map(lambda hours: dt.timezone(dt.timedelta(hours=hours)))
MOMENTS: Spelled = (
    {"type": "datetime"},
    lambda moment: moment.isoformat(timespec="seconds"),
    st.datetimes(dt.datetime(1000, 1, 2), dt.datetime(9999, 12, 30), timezones=ZONES),  # noqa: DTZ001 (zones are drawn)
)
ANSWERS: Spelled = (
    {"type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]},
    lambda answer: "ja" if answer else "nej",
    st.booleans(),
)


def verdict(field: dict[str, Any], cell: Any) -> bool:
    return not Field.from_descriptor({"name": "f", **field}).read_cell(cell)[1]


@given(st.data(), st.sampled_from([WITH_COMMA, IN_GROUPS, IN_CROWNS, DAYS, HOURS, MOMENTS, ANSWERS]))
def test_a_cell_is_valid_as_published_where_it_was_in_the_file(data: st.DataObject, spelled: Spelled) -> None:
    spelling, write, values = spelled
    names = ["enum"] if spelling["type"] == "boolean" else ["enum", "minimum", "maximum", "exclusiveMinimum"]
    name = data.draw(st.sampled_from(names))
    bound = data.draw(st.lists(values, min_size=1, max_size=3) if name == "enum" else values)
    told = [write(value) for value in bound] if name == "enum" else write(bound)
    source = {"name": "f", **spelling, "constraints": {name: told}}
    known = bound if name == "enum" else [bound]
    cell = write(data.draw(values | st.sampled_from(known)))

    [published] = in_default_spelling({"fields": [source]}, Path("t.json"))["fields"]

    value = Field.from_descriptor({"name": "f", **spelling}).read_cell(cell)[0]
    assert not spelling.keys() & published.keys() - {"type"}
    assert verdict(published, respelled(value)) == verdict(source, cell)
