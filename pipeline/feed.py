"""The Atom feed (RFC 4287): one entry a version, with the story of what changed, in Swedish and English.

A move of the catalogue has an entry too, and so has a package that is not published any more.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from pipeline.model import LANGUAGES, Release
from pipeline.project import CatalogSettings, Move, Retirement
from pipeline.schema import Text
from pipeline.wording.feed import MOVED, REPLACEMENT, RETIRED, TITLES, WITHDRAWN

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PAGES = {"sv": ".html", "en": ".en.html"}
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
BEFORE_THE_FIRST = "1970-01-01T00:00:00Z"  # Atom demands a time of a feed that has no entry yet


@dataclass(frozen=True)
class Entry:
    """Something that happened, ready to be told."""

    id: str
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


def feed(settings: CatalogSettings, packages: Mapping[str, Sequence[Release]]) -> bytes:
    """`feed.xml`: every version of every package, and what befell the catalogue; what happened last comes first.

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
            _of_version(settings, release, _package_title(settings, releases))
            for releases in packages.values()
            for release in releases
        ),
    ]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: "sv"}, nsmap={None: ATOM})
    _add(root, "id", _identifier(settings))
    _add(root, "title", settings.titles["sv"])
    _add(root, "subtitle", settings.descriptions["sv"])
    _add(root, "updated", entries[0].updated if entries else BEFORE_THE_FIRST)
    _add(_add(root, "author"), "name", settings.publisher["name"])
    _add(root, "link", rel="self", type="application/atom+xml", href=settings.base_url + "feed.xml")
    _add(root, "link", rel="alternate", type="text/html", href=settings.base_url)
    for entry in entries:
        _add_entry(root, settings, entry)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _of_version(settings: CatalogSettings, release: Release, package_title: Text) -> Entry:
    paragraphs, story = _tombstone(release) if release.state == "withdrawn" else _change_story(release)
    return Entry(
        id=_identifier(settings.of(release.package), release.package, release.version),
        titles={
            language: TITLES[release.state][language].format(title=title, version=release.version)
            for language, title in package_title.items()
        },
        published=release.published_at,
        updated=_updated(release),
        page=f"{settings.base_url}{release.package}/{release.version}",
        paragraphs=paragraphs,
        story=story,
        package=release.package,
        package_title=package_title,
    )


def _of_retirement(settings: CatalogSettings, package: str, retired: Retirement) -> Entry:
    return Entry(
        id=_identifier(settings.of(package), package, "retired", retired.retired_at),
        titles={
            language: TITLES["retired"][language].format(title=title) for language, title in retired.titles.items()
        },
        published=retired.retired_at,
        updated=retired.retired_at,
        page=f"{settings.base_url}{package}/index",
        paragraphs=[_filled(RETIRED, reason=retired.reason)],
        package=package,
        package_title=retired.titles,
    )


def _of_move(settings: CatalogSettings, move: Move) -> Entry:
    return Entry(
        id=_identifier(settings, "moved", move.new, move.moved_at),
        titles=TITLES["moved"],
        published=move.moved_at,
        updated=move.moved_at,
        page=f"{settings.base_url}index",
        paragraphs=[_filled(MOVED, day=move.moved_at[:10], old=move.old, new=move.new)],
    )


def _filled(texts: Text, **facts: str) -> Text:
    """A text with its facts filled in."""
    return {language: text.format(**facts) for language, text in texts.items()}


def _add_entry(root: etree._Element, settings: CatalogSettings, told: Entry) -> None:
    entry, publisher = _add(root, "entry"), settings.of(told.package).publisher
    _add(entry, "id", told.id)
    _add(entry, "title", told.titles["sv"])
    if publisher != settings.publisher:
        _add(_add(entry, "author"), "name", publisher["name"])
    _add(entry, "published", told.published)
    _add(entry, "updated", told.updated)
    for language, ending in PAGES.items():
        _add(entry, "link", rel="alternate", type="text/html", hreflang=language, href=told.page + ending)
    if told.package_title:
        _add(entry, "category", term=told.package, label=told.package_title["sv"])
    _add_content(entry, told.titles, told.paragraphs, told.story)


def _add_content(entry: etree._Element, titles: Text, paragraphs: Sequence[Text], story: Sequence[Text]) -> None:
    """What a reader sees: the same in each language; English comes second, under a heading of its own."""
    content = etree.SubElement(_add(entry, "content", type="xhtml"), f"{{{XHTML}}}div", nsmap={None: XHTML})
    for language in LANGUAGES:
        part = etree.SubElement(content, f"{{{XHTML}}}div", {XML_LANG: language, "lang": language})
        if language != LANGUAGES[0]:
            _add_html(part, "h3", titles[language])
        for paragraph in paragraphs:
            _add_html(part, "p", paragraph[language])
        if story:
            points = etree.SubElement(part, f"{{{XHTML}}}ul")
            for event in story:
                _add_html(points, "li", event[language])


def _change_story(release: Release) -> tuple[list[Text], list[Text]]:
    """Why there is this version, and what else happened since the one before."""
    changes = json.loads((release.folder / "changes.json").read_bytes())
    events = [*changes["story"], *changes["schema"]]
    return [release.reason], [event for event in events if event["sv"] != release.reason["sv"]]


def _tombstone(release: Release) -> tuple[list[Text], list[Text]]:
    """That the version is gone, why, and what to use instead; its story went with its data."""
    sentences = [WITHDRAWN, REPLACEMENT] if release.descriptor["replacement"] else [WITHDRAWN]
    return [{language: text.format(**release.descriptor) for language, text in each.items()} for each in sentences], []


def _package_title(settings: CatalogSettings, releases: Sequence[Release]) -> Text:
    """The title of a package as its newest published release has it or had it; its name where all were withdrawn."""
    standing = [release for release in releases if release.state == "published"]
    if standing:
        titles: Text = standing[0].descriptor["publishing"]["titles"]
        return titles
    package = releases[0].package
    return settings.retired[package].titles if package in settings.retired else dict.fromkeys(LANGUAGES, package)


def _updated(release: Release) -> str:
    """When the entry last said something new: at publication, or when the version was withdrawn."""
    return str(release.descriptor["withdrawn_at"]) if release.state == "withdrawn" else release.published_at


def _identifier(settings: CatalogSettings, *path: str) -> str:
    """An id that stays when the feed moves to another address: readers show a new id as news."""
    name = "/".join(("http://dataportal.se/organisation", settings.publisher["organisation_number"], *path))
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
