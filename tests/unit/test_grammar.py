"""One line of the roster: every form that the grammar knows, and those it must not guess at."""

import time

import pytest

from pipeline.organisation.grammar import Place, looks_like_a_person, parse_place
from pipeline.redact import REDACTED
from pipeline.roster.forms import is_contact_line
from tests.looks import reference


def place(text: str, municipality: str = "Lomma") -> Place:
    """The place that a line lists; fails where it lists none."""
    found = read(text, municipality)
    assert found is not None, text
    return found


def read(text: str, municipality: str = "Lomma") -> Place | None:
    """The place that a line lists, or null."""
    where = reference().municipality(municipality)
    assert where is not None
    return parse_place(text, text, where, reference())


def rules(found: Place) -> set[str]:
    """The rules that a line breaks."""
    return {note.rule for note in found.notes}


@pytest.mark.parametrize(
    "text",
    ["Kim Ek (S), KSO", "Kim Ek(S), KSO", "Kim Ek ( S ), KSO", "Kim Ek (S) KSO", "Kim Ek (S) - KSO", "Kim Ek (S) – KSO",
     "Kim Ek (S), kso", "Kim Ek (S), Kommunstyrelsens ordförande", "Kim Ek (S), KOMMUNSTYRELSEORDFÖRANDE",
     "Kim Ek (S), KSO, Lomma", "Kim Ek (S), KSO, Lomma kommun", "KSO Kim Ek (S)", "KSO: Kim Ek (S)",
     "Kommunstyrelsens ordförande Kim Ek (S)", "Kim Ek (S), KSO.", "KSO, Kim Ek (S)", "Lomma, KSO: Kim Ek (S)"],
)  # fmt: skip
def test_a_chair_is_read_in_every_form(text: str) -> None:
    found = place(text)
    assert (found.name, found.party and found.party.code, found.role and found.role.role) == ("Kim Ek", "S", "kso")
    assert found.notes == ()
    assert not found.is_acting
    assert not found.is_vacant


@pytest.mark.parametrize("text", ["Kim Ek (S)", "Kim Ek(S)", "Kim Ek ( S)", "Kim Ek (S ), Lomma"])
def test_a_member_without_title_has_no_role(text: str) -> None:
    found = place(text)
    assert (found.name, found.party and found.party.code, found.role, found.role_verbatim) == (
        "Kim Ek",
        "S",
        None,
        None,
    )
    assert found.notes == ()


def test_a_stray_comma_before_the_party_is_noted() -> None:
    found = place("Kim Ek, (SD)")
    assert (found.name, found.party and found.party.code) == ("Kim Ek", "SD")
    assert rules(found) == {"stray_comma"}


def test_a_party_in_lower_case_is_that_party_and_noted() -> None:
    found = place("Kim Ek (sd)")
    assert found.party is not None
    assert found.party.code == "SD"
    assert rules(found) == {"letter_case"}


@pytest.mark.parametrize(
    "text",
    ["Kim Ek, t f kommundirektör", "Kim Ek, tf kommundirektör", "Kim Ek, t.f. kommundirektör", "Kim Ek, t. f. Kommundirektör",
     "Kim Ek, T.f kommundirektör", "Kim Ek, tillförordnad kommundirektör", "Kim Ek, tillf. kommundirektör",
     "Kim Ek, t f, kommundirektör", "Kim Ek, kommundirektör, tf", "Kim Ek, kommundirektör (t f)", "Tf kommundirektör Kim Ek",
     "Tillförordnad kommundirektör: Kim Ek", "Kim Ek, tf. stadsdirektör", "Kim Ek, t f kommunchef",
     "Kim Ek, konst. kommundirektör", "Kim Ek, fungerande kommundirektör"],
)  # fmt: skip
def test_acting_is_read_in_every_spelling(text: str) -> None:
    found = place(text)
    assert (found.name, found.is_acting, found.is_director) == ("Kim Ek", True, True)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("text", "role"),
    [("Vakant", None), ("vakant, kommundirektör", "municipal_director"), ("N.N.", None), ("N. N., KSO", "kso"),
     ("NN (S)", None), ("Vakant kommundirektör", "municipal_director"), ("Obesatt, oppositionsråd", "opposition_councillor"),
     ("Kommundirektör: vakant", "municipal_director"), ("Vakans: KSO", "kso"), ("Vakant (M), KSO", "kso")],
)  # fmt: skip
def test_a_vacant_place_is_not_a_person(text: str, role: str | None) -> None:
    found = place(text)
    assert (found.name, found.is_vacant, found.role.role if found.role else None) == (None, True, role)
    assert found.notes == ()


