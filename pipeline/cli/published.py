"""What is published already: compared, traced, checked, shown, made again."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.group import main
from pipeline.cli.options import (
    FILE,
    allow_private_option,
    file_option,
    format_option,
    settings_for,
    talk,
    target_option,
)
from pipeline.errors import UsageError


@main.command()
@click.argument("package")
@click.argument("old")
@click.argument("new")
@target_option
@format_option("json", "markdown")
@click.option("--cells", is_flag=True, help="Every row that differs with its cells, old → new, however many there are.")
@click.option("--table", "tables", multiple=True, metavar="TABLE", help="Of these tables alone; implies --cells.")
@click.pass_context
def diff(
    ctx: click.Context,
    package: str,
    old: str,
    new: str,
    *,
    form: str,
    target: Path,
    cells: bool,
    tables: tuple[str, ...],
) -> None:
    """Tell what changed in PACKAGE between two published versions: as a story, or cell by cell."""
    settings, speech = settings_for(ctx, reads_only=True, target=target), talk(ctx)
    if cells or tables:
        from pipeline.inquire.cells import diff_cells

        if form == "markdown":
            raise UsageError("cells_as_text_or_json")
        ctx.exit(diff_cells(settings, package, old, new, tables, form, speech))
    from pipeline.inquire.diff import diff as run

    ctx.exit(run(settings, package, old, new, form, speech))


@main.command()
@click.option(
    "--target",
    default="public",
    show_default=True,
    metavar="DIR|URL",
    help="A folder, or where it is hosted: https://, s3://, gs://, abfs://.",
)
@file_option("--key", told="The public key that the index is signed with.")
@allow_private_option
@click.option(
    "--repair", is_flag=True, help="First finish what a run began, make the pages again, and mend file permissions."
)
@click.pass_context
def verify(ctx: click.Context, target: str, key: Path | None, *, allow_private: bool, repair: bool) -> None:
    """Check every byte of every published version, and the chain that ties them."""
    from pipeline.upkeep.verify import verify as run

    settings = settings_for(ctx, reads_only=not repair, allow_private=allow_private)
    ctx.exit(run(settings, target, key, talk(ctx), repair=repair))


@main.command()
@click.argument("package")
@click.argument("table")
@click.argument("key")
@target_option
@click.pass_context
def trace(ctx: click.Context, package: str, table: str, key: str, target: Path) -> None:
    """Tell where the row KEY of TABLE comes from: snapshot, line and text. Parts of a key are separated by commas."""
    from pipeline.inquire.trace import trace as run

    ctx.exit(run(settings_for(ctx, reads_only=True, target=target), package, table, key, talk(ctx)))


@main.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@target_option
@click.pass_context
def reproduce(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401
    """Make every published version again from the archive, and compare the bytes."""
    from pipeline.upkeep.reproduce import reproduce as run

    ctx.exit(run(settings_for(ctx, **options), talk(ctx)))


@main.command()
@target_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.pass_context
def serve(ctx: click.Context, target: Path, host: str, port: int) -> None:
    """Show the published tree as a static host should send it."""
    from pipeline.machine.fault import fault_of
    from pipeline.serve import serve as run

    speech = talk(ctx)
    run(
        target,
        host,
        port,
        announce=lambda url: speech.aside_say("serving", target=target, url=url),
        complain=lambda error: speech.fault(fault_of(error)),
    )


@main.command()
@click.argument("keyfile", type=FILE)
@click.pass_context
def keygen(ctx: click.Context, keyfile: Path) -> None:
    """Make a pair of keys for `publish --sign`: KEYFILE, to keep secret, and KEYFILE.pub, to give away."""
    from pipeline.release.sign import keygen as run

    talk(ctx).say("key_made", private=keyfile, public=run(keyfile))
