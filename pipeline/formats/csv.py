"""CSV by RFC 4180: UTF-8 without BOM, comma, LF; a cell is quoted only where it must be. Null is an empty cell."""

from pathlib import Path

from pipeline.formats import Format, Harvest, Loader, Parted
from pipeline.model import Table
from pipeline.versions import Edition
from pipeline.write.delimited import DIALECT, write_gzipped
from pipeline.write.delimited import write_table as write_delimited

POWER_QUERY = """\
let
    Url = "{url}",
    Source = Csv.Document(
        Web.Contents(Url),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Rows = Table.PromoteHeaders(Source, [PromoteAllScalars = true])
in
    Rows"""


def write_table(_edition: Edition, table: Table, path: Path) -> None:
    """The CSV file of one table: a header, then the rows in their order."""
    write_delimited(table, path)


def write_part(_edition: Edition, table: Table, path: Path) -> None:
    """Some rows of a table as a gzipped CSV file with a header of its own."""
    write_gzipped(table, path)


FORMAT = Format(
    name="csv",
    place=20,
    titles={"sv": "CSV", "en": "CSV"},
    good_for={"sv": "alla program", "en": "any program"},
    suffix=".csv",
    media_type="text/csv",
    write_table=write_table,
    resource={"encoding": "utf-8", "dialect": {"delimiter": ",", **DIALECT}},
    harvest=Harvest(
        "CSV",
        {
            "sv": "Tabellen som CSV: UTF-8, kommatecken som skiljetecken, rubriker på första raden.",
            "en": "The table as CSV: UTF-8, comma-separated, with a header row.",
        },
    ),
    in_readme="""\
```python
import pandas as pd
df = pd.read_csv("data/{flat}.csv", dtype="string")  # as text: 0180 keeps its zero
```""",
    loaders=(
        Loader(
            "excel",
            "Excel",
            POWER_QUERY,
            {
                "sv": "Enklast är att ladda ner Excelfilen. För en tabell som uppdateras: Data → Hämta data → Tom "
                "fråga → Avancerad redigerare, och klistra in.",
                "en": "The easiest way is to download the Excel file. For a table that refreshes: Data → Get Data → "
                "Blank Query → Advanced Editor, and paste.",
            },
        ),
    ),
    parted=Parted(
        ".csv.gz",
        write_part,
        packed="application/gzip",
        in_readme="""\
```sh
for part in {folder}/*.csv.gz; do gunzip -c "$part" | tail -n +2; done  # all rows, in order, without headers
```""",
    ),
)
