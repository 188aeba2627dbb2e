"""Two small packages with every table filled, nulls and awkward texts among them: for tests of what is written."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from described import read_package

from pipeline.describe import datapackage_json, schemas
from pipeline.files import canonical_json
from pipeline.model import Row, Snapshot, Table, Tables
from pipeline.project import Settings
from pipeline.rows import table_from_rows
from pipeline.schema import Json
from pipeline.versions import DataFile, Edition

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = Settings(root=ROOT, target=ROOT / "public", clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
CONTENT = "Åsa Öberg (S), KSO\n".encode()
SNAPSHOT = Snapshot(
    content=CONTENT,
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    source_id="om-mlr",
    source_url="https://www.malmolundregionen.se/om-mlr/",
    media_type="text/plain",
    observed_at=None,
    observed_at_basis="unknown",
)
READ = {"snapshot_id": SNAPSHOT.snapshot_id, "source_line": 7}
UNDATED = {"first_seen": None, "last_seen": None}
KSO = {"role": "kso", "role_verbatim": "KSO", "attendance": "member", "is_acting": False, "is_vacant": False}
DIRECTOR = {
    **KSO,
    "role": "municipal_director",
    "role_verbatim": "t f Kommundirektör",
    "attendance": "adjunct",
}
VACANT = {**KSO, "role": "member", "role_verbatim": None, "is_vacant": True}
ISSUE = {
    "rule": "document_without_url",
    "severity": "warning",
    "table_name": "documents",
    "row_key": "verksamhetsplan",
    "field": "url",
    "source_line": 10,
    "verbatim": 'Läs "verksamhetsplanen", 2022',
    "normalised": None,
    "message_sv": "Länken saknar adress",
    "message_en": "The link has no address",
    "action_sv": "Ange länkens adress",
    "action_en": "Give the address of the link",
    "responsible": "page_owner",
    "accepted_reason": None,
}
SNAPSHOTS: list[Row] = [
    {
        "snapshot_id": SNAPSHOT.snapshot_id,
        "source_url": SNAPSHOT.source_url,
        "observed_at": None,
        "observed_at_basis": "unknown",
        "sha256": SNAPSHOT.sha256,
        "bytes": len(CONTENT),
        "media_type": SNAPSHOT.media_type,
        "line_count": 1,
    }
]


def _place(number: int, person: str | None, party: str | None, role: Mapping[str, Any], text: str) -> Row:
    return {
        "membership_id": f"m-{number:04}",
        "municipality_code": "0180",
        "municipality": "Stockholm",
        "position": number,
        "person_id": f"p-{number:04}" if person else None,
        "person": person,
        "party": party,
        "party_name": "Socialdemokraterna" if party else None,
        "role_sv": "Roll",
        "role_en": "Role",
        "source_text": text,
        **role,
        **READ,
    }


def _membership(number: int, role: Mapping[str, Any], **facts: Any) -> Row:
    return {
        "membership_id": f"m-{number:04}",
        "person_id": None if role["is_vacant"] else f"p-{number:04}",
        "organization_id": "styrelse",
        "on_behalf_of": "0180",
        "party_id": None,
        "side": None,
        "side_basis": "not_applicable",
        "basis": "stated",
        "valid_from": None,
        "valid_to": None,
        "status": "unknown",
        **role,
        **UNDATED,
        **READ,
        **facts,
    }


def _organization(name: str, kind: str, parent: str | None) -> Row:
    return {
        "organization_id": name,
        "name": name.title(),
        "name_verbatim": name.upper(),
        "kind": kind,
        "parent_id": parent,
        "reports_to_id": None,
        "description": None,
        "status": "unknown",
        **READ,
    }


def _person(number: int, name: str, person_class: str) -> Row:
    return {
        "person_id": f"p-{number:04}",
        "name": name,
        "person_class": person_class,
        "replaced_by": None,
    } | {
        **UNDATED,
        **READ,
    }


TASKS: list[Row] = [
    {
        "organization_id": "digitalisering",
        "position": 1,
        "text": 'Lyfta "frågor", och svara',
        "is_shared_text": False,
    },
    {"organization_id": "digitalisering", "position": 2, "text": "Åter\\igen 🎈", "is_shared_text": True},
]

ROWS: dict[str, dict[str, list[Row]]] = {
    "mlr-organisation": {
        "roster": [
            _place(1, "Åsa af Öberg", "S", KSO, 'Åsa "Ö" af Öberg (S), KSO'),
            _place(2, "Bo O'Hara-Ek", None, DIRECTOR, "Bo O'Hara-Ek, t f Kommundirektör"),
            _place(3, None, None, VACANT, "vakant"),
        ],
        "municipalities": [
            {
                "municipality_code": "0180",
                "name": "Stockholm",
                "name_official": "Stockholms kommun",
                "county_code": "01",
                "board_seats": 2,
                "status": "unknown",
                **READ,
            }
        ],
        "organizations": [
            _organization("mlr", "collaboration", None),
            _organization("styrelse", "board", "mlr"),
        ],
        "parties": [
            {
                "party_id": "s",
                "code": "S",
                "name": "Socialdemokraterna",
                "municipality_code": None,
                "wikidata_id": "Q105112",
            },
            {
                "party_id": "0180-x",
                "code": "X",
                "name": "Lokalt",
                "municipality_code": "0180",
                "wikidata_id": None,
            },
        ],
        "persons": [_person(1, "Åsa af Öberg", "elected"), _person(2, "Bo O'Hara-Ek", "civil_servant")],
        "memberships": [
            _membership(1, KSO, party_id="s", side="executive_chair", side_basis="stated"),
            _membership(2, DIRECTOR, valid_from=dt.date(2022, 2, 28)),
            _membership(3, VACANT),
        ],
        "statements": [
            {
                "statement_id": "memberships-m-0001-valid_to",
                "table_name": "memberships",
                "row_key": "m-0001",
                "field": "valid_to",
                "value": "2026-10-31",
                "source_url": "https://kommun.example.org/protokoll",
                "stated_by": "Webbredaktionen",
                "stated_on": dt.date(2026, 11, 20),
                "basis": "maintainer",
                "is_stale": False,
            }
        ],
        "changes": [
            {
                "change_id": "m-0001-party_changed",
                "from_look": None,
                "to_look": dt.date(2026, 10, 1),
                "kind": "party_changed",
                "person_id": "p-0001",
                "person": "Åsa af Öberg",
                "municipality_code": "0180",
                "municipality": "Stockholm",
                "table_name": "memberships",
                "row_key": "m-0001",
                "field": "party_id",
                "before": None,
                "after": "S",
                "snapshot_id": READ["snapshot_id"],
            }
        ],
        "documents": [
            {
                "document_id": "verksamhetsplan",
                "organization_id": "mlr",
                "kind": "activity_programme",
                "title": "Läs verksamhetsplanen",
                "url": None,
                **READ,
            }
        ],
        "governance_facts": [
            {
                "fact_id": "target_year",
                "value": "2035",
                "value_type": "integer",
                "quote": "År 2035 är målsättningen",
                "basis": "stated",
                **READ,
            }
        ],
        "snapshots": SNAPSHOTS,
        "quality_issues": [{"issue_id": "q-0001", **ISSUE}],
    },
    "mlr-working-groups": {
        "working_group_tasks": [
            {
                "organization_id": task["organization_id"],
                "working_group": "Digitalisering",
                "position": task["position"],
                "task": task["text"],
                "is_shared_text": task["is_shared_text"],
                "activity_plan_url": None,
                "source_text": f"  • {task['text']}",
                **READ,
            }
            for task in TASKS
        ],
        "working_groups": [
            {
                "organization_id": "digitalisering",
                "name": "Digitalisering",
                "name_verbatim": "Digitalisering",
                "activity_plan_title": "Arbetsgruppens aktivitetsplan",
                "activity_plan_url": "https://www.malmolundregionen.se/plan.pdf",
                **READ,
            }
        ],
        "tasks": [{**task, **READ} for task in TASKS],
        "snapshots": SNAPSHOTS,
        "quality_issues": [{"issue_id": "q-0001", **ISSUE}],
    },
}
PACKAGES = tuple(ROWS)


def sample(package: str, **rows: list[Row]) -> tuple[Edition, Tables]:
    """A first version of `package`, and its tables; `rows` replaces those of a table."""
    spec = read_package(SETTINGS, package)
    content = {**ROWS[package], **rows}
    tables: dict[str, Table] = {table.name: table_from_rows(table, content[table.name]) for table in spec.tables}
    edition = Edition(
        package=spec,
        version="1.0.0",
        published_at="2026-11-23T06:32:00Z",
        snapshots=(SNAPSHOT,),
        rows={name: len(content[name]) for name in tables},
    )
    return edition, tables


def put_described(folder: Path, edition: Edition, files: list[DataFile], *formats: str) -> Json:
    """Write `datapackage.json` and the schemas of a version into its folder, and give the former."""
    descriptor = datapackage_json(edition, files, {"persons": 2}, formats)
    for path, content in {**schemas(edition.package), "datapackage.json": descriptor}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(canonical_json(content))
    return descriptor
