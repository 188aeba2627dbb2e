"""The rules beyond the schemas: each, broken once, gives its finding, and a sentence that says what to do."""

import datetime as dt
import string
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pipeline.model import LANGUAGES, Finding
from pipeline.organisation.build import Built
from pipeline.organisation.erasure import make_key, read_erased, read_key, remember
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.ruled import Acceptance, Correction, PersonDecision, Statement
from pipeline.wording.rules import RULES, finding_texts
from tests.looks import (
    NOTHING,
    REAL,
    SOURCE,
    States,
    changed,
    findings,
    look,
    page_spec,
    real_states,
    rows,
    states,
    stops,
)

DAY = dt.date(2022, 10, 1)
NEW = "\n\nlogo\nSjöbo\n\nMagnus Ek (M), KSO\n\nAndré Berg (S)\n\nAnn Ask, Kommundirektör\n"
Page = str | Callable[[], dict[str, Built]]


def after_real(page: str, day: dt.date | None = DAY, **settings: object) -> dict[str, Built]:
    """A look after the real text, under the project's settings with some of them replaced."""
    return look(page, real_states(), day, spec=replace(page_spec(day), **settings))  # type: ignore[arg-type]


def dated() -> States:
    """What is known after a look on a later day."""
    return states(look(REAL + "\n", real_states(), dt.date(2023, 1, 1)))


def corrected(**correction: object) -> Callable[[], dict[str, Built]]:
    """A look at a page with one line more, under a reviewed correction of it."""
    item = Correction(verbatim="Kim Ek (X)", reason="a test", **correction)  # type: ignore[arg-type]
    page = changed("Per Bengtsson (S)", "Kim Ek (X)" if "corrected" in correction else "Per Bengtsson (S)\nKim Ek (X)")
    return lambda: after_real(page, corrections={**page_spec(DAY).corrections, item.verbatim: item})


def html_link(url: str) -> Callable[[], dict[str, Built]]:
    """A look at the text as HTML in which the first document has an address."""
    lines = "".join(f"<p>{line}</p>\n" for line in REAL.splitlines())
    page = changed("<p>Läs verksamhetsplanen</p>", f'<p><a href="{url}">Läs verksamhetsplanen</a></p>', lines)
    return lambda: look(page.encode(), real_states(), DAY, media_type="text/html")


def links_exchanged() -> dict[str, Built]:
    """A look at the text as HTML in which two documents have exchanged their addresses since the look before."""
    lines = "".join(f"<p>{line}</p>\n" for line in REAL.splitlines())
    address = "https://www.malmolundregionen.se/{}.pdf"

    def page(*names: str) -> bytes:
        linked = lines
        for text, name in zip(("Läs verksamhetsplanen", "Läs samverkansavtalet"), names, strict=True):
            linked = linked.replace(f"<p>{text}</p>", f'<p><a href="{address.format(name)}">{text}</a></p>')
        return linked.encode()

    before = states(look(page("plan", "avtal"), real_states(), DAY, media_type="text/html"))
    return look(page("avtal", "plan"), before, dt.date(2022, 10, 8), media_type="text/html")


def reporting_in_a_circle() -> dict[str, Built]:
    """A look under settings in which the secretariat reports to itself."""
    sections = page_spec(DAY).sections
    sections = tuple(replace(each, reports_to=each.id) if each.id == "sekretariat" else each for each in sections)
    return after_real(REAL, sections=sections)


def statement(row: str, field: str, value: str) -> Statement:
    """What a maintainer states of an organization."""
    facts = {"source": "https://example.org/", "stated_by": "Webb", "date": DAY}
    return Statement(table="organizations", row=row, field=field, value=value, **facts)


