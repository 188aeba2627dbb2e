"""Whatever labels, cells and names of files hold: each report of `check` is well formed, and says nothing by itself."""

import csv
import gzip
import io
import json
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.checks.command import REPORTERS
from pipeline.checks.judged import Judged, Options, judge

SHAPES = Path(__file__).parents[1] / "contract" / "shapes"
JUNIT = etree.XMLSchema(etree.parse(SHAPES / "JUnit.xsd"))
SARIF = jsonschema.Draft4Validator(json.loads(gzip.decompress((SHAPES / "sarif-schema-2.1.0.json.gz").read_bytes())))
COMMAND = re.compile(r"::(?:error|warning|notice)(?: [^\r\n:]*)?::[^\r\n]*")
TAGS = {"html", "head", "meta", "title", "link", "style", "body", "a", "main", "div", "h1", "h2", "h3", "p", "nav"} | {
    *("ul", "li", "section", "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "mark", "i"),
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["<script>", "</style>", "]]>", "::error::", "%0A", "{{ x }}", "[a](b)", "\u202e", '"', "&lt;", "\x00", "a\r\nb"]
)
files = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=8)


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.tags.add(tag)


def judged(name: str, rows: list[list[str]], fields: list[str]) -> Judged:
    with tempfile.TemporaryDirectory() as folder:
        stream = io.StringIO(newline="")
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
        path = Path(folder) / "t.csv"
        path.write_text(stream.getvalue(), "utf-8", newline="")
        schema = {"fields": [{"name": field, "type": "integer"} for field in fields], "primaryKey": fields[:1]}
        return judge(path, name, Options(schema), "en").named()


@given(
    files,
    st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=6),
    st.lists(texts.filter(bool), min_size=1, max_size=3, unique=True),
    st.sampled_from(["sv", "en"]),
)
@example("a,b:c%\u202e.csv", [["<b>", "\x0b"], ["::x", "]]>"], ["1"]], ["<b>", "b"], "sv")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_report_is_well_formed(name: str, rows: list[list[str]], fields: list[str], language: str) -> None:
    one = judged(name, rows, fields)
    several = [one, Judged(name, 2, trouble=f"{name}: {fields[0]}")]
    told = {form: reporter(several, language) for form, reporter in REPORTERS.items()}
    JUNIT.assertValid(etree.fromstring(told["junit"].encode()))
    log = json.loads(told["sarif"])
    SARIF.validate(log)
    assert not [each for each in log["runs"][0]["results"] if "](" in each["message"]["text"]]
    assert all(COMMAND.fullmatch(line) for line in told["github"].split("\n"))
    assert Tags(told["html"]).tags <= TAGS
