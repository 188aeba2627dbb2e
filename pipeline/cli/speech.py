"""What click says of a command line that it cannot use, in the language of messages.

Click looks its texts up by gettext, which wants a compiled catalogue. Ours stand in TOML, as all sentences do: so what
click's modules look them up with is replaced. Help stays English, as the docstrings are that it is made of.
"""

import locale
import os
from contextlib import nullcontext
from functools import cache

import click
import click.parser

_MODULES = (click.core, click.exceptions, click.parser, click.types)


def speak() -> None:
    """Have click say what it says in the language of each run."""
    for module in _MODULES:
        for name, spoken in (("_", _spoken), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, spoken)


def language_of_environment() -> str:
    """The language of messages: "sv" where the environment speaks Swedish, else "en"."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "sv" if locale.normalize(name).lower().startswith("sv") else "en"


def language_of(ctx: click.Context | None) -> str:
    """The language that was asked for on the command line, as far as it is read; else that of the environment."""
    asked = ctx.find_root().params.get("language") if ctx else None
    return asked or language_of_environment()


def tell(error: click.ClickException) -> None:
    """Say on stderr what is wrong with a command line, and how it is used."""
    from pipeline.wording.run import say

    ctx = error.ctx if isinstance(error, click.UsageError) else None
    language = language_of(ctx)
    if ctx:
        usage = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
        click.echo(say("usage", language, usage=usage), err=True)
        click.echo(say("usage_help", language, command=ctx.command_path) + "\n", err=True)
    with ctx.scope(cleanup=False) if ctx else nullcontext():
        click.echo(f"{say('error', language)}: {error.format_message()}", err=True)


def _spoken(text: str) -> str:
    """A text of click's in the language of the run; as it is where we have no words for it."""
    language = language_of(click.get_current_context(silent=True))
    return text if language == "en" else _known().get(text, {}).get(language, text)


def _counted(one: str, many: str, count: int) -> str:
    return _spoken(one if count == 1 else many)


@cache
def _known() -> dict[str, dict[str, str]]:
    """Our texts, by click's own."""
    from pipeline.wording.sentences import Sentences

    return {text["en"]: dict(text) for text in Sentences("click").values()}
