"""Code that loads the flat table, for every kind of reader: works as printed, with the addresses of this catalogue."""

from dataclasses import dataclass

from pipeline.pages.contents import Contents
from pipeline.pages.page import Context, Section

POWER_QUERY = """\
let
    Url = "{csv}",
    Source = Csv.Document(
        Web.Contents(Url),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Rows = Table.PromoteHeaders(Source, [PromoteAllScalars = true])
in
    Rows"""

PANDAS = """\
# pip install pandas pyarrow
import pandas as pd

url = "{parquet}"
{name} = pd.read_parquet(url, dtype_backend="pyarrow")
print({name}.head())"""

POLARS = """\
# pip install polars
import polars as pl

url = "{parquet}"
{name} = pl.read_parquet(url)
print({name}.head())"""

DUCKDB = """\
FROM '{parquet}'
LIMIT 5;"""

R = """\
# install.packages("nanoparquet")
url <- "{parquet}"
file <- tempfile(fileext = ".parquet")
download.file(url, file, mode = "wb")
{name} <- nanoparquet::read_parquet(file)
head({name})"""

BLOCKS = (
    ("excel", "Excel", "csv", POWER_QUERY),
    ("pandas", "Python, pandas", "parquet", PANDAS),
    ("polars", "Python, Polars", "parquet", POLARS),
    ("duckdb", "DuckDB", "parquet", DUCKDB),
    ("r", "R", "parquet", R),
)
"""Anchor, name, the format that is read, and the code."""


@dataclass(frozen=True)
class Block:
    """Code to copy."""

    id: str
    name: str
    how: str
    """Where to paste it; empty where that goes without saying."""
    code: str


def loading(contents: Contents, context: Context) -> Section:
    """The section with a block for each reader whose format was published."""
    view = code_blocks(contents, context)
    return Section("loading", context.say("loading"), "loading.html", view, context.say("loading_nav"))


def code_blocks(contents: Contents, context: Context) -> tuple[Block, ...]:
    """The code for the newest version of the flat table; nothing for formats that were not published."""
    latest = f"{context.settings.base_url}{contents.release.package}/latest/"
    table = contents.flat_table
    urls = {file.format: latest + file.path for file in contents.files if file.table == table}
    how = {"excel": context.say("excel_how")}
    return tuple(
        Block(f"loading-{key}", name, how.get(key, ""), code.format(name=table.replace("-", "_"), **urls))
        for key, name, form, code in BLOCKS
        if form in urls
    )
