"""Seats on the board by party: a row of dots a party, with the table beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Row
from pipeline.pages.page import Context, Section
from pipeline.pages.roster import Party
from pipeline.past import Contents

RADIUS = 13
STEP = 32  # from one dot to the next, either way
PER_LINE = 13  # dots: half of a board of 26, and what a phone shows without scrolling
LETTER = 9  # width of a letter of the label
SHORT = 2  # letters that fit into a dot
DECISION_FACTS = ("decision_rule", "equal_influence")


@dataclass(frozen=True)
class Dot:
    """One seat."""

    x: int
    y: int
    letters: str
    label: str
    """Who sits there, and for which municipality."""


@dataclass(frozen=True)
class PartyRow:
    """One party with its seats, as dots and as words."""

    party: Party
    count: int
    holders: str
    y: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Plot:
    """The rows of dots; sizes in pixels at the width of the text."""

    width: int
    height: int
    total: int
    rows: tuple[PartyRow, ...]
    description: str
    """What the plot shows, in one sentence."""
    quotes: tuple[str, ...]
    """What the page says about how the board decides."""


def seats(contents: Contents, context: Context) -> Section:
    """The section with the plot and its table."""
    places = [row for row in contents.rows("roster") if row["attendance"] == "member"]
    facts = {row["fact_id"]: row["quote"] for row in contents.rows("governance_facts")}
    quotes = tuple(facts[name] for name in DECISION_FACTS if name in facts)
    return Section("seats", context.say("seats"), "seats.html", plot(places, quotes, context), context.say("seats_nav"))


def plot(places: Iterable[Row], quotes: tuple[str, ...], context: Context) -> Plot:
    """The seats by party, the largest first; seats without a party, vacant ones too, come last."""
    groups: dict[Party, list[Row]] = {}
    for row in places:
        groups.setdefault(_party(row, context), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (item[0].name == "", -len(item[1]), item[0].code))
    left = 12 + LETTER * max((len(party.code) for party, _ in ordered), default=0) + RADIUS
    rows, y = [], RADIUS + 2
    for party, members in ordered:
        rows.append(_row(party, members, left, y, context))
        y += STEP * (1 + (len(members) - 1) // PER_LINE) + 8
    longest = min(PER_LINE, max((row.count for row in rows), default=0))
    words = [context.say("seats_row", party=row.party.name or row.party.code, count=row.count) for row in rows]
    return Plot(
        width=left + STEP * longest,
        height=y - RADIUS,
        total=sum(row.count for row in rows),
        rows=tuple(rows),
        description=", ".join(words),
        quotes=quotes,
    )


def _party(row: Row, context: Context) -> Party:
    if row["party"]:
        return Party(row["party"], row["party_name"])
    return Party(context.say("vacant_seat" if row["is_vacant"] else "no_party"), "")


def _row(party: Party, members: list[Row], left: int, y: int, context: Context) -> PartyRow:
    labels = [f"{row['person'] or context.say('vacant')} ({row['municipality']})" for row in members]
    letters = party.code if party.name and len(party.code) <= SHORT else ""
    dots = tuple(
        Dot(left + STEP * (index % PER_LINE), y + STEP * (index // PER_LINE), letters, label)
        for index, label in enumerate(labels)
    )
    return PartyRow(party, len(members), ", ".join(labels), y, dots)
