"""Who is who: when a name is somebody we know, and when a person must be asked."""

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.errors import UsageError
from pipeline.organisation.ruled import PersonDecision
from pipeline.organisation.state import id_number, name_key, near
from tests.looks import REAL, changed, findings, look, page_spec, real_states, rows, states, stops

DAY = dt.date(2022, 10, 1)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Eva Holm", "Ewa Holm"), ("Eva Holm", "Eav Holm"), ("Eva Holm", "Eva Hollm"), ("Lars Persson", "Lars Petersson"),
     ("Linda Wester", "Linda Allanson Wester"), ("Anna Ek", "Ek Anna"), ("Per-Åke Ek", "Per Åke Ek"), ("Kim Ek", "Kim EK"),
     ("Carina Wutzler", "Carina Wutzler Holm"), ("Håkan Fält", "Hakan Fält"), ("Eva Hallberg", "Eaa Hallberg")],
)  # fmt: skip
def test_spellings_of_one_name_are_near(name: str, other: str) -> None:
    assert near(name, other)
    assert near(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Lars Andersson", "Lars Svensson"), ("Eva Holm", "Pia Holm"), ("Roko Kursar", "Maja Lind"), ("Per Ek", "Ulf Ask"),
     ("Johan Lundgren", "Johan Bolinder")],
)  # fmt: skip
def test_other_names_are_not_near(name: str, other: str) -> None:
    assert not near(name, other)


def test_a_name_is_compared_without_case_spaces_and_normal_form() -> None:
    assert name_key("A\u030asa   ÖST") == name_key("Åsa Öst")


def test_ids_are_ordered_by_their_number() -> None:
    assert sorted(["m-10000", "m-9999"], key=id_number) == ["m-9999", "m-10000"]


def test_ids_are_given_in_the_order_of_the_page() -> None:
    assert [row["person_id"] for row in rows(look(REAL), "roster")] == [f"p-{n:04d}" for n in range(1, 39)]


def test_the_order_of_the_page_does_not_change_ids() -> None:
    text = changed("Roko Kursar (L)", "@").replace("Håkan Fält (M)", "Roko Kursar (L)").replace("@", "Håkan Fält (M)")
    built = look(text, real_states(), DAY)
    assert stops(built) == []
    assert {row["person"]: row["person_id"] for row in rows(built, "roster")} == {
        row["person"]: row["person_id"] for row in rows(look(REAL), "roster")
    }


@pytest.mark.parametrize("printed", ["Rokó Kursar", "Kursar Roko", "Roko Kursar Ek", "Roko Kurzar"])
def test_another_spelling_waits_for_a_decision(printed: str) -> None:
    built = look(changed("Roko Kursar (L)", f"{printed} (L)"), real_states(), DAY)
    assert stops(built) == ["near_spelling"]
    (finding,) = findings(built, "near_spelling")
    assert (finding.row_key, finding.facts["name"]) == ("p-0021", printed)


def test_a_near_spelling_in_another_role_waits_too() -> None:
    text = changed("Lena Axelsson (S), oppositionsråd", "Lena Axelson (S)")
    assert stops(look(text, real_states(), DAY)) == ["near_spelling"]


def test_a_near_spelling_of_somebody_still_there_is_another_person() -> None:
    text = changed("Håkan Fält (M)", "Roko Kurser (M)")
    assert stops(look(text, real_states(), DAY)) == []


def test_a_decision_that_it_is_another_person_mints_an_id_once() -> None:
    person = PersonDecision(name="Roko Kurzar", municipality="Malmö", different_from="p-0021", reason="a test")
    spec = replace(page_spec(DAY), persons=(person,))
    text = changed("Roko Kursar (L)", "Roko Kurzar (L)")
    first = look(text, real_states(), DAY, spec=spec)
    again = look(text + "\n", states(first), DAY, spec=spec)
    assert [stops(first), stops(again)] == [[], []]
    assert {row["person_id"] for row in rows(again, "roster") if row["person"] == "Roko Kurzar"} == {"p-0039"}


def test_a_decision_that_names_nobody_is_refused() -> None:
    person = PersonDecision(name="Roko Kursar", municipality="Malmö", same_as="p-9999", reason="a test")
    with pytest.raises(UsageError) as error:
        look(REAL, real_states(), DAY, spec=replace(page_spec(DAY), persons=(person,)))
    assert error.value.key == "decision_names_nobody"


def test_a_member_who_becomes_director_is_asked_about() -> None:
    text = changed("Håkan Fält (M)", "Maja Lind (M)").replace("Andreas Norbrant, K", "Håkan Fält, K")
    built = look(text, real_states(), DAY)
    assert [finding.row_key for finding in findings(built, "place_taken")] == ["p-0022"]


def test_an_id_tells_nothing_about_the_name() -> None:
    text = changed("Roko Kursar (L)", "Aa Aa (L)")
    assert "p-0039" in {row["person_id"] for row in rows(look(text, real_states(), DAY), "roster")}
