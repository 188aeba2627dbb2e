"""What takes published data away."""

from pathlib import Path

import click

from pipeline.cli.group import main
from pipeline.cli.options import file_option, settings_for, sign_option, talk, target_option, written


@main.command()
@click.argument("package")
@click.argument("version")
@click.option("--reason", required=True, callback=written, help="Why; it stands at the version's address from now on.")
@sign_option
@target_option
@click.pass_context
def withdraw(ctx: click.Context, package: str, version: str, reason: str, sign: Path | None, target: Path) -> None:
    """Take the data of a published version away; a tombstone with the reason stays at its address."""
    from pipeline.upkeep.withdraw import withdraw as run

    ctx.exit(run(settings_for(ctx, target=target), package, version, reason, sign, talk(ctx)))


@main.command()
@click.argument("package")
@click.option("--reason", required=True, callback=written, help="Why; it stands at the package's address from now on.")
@sign_option
@target_option
@click.pass_context
def retire(ctx: click.Context, package: str, reason: str, sign: Path | None, target: Path) -> None:
    """Publish PACKAGE no more: its data goes, tombstones with the reason stay, and portals drop it.

    `publish PACKAGE` publishes it again; its version numbers go on.
    """
    from pipeline.upkeep.withdraw import retire as run

    ctx.exit(run(settings_for(ctx, target=target), package, reason, sign, talk(ctx)))


@main.command()
@click.argument("package")
@click.argument("person_id")
@click.option(
    "--reason", required=True, callback=written, help="Why, without the name; it stands in the index from now on."
)
@file_option(
    "--key",
    told="The key that erased people are recognised with; made on first use. [default: $MLR_OPENDATA_ERASURE_KEY, or"
    " ~/.config/mlr-opendata/erasure.key]",
)
@sign_option
@target_option
@click.pass_context
def erase(
    ctx: click.Context, package: str, person_id: str, reason: str, key: Path | None, sign: Path | None, target: Path
) -> None:
    """Take a person out of every published version and archived snapshot, and keep them out.

    Killed or interrupted: the same command again completes it.
    """
    from pipeline.erase import erase as run

    settings = settings_for(ctx, target=target, packages=(package,))
    ctx.exit(run(settings, person_id, reason, key, sign, talk(ctx)))
