"""The command: options -> Settings, one call, an exit code. The only importer of click.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

import atexit
import datetime as dt
import gc
import io
import locale
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from pipeline.errors import UsageError
from pipeline.interrupts import interrupts
from pipeline.machine import ENOUGH, address_space
from pipeline.project import Settings, find_root, now

if TYPE_CHECKING:
    from pipeline.wording.run import Talk

FORMATS = ("csv", "json", "parquet", "xlsx", "sqlite", "popolo", "csvw", "zip")
_RESERVE = bytearray(16 << 20)  # to say that memory is not enough takes some; until then it is only addresses
EXIT_CODES = """
\b
Exit codes:
  0  fine; also: nothing to publish
  1  the page was recognised, but is not fit to publish
  2  an option or a settings file is wrong, or the machine refuses: no room in TMPDIR, no memory, no output
  3  the source could not be reached, or is not this page
  4  the target refused: locked, tampered with, at another address, or it holds the version already
  70  the program is at fault; a file that it names has the details
  130  interrupted, as by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
"""


class Date(click.ParamType[dt.date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401
        """The day that `value` names; a usage error where it names none."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-11-23", param, ctx)


class Formats(click.ParamType[tuple[str, ...]]):
    """A list of formats, separated by commas; csv is always among them, as it is the form that is validated."""

    name = "csv,json,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ANN401
        """The formats that `value` names, in the order of writing; a usage error where one is unknown or none named."""
        if isinstance(value, tuple):
            return value
        asked = {item.strip() for item in value.split(",") if item.strip()}
        if not asked:
            self.fail(f"no format is named; choose among {', '.join(FORMATS)}", param, ctx)
        if unknown := sorted(asked - set(FORMATS)):
            self.fail(f"{', '.join(unknown)}: choose among {', '.join(FORMATS)}", param, ctx)
        return tuple(name for name in FORMATS if name in asked | {"csv"})


def written(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The reason that was given. Raises UsageError where it says nothing."""
    del ctx, param
    if not value.strip():
        raise UsageError("reason_blank")
    return value


def language_of_environment() -> str:
    """The language of messages: "sv" where the environment speaks Swedish, else "en"."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "sv" if locale.normalize(name).lower().startswith("sv") else "en"


class Command(click.Group):
    """A group that ends every fault with one sentence, and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the command; a fault becomes a sentence on stderr, in the language asked for."""
        try:
            _ensure_memory()
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the last resort)
            ctx.exit(ended(error, ctx.params.get("language") or language_of_environment()))


def _ensure_memory() -> None:
    """Raise UsageError where libraries would end the process themselves, as they run out of addresses."""
    space = address_space()
    if space is not None and space < ENOUGH:
        raise UsageError("no_memory", detail=f"RLIMIT_AS: {space >> 20} MB < {ENOUGH >> 20} MB")


def ended(error: BaseException, language: str) -> int:
    """Say why a run ended; the exit code of that. Whatever comes of an interrupt is one."""
    _RESERVE.clear()
    from pipeline.wording.run import say

    if interrupts.number or isinstance(error, KeyboardInterrupt):
        click.echo(say("interrupted", language), err=True)
        return interrupts.exit_code
    from pipeline.fault import fault_of
    from pipeline.wording.errors import sentence

    fault = fault_of(error)
    click.echo(f"{say('error', language)}: {sentence(fault, language)}", err=True)
    return fault.exit_code


def run() -> int:
    """The command with the arguments of this process; its exit code, however it ends."""
    try:
        return main.main(standalone_mode=False) or 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort as error:
        return ended(KeyboardInterrupt(error), language_of_environment())
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the last resort)
        return ended(error, language_of_environment())


def unheard(why: OSError) -> int:
    """Say that the result could not be told; the exit code of that."""
    from pipeline.wording.run import say

    language = language_of_environment()
    click.echo(f"{say('error', language)}: {say('unheard', language, detail=why.strerror or why)}", err=True)
    return UsageError.exit_code


target_option = click.option(
    "--target",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("public"),
    show_default=True,
    help="The folder to publish into.",
)
sign_option = click.option(
    "--sign", type=click.Path(dir_okay=False, path_type=Path), metavar="KEYFILE", help="Sign the index."
)
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
            "--formats", type=Formats(), default=FORMATS, help=f"Formats to write: {','.join(FORMATS)}. [default: all]"
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


def settings_for(ctx: click.Context, **given: Any) -> Settings:  # noqa: ANN401
    """The settings of a run: what was given, the project it runs in, and the clock.

    Raises:
        UsageError: there is no project, or `observed_at` lies in the future.
    """
    target = given.pop("target", Path("public"))
    settings = Settings(root=find_root(ctx.obj["project"]), target=target.absolute(), clock=now(), **given)
    if settings.observed_at and settings.observed_at > settings.clock.date():
        raise UsageError("future_day", day=settings.observed_at)
    return settings


def language_of(ctx: click.Context) -> str:
    """The language that was asked for, else that of the environment."""
    return str(ctx.obj["language"])


