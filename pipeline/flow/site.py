"""The site: catalogue, feed and pages, a pure function of the released versions, the settings and the last look."""

from pipeline.catalog import catalogue
from pipeline.feed import feed
from pipeline.pages import pages
from pipeline.project import CatalogSettings, Settings, every_package
from pipeline.release import Publisher
from pipeline.schema import Json
from pipeline.sources import archive


def publish_site(settings: Settings, catalog: CatalogSettings, publisher: Publisher) -> None:
    """Make the pages, the feed and the catalogue of a target from what is released there.

    Raises:
        TargetRefused: as `Publisher.publish_site`.
    """
    packages = every_package(settings)
    releases = {package.name: publisher.target.releases(package.name) for package in packages}
    released = {name: found for name, found in releases.items() if found}
    status = _last_look(settings, packages[0].source_id)
    files = {
        **pages(catalog, [(package, released[package.name]) for package in packages if package.name in released], status),
        "feed.xml": feed(catalog, released),
        **catalogue(catalog, released),
    }
    publisher.write_status(status)
    publisher.publish_site(files)


def _last_look(settings: Settings, source_id: str) -> Json:
    """The last look at a source: when, what came of it, and why; nulls where nobody ever looked."""
    looks = archive.looks(settings.source_folder(source_id))
    if not looks:
        return {"looked_at": None, "outcome": None, "why": None, "snapshot_id": None}
    last = looks[-1]
    return {
        "looked_at": last.looked_at,
        "outcome": last.outcome,
        "why": last.why or None,
        "snapshot_id": last.snapshot_id,
    }
