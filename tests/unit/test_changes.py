"""`changes.json` and `CHANGES.md`: the whole difference for programs, the story for people."""

import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from worlds import ORGANISATION, compare, seat, with_field, world

from pipeline.changes.files import changes_json, changes_md, markdown
from pipeline.changes.version import decide
from pipeline.files import canonical_json
from pipeline.model import Tables
from pipeline.versions import Comparison, Decision

ANNA = seat(1, 1, "Anna Berg", "Lund", "kso", party="L")
BO = seat(2, 2, "Bo Ek", "Lund", "municipal_director", is_acting=True)
APPOINTED = with_field(BO, is_acting=False)


def judged(before: Tables, after: Tables) -> tuple[Decision, Comparison]:
    comparison = compare(before, after)
    return decide("1.0.0", ORGANISATION.tables, comparison), comparison


def test_changes_json_has_key_and_changed_fields_only() -> None:
    content = changes_json(ORGANISATION, *judged(world(ANNA, BO), world(ANNA, APPOINTED)))
    assert {name: content[name] for name in ("package", "version", "previous", "level")} == {
        "package": "mlr-organisation",
        "version": "1.1.0",
        "previous": "1.0.0",
        "level": "minor",
    }
    assert content["story"] == [
        {
            "kind": "role_changed",
            "sv": "Lund: Bo Ek, t f kommundirektör → kommundirektör",
            "en": "Lund: Bo Ek, acting municipal chief executive → municipal chief executive",
        }
    ]
    assert content["tables"]["roster"]["changed"] == [
        {"key": {"membership_id": "m-0002"}, "before": {"is_acting": True}, "after": {"is_acting": False}}
    ]


def test_changes_json_writes_dates_as_iso_text() -> None:
    ended = [row | {"last_seen": dt.date(2026, 11, 20)} for row in world(ANNA, ended=[BO])["memberships"].rows()]
    content = changes_json(ORGANISATION, *judged(world(ANNA, BO), world(ANNA, ended=[BO], memberships=ended)))
    (changed,) = [
        row for row in content["tables"]["memberships"]["changed"] if row["key"] == {"membership_id": "m-0002"}
    ]
    assert changed["after"] == {"status": "ended", "last_seen": "2026-11-20"}
    assert json.loads(canonical_json(content)) == content


def test_changes_md_is_swedish_first_then_english_with_names_and_numbers() -> None:
    text = changes_md(ORGANISATION, *judged(world(ANNA, BO), world(ANNA, APPOINTED)))
    swedish, english = text.index("t f kommundirektör → kommundirektör"), text.index("acting municipal chief")
    assert swedish < english
    assert "Ändringar sedan 1.0.0: nytt innehåll." in text
    assert "Changes since 1.0.0: new content." in text


class Text(HTMLParser):
    """What a reader sees of a page, and the elements that it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen, self.elements = "", []  # type: tuple[str, list[str]]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the parser's signature)
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.seen += data


def rendered(text: str) -> Text:
    return Text(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"- {markdown(text)}"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[klicka](https://evil.example)",
        "![](https://evil.example/x.png)",
        "**fet** _kursiv_ `kod` ~~struken~~",
        "# Rubrik",
        "1. lista",
        "- lista",
        "+ lista",
        "===",
        "> citat",
        "a | b",
        "&lt;b&gt; &amp; &#64;",
        "back\\slash \\* och \\",
        "<https://evil.example>",
        "rad\nbrytning\n\n# rubrik",
        "[ref]: https://evil.example",
    ],
)
def test_no_text_of_the_source_becomes_markup(text: str) -> None:
    page = rendered(text)
    assert page.elements == ["ul", "li"]
    assert page.seen.strip() == " ".join(text.split())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_reads_as_itself(text: str) -> None:
    page = rendered(text)
    assert page.elements == ["ul", "li"]
    assert page.seen.split() == text.split()


def test_bare_addresses_are_no_links_where_markdown_makes_them_such() -> None:
    assert markdown("se https://a.example och www.b.example") == "se https\\://a.example och www\\.b.example"
