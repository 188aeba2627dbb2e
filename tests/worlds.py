"""Small worlds to compare: a few places on the roster, with the persons and memberships behind them."""

from collections.abc import Iterable, Mapping
from typing import Any

from described import read_package
from samples import ROWS, SETTINGS

from pipeline.changes.rows import differences
from pipeline.changes.story.tell import tell
from pipeline.model import Row, Tables
from pipeline.rows import table_from_rows
from pipeline.versions import Comparison, Event

ORGANISATION = read_package(SETTINGS, "mlr-organisation")
GROUPS = read_package(SETTINGS, "mlr-working-groups")
CODES = {"Lomma": "1262", "Lund": "1281", "Malmö": "1280", "Höör": "1267", "Ystad": "1286"}
ROLES = {
    "kso": ("Kommunstyrelsens ordförande", "Chair of the municipal executive board", "KSO"),
    "member": ("Ledamot", "Member", None),
    "municipal_director": ("Kommundirektör", "Municipal chief executive", "Kommundirektör"),
}
PARTIES = {"S": "Socialdemokraterna", "M": "Moderaterna", "L": "Liberalerna"}
READ = {"snapshot_id": "om-mlr-1", "source_line": 1}


def seat(number: int, person: int | None, name: str | None, place: str, role: str, **facts: Any) -> Row:
    """A row of the roster: membership `number`, held by `person`."""
    label_sv, label_en, printed = ROLES[role]
    party = facts.pop("party", None)
    return {
        "membership_id": f"m-{number:04}",
        "municipality_code": CODES[place],
        "municipality": place,
        "position": number,
        "person_id": None if person is None else f"p-{person:04}",
        "person": name,
        "party": party,
        "party_name": PARTIES.get(party),
        "role": role,
        "role_sv": label_sv,
        "role_en": label_en,
        "role_verbatim": printed,
        "attendance": "adjunct" if role == "municipal_director" else "member",
        "is_acting": False,
        "is_vacant": person is None,
        "source_text": f"{name} ({party}), {printed}",
        **READ,
        **facts,
    }


def world(*seats: Row, ended: Iterable[Row] = (), status: str = "current", **rows: list[Row]) -> Tables:
    """The tables of `mlr-organisation` with these seats; those that `ended` only in the history."""
    past = [_membership(row, "ended") for row in ended]
    everyone = [*seats, *ended]
    content: dict[str, list[Row]] = {table.name: [] for table in ORGANISATION.tables}
    content |= {
        "roster": list(seats),
        "memberships": [*(_membership(row, status) for row in seats), *past],
        "persons": list({row["person_id"]: _person(row) for row in everyone if row["person_id"]}.values()),
        "municipalities": list({row["municipality_code"]: _municipality(row) for row in seats}.values()),
    }
    return {spec.name: table_from_rows(spec, (content | rows)[spec.name]) for spec in ORGANISATION.tables}


def groups(**rows: list[Row]) -> Tables:
    """The tables of `mlr-working-groups`; `rows` replaces those of a table."""
    content = ROWS["mlr-working-groups"] | rows
    return {spec.name: table_from_rows(spec, content[spec.name]) for spec in GROUPS.tables}


def compare(before: Tables, after: Tables) -> Comparison:
    """What changed in the rows, and its story."""
    found = differences(before, after)
    return Comparison(found, tell(before, after, found))


def story(before: Tables, after: Tables) -> list[tuple[str, str]]:
    """The events as kind and Swedish sentence."""
    return [(event.kind, event.text["sv"]) for event in compare(before, after).events]


def english(before: Tables, after: Tables) -> list[str]:
    """The events as English sentences."""
    return [event.text["en"] for event in compare(before, after).events]


def untold(comparison: Comparison, after: Tables) -> set[tuple[str, tuple[Any, ...]]]:
    """The changed rows that no event shows."""
    told = frozenset[Any]().union(*(event.rows for event in comparison.events))
    changed: set[tuple[str, tuple[Any, ...]]] = set()
    for found in comparison.differences:
        key = after[found.table].spec.key
        rows = (*found.added, *found.removed, *(later for _, later in found.changed))
        changed |= {(found.table, key(row)) for row in rows}
    return changed - told


def with_field(row: Row, **facts: Any) -> Row:
    """`row` with other values."""
    return {**row, **facts}


def kinds(events: Iterable[Event]) -> list[str]:
    """The kinds of events, in order."""
    return [event.kind for event in events]


def _membership(row: Mapping[str, Any], status: str) -> Row:
    return {
        "membership_id": row["membership_id"],
        "person_id": row["person_id"],
        "organization_id": "styrelse",
        "on_behalf_of": row["municipality_code"],
        "role": row["role"],
        "role_verbatim": row["role_verbatim"],
        "party_id": row["party"] and row["party"].lower(),
        "attendance": row["attendance"],
        "side": None,
        "side_basis": "not_applicable",
        "is_acting": row["is_acting"],
        "is_vacant": row["is_vacant"],
        "basis": "stated",
        "valid_from": None,
        "valid_to": None,
        "first_seen": None,
        "last_seen": None,
        "status": status,
        **READ,
    }


def _person(row: Mapping[str, Any]) -> Row:
    return {
        "person_id": row["person_id"],
        "name": row["person"],
        "person_class": "civil_servant" if row["role"] == "municipal_director" else "elected",
        "replaced_by": None,
        "first_seen": None,
        "last_seen": None,
        **READ,
    }


def _municipality(row: Mapping[str, Any]) -> Row:
    return {
        "municipality_code": row["municipality_code"],
        "name": row["municipality"],
        "name_official": f"{row['municipality']}s kommun",
        "county_code": "12",
        "board_seats": 2,
        "status": "current",
        **READ,
    }
