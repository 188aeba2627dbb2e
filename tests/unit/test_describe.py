"""What a version says of itself to programs and to people."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from samples import PACKAGES, SNAPSHOT, sample

from pipeline.describe import datapackage_json, readme_md
from pipeline.formats import called, of_kind
from pipeline.schema import Json
from pipeline.versions import DataFile

IDENTITY = {"persons": 38, "memberships": 50}


def describe(package: str, folder: Path, *forms: str) -> tuple[Json, list[DataFile]]:
    edition, tables = sample(package)
    written = [called(form) for form in forms] or of_kind("any", (), edition.rows)[:-1]
    files = [file for form in written for file in form.write(edition, tables, folder)]
    return datapackage_json(edition, files, IDENTITY, [form.name for form in written]), files


@pytest.mark.parametrize("package", PACKAGES)
def test_each_table_is_a_resource_in_four_forms(package: str, tmp_path: Path) -> None:
    edition, tables = sample(package)
    descriptor, _ = describe(package, tmp_path)
    assert [resource["name"] for resource in descriptor["resources"]] == [
        f"{table.name}{suffix}" for table in edition.package.tables for suffix in ("", "-tsv", "-json", "-parquet")
    ]
    assert descriptor["publishing"]["rows"] == {name: len(list(table.rows())) for name, table in tables.items()}


def test_each_form_of_a_table_has_the_same_schema_by_reference(tmp_path: Path) -> None:
    descriptor, _ = describe("mlr-organisation", tmp_path)
    edition, _ = sample("mlr-organisation")
    told = {table.name: {f"schemas/{table.name}.json"} for table in edition.package.tables}
    found: dict[str, set[str]] = {name: set() for name in told}
    for resource in descriptor["resources"]:
        found[resource["name"].removesuffix(f"-{resource['format']}")].add(resource["schema"])
    assert found == told


def test_every_file_is_listed_with_hash_and_size_but_only_delimited_text_says_bytes_as_a_table(tmp_path: Path) -> None:
    descriptor, files = describe("mlr-organisation", tmp_path)
    assert [item["path"] for item in descriptor["publishing"]["files"]] == [file.path for file in files]
    hashes = {file.path: f"sha256:{file.sha256}" for file in files}
    for resource in descriptor["resources"]:
        assert resource["hash"] == hashes[resource["path"]]
        assert ("bytes" in resource) == (resource["format"] in {"csv", "tsv"})


def test_an_undated_source_stays_undated(tmp_path: Path) -> None:
    descriptor, _ = describe("mlr-organisation", tmp_path)
    assert descriptor["publishing"]["source"] == {
        "snapshot_id": SNAPSHOT.snapshot_id,
        "source_url": "https://www.malmolundregionen.se/om-mlr/",
        "sha256": SNAPSHOT.sha256,
        "bytes": len(SNAPSHOT.content),
        "media_type": "text/plain",
        "observed_at": None,
        "observed_at_basis": "unknown",
    }


def test_ids_used_so_far_are_remembered(tmp_path: Path) -> None:
    descriptor, _ = describe("mlr-organisation", tmp_path, "csv")
    assert descriptor["publishing"]["identity"] == IDENTITY


def test_only_the_forms_that_were_written_are_described(tmp_path: Path) -> None:
    descriptor, _ = describe("mlr-working-groups", tmp_path, "json")
    assert {resource["format"] for resource in descriptor["resources"]} == {"json"}


def test_the_descriptor_is_plain_json(tmp_path: Path) -> None:
    descriptor, _ = describe("mlr-organisation", tmp_path, "csv")
    assert json.loads(json.dumps(descriptor)) == descriptor


def test_the_readme_warns_where_the_date_is_unknown(tmp_path: Path) -> None:
    edition, _ = sample("mlr-organisation")
    _, files = describe("mlr-organisation", tmp_path)
    text = readme_md(edition, files).decode()
    assert "ska inte läsas som vem som har uppdraget i dag" in text
    assert "must not be read as who holds office today" in text
    assert text.index("# MalmöLundregionens organisation") < text.index("# The organisation of MalmöLundregionen")


def test_the_readme_gives_the_date_where_it_is_known() -> None:
    edition, _ = sample("mlr-organisation")
    dated = replace(edition, snapshots=(replace(SNAPSHOT, observed_at=date(2026, 11, 23)),))
    text = readme_md(dated, []).decode()
    assert "Source seen: 2026-11-23" in text
    assert "unknown" not in text


def test_the_readme_names_every_page_that_a_version_was_read_from_and_its_copy() -> None:
    edition, _ = sample("mlr-organisation")
    further = replace(SNAPSHOT, source_id="om-mlr-2", source_url="https://example.org/utskottet", sha256="ab" * 32)
    text = readme_md(replace(edition, snapshots=(SNAPSHOT, further)), []).decode()
    addresses = f"{SNAPSHOT.source_url}, https://example.org/utskottet"
    assert text.count(f"Läst ur {addresses}") == text.count(f"Read from {addresses}") == 2
    assert (
        text.count(f"`{SNAPSHOT.snapshot_id}`, SHA-256 `{SNAPSHOT.sha256}`; `{further.snapshot_id}`, SHA-256 `abab")
        == 2
    )


def test_the_readme_says_what_the_licence_does_not_waive(tmp_path: Path) -> None:
    edition, _ = sample("mlr-organisation")
    _, files = describe("mlr-organisation", tmp_path)
    text = readme_md(edition, files).decode()
    assert "CC0 avstår från upphovsrätt, inte från dataskydd" in text
    assert "CC0 waives copyright, not data protection" in text
    assert all(f"`{file.path}`" in text for file in files)


@pytest.mark.parametrize(
    ("name", "title", "sv", "en"),
    [
        ("CC-BY-4.0", "Creative Commons Attribution 4.0", "CC BY kräver att källan anges", "CC BY asks for the source"),
        ("CC-BY-SA-4.0", "Attribution-ShareAlike 4.0", "CC BY-SA kräver", "CC BY-SA asks"),
        ("ODbL-1.0", "Open Database License", "ODbL kräver", "ODbL asks"),
        ("house-rules", "Husregler", "Husregler gäller upphovsrätt", "Husregler concerns copyright"),
    ],
)
def test_a_package_speaks_of_its_own_licence_and_of_no_other(name: str, title: str, sv: str, en: str) -> None:
    edition, _ = sample("mlr-organisation")
    licences = [{"name": name, "title": title, "path": "https://example.org/terms/"}]
    descriptor = {**edition.package.descriptor, "licenses": licences}
    text = readme_md(replace(edition, package=replace(edition.package, descriptor=descriptor)), []).decode()
    assert sv in text
    assert en in text
    assert f"{title} (https://example.org/terms/)" in text
    assert "CC0" not in text