def after_an_erasure(page: str) -> Callable[[], dict[str, Built]]:
    """A look at a page after Roko Kursar of Malmö was erased."""

    def seen() -> dict[str, Built]:
        with tempfile.TemporaryDirectory() as name:
            key_file = Path(name) / "erasure.key"
            make_key(key_file)
            nobody = read_erased(Path(name), key_file)
            roko = ("Roko Kursar", "1280", "elected")
            remember(nobody, read_key(key_file, nobody.file), "p-0020", [roko], [], "2026-11-23")
            return after_real(page, erased=read_erased(Path(name), key_file))

    return seen


def read_in(section: str, text: str) -> dict[str, frozenset[str]]:
    """What a person has read, and a text of a section more."""
    known = page_spec(DAY).read_in
    return {**known, section: known[section] | {text}}


def acceptance(rule: str, scope: str, until: dt.date = dt.date(2023, 1, 1)) -> Acceptance:
    """A maintainer's acceptance of a finding."""
    return Acceptance(rule=rule, scope=scope, until=until, reason="The town says so.")


def without(start: str, end: str) -> str:
    """The real text without what stands from `start` up to `end`."""
    return REAL[: REAL.index(start)] + REAL[REAL.index(end) :]


def exchanged(start: str, other: str) -> str:
    """The real text with the two lines exchanged in which these stand."""
    first, second = (next(line for line in REAL.splitlines() if text in line) for text in (start, other))
    return REAL.replace(first, "@").replace(second, first).replace("@", second)


