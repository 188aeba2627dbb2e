"""What the maintainer knows and the page does not say yet is shown as such, and never becomes what the page says."""

import datetime as dt
import json
import shutil
from dataclasses import replace

import pytest
from described import read_page_spec
from looks import NOTHING, REAL, changed, findings, look, page_spec, real_states, rows, states

from pipeline.errors import UsageError
from pipeline.organisation.erasure import make_key, read_erased, read_key, remember
from pipeline.organisation.ruled import Statement
from pipeline.organisation.statements import FIELDS
from tests.looks import ROOT, SOURCE

DAY = dt.date(2026, 11, 20)


def statement(**given):
    facts = {"table": "memberships", "row": "m-0003", "field": "valid_to", "value": dt.date(2026, 10, 31)}
    facts |= {"source": "https://kommun.example.org/protokoll", "stated_by": "Webbredaktionen", "date": DAY}
    return Statement(**(facts | given))


def stating(*items, day=DAY):
    return replace(page_spec(day), statements=items)


def membership(built, key):
    return next(row for row in rows(built, "memberships") if row["membership_id"] == key)


def test_a_day_is_given_to_a_membership_and_what_follows_from_it_and_to_nobody_else():
    built = look(REAL, real_states(), DAY, spec=stating(statement()))

    assert membership(built, "m-0003")["valid_to"] == dt.date(2026, 10, 31)
    assert membership(built, "m-0003")["basis"] == "maintainer"
    person = membership(built, "m-0003")["person_id"]
    dated = [row for row in rows(built, "memberships") if row["valid_to"]]
    assert {row["person_id"] for row in dated} == {person}
    assert {row["basis"] for row in dated} == {"maintainer", "derived"}


def test_it_is_published_with_source_name_and_day_and_the_basis_maintainer():
    built = look(REAL, real_states(), DAY, spec=stating(statement()))

    [row] = rows(built, "statements")
    assert (row["value"], row["basis"], row["stated_by"], row["stated_on"]) == (
        "2026-10-31", "maintainer", "Webbredaktionen", DAY,
    )  # fmt: skip
    assert row["is_stale"] is False
    assert findings(built, "statement_stale") == []


def test_what_is_stated_no_more_is_gone_at_the_next_look_and_ids_go_on():
    first = look(REAL, real_states(), DAY, spec=stating(statement()))
    again = look(REAL, states(first), DAY, spec=stating())

    assert membership(again, "m-0003")["valid_to"] is None
    assert membership(again, "m-0003")["basis"] == "stated"
    assert [row["membership_id"] for row in rows(again, "memberships")] == [
        row["membership_id"] for row in rows(first, "memberships")
    ]


def test_the_day_of_somebody_who_has_left_stays_with_the_ended_membership():
    first = look(REAL, real_states(), DAY, spec=stating(statement()))
    page = changed("Fredrik Löfqvist, Kommundirektör", "Vakant, Kommundirektör")
    later = look(page, states(first), dt.date(2026, 12, 1), spec=stating(statement(), day=dt.date(2026, 12, 1)))

    assert (membership(later, "m-0003")["status"], membership(later, "m-0003")["valid_to"]) == (
        "ended", dt.date(2026, 10, 31),
    )  # fmt: skip


def test_the_page_stays_what_it_says_and_a_statement_is_stale_once_it_says_the_same():
    item = statement(table="roster", row="m-0014", field="person", value="Petra Ny")
    before = look(REAL, real_states(), DAY, spec=stating(item))
    after = look(changed("Per Bengtsson (S)", "Petra Ny (S)"), states(before), DAY, spec=stating(item))

    assert "Petra Ny" not in {row["person"] for row in rows(before, "roster")}
    assert rows(before, "statements")[0]["is_stale"] is False
    assert rows(after, "statements")[0]["is_stale"] is True
    assert len(findings(after, "statement_stale")) == 1


def test_the_chair_of_the_year_can_be_stated_although_the_page_has_no_field_for_it():
    item = statement(table="organizations", row="styrelse", field="chair", value="Karin Exempel")

    assert rows(look(REAL, NOTHING, DAY, spec=stating(item)), "statements")[0]["value"] == "Karin Exempel"


def test_a_statement_about_no_row_is_found_and_not_published():
    built = look(REAL, real_states(), DAY, spec=stating(statement(row="m-9999")))

    assert len(findings(built, "statement_unused")) == 1
    assert rows(built, "statements") == ()


