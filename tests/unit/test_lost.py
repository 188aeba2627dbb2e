"""A table that is mostly another is asked about; people are not, whom `roster.compared` knows by who they are."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.changes.rows import differences
from pipeline.errors import HeldForDecision
from pipeline.flow import rows_lost
from pipeline.flow.rows_lost import hold_replaced
from pipeline.model import TableFile
from pipeline.rows import table_from_rows
from pipeline.schema import table_spec

TEXTS = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}


def table(words, kind="string", key="id"):
    fields = [{"name": name, "type": of, **TEXTS} for name, of in (("id", "integer"), ("word", kind))]
    spec = table_spec("t", {"fields": fields, "primaryKey": key, **TEXTS})
    return {"t": table_from_rows(spec, [{"id": number, "word": word} for number, word in enumerate(words)])}


def hold(monkeypatch, before, after, *, accepted=(), rosters=()):
    past = SimpleNamespace(tables=before, row_count=lambda name: sum(b.num_rows for b in before[name].batches()))
    monkeypatch.setattr(rows_lost, "Contents", lambda _: past)
    file = TableFile(Path("t.csv"), {}, accepted=accepted, rosters=rosters)
    package = SimpleNamespace(name="p", files={"t": file})
    hold_replaced(package, SimpleNamespace(version="1.0.0"), after, differences(before, after))


WAS = [f"a{number}" for number in range(12)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([*(f"b{number}" for number in range(7)), *WAS[7:]], "table_replaced"),
        ([None] * 12, "column_emptied"),
    ],
)
def test_a_table_that_says_mostly_something_else_is_held_until_accepted(monkeypatch, words, code):
    with pytest.raises(HeldForDecision) as held:
        hold(monkeypatch, table(WAS), table(words))
    assert held.value.facts["code"] == code
    hold(monkeypatch, table(WAS), table(words), accepted=("table_replaced", "column_emptied"))


@pytest.mark.parametrize(
    ("before", "after", "rosters"),
    [
        (table(WAS), table([*(f"b{number}" for number in range(6)), *WAS[6:]]), ()),
        (table(WAS), table([*WAS, *(f"b{number}" for number in range(50))]), ()),
        (table(WAS[:9]), table(["b"] * 9), ()),
        (table(WAS), table(WAS, key="word"), ()),
        (table([str(number) for number in range(12)]), table(range(20, 32), kind="integer"), ()),
        (table(WAS), table(["b"] * 12), (Path("board.yaml"),)),
    ],
    ids=["half of it", "rows that come", "a small table", "another key", "another type", "people"],
)
def test_what_may_change_so_is_not(monkeypatch, before, after, rosters):
    hold(monkeypatch, before, after, rosters=rosters)
