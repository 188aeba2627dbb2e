"""Whatever changed in any table and is not told otherwise: no change is silent."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.model import Row
from pipeline.schema import TableSpec, Text
from pipeline.versions import Difference, Event, RowId
from pipeline.wording import stories as say

FEW = 12  # rows of a table that are told one by one; of more, only the number: nobody reads on
ALIKE = 2  # rows that changed in the same way are told one by one; more are told as one change of so many rows
LONG = 80  # characters of a value; a longer one is said to be changed, and stands in `changes.json`
FOLLOWS = {"value": {"quote"}, "name": {"name_verbatim"}}
"""Fields whose change goes without saying once that of the first is told in words of its own."""
NAMING_FIELDS = ("name", "title", "person", "task")


def row_events(
    spec: TableSpec, difference: Difference, told: Collection[RowId], names: Mapping[str, str]
) -> Iterator[Event]:
    """The events of the rows that no other event shows: one by one where they are few, else their number.

    `names` gives the name of a person or an organization by id.
    """
    added = [row for row in difference.added if spec.row_id(row) not in told]
    removed = [row for row in difference.removed if spec.row_id(row) not in told]
    changed = [pair for pair in difference.changed if spec.row_id(pair[1]) not in told]
    if difference.counts or len(added) + len(removed) + len(changed) > FEW:
        totals = difference.totals if difference.counts else (len(added), len(removed), len(changed))
        ids = frozenset(spec.row_id(row) for row in (*added, *removed, *(later for _, later in changed)))
        yield Event("rows_changed", _counted(spec, totals), ids)
        return
    for kind, rows in (("added", added), ("removed", removed)):
        for row in rows:
            yield _came_or_went(spec, kind, row, row_label(spec, row, names))
    alike: dict[object, list[tuple[Row, Row]]] = {}
    for earlier, later in changed:
        said = [(name, str(earlier[name]), str(later[name])) for name in spec.differing(earlier, later)]
        alike.setdefault(tuple(said), []).append((earlier, later))
    for pairs in alike.values():
        events = [event for was, row in pairs for event in _changed(spec, was, row, row_label(spec, row, names))]
        is_one = len(pairs) > ALIKE and all(event.kind == "row_changed" for event in events)
        yield from [_of_all(spec, pairs)] if is_one else events


def row_changed(spec: TableSpec, label: str | Text, before: Row, after: Row, fields: Sequence[str]) -> Event:
    """One row of any table, with the old and the new value of these fields under their titles."""
    changes = [_field_change(spec, field, before, after) for field in fields]
    text = say.sentence("row_changed", table=spec.titles, label=label, changes=say.listing(changes, "; "))
    return Event("row_changed", text, frozenset({spec.row_id(after)}))


def _of_all(spec: TableSpec, pairs: Sequence[tuple[Row, Row]]) -> Event:
    """What changed in the same way in all of some rows."""
    first = row_changed(spec, say.count(len(pairs), "row"), *pairs[0], spec.differing(*pairs[0]))
    return Event(first.kind, first.text, frozenset(spec.row_id(later) for _, later in pairs))


def row_label(spec: TableSpec, row: Row, names: Mapping[str, str]) -> str | Text:
    """What people call a row: its name, or that of its person; where it has neither, its key and what that is."""
    match spec.name:
        case "governance_facts" if "fact_id" in row:
            return say.fact_label(row["fact_id"])
        case "documents" if "organization_id" in row:
            return f"{row['title']}, {names.get(row['organization_id'], row['organization_id'])}"
        case "memberships" if row.get("person_id") in names:
            body = names.get(row.get("organization_id", ""))
            return ", ".join(filter(None, (names[row["person_id"]], body)))
    own = [str(row[field]) for field in NAMING_FIELDS if row.get(field)]
    key = {name: spec.field(name).titles for name in spec.primary_key}
    return own[0] if own else say.listing([say.named(titles, row[name]) for name, titles in key.items()])


def _field_change(spec: TableSpec, name: str, before: Row, after: Row) -> Text:
    field = spec.field(name)
    in_words = say.coded if "enum" in field.constraints else say.value
    facts = {"field": field.titles, "before": in_words(before[name]), "after": in_words(after[name])}
    is_long = any(len(str(row[name])) > LONG for row in (before, after))
    return say.sentence("long_field" if is_long else "field", **facts)


def _came_or_went(spec: TableSpec, kind: str, row: Row, label: str | Text) -> Event:
    """The event of a row that was added or removed, in the words for its table where it has some."""
    facts: dict[str, str | Text] = {"table": spec.titles, "label": label}
    match spec.name:
        case "governance_facts" if "value" in row:
            kind = f"fact_{kind}"
            facts["value"] = say.value(row["value"])
        case "organizations":
            kind = f"organization_{kind}"
        case _:
            kind = f"row_{kind}"
    return Event(kind, say.sentence(kind, **facts), frozenset({spec.row_id(row)}))


def _changed(spec: TableSpec, earlier: Row, later: Row, label: str | Text) -> Iterator[Event]:
    """The events of one row: a sentence for each field that has words of its own, and one for all others."""
    kinds = {name: _kind(spec.name, name, earlier[name], later[name]) for name in spec.differing(earlier, later)}
    for name, kind in kinds.items():
        if kind:
            facts = {"before": say.value(earlier[name]), "after": say.value(later[name])}
            if later.get("activity_plan_title"):  # all groups call the link the same
                facts["label"] = f"{later['activity_plan_title']}, {label}"
            text = say.sentence(kind, **{"label": label, **facts})
            yield Event(kind, say.sentence_case(text), frozenset({spec.row_id(later)}))
    told = set().union(*(FOLLOWS.get(name, ()) for name, kind in kinds.items() if kind))
    others = [name for name, kind in kinds.items() if not kind and name not in told]
    if others:
        yield row_changed(spec, label, earlier, later, others)


def _kind(table: str, field: str, before: object, after: object) -> str | None:
    """The event for which a change of this field has words of its own; null where it has none."""
    match table, field:
        case (("organizations" | "working_groups"), "name"):
            return "renamed"
        case "organizations", "status" if after == "ended":
            return "organization_removed"
        case "governance_facts", "value":
            return "fact_changed"
        case ("documents", "url") | ("working_groups", "activity_plan_url"):
            return "document_found" if before is None else "document_lost" if after is None else "document_moved"
    return None


def _counted(spec: TableSpec, totals: tuple[int, int, int]) -> Text:
    nouns = ("row_added", "row_removed", "row_changed")
    counts = [say.count(number, noun) for number, noun in zip(totals, nouns, strict=True) if number]
    return say.sentence("rows_changed", table=spec.titles, counts=say.listing(counts))
