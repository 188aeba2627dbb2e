"""From the page to the target: what a maintainer runs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from pipeline.cli.group import EXIT_CODES, main
from pipeline.cli.options import (
    allow_private_option,
    build_options,
    file_option,
    format_option,
    observed_option,
    run_json_option,
    settings_for,
    sign_option,
    source_option,
    talk,
    target_option,
)
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.project import Settings


@main.command(epilog=EXIT_CODES)
@build_options
@sign_option
@file_option(
    *("--plan", "plan_file"),
    told="Publish exactly what `plan --save FILE` showed, or nothing where the world has changed since.",
)
@run_json_option
@click.pass_context
def publish(
    ctx: click.Context,
    /,
    sign: Path | None,
    plan_file: Path | None,
    run_json: Path | None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Publish what changed as new versions, and make the catalogue, the feed and the pages.

    Without PACKAGE all packages are published. The fault of one package spares the others.
    """
    from pipeline.validate.beside import JudgeBeside

    speech = talk(ctx)
    settings = settings_for(ctx, watch=speech.passing, **options)
    reviewed = None
    if plan_file:
        from pipeline.flow.saved_plan import read_reviewed

        _ensure_alone(ctx)
        reviewed = read_reviewed(plan_file)
        settings = reviewed.asked(settings)
    is_loaded = "frictionless" in sys.modules  # by whoever calls this from Python
    with JudgeBeside(starts=bool(settings.page_sources) and not is_loaded) as judge:  # it loads while all else does
        from pipeline.flow.publish import publish as run

        def published(settings: "Settings") -> int:
            return run(settings, speech, judge, sign, reviewed)

        ctx.exit(_recorded("publish", settings, run_json, published))


def _recorded(command: str, settings: "Settings", run_json: Path | None, run: "Callable[[Settings], int]") -> int:
    """The exit code of a command; what it did is written down where that was asked for."""
    if run_json is None:
        return run(settings)
    from pipeline.inquire.run_report import recorded

    return recorded(command, settings, run_json, run)


def _ensure_alone(ctx: click.Context) -> None:
    """Raise UsageError where an option was given that the plan has said already."""
    beside = {"plan_file", "target", "sign", "run_json"}
    given = [
        parameter.opts[-1]
        for parameter in ctx.command.params
        if parameter.name
        and parameter.name not in beside
        and ctx.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
        and ctx.params.get(parameter.name)
    ]
    if given:
        raise UsageError("plan_and_options", options=", ".join(given))


@main.command(epilog=EXIT_CODES)
@build_options
@file_option("--save", "save_to", told="Also save the plan, for `publish --plan FILE`.")
@format_option(
    *("markdown", "json", "html"),
    told="For a pull request or a mail, a program, a page. Text has colours and tables on a terminal.",
)
@click.pass_context
def plan(ctx: click.Context, /, form: str, save_to: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Show what publish would do, and why, and what waits for you; write nothing."""
    from pipeline.flow.plan import plan as run

    speech = talk(ctx)
    settings = settings_for(ctx, watch=speech.passing, **options)
    ctx.exit(run(settings, speech, form, on_terminal=sys.stdout.isatty(), save_to=save_to))


@main.command(epilog=EXIT_CODES)
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@allow_private_option
@click.option("--source", metavar="URL", help="Look at this address instead of the one in source.yaml.")
@run_json_option
@click.pass_context
def fetch(ctx: click.Context, /, run_json: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Look at the live page: archive it if it changed, and log the look."""
    from pipeline.flow.fetch import fetch

    speech = talk(ctx)
    ctx.exit(_recorded("fetch", settings_for(ctx, **options), run_json, lambda settings: fetch(settings, speech)))


@main.command(epilog=EXIT_CODES)
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@source_option
@observed_option
@target_option
@format_option("json", "html")
@click.pass_context
def validate(ctx: click.Context, /, form: str, **options: Any) -> None:  # noqa: ANN401
    """Show every finding on the newest snapshot, or on --source; publish nothing."""
    from pipeline.flow.validate import validate as run

    speech = talk(ctx)
    ctx.exit(run(settings_for(ctx, watch=speech.passing, **options), form, speech))
