"""What a released version says is read in one place, however old the version is."""

import json
from dataclasses import replace
from pathlib import Path

from samples import sample
from trees import put_version, withdrawn

from pipeline.files import canonical_json
from pipeline.past import Contents, data_period
from pipeline.schema import Json
from pipeline.versions import Release


def as_it_was_once(release: Release) -> Release:
    """The release as code before schemas by reference wrote it: inline, a copy a form, and without its formats."""
    descriptor = json.loads(canonical_json(release.descriptor))
    for resource in descriptor["resources"]:
        resource["schema"] = json.loads((release.folder / resource["schema"]).read_bytes())
        for key in resource["schema"].get("foreignKeys", ()) if resource["format"] != "csv" else ():
            key["reference"]["resource"] += f"-{resource['format']}"
    del descriptor["publishing"]["formats"]
    for path in (release.folder / "schemas").iterdir():
        path.write_bytes(b"not read")
    return replace(release, read=lambda: descriptor)


def test_tables_and_schemas_of_a_version_are_those_that_were_published(tmp_path: Path) -> None:
    _, tables = sample("mlr-organisation")
    contents = Contents(put_version(tmp_path))
    assert contents.schemas == {name: table.spec.descriptor for name, table in tables.items()}
    assert contents.rows("roster") == list(tables["roster"].rows())
    assert contents.rows("no_such_table") == []
    assert contents.formats == {"csv", "json", "parquet", "xlsx", "tsv", "zip"}


def test_a_version_with_its_schemas_inline_says_the_same(tmp_path: Path) -> None:
    release = put_version(tmp_path)
    today = Contents(release)
    told = today.schemas, today.rows("memberships"), today.package.tables
    once = Contents(as_it_was_once(release))
    assert (once.schemas, once.rows("memberships"), once.package.tables) == told
    assert once.formats == today.formats


def test_rows_of_the_past_are_given_in_the_columns_of_today(tmp_path: Path) -> None:
    contents = Contents(put_version(tmp_path))
    persons = contents.tables["persons"].spec
    nickname = replace(persons.fields[1], name="nickname")
    [*_, row] = contents.conformed([replace(persons, fields=(*persons.fields[:2], nickname))])["persons"].rows()
    assert row == {"person_id": row["person_id"], "name": row["name"], "nickname": None}
    assert row["name"]


def test_an_edition_read_back_is_the_one_that_was_written(tmp_path: Path) -> None:
    edition, _ = sample("mlr-organisation")
    again = Contents(put_version(tmp_path)).edition(edition.rows)
    assert again.package.tables == edition.package.tables
    assert again.snapshot.snapshot_id == edition.snapshot.snapshot_id
    assert (again.version, again.published_at, again.rows) == (edition.version, edition.published_at, edition.rows)


def test_data_of_an_unknown_day_is_no_newer_than_the_first_version_of_its_snapshot(tmp_path: Path) -> None:
    first = put_version(tmp_path)
    second = replace(put_version(tmp_path, version="1.1.0"), published_at="2026-12-24T00:00:00Z")
    known = [Contents(second), Contents(first)]
    assert data_period(known[0], known) == (None, "2026-11-23")
    assert data_period(Contents(replace(second, observed_at="2026-12-01")), known) == ("2026-12-01", "2026-12-01")
    gone = Contents(withdrawn(first))
    assert data_period(known[0], [known[0], gone]) == (None, "2026-12-24")


def test_the_numbers_that_a_withdrawn_version_gave_are_those_of_its_tombstone(tmp_path: Path) -> None:
    tombstone: Json = {"identity": {"persons": 38}}
    release = put_version(tmp_path)
    assert Contents(release).identity == {"persons": 2}
    assert Contents(replace(release, state="withdrawn", read=lambda: tombstone)).identity == {"persons": 38}
