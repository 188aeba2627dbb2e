"""What a published version says, read from its own folder: tables, changes, findings, files."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pipeline.codelists import PORTAL_LISTS
from pipeline.formats import MAIN, Format, called, every
from pipeline.model import PackageSpec, Part, PublishedPart, Row, SourceFile, Table
from pipeline.rows import conformed, table_from_csv
from pipeline.schema import Json, TableSpec, Text, table_spec
from pipeline.versions import DataFile, Edition, PartFile, Release

PAGE_TYPES = {"text/html", "text/plain", "application/xhtml+xml"}
"""Media types of sources that people would call a page."""
PEOPLE = "persons"
"""A package with this table tells of people by name."""


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
    def publisher(self) -> Mapping[str, str] | None:
        """`name`, `organisation_number` and `homepage` of who published it; null where it does not say."""
        for contributor in self.release.descriptor.get("contributors", ()):
            number = contributor["organisationNumber"]
            return {"name": contributor["title"], "organisation_number": number, "homepage": contributor["path"]}
        return None

    @property
    def source(self) -> Json:
        """What it was read from: the snapshot, or the file of the flat table."""
        source: Json = self.facts["source"]
        return source

    @property
    def read_from(self) -> Sequence[Json]:
        """What a reader is told that it was read from: every page, or the file of the flat table."""
        every: Sequence[Json] = self.facts.get("sources") or [self.source]
        return every if self.is_read_from_a_page or self.is_about_people else every[:1]

    @property
    def source_urls(self) -> list[str]:
        """The addresses of the same, each once."""
        return list(dict.fromkeys(source["source_url"] for source in self.read_from))

    @property
    def source_id(self) -> str:
        """The name of that source among the settings of the project that published it."""
        return _source_id(self.source)

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """All that it was read from, that source first; the path of each is the folder of the version."""
        return tuple(self._source_file(source) for source in self.facts.get("sources") or [self.source])

    @property
    def observed_at(self) -> dt.date | None:
        """The day on which the source was seen; null where nobody knows."""
        return _day(self.source)

    @property
    def identity(self) -> Mapping[str, int]:
        """The highest number that ids were given so far, by kind: of a withdrawn version, too."""
        told = self.release.descriptor if self.is_withdrawn else self.facts
        identity: Mapping[str, int] = told.get("identity", {})
        return identity

    @cached_property
    def package(self) -> PackageSpec:
        """The package as this version describes it: no settings are needed for that."""
        descriptor, facts = self.release.descriptor, self.facts
        return PackageSpec(
            name=self.release.package,
            titles=self.titles,
            descriptions=facts["descriptions"],
            keywords={"sv": tuple(descriptor["keywords"]), "en": tuple(facts["keywords_en"])},
            source_id=self.source_id,
            kind=facts["kind"],
            flat_table=self.flat_table,
            tables=tuple(table.spec for table in self.tables.values()),
            descriptor=descriptor,
            rows_per_file=facts.get("rows_per_file"),
            for_portals={name: facts[name] for name in PORTAL_LISTS if name in facts},
            doi=facts.get("doi"),
        )

    def edition(self, rows: Mapping[str, int]) -> Edition:
        """What it says of itself as a whole, with this number of rows in each table: to write it anew."""
        return Edition(
            package=self.package,
            version=self.release.version,
            published_at=self.release.published_at,
            snapshots=self.sources,
            rows=rows,
            publisher=self.publisher,
        )

    def _source_file(self, source: Json) -> SourceFile:
        known = ("sha256", "source_url", "media_type", "observed_at_basis", "bytes")
        facts = {name: source[name] for name in known}
        return SourceFile(**facts, source_id=_source_id(source), observed_at=_day(source), path=self.release.folder)

    @property
    def is_read_from_a_page(self) -> bool:
        """Whether the source is a page, or a file."""
        return self.source["media_type"].partition(";")[0].strip().lower() in PAGE_TYPES

    @property
    def is_about_people(self) -> bool:
        """Whether it tells of people by name."""
        return PEOPLE in self.tables

    @cached_property
    def schemas(self) -> dict[str, Json]:
        """The Table Schema of each table, in the order of the package."""
        return {name: schema for name, _, schema in self._described}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables in the order of the package, with the schemas they were published with."""
        return {name: self._table(table_spec(name, schema), path) for name, path, schema in self._described}

    def _table(self, spec: TableSpec, path: str | list[str]) -> Table:
        """The table in a file, or in parts."""
        folder = self.release.folder
        if isinstance(path, str):
            return table_from_csv(spec, folder / path)
        files = [file for file in self.data_files if file.table == spec.name and file.parts]
        main = next(file for file in files if file.format == MAIN)
        parts = []
        for number, part in enumerate(main.parts):
            published = {
                file.format: PublishedPart(folder / same.path, same.sha256)
                for file in files
                for same in file.parts[number : number + 1]
            }
            rows = table_from_csv(spec, folder / part.path)
            parts.append(Part(part.name, rows, part.rows, part.rows_sha256, published))
        return Table(spec, lambda: (batch for part in parts for batch in part.table.batches()), parts=tuple(parts))

    def conformed(self, specs: Iterable[TableSpec]) -> dict[str, Table]:
        """The tables in the columns that they have today; one that is not among `specs` as it was published.

        Raises:
            UsageError: (when rows are asked for) a value cannot be given the type that it has now without loss.
        """
        today = {spec.name: spec for spec in specs}
        return {name: conformed(table, today.get(name, table.spec)) for name, table in self.tables.items()}

    @cached_property
    def _described(self) -> list[tuple[str, str | list[str], Json]]:
        """Name, path (paths where it is in parts) and schema of each table in the form that every version has."""
        resources = self.release.descriptor["resources"]
        return [(each["name"], each["path"], self._schema(each)) for each in resources if each["format"] == MAIN]

    def _schema(self, resource: Json) -> Json:
        """The schema of a resource: a file of the version; older ones have it in `datapackage.json` itself."""
        schema: Json | str = resource["schema"]
        return self._json(schema) if isinstance(schema, str) else schema

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
    def quality(self) -> Json:
        """The content of `quality.json`."""
        return self._json("quality.json")

    @property
    def findings(self) -> list[Json]:
        """The findings of this version, as `quality.json` has them."""
        findings: list[Json] = self.quality["findings"]
        return findings

    def row_count(self, table: str) -> int:
        """The number of rows of a table: as its parts or its Parquet file say, else counted."""
        files = [file for file in self.data_files if file.table == table]
        if parts := next((file.parts for file in files if file.parts), ()):
            return sum(part.rows for part in parts)
        if stored := next((file.path for file in files if file.format == "parquet"), None):
            from pyarrow.parquet import read_metadata

            return int(read_metadata(self.release.folder / stored).num_rows)
        return sum(batch.num_rows for batch in self.tables[table].batches())

    @cached_property
    def formats(self) -> frozenset[str]:
        """In which formats it was published, by name."""
        if "formats" in self.facts:
            return frozenset(self.facts["formats"])
        return frozenset(file.format for file in self.files if file.format)  # older versions do not say it

    @cached_property
    def data_files(self) -> list[DataFile]:
        """The files that hold data, or describe one that does, in the order in which they were written."""
        return [
            DataFile(**{**file, "parts": tuple(PartFile(**part) for part in file.get("parts", ()))})
            for file in self.facts["files"]
        ]

    @property
    def flat_files(self) -> dict[Format, DataFile]:
        """The files of the flat table by format, in the order in which those are offered."""
        files = {called(file.format): file for file in self.data_files if file.table == self.flat_table}
        return dict(sorted(files.items(), key=lambda found: found[0].place))

    @cached_property
    def files(self) -> list[DataFile]:
        """Every file that a reader may take: data files as described, then what describes and bundles them."""
        known = {path for file in self.data_files for path in file.hashes}
        others = self.release.hashes.items()
        return self.data_files + [self._undescribed(path, sha256) for path, sha256 in others if path not in known]

    def _undescribed(self, path: str, sha256: str) -> DataFile:
        bundle = next((form for form in every() if form.is_bundle and path.endswith(form.suffix)), None)
        name, media_type = (bundle.name, bundle.media_type) if bundle else ("", "")
        return DataFile(path, name, media_type, (self.release.folder / path).stat().st_size, sha256, None)

    def _json(self, name: str) -> Json:
        content: Json = json.loads((self.release.folder / name).read_bytes())
        return content


def _source_id(source: Json) -> str:
    return str(source["snapshot_id"]).removesuffix(f"-{source['sha256'][:12]}")


def _day(source: Json) -> dt.date | None:
    return dt.date.fromisoformat(source["observed_at"]) if source["observed_at"] else None


def _rows(table: Table, limit: int) -> Iterator[Row]:
    for batch in table.batches():
        yield from batch.slice(0, limit).to_pylist()
