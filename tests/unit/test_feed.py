"""The feeds are valid Atom, tell each story in their language, and never give a reader old news as new."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from published import SETTINGS, put_release, withdraw

from pipeline.pages.feed import FEEDS, feeds
from pipeline.project import CatalogSettings
from pipeline.versions import Release

NAMES = {"a": "http://www.w3.org/2005/Atom", "x": "http://www.w3.org/1999/xhtml"}
STORY = [{"kind": "joined", "sv": "Lund: Åsa <b>Öberg</b> tillkommer", "en": "Lund: Åsa <b>Öberg</b> joins"}]


LANGUAGES = pytest.mark.parametrize("language", FEEDS)


def feed(settings: CatalogSettings, packages: Mapping[str, Sequence[Release]], language: str) -> bytes:
    """The feed in one language."""
    return feeds(settings, packages)[FEEDS[language]]


def read(*releases: Release, language: str = "sv") -> Any:
    parsed = feedparser.parse(feed(SETTINGS, {"mlr-organisation": releases}, language))
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
    assert entry.link == "https://data.example.org/mlr/mlr-organisation/1.0.0.html"
    assert entry.updated == entry.published == "2026-11-23T06:32:00Z"


def test_the_english_feed_tells_it_in_english(tmp_path: Path) -> None:
    parsed = read(put_release(tmp_path, story=STORY), language="en")
    entry = parsed.entries[0]
    assert (parsed.feed.title, parsed.feed.subtitle) == ("Open data", "A collection of <data> & more.")
    assert entry.title == "Data on mlr-organisation, version 1.0.0"
    assert entry.link == "https://data.example.org/mlr/mlr-organisation/1.0.0.en.html"
    assert [(tag.term, tag.label) for tag in entry.tags] == [("mlr-organisation", "Data on mlr-organisation")]


@LANGUAGES
def test_whichever_link_a_reader_takes_it_is_in_the_language_of_the_feed(tmp_path: Path, language: str) -> None:
    gone = withdraw(put_release(tmp_path, "1.1.0"))
    content = feed(SETTINGS, {"mlr-organisation": [gone, put_release(tmp_path)]}, language)
    root = etree.fromstring(content)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert {link.get("hreflang") for link in root.iter(f"{{{NAMES['a']}}}link")} == {language}
    assert [len(entry.findall("a:link", NAMES)) for entry in root.findall("a:entry", NAMES)] == [1, 1]
    english = {link.get("href").endswith((".en.html", ".en.xml")) for link in root.iter(f"{{{NAMES['a']}}}link")}
    assert english == {language == "en"} | ({False} if language == "sv" else set())


@LANGUAGES
def test_a_feed_says_nothing_in_the_other_language(tmp_path: Path, language: str) -> None:
    releases = [put_release(tmp_path, "1.0.1", story=STORY), withdraw(put_release(tmp_path))]
    content = feed(SETTINGS, {"mlr-organisation": releases}, language).decode()
    told = {
        "sv": ("tillkommer", "Första versionen.", "återkallad"),
        "en": (" joins", "The first version.", "withdrawn"),
    }
    for spoken, words in told.items():
        assert all((word in content) == (spoken == language) for word in words), spoken


def test_the_story_is_told_as_text(tmp_path: Path) -> None:
    for language, content in zip(FEEDS, feeds(SETTINGS, told(tmp_path)).values(), strict=False):
        reason = {"sv": "Första versionen.", "en": "The first version."}[language]
        assert texts(content, ".//x:p") == [reason]
        assert texts(content, ".//x:li") == [STORY[0][language]], "its markup is escaped"


def told(target: Path) -> dict[str, list[Release]]:
    return {"mlr-organisation": [put_release(target, story=STORY)]}


def test_a_reader_of_both_feeds_takes_no_text_for_another(tmp_path: Path) -> None:
    both = [texts(content, ".//a:id") for content in feeds(SETTINGS, told(tmp_path)).values()]
    assert len({*both[0], *both[1]}) == 4


def test_the_ids_of_the_swedish_feed_are_those_that_it_had_before_there_was_an_english_one(tmp_path: Path) -> None:
    assert texts(feeds(SETTINGS, told(tmp_path))["feed.xml"], ".//a:id") == [
        "urn:uuid:478cd583-efd9-51e1-8af9-7e0bfcec0eb8",
        "urn:uuid:fdfe8921-efd2-57d5-95e7-28d70878a4e5",
    ]


def test_a_story_that_is_the_whole_reason_is_told_once(tmp_path: Path) -> None:
    story = [{"kind": "baseline", "sv": "Första versionen.", "en": "The first version."}]
    content = feed(SETTINGS, {"mlr-organisation": [put_release(tmp_path, story=story)]}, "sv")
    assert texts(content, ".//x:p") == ["Första versionen."]
    assert texts(content, ".//x:li") == []


def test_what_happened_last_comes_first(tmp_path: Path) -> None:
    organisation = [put_release(tmp_path, "1.1.0", "2027-02-01T00:00:00Z"), put_release(tmp_path)]
    groups = [put_release(tmp_path, "1.0.0", "2027-01-01T00:00:00Z", package="mlr-working-groups")]
    content = feed(SETTINGS, {"mlr-organisation": organisation, "mlr-working-groups": groups}, "sv")
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
    elsewhere = replace(SETTINGS, base_url="https://elsewhere.example.org/")
    for language in FEEDS:
        before = feed(SETTINGS, {"mlr-organisation": [first]}, language)
        after = feed(elsewhere, {"mlr-organisation": [second, first]}, language)
        assert texts(before, "a:id") == texts(after, "a:id")
        assert texts(before, "a:entry/a:id") == texts(after, "a:entry/a:id")[1:]
        assert len({*texts(after, ".//a:id")}) == 3


def test_a_withdrawn_version_says_so_and_tells_nothing_of_its_story(tmp_path: Path) -> None:
    content = feed(SETTINGS, {"mlr-organisation": [withdraw(put_release(tmp_path, story=STORY))]}, "sv")
    entry = feedparser.parse(content).entries[0]
    assert entry.title == "mlr-organisation, version 1.0.0 (återkallad)"
    assert (entry.published, entry.updated) == ("2026-11-23T06:32:00Z", "2026-12-01T08:00:00Z")
    assert "Fel fil publicerades." in entry.content[0].value
    assert "Öberg" not in content.decode()


def test_a_withdrawn_version_names_what_to_use_instead(tmp_path: Path) -> None:
    gone = withdraw(put_release(tmp_path))
    gone.descriptor["replacement"] = "1.0.1"
    made = feeds(SETTINGS, {"mlr-organisation": [put_release(tmp_path, "1.0.1"), gone]})
    swedish, english = (made[name] for name in FEEDS.values())
    assert "Data om mlr-organisation, version 1.0.0 (återkallad)" in swedish.decode()
    assert "Använd version 1.0.1 i stället." in swedish.decode()
    assert "Use version 1.0.1 instead." in english.decode()


def test_a_feed_without_versions_is_a_valid_feed() -> None:
    for language, front in {"sv": "", "en": "index.en.html"}.items():
        parsed = feedparser.parse(feed(SETTINGS, {}, language))
        assert not parsed.bozo
        assert (parsed.feed.link, parsed.entries) == (f"https://data.example.org/mlr/{front}", [])


@LANGUAGES
def test_every_element_that_atom_demands_is_there_once(tmp_path: Path, language: str) -> None:
    content = feed(SETTINGS, {"mlr-organisation": [put_release(tmp_path)]}, language)
    for parent in ("", "a:entry/"):
        for name in ("id", "title", "updated"):
            assert len(texts(content, f"{parent}a:{name}")) == 1
    assert texts(content, "a:author/a:name") == ["Malmö stad"]
    [link] = etree.fromstring(content).iterfind("a:link[@rel='self']", NAMES)
    assert link.get("href") == f"https://data.example.org/mlr/{FEEDS[language]}"


@settings(deadline=None)  # it writes files, on whatever disk there is
@given(st.text())
def test_any_text_makes_a_feed_that_can_be_read(tmp_path_factory: Any, text: str) -> None:
    story = [{"kind": "joined", "sv": text, "en": text}]
    release = put_release(tmp_path_factory.mktemp("target"), story=story)
    for content in feeds(SETTINGS, {"mlr-organisation": [release]}).values():
        assert len(etree.fromstring(content).findall(".//x:li", NAMES)) == 1


@LANGUAGES
def test_a_package_has_a_feed_of_its_own_entries_alone(tmp_path, language):
    made = feeds(SETTINGS, told(tmp_path))
    name = FEEDS[language]
    packages = {path.partition("/")[0] for path in made if "/" in path}
    own = {package: feedparser.parse(made[f"{package}/{name}"]) for package in packages}
    every = feedparser.parse(made[name])
    assert sum(len(feed.entries) for feed in own.values()) == len([entry for entry in every.entries if "tags" in entry])
    for package, feed in own.items():
        assert not feed.bozo
        assert {tag.term for entry in feed.entries for tag in entry.tags} == {package}
        assert {entry.id for entry in feed.entries} <= {entry.id for entry in every.entries}
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == f"https://data.example.org/mlr/{package}/{name}"
    assert len({feed.feed.id for feed in (*own.values(), every)}) == len(own) + 1