BREACHES: dict[str, Page] = {
    "unclassified_line": changed("Roko Kursar (L)", "Roko Kursar (L)\nVinn pengar"),
    "outside_content": REAL + "\nKim Ek (S), KSO\n",
    "foreign_text": changed("Roko Kursar (L)", "Casino Kursar (L)"),
    "unreviewed_text": changed("Beslut fattas i konsensus.", "Beslut fattas i konsensus. Alla är glada."),
    "text_elsewhere": exchanged("• Stärka", "• Arbeta"),
    "text_gone": changed("Samarbetet sker på frivillig basis.\n", "\n"),
    "respelled_text": changed("Gruppen utgör även styrgrupp", "gruppen utgör även, styrgrupp"),
    "text_twice": changed("Beslut fattas i konsensus.", "Beslut fattas i konsensus. Beslut fattas i konsensus."),
    "set_aside": corrected(set_aside=True),
    "corrected_line": corrected(corrected="Per Bengtsson (S)"),
    "not_read": "Hem\nNyheter\n" + REAL,
    "cut_off": REAL[: REAL.rindex("Arbetsgruppens aktivitetsplan")],
    "section_missing": without("Sekretariat\n", "Arbetsgrupper\n"),
    "section_doubled": changed("Sekretariat\n", "Sekretariat\nSekretariat\n"),
    "section_order": without("Sekretariat\n", "Arbetsgrupper\n").replace(
        "Kommundirektörsgrupp\n\n",
        REAL[REAL.index("Sekretariat\n") : REAL.index("Arbetsgrupper\n")] + "Kommundirektörsgrupp\n\n",
    ),
    "corrected_heading": REAL,
    "letter_case": changed("Roko Kursar (L)", "Roko Kursar (l)"),
    "municipality_unknown": changed("Burlöv, Eslöv", "Burlöv, Atlantis, Eslöv"),
    "municipality_unlisted": changed("Charlotte Unosson, Kommundirektör", "Charlotte Unosson, Kommundirektör" + NEW),
    "municipality_without_section": changed("Burlöv, Eslöv", "Burlöv, Sjöbo, Eslöv"),
    "unknown_parenthesis": changed("Roko Kursar (L)", "Roko Kursar (L) (ledig)"),
    "unknown_role": changed("Roko Kursar (L)", "Roko Kursar (L), trollkarl"),
    "wrong_municipality": changed("Roko Kursar (L)", "Roko Kursar (L), Lund"),
    "name_shape": changed("Roko Kursar (L)", "Spela nu (L)"),
    "party_missing": changed("Roko Kursar (L)", "Roko Kursar, ledamot"),
    "party_of_civil_servant": changed("Eva Hallberg, K", "Eva Hallberg (S), K"),
    "contact_details": changed("Roko Kursar (L)", "Roko Kursar (L), 040-34 10 00"),
    "possible_contact": changed("Roko Kursar (L)", "Roko Kursar (L), 34 10 00"),
    "stray_comma": changed("Roko Kursar (L)", "Roko Kursar, (L)"),
    "acting": changed("Eva Hallberg, K", "Eva Hallberg, t f K"),
    "erased_place": changed("Roko Kursar (L)", "[raderad p-0020 m-0020]"),
    "erased_near_spelling": after_an_erasure(changed("Roko Kursar (L)", "Roko Kurssar (L)")),
    "erased_in_text": after_an_erasure(changed("Varje arbetsgrupp", "Roko Kursar leder. Varje arbetsgrupp")),
    "role_not_stated": changed("Lena Axelsson (S), oppositionsråd", "Lena Axelsson (S)"),
    "vacant_place": changed("Roko Kursar (L)", "Vakant"),
    "executive_chair_count": changed("Roko Kursar (L)", "Roko Kursar (L), KSO"),
    "director_count": changed("Eva Hallberg, Kommundirektör\n", ""),
    "seat_count": changed("Roko Kursar (L)\n", ""),
    "seats_stated": changed("vardera tre platser", "vardera fyra platser"),
    "name_twice": changed("Håkan Fält (M)", "Roko Kursar (L)"),
    "two_municipalities": changed("Per Bengtsson (S)", "Roko Kursar (S)"),
    "two_newcomers": changed("Per Bengtsson (S)", "Kim Ask (S)").replace("Stefan Lissmark (S)", "Kim Ask (S)"),
    "same_name_elsewhere": changed("Roko Kursar (L)", "Vakant (L)").replace("Per Bengtsson (S)", "Roko Kursar (L)"),
    "place_taken": exchanged("Roko Kursar (L)", "Per Bengtsson (S)"),
    "part_of_name": changed("Håkan Fält (M)", "Roko Ivan Kursar (M)"),
    "near_spelling": changed("Roko Kursar (L)", "Roko Kurssar (L)"),
    "other_party": changed("Roko Kursar (L)", "Roko Kursar (M)"),
    "group_count": changed("finns det fem arbetsgrupper", "finns det sex arbetsgrupper"),
    "group_without_task": without("  • Stärka", "  • Bidra").replace(
        REAL[REAL.index("  • Bidra") :], "Arbetsgruppens aktivitetsplan"
    ),
    "shared_task": REAL,
    "document_without_url": REAL,
    "document_missing": changed("Läs verksamhetsplanen\n", ""),
    "document_exchanged": links_exchanged,
    "document_elsewhere": html_link("https://spam.example.com/x.pdf"),
    "fact_missing": changed("År 2035 är målsättningen", "År 2035 är målet"),
    "fact_restated": lambda: after_real(
        changed("Beslut fattas i konsensus", "Beslut fattas i konsensus eller med majoritet"),
        read_in=read_in("styrelse", "Beslut fattas i konsensus eller med majoritet."),
    ),
    "reporting_line": reporting_in_a_circle,
    "decision_unused": lambda: after_real(
        changed("Roko Kursar (L)", "Roko Kursar (L)\nVinn pengar"), accepted=(acceptance("churn", "pgae"),)
    ),
    "statement_stale": lambda: after_real(
        REAL, statements=(statement("kommundirektorsgrupp", "kind", "directors_group"),)
    ),
    "statement_unused": lambda: after_real(REAL, statements=(statement("presidiet", "chair", "Karin Exempel"),)),
    "undated": lambda: look(REAL),
    "undated_after_dated": lambda: look(REAL, dated()),
    "older_than_published": lambda: look(REAL, dated(), DAY),
    "completeness": without("logo\nLund\n", "Kommundirektörsgrupp\n"),
    "churn": without("logo\nLund\n", "Kommundirektörsgrupp\n"),
    "same_as_sitting": lambda: after_real(
        changed("Roko Kursar (L)", "Kim Ask (L)"),
        persons=(PersonDecision(name="Kim Ask", municipality="Malmö", same_as="p-0001", reason="a slip"),),
    ),
    "returned": lambda: look(REAL, states(after_real(changed("Roko Kursar (L)", "Kim Ask (L)"))), dt.date(2022, 10, 8)),
}
IN_COMPANY = {
    # rules whose breach breaks others as well, and which
    "foreign_text": {"near_spelling"},
    "decision_unused": {"unclassified_line"},
    "completeness": {"churn", "municipality_without_section"},
    "churn": {"completeness", "municipality_without_section"},
    "seats_stated": {"unreviewed_text"},
    "group_count": {"unreviewed_text"},
    "fact_missing": {"unreviewed_text"},
    "erased_in_text": {"text_gone"},
    "two_municipalities": {"place_taken"},
    "same_as_sitting": {"other_party"},
    "name_twice": set(),
    "party_missing": set(),
}


