"""What a reader of the page sees is what is read: from text or HTML, in any encoding, and nothing else."""

import html
import time
import unicodedata
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.model import HIDDEN, Link
from pipeline.sources import MAX_BYTES
from pipeline.sources.lines import read_lines

REAL = Path(__file__).parents[2] / "datapackage/sources/om-mlr/snapshots/0000-undated-9a3481b75ff9.txt"


def texts(content: bytes | str, media_type: str = "text/html") -> list[str]:
    content = content.encode() if isinstance(content, str) else content
    return [line.text for line in read_lines(content, media_type)]


def refusal(content: bytes, media_type: str = "text/plain") -> str:
    with pytest.raises(SourceError) as caught:
        read_lines(content, media_type)
    return caught.value.key


@pytest.fixture(scope="module")
def real() -> str:
    return REAL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def real_texts(real: str) -> list[str]:
    return texts(real, "text/plain")


# The real page


def test_every_non_empty_line_of_the_page_is_read_under_its_physical_number(real: str) -> None:
    lines = read_lines(real.encode(), "text/plain")
    assert {line.number: line.verbatim for line in lines} == {
        number: line.strip() for number, line in enumerate(real.split("\n"), start=1) if line.strip()
    }
    assert (len(lines), lines[-1].number) == (100, 174)


def test_a_bullet_stays_in_the_line_as_printed_but_not_in_its_text(real: str) -> None:
    line = next(line for line in read_lines(real.encode(), "text/plain") if line.number == 148)
    assert line.verbatim.startswith("• Förebygga")
    assert line.text.startswith("Förebygga")


@pytest.mark.parametrize("bullet", ["•", "• ", "- ", "* ", "·", "\u2013 ", "\u2022\u00a0"])
def test_every_usual_bullet_is_one(bullet: str) -> None:
    assert texts(f"{bullet}Driva frågor", "text/plain") == ["Driva frågor"]


def test_a_minus_before_a_number_is_no_bullet() -> None:
    assert texts("-12 grader", "text/plain") == ["-12 grader"]


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR"),
        pytest.param(lambda text: unicodedata.normalize("NFD", text).encode(), id="NFD"),
        pytest.param(lambda text: text.replace(" ", "\u00a0").encode(), id="no-break spaces"),
        pytest.param(lambda text: text.replace(" ", " \u200b").encode(), id="zero-width spaces"),
        pytest.param(lambda text: text.replace("ommun", "om\u00admun").encode(), id="soft hyphens"),
        pytest.param(lambda text: text.replace(" ", " \t ").encode(), id="wide spaces"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: b"\xfe\xff" + text.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(lambda text: text.encode("utf-32"), id="UTF-32"),
        pytest.param(lambda text: text.encode("cp1252"), id="windows-1252, undeclared"),
    ],
)
def test_the_same_page_in_another_encoding_has_the_same_texts(real: str, real_texts: list[str], encoded) -> None:
    assert texts(encoded(real), "text/plain") == real_texts


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "macintosh", "utf-16le", "ISO-8859-15"])
def test_a_declared_encoding_is_believed_where_the_bytes_are_not_utf_8(
    real: str, real_texts: list[str], charset: str
) -> None:
    codec = {"macintosh": "mac-roman"}.get(charset, charset)
    encoded = real.replace("•", "·").encode(codec)  # Latin-1 has no round bullet
    assert texts(encoded, f'text/plain; charset="{charset}"') == real_texts


def test_utf_8_is_read_as_such_although_latin_1_is_declared(real: str, real_texts: list[str]) -> None:
    assert texts(real.encode(), "text/plain; charset=iso-8859-1") == real_texts


def test_an_encoding_declared_within_the_page_counts() -> None:
    page = '<meta charset="iso-8859-15"><p>Höör, 5 €</p>'
    assert texts(page.encode("iso-8859-15")) == ["Höör, 5 €"]


