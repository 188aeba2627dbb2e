"""Any table of any size."""

import io
import sys
from pathlib import Path
from typing import Any, Literal

import click

from pipeline.cli.group import main
from pipeline.cli.options import allow_private_option, format_option, talk
from pipeline.errors import UsageError


class _TablePath(click.Path):
    """A file; a folder for its package; or a folder, a pattern or an address that stands for the parts of a table."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 (click's)
        """The path as it was given, if it leads anywhere."""
        from pipeline.prover.parts import is_expandable
        from pipeline.prover.store import is_address

        if is_address(value):
            return value
        described = Path(value, "datapackage.json")
        if described.is_file():
            return str(described)
        return value if is_expandable(value, Path()) else super().convert(value, param, ctx)


@main.command(name="describe")
@click.argument("paths", nargs=-1, required=True, metavar="TABLE...", type=click.Path(exists=True, path_type=Path))
@click.option("--package", is_flag=True, help="Draft a data package of all tables that are named, or lie in a folder.")
@click.option("--max-size", type=click.IntRange(1), metavar="BYTES", help="What an archive may unpack to.")
@click.pass_context
def describe_table(ctx: click.Context, paths: tuple[Path, ...], max_size: int | None, *, package: bool) -> None:
    """Draft a Table Schema from all rows of TABLE: types, formats, missing values, a key, lists of codes.

    The draft is tried on the table before it is given; what proves wrong is not proposed. It goes to standard output.

    Exit code 0: the table is valid by it; 1: it has errors that no schema mends; 2: it cannot be read as a table.
    """
    from pipeline.draft.command import describe as run
    from pipeline.validate.bounds import Bounds

    ctx.exit(run(paths, package=package, bounds=Bounds(max_size), talk=talk(ctx)))


@main.command(name="check")
@click.argument("files", nargs=-1, required=True, type=_TablePath(exists=True, allow_dash=True))
@click.option("--schema", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A Table Schema, as JSON.")
@format_option(
    *("json", "junit", "github", "sarif", "html"),
    told="The report: as text, as frictionless's own (json), for CI, or as a page to send to whoever made the table.",
)
@click.option(
    "--format-of",
    "kind",
    type=click.Choice(["csv", "tsv", "xlsx", "parquet", "jsonl", "csv.gz", "csv.zip"]),
    help="What standard input (-) holds; else told by its first bytes.",
)
@click.option(
    "--prove",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Prove rows valid by the column, and leave the rest to frictionless; auto does so for larger tables.",
)
@click.option(
    "--limit-errors", type=click.IntRange(0), default=1000, show_default=True, help="Stop at so many; 0 for all."
)
@click.option(
    "--engine",
    default="local",
    show_default=True,
    metavar="ENGINE",
    help="What proves the parts of tables: local, dask://HOST:PORT, sc://HOST:PORT (Spark Connect) or spark;"
    " the workers must reach the files.",
)
@click.option("--parts", "in_parts", is_flag=True, help="FILES are the parts of one table, in this order.")
@click.option("--strict", is_flag=True, help="Whatever was seen in the file is an error.")
@click.option(
    "--max-size",
    type=click.IntRange(1),
    metavar="BYTES",
    help="What an archive may unpack to, and standard input hold.",
)
@click.option("--allow-remote", is_flag=True, help="Let a descriptor lead out of its folder, and to the web.")
@allow_private_option
@click.pass_context
def check_table(
    ctx: click.Context,
    files: tuple[str, ...],
    schema: Path | None,
    form: str,
    kind: str | None,
    prove: Literal["auto", "always", "never"],
    limit_errors: int,
    engine: str,
    max_size: int | None,
    *,
    in_parts: bool,
    strict: bool,
    allow_remote: bool,
    allow_private: bool,
) -> None:
    """Validate tables of any size against a Table Schema, or the data packages that FILES describe.

    Each of several FILES is a table of its own; - is standard input. A folder, a pattern (in quotes) or a list in
    a package's descriptor is one table in parts; a folder with a datapackage.json is that package. All may be
    addresses: https://, s3://, gs://, abfs://.

    The verdict and the report are frictionless's own. Beside it stands what was seen in the file that no schema
    forbids: rows that a stray quote swallowed, garbled letters, a title above the header.

    Exit code 0: valid; 1: not valid, or in a damaged encoding, or in another than it claims; 2: cannot be checked. Of
    several tables, the gravest.
    """
    from pipeline.checks.command import check as run
    from pipeline.checks.judged import Options
    from pipeline.engines import engine_of
    from pipeline.validate.bounds import Bounds
    from pipeline.validate.verdict import How

    if files.count("-") > 1 or (kind and "-" not in files):
        raise UsageError("input_once")
    if in_parts and "-" in files:
        raise UsageError("input_no_part")
    stream = sys.stdin.buffer if sys.stdin else io.BytesIO()
    bounds = Bounds(max_size, allow_remote, allow_private)
    with engine_of(engine) as carrying:
        how: How = {"prove": prove, "limit_errors": limit_errors, "bounds": bounds, "engine": carrying}
        options = Options(schema, strict, {**how, "counted": form == "json"})
        code = run(files, options, form, talk(ctx), stream=stream, kind=kind, in_parts=in_parts)
    ctx.exit(code)
