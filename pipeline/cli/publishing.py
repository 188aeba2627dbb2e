"""From the page to the target: what a maintainer runs."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.group import EXIT_CODES, main
from pipeline.cli.options import (
    build_options,
    observed_option,
    settings_for,
    sign_option,
    source_option,
    talk,
    target_option,
)


@main.command(epilog=EXIT_CODES)
@build_options
@sign_option
@click.pass_context
def publish(ctx: click.Context, /, sign: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Publish what changed as new versions, and make the catalogue, the feed and the pages.

    Without PACKAGE all packages are published. The fault of one package spares the others.
    """
    from pipeline.validate.beside import JudgeBeside

    speech = talk(ctx)
    settings = settings_for(ctx, watch=speech.passing, **options)
    with JudgeBeside() as judge:  # frictionless loads while all else does, even if nothing then needs it
        from pipeline.flow.publish import publish as run

        ctx.exit(run(settings, speech, judge, sign))


@main.command(epilog=EXIT_CODES)
@build_options
@click.pass_context
def plan(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401
    """Say what publish would do, and why; write nothing."""
    from pipeline.flow.publish import plan as run

    speech = talk(ctx)
    ctx.exit(run(settings_for(ctx, watch=speech.passing, **options), speech))


@main.command(epilog=EXIT_CODES)
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.option("--allow-private", is_flag=True, help="Also read from private and loopback addresses.")
@click.option("--source", metavar="URL", help="Look at this address instead of the one in source.yaml.")
@click.pass_context
def fetch(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401
    """Look at the live page: archive it if it changed, and log the look."""
    from pipeline.flow.look import look

    ctx.exit(look(settings_for(ctx, **options), talk(ctx)))


@main.command(epilog=EXIT_CODES)
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@source_option
@observed_option
@target_option
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.pass_context
def validate(ctx: click.Context, /, form: str, **options: Any) -> None:  # noqa: ANN401
    """Show every finding on the newest snapshot, or on --source; publish nothing."""
    from pipeline.flow.publish import validate as run

    speech = talk(ctx)
    ctx.exit(run(settings_for(ctx, watch=speech.passing, **options), form, speech))