@pytest.mark.parametrize(
    "name",
    ["Anna af Ugglas", "Carl von Linné", "Jan van der Berg", "Eva-Lena Holm", "Katrin Stjernfeldt Jammeh", "K. G. Ek",
     "Sinéad O’Neill", "Ronald McLeod", "Åsa Öst", "Per-Åke Nyström-Ek", "José da Silva", "KG Ek", "Zoë Ek", "Łukasz Żak",
     "Ann DeLuca", "Jean-Luc MacDonald", "Ștefan Țurcan"],
)  # fmt: skip
def test_names_that_people_have_are_names(name: str) -> None:
    found = place(f"{name} (S)")
    assert found.name == name
    assert found.notes == ()


@pytest.mark.parametrize(
    "name",
    ["Kim", "kim ek", "KIM LARSSON", "Kim ek", "Kim Ek 2", "Kim & Lo Ek", "Vinn pengar", "Иван Петров", "王 小明", "Kim von",
     "Kim Ek Lo Eli Noa Mika Alex", "K1m Ek", "Kim Ek!", "www Kim Ek",
     "SamueI Ek", "SKim Ek", "Kim EkLo Ask", "Kaſper Ek", "Kim ǃEk"],
)  # fmt: skip
def test_what_no_person_is_called_is_noted(name: str) -> None:
    assert "name_shape" in rules(place(f"{name} (S)"))


@pytest.mark.parametrize("inner", ["tjänstledig", "föräldraledig", "X", "Lomma", "oberoende", "S och M", "ny"])
def test_a_parenthesis_that_is_no_party_is_noted(inner: str) -> None:
    found = place(f"Kim Ek ({inner})")
    assert found.party is None
    assert rules(found) == {"unknown_parenthesis"}


def test_only_the_first_of_two_parties_is_one() -> None:
    found = place("Kim Ek (S) (M)")
    assert found.party is not None
    assert found.party.code == "S"
    assert rules(found) == {"unknown_parenthesis"}


@pytest.mark.parametrize(
    ("words", "role"),
    [("oppositionsråd", "opposition_councillor"), ("Oppositionsledare", "opposition_councillor"), ("ledamot", "member"),
     ("ordinarie ledamot", "member"), ("ersättare", "deputy"), ("suppleant", "deputy"), ("Ordförande", "chair"),
     ("ordf.", "chair"), ("vice ordförande", "vice_chair"), ("1:e vice ordförande", "vice_chair"),
     ("v ordförande", "vice_chair"), ("sekretariatsledare", "secretariat_lead")],
)  # fmt: skip
def test_every_role_of_the_list_is_known_in_any_case(words: str, role: str) -> None:
    for spelled in (words, words.upper(), words.capitalize()):
        found = place(f"Kim Ek (S), {spelled}")
        assert found.role is not None, spelled
        assert found.role.role == role


def test_the_words_for_a_role_are_kept_as_printed() -> None:
    assert place("Kim Ek, t f Kommundirektör").role_verbatim == "t f Kommundirektör"
    assert place("Kim Ek (S), oppositionsråd").role_verbatim == "oppositionsråd"
    assert place("Kim Ek, kommundirektör, tf").role_verbatim == "kommundirektör tf"


def test_an_unknown_title_is_noted_and_kept_as_printed() -> None:
    found = place("Kim Ek (S), trollkarl")
    assert found.role is None
    assert found.role_verbatim == "trollkarl"
    assert place("Kim Ek (S), t f trollkarl").role_verbatim == "t f trollkarl"
    assert place("Kim Ek (S), KSO, trollkarl").role_verbatim == "KSO"
    assert rules(found) == {"unknown_role"}


