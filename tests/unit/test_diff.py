"""The keyed difference: what came, what went, what changed; never where it was read."""

from pipeline.changes.files import table_json
from pipeline.changes.rows import difference, differences
from pipeline.model import Row, Table
from pipeline.rows import table_from_rows
from pipeline.schema import Json, table_spec
from pipeline.versions import Difference

TEXTS = {"sv": "Text", "en": "Text"}


def field(name: str, kind: str = "string", change: str = "content") -> Json:
    return {"name": name, "type": kind, "change": change, "titles": TEXTS, "descriptions": TEXTS}


FIELDS = [field("id"), field("name"), field("line", "integer", "provenance")]


def table(*rows: Row, fields: list[Json] = FIELDS, key: str = "id", name: str = "people", **descriptor: str) -> Table:
    spec = table_spec(name, {"fields": fields, "primaryKey": key, "titles": TEXTS, "descriptions": TEXTS, **descriptor})
    return table_from_rows(spec, [{column: row[column] for column in spec.names} for row in rows])


def person(identifier: str, name: str, line: int = 1) -> Row:
    return {"id": identifier, "name": name, "line": line}


def test_rows_are_found_by_key_and_come_in_key_order() -> None:
    before = table(person("c", "Cia"), person("a", "Anna"), person("b", "Bo"))
    after = table(person("e", "Eva"), person("b", "Bosse"), person("d", "Dan"), person("a", "Anna"))
    assert difference(before, after) == Difference(
        "people",
        added=(person("d", "Dan"), person("e", "Eva")),
        removed=(person("c", "Cia"),),
        changed=((person("b", "Bo"), person("b", "Bosse")),),
    )


def test_another_order_of_rows_is_no_difference() -> None:
    assert not difference(table(person("a", "A"), person("b", "B")), table(person("b", "B"), person("a", "A")))


def test_a_shifted_line_is_no_difference() -> None:
    assert not difference(table(person("a", "Anna", line=7)), table(person("a", "Anna", line=9)))


def test_a_value_that_becomes_null_is_a_difference() -> None:
    before, after = table(person("a", "Anna")), table({**person("a", ""), "name": None})
    assert difference(before, after).changed == ((person("a", "Anna"), {"id": "a", "name": None, "line": 1}),)


def test_null_is_not_the_empty_text() -> None:
    assert difference(table(person("a", "")), table({**person("a", ""), "name": None}))


def test_a_column_that_only_one_version_has_is_not_compared() -> None:
    before = table(person("a", "Anna"), fields=FIELDS[:1])
    assert not difference(before, table(person("a", "Anna")))
    assert not difference(table(person("a", "Anna")), before)


def test_a_new_table_is_all_added_rows() -> None:
    assert difference(None, table(person("a", "Anna"))).added == (person("a", "Anna"),)


def test_under_another_key_no_row_is_known_again() -> None:
    before, after = table(person("a", "Anna")), table(person("a", "Anna"), key="name")
    assert difference(before, after) == Difference("people", (person("a", "Anna"),), (person("a", "Anna"),))


def test_a_table_of_provenance_is_not_compared() -> None:
    before = {"snapshots": table(person("a", "Anna"), name="snapshots", change="provenance")}
    after = {"snapshots": table(person("b", "Bo"), name="snapshots", change="provenance")}
    assert differences(before, after) == ()


def test_only_tables_that_changed_are_mentioned() -> None:
    before = {"people": table(person("a", "Anna")), "bodies": table(person("x", "X"), name="bodies")}
    after = {**before, "bodies": table(person("x", "Y"), name="bodies")}
    assert [found.table for found in differences(before, after)] == ["bodies"]


def test_what_is_no_finite_number_is_itself_is_told_in_a_diff_and_makes_rows_again() -> None:
    fields = [field("id"), field("share", "number")]
    before = table(*({"id": key, "share": float(text)} for key, text in (("a", "nan"), ("b", "-inf"))), fields=fields)
    assert not difference(before, before)
    found = difference(before, table({"id": "a", "share": 1.5}, {"id": "b", "share": 2}, fields=fields))
    told = table_json(before.spec, found)
    assert [(each["before"], each["after"]) for each in told["changed"]] == [
        ({"share": "nan"}, {"share": 1.5}),
        ({"share": "-inf"}, {"share": 2.0}),
    ]
