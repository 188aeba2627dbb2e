"""Questions about what is published: what happened, and who sat where on a day."""

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.group import main
from pipeline.cli.options import Date, format_option, settings_for, talk, target_option

form_option = format_option("json")


@main.command()
@click.argument("package")
@click.argument("about", required=False, metavar="[PERSON|MUNICIPALITY]")
@form_option
@target_option
@click.pass_context
def history(ctx: click.Context, package: str, about: str | None, form: str, target: Path) -> None:
    """Tell what happened in PACKAGE since the first look: to all, or to one person or municipality.

    A person is given by name or id, a municipality by name or code; a part of a name will do where it means one alone.
    """
    from pipeline.inquire.history import history as run

    ctx.exit(run(settings_for(ctx, reads_only=True, target=target), package, about, form, talk(ctx)))


@main.command(name="as-of")
@click.argument("day", type=Date(), metavar="DATE")
@click.argument("package", required=False)
@form_option
@target_option
@click.pass_context
def as_of(ctx: click.Context, day: dt.date, package: str | None, form: str, target: Path) -> None:
    """Tell who sat where on DATE, as far as the looks at the page tell; what nobody knows is said.

    Of a package without people it names the version that shows the day.
    """
    from pipeline.inquire.as_of import as_of as run

    ctx.exit(run(settings_for(ctx, reads_only=True, target=target), day, package, form, talk(ctx)))


@main.command()
@click.argument("package")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@form_option
@target_option
@click.pass_context
def compat(ctx: click.Context, package: str, old: str, new: str, form: str, target: Path) -> None:
    """Tell whether code written for version A of PACKAGE reads version B, and why not.

    Exit code 0: it does; 1: it may not.
    """
    from pipeline.inquire.compat import compat as run

    ctx.exit(run(settings_for(ctx, reads_only=True, target=target), package, old, new, form, talk(ctx)))
