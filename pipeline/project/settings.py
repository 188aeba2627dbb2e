"""Where things lie, and what a run was asked to do. The only module that looks at the clock."""

import contextlib
import datetime as dt
import os
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.codelists import DEFAULTS, LOCAL_AUTHORITY, PUBLISHER
from pipeline.errors import UsageError
from pipeline.files import holding
from pipeline.project.files import Project
from pipeline.schema import Text
from pipeline.web.address import NoAddressError, read_address

USUAL_PORTS = {"http": 80, "https": 443}

Watch = Callable[..., None]
"""Takes the key of a sentence, and its facts by name."""


@dataclass(frozen=True)
class Settings:
    """What one run was asked to do; made by the command, read by everything else."""

    root: Path
    """The project: the folder that holds `datapackage/` and `schemas/`."""
    target: Path
    """Where releases are published."""
    clock: dt.datetime
    """The time of this run, in UTC: the only "now" there is."""
    packages: tuple[str, ...] = ()
    """The packages asked for; empty means all."""
    source: str | None = None
    """A file or URL to read instead of the archive."""
    observed_at: dt.date | None = None
    """When `source` was seen, where the operator knows."""
    base_url: str | None = None
    """Overrides the base URL of `catalog.yaml`."""
    move_to: str | None = None
    """The address that the target gets from now on; null: it keeps the one it has."""
    take_over: tuple[str, ...] = ()
    """Packages that another project published into the target, and that this one goes on with."""
    formats: tuple[str, ...] = ()
    """The formats to write; empty means all."""
    allow_private: bool = False
    """Whether private and loopback addresses may be fetched from."""
    watch: Watch = lambda _key, **_facts: None
    """Is told what goes on: a key of `wording.run.RUN`, and the facts of its sentence."""
    project: Project = None  # type: ignore[assignment]  # it follows from `root`
    """The settings files as this run found them; null: to be read when they are asked for."""

    def __post_init__(self) -> None:
        """Settings that are derived from others keep what was read, unless they are of another project."""
        if self.project is None or self.project.root != self.root:
            object.__setattr__(self, "project", Project(self.root))

    @property
    def datapackage(self) -> Path:
        """The folder of settings, reference lists and sources."""
        return self.root / "datapackage"

    @property
    def page_sources(self) -> list[str]:
        """The names of the sources that are pages, in their order; empty where all tables lie in files."""
        return [path.name for path in holding(self.datapackage / "sources", "source.yaml")]

    @property
    def reference(self) -> Path:
        """The folder of reference lists: municipalities, parties, roles."""
        return self.datapackage / "reference"

    def afresh(self) -> "Settings":
        """These settings in the project as it is now: somebody has edited it, at this run's asking."""
        return replace(self, project=Project(self.root))

    def of_archive(self) -> "Settings":
        """These settings, but for what was asked for instead of the archive."""
        return replace(self, source=None, observed_at=None)

    def source_folder(self, source_id: str) -> Path:
        """The folder of one source: its page description, decisions and archive."""
        return self.datapackage / "sources" / source_id


@dataclass(frozen=True)
class Move:
    """That the target got another address."""

    old: str
    new: str
    moved_at: str
    """UTC, ISO 8601 with Z."""


TEST_DOIS = "10.5072/"  # the prefix that DataCite keeps for tests: such a DOI leads nowhere for good


@dataclass(frozen=True)
class Deposit:
    """That a version lies at a service which gives DOIs, or is on its way there."""

    package: str
    version: str
    at: str
    """The address of the service."""
    number: int
    """Of the deposition there."""
    doi: str | None = None
    """Null until the service has published it."""
    concept: str | None = None
    """The DOI that leads to the newest version; null where there is none."""

    @property
    def is_for_readers(self) -> bool:
        """Whether the DOI may be cited: it is there, and none of a test."""
        return self.doi is not None and not self.doi.startswith(TEST_DOIS) and "//sandbox." not in self.at


@dataclass(frozen=True)
class Retirement:
    """That a package is not published any more."""

    retired_at: str
    """UTC, ISO 8601 with Z."""
    reason: str
    titles: Text
    """Of the package, as its newest version had them."""


