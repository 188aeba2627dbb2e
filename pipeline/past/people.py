"""Who sat where and when, as the tables of a version tell it, of whichever kind its package is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Row
from pipeline.past.happenings import Happening, happenings
from pipeline.past.version import Contents

KINDS = {
    "organisation": ("changes", "memberships", "persons", "municipalities", "roster"),
    "people": ("changes", "memberships", "persons", "organizations"),
}
"""The tables that tell of people and their places, by the kind of the package."""


@dataclass(frozen=True)
class People:
    """The people of a version."""

    changes: Sequence[Row]
    periods: Sequence[Row]
    """The memberships that a source states."""
    persons: Mapping[str, str]
    """Names by id."""
    municipalities: Mapping[str, str]
    """Names by what memberships have in `on_behalf_of`."""
    bodies: Mapping[str, str]
    """Names by id, of packages that tell of more than one body; else empty."""
    roster: Sequence[Row]
    """Who sits now, with what roles are called; empty where a title is what the page says."""
    memberships: Mapping[str, Row]
    """The periods by id, each with the code of its `party`."""

    def happenings(self) -> Sequence[Happening]:
        """What the changes tell."""
        return happenings(self.changes, self.memberships)

    def place(self, period: Row) -> str:
        """Where a membership is: the body, where there may be several, and the municipality."""
        names = self.bodies.get(period["organization_id"]), self.municipalities.get(period["on_behalf_of"])
        return ", ".join(filter(None, names))

    def places(self) -> Iterator[tuple[str, str, list[Row]]]:
        """Each place as an id for a page, its name, and the memberships there."""
        if not self.bodies:
            for code, name in self.municipalities.items():
                yield code, name, [row for row in self.periods if row["on_behalf_of"] == code]
            return
        known: dict[str, list[Row]] = {}
        for period in self.periods:
            known.setdefault(self.place(period), []).append(period)
        for number, (name, rows) in enumerate(known.items(), start=1):
            yield str(number), name, rows


def people_of(contents: Contents) -> People | None:
    """The people of a version; null where its tables do not tell of them."""
    kind = contents.facts["kind"]
    if kind not in KINDS or not set(KINDS[kind]) <= contents.tables.keys():
        return None
    rows = {name: contents.rows(name) for name in KINDS[kind]}
    named = {row["on_behalf_of"]: row["on_behalf_of"] for row in rows["memberships"] if row["on_behalf_of"]}
    coded = {row["municipality_code"]: row["name"] for row in rows.get("municipalities", ())}
    periods = [row for row in rows["memberships"] if row.get("basis") != "derived"]
    parties = {row["party_id"]: row["code"] for row in contents.rows("parties")} if "parties" in contents.tables else {}
    return People(
        changes=rows["changes"],
        periods=periods,
        persons={row["person_id"]: row["name"] for row in rows["persons"]},
        municipalities=coded if kind == "organisation" else named,
        bodies={row["organization_id"]: row["name"] for row in rows.get("organizations", ())},
        roster=rows.get("roster", ()),
        memberships={row["membership_id"]: {"party": parties.get(row.get("party_id")), **row} for row in periods},
    )
