"""The screen of `plan` on a terminal: a package a block, a change a line, what waits for a person last."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.proposal import Proposal, Screen, Story
from pipeline.proposal.grouping import SIGNS
from pipeline.proposal.text import headline, if_right, step_of, waits
from pipeline.wording.plain import printable
from pipeline.wording.proposal import told

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

COLOURS = {"new": "green", "gone": "red", "moved": "magenta", "vacant": "yellow", "changed": "cyan"}
FATES = {"published": "bold green", "held": "bold red", "unread": "bold red"}
WIDEST = 110  # characters: a longer line is hard to read
WIDEST_PLACE = 24


def show(screen: Screen, language: str) -> None:
    """Print the screen with colours, as wide as the terminal is, up to a line that reads well."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    console.width = min(console.width, WIDEST)
    for proposal in screen.proposals:
        for part in _package(proposal, language):
            console.print(part)


def _package(proposal: Proposal, language: str) -> Iterator["RenderableType"]:
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.text import Text

    yield Text()
    yield Rule(Text(proposal.titles[language], "bold"), align="left", style="dim")
    yield Text(headline(proposal, language), FATES.get(proposal.fate, "dim"))
    if proposal.fault:
        yield Text(proposal.fault[language], "red")
    if proposal.story and proposal.fate == "published":
        yield from _story(proposal.story, step_of(proposal.story, language), language)
    if proposal.waiting:
        yield Padding(Text(waits(proposal.waiting, language), "bold yellow"), (1, 0, 0, 0))
        yield from _story(proposal.waiting, if_right(proposal.waiting, language), language)
    if proposal.questions:
        yield _heading("questions", language, "bold yellow", told("how", language))
        yield _list([(question.asks[language][0], question.id) for question in proposal.questions], "?", "yellow")
    if proposal.must_change:
        yield _heading("must_change", language, "bold red")
        yield _list([(text[language], "") for text in proposal.must_change], "!", "red")


def _story(story: Story, headed: str, language: str) -> Iterator["RenderableType"]:
    from rich.text import Text

    line = Text(headed)
    for sort, count in story.counts.items():
        line.append("   ")
        line.append(f"{SIGNS[sort]} {told(f'{sort}_many', language, count=count)}", COLOURS[sort])
    yield line
    if story.groups:
        yield _changes(story, language)
    if story.contract:
        yield _heading("contract", language, "bold")
        yield _list([(text[language], "") for text in story.contract], "·", "cyan")
    lists = {"findings_new": (story.findings_new, "yellow"), "findings_settled": (story.findings_settled, "green")}
    for key, (texts, colour) in lists.items():
        if texts:
            yield _heading(key, language, "bold")
            yield _list([(text[language], "") for text in texts], "·", colour)


def _changes(story: Story, language: str) -> "RenderableType":
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", max_width=WIDEST_PLACE)
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for group in story.groups:
        for place, change in enumerate(group.changes):
            title = Text(group.title[language] if place == 0 else "")
            sign = Text(SIGNS[change.sort], COLOURS[change.sort])
            table.add_row(title, sign, Text(printable(change.text[language])))
    return Padding(table, (1, 0, 0, 0))


def _heading(key: str, language: str, style: str, note: str = "") -> "RenderableType":
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text.assemble((told(key, language), style), f"  {note}" if note else ""), (1, 0, 0, 0))


def _list(items: list[tuple[str, str]], sign: str, colour: str) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(width=1, style=colour)
    table.add_column(overflow="fold")
    for said, note in items:
        table.add_row(sign, Text.assemble(printable(said), (f"  {note}" if note else "", "dim")))
    return table
