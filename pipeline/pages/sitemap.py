"""What crawlers are told: where every page lies, its twin in the other language, and when it last changed."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from pipeline.model import LANGUAGES
from pipeline.pages.page import TIMELINE
from pipeline.pages.timeline import has_timeline
from pipeline.past import Contents
from pipeline.project import CatalogSettings
from pipeline.versions import Release, newest_of, page_name

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ROBOTS = """\
# Crawlers read this file at the top of a host alone. If ours is not there, put the last line into the one that is.
User-agent: *
Allow: /

Sitemap: {base_url}sitemap.xml
"""


def crawling(settings: CatalogSettings, packages: Mapping[str, Sequence[Release]]) -> dict[str, bytes]:
    """`sitemap.xml` (sitemaps.org 0.9, with the languages as Google has them) and `robots.txt` (RFC 9309).

    Args:
        settings: who publishes, and where.
        packages: the releases of each package, newest first, withdrawn ones too.
    """
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "xhtml": XHTML})
    for stem, changed_at in _pages(packages):
        addresses = {language: settings.base_url + page_name(stem, language) for language in LANGUAGES}
        for address in addresses.values():
            _add_page(root, address, changed_at, addresses)
    return {
        "sitemap.xml": etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True),
        "robots.txt": ROBOTS.format(base_url=settings.base_url).encode(),
    }


def _pages(packages: Mapping[str, Sequence[Release]]) -> Iterator[tuple[str, str | None]]:
    """Each page without its language and ending, and when it last had something new to say; null: nobody knows."""
    changes = {name: max(release.updated_at for release in releases) for name, releases in packages.items()}
    yield "index", max(changes.values(), default=None)
    yield "rules", None  # these change with the program
    for name, releases in packages.items():
        yield f"{name}/index", changes[name]
        if (newest := newest_of(releases)) and has_timeline(Contents(newest)):
            yield f"{name}/{TIMELINE}", changes[name]
        yield from ((f"{name}/{release.version}", release.updated_at) for release in releases)


def _add_page(root: etree._Element, address: str, changed_at: str | None, twins: Mapping[str, str]) -> None:
    page = etree.SubElement(root, f"{{{SITEMAP}}}url")
    etree.SubElement(page, f"{{{SITEMAP}}}loc").text = address
    if changed_at:
        etree.SubElement(page, f"{{{SITEMAP}}}lastmod").text = changed_at
    for language, twin in twins.items():
        etree.SubElement(page, f"{{{XHTML}}}link", rel="alternate", hreflang=language, href=twin)
