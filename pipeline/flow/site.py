"""The site: catalogue, feed and pages, a pure function of the released versions, the settings and the last look."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.catalog import catalogue
from pipeline.errors import PipelineError
from pipeline.feed import feeds
from pipeline.model import LANGUAGES, PackageSpec, Release
from pipeline.organisation.settings import read_page_spec
from pipeline.pages import crawling, pages
from pipeline.project import CatalogSettings, Settings, every_package
from pipeline.release import LANDING, Publisher, landing
from pipeline.schema import Json, Text
from pipeline.sources import archive
from pipeline.wording.errors import sentence


def publish_site(settings: Settings, catalog: CatalogSettings, publisher: Publisher) -> None:
    """Make the pages, the feed and the catalogue of a target from what is released there.

    Raises:
        TargetRefused: as `Publisher.publish_site`.
    """
    specs = every_package(settings)
    sources = _page_sources(specs)
    releases = {spec.name: publisher.target.releases(spec.name) for spec in specs}
    released = {name: found for name, found in releases.items() if found}
    rules = {
        code: rule
        for source_id in sources
        for code, rule in read_page_spec(settings.source_folder(source_id), None).rules.items()
    }
    publisher.publish_site(
        {
            **pages(catalog, released, last_look(settings, sources), rules),
            **feeds(catalog, released),
            **catalogue(catalog, released),
            **crawling(catalog, released),
            **_landings(released),
        }
    )


def write_status(settings: Settings, publisher: Publisher, refused: Mapping[str, PipelineError]) -> None:
    """Say when the source was last looked at, and why this run did not publish a package, by package.

    Raises:
        TargetRefused: as `Publisher.write_status`.
    """
    why = {name: _sentences(error) for name, error in refused.items()}
    sources = _page_sources(every_package(settings))
    publisher.write_status({**last_look(settings, sources), "refused": why})


def _landings(packages: Mapping[str, Sequence[Release]]) -> dict[str, bytes]:
    """What answers at the folder of each withdrawn version, as of the others a page in it does."""
    withdrawn = (release for releases in packages.values() for release in releases if release.state == "withdrawn")
    return {f"{each.package}/{each.version}/{LANDING}": landing(each.package, each.version) for each in withdrawn}


def _page_sources(specs: Iterable[PackageSpec]) -> list[str]:
    """The sources of packages that are pages, sorted."""
    return sorted({spec.source_id for spec in specs if not spec.files})


def _sentences(error: PipelineError) -> Text:
    return {language: sentence(error, language) for language in LANGUAGES}


def last_look(settings: Settings, sources: Iterable[str]) -> Json:
    """When the sources were last looked at, what came of it, and why; nulls where nobody ever looked."""
    looks = [look for source_id in sources for look in archive.looks(settings.source_folder(source_id))]
    last = max(looks, key=lambda look: look.looked_at, default=None)
    return {
        "looked_at": last.looked_at if last else None,
        "outcome": last.outcome if last else None,
        "why": {"sv": last.why_sv, "en": last.why_en} if last else {"sv": "", "en": ""},
        "snapshot_id": last.snapshot_id if last else None,
    }