@pytest.mark.parametrize(
    "value", ["Roko Kursar", "roko kursar", "Roko Kursár", "Ordförande är Roko Kursar sedan i maj"]
)
def test_nobody_who_was_erased_comes_in_that_way(value, tmp_path):
    make_key(tmp_path / "key")
    key = read_key(tmp_path / "key", tmp_path)
    remember(
        read_erased(tmp_path, tmp_path / "key"), key, "p-0021", [("Roko Kursar", "1280", "elected")], [], "2026-11-01"
    )
    erased = read_erased(tmp_path, tmp_path / "key")
    item = statement(table="organizations", row="styrelse", field="chair", value=value)

    with pytest.raises(UsageError) as refused:
        look(REAL, real_states(), DAY, spec=replace(stating(item), erased=erased))
    assert refused.value.key == "statement_names_erased"
    assert value not in str(refused.value.facts)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (
            {"table": "organizations", "row": "styrelse", "field": "chair", "value": "Eva, 040-34 10 00"},
            "statement_unfit",
        ),
        ({"table": "organizations", "row": "styrelse", "field": "chair", "value": "=1+1"}, "statement_unfit"),
        ({"stated_by": "eva@example.org"}, "statement_unfit"),
    ],
)
def test_what_may_not_be_published_is_refused(given, key):
    with pytest.raises(UsageError) as refused:
        look(REAL, real_states(), DAY, spec=stating(statement(**given)))
    assert refused.value.key == key


LINE = '- {{table: memberships, row: m-0003, field: {field}, value: {value}, source: "{source}", stated_by: Eva, date: 2026-11-20}}\n'


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ([("valid_to", "soon", "https://example.org/")], "statement_no_day"),
        ([("valid_to", "2026-10-31", "example.org")], "no_web_address"),
        ([("valid to", "2026-10-31", "https://example.org/")], "unknown_value"),
        ([("valid_too", "2026-10-31", "https://example.org/")], "unknown_value"),
        ([("membership_id", "m-0004", "https://example.org/")], "unknown_value"),
        ([("source_line", "4", "https://example.org/")], "unknown_value"),
        ([("is_vacant", "maybe", "https://example.org/")], "not_true_or_false"),
        ([("is_vacant", "1", "https://example.org/")], "not_true_or_false"),
        ([("role", "true", "https://example.org/")], "wrong_type"),
        ([("valid_to", "2062-10-31", "https://example.org/")], "statement_day_far"),
        ([("valid_to", "2026-10-31", "https://example.org/")] * 2, "statement_unclear"),
        ([("valid_from", "2026-11-01", "https://example.org/"), ("valid_to", "2026-10-31", "https://example.org/")], "statement_backwards"),
    ],
)  # fmt: skip
def test_a_file_of_statements_is_read_strictly(lines, key, tmp_path):
    for name in ("source.yaml", "decisions.yaml", "corrections.yaml", "texts.yaml"):
        (tmp_path / name).write_bytes((SOURCE / name).read_bytes())
    text = "".join(LINE.format(field=field, value=value, source=source) for field, value, source in lines)
    (tmp_path / "statements.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as refused:
        read_page_spec(tmp_path, DAY)
    assert refused.value.key == key


def test_a_misspelled_field_is_told_with_its_line_and_what_was_meant(tmp_path):
    for name in ("source.yaml", "decisions.yaml", "corrections.yaml", "texts.yaml"):
        (tmp_path / name).write_bytes((SOURCE / name).read_bytes())
    line = LINE.format(field="valid_too", value="2026-10-31", source="https://example.org/")
    (tmp_path / "statements.yaml").write_text("# one\n" + line, encoding="utf-8")

    with pytest.raises(UsageError) as refused:
        read_page_spec(tmp_path, DAY)
    assert (refused.value.facts["line"], refused.value.facts["nearest"]) == (2, "valid_to")


def test_each_field_that_may_be_stated_is_one_of_its_table_or_an_office():
    for table, fields in FIELDS.items():
        [schema] = ROOT.glob(f"schemas/mlr-organisation/{table}.json")
        columns = {field["name"] for field in json.loads(schema.read_text(encoding="utf-8"))["fields"]}
        own = {name for name in fields if name in columns or f"{name}_id" in columns}
        assert set(fields) - own <= {"chair", "vice_chair", "secretary"}


def test_who_has_no_file_of_statements_states_nothing(tmp_path):
    for name in ("source.yaml", "decisions.yaml", "corrections.yaml", "texts.yaml"):
        shutil.copy(SOURCE / name, tmp_path)
    assert read_page_spec(tmp_path, DAY).statements == ()