@pytest.mark.parametrize("words", ["KSO", "kommundirektör", "t f", "Lomma", "Lomma, KSO", "och Bo Tjärnlid"])
def test_what_no_sign_parts_from_a_name_is_part_of_it(words: str) -> None:
    found = place(f"Kim Ek {words} (S)")
    assert found.name is not None
    assert found.name.startswith("Kim Ek ")
    assert ("name_shape" in rules(found)) is not words.startswith("Lomma")  # a name that people have


@pytest.mark.parametrize("title", ["KSO", "Tf kommundirektör", "Vice ordförande:", "Lomma kommun"])
def test_a_name_that_ends_as_a_municipality_is_whole_after_a_title(title: str) -> None:
    found = place(f"{title} Anna Maria Lund (S)")
    assert (found.name, rules(found) - {"party_of_civil_servant"}) == ("Anna Maria Lund", set())


def test_another_municipality_in_the_line_is_noted() -> None:
    found = place("Kim Ek (S), KSO, Malmö")
    assert [dict(note.facts) for note in found.notes] == [{"found": "Malmö", "expected": "Lomma"}]
    assert rules(found) == {"wrong_municipality"}


def test_a_party_of_a_civil_servant_is_nowhere() -> None:
    found = place("Kim Ek (S), Kommundirektör")
    assert found.party is None
    assert "(S)" not in found.printed
    assert rules(found) == {"party_of_civil_servant"}


@pytest.mark.parametrize("label", ["", "e-post: ", "tel. ", "Mobil: ", "mejl "])
def test_a_contact_detail_is_no_field(label: str) -> None:
    found = place(f"Kim Ek (S), KSO, {label}{REDACTED}")
    assert (found.name, found.role and found.role.role, found.notes) == ("Kim Ek", "kso", ())


def test_a_line_of_contact_details_alone_is_known_as_such() -> None:
    assert is_contact_line(f"E-post: {REDACTED}, tel {REDACTED}")
    assert not is_contact_line(f"Kim Ek {REDACTED}")
    assert not is_contact_line("Kim Ek")


@pytest.mark.parametrize(
    "text",
    ["", "Kim Ek", "KSO", "(S)", "Kim Ek (S", "Kim Ek S), KSO", "Läs mer", "Kommundirektör", "((S))", "Stäng nu",
     "Spela på bästa online casino"],
)  # fmt: skip
def test_a_line_that_lists_nobody_gives_no_place(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["Kim Ek (S)", "Kim Ek, KSO", "Kim Ek, t f kommundirektör", "kim ek (sd), x"])
def test_a_line_outside_the_roster_can_look_like_a_person(text: str) -> None:
    assert looks_like_a_person(text, reference())


@pytest.mark.parametrize("text", ["Kontakta oss", "Telefon (växel)", "Nyheter, kalender", "Styrelsens ordförande"])
def test_a_footer_does_not_look_like_a_person(text: str) -> None:
    assert not looks_like_a_person(text, reference())


@pytest.mark.parametrize(
    "text",
    ["Ledamöter: Kim Ek (S) och Bo Tjärnlid (M)", "Kim Ek (S) Bo Tjärnlid (M)", "Kim Ek", "Ersättare", "Kim Ek (Lomma)",
     "Kim Ek (-)", "Kim Ek (fp)", "Kim Ek (Kommunens väl)", "Ordförande Kim Ek (S) Björkvik", "Kim Ek (Ap), nestleder",
     "Ordförande 2026: rullande", "2027: Ekskog", "Vid frågor talar du med Kim Ek (S), som leder styrelsen."],
)  # fmt: skip
def test_a_form_of_other_pages_is_held_and_nobody_is_guessed(text: str) -> None:
    found = read(text)
    held = {"unknown_parenthesis", "unknown_role", "name_shape", "wrong_municipality"}  # errors in the settings
    assert found is None or rules(found) & held


def test_a_line_of_very_many_words_is_told_at_once() -> None:
    begun = time.process_time()
    assert "name_shape" in rules(place(f"{'Anna ' * 20_000}(S)"))
    assert time.process_time() - begun < 2
