"""The live page, asked for politely: the only room of the orders that reaches the web. Import it late."""

from collections.abc import Mapping

from pipeline.errors import SourceError
from pipeline.model import Snapshot
from pipeline.project import Settings, read_catalog
from pipeline.sources.fetch import Fetched, Unchanged, fetch


def fetch_once(settings: Settings, source_id: str, url: str) -> Snapshot:
    """The page at `url` as a snapshot that is not archived; it was seen today only if the operator says so.

    Raises:
        SourceError: no usable page came.
    """
    found = live_page(settings, url, {})
    if isinstance(found, Unchanged):  # nothing was asked of the server that this could answer
        raise SourceError("source_status", url=url, status=found.status)
    day = settings.observed_at
    return Snapshot(
        found.sha256, source_id, url, found.media_type, day, "operator" if day else "unknown", found.content
    )


def live_page(settings: Settings, url: str, validators: Mapping[str, str]) -> Fetched | Unchanged:
    """The page at `url`, or the server's word that it is what `validators` stand for. Raises SourceError."""
    catalog = read_catalog(settings)
    contact = catalog.publisher["homepage"] if catalog.confirmed else None
    return fetch(url, validators=validators, contact=contact, allow_private=settings.allow_private)