# Refusals


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("KÃ¤vlinge", id="UTF-8 read as windows-1252"),
        pytest.param("Malm\u00c3\u00b6 och \u00c3\u0085stad", id="UTF-8 read as Latin-1"),
        pytest.param("Ã\u2026r 2035", id="Å"),
        pytest.param("Svedala\u00c2\u00a0", id="a double-encoded no-break space"),
        pytest.param("K\ufffdvlinge", id="replacement character"),
        pytest.param("K√§vlinge", id="UTF-8 read as Mac Roman"),
        pytest.param("K├ñvlinge", id="UTF-8 read as cp850"),
        pytest.param("K?vlinge", id="letter lost"),
        pytest.param("K&auml;vlinge\x1b[2J", id="control character"),
        pytest.param("a" + "\u0301" * 12, id="a pile of marks"),
    ],
)
def test_damaged_characters_are_refused_and_never_published(content: str) -> None:
    assert refusal(content.encode()) == "source_mojibake"
    assert refusal(f"<p>{content}</p>".encode(), "text/html") == "source_mojibake"


def test_double_encoding_hidden_in_entities_is_found() -> None:
    assert refusal(b"<p>K&Atilde;&curren;vlinge</p>", "text/html") == "source_mojibake"


def test_a_question_mark_in_an_address_is_no_lost_letter() -> None:
    assert texts("se www.example.org/index.php?id=1 - varför?", "text/plain")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "source_empty"),
        (b" \r\n\t ", "source_empty"),
        (b"\xef\xbb\xbf\n", "source_empty"),
        (b"<html><body><script>1</script></body></html>", "source_empty"),
        (b"%PDF-1.7 ...", "source_binary"),
        (b"PK\x03\x04...", "source_binary"),
        (b"\x1f\x8b\x08...", "source_binary"),
        (b"\x89PNG\r\n", "source_binary"),
        (b"Malm\x00", "source_binary"),
        ("Malmö".encode("utf-16-le"), "source_binary"),
        (b"\xff\xfeM\x00a", "source_encoding"),
        ("Кевлинге, Мальмё".encode("koi8-r"), "source_encoding"),
        ("Kävlinge och Höör".encode("cp850"), "source_encoding"),
        ("Kävlinge, ".encode() + "Höör".encode("latin-1"), "source_encoding"),
        (b"\x81\x8d\x8f", "source_encoding"),
        ("Kävlinge, Höör, Malmö, Kl".encode() + b"\xf6v", "source_damaged"),
        (b"\xef\xbb\xbf" + "Kävlinge, Malmö".encode() + b"\xc3", "source_damaged"),
        (b"a\n" * 20_001, "source_too_many_lines"),
        (b"a" * 5_001, "source_line_too_long"),
        (b"a" * 30_000_000, "source_too_large"),
    ],
)
def test_what_is_no_text_of_a_page_is_refused_with_its_reason(content: bytes, key: str) -> None:
    assert refusal(content) == key


