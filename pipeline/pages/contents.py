"""What a published version says, read from its own folder: tables, changes, findings, files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pipeline.formats import every
from pipeline.model import Release, Row, Table
from pipeline.rows import table_from_csv
from pipeline.schema import Json, Text, table_spec

PAGE_TYPES = {"text/html", "text/plain", "application/xhtml+xml"}
"""Media types of sources that people would call a page."""
PEOPLE = "persons"
"""A package with this table tells of people by name."""


@dataclass(frozen=True)
class PublishedFile:
    """A file of a version folder."""

    path: str
    format: str
    bytes: int
    sha256: str
    table: str | None
    """Null where it holds the whole package, or describes it."""


@dataclass(frozen=True)
class Contents:
    """A version with what its files say, read when they are asked for; of a withdrawn one nothing is left."""

    release: Release

    @property
    def is_withdrawn(self) -> bool:
        """Whether only a tombstone is left."""
        return self.release.state == "withdrawn"

    @property
    def facts(self) -> Json:
        """What `datapackage.json` says beyond Data Package."""
        facts: Json = self.release.descriptor["publishing"]
        return facts

    @property
    def titles(self) -> Text:
        """The title of the package."""
        titles: Text = self.facts["titles"]
        return titles

    @property
    def licence(self) -> Mapping[str, str]:
        """Name, title and path of the licence: the first where there are several."""
        return self.licences[0]

    @property
    def licences(self) -> Sequence[Mapping[str, str]]:
        """Name, title and path of each licence."""
        licences: Sequence[Mapping[str, str]] = self.release.descriptor["licenses"]
        return licences

    @property
    def is_read_from_a_page(self) -> bool:
        """Whether the source is a page, or a file."""
        return self.facts["source"]["media_type"] in PAGE_TYPES

    @property
    def is_about_people(self) -> bool:
        """Whether it tells of people by name."""
        return PEOPLE in self.tables

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables in the order of the package, with the schemas they were published with."""
        described = {
            resource["path"]: (resource["name"], resource["schema"])
            for resource in self.release.descriptor["resources"]
            if resource["format"] == "csv"
        }
        return {
            name: table_from_csv(table_spec(name, schema), self.release.folder / path)
            for path, (name, schema) in described.items()
        }

    @property
    def flat_table(self) -> str:
        """The name of the table that most people want."""
        return str(self.facts["flat_table"])

    def rows(self, table: str) -> list[Row]:
        """Every row of a table; none where the version has no such table. For tables that people read."""
        return list(self.tables[table].rows()) if table in self.tables else []

    def first_rows(self, table: str, limit: int) -> list[Row]:
        """The first rows of a table of any length."""
        return list(islice(_rows(self.tables[table], limit), limit))

    @cached_property
    def changes(self) -> Json:
        """The content of `changes.json`."""
        return self._json("changes.json")

    @cached_property
    def findings(self) -> list[Json]:
        """The findings of this version, as `quality.json` has them."""
        findings: list[Json] = self._json("quality.json")["findings"]
        return findings

    @cached_property
    def files(self) -> list[PublishedFile]:
        """Every file that a reader may take: data files as described, then what describes and bundles them."""
        described = [
            PublishedFile(file["path"], file["format"], file["bytes"], file["sha256"], file["table"])
            for file in self.facts["files"]
        ]
        known = {file.path for file in described}
        others = self.release.hashes.items()
        return described + [self._undescribed(path, sha256) for path, sha256 in others if path not in known]

    def _undescribed(self, path: str, sha256: str) -> PublishedFile:
        form = next((form.name for form in every() if form.is_bundle and path.endswith(form.suffix)), "")
        return PublishedFile(path, form, (self.release.folder / path).stat().st_size, sha256, None)

    def _json(self, name: str) -> Json:
        content: Json = json.loads((self.release.folder / name).read_bytes())
        return content


def _rows(table: Table, limit: int) -> Iterator[Row]:
    for batch in table.batches():
        yield from batch.slice(0, limit).to_pylist()
