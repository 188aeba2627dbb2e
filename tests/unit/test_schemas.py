"""The tables and columns that were promised, and what their schemas say of them."""

import json
import re
from pathlib import Path

import pytest
from described import read_package
from samples import PACKAGES, SETTINGS

from pipeline.errors import SettingsError
from pipeline.schema import Field, TableSpec, read_table_spec

READ = "snapshot_id source_line"
SHARED = {
    "snapshots": "snapshot_id source_url observed_at observed_at_basis sha256 bytes media_type line_count",
    "quality_issues": (
        "issue_id rule severity table_name row_key field source_line verbatim normalised message_sv message_en "
        "action_sv action_en responsible accepted_reason"
    ),
}
COLUMNS = {
    "mlr-organisation": {
        "roster": (
            "membership_id municipality_code municipality position person_id person party party_name role role_sv "
            f"role_en role_verbatim attendance is_acting is_vacant source_text {READ}"
        ),
        "municipalities": f"municipality_code name name_official county_code board_seats status {READ}",
        "organizations": (f"organization_id name name_verbatim kind parent_id reports_to_id description status {READ}"),
        "parties": "party_id code name municipality_code wikidata_id",
        "persons": f"person_id name person_class replaced_by first_seen last_seen {READ}",
        "memberships": (
            "membership_id person_id organization_id on_behalf_of role role_verbatim party_id attendance side "
            f"side_basis is_acting is_vacant basis valid_from valid_to first_seen last_seen status {READ}"
        ),
        "statements": ("statement_id table_name row_key field value source_url stated_by stated_on basis is_stale"),
        "changes": (
            "change_id from_look to_look kind person_id person municipality_code municipality table_name row_key field "
            "before after snapshot_id"
        ),
        "documents": f"document_id organization_id kind title url {READ}",
        "governance_facts": f"fact_id value value_type quote basis {READ}",
        **SHARED,
    },
    "mlr-working-groups": {
        "working_group_tasks": (
            "organization_id working_group position task is_shared_text activity_plan_url source_text " + READ
        ),
        "working_groups": f"organization_id name name_verbatim activity_plan_title activity_plan_url {READ}",
        "tasks": f"organization_id position text is_shared_text {READ}",
        **SHARED,
    },
}
KEYS = {
    "roster": ("membership_id",),
    "municipalities": ("municipality_code",),
    "organizations": ("organization_id",),
    "parties": ("party_id",),
    "persons": ("person_id",),
    "memberships": ("membership_id",),
    "changes": ("change_id",),
    "statements": ("statement_id",),
    "documents": ("document_id",),
    "governance_facts": ("fact_id",),
    "working_group_tasks": ("organization_id", "position"),
    "working_groups": ("organization_id",),
    "tasks": ("organization_id", "position"),
    "snapshots": ("snapshot_id",),
    "quality_issues": ("issue_id",),
}
REFERENCES = {
    ("roster", "membership_id", "memberships", "membership_id"),
    ("roster", "person_id", "persons", "person_id"),
    ("roster", "municipality_code", "municipalities", "municipality_code"),
    ("organizations", "parent_id", "", "organization_id"),
    ("organizations", "reports_to_id", "", "organization_id"),
    ("parties", "municipality_code", "municipalities", "municipality_code"),
    ("persons", "replaced_by", "", "person_id"),
    ("memberships", "person_id", "persons", "person_id"),
    ("memberships", "organization_id", "organizations", "organization_id"),
    ("memberships", "on_behalf_of", "municipalities", "municipality_code"),
    ("memberships", "party_id", "parties", "party_id"),
    ("changes", "person_id", "persons", "person_id"),
    ("changes", "municipality_code", "municipalities", "municipality_code"),
    ("documents", "organization_id", "organizations", "organization_id"),
    ("working_group_tasks", "organization_id", "working_groups", "organization_id"),
    ("working_group_tasks", "organization_id position", "tasks", "organization_id position"),
    ("tasks", "organization_id", "working_groups", "organization_id"),
}
TABLES = [(package, table) for package in PACKAGES for table in read_package(SETTINGS, package).tables]
FIELDS = [(table.name, field) for _, table in TABLES for field in table.fields]
every_table = pytest.mark.parametrize(("package", "table"), TABLES, ids=[f"{p}/{t.name}" for p, t in TABLES])
every_field = pytest.mark.parametrize(("table", "field"), FIELDS, ids=[f"{t}.{f.name}" for t, f in FIELDS])


def test_the_packages_hold_exactly_the_promised_tables() -> None:
    held: dict[str, list[str]] = {}
    for package, table in TABLES:
        held.setdefault(package, []).append(table.name)
    assert {package: sorted(names) for package, names in held.items()} == {
        package: sorted(tables) for package, tables in COLUMNS.items()
    }


