"""What happened is told with names and roles, in both languages, and nothing goes untold."""

import datetime as dt
import string
from typing import Any

import pytest
from samples import ISSUE, ROWS, SNAPSHOTS
from worlds import compare, english, groups, kinds, seat, story, untold, with_field, world

from pipeline.changes.story.tell import tell
from pipeline.rows import table_from_rows
from pipeline.schema import table_spec
from pipeline.wording import stories as say

DIRECTOR = "municipal_director"
SAMUEL = seat(1, 1, "Samuel Sköld", "Lomma", DIRECTOR, is_acting=True)
ROBERT = seat(2, 2, "Robert Wenglén", "Lomma", "kso", party="M")
PER = seat(3, 3, "Per Bengtsson", "Lomma", "member", party="S")
ANNA = seat(4, 4, "Anna Berg", "Lund", "kso", party="L")
BO = seat(5, 5, "Bo Ek", "Lund", DIRECTOR)
ALL = (SAMUEL, ROBERT, PER, ANNA, BO)


def everyone_but(*gone: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return tuple(row for row in ALL if row not in gone)


def test_the_first_version_says_what_it_holds_and_nobody_joins() -> None:
    (event,) = tell(None, world(*ALL), ())
    assert event.text == {
        "sv": "Första versionen: 2 kommuner, 5 platser, 5 personer",
        "en": "First version: 2 municipalities, 5 places, 5 people",
    }


def test_an_acting_director_who_gets_the_post_is_one_change_although_two_memberships_show_it() -> None:
    appointed = with_field(SAMUEL, membership_id="m-0009", is_acting=False)
    before, after = world(*ALL), world(*everyone_but(SAMUEL), appointed, ended=[SAMUEL])
    assert story(before, after) == [("role_changed", "Lomma: Samuel Sköld, t f kommundirektör → kommundirektör")]
    assert english(before, after) == [
        "Lomma: Samuel Sköld, acting municipal chief executive → municipal chief executive"
    ]


def test_a_change_of_party_keeps_the_person() -> None:
    other = with_field(PER, membership_id="m-0009", party="L", party_name="Liberalerna")
    assert story(world(*ALL), world(*everyone_but(PER), other, ended=[PER])) == [
        ("party_changed", "Lomma: Per Bengtsson byter parti, S → L")
    ]


def test_one_who_leaves_and_one_who_comes_to_the_same_role_is_a_succession() -> None:
    new = seat(9, 9, "Eva Ny", "Lomma", "kso", party="S")
    assert story(world(*ALL), world(*everyone_but(ROBERT), new, ended=[ROBERT])) == [
        ("succeeded", "Lomma: Eva Ny (S) efterträder Robert Wenglén (M) som KSO")
    ]


def test_two_who_come_where_one_left_are_not_said_to_succeed_anybody() -> None:
    new = [seat(number, number, f"Ny {number}", "Lomma", "member", party="S") for number in (8, 9)]
    events = story(world(*ALL), world(*everyone_but(PER), *new, ended=[PER]))
    assert [kind for kind, _ in events] == ["left", "joined", "joined"]
    assert events[0][1] == "Lomma: Per Bengtsson (S), ledamot, finns inte längre med"


def test_a_person_who_moves_is_the_same_person() -> None:
    moved = seat(9, 5, "Bo Ek", "Lomma", DIRECTOR)
    events = story(world(*ALL), world(*everyone_but(SAMUEL, BO), moved, ended=[SAMUEL, BO]))
    assert ("moved", "Bo Ek flyttar från Lund till Lomma: kommundirektör") in events
    assert "joined" not in dict(events)


def test_a_seat_that_nobody_holds_is_vacant_and_says_who_left() -> None:
    vacant = seat(9, None, None, "Lund", DIRECTOR)
    assert story(world(*ALL), world(*everyone_but(BO), vacant, ended=[BO])) == [
        ("vacancy_left", "Lund: Bo Ek finns inte längre med; platsen som kommundirektör är vakant")
    ]


def test_a_vacant_seat_is_filled() -> None:
    vacant, new = seat(5, None, None, "Lund", DIRECTOR), seat(9, 9, "Eva Ny", "Lund", DIRECTOR)
    assert story(world(*everyone_but(BO), vacant), world(*everyone_but(BO), new, ended=[vacant])) == [
        ("vacancy_filled", "Lund: Eva Ny tillträder som kommundirektör; platsen var vakant")
    ]


def test_two_who_swap_roles_are_one_event() -> None:
    kso = with_field(seat(9, 3, "Per Bengtsson", "Lomma", "kso", party="S"), position=2)
    member = with_field(seat(10, 2, "Robert Wenglén", "Lomma", "member", party="M"), position=3)
    assert story(world(*ALL), world(*everyone_but(ROBERT, PER), kso, member, ended=[ROBERT, PER])) == [
        (
            "roles_swapped",
            "Lomma: Per Bengtsson (S) och Robert Wenglén (M) byter roller: Per Bengtsson (S) blir KSO, Robert Wenglén (M) blir ledamot",
        )
    ]


def test_a_respelled_name_is_told_as_such() -> None:
    respelled = with_field(ROBERT, person="Robert Venglén", source_text="Robert Venglén (M), KSO")
    assert story(world(*ALL), world(*everyone_but(ROBERT), respelled)) == [
        ("respelled", "Lomma: Robert Wenglén skrivs nu Robert Venglén")
    ]


def test_a_line_that_is_printed_differently_is_quoted() -> None:
    reprinted = with_field(ROBERT, source_text="Robert Wenglén, (M), KSO")
    (event,) = story(world(*ALL), world(*everyone_but(ROBERT), reprinted))
    assert event == ("reprinted", "Lomma: raden ”Robert Wenglén (M), KSO” skrivs nu ”Robert Wenglén, (M), KSO”")


def test_another_order_on_the_page_is_told_once_for_the_municipality() -> None:
    first, second = with_field(ROBERT, position=3), with_field(PER, position=2)
    assert story(world(*ALL), world(*everyone_but(ROBERT, PER), first, second)) == [
        ("reordered", "Lomma: personerna står i en annan ordning")
    ]


def test_a_municipality_that_joins_is_told_with_its_people() -> None:
    new = [seat(8, 8, "Eva Ny", "Ystad", "kso", party="S"), seat(9, None, None, "Ystad", DIRECTOR)]
    assert story(world(*ALL), world(*ALL, *new)) == [
        (
            "municipality_joined",
            "Ystad är nu med i samarbetet: Eva Ny (S), KSO; vakant, kommundirektör",
        )
    ]


def test_a_municipality_that_leaves_takes_its_people_along() -> None:
    (event,) = story(world(*ALL), world(*everyone_but(ANNA, BO), ended=[ANNA, BO]))[-1:]
    assert event == (
        "municipality_left",
        "Lund är inte längre med i samarbetet; då lämnade Anna Berg (L), KSO; Bo Ek, kommundirektör",
    )


def test_an_election_begins_with_the_sum_and_goes_on_with_each_municipality() -> None:
    new = [
        seat(11, 11, "Ny A", "Lomma", "kso", party="S"),
        seat(12, 12, "Ny B", "Lomma", "member", party="M"),
        seat(13, 13, "Ny C", "Lund", "kso", party="S"),
    ]
    events = story(world(*ALL), world(SAMUEL, BO, *new, ended=[ROBERT, PER, ANNA]))
    assert events[0] == ("turnover", "Stort skifte: 3 personer har lämnat och 3 nya har tillkommit, i 2 kommuner")
    assert [kind for kind, _ in events[1:]] == ["succeeded"] * 3


def test_merged_records_are_neither_a_leaver_nor_a_newcomer() -> None:
    kept = with_field(PER, person_id="p-0009")
    persons = list(world(*everyone_but(PER), kept)["persons"].rows())
    merged = with_field(next(row for row in world(PER)["persons"].rows()), replaced_by="p-0009")
    assert story(world(*ALL), world(*everyone_but(PER), kept, persons=[*persons, merged])) == [
        (
            "merged",
            "Per Bengtsson: två personposter visade sig vara samma person (p-0003 ersätts av p-0009)",
        )
    ]


def test_the_first_dated_look_confirms_places_instead_of_changing_them() -> None:
    day = dt.date(2026, 11, 20)
    dated = [SNAPSHOTS[0] | {"observed_at": day, "observed_at_basis": "crawl"}]
    assert story(world(*ALL, status="unknown"), world(*ALL, snapshots=dated)) == [
        ("dated", "Sidan är nu daterad: 5 platser bekräftade 2026-11-20")
    ]


def test_a_page_that_is_dated_no_longer_is_told_once_and_not_place_by_place() -> None:
    assert story(world(*ALL), world(*ALL, status="unknown")) == [
        ("undated", "Sidan är inte längre daterad: ingen vet av vilken dag uppgifterna är (5 platser)")
    ]


def test_what_changed_in_the_same_way_in_more_than_two_rows_is_one_change_of_so_many() -> None:
    [fact, *_] = ROWS["mlr-organisation"]["governance_facts"]
    facts = [{**fact, "fact_id": f"fact_{number}", "quote": "då"} for number in range(4)]
    later = [{**row, "quote": "nu" if place < 3 else "sen"} for place, row in enumerate(facts)]
    several, one = story(world(*ALL, governance_facts=facts), world(*ALL, governance_facts=later))
    assert several == ("row_changed", "Uppgifter om styrningen, 3 rader: Citat då → nu")
    assert one[1].endswith(": Citat då → sen")


def test_a_governance_fact_is_told_by_what_it_is_about() -> None:
    fact = ROWS["mlr-organisation"]["governance_facts"][0]
    later = with_field(fact, value="2040", quote="År 2040 är målsättningen")
    assert story(world(*ALL, governance_facts=[fact]), world(*ALL, governance_facts=[later])) == [
        ("fact_changed", "Målår: 2035 → 2040")
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (None, "https://a.example/p.pdf", "Länken ”Läs planen, mlr” har fått en adress: https://a.example/p.pdf"),
        (
            "https://a.example/p.pdf",
            None,
            "Länken ”Läs planen, mlr” har inte längre någon adress (förut https://a.example/p.pdf)",
        ),
        (
            "https://a.example/1",
            "https://a.example/2",
            "Länken ”Läs planen, mlr” har en ny adress: https://a.example/1 → https://a.example/2",
        ),
    ],
)
def test_links_are_found_lost_and_moved(before: str | None, after: str | None, sentence: str) -> None:
    document = ROWS["mlr-organisation"]["documents"][0] | {"title": "Läs planen"}
    old, new = with_field(document, url=before), with_field(document, url=after)
    assert [text for _, text in story(world(*ALL, documents=[old]), world(*ALL, documents=[new]))] == [sentence]


