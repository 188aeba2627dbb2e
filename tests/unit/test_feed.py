"""The feed is valid Atom, tells each story in two languages, and never gives a reader old news as new."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from published import SETTINGS, put_release, withdraw

from pipeline.feed import feed
from pipeline.model import Release

NAMES = {"a": "http://www.w3.org/2005/Atom", "x": "http://www.w3.org/1999/xhtml"}
STORY = [{"kind": "joined", "sv": "Lund: Åsa <b>Öberg</b> tillkommer", "en": "Lund: Åsa <b>Öberg</b> joins"}]


def read(*releases: Release) -> Any:
    parsed = feedparser.parse(feed(SETTINGS, {"mlr-organisation": releases}))
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def texts(content: bytes, path: str) -> Sequence[str]:
    return [element.text or "" for element in etree.fromstring(content).iterfind(path, NAMES)]


def test_a_version_is_an_entry_with_its_story(tmp_path: Path) -> None:
    parsed = read(put_release(tmp_path, story=STORY))
    entry = parsed.entries[0]
    assert parsed.version == "atom10"
    assert parsed.feed.title == "Öppna data"
    assert entry.title == "Data om mlr-organisation, version 1.0.0"
    assert {link.hreflang: link.href for link in entry.links} == {
        "sv": "https://data.example.org/mlr/mlr-organisation/1.0.0.html",
        "en": "https://data.example.org/mlr/mlr-organisation/1.0.0.en.html",
    }
    assert entry.updated == entry.published == "2026-11-23T06:32:00Z"


def test_the_story_is_told_in_swedish_and_in_english(tmp_path: Path) -> None:
    content = feed(SETTINGS, {"mlr-organisation": [put_release(tmp_path, story=STORY)]})
    divisions = etree.fromstring(content).findall(".//x:div/x:div", NAMES)
    assert [part.get("{http://www.w3.org/XML/1998/namespace}lang") for part in divisions] == ["sv", "en"]
    assert texts(content, ".//x:p") == ["Första versionen.", "The first version."]
    assert texts(content, ".//x:li") == [STORY[0]["sv"], STORY[0]["en"]], "as text: its markup is escaped"


def test_a_story_that_is_the_whole_reason_is_told_once(tmp_path: Path) -> None:
    story = [{"kind": "baseline", "sv": "Första versionen.", "en": "The first version."}]
    content = feed(SETTINGS, {"mlr-organisation": [put_release(tmp_path, story=story)]})
    assert texts(content, ".//x:p") == ["Första versionen.", "The first version."]
    assert texts(content, ".//x:li") == []


def test_what_happened_last_comes_first(tmp_path: Path) -> None:
    organisation = [put_release(tmp_path, "1.1.0", "2027-02-01T00:00:00Z"), put_release(tmp_path)]
    groups = [put_release(tmp_path, "1.0.0", "2027-01-01T00:00:00Z", package="mlr-working-groups")]
    content = feed(SETTINGS, {"mlr-organisation": organisation, "mlr-working-groups": groups})
    assert [entry.updated[:7] for entry in feedparser.parse(content).entries] == [
        "2027-02",
        "2027-01",
        "2026-11",
    ]
    assert feedparser.parse(content).feed.updated == "2027-02-01T00:00:00Z"


def test_versions_of_the_same_second_keep_their_order(tmp_path: Path) -> None:
    releases = [put_release(tmp_path, version) for version in ("1.10.0", "1.9.0", "1.0.0")]
    assert [entry.title.rpartition(" ")[2] for entry in read(*releases).entries] == [
        "1.10.0",
        "1.9.0",
        "1.0.0",
    ]


def test_ids_are_unique_and_stay_when_the_feed_moves_and_grows(tmp_path: Path) -> None:
    first, second = put_release(tmp_path), put_release(tmp_path, "1.1.0", "2027-01-01T00:00:00Z")
    before = feed(SETTINGS, {"mlr-organisation": [first]})
    after = feed(replace(SETTINGS, base_url="https://elsewhere.example.org/"), {"mlr-organisation": [second, first]})
    assert texts(before, "a:id") == texts(after, "a:id")
    assert texts(before, "a:entry/a:id") == texts(after, "a:entry/a:id")[1:]
    assert len({*texts(after, ".//a:id")}) == 3


def test_a_withdrawn_version_says_so_and_tells_nothing_of_its_story(tmp_path: Path) -> None:
    content = feed(SETTINGS, {"mlr-organisation": [withdraw(put_release(tmp_path, story=STORY))]})
    entry = feedparser.parse(content).entries[0]
    assert entry.title == "mlr-organisation, version 1.0.0 (återkallad)"
    assert (entry.published, entry.updated) == ("2026-11-23T06:32:00Z", "2026-12-01T08:00:00Z")
    assert "Fel fil publicerades." in entry.content[0].value
    assert "Öberg" not in content.decode()


def test_a_withdrawn_version_names_what_to_use_instead(tmp_path: Path) -> None:
    gone = withdraw(put_release(tmp_path))
    gone.descriptor["replacement"] = "1.0.1"
    content = feed(SETTINGS, {"mlr-organisation": [put_release(tmp_path, "1.0.1"), gone]}).decode()
    assert "Data om mlr-organisation, version 1.0.0 (återkallad)" in content
    assert "Använd version 1.0.1 i stället." in content
    assert "Use version 1.0.1 instead." in content


def test_a_feed_without_versions_is_a_valid_feed() -> None:
    parsed = feedparser.parse(feed(SETTINGS, {}))
    assert not parsed.bozo
    assert (parsed.feed.link, parsed.entries) == ("https://data.example.org/mlr/", [])


def test_every_element_that_atom_demands_is_there_once(tmp_path: Path) -> None:
    content = feed(SETTINGS, {"mlr-organisation": [put_release(tmp_path)]})
    for parent in ("", "a:entry/"):
        for name in ("id", "title", "updated"):
            assert len(texts(content, f"{parent}a:{name}")) == 1
    assert texts(content, "a:author/a:name") == ["Malmö stad"]
    [link] = etree.fromstring(content).iterfind("a:link[@rel='self']", NAMES)
    assert link.get("href") == "https://data.example.org/mlr/feed.xml"


@settings(deadline=None)  # it writes files, on whatever disk there is
@given(st.text())
def test_any_text_makes_a_feed_that_can_be_read(tmp_path_factory: Any, text: str) -> None:
    story = [{"kind": "joined", "sv": text, "en": text}]
    release = put_release(tmp_path_factory.mktemp("target"), story=story)
    assert len(etree.fromstring(feed(SETTINGS, {"mlr-organisation": [release]})).findall(".//x:li", NAMES)) == 2
