"""What a page is made of, before it becomes HTML: a head, and sections that each name a template and its view model."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipeline.model import LANGUAGES
from pipeline.past import Contents
from pipeline.project import CatalogSettings
from pipeline.schema import Json, Text
from pipeline.versions import feed_name, page_name
from pipeline.web.address import NoAddressError, read_address
from pipeline.wording.pages import say

TIMELINE = "history"
"""The page of the years, where a package has one."""
UNWRITABLE = re.compile(r"[\s\"#<>\[\\\]^`{|}]|%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Link:
    """A text, and where it leads; null where that is unknown, or is no address that a page may lead to."""

    text: str
    href: str | None
    note: str = ""
    """What is said beside it: a size, a date."""


@dataclass(frozen=True)
class Section:
    """A part of a page, with a heading and an anchor."""

    id: str
    """The anchor: a promise, as others link to it."""
    heading: str
    template: str
    view: Any
    nav: str = ""
    """The heading in the list of contents; empty where the section is not listed."""
    href: str = ""
    """Where the heading leads; empty where it leads nowhere."""


@dataclass(frozen=True)
class Page:
    """A page in one language."""

    path: str
    """Relative to the target: `mlr-organisation/index.en.html`."""
    language: str
    title: str
    lede: str
    sections: tuple[Section, ...]
    opening: Any = None
    """What stands beside the title: facts and files of a package; null on pages that have none."""
    trail: tuple[Link, ...] = ()
    """The pages above this one."""
    json_ld: Json | None = None

    @property
    def root(self) -> str:
        """The way from this page to the top of the target: "" or "../"."""
        return "../" * self.path.count("/")

    @property
    def other_language(self) -> str:
        """The language of its twin."""
        return next(language for language in LANGUAGES if language != self.language)

    @property
    def twin(self) -> str:
        """The name of the same page in the other language, which lies beside it."""
        name = self.path.rpartition("/")[2].removesuffix(page_name("", self.language))
        return page_name(name, self.other_language)

    @property
    def feed(self) -> str:
        """The name of the feed in its language, which lies at the top of the target."""
        return feed_name(self.language)

    @property
    def is_of_package(self) -> bool:
        """Whether it lies in the folder of a package, which has a feed of its own."""
        return "/" in self.path

    @property
    def rules(self) -> str:
        """The way to the page of the rules."""
        return self.root + page_name("rules", self.language)


@dataclass(frozen=True)
class Context:
    """What every section may need beside its data."""

    language: str
    settings: CatalogSettings
    status: Mapping[str, Any] | None
    """The last look at the source (`status.json`); null where nobody has looked."""
    group_pages: Mapping[str, str]
    """Where the tasks of a working group stand, by its id; relative to a package's folder."""

    def say(self, key: str, **facts: object) -> str:
        """The text called `key` in the language of the page."""
        return say(key, self.language, **facts)


def web_link(text: str, url: str | None) -> Link:
    """A link out of the tree, written as browsers write it; what is no plain web address is shown as text alone."""
    return Link(text, _plain_address(url) if url else None)


def _plain_address(url: str) -> str | None:
    """An address as HTML wants it written; null where it is none of the web, or has a password in it.

    What browsers take, and HTML does not, is written as %XX (RFC 3986, 2.1).
    """
    try:
        address = read_address(url)
    except NoAddressError:
        return None
    if UNWRITABLE.search(address.host.strip("[]")):  # browsers take such a host, HTML does not
        return None
    host = f"{address.host}:{address.port}" if address.port else address.host
    path, query, fragment = (
        part[:1] + UNWRITABLE.sub(lambda found: quote(found[0]), part[1:])
        for part in (address.path, address.query, address.fragment)
    )
    return f"{address.scheme}://{host}{path}{query}{fragment}"


def titles_of(package: str, newest: Contents | None, settings: CatalogSettings) -> Text:
    """The title of a package as its newest version has it, or had it when it was retired; else its name."""
    titled = newest or settings.retired.get(package)
    return titled.titles if titled else dict.fromkeys(LANGUAGES, package)
