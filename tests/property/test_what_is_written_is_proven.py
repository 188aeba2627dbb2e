"""Where a table is said to be proven as it will be written, frictionless accepts every cell that is written."""

from frictionless import Field
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prover.buffers import strings
from pipeline.prover.column import Verdicts
from pipeline.prover.plan import columns_of
from pipeline.prover.tokenise import Cells
from pipeline.prover.typed import TypedTable
from pipeline.schema import table_spec
from pipeline.schema.spelling import in_default_spelling
from pipeline.validate.as_written import AsWritten
from pipeline.write.delimited import unquoted

STANDARD = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
TEXTS = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.floats(-1e9, 1e9) | st.integers(-99, 99)
CELLS = {
    "integer": st.integers(-(10**6), 10**6).map(str) | st.sampled_from(["+1", "007", "-0", "1_000"]),
    "number": NUMBERS.map(str) | st.sampled_from(["1.50", "1e3", "NaN", "INF", "0.30000000000000000001", "-0.0"]),
    "date": st.dates().map(str) | st.sampled_from(["2024-1-5", "0999-01-01"]),
    "datetime": st.datetimes().map(lambda moment: moment.isoformat()) | st.sampled_from(["2026-01-01T10:00:00+02:00"]),
    "time": st.times().map(lambda time: time.isoformat()),
    "year": st.integers(0, 9999).map(str),
    "boolean": st.sampled_from(["true", "TRUE", "False", "1", "0"]),
    "string": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    "any": st.text(max_size=3),
}
MISSING = st.sampled_from([[""], ["", "-"], ["-"], []])
BOUNDED = {"integer", "number", "date", "datetime", "year", "time"}


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(CELLS)), MISSING)
def test_what_is_said_to_be_proven_is_accepted_as_it_is_written(data, kind, missing):
    cells = data.draw(st.lists(CELLS[kind] | st.sampled_from(["", "-"]), min_size=1, max_size=5))
    names = ["required", *(["minimum", "maximum", "exclusiveMinimum"] if kind in BOUNDED else [])]
    constraints = {
        name: True if name == "required" else data.draw(CELLS[kind])
        for name in data.draw(st.sets(st.sampled_from(names)))
    }
    key, field = {"name": "id", "type": "integer"}, {"name": "f", "type": kind, "constraints": constraints}
    source = {"fields": [{**key, **TEXTS}, {**field, **TEXTS}], "primaryKey": "id", "missingValues": missing}
    source |= {**STANDARD, **TEXTS}
    try:
        published = in_default_spelling(source, None)
        columns = columns_of(source)
    except Exception:  # noqa: BLE001 (no schema: a bound that is none)
        return
    verdicts = Verdicts(columns[1], keyed=False)
    accepted = [cell for cell in cells if verdicts.accepts(cell, cell)]
    block = Cells([strings(str(number) for number in range(len(accepted))), strings(accepted)], {})
    values = TypedTable(columns).if_valid(block)
    if values is None or not accepted:
        return
    spec = table_spec("t", published)
    found = AsWritten(spec, source, [])
    found.see(block.columns, values)
    if found.is_proven:
        described = {name: value for name, value in published["fields"][1].items() if name not in TEXTS}
        judge = Field.from_descriptor(described)
        for text in unquoted(values.column(1), spec.fields[1]).to_pylist():
            assert not judge.read_cell(text or "")[1]
