"""What is published, and portals: those that do not harvest are told, those that do are asked."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.group import EXIT_CODES, main
from pipeline.cli.options import format_option, settings_for, talk, target_option
from pipeline.errors import UsageError

allow_private_option = click.option(
    "--allow-private", is_flag=True, help="Also ask private and loopback addresses: a portal of one's own network."
)


@main.group()
def deposit() -> None:
    """Bring what is published to a portal that does not harvest."""


@deposit.command(epilog=EXIT_CODES)
@click.argument("url")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...")
@target_option
@click.option("--organization", metavar="NAME", help="The organisation of the portal that owns the datasets.")
@click.option("--dataset", metavar="NAME", help="Go on with a dataset that somebody else made there.")
@click.option("--upload", is_flag=True, help="Let the portal keep the files. [default: it links to them]")
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
@allow_private_option
@click.pass_context
def ckan(
    ctx: click.Context,
    /,
    url: str,
    packages: tuple[str, ...],
    target: Path,
    *,
    allow_private: bool,
    **wishes: Any,  # noqa: ANN401
) -> None:
    """Make the CKAN at URL show each PACKAGE as one dataset, updated in place: ids and links stay.

    Sends what differs, and nothing where nothing does. Interrupted: the same command again completes it. The token is
    read from MLR_OPENDATA_CKAN_TOKEN.
    """
    from pipeline.portals.ckan import Wishes, deposit_ckan

    settings = settings_for(ctx, target=target, allow_private=allow_private)
    ctx.exit(deposit_ckan(settings, url, packages, Wishes(**wishes), talk(ctx)))


@deposit.command(epilog=EXIT_CODES)
@click.argument("package")
@click.argument("version", required=False)
@target_option
@click.option("--sandbox", is_flag=True, help="Rehearse at sandbox.zenodo.org: its DOIs are shown nowhere.")
@click.option("--url", metavar="URL", help="Another service with the same API. [default: https://zenodo.org/]")
@allow_private_option
@click.pass_context
def zenodo(
    ctx: click.Context,
    /,
    package: str,
    version: str | None,
    url: str | None,
    *,
    sandbox: bool,
    **options: Any,  # noqa: ANN401
) -> None:
    """Give VERSION of PACKAGE, else its newest one, a DOI at Zenodo: nobody can take that back.

    The DOI then stands on its pages, in the citation and in the catalogue. Interrupted: the same command again
    completes it, and no second DOI is made. The token is read from MLR_OPENDATA_ZENODO_TOKEN; of the sandbox it is
    another one.
    """
    from pipeline.portals.zenodo import deposit_zenodo
    from pipeline.portals.zenodo_api import SANDBOX, ZENODO

    if sandbox and url:
        raise UsageError("sandbox_and_url")
    where = url or (SANDBOX if sandbox else ZENODO)
    ctx.exit(deposit_zenodo(settings_for(ctx, **options), where, package, version, talk(ctx)))


@main.command(epilog=EXIT_CODES)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--package", "packages", multiple=True, metavar="PACKAGE", help="Of these alone. [default: all]")
@target_option
@format_option("json")
@allow_private_option
@click.pass_context
def drift(ctx: click.Context, /, urls: tuple[str, ...], packages: tuple[str, ...], form: str, **options: Any) -> None:  # noqa: ANN401
    """Tell how portals differ from what is published: title, licence, version, files, links. It changes nothing.

    URL is the address of a CKAN, of a DCAT catalogue, or of the page of a dataset, as at dataportal.se or
    data.europa.eu. Exit code 1: one differs.
    """
    from pipeline.portals.drift import drift as run

    ctx.exit(run(settings_for(ctx, reads_only=True, **options), urls, packages, form, talk(ctx)))
