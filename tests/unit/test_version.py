"""The decision table: what changed, and the version that follows."""

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples import ISSUE, ROWS, SNAPSHOTS
from worlds import ORGANISATION, compare, seat, with_field, world

from pipeline.changes.contract import CONTRACT, contract_changes, schema_changes
from pipeline.changes.story.tell import tell
from pipeline.changes.version import bump, decide
from pipeline.model import PackageSpec, Row, Tables
from pipeline.past import Contents
from pipeline.schema import Json
from pipeline.versions import Comparison, ContractChange, Level, Release

ANNA = seat(1, 1, "Anna Berg", "Lund", "kso", party="L")
BO = seat(2, 2, "Bo Ek", "Lund", "municipal_director", is_acting=True)
CIA = seat(3, 3, "Cia Dal", "Lomma", "kso", party="S")
FACT = ROWS["mlr-organisation"]["governance_facts"][0]
LINK = ROWS["mlr-organisation"]["documents"][0]
BODY = ROWS["mlr-organisation"]["organizations"][0]
MUNICIPALITIES = list(world(ANNA, BO, CIA)["municipalities"].rows())
FOUND: Row = {"issue_id": "q-1", **ISSUE}


def today(*seats: Row, **tables: Any) -> Tables:
    kept: dict[str, Any] = {
        "governance_facts": [FACT],
        "documents": [LINK],
        "organizations": [BODY],
        "quality_issues": [FOUND],
        "snapshots": SNAPSHOTS,
    }
    return world(*(seats or (ANNA, BO, CIA)), **(kept | tables))


WORLD_CHANGES: dict[str, tuple[Level | None, Tables]] = {
    "nothing": (None, today()),
    "rows in another order": (None, today(CIA, BO, ANNA)),
    "a shifted line": (None, today(with_field(ANNA, source_line=99), BO, CIA)),
    "another snapshot, the same content": (None, today(snapshots=[SNAPSHOTS[0] | {"snapshot_id": "om-mlr-2"}])),
    "a respelled name": ("patch", today(with_field(ANNA, person="Anna Bergh"), BO, CIA)),
    "a line printed differently": ("patch", today(with_field(ANNA, source_text="Anna Berg(L), KSO"), BO, CIA)),
    "a role word printed differently": ("patch", today(with_field(BO, role_verbatim="kommundirektör"), ANNA, CIA)),
    "another order on the page": ("patch", today(with_field(ANNA, position=2), with_field(BO, position=1), CIA)),
    "a heading respelled": ("patch", today(organizations=[with_field(BODY, name_verbatim="M L R")])),
    "a quotation that reads differently": ("patch", today(governance_facts=[with_field(FACT, quote="År 2035")])),
    "a new finding": ("patch", today(quality_issues=[FOUND, FOUND | {"issue_id": "q-2", "rule": "vacancy"}])),
    "a mended finding": ("patch", today(quality_issues=[])),
    "someone joins": ("minor", today(ANNA, BO, CIA, seat(4, 4, "Dan Ås", "Lund", "member", party="S"))),
    "someone leaves": ("minor", today(BO, CIA, ended=[ANNA], municipalities=MUNICIPALITIES)),
    "a namesake comes": ("minor", today(ANNA, BO, CIA, seat(4, 4, "Anna Berg", "Malmö", "kso", party="S"))),
    "a role changes": ("minor", today(ANNA, with_field(BO, membership_id="m-9", is_acting=False), CIA, ended=[BO])),
    "a party changes": ("minor", today(with_field(ANNA, membership_id="m-9", party="M"), BO, CIA, ended=[ANNA])),
    "a move": ("minor", today(ANNA, seat(9, 2, "Bo Ek", "Lomma", "municipal_director"), CIA, ended=[BO])),
    "a vacancy": ("minor", today(ANNA, seat(9, None, None, "Lund", "municipal_director"), CIA, ended=[BO])),
    "a swap": (
        "minor",
        today(
            seat(8, 2, "Bo Ek", "Lund", "kso"),
            seat(9, 1, "Anna Berg", "Lund", "municipal_director"),
            CIA,
            ended=[ANNA, BO],
        ),
    ),
    "a new municipality": ("minor", today(ANNA, BO, CIA, seat(4, 4, "Eva Ny", "Ystad", "kso", party="S"))),
    "an election": (
        "minor",
        today(*(seat(n, n, f"Ny {n}", "Lund", "member", party="S") for n in (7, 8, 9)), ended=[ANNA, BO, CIA]),
    ),
    "a fact with another value": ("minor", today(governance_facts=[with_field(FACT, value="2040")])),
    "a fact no longer stated": ("minor", today(governance_facts=[])),
    "a link that has an address": ("minor", today(documents=[with_field(LINK, url="https://a.example/p.pdf")])),
    "another number of seats": (
        "minor",
        today(municipalities=[MUNICIPALITIES[0] | {"board_seats": 3}, *MUNICIPALITIES[1:]]),
    ),
    "a respelling and a role at once": (
        "minor",
        today(with_field(ANNA, person="Anna Bergh"), with_field(BO, is_acting=False), CIA),
    ),
}


