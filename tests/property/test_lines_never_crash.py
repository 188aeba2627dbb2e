"""Whatever bytes come, the answer is lines or one clear refusal; and no line holds what a page cannot show."""

import html
import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.lines import read_lines

PAGE = (Path(__file__).parents[2] / "datapackage/sources/om-mlr/snapshots/0000-undated-9a3481b75ff9.txt").read_bytes()
MEDIA_TYPES = st.sampled_from(["text/html", "text/plain", "", "text/html; charset=utf-16le", "text/plain;charset=x"])
TAGS = [
    "p",
    "div",
    "b",
    "header",
    "main",
    "nav",
    "dialog",
    "a href='x'",
    "img alt='y'",
    "pre",
    "script",
    "li",
    "p hidden",
]
SNIPPETS = st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag.split()[0]}>" for tag in TAGS), "Malmö", "&lt;"])
# Letters and spaces as a page may have them: everything but controls, and no sign that mojibake is made of.
PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="\ufffdÂÃâïð√├┬?<>&"), max_size=80
)


def lines_or_refusal(content: bytes, media_type: str) -> list[str]:
    try:
        lines = read_lines(content, media_type)
    except SourceError:
        return []
    numbers = [line.number for line in lines]
    assert lines
    assert numbers == sorted(set(numbers))
    for line in lines:
        assert line.text == " ".join(line.text.split()) == unicodedata.normalize("NFC", line.text) != ""
        assert not any(unicodedata.category(character) == "Cc" for character in line.verbatim)
        assert "\ufffd" not in line.verbatim
    return [line.text for line in lines]


@given(st.binary(max_size=2000), MEDIA_TYPES)
def test_any_bytes_give_lines_or_a_refusal(content: bytes, media_type: str) -> None:
    lines_or_refusal(content, media_type)


@given(st.lists(SNIPPETS | st.text(max_size=20), max_size=60), MEDIA_TYPES)
def test_any_soup_of_tags_gives_lines_or_a_refusal(soup: list[str], media_type: str) -> None:
    lines_or_refusal("".join(soup).encode("utf-8", "replace"), media_type)


@given(st.data())
@settings(max_examples=300)
def test_a_page_damaged_anywhere_gives_lines_or_a_refusal(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PAGE)))
    end = data.draw(st.integers(start, min(len(PAGE), start + 40)))
    lines_or_refusal(PAGE[:start] + data.draw(st.binary(max_size=12)) + PAGE[end:], data.draw(MEDIA_TYPES))


@given(st.integers(0, len(PAGE)))
def test_a_page_cut_anywhere_never_gains_a_letter(end: int) -> None:
    whole = lines_or_refusal(PAGE, "text/plain")
    *lines, last = lines_or_refusal(PAGE[:end], "text/plain") or [""]
    assert lines == whole[: len(lines)]
    assert whole[len(lines)].startswith(last)


@given(st.lists(PRINTABLE, min_size=1, max_size=12))
def test_the_same_lines_have_the_same_texts_from_text_and_from_html(printed: list[str]) -> None:
    as_text = lines_or_refusal("\n".join(printed).encode(), "text/plain")
    as_html = lines_or_refusal("".join(f"<div>{html.escape(line)}</div>" for line in printed).encode(), "text/html")
    assert as_text == as_html


@given(st.lists(PRINTABLE, min_size=1, max_size=6), st.sampled_from(["NFC", "NFD"]), st.sampled_from(["\n", "\r\n"]))
def test_form_and_line_ends_make_no_difference(printed: list[str], form: str, end: str) -> None:
    written = unicodedata.normalize(form, end.join(printed))
    assert lines_or_refusal(written.encode("utf-8-sig"), "text/plain") == lines_or_refusal(
        "\n".join(printed).encode(), "text/plain"
    )
