"""Parquet: the types of the schema, and all that is said of the data inside the file itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.formats import Format, Harvest, Loader, Parted
from pipeline.model import Table
from pipeline.schema import TableSpec
from pipeline.versions import Edition

LARGE = 100_000  # rows from which a smaller file is worth more than one that every reader can unpack: some lack zstd
ROW_GROUP = 122_880  # rows: DuckDB's own, small enough to skip what a query over HTTP does not need
DICTIONARY = 1 << 17  # bytes of distinct values; what has more of them is smaller, and sooner written, as it is

OF_PARTS = "zstd"
"""What parts are compressed with, however many rows they have: a part that did not change stays as it was."""

PANDAS = """\
# pip install pandas pyarrow
import pandas as pd

url = "{url}"
{name} = pd.read_parquet(url, dtype_backend="pyarrow")
print({name}.head())"""

PANDAS_OF_PARTS = """\
# pip install pandas pyarrow
import pandas as pd

base = "{latest}"
parts = pd.read_json(base + "datapackage.json", typ="series")["resources"]
paths = next(each["path"] for each in parts if each["name"] == "{table}-parquet")
{name} = pd.concat(pd.read_parquet(base + path, dtype_backend="pyarrow") for path in paths)
print({name}.head())"""

POLARS = """\
# pip install polars
import polars as pl

url = "{url}"
{name} = pl.read_parquet(url)
print({name}.head())"""

POLARS_OF_PARTS = """\
# pip install polars
import json
import urllib.request

import polars as pl

