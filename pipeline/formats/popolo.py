"""The organisation in the words of Popolo 1.0 (popoloproject.com/specs), for tools that read politicians.

Municipalities and parties are organizations too, as Popolo has it; a vacant place is a post, for nobody holds
it. A null is left out. Dates are those that a source states: when something was seen is not when it began.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.files import canonical_json
from pipeline.formats import Format
from pipeline.model import Row, Tables
from pipeline.schema import Json
from pipeline.versions import Edition


def write_package(_edition: Edition, tables: Tables, path: Path) -> None:
    """The Popolo file: one object with a list for each class."""
    path.write_bytes(canonical_json(popolo(tables)))


def popolo(tables: Tables) -> Json:
    """The tables as one Popolo document; each list is in the order of its table."""
    urls = {row["snapshot_id"]: row["source_url"] for row in tables["snapshots"].rows()}
    memberships = [_in_codes(row) for row in tables["memberships"].rows()]
    municipalities, parties = _named(tables, memberships)
    held = [row for row in memberships if not row["is_vacant"]]
    return {
        "persons": [_person(row, urls) for row in tables["persons"].rows()],
        "organizations": [
            *(_organization(row, urls) for row in tables["organizations"].rows()),
            *(_municipality(row, urls) for row in municipalities),
            *(_party(row) for row in parties),
        ],
        "memberships": [*(_membership(row, urls) for row in held), *_party_memberships(held)],
        "posts": [_vacancy(row, urls) for row in memberships if row["is_vacant"]],
        "areas": [_area(row) for row in municipalities],
    }


def _in_codes(membership: Row) -> Row:
    """A membership with a role in any case, and the words of the page beside it; of people, the kind of the place."""
    if "kind" not in membership:
        return membership
    printed, party = membership["role"], membership["party"]
    return {**membership, "role": membership["kind"], "role_verbatim": printed, "party_id": party}


def _named(tables: Tables, memberships: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The municipalities and the parties; where no table lists them, those that memberships name."""
    if "municipalities" in tables:
        return list(tables["municipalities"].rows()), list(tables["parties"].rows())
    places = dict.fromkeys(row["on_behalf_of"] for row in memberships if row["on_behalf_of"])
    parties = dict.fromkeys(row["party_id"] for row in memberships if row["party_id"])
    return (
        [{"municipality_code": name, "name": name, "name_official": name, "snapshot_id": None} for name in places],
        [
            {"party_id": name, "code": None, "name": name, "municipality_code": None, "wikidata_id": None}
            for name in parties
        ],
    )


def _person(row: Row, urls: Mapping[str, str]) -> Json:
    return {"id": row["person_id"], "name": row["name"], **_sources(row, urls)}


def _organization(row: Row, urls: Mapping[str, str]) -> Json:
    return _without_nulls(
        {
            "id": row["organization_id"],
            "name": row["name"],
            "classification": row["kind"],
            "parent_id": row["parent_id"],
            "description": row.get("description"),
            **_sources(row, urls),
        }
    )


def _municipality(row: Row, urls: Mapping[str, str]) -> Json:
    code = row["municipality_code"]
    is_listed = row["snapshot_id"] is not None  # in a table of its own: then it has a code, and a line
    return {
        "id": _municipality_id(code),
        "name": row["name_official"],
        "classification": "municipality",
        "area_id": code,
        **({"identifiers": [{"scheme": "SCB", "identifier": code}], **_sources(row, urls)} if is_listed else {}),
    }


def _party(row: Row) -> Json:
    identifiers = [{"scheme": "wikidata", "identifier": row["wikidata_id"]}] if row["wikidata_id"] else None
    return _without_nulls(
        {
            "id": _party_id(row["party_id"]),
            "name": row["name"],
            "other_names": [{"name": row["code"], "note": "abbreviation"}] if row["code"] else None,
            "classification": "party",
            "area_id": row["municipality_code"],
            "identifiers": identifiers,
        }
    )


def _membership(row: Row, urls: Mapping[str, str]) -> Json:
    return _without_nulls(
        {
            "id": row["membership_id"],
            "label": row["role_verbatim"],
            "role": row["role"],
            "person_id": row["person_id"],
            "organization_id": row["organization_id"],
            "on_behalf_of_id": row["on_behalf_of"] and _municipality_id(row["on_behalf_of"]),
            "area_id": row["on_behalf_of"],
            "start_date": _iso(row["valid_from"]),
            "end_date": _iso(row["valid_to"]),
            **_sources(row, urls),
        }
    )


def _party_memberships(held: Iterable[Row]) -> list[Json]:
    pairs = dict.fromkeys((row["person_id"], row["party_id"]) for row in held if row["party_id"])
    return [
        {"id": f"{person}-{party}", "person_id": person, "organization_id": _party_id(party)} for person, party in pairs
    ]


def _vacancy(row: Row, urls: Mapping[str, str]) -> Json:
    return _without_nulls(
        {
            "id": row["membership_id"],
            "role": row["role"],
            "organization_id": row["organization_id"],
            "area_id": row["on_behalf_of"],
            **_sources(row, urls),
        }
    )


def _area(row: Row) -> Json:
    return {
        "id": row["municipality_code"],
        "name": row["name"],
        "identifier": row["municipality_code"],
        "classification": "municipality",
    }


def _sources(row: Row, urls: Mapping[str, str]) -> Json:
    """Where the row was read."""
    note = f"{row['snapshot_id']}, line {row['source_line']}"
    return {"sources": [{"url": urls[row["snapshot_id"]], "note": note}]}


def _municipality_id(code: str) -> str:
    return f"municipality-{code}"


def _party_id(party_id: str) -> str:
    return f"party-{party_id}"


def _iso(date: object) -> str | None:
    return None if date is None else str(date)


def _without_nulls(item: Json) -> Json:
    return {key: value for key, value in item.items() if value is not None}


FORMAT = Format(
    name="popolo",
    place=60,
    titles={"sv": "Popolo", "en": "Popolo"},
    good_for={"sv": "verktyg för politiska data", "en": "tools for political data"},
    suffix=".json",
    media_type="application/json",
    write_package=write_package,
    package_path="data/popolo.json",
    kinds=frozenset({"organisation", "people"}),
)
