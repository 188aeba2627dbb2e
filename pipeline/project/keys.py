"""The keys of `datapackage/<package>/datapackage.yaml`, and what each may hold."""

import codecs
import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pipeline.document import OPEN, Checked, Some, Texts, WebAddress, Words
from pipeline.errors import SettingsError
from pipeline.project.portals import ForPortals

Kind = Literal["organisation", "working_groups", "people", "table"]
"""What builds the tables of a package: two are read from a page that the settings describe as a whole; `people` from
pages that its flat table names, with how they are read; those of a `table` lie in files, one named by each."""


def _encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        raise SettingsError("encoding_unnamed", value=name) from None
    return name


def _rows(number: int) -> int:
    if number < 1:
        raise SettingsError("too_few_rows_per_file", value=number)
    return number


def _doi(text: str) -> str:
    if not re.fullmatch(r"10\.\d{4,9}/[!-~]+", text):
        raise SettingsError("no_doi", value=text)
    return text


@dataclass(frozen=True, kw_only=True)
class License:
    """A licence, as Frictionless describes it."""

    __pydantic_config__: ClassVar = OPEN
    name: Words
    title: Words
    path: WebAddress


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the data come from, as Frictionless describes it."""

    __pydantic_config__: ClassVar = OPEN
    title: Words
    path: WebAddress


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A table that is read from a page."""

    __pydantic_config__: ClassVar = OPEN
    name: Words
    schema: Words


@dataclass(frozen=True, kw_only=True)
class FileResource:
    """A table that lies in a file."""

    name: Words
    schema: Words
    source: Words | Some[Words]
    encoding: Annotated[Words, Checked(_encoding)] | None = None
    accepted: tuple[Words, ...] = ()
    roster: Words | None = None
    """Nothing that counts here: what is read from a page of people is of a kind of its own, and that is said."""


@dataclass(frozen=True, kw_only=True)
class PeopleResource:
    """A table of a package of people; the flat one names the pages of all, and the file that says how to read them.

    Pages that differ have a file each, in their order.
    """

    name: Words
    schema: Words
    source: Words | Some[Words] | None = None
    roster: Words | Some[Words] | None = None
    accepted: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Publishing(ForPortals):
    titles: Texts
    descriptions: Texts
    keywords_en: Some[Words]
    kind: Kind
    flat_table: Words
    doi: Annotated[Words, Checked(_doi)] | None = None


@dataclass(frozen=True, kw_only=True)
class PagePublishing(_Publishing):
    """What Frictionless does not name, of tables that are read from a page."""

    source: Words


@dataclass(frozen=True, kw_only=True)
class FilePublishing(_Publishing):
    """What Frictionless does not name, of tables that lie in files."""

    source: Words | None = None
    rows_per_file: Annotated[int, Checked(_rows)] | None = None


@dataclass(frozen=True, kw_only=True)
class PeoplePublishing(_Publishing):
    """What Frictionless does not name, of tables that are read from pages of people."""

    source: Words | None = None


@dataclass(frozen=True, kw_only=True)
class _Package:
    name: Words
    title: Words
    description: Words
    keywords: Some[Words]
    licenses: Some[License]


@dataclass(frozen=True, kw_only=True)
class PagePackage(_Package):
    """The keys of `datapackage.yaml` of tables that are read from a page."""

    resources: Some[Resource]
    publishing: PagePublishing
    sources: Some[Origin] | None = None


@dataclass(frozen=True, kw_only=True)
class FilePackage(_Package):
    """The keys of `datapackage.yaml` of tables that lie in files."""

    resources: Some[FileResource]
    publishing: FilePublishing
    sources: Some[Origin]


@dataclass(frozen=True, kw_only=True)
class PeoplePackage(_Package):
    """The keys of `datapackage.yaml` of tables that are read from pages of people."""

    resources: Some[PeopleResource]
    publishing: PeoplePublishing
    sources: Some[Origin]


Package = PagePackage | FilePackage | PeoplePackage
OF_KIND: dict[str, type[Package]] = {"people": PeoplePackage, "table": FilePackage}
"""What a package of a kind is read as; of others, that of a page."""
