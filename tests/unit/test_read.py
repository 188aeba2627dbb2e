"""What the lines of the page say: sections, prose, tasks, links, facts."""

import datetime as dt

import pytest

from pipeline.errors import SourceError
from pipeline.organisation.page import Page
from pipeline.organisation.read import read_page
from pipeline.sources.lines import read_lines
from tests.looks import REAL, changed, findings, look, page_spec, reference, rows, stops


def read(page: str, media_type: str = "text/plain") -> Page:
    """What a page says."""
    return read_page(read_lines(page.encode(), media_type), page_spec(), reference())


def test_the_real_page_has_its_parts() -> None:
    page = read(REAL)
    assert [municipality.name for municipality in page.members] == [item.municipality.name for item in page.delegations]
    assert [len(item.seats) for item in page.delegations] == [3, 3, 3, 3, 3, 4, 4, 3, 3, 3, 3, 3]
    assert [len(group.tasks) for group in page.groups] == [2] * 5
    assert (len(page.documents), len(page.facts)) == (7, 13)


def test_every_line_of_the_real_page_is_accounted_for() -> None:
    page = read(REAL)
    counted = {section.line for section in page.sections}
    counted |= {sentence.line for sentences in page.prose.values() for sentence in sentences}
    counted |= {task.line for group in page.groups for task in group.tasks}
    counted |= {item.line for item in page.delegations} | {seat.line for _, seat in page.seats}
    counted |= {document.line for document in page.documents}
    left_out = {item.text.casefold() for item in page_spec().leave_out}
    headings = {section.heading for section in page_spec().sections}
    left = [line for line in read_lines(REAL.encode(), "text/plain") if line.number not in counted]
    left = [line for line in left if line.text.casefold() not in left_out and line.text not in headings]
    assert left == []


def test_the_list_of_municipalities_may_break_anywhere() -> None:
    page = read(changed("Eslöv,\nHöör, Kävlinge", "Eslöv, Höör,\nKävlinge"))
    assert len(page.members) == 12
    assert page.opening.text.startswith("MalmöLundregionen är ett strategiskt samarbete")


def test_an_alias_names_its_municipality() -> None:
    page = read(changed("logo\nMalmö\n", "logo\nMalmö stad\n").replace("logo\nLund\n", "logo\nLunds kommun:\n"))
    assert len(page.delegations) == 12


def test_a_fact_quotes_its_sentence_and_its_line() -> None:
    fact = next(fact for fact in read(REAL).facts if fact.spec.id == "seats_lund")
    assert (fact.value, fact.quote, fact.line) == (
        "3",
        "Malmö stad och Lunds kommun har vardera tre platser i styrelsen.",
        14,
    )


def test_a_link_within_a_paragraph_is_a_link() -> None:
    page = read(
        changed("platser i styrelsen.", "platser i styrelsen.").replace("frivillig basis.\nLäs", "frivillig basis. Läs")
    )
    assert [document.document_id for document in page.documents][:2] == ["verksamhetsplan", "samverkansavtal"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/x.pdf", "https://www.malmolundregionen.se/x.pdf"),
        ("plan.pdf", "https://www.malmolundregionen.se/om-mlr/plan.pdf"),
        ("https://malmolundregionen.se/x.pdf", "https://malmolundregionen.se/x.pdf"),
        ("//www.malmolundregionen.se/x.pdf", "https://www.malmolundregionen.se/x.pdf"),
        ("https://spam.example.com/x.pdf", None),
        ("https://www.malmolundregionen.se.example.com/x", None),
        ("https://www.malmolundregionen.se@example.com/x", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:info@malmolundregionen.se", None),
        ("ftp://www.malmolundregionen.se/x", None),
        ("http://[", None),
        ("#top", None),
    ],
)
def test_a_document_has_its_address_only_where_documents_may_lie(url: str, expected: str | None) -> None:
    lines = "".join(f"<p>{line}</p>\n" for line in REAL.splitlines())
    page = changed("<p>Läs verksamhetsplanen</p>", f'<p><a href="{url}">Läs verksamhetsplanen</a></p>', lines)
    built = look(page.encode(), media_type="text/html")
    assert rows(built, "documents")[0]["url"] == expected
    assert ("document_elsewhere" in stops(built)) == (expected is None and url != "#top")


def test_an_address_on_our_host_but_with_mail_within_is_refused() -> None:
    page = read(REAL)
    assert page.documents[0].url is None


def test_another_page_is_refused() -> None:
    with pytest.raises(SourceError) as error:
        read("Nyheter\n\nEn bro byggs.\n")
    assert (error.value.key, error.value.facts["found"]) == ("not_this_page", "Nyheter")


def test_a_corrected_heading_keeps_the_body_and_shows_the_print() -> None:
    group = read(REAL).groups[1]
    assert (group.body.id, group.body.name) == ("framtida-kompetensforsorjning", "Framtida kompetensförsörjning")
    assert group.heading == "Framtida kompentensförsörjning"


def test_contact_details_are_gone_before_anything_is_read() -> None:
    text = changed("Gruppen utgör även", "Ring 040-34 10 00. Gruppen utgör även")
    text = changed("Roko Kursar (L)", "Roko Kursar (L), roko.kursar@malmo.example", text)
    built = look(text, day=dt.date(2022, 10, 1))
    everything = repr(built)
    assert "34 10 00" not in everything
    assert "roko.kursar" not in everything
    assert len(findings(built, "contact_details")) == 2


def test_navigation_before_the_title_and_a_footer_are_not_read_and_said_so() -> None:
    built = look(f"Hem\nOm MLR\n{REAL}\nKontakta oss\n")
    assert stops(built) == []
    assert rows(built, "organizations")[0]["description"] == rows(look(REAL), "organizations")[0]["description"]
    assert {finding.facts["lines"] for finding in findings(built, "not_read")} == {"1, 2, 177"}
