"""What happened to people who stay on the roster: role, party, municipality, spelling."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from pipeline.changes.story.rows import row_changed
from pipeline.changes.story.trails import Trails
from pipeline.model import Row
from pipeline.schema import TableSpec, Text
from pipeline.versions import Difference, Event
from pipeline.wording import stories as say

TOLD = {
    "municipality_code": {"municipality_code", "municipality"},
    "person": {"person"},
    "party": {"party", "party_name"},
    "role": {"role", "role_sv", "role_en", "role_verbatim", "attendance"},
    "is_acting": {"is_acting", "role_verbatim"},
    "attendance": {"attendance"},
}
"""What goes without saying once a change of the field is told."""
UNTOLD = {"membership_id", "position"}
PRINTED = {"source_text", "role_verbatim"}


def pair_events(spec: TableSpec, earlier: Row, later: Row, trail: Trails, *, swapped: bool) -> Iterator[Event]:
    """What happened to one person between two rows of the roster; `swapped`: the role is told already."""
    changed = set(spec.differing(earlier, later)) - UNTOLD
    for kind, facts in _told(earlier, later, changed, swapped=swapped):
        yield Event(kind, say.sentence(kind, place=later["municipality"], **facts), trail.of([later, earlier]))
    told = set().union(*(TOLD[field] for field in changed & TOLD.keys()))
    rest = changed - told
    if "source_text" in rest and rest <= PRINTED and not told:
        facts = {"before": earlier["source_text"], "after": later["source_text"]}
        text = say.sentence("reprinted", place=later["municipality"], **facts)
        yield Event("reprinted", text, trail.of([later]))
    elif rest - {"source_text"}:
        yield row_changed(spec, say.who(later), earlier, later, sorted(rest - {"source_text"}))


def _told(earlier: Row, later: Row, changed: set[str], *, swapped: bool) -> Iterator[tuple[str, dict[str, str | Text]]]:
    who, name = say.who(later), later["person"]
    if "municipality_code" in changed:
        yield "moved", {"person": who, "origin": earlier["municipality"], "post": say.post(later)}
    if "person" in changed:
        yield "respelled", {"before": earlier["person"], "after": name}
    if "party" in changed:
        nobody = say.WORDS["no_party"]
        yield (
            "party_changed",
            {
                "person": name,
                "before": earlier["party"] or nobody,
                "after": later["party"] or nobody,
            },
        )
    if changed & {"role", "is_acting"} and not swapped:
        yield "role_changed", {"person": who, "before": say.post(earlier), "after": say.post(later)}
    elif changed & {"attendance"}:
        before, after = say.coded(earlier["attendance"]), say.coded(later["attendance"])
        yield "attendance_changed", {"person": who, "before": before, "after": after}


def swaps(pairs: Sequence[tuple[Row, Row]], trail: Trails) -> tuple[list[Event], set[str]]:
    """Pairs of people in one municipality who took each other's role, and the memberships that this explains."""
    events: list[Event] = []
    swapped: set[str] = set()
    moved = [pair for pair in pairs if _office(pair[0]) != _office(pair[1])]
    for (earlier, later), (other_earlier, other_later) in itertools.combinations(moved, 2):
        exchanged = _office(earlier) == _office(other_later) and _office(other_earlier) == _office(later)
        if not exchanged or swapped & {later["membership_id"], other_later["membership_id"]}:
            continue
        swapped |= {later["membership_id"], other_later["membership_id"]}
        text = say.sentence(
            "roles_swapped",
            place=later["municipality"],
            person=say.who(later),
            post=say.post(later),
            other=say.who(other_later),
            other_post=say.post(other_later),
        )
        events.append(Event("roles_swapped", text, trail.of([earlier, later, other_earlier, other_later])))
    return events, swapped


def merged_persons(differences: Mapping[str, Difference]) -> list[Row]:
    """The rows of `persons` that were found to be somebody else's, since the last version."""
    if "persons" not in differences:
        return []
    changed = differences["persons"].changed
    return [later for earlier, later in changed if later.get("replaced_by") and not earlier.get("replaced_by")]


def _office(seat: Row) -> tuple[str, str, bool]:
    return seat["municipality_code"], seat["role"], seat["is_acting"]
