"""The real page, changed on purpose: what changes its meaning waits for a person, what does not is published.

The changes are drawn with a seed, so that a failure can be repeated.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.model import Row
from pipeline.organisation.build import Built
from pipeline.organisation.erasure import Erased, make_key, read_erased, read_key, remember
from pipeline.organisation.page import ORGANISATION, WORKING_GROUPS
from pipeline.wording.rules import finding_texts
from tests.looks import NOTHING, REAL, changed, findings, look, page_spec, real_states, rows, stops

DAY = dt.date(2022, 10, 1)
LINES = REAL.split("\n")
ROSTER = rows(look(REAL), "roster")
GIVEN = "Kim Lo Eli Noa Mika Tove Ida Ebba Åsa Olle Karin Bengt-Åke Eva-Lena Ulrika Fatima José".split()
SURNAMES = "Ask Björk Ek Gran Lind Rönn Hägg Oxel Lönn Nyström Holmgren Bergqvist Çelik Öberg O’Neill Vik".split()
LETTERS = "abdegiklmnorstuvyåäö"


def said(built: Mapping[str, Built]) -> dict[str, object]:
    """What a look says of the world, by kind of package that it would publish; positions on the roster left out."""
    kept: dict[str, object] = {}
    if built[ORGANISATION].fit:
        kept[ORGANISATION] = (
            sorted((r["municipality"], r["person"] or "", r["party"] or "", r["role"]) for r in rows(built, "roster")),
            [(row["organization_id"], row["description"]) for row in rows(built, "organizations")],
            [(row["fact_id"], row["value"]) for row in rows(built, "governance_facts")],
            [(row["person_id"], row["name"]) for row in rows(built, "persons")],
        )
    if built[WORKING_GROUPS].fit:
        kept[WORKING_GROUPS] = sorted((row["organization_id"], row["text"]) for row in rows(built, "tasks"))
    return kept


REAL_SAID = said(look(REAL, real_states(), DAY))


def wrong(page: str) -> list[str]:
    """The kinds of package that would be published of a page and say something new."""
    try:
        built = look(page, real_states(), DAY)
    except PipelineError:
        return []
    return [kind for kind, now in said(built).items() if now != REAL_SAID[kind]]


def swaps(count: int) -> Iterator[tuple[int, int]]:
    """Pairs of lines that say something, most of them on the roster."""
    drawn = random.Random(20261126)
    printed = [i for i, line in enumerate(LINES) if line.strip()]
    people = [i for i in printed if 19 < i < 131 and LINES[i] != "logo"]
    for index in range(count):
        yield tuple(drawn.sample(people if index % 3 else printed, 2))  # type: ignore[misc]


def test_no_exchange_of_two_lines_is_published_as_news() -> None:
    for i, j in swaps(200):
        lines = list(LINES)
        lines[i], lines[j] = lines[j], lines[i]
        assert wrong("\n".join(lines)) == [], (i + 1, j + 1)


MEANINGS = [
    ("Utveckla samarbete", "Avveckla samarbete"), ("har lika stort", "har olika stort"), ("• Stärka", "• Sänka"),
    ("är roterande", "är icke-roterande"), ("och Lunds kommun.", "och Sunds kommun."), ("År 2035", "År 2053"),
    ("fattas i konsensus", "fattas inte i konsensus"), ("på frivillig", "på ofrivillig"), ("• Medverka", "• Motverka"),
    ("vardera tre", "vardera två"), ("finns det fem", "finns det fyra"), ("och minska", "och öka"),
    ("utan administrativa", "med administrativa"), ("Varje arbetsgrupp", "Ingen arbetsgrupp"), ("• Arbeta för", "• Arbeta mot"),
    ("i konsensus.", "i konsensus?"), ("i konsensus.", "i ”konsensus”."), ("i konsensus.", "i konsensus…"),
    ("Beslut fattas i konsensus. ", ""), ("Samarbetet sker på frivillig basis.", ""), ("åar, sjöar", "åar, hav"),
    ("stort inflytande.", "stort inflytande, utom Lund."), ("stort inflytande.", "stort inflytande (utom Lund)."),
    ("årsvis.", "månadsvis."), ("särskilt prioriterade", "särskilt oprioriterade"), ("adjungeras", "exkluderas"),
    ("integrerat", "segregerat"), ("Trelleborg och Vellinge", "Trelleborg eller Vellinge"), ("Höör, K", "Höör, Höör, K"),
    ("i konsensus. Alla", "i konsensus Alla"), ("delas mellan", "delas inte mellan"), ("får uppdrag av", "får ej uppdrag av"),
    ("Sekretariat\n\n", "Sekretariatet\n\n"), ("Miljö & Klimat", "Miljö utan Klimat"), ("Digitalisering\n", "Analogisering\n"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), MEANINGS)
def test_prose_that_says_something_else_waits(old: str, new: str) -> None:
    assert wrong(changed(old, new)) == []
    assert stops(look(changed(old, new), real_states(), DAY))


SETTINGS = [
    ("Beslut fattas i konsensus. Alla", "Beslut  fattas i\u00a0konsensus.  Alla"), ("frivillig basis.", "frivillig basis"),
    ("regionala miljömål.", "regionala miljömål"), ("fler jobb.", "fler jobb!"), ("åar, sjöar och", "åar, sjöar, och"),
    ("Utveckla samarbete", "utveckla samarbete"), ("Gruppen utgör", "gruppen utgör"), ("och Lunds kommun.", "och lunds kommun."),
    ("Malmö stad och Lunds kommun har", "MALMÖ STAD och LUNDS KOMMUN har"), ("storstadsregion", "stor\u00adstadsregion"),
    ("År 2035", "ÅR 2035"), ("är roterande ordförandeskap årsvis", "är Roterande ordförandeskap, årsvis"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SETTINGS)
def test_prose_that_is_only_set_otherwise_is_published_with_the_same_facts(old: str, new: str) -> None:
    built = look(changed(old, new), real_states(), DAY)
    assert stops(built) == []
    assert [(row["fact_id"], row["value"]) for row in rows(built, "governance_facts")] == [
        (row["fact_id"], row["value"]) for row in rows(look(REAL), "governance_facts")
    ]


PEOPLE = [
    *(f"{title} Christer Swahn (SD)" for title in (
        "Avgående", "Tf", "T.f.", "Fd", "F.d.", "f.d.", "Vice", "Dr", "Dr.", "Borgmästare", "Kommunalråd", "Sjukskriven",
        "Vik.", "Xyz", "Karl", "Hr",
    )),
    "Christer Swahn avgått (SD)", "Christer Swahn (avgått)", "Christer Swahn (SD), avliden", "C. Swahn (SD)", "C Swahn (SD)",
    "Christer Swahn (SD), tjänstledig t.o.m. 2025", "Swahn Christer (SD)", "Swahn, Christer (SD)", "Christér Swahn (SD)",
    "Christer Svahn (SD)", "Christer Svan (SD)", "Krister Swahn (SD)", "Christer Swahn Berg (SD)", "Karl-Christer Swahn (SD)",
    "Christer Berg-Swahn (SD)", "Christer Swahn och Kim Ask (SD)", "Christer Swahn/Kim Ask (SD)", "Christer Swahn Kim Ask (SD)",
    "Avgående Kim Ask (SD)", "Dr Kim Ask (SD)", "Kim Ask Avgått (SD)", "Nominering Inväntas (SD)", "Namn Namnsson (SD)",
    "Väljs efter årsskiftet (SD)", "Partiet utser (SD)", "Avvaktar Val (SD)", "Lorem Ipsum (SD)", "Bekräftas Inom Kort (SD)", "X X (SD)", "Swahn (SD)", "? (SD)", "Roko Kursar (SD)",
    "Roko Ivan Kursar (SD)", "R. Kursar (SD)",
]  # fmt: skip


@pytest.mark.parametrize("printed", PEOPLE)
def test_a_known_name_with_more_or_less_to_it_and_an_unknown_placeholder_wait(printed: str) -> None:
    page = changed("Christer Swahn, (SD)", printed)
    assert wrong(page) == []
    assert stops(look(page, real_states(), DAY))


@pytest.mark.parametrize("printed", ["Katrin Jammeh", "Katrin Stjernfeldt", "Katrin S. Jammeh", "Stjernfeldt Jammeh"])
def test_a_name_with_a_part_gone_waits_in_any_municipality(printed: str) -> None:
    for place in ("Katrin Stjernfeldt Jammeh (S)", "Lars Johnson (M)"):
        assert stops(look(changed(place, f"{printed} (S)"), real_states(), DAY)), place


@pytest.mark.parametrize(
    "printed",
    ["N N", "N.N.", "NN", "Ej utsedd", "EJ UTSEDD", "Plats obesatt", "Vakant", "Vakans", "Rekrytering pågår", "Ej tillsatt",
     "Utses senare", "Tillsätts", "TBA", "–", "…", "Obesatt", "Meddelas senare", "Saknas", "Ingen utsedd",
     "Under tillsättning"],
)  # fmt: skip
def test_a_known_placeholder_is_a_vacancy(printed: str) -> None:
    built = look(changed("Fredrik Löfqvist, K", f"{printed}, K"), real_states(), DAY)
    assert stops(built) == []
    (row,) = (row for row in rows(built, "roster") if row["source_line"] == 27)
    assert (row["person"], row["is_vacant"], row["role"]) == (None, True, "municipal_director")


def newcomer(drawn: random.Random) -> str:
    """A name that nobody on the page has."""
    return f"{drawn.choice(GIVEN)} {drawn.choice(SURNAMES)}"


def genuine(drawn: random.Random, index: int) -> str:
    """The page after a change as the world makes them: somebody new in a place, two at once, or a vacancy."""
    first, other = drawn.sample(ROSTER, 2)
    if index % 4 == 3:
        holder = " ".join(first["source_text"].split()).replace(first["person"], "Vakant")
        return changed(first["source_text"], holder)
    page = changed(first["person"], newcomer(drawn))
    return changed(other["person"], newcomer(drawn) + "-Ek", page) if index % 4 == 2 else page


def test_genuine_changes_are_published_without_a_question() -> None:
    drawn = random.Random(7)
    for index in range(40):
        page = genuine(drawn, index)
        assert stops(look(page, real_states(), DAY)) == [], page


# People who were erased


def listed(folder: Path, person_id: str) -> Erased:
    """The list after one of the people of the real page was erased."""
    people = {
        row["person_id"]: (
            row["person"],
            row["municipality_code"],
            "civil_servant" if row["attendance"] == "adjunct" else "elected",
        )
        for row in ROSTER
    }
    make_key(folder / "key")
    others = [place for item, place in people.items() if item != person_id]
    nobody = read_erased(folder, folder / "key")
    key = read_key(folder / "key", nobody.file)
    remember(nobody, key, person_id, [people[person_id]], others, "2026-11-23T00:00:00Z")
    return read_erased(folder, folder / "key")


def misprinted(name: str, drawn: random.Random) -> str:
    """A name with two letters replaced, left out or added."""
    letters = list(name)
    for i in drawn.sample([i for i, letter in enumerate(name) if letter.isalpha() and i], 2):
        letters[i] = drawn.choice((drawn.choice(LETTERS), "", name[i] + drawn.choice(LETTERS)))
    return "".join(letters)


def returns(name: str, drawn: random.Random) -> Iterator[str]:
    """The ways in which somebody may come back."""
    first, *_, last = name.split()
    yield from (name, name.upper(), f"{name} Berg", f"{first}-Karin {name.partition(' ')[2]}", f"{first} Maria {last}")
    yield from (
        f"{first[0]}. {last}",
        f"{first[0]} {last}",
        f"{first} {last}-Lund",
        f"{last} {first}",
        f"Avgående {name}",
    )
    yield from (misprinted(name, drawn) for _ in range(2))


@pytest.mark.parametrize("row", ROSTER[::7], ids=lambda row: row["person_id"])
def test_nobody_who_was_erased_comes_back(row: Row, tmp_path: Path) -> None:
    drawn = random.Random(row["person_id"])
    spec = replace(page_spec(DAY), erased=listed(tmp_path, row["person_id"]))
    away = changed(row["source_text"], row["source_text"].replace(row["person"], "Vakant"))
    for printed in returns(row["person"], drawn):
        place = drawn.choice([other for other in ROSTER if other is not row])
        built = look(changed(place["person"], printed, away), NOTHING, DAY, spec=spec)
        told = repr(findings(built)) + repr([finding_texts(finding) for finding in findings(built)])
        published = repr([item.state.rows for item in built.values() if item.fit])
        assert printed not in told + published
        assert bool(stops(built)) == (printed.casefold() != row["person"].casefold()), printed
