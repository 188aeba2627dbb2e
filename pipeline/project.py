"""Where things lie, and what a run was asked to do. The only module that looks at the clock.

Settings files are read strictly: an unknown key is an error that suggests the key that was meant.
"""

import contextlib
import datetime as dt
import difflib
import os
import posixpath
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import yaml

from pipeline.address import NoAddressError, read_address
from pipeline.codelists import DEFAULTS, LOCAL_AUTHORITY, PORTAL_LISTS, PUBLISHER, SEVERAL, CodeList, Places
from pipeline.errors import UsageError
from pipeline.model import PackageSpec, TableFile
from pipeline.schema import Json, Text, read_schema, read_table_spec
from pipeline.shape import CATALOG, PACKAGE, check_shape

PACKAGE_KEYS = {"name", "title", "description", "keywords", "licenses", "sources", "resources", "publishing"}
PUBLISHING_KEYS = {
    "titles",
    "descriptions",
    "keywords_en",
    "source",
    "kind",
    "flat_table",
    "compression",
    *PORTAL_LISTS,
}
COMPRESSIONS = ("snappy", "zstd", "gzip", "none")
"""What Parquet files may be compressed with."""
RESOURCE_KEYS = {"name", "schema", "source"}
TABLE_KEYS = RESOURCE_KEYS | {"encoding", "accepted"}
TABLES = "table"
"""The kind of a package whose tables lie in files: each resource then has a `source`, and the package has none."""
DEEPEST = 20  # values within values; our settings have four
USUAL_PORTS = {"http": 80, "https": 443}
CATALOG_KEYS = {"confirmed", "base_url", "titles", "descriptions", "publisher", "contact"}
FOR_PORTALS = frozenset(PORTAL_LISTS)

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

    @property
    def datapackage(self) -> Path:
        """The folder of settings, reference lists and sources."""
        return self.root / "datapackage"

    @property
    def reference(self) -> Path:
        """The folder of reference lists: municipalities, parties, roles."""
        return self.datapackage / "reference"

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

    def of(self, package: str) -> "CatalogSettings":
        """The same for one package: who publishes it."""
        return self.packages.get(package, self)


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


def find_root(named: Path | None) -> Path:
    """The project that was named; null: the one that the current folder lies in, else the checkout of this code.

    Raises:
        UsageError: the folder that was named, or any of the others, lacks `datapackage/` or `schemas/`.
    """
    here = (named or Path()).absolute()
    checkout = Path(__file__).resolve().parent.parent
    for folder in (here,) if named else (here, *here.parents, checkout):
        if (folder / "datapackage").is_dir() and (folder / "schemas").is_dir():
            return folder
    raise UsageError("no_project", folder=here)


def packages(settings: Settings) -> list[PackageSpec]:
    """The packages asked for, in the order of their names. Raises UsageError as `asked_among` and `read_package`."""
    return asked_among(every_package(settings), settings)


def asked_among(every: Sequence[PackageSpec], settings: Settings) -> list[PackageSpec]:
    """Those of `every` package that were asked for: by name, or all.

    Raises:
        UsageError: a name is unknown.
    """
    known = [package.name for package in every]
    for name in settings.packages:
        if name not in known:
            raise UsageError("unknown_package", name=name, known=", ".join(known), nearest=nearest(name, known))
    return [package for package in every if not settings.packages or package.name in settings.packages]


def every_package(settings: Settings) -> list[PackageSpec]:
    """All packages of the project, in the order of their names. Raises UsageError as `read_package`."""
    folders = sorted(path.parent.name for path in settings.datapackage.glob("*/datapackage.yaml"))
    return [read_package(settings, name) for name in folders]


def read_package(settings: Settings, name: str) -> PackageSpec:
    """The package described in `datapackage/<name>/datapackage.yaml`.

    Raises:
        UsageError: the file is missing or wrong, or a schema it names is.
    """
    path = settings.datapackage / name / "datapackage.yaml"
    raw = read_settings(path, PACKAGE_KEYS, required=PACKAGE_KEYS - {"sources"})
    check_keys(raw["publishing"], PUBLISHING_KEYS, path)  # a misspelled key is named before the one that it should be
    check_shape(raw, PACKAGE, path)
    publishing = raw.pop("publishing")
    tables = [item["name"] for item in raw["resources"]]
    if publishing["flat_table"] not in tables:
        flat, known = publishing["flat_table"], ", ".join(tables)
        raise UsageError(
            "unknown_value", file=path, key="flat_table", value=flat, nearest=nearest(flat, tables), known=known
        )
    if raw["name"] != name:
        raise UsageError("package_name_differs", file=path, name=raw["name"], folder=name)
    compression = publishing.get("compression")
    if compression is not None and compression not in COMPRESSIONS:
        near, known = nearest(str(compression), COMPRESSIONS), ", ".join(COMPRESSIONS)
        raise UsageError("unknown_value", file=path, key="compression", value=compression, nearest=near, known=known)
    if publishing["kind"] == TABLES:
        check_keys(raw, PACKAGE_KEYS, path, required={"sources"})
        files = dict(_table_file(settings, item, path) for item in raw["resources"])
    else:
        check_keys(publishing, PUBLISHING_KEYS, path, required={"source"})
        files = {}
    return PackageSpec(
        name=name,
        titles=publishing["titles"],
        descriptions=publishing["descriptions"],
        keywords={"sv": tuple(raw["keywords"]), "en": tuple(publishing["keywords_en"])},
        source_id=publishing.get("source", name),
        kind=publishing["kind"],
        flat_table=publishing["flat_table"],
        tables=tuple(read_table_spec(_schema_file(settings, item, path)) for item in raw["resources"]),
        descriptor=raw,
        files=files,
        compression=compression,
        for_portals=for_portals(publishing, path, "publishing."),
    )


