"""What commands are told: options of their own kinds, and the settings of a run that come of them."""

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.speech import language_of
from pipeline.errors import UsageError
from pipeline.formats import MAIN, NAMES

if TYPE_CHECKING:
    from pipeline.project import Settings
    from pipeline.wording.run import Talk


class Date(click.ParamType[dt.date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401
        """The day that `value` names. Raises UsageError where it names none."""
        del param, ctx
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            raise UsageError("not_a_day", value=value) from None


class Formats(click.ParamType[tuple[str, ...]]):
    """A list of formats, separated by commas; csv is always among them, as it is the form that is validated."""

    name = "csv,json,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ANN401
        """The formats that `value` names. Raises UsageError where one is unknown, or none named."""
        del param, ctx
        if isinstance(value, tuple):
            return value
        asked = {item.strip() for item in value.split(",") if item.strip()}
        if not asked:
            raise UsageError("no_format", known=", ".join(NAMES))
        if unknown := sorted(asked - set(NAMES)):
            raise UsageError("unknown_format", value=", ".join(unknown), known=", ".join(NAMES))
        return tuple(sorted(asked | {MAIN}))


def written(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The reason that was given. Raises UsageError where it says nothing."""
    del ctx, param
    if not value.strip():
        raise UsageError("reason_blank")
    return value


FILE = click.Path(dir_okay=False, path_type=Path)
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def file_option(*names: str, metavar: str = "FILE", told: str) -> Option:
    """An option that names a file; `told` is its help."""
    return click.option(*names, type=FILE, metavar=metavar, help=told)


def format_option(*choices: str, told: str = "Of the answer.") -> Option:
    """`--format`, which is text unless it is one of the others; `told` is its help."""
    kinds = click.Choice(["text", *choices])
    return click.option("--format", "form", type=kinds, default="text", show_default=True, help=told)


target_option = click.option(
    "--target",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("public"),
    show_default=True,
    help="The folder to publish into.",
)
sign_option = file_option("--sign", metavar="KEYFILE", told="Sign the index.")
run_json_option = file_option(
    "--run-json", told="Write down what the run did, as JSON: exit code, durations, versions, changes, checks."
)
allow_private_option = click.option(
    "--allow-private", is_flag=True, help="Also read from private and loopback addresses."
)
overwrite_option = click.option("--overwrite", is_flag=True, help="Write over files that say something else.")
source_option = click.option(
    "--source", metavar="FILE|URL", help="Read this instead of the archive; it is not archived."
)
observed_option = click.option(
    "--observed-at",
    type=Date(),
    help="The day the --source was seen, or the files of tables. Without it the day is unknown, never today.",
)


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of publish and plan."""
    for option in (
        click.option(
            "--formats", type=Formats(), default=(), help=f"Formats to write: {','.join(NAMES)}. [default: all]"
        ),
        click.option("--base-url", metavar="URL", help="Where the target will be reached; overrides catalog.yaml."),
        click.option("--move-to", metavar="URL", help="The new address of a target that was published at another."),
        click.option(
            "--take-over",
            multiple=True,
            metavar="PACKAGE",
            help="Go on with a package that another project published into the target.",
        ),
        observed_option,
        source_option,
        target_option,
        click.argument("packages", nargs=-1, metavar="[PACKAGE]..."),
    ):
        command = option(command)
    return command


def settings_for(ctx: click.Context, *, reads_only: bool = False, **given: Any) -> "Settings":  # noqa: ANN401
    """The settings of a run: what was given, the project it runs in, and the clock.

    What only reads a target needs no project.

    Raises:
        UsageError: there is no project and one is needed, `observed_at` lies in the future, or a folder has a name
            that no page or list can tell.
    """
    from pipeline.project import Settings, find_root, now

    target = given.pop("target", Path("public"))
    root = find_root(ctx.obj["project"], needed=not reads_only)
    settings = Settings(root=root, target=target.absolute(), clock=now(), **given)
    for folder in (settings.root, settings.target):
        if any(
            "\udc80" <= sign <= "\udcff" for sign in str(folder)
        ):  # as Python reads a byte that is no UTF-8: no page can tell it
            raise UsageError("folder_not_text", folder=ascii(str(folder))[1:-1])
    if settings.observed_at and settings.observed_at > settings.clock.date():
        raise UsageError("future_day", day=settings.observed_at)
    return settings


def talk(ctx: click.Context) -> "Talk":
    """How this run speaks to people: results on stdout, talk on stderr, in their language."""
    from pipeline.cli.passing_line import PassingLine
    from pipeline.wording.run import Talk

    line = PassingLine(sys.stderr)

    def said(text: str, *, err: bool) -> None:
        line.show("")
        click.echo(text, err=err)

    return Talk(
        language=language_of(ctx),
        result=lambda text: said(text, err=False),
        aside=lambda text: said(text, err=True),
        terminal=sys.stderr is not None and sys.stderr.isatty(),
        show=line.show,
    )


def asking(speech: "Talk", colours: Mapping[str, str], *, wanted: bool) -> "tuple[Talk, Callable[[str], str] | None]":
    """How to speak to a person at a terminal, and how to ask one; null where none is there, or none is `wanted`.

    `colours` are those of lines, by their first sign; a question stands out.
    """
    if not (wanted and sys.stdin.isatty() and sys.stdout.isatty()):
        return speech, None

    def painted(line: str) -> None:
        click.secho(line, fg=colours.get(line[:1]), bold=line.startswith(("Question ", "Fråga ")))

    return replace(speech, result=painted), lambda prompt: input(click.style(prompt, bold=True))
