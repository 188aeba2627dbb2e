"""The roster as people think of it: a card a municipality, its members first, its director set apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.model import Row
from pipeline.pages.page import Context, Section
from pipeline.past import Contents
from pipeline.wording.pages import count

EXECUTIVE_CHAIR = "kso"
MARKED_PARTIES = frozenset("C KD L M MP S SD V".split())
"""The parties that the stylesheet has a colour for; every other one is grey."""


@dataclass(frozen=True)
class Party:
    """A party as a mark: a colour beside its letters, never alone."""

    code: str
    name: str

    @property
    def mark(self) -> str:
        """The class of its colour in the stylesheet."""
        return f"party-{self.code.lower()}" if self.code in MARKED_PARTIES else "party-other"


@dataclass(frozen=True)
class Holder:
    """Who holds a place."""

    name: str
    party: Party | None
    role: str
    is_vacant: bool
    role_is_assumed: bool
    """Whether the page states no role, so that "member" is ours."""


@dataclass(frozen=True)
class Card:
    """A municipality with its places."""

    id: str
    name: str
    seats: str
    members: tuple[Holder, ...]
    others: tuple[Holder, ...]
    """Those who attend without being members: the director."""


def roster(contents: Contents, context: Context) -> Section:
    """The section with a card a municipality, in alphabetical order."""
    cards = municipality_cards(contents.rows("roster"), context)
    view = {"cards": cards, "has_assumed": any(h.role_is_assumed for card in cards for h in card.members)}
    return Section("roster", context.say("roster"), "roster.html", view, context.say("roster_nav"))


def municipality_cards(rows: Iterable[Row], context: Context) -> list[Card]:
    """The cards for the rows of the roster; the executive chair first, then the order of the page."""
    ordered = sorted(rows, key=lambda row: (_swedish(row["municipality"]), row["municipality_code"]))
    return [
        _card(code, list(places), context)
        for code, places in groupby(ordered, key=lambda row: row["municipality_code"])
    ]


def _card(code: str, places: list[Row], context: Context) -> Card:
    places = sorted(places, key=lambda row: (row["role"] != EXECUTIVE_CHAIR, row["position"]))
    members = [_holder(row, context) for row in places if row["attendance"] == "member"]
    others = [_holder(row, context) for row in places if row["attendance"] != "member"]
    seats = count(len(members), "seat", context.language)
    return Card(f"kommun-{code}", places[0]["municipality"], seats, tuple(members), tuple(others))


def _holder(row: Row, context: Context) -> Holder:
    role = row[f"role_{context.language}"]
    return Holder(
        name=context.say("vacant") if row["is_vacant"] else row["person"],
        party=Party(row["party"], row["party_name"]) if row["party"] else None,
        role=f"{role}, {context.say('acting')}" if row["is_acting"] else role,
        is_vacant=row["is_vacant"],
        role_is_assumed=row["role_verbatim"] is None and not row["is_vacant"],
    )


def _swedish(name: str) -> Any:  # noqa: ANN401
    """A key that sorts as Swedish does: å, ä, ö after z."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))
