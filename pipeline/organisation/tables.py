"""The rows of every table of the two packages, from a page and its place in history. Columns are the schemas'."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.model import Row, Snapshot
from pipeline.organisation.page import Page
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.reference import Party, Reference
from pipeline.organisation.state import State

Rows = dict[str, list[Row]]


def organisation_rows(page: Page, state: State, snapshot: Snapshot, spec: PageSpec, reference: Reference) -> Rows:
    """The rows of the tables of `mlr-organisation` but `snapshots` and `quality_issues`; `state` has the history."""
    seen = {"snapshot_id": snapshot.snapshot_id}
    status = "current" if snapshot.observed_at else "unknown"
    memberships = list(state.table("memberships"))
    municipalities = [
        {
            "municipality_code": item.municipality.code,
            "name": item.municipality.name,
            "name_official": item.municipality.name_official,
            "county_code": item.municipality.county_code,
            "board_seats": rule.seats if (rule := spec.seats_of(item.municipality.name)) else len(item.seats),
            "status": status,
            **seen,
            "source_line": item.line,
        }
        for item in page.delegations
    ]
    organizations = [
        {
            "organization_id": section.body.id,
            "name": section.body.name,
            "name_verbatim": section.heading,
            "kind": section.body.kind,
            "parent_id": section.body.parent,
            "reports_to_id": section.body.reports_to,
            "description": " ".join(sentence.text for sentence in section.prose) or None,
            "status": status,
            **seen,
            "source_line": section.line,
        }
        for section in page.sections
    ]
    return {
        "roster": list(_roster(page, memberships, state, reference, seen)),
        "municipalities": with_ended(municipalities, state.table("municipalities"), "municipality_code"),
        "organizations": with_ended(organizations, state.table("organizations"), "organization_id"),
        "parties": list(_parties(memberships, reference, state)),
        "persons": list(state.table("persons")),
        "memberships": memberships,
        "documents": [
            {
                "document_id": document.document_id,
                "organization_id": document.organization_id,
                "kind": document.spec.kind,
                "title": document.title,
                "url": document.url,
                **seen,
                "source_line": document.line,
            }
            for document in page.documents
        ],
        "governance_facts": [
            {
                "fact_id": fact.spec.id,
                "value": fact.value,
                "value_type": fact.spec.type,
                "quote": fact.quote,
                "basis": "derived" if fact.spec.counted else fact.spec.basis,
                **seen,
                "source_line": fact.line,
            }
            for fact in page.facts
        ],
    }


def working_group_rows(page: Page, snapshot: Snapshot) -> Rows:
    """The rows of the tables of `mlr-working-groups` but for `snapshots` and `quality_issues`."""
    seen = {"snapshot_id": snapshot.snapshot_id}
    plans = {document.organization_id: document for document in page.documents}
    groups = page.groups_by_task
    rows: Rows = {"working_group_tasks": [], "working_groups": [], "tasks": []}
    for group in page.groups:
        plan = plans.get(group.body.id)
        rows["working_groups"].append(
            {
                "organization_id": group.body.id,
                "name": group.body.name,
                "name_verbatim": group.heading,
                "activity_plan_title": plan.title if plan else None,
                "activity_plan_url": plan.url if plan else None,
                **seen,
                "source_line": group.line,
            }
        )
        for position, task in enumerate(group.tasks, start=1):
            place = {"organization_id": group.body.id, "position": position}
            where = {"is_shared_text": len(groups[task.text]) > 1, **seen, "source_line": task.line}
            rows["tasks"].append({**place, "text": task.text, **where})
            flat = {
                "working_group": group.body.name,
                "task": task.text,
                "activity_plan_url": plan.url if plan else None,
                "source_text": task.text,
            }
            rows["working_group_tasks"].append({**place, **flat, **where})
    return rows


def snapshot_rows(tables: Mapping[str, Sequence[Row]], now: Iterable[Row], known: Iterable[Row]) -> list[Row]:
    """The row of each snapshot that a row of `tables` cites: those of now, and those that ended rows were seen in."""
    cited = {row["snapshot_id"] for rows in tables.values() for row in rows if row.get("snapshot_id")}
    rows = {row["snapshot_id"]: row for row in (*known, *now)}
    return [row for identifier, row in rows.items() if identifier in cited]


def snapshot_row(snapshot: Snapshot, line_count: int) -> Row:
    """The row of one snapshot."""
    return {
        "snapshot_id": snapshot.snapshot_id,
        "source_url": snapshot.source_url,
        "observed_at": snapshot.observed_at,
        "observed_at_basis": snapshot.observed_at_basis,
        "sha256": snapshot.sha256,
        "bytes": snapshot.bytes,
        "media_type": snapshot.media_type.partition(";")[0].strip().lower() or None,
        "line_count": line_count,
    }


def _roster(
    page: Page, memberships: Iterable[Row], state: State, reference: Reference, seen: Mapping[str, str]
) -> Iterable[Row]:
    """The current places, in page order, with everything said in the row itself."""
    names = {row["person_id"]: row["name"] for row in state.table("persons")}
    current = [row for row in memberships if row["basis"] == "stated" and row["status"] != "ended"]
    parties = {party.party_id: party for party in reference.parties.values()}
    for delegation in page.delegations:
        for position, seat in enumerate(delegation.seats, start=1):
            if seat.place.erased is not None:  # a place still, so that the others keep their position
                continue
            code = delegation.municipality.code
            row = next(r for r in current if r["on_behalf_of"] == code and r["source_line"] == seat.line)
            current.remove(row)
            party = parties.get(row["party_id"])
            role = reference.role_list[row["role"]]
            yield {
                "membership_id": row["membership_id"],
                "municipality_code": code,
                "municipality": delegation.municipality.name,
                "position": position,
                "person_id": row["person_id"],
                "person": names.get(row["person_id"]),
                "party": party.code if party else None,
                "party_name": party.name if party else None,
                "role": role.role,
                "role_sv": role.label_sv,
                "role_en": role.label_en,
                "role_verbatim": row["role_verbatim"],
                "attendance": row["attendance"],
                "is_acting": row["is_acting"],
                "is_vacant": row["is_vacant"],
                "source_text": seat.place.printed,
                **seen,
                "source_line": seat.line,
            }


def _parties(memberships: Iterable[Row], reference: Reference, state: State) -> Iterable[Row]:
    """The parties that memberships name, national ones first, by id."""
    known = {row["party_id"]: row for row in state.table("parties")}
    listed = {party.party_id: party for party in reference.parties.values()}
    named = {row["party_id"] for row in memberships if row["party_id"]}
    for party_id in sorted(named, key=lambda item: (item[0].isdigit(), item)):
        yield _party(listed[party_id]) if party_id in listed else known[party_id]


def _party(party: Party) -> Row:
    return {
        "party_id": party.party_id,
        "code": party.code,
        "name": party.name,
        "municipality_code": party.municipality_code,
        "wikidata_id": party.wikidata_id,
    }


def with_ended(rows: list[Row], before: Iterable[Row], key: str) -> list[Row]:
    """`rows`, and those known before that are no longer on the page: ended rows may point to them."""
    present = {row[key] for row in rows}
    return [*rows, *({**row, "status": "ended"} for row in before if row[key] not in present)]