@pytest.mark.parametrize(
    "start", ["<div>", "<b></b>", "<table><tr><td>", "<br>", "<a href=x>y", "<", "<!--", "<p a='", "&#228;"]
)
def test_five_megabytes_of_hostile_mark_up_end_within_seconds(start: str) -> None:
    content = ("<html><body>" + start * (MAX_BYTES // len(start)))[:MAX_BYTES].encode()
    began = time.process_time()
    assert refusal(content, "text/html") in {"source_too_many_elements", "source_empty", "source_line_too_long"}
    assert time.process_time() - began < 20


def test_mark_up_nested_100_000_deep_is_read() -> None:
    assert texts("<div>" * 100_000 + "Malmö" + "</div>" * 100_000) == ["Malmö"]


# HTML


def marked_up(real: str, tag: str) -> str:
    return "<html><body><main>" + "\n".join(
        f"<{tag}>{html.escape(line)}</{tag}>" for line in real.split("\n") if line.strip()
    )


@pytest.mark.parametrize("tag", ["p", "div", "li", "td", "h2", "dd", "blockquote", "figcaption"])
def test_any_block_element_makes_a_line_of_the_page(real: str, real_texts: list[str], tag: str) -> None:
    assert texts(marked_up(real, tag)) == real_texts


def test_line_breaks_make_the_lines_of_the_page(real: str, real_texts: list[str]) -> None:
    page = "<div>" + "<br />".join(html.escape(line) for line in real.split("\n")) + "</div>"
    assert texts(page) == real_texts


def test_every_letter_may_be_an_entity(real: str, real_texts: list[str]) -> None:
    page = "".join(f"<p>{''.join(f'&#{ord(letter)};' for letter in line)}</p>" for line in real.split("\n"))
    assert texts(page) == real_texts


def test_preformatted_text_keeps_its_lines(real: str, real_texts: list[str]) -> None:
    assert texts(f"<pre>{html.escape(real)}</pre>") == real_texts


def test_text_that_is_only_said_to_be_html_is_read_as_text(real: str, real_texts: list[str]) -> None:
    assert texts(real.encode(), "text/html") == real_texts


def test_html_that_is_said_to_be_text_is_read_as_html() -> None:
    assert texts("<!DOCTYPE html><p>Burlöv<p>Eslöv", "text/plain") == ["Burlöv", "Eslöv"]


def test_inline_elements_do_not_break_words() -> None:
    page = "<p><strong>Lars</strong>\n Jo<em>hn</em><wbr>son&nbsp;(<b>M</b>), <span>KSO</span></p>"
    assert texts(page) == ["Lars Johnson (M), KSO"]


def test_a_span_shown_as_a_block_makes_a_line() -> None:
    assert texts('<p><span style="Display: BLOCK !important">Lund</span><span>Malmö</span></p>') == ["Lund", "Malmö"]


def test_an_image_gives_its_alternative_text_as_a_line() -> None:
    assert texts('<div><img src="x.png" alt="logo">Burlöv<img alt=""><img></div>') == ["logo", "Burlöv"]


def test_a_link_keeps_its_text_and_its_target_as_written() -> None:
    page = '<p>Se <a href=" /wp/Plan%202.pdf "><b>Läs</b>\nverksamhetsplanen</a> <a name="x">här</a></p>'
    [line] = read_lines(page.encode(), "text/html")
    assert line.text == "Se Läs verksamhetsplanen här"
    assert line.links == (Link("Läs verksamhetsplanen", "/wp/Plan%202.pdf"),)


def test_a_link_around_several_lines_belongs_to_each() -> None:
    page = '<a href="/plan"><h3>Näringsliv</h3><div><img alt="Arbetsgruppens aktivitetsplan"></div></a><p>Slut</p>'
    assert [(line.text, line.links) for line in read_lines(page.encode(), "text/html")] == [
        ("Näringsliv", (Link("Näringsliv", "/plan"),)),
        ("Arbetsgruppens aktivitetsplan", (Link("Arbetsgruppens aktivitetsplan", "/plan"),)),
        ("Slut", ()),
    ]


def test_neighbouring_links_to_one_address_stay_two() -> None:
    [line] = read_lines(b'<p><a href="/a">x</a><a href="/a">y</a>', "text/html")
    assert [link.text for link in line.links] == ["x", "y"]


@pytest.mark.parametrize(
    "injected",
    [
        "<script>document.write('<p>Casino</p>')</script>",
        "<style>p::after{content:'Casino'}</style>",
        "<!-- <p>Casino</p> -->",
        "<!--[if IE]><p>Casino</p><![endif]-->",
        "<template><p>Casino</p></template>",
        "<noscript><p>Casino</p></noscript>",
        "<p hidden>Casino</p>",
        "<div hidden=''><p>Casino</p></div>",
        "<div aria-hidden='true'><p>Casino</p></div>",
        "<p style='display:none'>Casino</p>",
        "<div style='color:red; DISPLAY : none !important'><p>Casino</p></div>",
        "<p style='display:/**/none'>Casino</p>",
        "<p style='visibility:hidden'>Casino</p>",
        "<p style='opacity:0'>Casino</p>",
        "<p style='font-size:0px'>Casino</p>",
        "<p style='position:absolute;left:-9999px'>Casino</p>",
        "<p style='text-indent:-999em'>Casino</p>",
        "<div style='height:0;overflow:hidden'>Casino</div>",
        "<p style='clip:rect(0,0,0,0)'>Casino</p>",
        "<p style='content-visibility:hidden'>Casino</p>",
        "<p style='color:transparent'>Casino</p>",
        "<p style='filter:opacity(0)'>Casino</p>",
        "<p style='font:0/0 a'>Casino</p>",
        r"<p style='display:\6eon\65 '>Casino</p>",
        "<p style='text-decoration: red line-through'>Casino</p>",
        "<del>Casino</del>",
        "<svg><title>Casino</title><text>Casino</text></svg>",
        "<iframe src='x'>Casino</iframe>",
        "<nav><ul><li>Casino</li></ul></nav>",
        "<div role='navigation'>Casino</div>",
        "<aside><p>Casino</p></aside>",
        "<form><label>Casino</label><input value='Casino'><button>Casino</button></form>",
        "<select><option>Casino</option></select>",
        "<textarea>Casino</textarea>",
        "<object>Casino</object>",
        "<div title='Casino' data-x='<p>Casino</p>'></div>",
        "<img src='Casino' title='Casino'>",
    ],
)
def test_what_the_page_does_not_show_is_not_read(injected: str) -> None:
    assert texts(f"<main><p>Lund</p>{injected}<p>Malmö</p></main>") == ["Lund", "Malmö"]


@pytest.mark.parametrize(
    "style", ["font:0.9em Arial", "filter:opacity(0.9)", "opacity:0.5", "text-decoration:underline"]
)
def test_what_a_style_only_makes_smaller_or_paler_is_read(style: str) -> None:
    assert texts(f"<main><p style='{style}'>Lund</p></main>") == ["Lund"]


def test_what_belongs_to_the_site_is_not_read() -> None:
    page = """
      <head><title>Casino</title></head><body>
      <header><a href="/">Casino</a><ul><li>Organisation</li></ul></header>
      <dialog open>Vi använder kakor</dialog><div role="dialog">Vi använder kakor</div>
      <main><p>Lund</p></main>
      <footer><h2>Kontakt</h2></footer></body>"""
    assert texts(page) == ["Lund"]


def test_the_title_of_the_page_is_read_wherever_a_page_builder_puts_it() -> None:
    title = "<h1>MLR - en samverkansplattform</h1>"
    for page in (f"<header><div>{title}</div>Meny</header>", f"<main><header>{title}</header></main>", title):
        assert texts(page) == ["MLR - en samverkansplattform"]


def test_a_footer_of_a_section_is_part_of_the_page() -> None:
    assert (
        texts("<article><p>Lund</p><footer><a href='/x'>Aktivitetsplan</a></footer></article>")[-1] == "Aktivitetsplan"
    )


def test_a_dialogue_within_the_page_is_read_although_it_is_closed() -> None:
    page = "<main><div class='modal' role='dialog' aria-hidden='true'><p>Burlöv</p><button>Stäng</button></div></main>"
    assert texts(page) == ["Burlöv", "Stäng"]


def test_something_hidden_within_an_open_dialogue_stays_hidden() -> None:
    assert texts("<main><dialog><p hidden>Casino</p><p>Lund</p></dialog></main>") == ["Lund"]


def test_the_heading_of_an_accordion_is_read_although_it_is_a_button() -> None:
    page = "<main><h3><button aria-expanded='false'>Näringsliv</button></h3><div role='tabpanel' hidden>• Stärka</div>"
    assert texts(page) == ["Näringsliv", "Stärka"]


def test_a_form_around_the_whole_page_does_not_hide_it() -> None:
    assert texts("<form id='aspnetForm'><input type='hidden' value='x'><main><p>Lund</p></main></form>") == ["Lund"]


def test_elements_left_open_or_closed_twice_do_not_hide_what_follows() -> None:
    assert texts("<main><nav><p>Meny</nav></nav></div><p><b>Lund<p>Malmö</i></main>") == ["Lund", "Malmö"]


def test_a_page_with_two_bases_is_refused() -> None:
    page = '<base href="/a/"><p><a href="x">Läs</a></p><base href="https://evil.example/">'
    with pytest.raises(SourceError) as caught:
        read_lines(page.encode(), "text/html")
    assert caught.value.key == "source_bases"


def test_a_base_counts_wherever_it_stands() -> None:
    page = '<p><a href="x">Läs</a></p><div><base href="https://evil.example/"></div>'
    [line] = read_lines(page.encode(), "text/html")
    assert line.links == (Link("Läs", "x", "https://evil.example/"),)


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u206a", "\ue000", "\U000e0041", "\U000e0100", "\u2800", "\u3164", "\u0378"]
)
def test_a_character_that_is_not_what_a_reader_sees_is_shown_as_hidden(sign: str) -> None:
    [line] = read_lines(f"An{sign}na".encode(), "text/plain")
    assert (line.text, line.verbatim) == (f"An{HIDDEN}na", f"An{HIDDEN}na")


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u200d", "\u200e", "\u2060", "\ufeff", "\ufe0f", "\u061c"])
def test_a_character_that_takes_no_room_is_left_out(sign: str) -> None:
    [line] = read_lines(f"An{sign}na".encode(), "text/plain")
    assert line.text == "Anna"
