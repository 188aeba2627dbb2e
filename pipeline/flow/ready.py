"""Everything that a run goes by, read before it begins: one state of the project, and all that is wrong with it."""

from collections.abc import Callable
from functools import partial

from pipeline.catalog.harvestable import ensure_harvestable
from pipeline.document import all_of
from pipeline.flow.accepted_words import ensure_acceptable
from pipeline.flow.page_settings import page_source, reference_of
from pipeline.organisation.reference import Reference
from pipeline.project import CatalogSettings, Settings, every_package, read_catalog


def ready(settings: Settings) -> CatalogSettings:
    """Read every settings file of the project, so that what is done to them from now on changes nothing of this run.

    Returns:
        Who publishes, and where.

    Raises:
        SettingsError: everything that is wrong with the files, or that portals would not accept.
    """
    words = (partial(ensure_acceptable, settings, name) for name in settings.project.packages)
    all_of(lambda: read_catalog(settings), lambda: every_package(settings), *words, *_of_pages(settings))
    catalog = read_catalog(settings)
    ensure_harvestable(catalog, every_package(settings))
    return catalog


def _of_pages(settings: Settings) -> list[Callable[[], object]]:
    """What reads the files of each page, and the lists that they are read with."""
    return [partial(_page_with_lists, settings, name) for name in settings.page_sources]


def _page_with_lists(settings: Settings, source_id: str) -> Reference:
    all_of(partial(page_source, settings, source_id), partial(reference_of, settings, {}))
    return reference_of(settings, page_source(settings, source_id).said.municipality_aliases)