base = "{latest}"
resources = json.load(urllib.request.urlopen(base + "datapackage.json"))["resources"]
paths = next(each["path"] for each in resources if each["name"] == "{table}-parquet")
{name} = pl.read_parquet([base + path for path in paths])
print({name}.head())"""

DUCKDB = """\
FROM '{url}'
LIMIT 5;"""

DUCKDB_OF_PARTS = """\
SET VARIABLE parts = (
    SELECT list('{latest}' || part.path ORDER BY part.path)
    FROM (SELECT unnest(publishing.files) AS file FROM '{latest}datapackage.json'), unnest(file.parts) AS _(part)
    WHERE file.format = 'parquet' AND file.table = '{table}'
);
FROM read_parquet(getvariable('parts'))
LIMIT 5;"""

R = """\
# install.packages("nanoparquet")
url <- "{url}"
file <- tempfile(fileext = ".parquet")
download.file(url, file, mode = "wb")
{name} <- nanoparquet::read_parquet(file)
head({name})"""


def write_table(edition: Edition, table: Table, path: Path) -> None:
    """The Parquet file of one table: compressed, statistics, a page index; batching leaves no trace."""
    is_large = edition.rows.get(table.spec.name, 0) >= LARGE
    _write(table, described_schema(edition, table.spec), "zstd" if is_large else "snappy", path)


def write_part(edition: Edition, table: Table, path: Path) -> None:
    """The Parquet file of some rows of a table; it does not say of which version it is, as it may be of several."""
    _write(table, lasting_schema(edition, table.spec), OF_PARTS, path)


def is_current(edition: Edition, spec: TableSpec, path: Path) -> bool:
    """Whether a part says of its columns, and of the table, what `write_part` would say today."""
    with pq.ParquetFile(path) as file:
        return bool(file.schema_arrow.equals(lasting_schema(edition, spec), check_metadata=True))


def _write(table: Table, schema: pa.Schema, compression: str, path: Path) -> None:
    how = {"compression": compression, "dictionary_pagesize_limit": DICTIONARY, "write_page_index": True}
    with pq.ParquetWriter(path, schema, **how) as writer:
        for group in _row_groups(table, schema):
            writer.write_table(group, row_group_size=ROW_GROUP)


def described_schema(edition: Edition, spec: TableSpec) -> pa.Schema:
    """The Arrow schema of a table, with the texts of its fields, and with source, licence and keys."""
    fields = [
        arrow_field.with_metadata(
            {
                **{f"title_{language}": text for language, text in field.titles.items()},
                **{f"description_{language}": text for language, text in field.descriptions.items()},
            }
        )
        for arrow_field, field in zip(spec.arrow_schema(), spec.fields, strict=True)
    ]
    return pa.schema(fields, metadata=_file_metadata(edition, spec))


def lasting_schema(edition: Edition, spec: TableSpec) -> pa.Schema:
    """The same without what differs from version to version."""
    schema = described_schema(edition, spec)
    return schema.with_metadata({key: text for key, text in schema.metadata.items() if key not in OF_VERSION})


OF_VERSION = frozenset({b"version", b"published_at", b"source_sha256", b"source_observed_at"})
"""What the metadata of a file say of the version that it is in."""


def _file_metadata(edition: Edition, spec: TableSpec) -> dict[str, str]:
    observed_at = edition.snapshot.observed_at
    return {
        "package": edition.package.name,
        "version": edition.version,
        "published_at": edition.published_at,
        "licence": ", ".join(licence["name"] for licence in edition.package.descriptor["licenses"]),
        "source_url": edition.snapshot.source_url,
        "source_sha256": edition.snapshot.sha256,
        "source_observed_at": observed_at.isoformat() if observed_at else "unknown",
        "table": spec.name,
        **{f"title_{language}": text for language, text in spec.titles.items()},
        **{f"description_{language}": text for language, text in spec.descriptions.items()},
        "primary_key": json.dumps(spec.primary_key),
        "foreign_keys": json.dumps(spec.foreign_keys),
    }


def _row_groups(table: Table, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of `table` in groups of `ROW_GROUP`, the last one smaller, however they were batched.

    Each is in one piece: Arrow ends pages and dictionaries sooner where a piece ends.
    """
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in table.batches():
        waiting.append(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            merged = pa.Table.from_batches(waiting, schema)
            yield merged.slice(0, ROW_GROUP).combine_chunks()
            waiting = merged.slice(ROW_GROUP).to_batches()
            rows -= ROW_GROUP
    if rows:
        yield pa.Table.from_batches(waiting, schema).combine_chunks()


FORMAT = Format(
    name="parquet",
    place=40,
    titles={"sv": "Parquet", "en": "Parquet"},
    good_for={"sv": "analys, med datatyper", "en": "analysis, with data types"},
    suffix=".parquet",
    media_type="application/vnd.apache.parquet",
    write_table=write_table,
    resource={},
    harvest=Harvest(
        "PARQUET",
        {
            "sv": "Tabellen som Apache Parquet, med datatyper.",
            "en": "The table as Apache Parquet, with data types.",
        },
    ),
    in_readme="""\
```python
import pandas as pd
df = pd.read_parquet("data/{flat}.parquet", dtype_backend="pyarrow")
```

```python
import polars as pl
df = pl.read_parquet("data/{flat}.parquet")
```

```sql
-- DuckDB
SELECT * FROM 'data/{flat}.parquet';
```

```r
df <- nanoparquet::read_parquet("data/{flat}.parquet")
```""",
    loaders=(
        Loader("pandas", "Python, pandas", PANDAS, of_parts=PANDAS_OF_PARTS),
        Loader("polars", "Python, Polars", POLARS, of_parts=POLARS_OF_PARTS),
        Loader("duckdb", "DuckDB", DUCKDB, of_parts=DUCKDB_OF_PARTS),
        Loader("r", "R", R),
    ),
    parted=Parted(
        ".parquet",
        write_part,
        is_current,
        in_readme="""\
```python
import pandas as pd
df = pd.read_parquet("{folder}", dtype_backend="pyarrow")
```

```python
import polars as pl
df = pl.read_parquet("{folder}")
```

```python
import pyarrow.parquet as pq
table = pq.read_table("{folder}")
```

```sql
-- DuckDB
SELECT * FROM '{folder}/*.parquet';
```""",
    ),
)
