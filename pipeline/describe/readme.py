"""`README.md`: what a version is, in Swedish and then in English."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.datafile import MOST_ROWS_IN_EXCEL
from pipeline.model import LANGUAGES, DataFile, Edition
from pipeline.wording.editions import (
    KEPT,
    NO_WORKBOOK,
    README,
    WHOLE_PACKAGE,
    citation,
    kind_of_source,
    licences,
    observed,
    privacy,
    publisher,
)

LOADERS = {
    "xlsx": "Excel: `data/{flat}.xlsx`",
    "parquet": """\
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
    "csv": """\
```python
import pandas as pd
df = pd.read_csv("data/{flat}.csv", dtype="string")  # as text: 0180 keeps its zero
```""",
}
"""How to load the flat table from each format; what was not written is not mentioned."""


def readme_md(edition: Edition, files: Iterable[DataFile]) -> bytes:
    """The README of a version; `files` are those it lists, in their order."""
    listed = list(files)
    return "\n".join(_part(edition, listed, language) for language in LANGUAGES).encode()


def _part(edition: Edition, files: Sequence[DataFile], language: str) -> str:
    package, snapshot = edition.package, edition.snapshot
    facts: Mapping[str, str] = {
        "title": package.titles[language],
        "description": package.descriptions[language].strip(),
        "publisher": publisher(edition, language),
        "version": edition.version,
        "published_at": edition.published_at,
        "source_url": snapshot.source_url,
        "observed": observed(edition, language),
        "snapshot_id": snapshot.snapshot_id,
        "sha256": snapshot.sha256,
        "licences": licences(edition),
        "kept": KEPT[kind_of_source(edition)][language],
        "privacy": privacy(edition, language),
        "files": "\n".join([*(_file_line(edition, file, language) for file in files), *_left_out(edition, language)]),
        "code": _loading(files, package.flat_table),
        "cite": citation(edition, language),
    }
    return README[language].format(**facts)


def _left_out(edition: Edition, language: str) -> list[str]:
    """Below the table of files, why there is no workbook; nothing where all tables fit into one."""
    fits = all(rows <= MOST_ROWS_IN_EXCEL for rows in edition.rows.values())
    return [] if fits else ["", NO_WORKBOOK[language].format(most=MOST_ROWS_IN_EXCEL)]


def _loading(files: Iterable[DataFile], flat: str) -> str:
    written = {file.format for file in files if file.table == flat}
    return "\n\n".join(loader.format(flat=flat) for form, loader in LOADERS.items() if form in written)


def _file_line(edition: Edition, file: DataFile, language: str) -> str:
    content = edition.package.table(file.table).titles[language] if file.table else WHOLE_PACKAGE[language]
    return f"| `{file.path}` | {content} | {file.bytes} |"
