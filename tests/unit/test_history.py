"""History: what happens to ids and dates when the world, the page or our reader changes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Row
from pipeline.organisation.build import Built
from pipeline.organisation.page import KINDS, ORGANISATION
from pipeline.organisation.ruled import Acceptance, PersonDecision
from tests.looks import REAL, States, changed, findings, follow, look, page_spec, real_states, rows, said, states, stops

DAY = dt.date(2022, 10, 1)
LATER = dt.date(2022, 11, 1)
LAST = dt.date(2022, 12, 1)


def seen(*pages: str, though: Iterable[str] = ()) -> dict[str, Built]:
    """The last of several looks on different days, the real text before them all."""
    days = (DAY, LATER, LAST, dt.date(2023, 1, 1))
    return follow(*zip(pages, days, strict=False), before=real_states(), though=though)


def row(built: dict[str, Built], table: str, **having: Any) -> Row:
    """The only row of a table that has these values."""
    found = [item for item in rows(built, table) if having.items() <= item.items()]
    assert len(found) == 1, (table, having, len(found))
    return found[0]


def test_the_first_undated_look_knows_no_dates() -> None:
    built = look(REAL)
    assert {item["status"] for item in rows(built, "memberships")} == {"unknown"}
    assert {item["first_seen"] for table in ("persons", "memberships") for item in rows(built, table)} == {None}


def test_looking_again_changes_nothing_but_provenance() -> None:
    first = seen(REAL + "\n")
    second = look(REAL + "\n\n", states(first), LATER)
    for table in ("persons", "memberships", "roster", "municipalities", "organizations"):
        assert said(rows(second, table)) == said(rows(first, table))


def test_a_dated_look_after_an_undated_one_dates_nothing_backwards() -> None:
    built = seen(REAL + "\n")
    assert {item["first_seen"] for item in rows(built, "memberships")} == {None}
    assert {item["status"] for item in rows(built, "memberships")} == {"current"}


def test_someone_new_is_first_seen_on_the_day_of_the_look() -> None:
    built = seen(REAL + "\n", changed("Roko Kursar (L)", "Maja Lind (L)"))
    assert row(built, "persons", name="Maja Lind") | {
        "person_id": "p-0039",
        "first_seen": LATER,
        "last_seen": None,
    } == row(built, "persons", name="Maja Lind")


def test_someone_who_left_was_last_seen_on_the_look_before() -> None:
    built = seen(REAL + "\n", changed("Roko Kursar (L)", "Maja Lind (L)"))
    gone = row(built, "persons", name="Roko Kursar")
    assert gone["last_seen"] == DAY
    ended = row(built, "memberships", person_id=gone["person_id"])
    assert (ended["status"], ended["last_seen"]) == ("ended", DAY)


def test_someone_who_left_before_any_dated_look_has_no_date() -> None:
    built = seen(changed("Roko Kursar (L)", "Maja Lind (L)"))
    assert row(built, "persons", name="Roko Kursar")["last_seen"] is None


def test_someone_who_returns_is_the_same_person_with_a_new_membership() -> None:
    without = changed("Roko Kursar (L)", "Maja Lind (L)")
    built = seen(REAL + "\n", without, REAL, though=["returned"])
    person = row(built, "persons", name="Roko Kursar")
    assert (person["person_id"], person["last_seen"]) == ("p-0021", None)
    memberships = [item for item in rows(built, "memberships") if item["person_id"] == "p-0021"]
    assert [item["status"] for item in memberships] == ["ended", "current"]
    assert memberships[1]["first_seen"] == LAST


def test_an_older_page_that_is_served_again_waits_for_a_person() -> None:
    newer = changed("Roko Kursar (L)", "Maja Lind (L)")
    built = seen(newer, REAL, though=["returned"])
    assert stops(built) == ["returned"]
    assert [kind for kind in KINDS if not built[kind].fit] == [ORGANISATION]  # the groups say no more than they did
    assert seen(newer, changed("Maja Lind (L)", "Saga Ek (L)", newer))


def test_an_id_is_never_given_twice() -> None:
    built = seen(
        changed("Roko Kursar (L)", "Maja Lind (L)"),
        changed("Roko Kursar (L)", "Saga Ek (L)"),
        changed("Roko Kursar (L)", "Tyra Alm (L)"),
    )
    assert row(built, "persons", name="Tyra Alm")["person_id"] == "p-0041"
    identifiers = [item["membership_id"] for item in rows(built, "memberships")]
    assert len(set(identifiers)) == len(identifiers)


def test_a_change_of_role_ends_a_membership_and_opens_another() -> None:
    built = seen(REAL + "\n", changed("Samuel Sköld, t f Kommundirektör", "Samuel Sköld, Kommundirektör"))
    memberships = [item for item in rows(built, "memberships") if item["person_id"] == "p-0015"]
    assert [(item["is_acting"], item["status"], item["basis"]) for item in memberships] == [
        (True, "ended", "stated"), (True, "ended", "derived"), (False, "current", "stated"), (False, "current", "derived"),
    ]  # fmt: skip
    assert len(rows(built, "persons")) == 38


def test_a_swap_of_roles_keeps_both_people() -> None:
    text = changed("Lars Johnson (M), KSO", "Lars Johnson (M)")
    built = seen(changed("Christer Swahn, (SD)", "Christer Swahn (SD), KSO", text))
    assert row(built, "roster", role="kso", municipality="Burlöv")["person_id"] == "p-0002"
    assert len(rows(built, "persons")) == 38
    assert len(rows(built, "memberships")) == 52


def test_a_vacancy_opens_and_is_filled() -> None:
    vacant = changed("Per Bengtsson (S)", "Vakant (S)")
    opened = seen(REAL + "\n", vacant)
    vacancy = row(opened, "memberships", is_vacant=True)
    assert (vacancy["person_id"], vacancy["first_seen"], vacancy["status"]) == (None, LATER, "current")
    assert [f.severity for f in findings(opened, "vacant_place")] == ["warning"]
    filled = look(changed("Per Bengtsson (S)", "Maja Lind (S)"), states(opened), LAST)
    assert row(filled, "memberships", is_vacant=True)["status"] == "ended"
    assert row(filled, "roster", person="Maja Lind")["municipality"] == "Lomma"


def test_two_vacancies_in_one_municipality_stay_apart() -> None:
    text = changed("Roko Kursar (L)", "Vakant")
    text = changed("Håkan Fält (M)", "Vakant", text)
    built = seen(text, text + "\n")
    vacant = [item for item in rows(built, "memberships") if item["is_vacant"]]
    assert [item["status"] for item in vacant] == ["current", "current"]


def test_a_change_of_party_waits_for_a_decision() -> None:
    page = changed("Roko Kursar (L)", "Roko Kursar (M)")
    assert stops(look(page, real_states(), DAY)) == ["other_party"]
    [asked] = findings(look(page, real_states(), DAY), "other_party")
    assert stops(decided(page, same_as="p-0021")) == ["other_party"]  # a spelling was decided, no party
    same = decided(page, same_as="p-0021", party=asked.facts["found"])
    assert (stops(same), row(same, "roster", person="Roko Kursar")["person_id"]) == ([], "p-0021")
    other = decided(page, different_from="p-0021")
    assert (stops(other), row(other, "roster", person="Roko Kursar")["person_id"]) == ([], "p-0039")


def decided(page: str, before: States | None = None, day: dt.date = DAY, name: str = "Roko Kursar",
            **decision: str) -> dict[str, Built]:  # fmt: skip
    """A look under one decision on somebody in Malmö."""
    person = PersonDecision(name=name, municipality="Malmö", reason="a test", **decision)
    return look(page, before or real_states(), day, spec=replace(page_spec(day), persons=(person,)))


def test_a_namesake_stays_another_person_at_the_next_look() -> None:
    page = changed("Roko Kursar (L)", "Roko Kursar (M)")
    first = decided(page, different_from="p-0021")
    again = decided(page + "\n", states(first), LATER, different_from="p-0021")
    assert row(again, "roster", person="Roko Kursar")["person_id"] == "p-0039"
    assert stops(look(page + "\n", states(first), LATER)) == []


def test_a_move_between_municipalities_is_a_new_id_and_a_question() -> None:
    text = changed("Roko Kursar (L)", "Vakant (L)").replace("Per Bengtsson (S)", "Roko Kursar (L)")
    built = seen(text)
    assert row(built, "roster", person="Roko Kursar")["person_id"] != "p-0021"
    assert [finding.row_key for finding in findings(built, "same_name_elsewhere")] == ["p-0021"]


def test_a_move_from_a_place_that_is_taken_waits_for_a_decision() -> None:
    text = changed("Roko Kursar (L)", "@").replace("Per Bengtsson (S)", "Roko Kursar (L)").replace("@", "Maja Lind (L)")
    built = look(text, real_states(), DAY)
    assert stops(built) == ["place_taken"]
    assert [finding.row_key for finding in findings(built, "place_taken")] == ["p-0021"]


def test_a_move_that_a_maintainer_confirms_keeps_the_id() -> None:
    text = changed("Roko Kursar (L)", "@").replace("Per Bengtsson (S)", "Roko Kursar (L)").replace("@", "Maja Lind (L)")
    person = PersonDecision(name="Roko Kursar", municipality="Lomma", same_as="p-0021", reason="a test")
    built = look(text, real_states(), DAY, spec=replace(page_spec(DAY), persons=(person,)))
    assert row(built, "roster", person="Roko Kursar")["person_id"] == "p-0021"
    assert findings(built, "place_taken") == []


def test_merged_ids_stay_resolvable_at_every_later_look() -> None:
    page = changed("Roko Kursar (L)", "Maja Lind (L)")
    built = decided(page + "\n", states(seen(page)), LATER, name="Maja Lind", same_as="p-0021")
    for day in (LAST, dt.date(2023, 1, 1)):
        merged = row(built, "persons", person_id="p-0039")
        assert merged["replaced_by"] == "p-0021"
        assert row(built, "persons", person_id="p-0021")["name"] == "Maja Lind"
        assert {item["person_id"] for item in rows(built, "memberships")} >= {"p-0021"}
        assert "p-0039" not in {item["person_id"] for item in rows(built, "memberships")}
        built = look(page + "\n" * day.month, states(built), day)


def test_a_respelling_waits_and_then_keeps_the_id() -> None:
    page = changed("Roko Kursar (L)", "Rokko Kursar (L)")
    assert stops(look(page, real_states(), DAY)) == ["near_spelling"]
    built = decided(page, name="Rokko Kursar", same_as="p-0021")
    assert stops(built) == []
    assert row(built, "persons", person_id="p-0021")["name"] == "Rokko Kursar"
    assert len(rows(built, "memberships")) == 50


def test_a_mended_reader_corrects_rows_in_place() -> None:
    misread = {kind: replace(state, rows=_misread(dict(state.rows))) for kind, state in real_states().items()}
    mended = look(REAL, misread)
    assert said(rows(mended, "persons")) == said(rows(look(REAL), "persons"))
    assert said(rows(mended, "memberships")) == said(rows(look(REAL), "memberships"))


def _misread(tables: dict[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """The rows as a worse reader gave them: a name with its title, and an acting director who is not acting."""
    persons = tables.get("persons", ())
    memberships = tables.get("memberships", ())
    wrong = {"person_id": "p-0015"}
    tables["persons"] = tuple(p | {"name": "t f Samuel Sköld"} if wrong.items() <= p.items() else p for p in persons)
    tables["memberships"] = tuple(m | {"is_acting": False} if wrong.items() <= m.items() else m for m in memberships)
    return tables


def test_an_older_page_does_not_replace_a_newer_one() -> None:
    built = look(REAL, states(seen(REAL + "\n", REAL + "\n\n")), DAY)
    assert stops(built) == ["older_than_published"]


def test_an_undated_page_does_not_replace_a_dated_one() -> None:
    assert stops(look(REAL, states(seen(REAL + "\n")))) == ["undated_after_dated"]


def test_who_accepts_an_undated_page_accepts_no_other_and_no_day_of_it_is_forgotten() -> None:
    known = states(seen(REAL + "\n"))
    [finding] = [each for each in look(REAL, known)[ORGANISATION].findings if each.stops]
    accepted = Acceptance(rule=finding.rule, scope=finding.scope, snapshot=finding.facts["snapshot"], reason="Ours.")
    spec = replace(page_spec(), accepted=(accepted,))
    built = look(REAL, known, spec=spec)
    assert stops(built) == []
    assert stops(look(REAL + "\n\n", states(built), spec=spec)) == ["undated_after_dated"]
    assert stops(look(REAL + "\n\n", states(built), dt.date(2022, 9, 15), spec=spec)) == ["older_than_published"]
    assert stops(look(REAL + "\n\n", states(built), LATER, spec=spec)) == []


def test_a_dated_page_that_comes_again_without_its_day_does_not_lose_it() -> None:
    assert stops(look(REAL + "\n", states(seen(REAL + "\n")))) == ["undated_after_dated"]


def test_what_is_accepted_to_a_day_is_not_accepted_of_a_page_that_nobody_dated() -> None:
    page = changed("Roko Kursar (L)", "Roko Kursar (Nytt)")
    [finding] = findings(look(page), "unknown_parenthesis")
    accepted = Acceptance(rule=finding.rule, scope=finding.scope, until=LATER, reason="So it is.")
    assert "unknown_parenthesis" not in stops(look(page, day=DAY, spec=replace(page_spec(DAY), accepted=(accepted,))))
    assert "unknown_parenthesis" in stops(look(page, spec=replace(page_spec(), accepted=(accepted,))))


def test_a_page_older_than_the_last_look_is_refused_although_the_page_had_not_changed() -> None:
    known = {kind: replace(state, last_look=LATER) for kind, state in states(seen(REAL + "\n")).items()}
    assert "older_than_published" in stops(look(REAL, known, dt.date(2022, 10, 15)))


def test_an_election_is_held_until_it_is_accepted() -> None:
    page = REAL
    for index, item in enumerate(i for i in rows(look(REAL), "roster") if i["attendance"] == "member"):
        page = changed(
            f"{item['person']}",
            f"Ulf{'abcdefghijklmnopqrstuvwxyz'[index]} Person{'abcdefghijklmnopqrstuvwxyz'[index]}",
            page,
        )
    assert stops(look(page, real_states(), DAY)) == ["churn"]
    accepted = Acceptance(rule="churn", scope="page", until=LATER, reason="The election.")
    assert stops(look(page, real_states(), DAY, spec=replace(page_spec(DAY), accepted=(accepted,)))) == []
    assert stops(look(page, real_states(), LATER, spec=replace(page_spec(LATER), accepted=(accepted,)))) == ["churn"]


CHANGES = (
    ("Roko Kursar (L)", "Maja Lind (L)"),
    ("Samuel Sköld, t f Kommundirektör", "Samuel Sköld, Kommundirektör"),
    ("Per Bengtsson (S)", "Vakant (S)"),
    ("Håkan Fält (M)", "Saga Rönn (M)"),
    ("Eva Hallberg, Kommundirektör", "Tyra Alm, t f kommundirektör"),
    ("Lena Axelsson (S), oppositionsråd", "Lena Axelsson (S)"),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.sets(st.integers(0, len(CHANGES) - 1)), min_size=1, max_size=5))
def test_replaying_the_archive_gives_the_same_ids_and_dates(worlds: list[set[int]]) -> None:
    pages = []
    for number, world in enumerate(worlds):
        page = REAL + "\n" * number
        for index in world:
            page = changed(*CHANGES[index], page)
        pages.append((page, DAY + dt.timedelta(days=number)))
    step_by_step: States = real_states()
    for page, day in pages:
        step_by_step = states(look(page, step_by_step, day))
    replayed = states(follow(*pages, before=states(look(REAL)), though=["returned"]))
    assert replayed == step_by_step
    memberships = replayed[ORGANISATION].table("memberships")
    identifiers = [item["membership_id"] for item in memberships]
    assert identifiers == sorted(set(identifiers))
    persons = {item["person_id"] for item in replayed[ORGANISATION].table("persons")}
    assert {item["person_id"] for item in memberships if item["person_id"]} <= persons
    assert all((item["person_id"] is None) == item["is_vacant"] for item in memberships)
    current = [item for item in memberships if item["status"] == "current" and item["basis"] == "stated"]
    assert len(current) == 38