def test_a_body_that_is_renamed_ends_or_is_new_is_told_by_name() -> None:
    mlr, board = ROWS["mlr-organisation"]["organizations"]
    group = with_field(board, organization_id="trafik", name="Trafik", name_verbatim="Trafik")
    before = world(*ALL, organizations=[mlr, board])
    after = world(*ALL, organizations=[with_field(mlr, name="Nya MLR"), with_field(board, status="ended"), group])
    assert sorted(story(before, after)) == [
        ("organization_added", "Ny del av organisationen: Trafik"),
        ("organization_removed", "Styrelse finns inte längre i organisationen"),
        ("renamed", "Mlr heter nu Nya MLR"),
    ]


def tasks(*texts: str, group: str = "digitalisering", shared: bool = False) -> dict[str, list[dict[str, Any]]]:
    flat = ROWS["mlr-working-groups"]["working_group_tasks"][0]
    row = ROWS["mlr-working-groups"]["tasks"][0]
    places = [{"organization_id": group, "position": n, "is_shared_text": shared} for n in range(1, len(texts) + 1)]
    return {
        "working_group_tasks": [
            {**flat, **place, "task": text, "source_text": text} for place, text in zip(places, texts, strict=True)
        ],
        "tasks": [{**row, **place, "text": text} for place, text in zip(places, texts, strict=True)],
    }


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (("Räkna",), ("Räkna", "Mäta"), ["Digitalisering: ny uppgift: ”Mäta”"]),
        (("Räkna", "Mäta"), ("Räkna",), ["Digitalisering: uppgift borttagen: ”Mäta”"]),
        (("Räkna",), ("Räkna om",), ["Digitalisering: uppgiften ”Räkna” lyder nu ”Räkna om”"]),
        (("Räkna", "Mäta"), ("Mäta", "Räkna"), ["Digitalisering: uppgifterna står i en annan ordning"]),
    ],
)
def test_tasks_are_told_by_their_text(before: tuple[str, ...], after: tuple[str, ...], sentences: list[str]) -> None:
    assert [text for _, text in story(groups(**tasks(*before)), groups(**tasks(*after)))] == sentences


