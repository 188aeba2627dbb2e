"""The command: options -> Settings, one call, an exit code. The only importer of click.

Each module holds the commands of one hand. Heavy modules are imported inside the commands, so that `--help` answers at
once.
"""

from pipeline.cli import (
    asking,
    automating,
    beginning,
    check,
    deciding,
    deploying,
    depositing,
    health,
    published,
    publishing,
    taking_back,
)
from pipeline.cli.group import EXIT_CODES, ended, main, run, unheard
from pipeline.cli.speech import language_of_environment

__all__ = ["EXIT_CODES", "ended", "language_of_environment", "main", "run", "unheard"]

COMMANDS = (
    *(asking, automating, beginning, check, deciding, deploying),
    *(depositing, health, published, publishing, taking_back),
)
"""The modules whose import gives `main` its commands."""
