"""What is published, brought to where it is hosted."""

from pathlib import Path

import click

from pipeline.cli.group import EXIT_CODES, main
from pipeline.cli.options import talk


@main.command(epilog=EXIT_CODES)
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@click.argument("place")
@click.option("--dry-run", is_flag=True, help="Only say what would be sent and removed, by folder.")
@click.option("--every-file", is_flag=True, help="Name each file; implies --dry-run.")
@click.pass_context
def deploy(ctx: click.Context, target: Path, place: str, *, dry_run: bool, every_file: bool) -> None:
    """Make PLACE show what the folder TARGET holds: s3://BUCKET/…, gs://…, abfs://…, or a folder.

    Sends what changed, in an order in which nothing names what is not there yet; then removes what was withdrawn or
    erased, if an earlier deployment put it there. Killed or interrupted: the same command again completes it. Who may
    write there is told by the environment (AWS_ACCESS_KEY_ID and others), never by PLACE.
    """
    from pipeline.deploy import deploy as run

    ctx.exit(run(target, place, talk(ctx), dry_run=dry_run or every_file, every_file=every_file))