def breach(rule: str) -> dict[str, Built]:
    """The look in which a rule is broken."""
    page = BREACHES[rule]
    return after_real(page) if isinstance(page, str) else page()


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_breach_gives_its_finding_and_stops_where_the_rule_is_an_error(rule: str) -> None:
    built = breach(rule)
    assert findings(built, rule), [finding.rule for finding in findings(built)]
    severity = page_spec(DAY).rules[rule].severity
    expected = {rule} if severity == "error" else set()
    assert set(stops(built)) - IN_COMPANY.get(rule, set()) == expected


LAST = REAL[REAL.index("  • Bidra") : REAL.rindex("Arbetsgruppens aktivitetsplan")]
SECRETARIAT = REAL[REAL.index("Sekretariatsledaren") : REAL.index("Arbetsgrupper\n")]


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        (exchanged("Stärka näringslivets", "Utveckla samarbete rörande"), "text_elsewhere"),
        (changed(SECRETARIAT, ""), "text_gone"),
        (changed(LAST, "") + "\n" + LAST, "outside_content"),
    ],
)
def test_a_text_in_another_section_or_gone_from_its_own_is_found_although_nothing_was_known(
    page: str, rule: str
) -> None:
    assert rule in stops(look(page, day=DAY))


def test_a_fact_that_is_gone_of_a_section_without_a_published_text_is_found() -> None:
    sentence = REAL[REAL.index("För att förverkliga") : REAL.index(" Varje arbetsgrupp")]
    assert stops(after_real(changed(f"{sentence} ", ""))) == ["text_gone"]


def test_texts_and_settings_know_the_same_rules() -> None:
    settings = yaml.safe_load((SOURCE / "source.yaml").read_text(encoding="utf-8"))["rules"]
    assert set(settings) == set(RULES) == set(BREACHES)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_finding_says_what_is_wrong_where_and_what_to_do_in_both_languages(rule: str) -> None:
    for finding in findings(breach(rule), rule):
        texts = finding_texts(finding)
        assert set(texts) == {"message_sv", "message_en", "action_sv", "action_en"}
        for text in texts.values():
            assert text
            assert "None" not in text
            assert "{}" not in text
        assert texts["message_sv"] != texts["message_en"]
        if finding.source_line and "source_line" in _slots(rule):
            assert str(finding.source_line) in texts["message_sv"]


def _slots(rule: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(RULES[rule].message["sv"]) if name}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_both_languages_of_a_rule_mention_the_same_things(rule: str) -> None:
    text = RULES[rule]
    for texts in (text.title, text.message, text.action):
        assert set(texts) == set(LANGUAGES)
        slots = [
            {name for _, name, _, _ in string.Formatter().parse(texts[language]) if name} for language in LANGUAGES
        ]
        assert slots[0] == slots[1]


