"""What a portal shows of our datasets, whatever address was given: of a CKAN, a catalogue, or the page of a dataset."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin

from pipeline.catalog.facts import Dataset
from pipeline.errors import AnotherPage
from pipeline.portals.ckan_api import Ckan, said_of
from pipeline.portals.rdf_view import TYPES, format_of, graph_of, view_of
from pipeline.portals.reading import Document, read_document
from pipeline.portals.view import View
from pipeline.schema import Json

_KNOWN = (
    # the page of a dataset, and where the portal has the same as RDF
    (r"https://(?:www\.)?dataportal\.se/(?:\w\w/)?datasets/(\d+)_(\d+)(?:[/?#].*)?",
     r"https://admin.dataportal.se/store/\1/metadata/\2?recursive=dcat"),
    (r"https://data\.europa\.eu/data/datasets/([^/?#]+)(?:[/?#].*)?",
     r"https://data.europa.eu/api/hub/repo/datasets/\1.rdf?useNormalizedId=true"),
)  # fmt: skip
_CKAN = "ckan "
_IN_CKAN = re.compile(r"/(?:\w\w(?:_\w\w)?/)?(?:dataset|organization|group)(?:/.*)?$|/api/3.*$")


def looked_at(url: str, datasets: Sequence[Dataset], *, allow_private: bool) -> dict[str, View | None]:
    """What a portal shows of each package; null where it has no such dataset.

    Raises:
        SourceError: it cannot be reached, or what answers is no catalogue.
    """
    if "/api/3" in url:
        return _of_ckan(url, datasets, allow_private=allow_private)
    document = read_document(as_rdf(url), allow_private=allow_private)
    if notation := format_of(document):
        graph = graph_of(document, notation)
        return {each.newest.package: view_of(graph, each, document.url) for each in datasets}
    return _of_page(document, datasets, allow_private=allow_private)


def as_rdf(url: str) -> str:
    """Where a portal that is known has the page of a dataset as RDF; any other address as it is."""
    for page, rdf in _KNOWN:
        url = re.sub(f"^{page}$", rdf, url)
    return url


def _of_page(page: Document, datasets: Sequence[Dataset], *, allow_private: bool) -> dict[str, View | None]:
    """What a page tells: of the CKAN that made it, of the RDF that it names, or within itself."""
    from lxml import html

    if page.media_type != "text/html" or not page.content.strip():
        raise AnotherPage("drift_no_catalogue", url=page.url)
    root = html.fromstring(page.content)
    if str(root.xpath("string(//meta[@name='generator']/@content)")).lower().startswith(_CKAN):
        return _of_ckan(page.url, datasets, allow_private=allow_private)
    graphs = [(page.url, graph_of(inner, "json-ld")) for inner in _inner(page, root)]
    if not graphs:
        for kind in TYPES:
            for href in root.xpath("//link[@rel='alternate'][@type=$kind]/@href", kind=kind)[:1]:
                found = read_document(urljoin(page.url, str(href)), allow_private=allow_private)
                graphs.append((found.url, graph_of(found, TYPES[kind])))
            if graphs:
                break
    if not graphs:
        raise AnotherPage("drift_no_catalogue", url=page.url)
    views: dict[str, View | None] = {each.newest.package: None for each in datasets}
    for address, graph in graphs:
        for each in datasets:
            views[each.newest.package] = views[each.newest.package] or view_of(graph, each, address)
    return views


def _inner(page: Document, root: "html.HtmlElement") -> Iterator[Document]:  # type: ignore[name-defined]  # noqa: F821
    for script in root.xpath("//script[@type='application/ld+json']/text()"):
        yield Document(page.url, "application/ld+json", str(script).encode())


def _of_ckan(url: str, datasets: Sequence[Dataset], *, allow_private: bool) -> dict[str, View | None]:
    portal = Ckan(_IN_CKAN.sub("", url.partition("?")[0]) or url, None, allow_private=allow_private)
    found = {each.newest.package: portal.find(str(each.iri)) for each in datasets}
    return {package: ckan_view(portal.page(each), each) if each else None for package, each in found.items()}


def ckan_view(page: str, found: Json) -> View:
    """What a CKAN says of a dataset. When it changed its own record is not when the data changed."""
    said = {
        "title": found.get("title"),
        "description": found.get("notes"),
        "licence": found.get("license_id") or found.get("license_url") or found.get("license_title"),
        "version": found.get("version") or said_of(found, "dcat_version"),
        "modified": said_of(found, "modified"),
    }
    resources = found.get("resources", [])
    return View(
        page,
        {field: [str(value)] if value else [] for field, value in said.items()},
        {str(each["url"]): [str(each[key]) for key in ("format", "mimetype") if each.get(key)] for each in resources},
    )
