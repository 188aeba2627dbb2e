"""What waits for a person: asked, answered, written down."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.group import EXIT_CODES, main
from pipeline.cli.options import (
    asking,
    file_option,
    format_option,
    observed_option,
    settings_for,
    source_option,
    talk,
    target_option,
)


@main.command(epilog=EXIT_CODES)
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@source_option
@observed_option
@target_option
@file_option(
    "--answers", told="Ask nothing; take the answers from this JSON or YAML file: id of a question: answer, reason, by."
)
@click.option("--by", default="", metavar="NAME", help="Who decides; it is written beside each answer.")
@format_option("json")
@click.pass_context
def decide(ctx: click.Context, /, answers: Path | None, by: str, form: str, **options: Any) -> None:  # noqa: ANN401
    """Answer what waits for a person, question by question, and write each answer into the file it belongs to.

    In a pipe, or with --format json, nothing is asked: the open questions are listed with their ids, and the exit code
    is 1 where there are any.
    """
    from pipeline.decide import decide as run
    from pipeline.decide.answers import read_answers

    speech = talk(ctx)
    settings = settings_for(ctx, watch=speech.passing, **options)
    given = read_answers(answers, by) if answers else None
    speech, ask = asking(speech, {"+": "green", "-": "red", "@": "cyan"}, wanted=form == "text")
    ctx.exit(run(settings, speech, given, ask, by, form))


@main.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@source_option
@observed_option
@target_option
@click.option("--to", metavar="ADDRESS", help="The owner's address, for the head of the letter.")
@format_option("eml", told="eml opens as a draft in a mail program.")
@click.pass_context
def letter(ctx: click.Context, /, to: str | None, form: str, **options: Any) -> None:  # noqa: ANN401
    """Write a letter to the owner of the page, with what only they can mend: line, wording, suggestion.

    It is written in the language of the command (--language), and sent by you: this command sends nothing.
    """
    from pipeline.upkeep.letter import write_letters

    speech = talk(ctx)
    ctx.exit(write_letters(settings_for(ctx, watch=speech.passing, **options), speech, form, to))
