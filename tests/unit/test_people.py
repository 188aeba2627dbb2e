"""Packages of people, look by look: ids stay, who left has left, and no day is told otherwise than its page did."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

import pipeline
from pipeline.changes.rows import differences
from pipeline.changes.version import row_levels
from pipeline.formats.popolo import popolo
from pipeline.model import Row, Snapshot, Tables
from pipeline.organisation.as_of import roster_of_day
from pipeline.organisation.build import Built
from pipeline.organisation.erasure import Erased
from pipeline.organisation.ruled import Acceptance, PersonDecision, Ruled
from pipeline.organisation.state import State
from pipeline.past import happenings
from pipeline.people.build import RULES, Page, build
from pipeline.people.rows import fitted, seats_of
from pipeline.roster.description import Description
from pipeline.roster.page import read_roster
from pipeline.rows import table_from_rows
from pipeline.schema import read_table_spec
from pipeline.sources.lines import read_lines
from pipeline.wording.history import KINDS_OF_PLACE, told
from pipeline.wording.rules import finding_texts

TEMPLATES = Path(pipeline.__file__).parent / "templates" / "people"
FIRST, SECOND, THIRD, LAST = (dt.date(2026, 10, day) for day in (1, 5, 9, 13))
BODIES = Description(
    headings={"Direktionen": "body", "Arbetsutskottet": "body", "Valberedningen": "group"},
    municipalities=("Björkvik", "Ekskog"),
)
BOARD = "Direktionen\nAnna Ek (S), Björkvik, ordförande\nBo Al (M), Ekskog\nErsättare: Cia Träd (C), Ekskog\n"


class Looks:
    """One look after another at the pages of a package; each text is a page of its own."""

    accepts_undated = False

    def __init__(self, *decisions: PersonDecision, said: Description = BODIES) -> None:
        self.said = said
        self.decisions = decisions
        self.state = State({})
        self.pages: dict[str, State] = {}
        self.built = Built(self.state, ())

    def look(self, day: dt.date | None, *texts: str) -> "Looks":
        seats, pages = [], []
        for number, text in enumerate(texts):
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            source = f"board-{number}" if number else "board"
            basis = "operator" if day else "unknown"
            page = Snapshot(sha256, source, "https://example.org/", "text/plain", day, basis, text.encode())
            found = read_roster(read_lines(page.content, page.media_type), self.said)
            assert found.held == []
            seats += seats_of(found, page)
            pages.append(Page(page, text.count("\n"), self.pages.get(source, State({}))))
        snapshots = " ".join(page.snapshot.snapshot_id for page in pages)
        accepted = tuple(
            Acceptance(rule="undated_after_dated", scope=page.snapshot.snapshot_id, reason="so", snapshot=snapshots)
            for page in pages
            if self.accepts_undated
        )
        spec = Ruled(day=day, rules=RULES, persons=self.decisions, accepted=accepted, erased=Erased())
        self.built = build(seats, pages, self.state, spec, ("board", "Förbundet"))
        if self.built.fit:
            self.state = self.built.state
            self.pages = {
                page.snapshot.source_id: State(
                    {}, snapshot_sha256=page.snapshot.sha256, observed_at=day, last_look=day, dated=day
                )
                for page in pages
            }
        return self

    @property
    def rules(self) -> list[str]:
        return [finding.rule for finding in self.built.findings]

    @property
    def people(self) -> dict[str, str]:
        """The id of everybody who sits now."""
        return {row["name"]: row["person_id"] for row in self.state.table("members") if row["name"]}

    @property
    def changes(self) -> list[tuple[str, str | None, str | None, str | None]]:
        return [(row["kind"], row["person"], row["before"], row["after"]) for row in self.state.table("changes")]

    @property
    def told(self) -> list[str]:
        """What happened, without where."""
        return [sentence.partition(": ")[2] for sentence in self.sentences]

    @property
    def sentences(self) -> list[str]:
        """What happened."""
        memberships = {row["membership_id"]: row for row in self.state.table("memberships")}
        found = happenings(self.state.table("changes"), memberships)
        return [told(each.kind, each.rows, KINDS_OF_PLACE, memberships, "sv") for each in found]

    def memberships(self, name: str) -> list[Row]:
        ids = {row["person_id"] for row in self.state.table("persons") if row["name"] == name}
        return [row for row in self.state.table("memberships") if row["person_id"] in ids]


def table(looks: Looks, name: str, key: str) -> Mapping[str, Row]:
    return {row[key]: row for row in looks.state.table(name)}


def test_ids_follow_the_page_and_places_have_bodies_municipalities_and_kinds() -> None:
    looks = Looks().look(FIRST, BOARD)
    assert looks.people == {"Anna Ek": "p-0001", "Bo Al": "p-0002", "Cia Träd": "p-0003"}
    (chair,) = looks.memberships("Anna Ek")
    assert (chair["organization_id"], chair["on_behalf_of"], chair["role"], chair["kind"], chair["first_seen"]) == (
        "direktionen", "Björkvik", "ordförande", "presidium", FIRST,
    )  # fmt: skip
    assert looks.changes == []


def test_another_title_is_another_membership_of_the_same_person_and_one_change() -> None:
    looks = Looks().look(FIRST, BOARD).look(SECOND, BOARD.replace("(M), Ekskog", "(M), Ekskog, vice ordförande"))
    assert looks.people["Bo Al"] == "p-0002"
    assert [(row["status"], row["first_seen"], row["last_seen"]) for row in looks.memberships("Bo Al")] == [
        ("ended", FIRST, FIRST),
        ("current", SECOND, None),
    ]
    assert looks.changes == [("role_changed", "Bo Al", "member", "vice ordförande")]


@pytest.mark.parametrize(
    ("less", "more", "cell", "value", "what"),
    [
        ("Bo Al, Ekskog", "Bo Al (M), Ekskog", "party", "M", "partiet M"),
        ("Bo Al (M)", "Bo Al (M), Ekskog", "municipality", "Ekskog", "kommunen Ekskog"),
        ("Bo Al (M), Ekskog", "Bo Al (M), Ekskog, ledamot", "role", "ledamot", "titeln ledamot"),
        ("Bo Al (M), Ekskog", "Bo Al (M), Ekskog, 2023-2026", "term", "2023-2026", "mandatperioden 2023-2026"),
    ],
)
def test_what_a_page_says_no_longer_or_at_last_is_told_and_other_days_keep_what_it_said_then(
    less: str, more: str, cell: str, value: str, what: str
) -> None:
    looks = Looks()
    for day, line in ((FIRST, more), (SECOND, less), (THIRD, more)):
        looks.look(day, BOARD.replace("Bo Al (M), Ekskog", line))
    rosters = (roster_of_day(day, looks.state.rows, THIRD).rows for day in (FIRST, SECOND, THIRD))
    assert [[row[cell] for row in rows if row["name"] == "Bo Al"] for rows in rosters] == [[value], [None], [value]]
    by_whom = "Bo Al" if value == "M" else "Bo Al (M)"
    assert looks.told == [f"{by_whom}, {what} anges inte längre", f"{by_whom}, {what} anges nu"]


SEATS = """Direktionen
Björkvik
Anna Ek (S), ordförande
Bo Al (M), ledamot
Cia Träd (C), ledamot
Dan Lund (M), ersättare
Ekskog
Eva Sten (L), vice ordförande
Vakant, ledamot
"""


@pytest.mark.parametrize(
    ("edits", "sentences"),
    [
        ({"Bo Al": "Ulf Ny"}, ["Ulf Ny (M) efterträder Bo Al (M) som ledamot"]),
        (
            {"Bo Al": "Ulf Ny", "Cia Träd": "Vera Nyare"},
            ["Ulf Ny (M) efterträder Bo Al (M) som ledamot", "Vera Nyare (C) efterträder Cia Träd (C) som ledamot"],
        ),
        (
            {"Bo Al": "Ulf Ny", "Cia Träd (C)": "Vera Nyare (M)"},
            [
                "Ulf Ny (M) tillkommer som ledamot",
                "Vera Nyare (M) tillkommer som ledamot",
                "Bo Al (M), ledamot, finns inte längre med",
                "Cia Träd (C), ledamot, finns inte längre med",
            ],
        ),
        ({"Bo Al (M)": "Vakant"}, ["Bo Al (M) finns inte längre med; platsen som ledamot är vakant"]),
        ({"Vakant": "Ulf Ny (S)"}, ["Ulf Ny (S) tillträder som ledamot; platsen var vakant"]),
        (
            {"Anna Ek (S), ordförande": "Ulf Ny (KD), vice ordförande", "Eva Sten (L), vice o": "Eva Sten (L), o"},
            [
                "Ulf Ny (KD) efterträder Eva Sten (L) som vice ordförande",
                "Eva Sten (L), tidigare vice ordförande, efterträder Anna Ek (S) som ordförande",
            ],
        ),
        (
            {"Bo Al (M), ledamot\n": "", "Dan Lund (M), ersättare": "Dan Lund (M), ledamot\nUlf Ny (M), ersättare"},
            [
                "Dan Lund (M), tidigare ersättare, efterträder Bo Al (M) som ledamot",
                "Ulf Ny (M) efterträder Dan Lund (M) som ersättare",
            ],
        ),
        (
            {"Ek (S), o": "Ek (S), vice o", "Sten (L), vice o": "Sten (L), o"},
            [
                "Anna Ek (S) och Eva Sten (L) byter roller: Anna Ek (S) blir vice ordförande, Eva Sten (L) blir ordförande"
            ],
        ),
    ],
)
def test_what_belongs_together_is_told_as_one_and_only_where_nobody_else_can_be_meant(
    edits: dict[str, str], sentences: list[str]
) -> None:
    after = SEATS
    for old, new in edits.items():
        after = after.replace(old, new)
    assert Looks().look(FIRST, SEATS).look(SECOND, after).told == sentences


def test_a_substitute_is_there_for_somebody_else_from_a_look_on_and_what_was_before_stays() -> None:
    before = "Styrelsen\nLedamot | Personlig ersättare\nAnna Ek (S) | Dan Lund (S)\nBo Al (M) | Eva Sten (M)\n"
    looks = Looks(said=Description(headings={"Styrelsen": "body"}))
    looks.look(FIRST, before).look(SECOND, before.replace("Bo Al", "Ulf Ny"))
    assert looks.told == [
        "Ulf Ny (M) efterträder Bo Al (M) som ledamot",
        "Eva Sten (M) är nu ersättare för Ulf Ny, tidigare för Bo Al",
    ]
    for day, whom in ((FIRST, "Bo Al"), (SECOND, "Ulf Ny")):
        rows = roster_of_day(day, looks.state.rows, SECOND).rows
        assert [row["substitute_for"] for row in rows if row["name"] == "Eva Sten"] == [whom]
    same = PersonDecision(name="Ulf Nyh", municipality="Styrelsen", same_as="p-0005", reason="stavning")
    looks.decisions = (same,)
    looks.look(THIRD, before.replace("Bo Al", "Ulf Nyh"))
    assert looks.changes[3:] == [("respelled", "Ulf Nyh", "Ulf Ny", "Ulf Nyh")]


def test_a_body_that_comes_or_goes_is_told_with_its_people_and_a_new_term_once_for_all_who_have_it() -> None:
    board = "Direktionen\nBo Al (M), ledamot, 2023-2026\nCia Träd (C), ledamot, 2023-2026\nDan Ek (S), 2023-2027\n"
    group = "Valberedningen\nBo Al (M), ordförande\nVakant, ledamot\n"
    said = Description(headings=dict.fromkeys(("Direktionen", "Arbetsutskottet", "Valberedningen"), "body"))
    looks = Looks(said=said).look(FIRST, board, "Arbetsutskottet\nBo Al (M), ledamot\n")
    looks.look(SECOND, board.replace("2023-2026", "2027-2030"), "Arbetsutskottet\nBo Al (M), ledamot\n" + group)
    assert looks.told == [
        "ny mandatperiod, 2023-2026 → 2027-2030, för Bo Al (M) och Cia Träd (C)",
        "Valberedningen. Där sitter Bo Al (M), ordförande; vakant, ledamot",
    ]
    looks.look(THIRD, board.replace("2023-2026", "2027-2030"), group)
    assert looks.sentences[-1] == "Arbetsutskottet finns inte längre i organisationen. Där satt Bo Al (M), ledamot"


def test_who_comes_to_another_office_has_its_term_and_no_new_one_of_the_old() -> None:
    looks = Looks().look(FIRST, BOARD.replace("Bo Al (M), Ekskog", "Bo Al (M), Ekskog, ledamot, 2023-2026"))
    looks.look(SECOND, BOARD.replace("Bo Al (M), Ekskog", "Bo Al (M), Ekskog, vice ordförande, 2025-2026"))
    assert looks.told == ["Bo Al (M), ledamot → vice ordförande"]


def test_a_day_is_not_told_with_the_place_of_then_and_that_of_now_where_both_state_the_same_first_day() -> None:
    term = ", 2023-01-01\u20132026-12-31"
    before = SEATS.replace("(S), ordförande", f"(S), ordförande{term}").replace(
        "Al (M), ledamot", f"Al (M), ledamot{term}"
    )
    after = before.replace("ledamot, 2", "@, 2").replace("ordförande, 2", "ledamot, 2").replace("@", "ordförande")
    looks = Looks().look(FIRST, before).look(SECOND, after).look(THIRD, after)
    assert [
        [row["role"] for row in roster_of_day(day, looks.state.rows, THIRD).rows if row["name"] == "Anna Ek"]
        for day in (FIRST, SECOND)
    ] == [["ordförande"], ["ledamot"]]


def test_who_came_with_a_page_that_nobody_dated_was_not_there_when_it_was_last_dated() -> None:
    looks = Looks().look(FIRST, SEATS)
    looks.accepts_undated = True
    after = SEATS.replace("Bo Al", "Ulf Ny")
    looks.look(None, after).look(THIRD, after + "\n")
    found = [
        {row["name"]: row["known"] for row in roster_of_day(day, looks.state.rows, THIRD).rows}
        for day in (FIRST, SECOND, THIRD)
    ]
    assert [(names.get("Bo Al"), names.get("Ulf Ny")) for names in found] == [
        ("seen", None),
        ("left_between", "came_between"),
        (None, "seen"),
    ]


def test_what_belongs_together_is_told_page_by_page() -> None:
    board, group = "Direktionen\nBo Al (M), ledamot\n", "Valberedningen\nBo Al (M), ledamot\nCia Träd (C)\n"
    looks = Looks().look(FIRST, board, group)
    looks.look(SECOND, board.replace("Bo Al", "Ulf Ny"), group.replace("Bo Al (M)", "Vakant"))
    assert looks.told == [
        "Ulf Ny (M) efterträder Bo Al (M) som ledamot",
        "Bo Al (M) finns inte längre med; platsen som ledamot är vakant",
    ]


def test_in_a_body_without_places_nobody_succeeds_somebody_of_another_party() -> None:
    before = "Direktionen\nAnna Ek (S), ordförande\nBo Al (M), ledamot\nCia Träd (C), ledamot\n"
    looks = Looks().look(FIRST, before).look(SECOND, before.replace("Bo Al (M)", "Ulf Ny (KD)"))
    assert looks.told == ["Ulf Ny (KD) tillkommer som ledamot", "Bo Al (M), ledamot, finns inte längre med"]
    looks = Looks().look(FIRST, before).look(SECOND, before.replace("Anna Ek (S)", "Ulf Ny (KD)"))
    assert looks.told == ["Ulf Ny (KD) efterträder Anna Ek (S) som ordförande"]


def test_somebody_new_with_the_first_name_place_and_party_of_who_left_may_have_another_surname() -> None:
    looks = Looks().look(FIRST, SEATS).look(SECOND, SEATS.replace("Bo Al", "Bo Ny"))
    assert looks.rules == ["near_spelling"]
    assert not Looks().look(FIRST, SEATS).look(SECOND, SEATS.replace("Bo Al (M)", "Bo Ny (KD)")).rules
    decided = PersonDecision(
        name="Bo Ny", municipality="Björkvik", same_as="p-0002", reason="gift", decided_by="E", decided_on=SECOND
    )
    looks = Looks(decided).look(FIRST, SEATS).look(SECOND, SEATS.replace("Bo Al", "Bo Ny"))
    assert [(kind, before, after) for kind, _, before, after in looks.changes] == [("respelled", "Bo Al", "Bo Ny")]


def test_who_left_comes_back_as_the_same_person_with_a_new_membership() -> None:
    without = BOARD.replace("Bo Al (M), Ekskog\n", "")
    looks = Looks().look(FIRST, BOARD).look(SECOND, without).look(THIRD, BOARD)
    assert [(kind, person) for kind, person, _, _ in looks.changes] == [("left", "Bo Al"), ("joined", "Bo Al")]
    assert [row["membership_id"] for row in looks.memberships("Bo Al")] == ["m-0002", "m-0004"]
    assert looks.people["Bo Al"] == "p-0002"


def test_who_sits_in_two_bodies_is_one_person_and_a_namesake_of_another_party_is_not() -> None:
    looks = Looks().look(FIRST, BOARD + "Arbetsutskottet\nAnna Ek (S), ordförande\nBo Al (C), Björkvik\n")
    assert [row["organization_id"] for row in looks.memberships("Anna Ek")] == ["direktionen", "arbetsutskottet"]
    assert {row["person_id"] for row in looks.memberships("Anna Ek")} == {"p-0001"}
    assert {row["person_id"] for row in looks.memberships("Bo Al")} == {"p-0002", "p-0004"}


def test_who_leaves_one_body_for_another_has_left_and_joined() -> None:
    both = "Direktionen\nAnna Ek (S), Björkvik\nBo Al (M), Ekskog\nArbetsutskottet\nCia Träd (C), Ekskog\n"
    moved = "Direktionen\nAnna Ek (S), Björkvik\nArbetsutskottet\nCia Träd (C), Ekskog\nBo Al (M), Ekskog\n"
    looks = Looks().look(FIRST, both).look(SECOND, moved)
    assert looks.people["Bo Al"] == "p-0002"
    assert sorted((kind, person) for kind, person, _, _ in looks.changes) == [("joined", "Bo Al"), ("left", "Bo Al")]
    assert [row["organization"] for row in looks.state.table("changes")] == ["Arbetsutskottet", "Direktionen"]


def test_a_body_without_municipalities_keeps_its_people_by_name() -> None:
    looks = Looks(said=Description(body="Styrelsen"))
    looks.look(FIRST, "Anna Ek (S), ordförande\nBo Al (M), ledamot\n")
    looks.look(SECOND, "Bo Al (M), ordförande\nAnna Ek (S), ledamot\n")
    assert looks.people == {"Bo Al": "p-0002", "Anna Ek": "p-0001"}
    assert {row["on_behalf_of"] for row in looks.state.table("memberships")} == {None}


def test_a_group_is_part_of_its_body_and_people_of_neither_belong_to_what_the_package_is_about() -> None:
    looks = Looks().look(FIRST, BOARD + "Valberedningen\nEva Al (L), Ekskog\n")
    groups = table(looks, "organizations", "organization_id")
    assert groups["direktionen-valberedningen"]["parent_id"] == "direktionen"
    assert looks.memberships("Eva Al")[0]["organization_id"] == "direktionen-valberedningen"
    bare = Looks(said=Description()).look(FIRST, "Anna Ek (S), ordförande\n")
    assert [row["name"] for row in bare.state.table("organizations")] == ["Förbundet"]


def test_another_spelling_waits_and_a_decision_keeps_the_id() -> None:
    respelled = BOARD.replace("Cia Träd", "Cia Thräd")
    looks = Looks().look(FIRST, BOARD).look(SECOND, respelled)
    assert looks.rules == ["near_spelling"]
    assert looks.people["Cia Träd"] == "p-0003"
    same = PersonDecision(name="Cia Thräd", municipality="Ekskog", same_as="p-0003", reason="Stavfel")
    decided = Looks(same).look(FIRST, BOARD).look(SECOND, respelled)
    assert decided.people["Cia Thräd"] == "p-0003"
    assert decided.changes == [("respelled", "Cia Thräd", "Cia Träd", "Cia Thräd")]


def test_a_respelling_is_a_correction_of_its_version_and_another_person_is_news() -> None:
    specs = [read_table_spec(TEMPLATES / f"{name}.json") for name in ("members", "persons", "memberships")]
    same = PersonDecision(name="Cia Thräd", municipality="Ekskog", same_as="p-0003", reason="Stavfel")

    def tables(looks: Looks) -> Tables:
        return {spec.name: table_from_rows(spec, fitted(looks.state.table(spec.name), spec)) for spec in specs}

    def levels(name: str) -> set[str]:
        looks = Looks(same).look(FIRST, BOARD)
        before, after = tables(looks), tables(looks.look(SECOND, BOARD.replace("Cia Träd", name)))
        return set(row_levels(specs, differences(before, after)).values())

    assert (levels("Cia Thräd"), "minor" in levels("Eva Al")) == ({"patch"}, True)


def test_another_spelling_in_one_of_two_bodies_waits_and_renames_nobody_while_the_other_has_the_name() -> None:
    before = BOARD + "Arbetsutskottet\nCia Träd (C), Ekskog\n"
    now = before.replace("Cia Träd", "Cia Thräd", 1)
    assert Looks().look(FIRST, before).look(SECOND, now).rules == ["near_spelling"]
    same = PersonDecision(name="Cia Thräd", municipality="Ekskog", same_as="p-0003", reason="Stavfel")
    decided = Looks(same).look(FIRST, before).look(SECOND, now).look(THIRD, now + "\n")
    assert (decided.rules, decided.changes) == ([], [])
    assert decided.people["Cia Träd"] == decided.people["Cia Thräd"] == "p-0003"


def test_a_decision_that_has_somebody_sit_twice_in_one_body_waits() -> None:
    same = PersonDecision(name="Eva Al", municipality="Ekskog", same_as="p-0002", reason="Fel id")
    looks = Looks(same).look(FIRST, BOARD).look(SECOND, BOARD + "Eva Al (M), Ekskog\n")
    assert looks.rules == ["same_as_sitting"]


def test_another_party_waits_but_none_at_all_does_not() -> None:
    assert Looks().look(FIRST, BOARD).look(SECOND, BOARD.replace("(M)", "(C)")).rules == ["other_party"]
    assert Looks().look(FIRST, BOARD).look(SECOND, BOARD.replace(" (M)", "")).rules == []


def test_who_was_decided_to_be_the_same_is_asked_about_when_they_change_party_and_again_at_the_next() -> None:
    respelled, moved, again = (BOARD.replace("Bo Al (M)", f"Bo Ahl ({party})") for party in ("M", "C", "S"))
    same = PersonDecision(name="Bo Ahl", municipality="Ekskog", same_as="p-0002", reason="Stavfel")
    assert Looks(same).look(FIRST, BOARD).look(SECOND, respelled).look(THIRD, moved).rules == ["other_party"]
    party = PersonDecision(name="Bo Ahl", municipality="Ekskog", same_as="p-0002", party="C", reason="Bytte parti")
    decided = Looks(same, party).look(FIRST, BOARD).look(SECOND, respelled).look(THIRD, moved)
    assert (decided.rules, decided.people["Bo Ahl"]) == ([], "p-0002")
    assert decided.look(LAST, again).rules == ["other_party"]


@pytest.mark.parametrize("name", ["Bo Ahl", "Bo Karl Al", "Al Bo"])
def test_a_name_much_like_one_that_went_waits(name: str) -> None:
    assert Looks().look(FIRST, BOARD).look(SECOND, BOARD.replace("Bo Al", name)).rules != []


def test_headings_of_municipalities_exchanged_are_asked_person_by_person() -> None:
    page = "Direktionen\nBjörkvik\nAnna Ek (S), ordförande\nEkskog\nBo Al (M), ledamot\n"
    swapped = page.replace("Björkvik", "@").replace("Ekskog", "Björkvik").replace("@", "Ekskog")
    assert Looks().look(FIRST, page).look(SECOND, swapped).rules == ["place_taken", "place_taken"]
    moved = page.replace("Ekskog\n", "")
    assert Looks().look(FIRST, page).look(SECOND, moved).rules == ["same_name_elsewhere"]


def test_the_same_page_read_by_better_code_changes_no_world() -> None:
    looks = Looks().look(FIRST, BOARD)
    looks.said = Description(
        headings=BODIES.headings, municipalities=BODIES.municipalities, roles={"ordförande": "adjunct"}
    )
    looks.look(FIRST, BOARD)
    (chair,) = looks.memberships("Anna Ek")
    assert (chair["membership_id"], chair["kind"]) == ("m-0001", "adjunct")
    assert looks.changes == []


def test_time_goes_forward() -> None:
    assert Looks().look(SECOND, BOARD).look(FIRST, BOARD + "Eva Al (L), Ekskog\n").rules == ["older_than_published"]
    assert Looks().look(SECOND, BOARD).look(None, BOARD + "Eva Al (L), Ekskog\n").rules == ["undated_after_dated"]


def test_of_two_pages_that_nobody_dated_each_is_named() -> None:
    looks = Looks().look(SECOND, BOARD, "Arbetsutskottet\nEva Al (L), Ekskog\n")
    found = looks.look(None, BOARD + "\n", "Arbetsutskottet\nEva Al (L), Björkvik\n").built.findings
    undated = [each for each in found if each.rule == "undated_after_dated"]
    assert len({finding_texts(each)["message_sv"] for each in undated}) == len(undated) == 2


def test_two_pages_are_one_look_and_a_page_that_goes_takes_its_people_along() -> None:
    more = "Arbetsutskottet\nEva Al (L), Ekskog\n"
    looks = Looks().look(FIRST, BOARD, more)
    assert looks.people["Eva Al"] == "p-0004"
    assert [row["snapshot_id"].rpartition("-")[0] for row in looks.state.table("snapshots")] == ["board", "board-1"]
    looks.look(SECOND, BOARD)
    assert [row["status"] for row in looks.memberships("Eva Al")] == ["ended"]
    assert table(looks, "organizations", "organization_id")["arbetsutskottet"]["status"] == "ended"


def test_years_stay_a_stated_term_and_days_are_the_period_of_the_membership() -> None:
    said = Description(body="Styrelsen")
    looks = Looks(said=said).look(FIRST, "Anna Ek (S), ordförande, 2023-2026\nBo Al (M), t.o.m. 2026-12-31\n")
    (years,), (days,) = looks.memberships("Anna Ek"), looks.memberships("Bo Al")
    assert (years["term"], years["valid_from"], years["valid_to"]) == ("2023-2026", None, None)
    assert (days["valid_from"], days["valid_to"]) == (None, dt.date(2026, 12, 31))
    looks.look(SECOND, "Anna Ek (S), ordförande, 2027-2030\n")
    assert [row["term"] for row in looks.memberships("Anna Ek")] == ["2023-2026", "2027-2030"]
    assert looks.memberships("Bo Al")[0]["valid_to"] is None  # who left before the end did not sit until then
    assert [kind for kind, _, _, _ in looks.changes] == ["term_changed", "left"]


def test_a_day_that_no_calendar_has_stays_in_the_term() -> None:
    looks = Looks(said=Description(body="Styrelsen")).look(FIRST, "Bo Al (M), t.o.m. 2026-02-31\n")
    assert [(row["term"], row["valid_to"]) for row in looks.memberships("Bo Al")] == [("t.o.m. 2026-02-31", None)]


def test_whom_somebody_is_a_substitute_for_is_said_where_the_page_says_it() -> None:
    looks = Looks(said=Description(body="Styrelsen")).look(
        FIRST, "Anna Ek (S), ledamot\nBo Al (S), ersättare för Anna Ek\n"
    )
    (row,) = looks.memberships("Bo Al")
    assert (row["kind"], row["substitute_for"]) == ("substitute", "Anna Ek")


def test_an_empty_place_is_a_membership_without_a_person_until_somebody_has_it() -> None:
    empty = BOARD.replace("Bo Al (M), Ekskog", "Vakant, Ekskog")
    looks = Looks().look(FIRST, empty).look(SECOND, BOARD)
    assert [(kind, person) for kind, person, _, _ in looks.changes] == [("joined", "Bo Al"), ("vacancy_closed", None)]


def test_the_roster_of_a_day_is_told_place_by_place_with_what_nobody_knows() -> None:
    looks = Looks().look(FIRST, BOARD).look(THIRD, BOARD.replace("Bo Al (M)", "Eva Fors (M)"))
    roster = roster_of_day(SECOND, looks.state.rows, THIRD)
    assert [(row["municipality"], row["name"], row["known"]) for row in roster.rows] == [
        ("Björkvik", "Anna Ek", "between"),
        ("Ekskog", "Bo Al", "left_between"),
        ("Ekskog", "Cia Träd", "between"),
        ("Ekskog", "Eva Fors", "came_between"),
    ]
    assert {(row["body"], row["group"]) for row in roster.rows} == {("Direktionen", None)}


def test_of_two_pages_a_look_at_one_tells_nothing_of_the_other() -> None:
    more = "Arbetsutskottet\nEva Al (L), Ekskog\n"
    looks = Looks().look(FIRST, BOARD, more)
    rows = {name: list(table) for name, table in looks.state.rows.items()}
    rows["snapshots"] = [
        {**row, "observed_at": SECOND} if row["snapshot_id"].startswith("board-1") else row for row in rows["snapshots"]
    ]
    known = {row["name"]: row["known"] for row in roster_of_day(SECOND, rows, None).rows}
    assert (known["Anna Ek"], known["Eva Al"]) == ("since", "seen")


def test_in_the_words_of_popolo_places_and_parties_are_organizations_and_an_empty_place_is_a_post() -> None:
    looks = Looks().look(FIRST, BOARD.replace("Cia Träd (C)", "Vakant"))
    specs = (read_table_spec(path) for path in sorted(TEMPLATES.glob("*.json")))
    tables = {spec.name: table_from_rows(spec, fitted(looks.state.table(spec.name), spec)) for spec in specs}
    told = popolo(tables)
    assert [each["id"] for each in told["organizations"]] == [
        "direktionen", "municipality-Björkvik", "municipality-Ekskog", "party-S", "party-M",
    ]  # fmt: skip
    assert told["memberships"][0] == {
        "id": "m-0001",
        "label": "ordförande",
        "role": "presidium",
        "person_id": "p-0001",
        "organization_id": "direktionen",
        "on_behalf_of_id": "municipality-Björkvik",
        "area_id": "Björkvik",
        "sources": told["persons"][0]["sources"],
    }
    assert [(each["role"], each["area_id"]) for each in told["posts"]] == [("substitute", "Ekskog")]
