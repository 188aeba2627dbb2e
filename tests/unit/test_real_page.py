"""What the real page says, and what it leaves unsaid: data-model.md, "What the page holds"."""

from collections import Counter

from pipeline.organisation.page import ORGANISATION
from tests.looks import REAL, changed, look, real_states, rows

BUILT = look(REAL)


def board():
    names = {row["person_id"]: row["name"] for row in rows(BUILT, "persons")}
    return [{**row, "name": names[row["person_id"]]} for row in rows(BUILT, "memberships") if row["basis"] == "stated"]


def test_the_side_of_a_member_is_stated_or_follows_from_two_seats_or_is_unknown():
    sides = Counter((row["side"], row["side_basis"]) for row in board())

    assert sides == {
        ("executive_chair", "stated"): 12,
        ("opposition", "stated"): 1,
        ("opposition", "inferred"): 9,
        (None, "unknown"): 4,
        (None, "not_applicable"): 12,
    }


def test_whoever_is_not_the_chair_of_lund_or_malmo_is_not_said_to_be_opposition():
    unknown = {row["name"] for row in board() if row["side_basis"] == "unknown"}

    assert unknown == {"Fredrik Ljunghill", "Anders Almgren", "Roko Kursar", "Håkan Fält"}


def test_the_one_stated_opposition_councillor_is_hers():
    (stated,) = [row for row in board() if (row["side"], row["side_basis"]) == ("opposition", "stated")]

    assert (stated["name"], stated["role"], stated["role_verbatim"]) == (
        "Lena Axelsson",
        "opposition_councillor",
        "oppositionsråd",
    )


def test_the_snapshot_has_the_lines_of_the_file():
    (snapshot,) = BUILT[ORGANISATION].state.table("snapshots")

    assert (snapshot["line_count"], snapshot["bytes"]) == (174, 4705)


def test_ids_are_numbers_in_the_order_of_the_page():
    people = rows(BUILT, "persons")

    assert [row["person_id"] for row in people] == [f"p-{number:04d}" for number in range(1, 39)]
    assert (people[0]["name"], people[-1]["name"]) == ("Lars Johnson", "Charlotte Unosson")


def test_reporting_lines_are_those_that_the_page_draws():
    reports_to = {row["organization_id"]: row["reports_to_id"] for row in rows(BUILT, "organizations")}

    assert reports_to == {
        "mlr": None,
        "styrelse": None,
        "kommundirektorsgrupp": "styrelse",
        "sekretariat": "styrelse",
        "miljo-klimat": "kommundirektorsgrupp",
        "framtida-kompetensforsorjning": "kommundirektorsgrupp",
        "fysisk-planering-infrastruktur": "kommundirektorsgrupp",
        "digitalisering": "kommundirektorsgrupp",
        "naringsliv": "kommundirektorsgrupp",
    }


def test_a_vacancy_without_a_title_may_be_the_missing_director():
    built = look(changed("Eva Hallberg, Kommundirektör", "Vakant"), real_states())

    rules = {finding.rule for finding in built[ORGANISATION].findings}
    assert "director_count" not in rules
    assert "vacant_place" in rules
