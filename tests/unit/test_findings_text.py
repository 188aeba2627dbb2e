"""Findings in a terminal: causes first, each line said once, who can mend it, and where the rest is."""

from pipeline.wording.findings import findings_text
from tests.looks import REAL, changed, findings, look, real_states


def test_a_heading_does_not_claim_what_the_finding_denies() -> None:
    built = look(changed("Roko Kursar (L)", "Roko Kursar (L), trollkarl"), real_states())
    text = findings_text(findings(built, "unknown_role"), "sv")
    assert text.startswith("FEL · bruten regel: Titlar är kända (1) [unknown_role]\n")


def test_a_finding_names_its_line_once_and_says_who_can_mend_it() -> None:
    text = findings_text(findings(look(REAL), "stray_comma"), "sv")
    assert text.count("ad 25") == 1
    assert "sidans ägare" in text


def test_what_is_not_shown_is_counted_and_found_with_another_command() -> None:
    text = findings_text(findings(look(REAL), "role_not_stated"), "en")
    assert "… and 8 more; `mlr-opendata validate --format html` shows all" in text


def test_what_to_do_is_said_once_for_all_the_lines_to_paste() -> None:
    page = changed("Stefan Lissmark (S)", "Stefan Lissmark (S), magiker")
    built = look(changed("Roko Kursar (L)", "Roko Kursar (L), trollkarl", page), real_states())
    text = findings_text(findings(built, "unknown_role"), "en")
    assert text.count("under accept:") == text.count("→") == 1
    assert text.count("\n  - {rule:") == 2


def test_what_may_be_the_cause_stands_before_what_may_follow_from_it() -> None:
    start, end = (REAL.index(part) for part in ("logo\nLund\n", "Kommundirektörsgrupp\n"))
    page = (REAL[:start] + REAL[end:]).replace("Sekretariat\n", "Sekretariat\nSekretariat\n")
    text = findings_text(findings(look(page, real_states())), "en")
    codes = ("section_doubled", "municipality_without_section", "completeness", "churn", "document_without_url")
    places = [text.index(f"[{code}]") for code in codes]
    assert places == sorted(places)
