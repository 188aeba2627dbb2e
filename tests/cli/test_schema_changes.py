"""Every kind of change that the version rules name, there and back again, on top of three published versions."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from frictionless import Package

import pipeline
from pipeline.changes.contract import CONTRACT
from pipeline.organisation import build as building
from pipeline.past import Contents
from pipeline.release import Target, verify

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ledger"
GOLDEN = Path(__file__).resolve().parents[1] / "golden"
LEAVING = ("real/undated.txt", "municipality-leaves/2022-10-01.txt")
PAYMENTS = "invoice_id,paid_on,amount,kind,code\n{rows}"
ROWS = ["A1,2026-01-01,10,x,1280", "A2,2026-01-02,20,y,1280", "A3,2026-01-03,30,x,1281"]
PLACES = "code,name\n1280,Malmö\n1281,Lund\n"


def field(name, type_="string", **more):
    texts = {"sv": name, "en": name}
    return {"name": name, "type": type_, "titles": texts, "descriptions": texts, **more}


def schema(*fields, **more):
    texts = {"sv": "t", "en": "t"}
    return {"titles": texts, "descriptions": texts, "fields": list(fields), **more}


def payments(**more):
    """The schema of the table as it is at first."""
    return schema(
        field("invoice_id", constraints={"required": True}),
        field("paid_on", "date"),
        field("amount", "integer", constraints={"minimum": 0}),
        field("kind", constraints={"enum": ["x", "y"]}),
        field("code", constraints={"pattern": "[0-9]{4}"}),
        primaryKey=["invoice_id"],
        **more,
    )


def with_field(number, **changes):
    """A change of one field of the schema; a value of None takes the property away."""

    def change(found):
        changed = {**found["fields"][number], **changes}
        found["fields"][number] = {name: value for name, value in changed.items() if value is not None}

    return change


def add(found):
    found["fields"].append(field("note"))


def swap(found):
    found["fields"][1], found["fields"][2] = found["fields"][2], found["fields"][1]


REFERENCE = [{"fields": ["code"], "reference": {"resource": "places", "fields": ["code"]}}]
KEYS = {
    "primary_key_changed": lambda found: found.update(primaryKey=["invoice_id", "paid_on"]),
    "foreignKeys_added": lambda found: found.update(foreignKeys=REFERENCE),
    "uniqueKeys_added": lambda found: found.update(uniqueKeys=[["paid_on"]]),
    "table_read_otherwise": lambda found: found.update(fieldsMatch="equal"),
    "table_texts": lambda found: found.update(descriptions={"sv": "ny", "en": "new"}),
}
GOING = {"sv": "använd code", "en": "use code"}
CHANGES = {  # what is changed, what that is called, and what the way back is called, each with its level
    "a new field": (add, ("minor", "field_added"), ("major", "field_removed")),
    "another order": (swap, ("major", "fields_reordered"), ("major", "fields_reordered")),
    "a number instead of an integer": (
        with_field(2, type="number"),
        ("major", "field_retyped"),
        ("major", "field_retyped"),
    ),
    "text instead of a day": (with_field(1, type="string"), ("major", "field_retyped"), ("major", "field_retyped")),
    "other texts": (
        with_field(1, descriptions={"sv": "ny", "en": "new"}),
        ("patch", "field_texts"),
        ("patch", "field_texts"),
    ),
    "a value more": (
        with_field(3, constraints={"enum": ["x", "y", "z"]}),
        ("minor", "enum_widened"),
        ("patch", "constraint_tightened"),
    ),
    "no list of values": (with_field(3, constraints=None), ("minor", "enum_opened"), ("patch", "constraint_tightened")),
    "a bound gone": (
        with_field(2, constraints=None),
        ("major", "constraint_loosened"),
        ("patch", "constraint_tightened"),
    ),
    "a higher bound": (
        with_field(2, constraints={"minimum": 1}),
        ("patch", "constraint_tightened"),
        ("major", "constraint_loosened"),
    ),
    "another pattern": (
        with_field(4, constraints={"pattern": "12[0-9]{2}"}),
        ("major", "constraint_loosened"),
        ("major", "constraint_loosened"),
    ),
    "a field about to go": (
        with_field(3, deprecated=GOING),
        ("minor", "field_deprecated"),
        ("patch", "field_texts"),
    ),
    "a table about to go": (
        lambda found: found.update(deprecated=GOING),
        ("minor", "table_deprecated"),
        ("patch", "table_texts"),
    ),
    "another key": (KEYS["primary_key_changed"], ("major", "primary_key_changed"), ("major", "primary_key_changed")),
    "a reference": (KEYS["foreignKeys_added"], ("patch", "foreignKeys_added"), ("major", "foreignKeys_removed")),
    "a unique key": (KEYS["uniqueKeys_added"], ("patch", "uniqueKeys_added"), ("major", "uniqueKeys_removed")),
    "read otherwise": (
        KEYS["table_read_otherwise"],
        ("major", "table_read_otherwise"),
        ("major", "table_read_otherwise"),
    ),
    "texts of the table": (KEYS["table_texts"], ("patch", "table_texts"), ("patch", "table_texts")),
}


@pytest.fixture
def ledger(tmp_path, monkeypatch, run):
    """A project of two tables of which three versions are published."""
    shutil.copytree(EXAMPLE / "datapackage", tmp_path / "datapackage")
    for folder in ("data", "schemas/ledger"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    write(Path("data/places.csv"), PLACES)
    put("places", schema(field("code", constraints={"required": True}), field("name"), primaryKey=["code"]))
    put("payments", payments())
    describe(lambda found: found.update(resources=[resource("payments"), resource("places")]))
    for number in (1, 2, 3):
        data(ROWS[:number])
        assert run("publish", "--formats", "csv,json,parquet").exit_code == 0
    return tmp_path


def write(path, text):
    path.write_text(text, encoding="utf-8")


def put(table, content):
    write(Path(f"schemas/ledger/{table}.json"), json.dumps(content))


def resource(table):
    return {"name": table, "schema": f"schemas/ledger/{table}.json", "source": f"data/{table}.csv"}


def describe(change):
    path = Path("datapackage/ledger/datapackage.yaml")
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(found)
    write(path, yaml.safe_dump(found, allow_unicode=True))


def data(rows):
    """The rows, with the columns in the order of the schema; a field that is new has no values."""
    names = [item["name"] for item in json.loads(Path("schemas/ledger/payments.json").read_bytes())["fields"]]
    known = PAYMENTS.split("\n", 1)[0].split(",")
    cells = [dict(zip(known, row.split(","), strict=True)) for row in rows]
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in cells)]
    write(Path("data/payments.csv"), "\n".join(lines) + "\n")


def published(run):
    """Publish; the level of the newest version, and the kinds of change of the contract that it tells."""
    result = run("publish", "--formats", "csv,json,parquet")
    assert result.exit_code == 0, result.output
    newest = Target(Path("public")).releases("ledger")[0]
    changes = json.loads((newest.folder / "changes.json").read_bytes())
    assert verify(Path("public")).problems == ()
    return newest, [(change["level"], change["kind"]) for change in changes["schema"]]


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_of_the_schema_is_published_with_its_level_there_and_back(ledger, run, kind):
    change, there, back = CHANGES[kind]
    changed = payments()
    change(changed)
    for content, expected in ((changed, there), (payments(), back)):
        put("payments", content)
        data(ROWS)
        before = Target(Path("public")).releases("ledger")[0].version
        newest, told = published(run)
        compat = run("compat", "ledger", before, newest.version, "--format", "json")
        assert compat.exit_code == (expected[0] == "major")
        assert [(each["level"], each["kind"]) for each in json.loads(compat.stdout)["changes"]] == [expected]
        assert told == [expected]
        assert newest.level == expected[0]
        assert len(list(rows_of(newest, "payments"))) == len(ROWS)


def rows_of(release, table):
    return Contents(release).tables[table].rows()


def test_a_table_comes_and_goes(ledger, run):
    describe(lambda found: found["resources"].pop())
    assert published(run)[1] == [("major", "table_removed")]
    describe(lambda found: found["resources"].append(resource("places")))
    assert published(run)[1] == [("minor", "table_added")]


def test_what_is_said_of_the_package_changes(ledger, run):
    describe(lambda found: found["keywords"].append("ny"))
    assert published(run)[1] == [("patch", "descriptor_texts")]
    describe(lambda found: found["publishing"].update(theme="TRAN"))
    assert published(run)[1] == [("patch", "told_portals")]
    describe(lambda found: found["publishing"].update(doi="10.5281/zenodo.1"))
    assert published(run)[1] == [("patch", "doi_said")]
    licence = {"name": "CC-BY-4.0", "title": "CC BY", "path": "https://creativecommons.org/licenses/by/4.0/"}
    describe(lambda found: found.update(licenses=[licence]))
    assert published(run)[1] == [("major", "licence_changed")]


def test_a_format_that_goes_is_major_and_one_that_comes_is_minor_and_both_are_told(ledger, run):
    """Whoever reads Parquet breaks where it is gone."""
    for formats, level, kinds in (
        ("csv,json", "major", ["format_removed"]),
        ("csv,parquet,zip", "major", ["format_removed", "format_added", "format_added"]),
        ("csv,json,parquet,zip", "minor", ["format_added"]),
    ):
        planned = run("plan", "--formats", formats)
        assert f"({level}: " in planned.output
        assert run("publish", "--formats", formats).exit_code == 0
        before, newest = (each.version for each in Target(Path("public")).releases("ledger")[1::-1])
        assert run("compat", "ledger", before, newest).exit_code == (level == "major")
        newest = Target(Path("public")).releases("ledger")[0]
        told = json.loads((newest.folder / "changes.json").read_bytes())["schema"]
        assert (newest.level, [change["kind"] for change in told]) == (level, kinds)
        assert told[0]["sv"] in (newest.folder / "CHANGES.md").read_text(encoding="utf-8")
        assert run("publish", "--formats", formats).output.count("unchanged") == 1


def test_a_package_says_whose_it_is_once_that_is_confirmed_and_the_zip_says_it_too(ledger, run):
    assert "contributors" not in Target(Path("public")).releases("ledger")[0].descriptor
    catalog = Path("datapackage/catalog.yaml")
    write(catalog, catalog.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true"))
    newest, told = published(run)
    assert told == [("patch", "publisher_told")]
    [publisher] = newest.descriptor["contributors"]
    assert publisher["roles"] == ["publisher"]
    assert newest.descriptor["homepage"] == publisher["path"]
    assert newest.descriptor["id"].startswith("urn:uuid:")
    assert publisher["title"] in (newest.folder / "README.md").read_text(encoding="utf-8")
    assert Package(str(newest.folder / "datapackage.json")).contributors[0]["title"] == publisher["title"]
    assert run("publish", "--formats", "csv,json,parquet").output.count("unchanged") == 1


def test_every_kind_of_change_that_can_be_told_is_tried_here():
    tried = {kind for _, *ways in CHANGES.values() for _, kind in ways}
    tried |= {"table_added", "table_removed", "descriptor_texts", "told_portals", "doi_said", "licence_changed"}
    tried |= {"format_removed", "format_added", "publisher_told"}
    tried |= {"table_in_parts", "table_in_one_file"}  # test_parts.py
    assert set(CONTRACT) == tried


@pytest.mark.parametrize("table", ["municipalities", "persons"])
def test_a_new_column_of_a_table_of_people_is_minor_and_null_in_rows_of_the_past(project, run, monkeypatch, table):
    """A developer adds a field to the schema and to what makes the rows; then a municipality leaves."""
    text, changed = ((GOLDEN / page).read_text(encoding="utf-8") for page in LEAVING)
    dated = ("--source", "page.txt", "--observed-at")
    write(Path("page.txt"), text)
    assert run("publish", *dated, "2022-09-01").exit_code == 0

    path = Path(f"schemas/mlr-organisation/{table}.json")
    content = json.loads(path.read_bytes())
    content["fields"].append(field("note"))
    write(path, json.dumps(content))
    built = building.organisation_rows

    def with_note(*given):
        rows = built(*given)
        for row in rows[table]:
            row.setdefault("note", "seen")
        return rows

    monkeypatch.setattr(building, "organisation_rows", with_note)
    write(Path("page.txt"), changed)
    result = run("publish", *dated, "2022-10-01")
    assert result.exit_code == 0, result.output
    newest = Target(Path("public")).releases("mlr-organisation")[0]
    told = json.loads((newest.folder / "changes.json").read_bytes())["schema"]
    assert (newest.level, [change["kind"] for change in told]) == ("minor", ["field_added"])
    assert {row["note"] for row in rows_of(newest, table)} == {"seen", None}  # null: of what had left before


def test_what_is_about_to_go_is_told_wherever_its_readers_look(ledger, run):
    found = payments(deprecated=GOING)
    with_field(3, deprecated={"sv": "använd sort", "en": "use sort"})(found)
    put("payments", found)
    newest, told = published(run)
    assert set(told) == {("minor", "table_deprecated"), ("minor", "field_deprecated")}
    assert newest.descriptor["publishing"]["deprecated"] == [
        {"table": "payments", "field": None, **GOING},
        {"table": "payments", "field": "kind", "sv": "använd sort", "en": "use sort"},
    ]
    page = Path("public/ledger/index.en.html").read_text(encoding="utf-8")
    assert "About to go: use code" in page
    assert "Field kind of table payments is about to go: use sort" in Path("public/feed.en.xml").read_text("utf-8")
    with pytest.warns(FutureWarning) as warned:
        pipeline.load("ledger", "payments")
    assert [str(each.message) for each in warned] == [
        "ledger: payments is about to go: use code",
        "ledger: payments.kind is about to go: use sort",
    ]