@every_table
def test_a_table_has_exactly_the_promised_columns_in_order(package: str, table: TableSpec) -> None:
    assert list(table.names) == COLUMNS[package][table.name].split()


@every_table
def test_a_table_has_the_promised_key_and_no_null_in_it(package: str, table: TableSpec) -> None:
    assert table.primary_key == KEYS[table.name]
    assert all(table.field(name).required for name in table.primary_key)


def test_every_reference_between_tables_is_declared() -> None:
    declared = {
        (
            table.name,
            " ".join(key["fields"]),
            key["reference"]["resource"],
            " ".join(key["reference"]["fields"]),
        )
        for _, table in TABLES
        for key in table.foreign_keys
        if key["reference"]["resource"] != "snapshots"
    }
    assert declared == REFERENCES


@every_table
def test_a_row_that_was_read_cites_its_line(package: str, table: TableSpec) -> None:
    if table.name in {"parties", "changes", "statements", *SHARED}:  # a change lies between two lines
        return
    cited = {"fields": ["snapshot_id"], "reference": {"resource": "snapshots", "fields": ["snapshot_id"]}}
    assert cited in table.foreign_keys
    assert table.field("source_line").required
    assert table.field("source_line").change == table.field("snapshot_id").change == "provenance"


@every_table
def test_frictionless_takes_the_schema(package: str, table: TableSpec) -> None:
    import frictionless

    report = frictionless.Schema.validate_descriptor(dict(table.descriptor))
    assert report.valid, report.flatten(["note"])


@every_table
def test_the_swedish_title_names_a_sheet_of_a_workbook(package: str, table: TableSpec) -> None:
    assert len(table.titles["sv"]) <= 31


@every_field
def test_a_field_is_described_in_both_languages_and_says_what_null_means(table: str, field: Field) -> None:
    assert field.descriptor["title"] == field.titles["sv"]
    assert field.descriptor["description"] == field.descriptions["sv"]
    assert field.titles["en"]
    for text, never, null in (("sv", "Aldrig tomt.", "Tomt = "), ("en", "Never null.", "Null = ")):
        assert (never in field.descriptions[text]) == field.required
        assert (null in field.descriptions[text]) != field.required


@pytest.mark.parametrize("formula", ["=1+1", "+46", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  =1"])
def test_no_text_field_takes_what_a_spreadsheet_would_run(formula: str) -> None:
    texts = [(table, field) for table, field in FIELDS if field.type == "string" and "enum" not in field.constraints]
    assert not [f"{table}.{field.name}" for table, field in texts if re.match(field.constraints["pattern"], formula)]


@pytest.mark.parametrize("text", ["Åsa af Öberg-Ek", "  • Förebygga", "Läs verksamhetsplanen", "1:e vice"])
def test_a_printed_line_of_the_page_passes(text: str) -> None:
    printed = next(field for table, field in FIELDS if (table, field.name) == ("roster", "source_text"))
    assert re.match(printed.constraints["pattern"], text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", 1),
        ("description", ["a"]),
        ("constraints", {"required": "yes"}),
        ("constraints", {"maxLength": ""}),
        ("constraints", {"pattern": "(["}),
        ("constraints", {"enum": "a"}),
    ],
)
def test_what_no_schema_means_by_a_key_is_told_with_its_line(tmp_path: Path, key: str, value: object) -> None:
    texts = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}
    schema = {**texts, "primaryKey": "a", "fields": [{"name": "a", "type": "string", **texts, key: value}]}
    path = tmp_path / "table.json"
    path.write_text(json.dumps(schema, indent=0), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_table_spec(path)
    (problem,) = refused.value.problems
    assert (problem.facts["file"], problem.facts["line"] > 1) == (path, True)


def test_a_key_of_no_field_is_refused(tmp_path: Path) -> None:
    texts = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}
    fields = [{"name": "id", "type": "string", **texts}]
    (tmp_path / "tasks.json").write_text(json.dumps({**texts, "primaryKey": [], "fields": fields}))

    with pytest.raises(SettingsError) as caught:
        read_table_spec(tmp_path / "tasks.json")

    assert (caught.value.key, caught.value.facts["key"]) == ("wrong_type", "primaryKey")


@pytest.mark.parametrize(("name", "key"), [("ID", "field_alike"), ("id", "field_twice"), ("_Change", "field_reserved")])
def test_a_field_that_a_database_cannot_tell_from_another_is_refused(tmp_path: Path, name: str, key: str) -> None:
    texts = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}
    fields = [{"name": each, "type": "string", **texts} for each in ("id", name)]
    described = {**texts, "primaryKey": "id", "fields": fields}
    (tmp_path / "tasks.json").write_text(json.dumps(described))

    with pytest.raises(SettingsError) as caught:
        read_table_spec(tmp_path / "tasks.json")

    [problem] = caught.value.problems
    assert (problem.key, problem.facts["field"]) == (key, name)
