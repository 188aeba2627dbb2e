"""`datapackage/catalog.yaml`: who publishes, and where."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

from pipeline.codelists import DEFAULTS, LOCAL_AUTHORITY, PUBLISHER
from pipeline.document import Checked, Texts, Words
from pipeline.document.yamlfile import read_yaml
from pipeline.errors import SettingsError, UsageError
from pipeline.project.files import Project
from pipeline.project.portals import ForPortals, PublisherType
from pipeline.project.settings import CatalogSettings, Settings, absolute_url


def _absolute(url: str) -> str:
    try:
        return absolute_url(url, "")
    except UsageError:
        raise SettingsError("no_web_address", url=url) from None


def _as_written(url: str) -> str:
    _absolute(url)
    return url


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who publishes."""

    name: Words
    organisation_number: Words
    homepage: Annotated[Words, Checked(_as_written)]
    type: PublisherType = PUBLISHER.base + LOCAL_AUTHORITY


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to ask."""

    name: Words
    email: Words


@dataclass(frozen=True, kw_only=True)
class Catalog(ForPortals):
    """The keys of `catalog.yaml`."""

    confirmed: bool
    base_url: Annotated[Words, Checked(_absolute)]
    titles: Texts
    descriptions: Texts
    publisher: Publisher
    contact: Contact


def read_catalog(settings: Settings) -> CatalogSettings:
    """`datapackage/catalog.yaml`, with the base URL of the command where one was given.

    Raises:
        SettingsError: the file is wrong.
        UsageError: the base URL of the command is not an absolute http(s) URL.
    """
    project = settings.project
    catalog = project.once(_read, project, settings.datapackage / "catalog.yaml")
    return replace(catalog, base_url=absolute_url(settings.base_url, "--base-url")) if settings.base_url else catalog


def _read(project: Project, path: Path) -> CatalogSettings:
    said = read_yaml(path, project.content).read_as(Catalog)
    publisher = asdict(said.publisher)
    kind = publisher.pop("type")
    return CatalogSettings(
        confirmed=said.confirmed,
        base_url=said.base_url,
        stated_url=said.base_url,
        titles=said.titles,
        descriptions=said.descriptions,
        publisher=publisher,
        publisher_type=kind,
        contact=asdict(said.contact),
        for_portals={**DEFAULTS, **said.said()},
    )
