"""What the lines of the page say: sections, prose, tasks, links, facts."""

import datetime as dt
from collections import Counter

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


def test_every_line_of_the_page_is_told_and_none_of_its_content_is_left_out_but_what_the_settings_name() -> None:
    told = read(f"Hem\n{REAL}\nLåna pengar\n").told
    assert [each.line.number for each in told] == [
        line.number for line in read_lines(f"Hem\n{REAL}\nLåna pengar\n".encode(), "text/plain")
    ]
    counts = Counter(each.meaning for each in told)
    assert counts == {"heading": 23, "text": 7, "people": 38, "task": 10, "link": 7, "left_out": 15, "outside": 2}
    known = {item.text.casefold() for item in page_spec().leave_out}
    assert {each.line.text.casefold() for each in told if each.meaning == "left_out"} == known


def test_a_line_of_people_is_told_with_what_was_read_of_it_and_one_that_a_finding_stops_as_held() -> None:
    told = {
        each.line.text: each
        for each in look(changed("Roko Kursar (L)", "Roko Kursar (L)\nVinn pengar"))["organisation"].told
    }
    (row,) = told["Samuel Sköld, t f Kommundirektör"].rows
    assert (row.person.name, row.person.municipality, row.person.is_acting) == ("Samuel Sköld", "Lomma", True)
    assert told["Vinn pengar"].meaning == "held"
    assert told["Roko Kursar (L)"].meaning == "people"


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