@pytest.mark.parametrize(("level", "after"), WORLD_CHANGES.values(), ids=WORLD_CHANGES.keys())
def test_a_change_of_the_world_or_a_correction_decides_the_level(level: Level | None, after: Tables) -> None:
    decision = decide("1.4.2", ORGANISATION.tables, compare(today(), after))
    assert decision.level == level
    assert decision.version == {"minor": "1.5.0", "patch": "1.4.3", "major": "2.0.0", None: "1.4.2"}[level]
    assert decision.previous == "1.4.2"


TEXTS = {"sv": "Text", "en": "Text"}
SCHEMA: Json = {
    "fields": [
        {"name": "id", "type": "string", "titles": TEXTS, "constraints": {"required": True, "unique": True}},
        {"name": "code", "type": "string", "constraints": {"pattern": "[0-9]{4}", "minLength": 4, "maxLength": 4}},
        {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
        {"name": "seats", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
        {"name": "day", "type": "date"},
    ],
    "primaryKey": ["id"],
    "foreignKeys": [{"fields": "code", "reference": {"resource": "codes", "fields": "code"}}],
    "missingValues": [""],
    "titles": TEXTS,
}
Edit = Callable[[Json], Any]


def constraint(field: int, **values: Any) -> Edit:
    return lambda schema: schema["fields"][field].setdefault("constraints", {}).update(values)


def without(field: int, name: str) -> Edit:
    return lambda schema: schema["fields"][field]["constraints"].pop(name)


SCHEMA_CHANGES: dict[str, tuple[Level | None, Edit]] = {
    "nothing": (None, lambda _: None),
    "a field removed": ("major", lambda schema: schema["fields"].pop(3)),
    "a field renamed": ("major", lambda schema: schema["fields"][3].update(name="places")),
    "a field retyped": ("major", lambda schema: schema["fields"][3].update(type="number")),
    "a field in another format": ("major", lambda schema: schema["fields"][4].update(format="%d/%m/%Y")),
    "fields re-ordered": ("major", lambda schema: schema["fields"].reverse()),
    "another key": ("major", lambda schema: schema.update(primaryKey=["id", "code"])),
    "the same key, written as text": (None, lambda schema: schema.update(primaryKey="id")),
    "a foreign key removed": ("major", lambda schema: schema.pop("foreignKeys")),
    "a foreign key added": ("patch", lambda schema: schema["foreignKeys"].append({"fields": "kind"})),
    "other missing values": ("major", lambda schema: schema.update(missingValues=["", "-"])),
    "no longer required": ("major", constraint(0, required=False)),
    "no longer unique": ("major", without(0, "unique")),
    "now required": ("patch", constraint(1, required=True)),
    "optional, said in so many words": (None, constraint(1, required=False)),
    "another pattern": ("major", constraint(1, pattern="[0-9]+")),
    "no pattern": ("major", without(1, "pattern")),
    "a first pattern": ("patch", constraint(2, pattern="[ab]")),
    "shorter texts allowed": ("major", constraint(1, minLength=3)),
    "longer texts allowed": ("major", constraint(1, maxLength=5)),
    "a lower minimum": ("major", constraint(3, minimum=0)),
    "a higher minimum": ("patch", constraint(3, minimum=2)),
    "a higher maximum": ("major", constraint(3, maximum=10)),
    "a lower maximum": ("patch", constraint(3, maximum=8)),
    "no maximum": ("major", without(3, "maximum")),
    "a field added at the end": ("minor", lambda schema: schema["fields"].append({"name": "x", "type": "string"})),
    "a field added between": ("minor", lambda schema: schema["fields"].insert(1, {"name": "x", "type": "string"})),
    "an enum value added": ("minor", constraint(2, enum=["a", "b", "c"])),
    "an enum value replaced": ("minor", constraint(2, enum=["a", "c"])),
    "an enum value removed": ("patch", constraint(2, enum=["a"])),
    "enum values re-ordered": (None, constraint(2, enum=["b", "a"])),
    "no enum any more": ("minor", without(2, "enum")),
    "a first enum": ("patch", constraint(1, enum=["0000"])),
    "other texts of a field": (
        "patch",
        lambda schema: schema["fields"][0].update(titles={"sv": "Nyckel", "en": "Key"}),
    ),
    "other texts of the table": ("patch", lambda schema: schema.update(titles={"sv": "Tabell", "en": "Table"})),
}


@pytest.mark.parametrize(("level", "edit"), SCHEMA_CHANGES.values(), ids=SCHEMA_CHANGES.keys())
def test_a_change_of_a_schema_decides_the_level(level: Level | None, edit: Edit) -> None:
    after = copy.deepcopy(SCHEMA)
    edit(after)
    contract = schema_changes({"people": SCHEMA}, {"people": after})
    assert decide("1.4.2", (), Comparison(contract=contract)).level == level


def test_a_table_removed_breaks_readers_and_a_table_added_does_not() -> None:
    (removed,) = schema_changes({"people": SCHEMA}, {})
    (added,) = schema_changes({}, {"people": SCHEMA})
    assert (removed.level, added.level) == ("major", "minor")


def published(package: PackageSpec) -> Contents:
    """A version of `package`, as far as the contract goes."""
    descriptor = {
        "keywords": list(package.keywords["sv"]),
        "licenses": package.descriptor["licenses"],
        "sources": package.descriptor["sources"],
        "resources": [{"name": t.name, "path": "", "format": "csv", "schema": t.descriptor} for t in package.tables],
        "publishing": {
            "titles": dict(package.titles),
            "descriptions": dict(package.descriptions),
            "keywords_en": list(package.keywords["en"]),
            "flat_table": package.flat_table,
        },
    }
    release = Release("1.4.2", "", None, "major", {}, "published", package.name, "", Path(), lambda: descriptor)
    return Contents(release)


@pytest.mark.parametrize(
    ("level", "today"),
    [
        (None, ORGANISATION),
        ("patch", replace(ORGANISATION, titles={"sv": "Ny", "en": "New"})),
        ("patch", replace(ORGANISATION, descriptions={"sv": "Ny", "en": "New"})),
        ("patch", replace(ORGANISATION, keywords={"sv": ORGANISATION.keywords["sv"], "en": ("new",)})),
        ("patch", replace(ORGANISATION, descriptor={**ORGANISATION.descriptor, "keywords": ["ny"]})),
        ("patch", replace(ORGANISATION, descriptor={**ORGANISATION.descriptor, "sources": []})),
        ("patch", replace(ORGANISATION, for_portals={"theme": ["https://example.org/theme"]})),
        ("major", replace(ORGANISATION, descriptor={**ORGANISATION.descriptor, "licenses": [{"name": "CC-BY-4.0"}]})),
        ("major", replace(ORGANISATION, tables=ORGANISATION.tables[1:])),
    ],
    ids="nothing,title,description,keywords in English,keywords,sources,theme,licence,a table less".split(","),
)
def test_a_change_of_the_descriptor_decides_the_level(level: Level | None, today: PackageSpec) -> None:
    contract = contract_changes(published(ORGANISATION), today)
    assert decide("1.4.2", today.tables, Comparison(contract=contract)).level == level


def test_the_first_version_is_1_0_0_and_says_what_it_holds() -> None:
    decision = decide(None, ORGANISATION.tables, Comparison(events=tell(None, today(), ())))
    assert (decision.version, decision.previous, decision.level) == ("1.0.0", None, "major")
    assert decision.reason["sv"] == "Första versionen: 2 kommuner, 3 platser, 3 personer"


def test_after_all_versions_were_withdrawn_the_numbers_go_on() -> None:
    decision = decide("1.4.2", ORGANISATION.tables, Comparison(events=tell(None, today(), ())))
    assert (decision.version, decision.level) == ("1.5.0", "minor")


def test_a_version_after_withdrawn_ones_alone_is_not_called_the_first() -> None:
    decision = decide("1.4.2", ORGANISATION.tables, Comparison(events=tell(None, today(), (), is_first=False)))
    assert decision.reason == {
        "sv": "Ersätter återkallade versioner: 2 kommuner, 3 platser, 3 personer",
        "en": "Replaces withdrawn versions: 2 municipalities, 3 places, 3 people",
    }


def test_the_reason_is_what_decided_the_level_and_how_much_else_there_is() -> None:
    after = today(with_field(ANNA, person="Anna Bergh"), with_field(BO, is_acting=False), CIA, quality_issues=[])
    assert decide("1.0.0", ORGANISATION.tables, compare(today(), after)).reason == {
        "sv": "Lund: Bo Ek, t f kommundirektör → kommundirektör; 2 andra ändringar",
        "en": "Lund: Bo Ek, acting municipal chief executive → municipal chief executive; 2 other changes",
    }


def test_a_broken_contract_outweighs_what_happened_in_the_world() -> None:
    comparison = compare(today(), WORLD_CHANGES["a role changes"][1])
    broken = ContractChange("major", "field_removed", {"sv": "Ett fält är borttaget", "en": "A field was removed"})
    decision = decide("1.4.2", ORGANISATION.tables, replace(comparison, contract=(broken,)))
    assert decision.version == "2.0.0"
    assert decision.reason["sv"] == "Ett fält är borttaget; 1 annan ändring"


def test_nothing_changed_leaves_the_version_standing_and_says_so() -> None:
    decision = decide("1.4.2", ORGANISATION.tables, Comparison())
    assert (decision.level, decision.version, decision.reason["sv"]) == (None, "1.4.2", "Inget har ändrats")


def test_numbers_count_on_beyond_nine() -> None:
    assert [bump("1.9.10", level) for level in ("major", "minor", "patch")] == ["2.0.0", "1.10.0", "1.9.11"]


def test_each_change_of_the_contract_is_worded_in_both_languages() -> None:
    assert all(set(text) == {"sv", "en"} for text in CONTRACT.values())
