"""A letter to the owner of the page says what only they can mend: line, wording, suggestion. It sends nothing."""

from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture(autouse=True)
def _published(published):
    pass


def test_line_wording_and_suggestion_stand_below_what_to_do(run):
    letter = run("--language", "sv", "letter").stdout

    assert letter.startswith("Subject: Att rätta på sidan ”MLR - en samverkansplattform”\n\nHej!\n")
    assert (
        "   - Rad 25 har ett komma före parentesen: ”Christer Swahn, (SD)”.\n     Förslag: ”Christer Swahn (SD)”"
        in letter
    )
    assert "Förslag: ”Christer Swahn (SD), [uppdrag, till exempel oppositionsråd]”" in letter
    assert "Förslag: ”Framtida kompetensförsörjning”" in letter
    assert "Förslag: ”Marcus Willman, Kommundirektör”" in letter
    assert letter.endswith("Vänliga hälsningar\n[ditt namn]\n")
    assert letter.count("Läs verksamhetsplanen") == 1  # both packages miss its address


def test_what_stops_a_release_comes_first(run):
    letter = run("letter", "--source", GOLDEN / "two-chairs" / "2022-10-01.txt", "--observed-at", "2026-11-20").stdout

    assert "1. Mend the titles on the page." in letter
    assert "We read the page on 2026-11-20." in letter


def test_it_opens_as_a_draft_in_a_mail_program(run):
    result = run("letter", "--format", "eml", "--to", "webb@example.org")

    mail = message_from_string(result.stdout, policy=default)
    assert mail["To"] == "webb@example.org"
    assert mail["Subject"] == "To mend on the page “MLR - en samverkansplattform”"
    assert mail["X-Unsent"] == "1"
    assert "Christer Swahn (SD)" in mail.get_content()


def test_no_contact_detail_of_the_page_gets_into_a_letter(run):
    page = GOLDEN / "contact-details" / "2022-10-01.txt"
    letter = run("letter", "--source", page, "--observed-at", "2026-11-20").stdout

    assert "@" not in letter
    assert "040" not in letter


@pytest.mark.parametrize("address", ["nobody", "a@b", "a@example.org\nBcc: b@example.org", ""])
def test_what_is_no_address_is_refused_in_one_sentence(address, run):
    result = run("letter", "--to", address)

    assert result.exit_code == 2
    assert "is no e-mail address" in result.stderr


def test_whoever_publishes_signs_once_they_are_confirmed(project, run):
    catalog = project / "datapackage/catalog.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true"))

    assert "[your name]" not in run("letter").stdout
