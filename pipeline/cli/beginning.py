"""A package of one's own, from a page that nobody has described."""

from pathlib import Path

import click

from pipeline.cli.group import EXIT_CODES, main
from pipeline.cli.options import allow_private_option, asking, file_option, overwrite_option, talk


@main.command(epilog=EXIT_CODES)
@click.argument("pages", metavar="FILE|URL...", nargs=-1, required=True)
@file_option("--answers", told="Ask nothing; take the answers from this JSON or YAML file: id of a question: answer.")
@file_option("--html", "html_file", told="Also write how the page is read as a web page.")
@overwrite_option
@allow_private_option
@click.pass_context
def init(
    ctx: click.Context,
    pages: tuple[str, ...],
    answers: Path | None,
    html_file: Path | None,
    *,
    overwrite: bool,
    allow_private: bool,
) -> None:
    """Begin a package of people from a page: look at it, show how it would be read, ask, and write all its files.

    Several pages of one body (its board, its committees) become one package; each is described on its own.

    They go into the project that this folder lies in, or that of --project; where there is none, they begin one. In a
    pipe nothing is asked: the questions are listed with their ids, nothing is written, and the exit code is 1.
    """
    from pipeline.init import init as run
    from pipeline.init.questions import read_answers
    from pipeline.project import find_root
    from pipeline.wording.init import told

    given = read_answers(answers) if answers else None
    speech, ask = asking(talk(ctx), {"!": "red"}, wanted=given is None)
    root = find_root(ctx.obj["project"], needed=False)
    if root != Path().absolute() and not ctx.obj["project"]:
        speech.aside(told("within", speech.language, folder=root))
    code = run(pages, root, speech, given, ask, html_file=html_file, overwrite=overwrite, allow_private=allow_private)
    ctx.exit(code)