@dataclass(frozen=True)
class CatalogSettings:
    """Who publishes, and where: `datapackage/catalog.yaml`, and what the target remembers beyond it."""

    confirmed: bool
    """False until a maintainer has checked the file: then publish says that the catalogue is a draft."""
    base_url: str
    """Absolute http(s) URL of the target, with a trailing slash."""
    titles: Text
    descriptions: Text
    publisher: Mapping[str, str]
    """`name`, `organisation_number`, `homepage`."""
    contact: Mapping[str, str]
    """`name`, `email`."""
    publisher_type: str = PUBLISHER.base + LOCAL_AUTHORITY
    """What kind of publisher that is, as an address of ADMS."""
    for_portals: Mapping[str, Any] = field(default_factory=lambda: DEFAULTS)
    """`theme`, `spatial` and `frequency` of the catalogue, and of every package that says nothing else."""
    stated_url: str = ""
    """The base URL of the file, whatever the command gave."""
    named_under: str = ""
    """The address that the IRI of the catalogue begins with; empty: the base URL. Portals know a catalogue and its
    datasets by their IRIs, so what they may have harvested keeps them when the target moves."""
    datasets_named_under: Mapping[str, str] = field(default_factory=dict)
    """The same for the dataset of each package, where that is not the base URL."""
    moves: tuple[Move, ...] = ()
    """The moves of the target, oldest first."""
    packages: Mapping[str, "CatalogSettings"] = field(default_factory=dict)
    """The same by package, with the publisher and the contact of its own."""
    retired: Mapping[str, Retirement] = field(default_factory=dict)
    """The packages that are not published any more."""
    deposits: tuple[Deposit, ...] = ()
    """The versions that have a DOI, or were to get one, oldest first."""

    @property
    def confirmed_publisher(self) -> Mapping[str, str] | None:
        """Who publishes; null while nobody has confirmed it."""
        return self.publisher if self.confirmed else None

    @property
    def iri(self) -> str:
        """The IRI of the catalogue."""
        return f"{self.named_under or self.base_url}#catalog"

    def dataset_iri(self, package: str, table: str) -> str:
        """The IRI of the dataset of a package: its flat table, as a part of the page that it was first published at."""
        return f"{self.datasets_named_under.get(package, self.base_url)}{package}/#{table}"

    def doi(self, package: str, version: str) -> str | None:
        """The DOI of a version; null where it has none that may be cited."""
        found = (each for each in self.deposits if (each.package, each.version) == (package, version))
        return next((each.doi for each in found if each.is_for_readers), None)

    def concept_doi(self, package: str) -> str | None:
        """The DOI of a package, whatever its version; null where it has none that may be cited."""
        found = (each for each in self.deposits if each.package == package and each.is_for_readers)
        return next((each.concept for each in found if each.concept), None)

    def of(self, package: str) -> "CatalogSettings":
        """The same for one package: who publishes it."""
        return self.packages.get(package, self)


def is_time_given() -> bool:
    """Whether somebody says what time it is, so that no clock is asked, and none is wrong."""
    return "SOURCE_DATE_EPOCH" in os.environ


def now() -> dt.datetime:
    """The time in UTC, to the second; `SOURCE_DATE_EPOCH` decides where it is set, so that a run can be repeated.

    Raises:
        UsageError: `SOURCE_DATE_EPOCH` is no number of seconds, or lies outside of 1980 to 2107.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError("bad_epoch", value=epoch) from None
    if not 1980 <= moment.year < 2108:  # noqa: PLR2004 (the years that a zip archive can state)
        raise UsageError("bad_epoch", value=epoch)
    return moment


def erasure_key_file() -> Path:
    """Where the key of erasures lies: outside of project and target, so that neither tells whom it forgot.

    `MLR_OPENDATA_ERASURE_KEY` names another file.
    """
    named = os.environ.get("MLR_OPENDATA_ERASURE_KEY")
    return Path(named) if named else Path.home() / ".config" / "mlr-opendata" / "erasure.key"


def cache_folder() -> Path | None:
    """Where a machine keeps what it can do without: the folder of the XDG Base Directory Specification 0.8.

    Null where it has no such place.
    """
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mlr-opendata"
    except RuntimeError:  # nobody's home is known
        return None


def timestamp(moment: dt.datetime) -> str:
    """`moment` as ISO 8601 in UTC with a Z: 2026-11-23T06:32:00Z."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_root(named: Path | None, *, needed: bool = True) -> Path:
    """The project that was named; null: the one that the current folder lies in.

    Where none is needed, as what is published is only read or a new package begun, any folder will do.

    Raises:
        UsageError: the folder that was named, or any of the others, lacks `datapackage/` or `schemas/`.
    """
    here = (named or Path()).absolute()
    found = next(filter(_is_project, (here,) if named else (here, *here.parents)), None)
    if needed and not found:
        raise UsageError("no_project", folder=here)
    return found or here


def _is_project(folder: Path) -> bool:
    return (folder / "datapackage").is_dir() and (folder / "schemas").is_dir()


def absolute_url(url: str, place: str) -> str:
    """`url` with a trailing slash.

    Raises:
        UsageError: it is no absolute http(s) URL, or has a password; the sentence names `place`, where it was read.
    """
    try:
        address = read_address(url)
    except NoAddressError:
        raise UsageError("base_url_not_absolute", place=place, url=url) from None
    plain = url.startswith(("http://", "https://")) and not any(sign.isspace() or sign in '<>"{}|^`?#' for sign in url)
    if not plain or not url.lower().startswith(f"{address.scheme}://{address.host}"):
        raise UsageError("base_url_not_absolute", place=place, url=url)
    return url.rstrip("/") + "/"


def is_same_address(one: str, other: str) -> bool:
    """Whether two absolute URLs are spellings of one address: host in any case or script, the usual port or none."""
    return _plain_address(one) == _plain_address(other)


def _plain_address(url: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and path of an absolute URL, each in one of its spellings."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    with contextlib.suppress(UnicodeError):  # no name that can be looked up: it equals itself
        host = host.encode("idna").decode()
    path = posixpath.normpath(unquote(parts.path) or "/")
    return parts.scheme, host, parts.port or USUAL_PORTS.get(parts.scheme), path
