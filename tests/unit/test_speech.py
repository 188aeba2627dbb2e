"""What click says of a command line that it cannot use is said in the language of messages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline import cli
from pipeline.wording.sentences import Sentences

TEXTS = Sentences("click")
OF_HELP = (
    "Options",
    "Positional arguments",
    "Commands",
    "(dynamic)",
    "default: {default}",
    "env var: {var}",
    "deprecated",
)
NEVER_ASKED = (
    *(
        "DeprecationWarning: ",
        "Name '",
        "No options defined",
        "Could not determine",
        "Arguments take",
        "Boolean option",
    ),
    *(
        "Invalid start character",
        "Error: ",
        "Try '",
        "Could not open",
        "unknown error",
        "Aborted!",
        "Value must be",
        "Takes ",
    ),
    *("Missing {param_type}", "Missing parameter: ", "Choice(", "{len_type} values", "Argument {name!r} takes"),
    *("{value!r} does not match", "{value!r} is not a valid boolean", "{value!r} is not a valid UUID"),
    *("file", "directory", "path", "{name} {filename!r} is not executable.", "Option {name!r} requires {nargs}"),
)
"""Of declarations that are wrong, of types that no command has, and what `tell` says itself."""


def marked(module: str) -> Iterator[str]:
    """The texts that a module of click marks for translation."""
    tree = ast.parse((Path(click.__file__).parent / f"{module}.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
            yield from (
                part.value for part in node.args[:2] if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


CLICKS = {text for module in ("core", "exceptions", "parser", "types") for text in marked(module)} - {*OF_HELP}


def test_every_text_is_one_of_clicks() -> None:
    assert {text["en"] for text in TEXTS.values()} <= CLICKS


@pytest.mark.parametrize("text", sorted(text for text in CLICKS if not text.startswith(NEVER_ASKED)))
def test_what_click_may_say_has_swedish_words(text: str) -> None:
    assert text in {known["en"] for known in TEXTS.values()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "Fel: Kommandot 'chek' finns inte. Menade du 'check'?"),
        (["check"], "Fel: Argument saknas: 'FILES...'."),
        (["check", "nowhere.csv"], "Fel: Ogiltigt värde för 'FILES...': 'nowhere.csv' finns inte."),
        (["check", "--strct", "x"], "Fel: Alternativet '--strct' finns inte. Menade du '--strict'?"),
        (["plan", "--observed-at", "soon"], "Fel: soon är ingen dag; skriv den som 2026-11-23."),
    ],
    ids=lambda case: case[0] if isinstance(case, list) else "",
)
def test_a_command_line_that_is_wrong_is_told_in_swedish(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    monkeypatch.setattr("sys.argv", ["mlr-opendata", *arguments])
    assert cli.run() == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Usage" not in told
    monkeypatch.setattr("sys.argv", ["mlr-opendata", "--language", "en", *arguments])
    assert cli.run() == 2
    assert "Fel" not in capsys.readouterr().err
