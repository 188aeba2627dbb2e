"""One row a change since the first look: from look, to look, what happened, who, where, before, after. Pure.

Like `history.step` this is a fold: what was known before, and what this look adds. The periods themselves are
`memberships`; a row here says between which two looks one ended and another began. What is read otherwise from the
same snapshot is no change: then the rows that stand are told anew from the memberships as they are read now.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model import Row
from pipeline.organisation.periods import Look, Model
from pipeline.organisation.state import State, stands_for

Rows = Mapping[str, Sequence[Row]]

KINDS = {
    "role": "role_changed",
    "kind": "kind_changed",
    "party_id": "party_changed",
    "party": "party_changed",
    "is_acting": "acting_changed",
    "attendance": "attendance_changed",
    "term": "term_changed",
    "substitute_for": "substitution_changed",
}
"""What a new value in a field of a membership is called; the fields are those that make it another one."""
FOLLOWS = {"kind": {"role"}, "substitute_for": {"role", "kind"}, "term": {"role", "kind"}}
"""Fields of which nothing is told where one of these changed as well: a title tells what kind of place it is, and the
term of another office is no new one of the same."""
GONE = frozenset({"left", "vacancy_closed"})
"""What is told of a membership that ended; of all others, the one that began is told."""


@dataclass(frozen=True)
class _Told:
    """A change before it has an id and its looks."""

    kind: str
    table: str
    key: str
    field: str
    before: str | None = None
    after: str | None = None
    person_id: str | None = None
    municipality_code: str | None = None
    snapshot_id: str = ""
    """Where the row was read last."""


def changes(before: State, after: Rows, look: Look, model: Model) -> list[Row]:
    """The rows of `changes` after a look: those that stand, then what this look adds.

    Args:
        before: what was known before the look; of nothing, no row: the first look is what all else is held against.
        after: the rows of the other tables after it; a table that is not there has none.
        look: what was seen, and when.
        model: what makes a membership another one.
    """
    known = list(_standing(before.table("changes"), after))
    if not before.rows or look.same_snapshot:
        return known
    told = [*_of_municipalities(before, after), *_of_seats(before, after, model), *_of_names(before, after)]
    told += _of_bodies(before, after)
    told += _of_texts(before, after, "governance_facts", "fact_id", "value", ("added", "removed", "changed"))
    told += _of_texts(before, after, "documents", "document_id", "url", ("added", "removed", "moved"))
    times = Counter(_stem(row["change_id"]) for row in known)
    names = _Names(after)
    for each in told:
        stem = f"{each.key}-{each.kind}"
        times[stem] += 1
        number = f"-{times[stem]}" if times[stem] > 1 else ""
        known.append(_row(each, f"{stem}{number}", look, names))
    return known


class _Names:
    """What people call the codes and ids of a state."""

    def __init__(self, rows: Rows) -> None:
        self.persons = {row["person_id"]: row["name"] for row in rows["persons"]}
        self.municipalities = {row["municipality_code"]: row["name"] for row in rows.get("municipalities", ())}
        self.parties = {row["party_id"]: row["code"] for row in rows.get("parties", ())}

    def place(self, code: str | None) -> str | None:
        """What a municipality is called; where no table says that, a municipality goes by its name."""
        return self.municipalities.get(code or "") if self.municipalities else code

    def cell(self, field: str, row: Row) -> str | None:
        """A cell of a membership; where no title stands, what kind of place it is."""
        is_untitled = field == "role" and row[field] is None
        return self.of(field, row.get("kind") if is_untitled else row[field])

    def of(self, field: str, value: Any) -> str | None:  # noqa: ANN401 (a cell)
        """A cell of `memberships` as it is told: a code, a name, true or false; null where it is null."""
        if value is None or isinstance(value, bool):
            return None if value is None else str(value).lower()
        lists: dict[str, Mapping[str, str]] = {"party_id": self.parties, "on_behalf_of": self.municipalities}
        return lists.get(field, {}).get(value, str(value))


def _row(told: _Told, change_id: str, look: Look, names: _Names) -> Row:
    page, code = look.page(told.snapshot_id), told.municipality_code
    return {
        "change_id": change_id,
        "from_look": look.last_seen.get(page.source_id),
        "to_look": page.observed_at,
        "kind": told.kind,
        "person_id": told.person_id,
        "person": names.persons.get(told.person_id or ""),
        "municipality_code": code,
        "municipality": names.place(code),
        "table_name": told.table,
        "row_key": told.key,
        "field": told.field,
        "before": told.before,
        "after": told.after,
        "snapshot_id": page.snapshot_id,
    }


def _stem(change_id: str) -> str:
    """An id without the number that tells which time it was; a kind never ends in one."""
    stem, _, number = change_id.rpartition("-")
    return stem if number.isdigit() and stem else change_id


def _standing(known: Iterable[Row], after: Rows) -> Iterator[Row]:
    """The rows of before, told of the people and memberships as they are known now.

    What is about a person or a membership that is kept no longer goes with it.
    """
    persons = {row["person_id"]: row for row in after["persons"]}
    memberships = {row["membership_id"]: row for row in after["memberships"]}
    names = _Names(after)
    for row in known:
        person_id = row["person_id"]
        if (person_id and person_id not in persons) or (
            row["table_name"] == "memberships" and row["row_key"] not in memberships
        ):
            continue
        now = dict(row)
        if person_id:
            now["person_id"] = stands_for(person_id, persons)
            now["person"] = names.persons[now["person_id"]]
        if row["table_name"] == "memberships":
            side = "before" if row["kind"] in GONE else "after"
            now[side] = names.cell(row["field"], memberships[row["row_key"]])
        if now["before"] != now["after"]:
            yield now


def _of_seats(before: State, after: Rows, model: Model) -> Iterator[_Told]:
    """Who came, left, moved or changed on the roster; memberships that only follow from others are not told."""
    standing = {row["membership_id"] for row in before.table("memberships") if row["status"] != "ended"}
    stated = [row for row in after["memberships"] if row.get("basis", "stated") == "stated"]
    ended = [row for row in stated if row["status"] == "ended" and row["membership_id"] in standing]
    known = {row["membership_id"] for row in before.table("memberships")}
    names = _Names({**after, "parties": [*before.table("parties"), *after.get("parties", ())]})
    for row in (row for row in stated if row["membership_id"] not in known):
        same = [old for old in ended if old["person_id"] and old["person_id"] == row["person_id"]]
        if model.several:  # who sits in several bodies leaves one, and joins another
            same = [old for old in same if old["organization_id"] == row["organization_id"]]
        previous = next((old for old in same if old["on_behalf_of"] == row["on_behalf_of"]), next(iter(same), None))
        if previous is None:
            yield _seat("vacancy_opened" if row["is_vacant"] else "joined", row, names)
            continue
        ended.remove(previous)
        fields = ("on_behalf_of", *(field for field in KINDS if field in row))
        differing = [field for field in fields if previous[field] != row[field]]
        for field in differing:
            if not FOLLOWS.get(field, set()).intersection(differing):
                yield _seat(KINDS.get(field, "moved"), row, names, field, previous)
    for row in ended:
        yield _seat("vacancy_closed" if row["is_vacant"] else "left", row, names)


def _seat(kind: str, row: Row, names: _Names, field: str = "role", previous: Row | None = None) -> _Told:
    value = names.cell(field, row)
    before = value if kind in GONE else names.cell(field, previous) if previous else None
    return _Told(
        kind, "memberships", row["membership_id"], field, before, None if kind in GONE else value,
        row["person_id"], row["on_behalf_of"], row["snapshot_id"],
    )  # fmt: skip


def _of_names(before: State, after: Rows) -> Iterator[_Told]:
    """Whose name is spelled otherwise."""
    old = {row["person_id"]: row["name"] for row in before.table("persons")}
    seats = {row["person_id"]: row["on_behalf_of"] for row in after["memberships"]}
    for row in after["persons"]:
        person_id, was = row["person_id"], old.get(row["person_id"])
        if was is not None and was != row["name"]:
            seat = seats.get(person_id)
            yield _Told(
                "respelled", "persons", person_id, "name", was, row["name"], person_id, seat, row["snapshot_id"]
            )


def _of_municipalities(before: State, after: Rows) -> Iterator[_Told]:
    for kind, row in _came_and_went(before, after, "municipalities", "municipality_code"):
        code, name = row["municipality_code"], row["name"]
        if kind == "came":
            yield _Told("municipality_joined", "municipalities", code, "name", None, name, municipality_code=code)
        else:
            yield _Told("municipality_left", "municipalities", code, "name", name, municipality_code=code)


def _of_bodies(before: State, after: Rows) -> Iterator[_Told]:
    for kind, row in _came_and_went(before, after, "organizations", "organization_id"):
        was, now = (None, row["name"]) if kind == "came" else (row["name"], None)
        what = "organization_added" if kind == "came" else "organization_ended"
        seen = row.get("snapshot_id") or ""
        yield _Told(what, "organizations", row["organization_id"], "name", was, now, snapshot_id=seen)
    old = {row["organization_id"]: row["name"] for row in before.table("organizations")}
    for row in after.get("organizations", ()):
        was = old.get(row["organization_id"])
        if was is not None and was != row["name"]:
            yield _Told("organization_renamed", "organizations", row["organization_id"], "name", was, row["name"])


def _came_and_went(before: State, after: Rows, table: str, key: str) -> Iterator[tuple[str, Row]]:
    """The rows of a table that keeps what ended: those that are there now and were not, and the other way round."""
    was = {row[key] for row in before.table(table) if row["status"] != "ended"}
    for row in after.get(table, ()):
        here = row["status"] != "ended"
        if here != (row[key] in was):
            yield "came" if here else "went", row


def _of_texts(
    before: State, after: Rows, table: str, key: str, field: str, kinds: tuple[str, str, str]
) -> Iterator[_Told]:
    """What came, went, or has another value in a table of single statements."""
    old = {row[key]: row for row in before.table(table)}
    new = {row[key]: row for row in after.get(table, ())}
    noun = "fact" if table == "governance_facts" else "document"
    added, removed, other = (f"{noun}_{kind}" for kind in kinds)
    for name, row in new.items():
        if name not in old:
            yield _Told(added, table, name, field, None, row[field])
        elif row[field] != old[name][field]:
            yield _Told(other, table, name, field, old[name][field], row[field])
    for name in (name for name in old if name not in new):
        yield _Told(removed, table, name, field, old[name][field])
