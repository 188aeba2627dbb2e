"""The Atom feeds (RFC 4287), one a language: an entry a version, with the story of what changed.

A move of the catalogue has an entry too, and so has a package that is not published any more. Each feed tells and leads
to its own language alone. Readers do not choose among the links of an entry by language: they take the first, or the
last.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from pipeline.model import LANGUAGES
from pipeline.pages.page import titles_of
from pipeline.past import Contents
from pipeline.project import CatalogSettings, Move, Retirement
from pipeline.schema import Text
from pipeline.versions import Release, feed_name, newest_of, page_name
from pipeline.wording.sentences import Sentences

FEED = Sentences("feed")
TITLES = Sentences("feed", "titles")
ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = {language: feed_name(language) for language in LANGUAGES}
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, all but production 2
BEFORE_THE_FIRST = "1970-01-01T00:00:00Z"  # Atom demands a time of a feed that has no entry yet


@dataclass(frozen=True)
class Entry:
    """Something that happened, ready to be told."""

    path: tuple[str, ...]
    """What tells it from other entries of its publisher."""
    titles: Text
    published: str
    updated: str
    page: str
    """The address of the page that tells more, up to its ending."""
    paragraphs: Sequence[Text]
    story: Sequence[Text] = ()
    package: str = ""
    """Empty where it is about the whole catalogue."""
    package_title: Text | None = None


def feeds(settings: CatalogSettings, packages: Mapping[str, Sequence[Release]]) -> dict[str, bytes]:
    """The feeds by path: of everything, and of each package in its folder; what happened last comes first.

    Args:
        settings: who publishes, and where.
        packages: the releases of each package, newest first.

    Raises:
        OSError: a version folder has no `changes.json`.
    """
    entries = [
        *(_of_move(settings, move) for move in settings.moves),
        *(_of_retirement(settings, name, retired) for name, retired in settings.retired.items()),
        *(
            _of_version(settings, release, _titles(settings, releases))
            for releases in packages.values()
            for release in releases
        ),
    ]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    of_package = {
        f"{name}/{file}": _feed(settings.of(name), [each for each in entries if each.package == name], language, name,
                                _titles(settings, releases)[language])
        for name, releases in packages.items()
        for language, file in FEEDS.items()
    }  # fmt: skip
    return {file: _feed(settings, entries, language) for language, file in FEEDS.items()} | of_package


def _feed(
    settings: CatalogSettings, entries: Sequence[Entry], language: str, package: str = "", title: str = ""
) -> bytes:
    """One feed: of everything, or of the package that is named."""
    folder = f"{settings.base_url}{package}/" if package else settings.base_url
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: language}, nsmap={None: ATOM})
    _add(root, "id", _identifier(settings, language, *([package, "feed"] if package else [])))
    _add(root, "title", title or settings.titles[language])
    _add(root, "subtitle", settings.descriptions[language])
    _add(root, "updated", entries[0].updated if entries else BEFORE_THE_FIRST)
    _add(_add(root, "author"), "name", settings.publisher["name"])
    _add_link(root, "self", "application/atom+xml", language, folder + FEEDS[language])
    front = "" if language == LANGUAGES[0] else page_name("index", language)
    _add_link(root, "alternate", "text/html", language, folder + front)
    for entry in entries:
        _add_entry(root, settings, entry, language)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _of_version(settings: CatalogSettings, release: Release, package_title: Text) -> Entry:
    paragraphs, story = _tombstone(release) if release.state == "withdrawn" else _change_story(release)
    return Entry(
        path=(release.package, release.version),
        titles=TITLES.both(release.state, title=package_title, version=release.version),
        published=release.published_at,
        updated=release.updated_at,
        page=f"{settings.base_url}{release.package}/{release.version}",
        paragraphs=paragraphs,
        story=story,
        package=release.package,
        package_title=package_title,
    )


def _of_retirement(settings: CatalogSettings, package: str, retired: Retirement) -> Entry:
    return Entry(
        path=(package, "retired", retired.retired_at),
        titles=TITLES.both("retired", title=retired.titles),
        published=retired.retired_at,
        updated=retired.retired_at,
        page=f"{settings.base_url}{package}/index",
        paragraphs=[FEED.both("retired", reason=retired.reason)],
        package=package,
        package_title=retired.titles,
    )


def _of_move(settings: CatalogSettings, move: Move) -> Entry:
    return Entry(
        path=("moved", move.new, move.moved_at),
        titles=TITLES["moved"],
        published=move.moved_at,
        updated=move.moved_at,
        page=f"{settings.base_url}index",
        paragraphs=[FEED.both("moved", day=move.moved_at[:10], old=move.old, new=move.new)],
    )


def _add_entry(root: etree._Element, settings: CatalogSettings, told: Entry, language: str) -> None:
    entry, of_package = _add(root, "entry"), settings.of(told.package)
    _add(entry, "id", _identifier(of_package, language, *told.path))
    _add(entry, "title", told.titles[language])
    if of_package.publisher != settings.publisher:
        _add(_add(entry, "author"), "name", of_package.publisher["name"])
    _add(entry, "published", told.published)
    _add(entry, "updated", told.updated)
    _add_link(entry, "alternate", "text/html", language, page_name(told.page, language))
    if told.package_title:
        _add(entry, "category", term=told.package, label=told.package_title[language])
    content = etree.SubElement(_add(entry, "content", type="xhtml"), f"{{{XHTML}}}div", nsmap={None: XHTML})
    for paragraph in told.paragraphs:
        _add_html(content, "p", paragraph[language])
    if told.story:
        points = etree.SubElement(content, f"{{{XHTML}}}ul")
        for event in told.story:
            _add_html(points, "li", event[language])


def _add_link(parent: etree._Element, rel: str, media_type: str, language: str, address: str) -> None:
    _add(parent, "link", rel=rel, type=media_type, hreflang=language, href=address)


def _change_story(release: Release) -> tuple[list[Text], list[Text]]:
    """Why there is this version, and what else happened since the one before."""
    changes = Contents(release).changes
    events = [*changes["story"], *changes["schema"]]
    return [release.reason], [event for event in events if event[LANGUAGES[0]] != release.reason[LANGUAGES[0]]]


def _tombstone(release: Release) -> tuple[list[Text], list[Text]]:
    """That the version is gone, why, and what to use instead; its story went with its data."""
    told = [FEED.both("withdrawn", reason=release.descriptor["reason"])]
    if replacement := release.descriptor["replacement"]:
        told.append(FEED.both("replacement", replacement=replacement))
    return told, []


def _titles(settings: CatalogSettings, releases: Sequence[Release]) -> Text:
    newest = newest_of(releases)
    return titles_of(releases[0].package, Contents(newest) if newest else None, settings)


def _identifier(settings: CatalogSettings, language: str, *path: str) -> str:
    """An id that stays when the feed moves to another address: readers show a new id as news.

    Each language has its own: a reader of both feeds would take two texts with one id for one of them.
    """
    own = () if language == LANGUAGES[0] else (language,)  # after the path: no package or version has such a name there
    name = "/".join(("http://dataportal.se/organisation", settings.publisher["organisation_number"], *path, *own))
    return uuid5(NAMESPACE_URL, name).urn


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new Atom element; lxml escapes its text and attributes."""
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", {key: _legal(value) for key, value in attributes.items()})
    element.text = text and _legal(text)
    return element


def _add_html(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{XHTML}}}{name}").text = _legal(text)


def _legal(text: str) -> str:
    """`text` with a replacement sign for each character that XML cannot hold, escaped or not."""
    return NO_XML.sub("\ufffd", text)
