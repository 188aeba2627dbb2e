"""In which rows of `persons` and `memberships` the story of a seat on the roster shows as well."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Row, Tables
from pipeline.versions import Difference, RowId

BOOKKEEPING = frozenset({"status", "first_seen", "last_seen"})
"""What `history.step` notes by itself when a membership begins or ends."""
TOLD_BY_THE_ROSTER = frozenset(
    {"name", "replaced_by", "person_id", "role", "role_verbatim", "party_id", "is_acting", "attendance"}
)

Subject = object
"""A person's id; for a vacant seat, the municipality and the role."""


@dataclass(frozen=True)
class Trails:
    """The changed rows that follow from what happened to a seat."""

    by_subject: Mapping[Subject, frozenset[RowId]]

    def of(self, seats: Iterable[Row]) -> frozenset[RowId]:
        """The rows in which the story of these roster rows shows, the roster's own included."""
        rows: set[RowId] = set()
        for seat in seats:
            rows.add(("roster", (seat["membership_id"],)))
            rows |= self.on(seat["person_id"] or (seat["municipality_code"], seat["role"]))
        return frozenset(rows)

    def on(self, subject: Subject) -> frozenset[RowId]:
        """The rows about a person, or about a vacant seat."""
        return self.by_subject.get(subject, frozenset())


def trails(differences: Mapping[str, Difference], after: Tables) -> Trails:
    """The trails of all seats. A row that changed in more than follows from its seat is on no trail."""
    found: dict[Subject, set[RowId]] = defaultdict(set)
    for name in ("persons", "memberships"):
        if name not in differences:
            continue
        spec, difference = after[name].spec, differences[name]
        for row in (*difference.added, *difference.removed):
            found[_subject(row)].add(spec.row_id(row))
        for before, row in difference.changed:
            if set(spec.differing(before, row)) <= BOOKKEEPING | TOLD_BY_THE_ROSTER:
                found[_subject(row)].add(spec.row_id(row))
    return Trails({subject: frozenset(rows) for subject, rows in found.items()})


def _subject(row: Row) -> Subject:
    return row.get("person_id") or (row.get("on_behalf_of"), row.get("role"))