@click.group(cls=Command, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mlr-opendata")
@click.option("--language", type=click.Choice(["sv", "en"]), help="Of messages. [default: that of the environment]")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with datapackage/ and schemas/. [default: this one or one above it, else the checkout]",
)
@click.pass_context
def main(ctx: click.Context, language: str | None, project: Path | None) -> None:
    """Publish the public page of MalmöLundregionen as versioned, validated open data."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    gc.set_threshold(100_000, 20, 20)  # a run is short: looking for cycles less often saves a tenth of a small publish
    atexit.register(_end_quickly)
    ctx.obj = {"language": language or language_of_environment(), "project": project}


def _end_quickly() -> None:
    """Spare the last search for cycles, half a tenth of a small publish; DuckDB reports what it then still holds."""
    if "duckdb" not in sys.modules:
        gc.freeze()


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


def talk(ctx: click.Context) -> "Talk":
    """How this run speaks to people: results on stdout, talk on stderr, in their language."""
    from pipeline.wording.passing import PassingLine
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


@main.command()
@click.argument("package")
@click.argument("old")
@click.argument("new")
@target_option
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.pass_context
def diff(ctx: click.Context, package: str, old: str, new: str, form: str, target: Path) -> None:
    """Tell what changed in PACKAGE between two published versions."""
    from pipeline.upkeep import diff as run

    ctx.exit(run(settings_for(ctx, target=target), package, old, new, form, talk(ctx)))


@main.command()
@click.option(
    "--target", default="public", show_default=True, metavar="DIR|URL", help="A folder, or where it is hosted."
)
@click.option(
    "--key", type=click.Path(dir_okay=False, path_type=Path), help="The public key that the index is signed with."
)
@click.option("--allow-private", is_flag=True, help="Also read from private and loopback addresses.")
@click.option(
    "--repair", is_flag=True, help="First finish what a run began, make the pages again, and mend file permissions."
)
@click.pass_context
def verify(ctx: click.Context, target: str, key: Path | None, allow_private: bool, repair: bool) -> None:  # noqa: FBT001
    """Check every byte of every published version, and the chain that ties them."""
    from pipeline.upkeep import verify as run

    ctx.exit(run(settings_for(ctx, allow_private=allow_private), target, key, talk(ctx), repair=repair))


@main.command()
@click.argument("package")
@click.argument("table")
@click.argument("key")
@target_option
@click.pass_context
def trace(ctx: click.Context, package: str, table: str, key: str, target: Path) -> None:
    """Tell where the row KEY of TABLE comes from: snapshot, line and text. Parts of a key are separated by commas."""
    from pipeline.upkeep import trace as run

    ctx.exit(run(settings_for(ctx, target=target), package, table, key, talk(ctx)))


@main.command()
@click.argument("package")
@click.argument("version")
@click.option("--reason", required=True, callback=written, help="Why; it stands at the version's address from now on.")
@sign_option
@target_option
@click.pass_context
def withdraw(ctx: click.Context, package: str, version: str, reason: str, sign: Path | None, target: Path) -> None:
    """Take the data of a published version away; a tombstone with the reason stays at its address."""
    from pipeline.upkeep import withdraw as run

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
    from pipeline.upkeep import retire as run

    ctx.exit(run(settings_for(ctx, target=target), package, reason, sign, talk(ctx)))


@main.command()
@click.argument("package")
@click.argument("person_id")
@click.option(
    "--reason", required=True, callback=written, help="Why, without the name; it stands in the index from now on."
)
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The key that erased people are recognised with; made on first use. [default: $MLR_OPENDATA_ERASURE_KEY, or"
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


@main.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@target_option
@click.pass_context
def reproduce(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401
    """Make every published version again from the archive, and compare the bytes."""
    from pipeline.reproduce import reproduce as run

    ctx.exit(run(settings_for(ctx, **options), talk(ctx)))


@main.command()
@click.argument("keyfile", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def keygen(ctx: click.Context, keyfile: Path) -> None:
    """Make a pair of keys for `publish --sign`: KEYFILE, to keep secret, and KEYFILE.pub, to give away."""
    from pipeline.release.sign import keygen as run

    talk(ctx).say("key_made", private=keyfile, public=run(keyfile))


@main.command()
@target_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.pass_context
def serve(ctx: click.Context, target: Path, host: str, port: int) -> None:
    """Show the published tree as a static host should send it."""
    from pipeline.fault import fault_of
    from pipeline.serve import serve as run

    speech = talk(ctx)
    run(
        target,
        host,
        port,
        announce=lambda url: speech.aside_say("serving", target=target, url=url),
        complain=lambda error: speech.fault(fault_of(error)),
    )


@main.command(name="check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--schema", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A Table Schema, as JSON.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--prove",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Prove rows valid by the column, and leave the rest to frictionless; auto does so for larger tables.",
)
@click.option(
    "--limit-errors", type=click.IntRange(0), default=1000, show_default=True, help="Stop at so many; 0 for all."
)
@click.option("--strict", is_flag=True, help="Whatever was seen in the file is an error.")
@click.option("--max-size", type=click.IntRange(1), metavar="BYTES", help="What an archive may unpack to.")
@click.option("--allow-remote", is_flag=True, help="Let a descriptor lead out of its folder, and to the web.")
@click.option("--allow-private", is_flag=True, help="Also read from private and loopback addresses.")
@click.pass_context
def check_table(
    ctx: click.Context,
    file: Path,
    schema: Path | None,
    form: str,
    prove: Literal["auto", "always", "never"],
    limit_errors: int,
    strict: bool,  # noqa: FBT001
    max_size: int | None,
    allow_remote: bool,  # noqa: FBT001
    allow_private: bool,  # noqa: FBT001
) -> None:
    """Validate any table of any size against a Table Schema, or the data package that FILE describes.

    The verdict and the report are frictionless's own. Beside it stands what was seen in the file that no schema
    forbids: rows that a stray quote swallowed, garbled letters, a title above the header.

    Exit code 0: valid; 1: not valid, or in a damaged encoding, or in another than it claims; 2: cannot be checked.
    """
    from pipeline.check.command import check as run
    from pipeline.validate.bounds import Bounds

    bounds = Bounds(max_size, allow_remote, allow_private)
    ctx.exit(run(file, schema, form, prove, limit_errors, talk(ctx), strict=strict, bounds=bounds))
