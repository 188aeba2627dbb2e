"""The command as a whole: what all commands share, and how a run ends, whatever comes of it."""

import atexit
import gc
import io
import mmap
import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.speech import language_of, language_of_environment, speak, tell
from pipeline.errors import MachineRefuses, UsageError
from pipeline.machine.interrupts import interrupts
from pipeline.machine.refusal import ENOUGH, address_space

speak()
_RESERVE = mmap.mmap(-1, 16 << 20)  # to say that memory is not enough takes some; until then it is only addresses
SENTENCE = 200  # characters: more than the longest first sentence has
EXIT_CODES = """
\b
Exit codes:
  0  fine; also: nothing to publish
  1  the page was recognised, but is not fit to publish
  2  an option or a settings file is wrong, or the machine refuses: no room in TMPDIR, no memory, no output
  3  the source, the object store or the portal could not be reached, or is not the one that was meant
  4  the target or the portal refused: locked, tampered with, another address, a version that is there, a stale plan
  70  the program is at fault; a file that it names has the details
  130  interrupted, as by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP
"""


class Command(click.Group):
    """A group that ends every fault with one sentence, and the right exit code."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with its first sentence: the whole of it, which click would cut to one line."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(SENTENCE)) for name, command in commands if command])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the command; a fault becomes a sentence on stderr, in the language asked for."""
        try:
            _ensure_memory()
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the last resort)
            ctx.exit(ended(error, language_of(ctx)))


def _ensure_memory() -> None:
    """Raise UsageError where libraries would end the process themselves, as they run out of addresses."""
    space = address_space()
    if space is not None and space < ENOUGH:
        raise MachineRefuses("no_memory", detail=f"RLIMIT_AS: {space >> 20} MB < {ENOUGH >> 20} MB")


def ended(error: BaseException, language: str) -> int:
    """Say why a run ended; the exit code of that. Whatever comes of an interrupt is one."""
    _RESERVE.close()
    from pipeline.wording.run import say

    if interrupts.number or isinstance(error, KeyboardInterrupt):
        click.echo(say("interrupted", language), err=True)
        return interrupts.exit_code
    from pipeline.machine.fault import fault_of
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
        tell(error)
        return error.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the last resort)
        return ended(error, language_of_environment())


def unheard(why: OSError) -> int:
    """Say that the result could not be told; the exit code of that."""
    from pipeline.wording.run import say

    language = language_of_environment()
    click.echo(f"{say('error', language)}: {say('unheard', language, detail=why.strerror or why)}", err=True)
    return UsageError.exit_code


@click.group(cls=Command, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mlr-opendata")
@click.option("--language", type=click.Choice(["sv", "en"]), help="Of messages. [default: that of the environment]")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with datapackage/ and schemas/. [default: this one, or one above it]",
)
@click.pass_context
def main(ctx: click.Context, language: str | None, project: Path | None) -> None:
    """Publish pages of public bodies, and tables of any size, as versioned, validated open data."""
    del language  # `language_of` finds it
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    gc.set_threshold(100_000, 20, 20)  # a run is short: looking for cycles less often saves a tenth of a small publish
    atexit.register(_end_quickly)
    ctx.obj = {"project": project}


def _end_quickly() -> None:
    """Spare the last search for cycles, half a tenth of a small publish; DuckDB reports what it then still holds."""
    if "duckdb" not in sys.modules:
        gc.freeze()
