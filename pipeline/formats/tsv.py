"""TSV: the CSV file with tabs, for those whose tools split lines at a character and know no quotation marks.

`cut`, `awk` and `sort` read it as it is, and it can be pasted into a sheet whose Windows takes the comma for a decimal
point. A cell with a tab or a line break in it, which hardly any has, is quoted as in CSV.
"""

from pathlib import Path

from pipeline.formats import Format, Harvest
from pipeline.model import Table
from pipeline.versions import Edition
from pipeline.write.delimited import DIALECT
from pipeline.write.delimited import write_table as write_delimited


def write_table(_edition: Edition, table: Table, path: Path) -> None:
    """The TSV file of one table: a header, then the rows in their order."""
    write_delimited(table, path, "\t")


FORMAT = Format(
    name="tsv",
    place=25,
    titles={"sv": "TSV", "en": "TSV"},
    good_for={"sv": "kommandoraden, klistra in", "en": "the command line, pasting"},
    suffix=".tsv",
    media_type="text/tab-separated-values",
    write_table=write_table,
    resource={"encoding": "utf-8", "dialect": {"delimiter": "\t", **DIALECT}},
    harvest=Harvest(
        "TSV",
        {
            "sv": "Tabellen som TSV: UTF-8, tabb som skiljetecken, rubriker på första raden.",
            "en": "The table as TSV: UTF-8, tab-separated, with a header row.",
        },
    ),
    in_readme="""\
```sh
cut -f 1,2 data/{flat}.tsv
```""",
)