@pytest.mark.parametrize("rule", sorted(code for code, text in RULES.items() if text.remedy == "accept"))
def test_the_line_that_a_finding_prints_for_decisions_settles_it(rule: str) -> None:
    settings = page_spec(DAY).rules[rule]
    if settings.severity != "error":
        return
    entries = [yaml.safe_load(finding_texts(f)["action_sv"].splitlines()[-1]) for f in findings(breach(rule), rule)]
    accepted = tuple(Acceptance(**entry) for (entry,) in entries)
    assert all(item.until is None or item.until > DAY for item in accepted)
    page = BREACHES[rule]
    spec = replace(page_spec(DAY), accepted=accepted)
    if isinstance(page, str):
        built = look(page, real_states(), DAY, spec=spec)
        assert rule not in stops(built)
        assert all(finding.accepted_reason for finding in findings(built, rule))


def test_the_line_for_an_unread_text_settles_it() -> None:
    page = BREACHES["unreviewed_text"]
    assert isinstance(page, str)
    (finding,) = findings(after_real(page), "unreviewed_text")
    (text,) = yaml.safe_load(finding_texts(finding)["action_en"].splitlines()[-1])
    assert text == "Alla är glada."
    assert stops(after_real(page, read_in=read_in("styrelse", text))) == []


def test_a_sentence_that_denies_a_fact_does_not_state_it_although_a_person_has_read_it() -> None:
    denial = "Modellen är icke-roterande ordförandeskap årsvis."
    page = changed("Modellen är roterande ordförandeskap årsvis.", denial)
    built = after_real(page, read_in=read_in("styrelse", denial))
    assert [finding.row_key for finding in findings(built, "fact_missing")] == ["chair_rotation"]
    assert "chair_rotation" not in {row["fact_id"] for row in rows(built, "governance_facts")}


def test_the_lines_for_a_person_offer_both_decisions() -> None:
    (finding,) = findings(breach("near_spelling"), "near_spelling")
    same, other = (yaml.safe_load(line)[0] for line in finding_texts(finding)["action_en"].splitlines()[-2:])
    assert (same["name"], same["municipality"], same["same_as"]) == ("Roko Kurssar", "Malmö", "p-0021")
    assert other["different_from"] == "p-0021"


def test_the_line_for_an_unknown_line_sets_it_aside() -> None:
    (finding,) = findings(breach("unclassified_line"), "unclassified_line")
    (entry,) = yaml.safe_load(finding_texts(finding)["action_en"].splitlines()[-1])
    item = Correction(**entry)
    page = BREACHES["unclassified_line"]
    assert isinstance(page, str)
    assert stops(after_real(page, corrections={**page_spec(DAY).corrections, item.verbatim: item})) == []


def test_an_accepted_error_keeps_its_reason_and_offers_no_lines() -> None:
    built = after_real(str(BREACHES["seat_count"]), accepted=(acceptance("seat_count", "1280"),))
    (finding,) = findings(built, "seat_count")
    assert (finding.accepted_reason, finding.stops, stops(built)) == ("The town says so.", False, [])
    assert "decisions.yaml" not in finding_texts(finding)["action_sv"]


def test_an_acceptance_that_has_ended_is_named_by_the_finding_that_it_no_longer_settles() -> None:
    built = after_real(str(BREACHES["seat_count"]), accepted=(acceptance("seat_count", "1280", until=DAY),))
    (finding,) = findings(built, "seat_count")
    assert finding.stops
    assert f"accepted in decisions.yaml for pages seen before {DAY}" in finding_texts(finding)["action_en"]
    assert findings(built, "decision_unused") == []


def test_a_missing_section_is_not_buried_under_what_follows_from_it() -> None:
    renamed = changed("Styrelsens medlemmar", "Medlemmar i styrelsen")
    assert stops(after_real(renamed)) == ["section_missing"]
    accepted = after_real(renamed, accepted=(acceptance("section_missing", "roster"),))
    assert {"outside_content", "churn"} <= set(stops(accepted))