def _table_file(settings: Settings, resource: object, path: Path) -> tuple[str, TableFile]:
    """The name of a table and the file it is published from, as a resource in the settings at `path` says."""
    item = check_keys(resource, TABLE_KEYS, path, required=RESOURCE_KEYS)
    schema = _schema_file(settings, item, path)
    file = TableFile(
        settings.root / item["source"], read_schema(schema), item.get("encoding"), tuple(item.get("accepted", ()))
    )
    return schema.stem, file


def _schema_file(settings: Settings, resource: Json, path: Path) -> Path:
    """Where the schema of a resource lies. Raises UsageError where that is not within the project."""
    schema: Path = settings.root / resource["schema"]
    if resource["name"] != schema.stem:
        raise UsageError("table_unnamed", file=path, key="name", value=resource["name"], expected=schema.stem)
    if not schema.resolve().is_relative_to(settings.root.resolve()):
        raise UsageError("schema_outside", file=path, schema=resource["schema"])
    return schema


def read_catalog(settings: Settings) -> CatalogSettings:
    """`datapackage/catalog.yaml`, with the base URL of the command where one was given.

    Raises:
        UsageError: the file is wrong, or the base URL is not an absolute http(s) URL.
    """
    path = settings.datapackage / "catalog.yaml"
    raw = read_settings(path, CATALOG_KEYS | FOR_PORTALS, required=CATALOG_KEYS)
    for key in ("publisher", "contact"):  # a misspelled key is named before the one that it should be
        check_keys(raw[key], {name.removesuffix("?") for name in CATALOG[key]}, path)
    check_shape(raw, CATALOG, path)
    kind = chosen(PUBLISHER, raw["publisher"].pop("type", LOCAL_AUTHORITY), path, "publisher.type")
    told = {**DEFAULTS, **for_portals(raw, path)}
    absolute_url(raw["publisher"]["homepage"], f"{path}: publisher.homepage")
    base_url = stated_url = absolute_url(raw["base_url"], f"{path}: base_url")
    if settings.base_url is not None:
        base_url = absolute_url(settings.base_url, "--base-url")
    ours = {**{key: raw[key] for key in CATALOG_KEYS}, "base_url": base_url, "stated_url": stated_url}
    return CatalogSettings(**ours, publisher_type=kind, for_portals=told)


def for_portals(raw: Json, path: Path, place: str = "") -> dict[str, Any]:
    """What a settings file says of `theme`, `spatial` and `frequency`, as addresses; of what it leaves out, nothing.

    Raises:
        UsageError: as `chosen`.
    """
    told: dict[str, Any] = {}
    for key, known in PORTAL_LISTS.items():
        if key in SEVERAL and key in raw:
            values = raw[key] if isinstance(raw[key], list) and raw[key] else [raw[key]]
            told[key] = list(dict.fromkeys(chosen(known, value, path, place + key) for value in values))
        elif key in raw:
            told[key] = chosen(known, raw[key], path, place + key)
    return told


def chosen(known: CodeList | Places, value: object, path: Path, key: str) -> str:
    """The address that a value of a settings file stands for.

    Raises:
        UsageError: the list has no such value; the sentence names the one that was probably meant.
    """
    address = known.address(value)
    if address is None:
        facts = {"file": path, "key": key, "value": value, "nearest": known.meant(value)}
        if isinstance(known, Places):
            raise UsageError("unknown_place", **facts)
        raise UsageError("unknown_value", **facts, known=", ".join(known.codes))
    return address


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


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without surprises: no objects, and a key given twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"'{key}' is given twice", key_node.start_mark)
            seen.add(key)
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))


def read_yaml(path: Path) -> Any:  # noqa: ANN401
    """The content of a YAML file, read safely.

    Raises:
        UsageError: the file is missing, is not UTF-8, or is no YAML; the sentence names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_references(text, path)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a SafeLoader)
    except FileNotFoundError:
        raise UsageError("file_missing", file=path) from None
    except UnicodeDecodeError:
        raise UsageError("file_not_utf8", file=path) from None
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or str(error)
        raise UsageError("yaml_unreadable", file=path, line=mark.line + 1 if mark else "?", detail=detail) from None


def _refuse_references(text: str, path: Path) -> None:
    """Raise UsageError where a value is repeated by reference, which no settings need: a few lines may mean gigabytes.

    Also where values lie deeper in each other than any settings: reading them would end the interpreter.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_StrictLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > DEEPEST:
            detail = f"*{event.anchor}" if isinstance(event, yaml.AliasEvent) else "[[[["
            raise UsageError(
                "yaml_unreadable", file=path, line=event.start_mark.line + 1 if event.start_mark else "?", detail=detail
            )


def read_settings(path: Path, known: Collection[str], required: Collection[str] = ()) -> Json:
    """A YAML file that must be a mapping with known keys only.

    Raises:
        UsageError: as `read_yaml` and `check_keys`.
    """
    return check_keys(read_yaml(path), known, path, required)


def check_keys(value: object, known: Collection[str], path: Path, required: Collection[str] = ()) -> Json:
    """`value`, if it is a mapping that has the required keys and no unknown ones.

    Raises:
        UsageError: it is no mapping, a key is unknown (the nearest known one is suggested), or one is missing.
    """
    if not isinstance(value, dict):
        raise UsageError("not_a_mapping", file=path)
    for key in value:
        if key not in known:
            raise UsageError(
                "unknown_key", file=path, key=key, nearest=nearest(str(key), known), known=", ".join(sorted(known))
            )
    for key in sorted(required):
        if value.get(key) is None:
            raise UsageError("missing_key", file=path, key=key)
    return cast("Json", value)


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that `word` was probably meant to be; null where none is near."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return close[0] if close else None
