"""`changes`: one row a change; and who sat where on a day, with what nobody knows said."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from described import read_package
from samples import SETTINGS

from pipeline.model import Snapshot
from pipeline.organisation.as_of import roster_of_day
from pipeline.organisation.changes import changes
from pipeline.organisation.history import MODEL
from pipeline.organisation.page import ORGANISATION
from pipeline.organisation.periods import look_at
from pipeline.wording.history import HISTORY, looks_told
from tests.looks import REAL, changed, follow, look, rows

FIRST, SECOND, THIRD = (dt.date(2026, 10, day) for day in (1, 5, 9))
KSO = "Robert Wenglén (M), KSO"
GONE = changed(KSO, "Ida Oxel (M), KSO")


def told(built):
    """Each change as kind, person, before, after."""
    return [(row["kind"], row["person"], row["before"], row["after"]) for row in rows(built, "changes")]


def test_the_first_look_is_what_all_else_is_held_against():
    assert told(look(REAL)) == []


def test_the_same_page_seen_again_adds_nothing():
    assert told(follow((REAL, FIRST), (REAL, SECOND))) == []


def test_who_came_and_who_left_stand_between_the_two_looks_that_tell():
    built = follow((REAL, FIRST), (GONE, SECOND))
    assert told(built) == [("joined", "Ida Oxel", None, "kso"), ("left", "Robert Wenglén", "kso", None)]
    assert {(row["from_look"], row["to_look"]) for row in rows(built, "changes")} == {(FIRST, SECOND)}


def test_what_changed_before_stays_and_a_return_is_a_change_of_its_own():
    built = follow((REAL, FIRST), (GONE, SECOND), (REAL, THIRD), though=["returned"])
    assert [row["change_id"] for row in rows(built, "changes")] == [
        "m-0051-joined", "m-0013-left", "m-0052-joined", "m-0051-left",
    ]  # fmt: skip


def test_a_new_role_is_one_change_and_no_coming_and_going():
    acting = changed("Samuel Sköld, t f Kommundirektör", "Samuel Sköld, Kommundirektör")
    assert told(follow((REAL, FIRST), (acting, SECOND))) == [("acting_changed", "Samuel Sköld", "true", "false")]


def test_the_second_time_something_changes_has_a_number():
    state = look(REAL)[ORGANISATION].state
    for value in ("2040", "2050"):
        (fact,) = [
            {**row, "value": value} for row in state.table("governance_facts") if row["fact_id"] == "target_year"
        ]
        after = {**state.rows, "governance_facts": (fact,)}
        before = replace(state, rows={**state.rows, "governance_facts": (fact | {"value": "0"},)})
        known = changes(before, after, look_at(before, seen(value)), MODEL)
        state = replace(state, rows={**after, "changes": tuple(known)})
    assert [row["change_id"] for row in state.table("changes")] == [
        "target_year-fact_changed", "target_year-fact_changed-2",
    ]  # fmt: skip


def seen(sha256):
    return Snapshot(sha256, "om-mlr", "https://example.org/", "text/plain", SECOND, "operator", b"")


def test_a_mended_reading_of_the_same_page_is_no_change_and_corrects_what_was_told():
    built = follow((REAL, FIRST), (GONE, SECOND))
    state = built[ORGANISATION].state
    mended = [
        {**row, "role": "member"} if row["membership_id"] == "m-0051" else row for row in state.table("memberships")
    ]
    after = {**{name: list(items) for name, items in state.rows.items()}, "memberships": mended}
    again = changes(state, after, look_at(state, seen(state.snapshot_sha256)), MODEL)
    assert [(row["change_id"], row["after"]) for row in again] == [("m-0051-joined", "member"), ("m-0013-left", None)]


def test_what_is_kept_no_longer_of_a_person_goes_from_the_changes_too():
    state = follow((REAL, FIRST), (GONE, SECOND))[ORGANISATION].state
    (gone,) = {row["person_id"] for row in state.table("changes") if row["kind"] == "left"}
    after = {name: [row for row in items if row.get("person_id") != gone] for name, items in state.rows.items()}
    assert [row["kind"] for row in changes(state, after, look_at(state, seen(state.snapshot_sha256)), MODEL)] == [
        "joined"
    ]


def day(asked, *looks_):
    state = follow(*looks_)[ORGANISATION].state
    return roster_of_day(asked, state.rows, state.observed_at)


def known(roster, place="Lomma"):
    return {row["person"]: row["known"] for row in roster.rows if row["municipality"] == place}


TWO = ((REAL, FIRST), (GONE, SECOND))


@pytest.mark.parametrize(
    ("asked", "standing", "lomma"),
    [
        (dt.date(2026, 9, 30), "unknown", {}),
        (FIRST, "seen", {"Robert Wenglén": "seen", "Per Bengtsson": "seen", "Samuel Sköld": "seen"}),
        (
            dt.date(2026, 10, 3),
            "between",
            {
                "Robert Wenglén": "left_between",
                "Per Bengtsson": "between",
                "Samuel Sköld": "between",
                "Ida Oxel": "came_between",
            },
        ),
        (SECOND, "seen", {"Per Bengtsson": "seen", "Samuel Sköld": "seen", "Ida Oxel": "seen"}),
        (THIRD, "since", {"Per Bengtsson": "since", "Samuel Sköld": "since", "Ida Oxel": "since"}),
    ],
)
def test_the_roster_of_a_day_says_what_the_looks_around_it_showed(asked, standing, lomma):
    roster = day(asked, *TWO)
    assert roster.standing == standing
    assert known(roster) == lomma


def test_of_an_undated_page_nobody_knows_the_day():
    roster = day(FIRST, (REAL, None))
    assert (roster.standing, roster.look_before, roster.look_after, roster.rows) == ("unknown", None, None, ())


def test_who_stood_on_an_undated_page_and_on_the_first_dated_one_sat_on_that_day():
    assert known(day(FIRST, (REAL, None), (REAL, FIRST)))["Robert Wenglén"] == "seen"
    assert "Robert Wenglén" not in known(day(SECOND, (REAL, None), (GONE, FIRST)))


def test_what_a_source_states_counts_more_than_a_look():
    state = follow(*TWO)[ORGANISATION].state
    stated = [
        {**row, "valid_from": dt.date(2026, 1, 1), "valid_to": dt.date(2026, 10, 2)}
        if row["membership_id"] == "m-0013"
        else row
        for row in state.table("memberships")
    ]
    rows_ = {**state.rows, "memberships": stated}
    assert known(roster_of_day(dt.date(2026, 10, 2), rows_, SECOND))["Robert Wenglén"] == "stated"
    assert "Robert Wenglén" not in known(roster_of_day(dt.date(2026, 10, 3), rows_, SECOND))
    assert known(roster_of_day(dt.date(2026, 2, 3), rows_, SECOND)) == {"Robert Wenglén": "stated"}


def test_every_kind_of_change_has_words_in_both_languages():
    kinds = read_package(SETTINGS, "mlr-organisation").table("changes").field("kind").constraints["enum"]
    assert [kind for kind in kinds if set(HISTORY.get(kind, ())) != {"sv", "en"}] == []
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", kind) for kind in kinds)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2026-10-01", "2026-10-05", "Between 2026-10-01 and 2026-10-05"),
        ("2026-10-05", "2026-10-05", "Between two readings of 2026-10-05"),
        (None, None, "Between two undated pages"),
    ],
)
def test_two_looks_of_one_day_are_told_as_such(before, after, told):
    assert looks_told({"from_look": before, "to_look": after}, "en") == told
