"""Letting another program run this one."""

from pathlib import Path

import click

from pipeline.cli.group import main
from pipeline.cli.options import overwrite_option, settings_for, talk, target_option


@main.command()
@click.argument(
    "what", metavar="github|gitlab|systemd|cron", type=click.Choice(["github", "gitlab", "systemd", "cron"])
)
@overwrite_option
@target_option
@click.pass_context
def automate(ctx: click.Context, what: str, target: Path, *, overwrite: bool) -> None:
    """Write the files by which GitHub, GitLab, systemd or cron looks at the page on a schedule and publishes.

    Quiet while nothing changed; loud, with a sentence that says what to do, when the page broke.
    """
    from pipeline.upkeep.automate import automate as run

    ctx.exit(run(settings_for(ctx, target=target), what, talk(ctx), overwrite=overwrite))
