"""Whether all is well with the machine, the project and what is published."""

from typing import Any

import click

from pipeline.cli.group import main
from pipeline.cli.options import allow_private_option, format_option, settings_for, talk, target_option


@main.command()
@target_option
@click.option("--offline", is_flag=True, help="Do not ask whether the page can be reached.")
@allow_private_option
@format_option("json")
@click.pass_context
def doctor(ctx: click.Context, /, form: str, *, offline: bool, **options: Any) -> None:  # noqa: ANN401
    """Look into all that a run needs: Python, packages, rights, clock, disk, page, target, archive, decisions.

    Each line says how it is and what to do. Nothing is written. Exit code 0: nothing stands in the way of a run; 1:
    something must be mended.
    """
    from pipeline.upkeep.doctor import doctor as run

    ctx.exit(run(settings_for(ctx, **options), form, talk(ctx), offline=offline))