def test_entries_that_fit_nothing_are_told_by_their_place_and_not_by_what_they_say() -> None:
    persons = tuple(
        PersonDecision(name=name, municipality="Malmö", same_as="p-0021", reason="x")
        for name in ("Roko Kursar", "Roko Krusar")
    )
    corrections = {**page_spec(DAY).corrections, "Kim Ek": Correction(verbatim="Kim Ek", reason="x", set_aside=True)}
    built = after_real(str(BREACHES["unclassified_line"]), persons=persons, corrections=corrections)
    unused = [finding_texts(finding)["message_en"] for finding in findings(built, "decision_unused")]
    assert unused == [
        "Entry 2 of corrections.yaml fits nothing on the page.",
        "Entry 2 of decisions.yaml, persons fits nothing on the page.",
    ]


def test_entries_that_fit_nothing_are_not_published() -> None:
    built = after_real(REAL, accepted=(acceptance("churn", "pgae"),))
    assert findings(built, "decision_unused") == []


def test_spam_is_named_and_offers_no_line_to_accept_it() -> None:
    texts = finding_texts(findings(breach("foreign_text"), "foreign_text")[0])
    assert "“Casino”" in texts["message_en"]
    assert "decisions.yaml" not in texts["action_en"]


def test_an_unknown_title_is_answered_with_the_one_that_is_near() -> None:
    built = after_real(changed("Roko Kursar (L)", "Roko Kursar (L), komundirektör"))
    (finding,) = findings(built, "unknown_role")
    assert finding_texts(finding)["message_sv"].endswith("är okänd. Menade du Kommundirektör?")
    (finding,) = findings(after_real(changed("Roko Kursar (L)", "Roko Kursar (L), gruppledare")), "unknown_role")
    assert finding_texts(finding)["message_sv"].endswith("är okänd.")


def test_an_accepted_title_is_published_word_for_word() -> None:
    line = "Per Bengtsson (S), trollkarl"
    built = after_real(changed("Per Bengtsson (S)", line), accepted=(acceptance("unknown_role", line),))
    assert stops(built) == []
    (row,) = (row for row in rows(built, "roster") if row["person"] == "Per Bengtsson")
    assert (row["role"], row["role_verbatim"]) == ("member", "trollkarl")
    memberships = {row["membership_id"]: row for row in rows(built, "memberships")}
    assert memberships[row["membership_id"]]["side_basis"] == "unknown"
    assert line not in {finding.verbatim for finding in findings(built, "role_not_stated")}


def test_a_quotation_mark_in_a_line_does_not_break_the_lines_to_paste() -> None:
    finding = Finding("unclassified_line", "error", "maintainer", {}, source_line=3, verbatim='a "b": {c} # d\\e')
    (entry,) = yaml.safe_load(finding_texts(finding)["action_sv"].splitlines()[-1])
    assert entry["verbatim"] == finding.verbatim


def test_the_real_page_gives_the_findings_of_the_data_model() -> None:
    built = look(REAL)
    assert stops(built) == []
    shared = findings(built, "shared_task")
    assert [finding.source_line for finding in shared] == [154, 155, 160, 161]
    assert len({finding.row_key for finding in findings(built, "document_without_url")}) == 12
    assert {finding.verbatim for finding in findings(built, "corrected_heading")} == {"Framtida kompentensförsörjning"}
    assert len(rows(built, "roster")) == 38


def test_a_rule_counts_only_on_its_days() -> None:
    def under(spec: PageSpec) -> list[Finding]:
        return findings(look(REAL, NOTHING, DAY, spec=spec), "stray_comma")

    spec = page_spec(DAY)
    ended = replace(spec.rules["stray_comma"], until=DAY)
    assert len(under(spec)) == 1
    assert under(replace(spec, rules={**spec.rules, "stray_comma": ended})) == []