def test_a_text_that_no_longer_stands_twice_is_told() -> None:
    before, after = groups(**tasks("Räkna", shared=True)), groups(**tasks("Räkna"))
    assert story(before, after) == [
        ("text_unshared", "Digitalisering: uppgiften ”Räkna” står inte längre också under en annan grupp")
    ]


def test_a_plan_that_gets_an_address_is_told_once_and_not_beside_each_task() -> None:
    found = with_field(ROWS["mlr-working-groups"]["working_groups"][0], activity_plan_url="https://a.example/2")
    flat = [with_field(row, activity_plan_url="https://a.example/2") for row in tasks("A", "B")["working_group_tasks"]]
    assert [
        kind
        for kind, _ in story(
            groups(**tasks("A", "B")),
            groups(**tasks("A", "B") | {"working_group_tasks": flat, "working_groups": [found]}),
        )
    ] == ["document_moved"]


def test_findings_appear_and_are_mended_whatever_number_they_have() -> None:
    first, other = {"issue_id": "q-1", **ISSUE}, {"issue_id": "q-2", **ISSUE, "rule": "vacancy"}
    renumbered = with_field(first, issue_id="q-2")
    events = story(
        world(*ALL, quality_issues=[first]), world(*ALL, quality_issues=[other | {"issue_id": "q-1"}, renumbered])
    )
    assert events == [
        ("finding_appeared", "Ny anmärkning: Länken saknar adress"),
        ("findings_reworded", "Omskrivna eller omnumrerade anmärkningar: 1"),
    ]


def test_what_has_no_words_of_its_own_is_told_with_field_and_values() -> None:
    lund = next(iter(world(*ALL)["municipalities"].rows()))
    places = list(world(*ALL)["municipalities"].rows())
    more = [with_field(lund, board_seats=3), *places[1:]]
    assert story(world(*ALL), world(*ALL, municipalities=more)) == [
        ("row_changed", f"Kommuner, {lund['name']}: Platser i styrelsen 2 → 3")
    ]


def test_codes_are_told_in_words() -> None:
    before = world(*ALL)
    stated = [with_field(row, side="opposition", side_basis="stated") for row in before["memberships"].rows()]
    events = story(before, world(*ALL, memberships=[*stated[:1], *list(before["memberships"].rows())[1:]]))
    assert events == [
        (
            "row_changed",
            "Uppdrag, Samuel Sköld: Sida (tomt) → opposition; Grund för sida gäller inte → angiven",
        )
    ]


def test_many_changes_without_words_of_their_own_are_counted() -> None:
    parties = [
        {"party_id": f"x{n}", "code": f"X{n}", "name": f"X{n}", "municipality_code": None, "wikidata_id": None}
        for n in range(20)
    ]
    (event,) = compare(world(*ALL), world(*ALL, parties=parties)).events
    assert event.kind == "rows_changed"
    assert "20 rader tillkomna" in event.text["sv"]
    assert len(event.rows) == len(parties)


def test_a_version_whose_roster_lacks_a_column_is_still_told_row_by_row() -> None:
    before = dict(world(*ALL))
    fields = [field for field in before["roster"].spec.descriptor["fields"] if field["name"] != "is_acting"]
    spec = table_spec("roster", {**before["roster"].spec.descriptor, "fields": fields})
    rows = [{name: row[name] for name in spec.names} for row in ALL]
    before["roster"] = table_from_rows(spec, rows)
    after = world(*everyone_but(ROBERT), with_field(ROBERT, person="Robert Venglén"))
    comparison = compare(before, after)
    assert kinds(comparison.events) == ["row_changed", "row_changed"]
    assert not untold(comparison, after)


def test_a_text_in_both_languages_has_the_same_facts() -> None:
    def facts(template: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}

    assert all(facts(text["sv"]) == facts(text["en"]) for text in say.STORIES.values())


def test_another_package_may_call_its_tables_as_it_likes() -> None:
    texts = {"sv": "Dokument", "en": "Documents"}
    fields = [{"name": name, "type": "string", "titles": texts, "descriptions": texts} for name in ("id", "size")]
    for name in ("documents", "memberships", "governance_facts", "persons", "organizations", "tasks"):
        spec = table_spec(name, {"fields": fields, "primaryKey": "id", "titles": texts, "descriptions": texts})
        before = {name: table_from_rows(spec, [{"id": "a", "size": "1"}, {"id": "b", "size": "1"}])}
        after = {name: table_from_rows(spec, [{"id": "a", "size": "2"}, {"id": "c", "size": "1"}])}
        assert not untold(compare(before, after), after)
