"""`pipeline.load`: a published table as pandas should have it, from a folder and over HTTP."""

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from loopback import answering
from trees import put_version

import pipeline
from pipeline.errors import PipelineError, SourceError, UsageError
from pipeline.serve import open_server
from pipeline.store.folder import FolderStore
from pipeline.wording.errors import sentence

PACKAGE = "mlr-organisation"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions, which no test changes."""
    target = tmp_path_factory.mktemp("published")
    for version in ("1.0.0", "1.1.0"):
        put_version(target, PACKAGE, version)
    return target


@pytest.fixture
def target(published: Path, tmp_path: Path) -> Path:
    """A copy of them, which a test may change."""
    return Path(shutil.copytree(published, tmp_path / "public"))


@pytest.fixture
def url(target: Path) -> Iterator[str]:
    with answering(open_server(target, "127.0.0.1", 0)) as address:
        yield address


def refusal(*arguments: str, **options: object) -> PipelineError:
    """Why `load` refuses."""
    with pytest.raises(PipelineError) as refused:
        pipeline.load(*arguments, **options)
    return refused.value


def test_a_target_in_an_object_store_is_loaded_as_one_in_a_folder(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pipeline.store.reader.open_store", lambda address: {"s3://bucket/mlr": FolderStore(target)}[address]
    )
    there = pipeline.load(PACKAGE, "roster", base="s3://bucket/mlr")
    pd.testing.assert_frame_equal(there, pipeline.load(PACKAGE, "roster", base=target))


def test_codes_stay_text_and_numbers_are_numbers(target: Path) -> None:
    municipalities = pipeline.load(PACKAGE, "municipalities", base=target)
    assert municipalities["municipality_code"].dtype == pd.StringDtype()
    assert "0180" in set(municipalities["municipality_code"])
    assert municipalities["board_seats"].dtype == pd.Int64Dtype()


def test_the_newest_of_a_major_version_is_loaded_by_its_name(target: Path) -> None:
    shutil.copytree(target / PACKAGE / "1.0.0", target / PACKAGE / "v1")
    assert pipeline.load(PACKAGE, "roster", "v1", base=target).attrs["version"] == "1.0.0"
    assert refusal(PACKAGE, "roster", "v7", base=target).key == "not_at_base"


def test_null_is_neither_false_nor_an_empty_text(target: Path) -> None:
    roster = pipeline.load(PACKAGE, "roster", base=target)
    expected = json.loads((target / PACKAGE / "latest/data/roster.json").read_text(encoding="utf-8"))
    assert roster["is_acting"].dtype == pd.BooleanDtype()
    assert [None if value is pd.NA else value for value in roster["party"]] == [row["party"] for row in expected]


def test_dates_can_be_reckoned_with_and_an_unknown_one_is_nat(target: Path) -> None:
    persons = pipeline.load(PACKAGE, "persons", base=target)
    expected = json.loads((target / PACKAGE / "latest/data/persons.json").read_text(encoding="utf-8"))
    assert pd.api.types.is_datetime64_any_dtype(persons["first_seen"])
    days = [None if pd.isna(value) else value.date() for value in persons["first_seen"]]
    assert days == [row["first_seen"] and dt.date.fromisoformat(row["first_seen"]) for row in expected]


def test_the_newest_version_is_loaded_unless_another_is_asked_for(target: Path) -> None:
    assert pipeline.load(PACKAGE, "roster", base=target).attrs["version"] == "1.1.0"
    assert pipeline.load(PACKAGE, "roster", version="1.0.0", base=target).attrs["version"] == "1.0.0"


def test_a_frame_says_that_nobody_knows_when_the_page_was_seen(target: Path) -> None:
    attrs = pipeline.load(PACKAGE, "roster", base=target).attrs
    assert attrs == {"package": PACKAGE, "version": "1.1.0", "observed_at": None}


def test_a_url_gives_what_the_folder_gives(target: Path, url: str) -> None:
    from_url = pipeline.load(PACKAGE, "roster", base=url)
    pd.testing.assert_frame_equal(from_url, pipeline.load(PACKAGE, "roster", base=target))


def test_a_base_url_needs_no_slash(url: str) -> None:
    assert len(pipeline.load(PACKAGE, "roster", base=url.rstrip("/"))) > 0


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("mlr-organisation", "rooster"), "no_such_table"),
        (("mlr-organisations", "roster"), "not_at_base"),
        (("mlr-organisation", "roster", "9.9.9"), "not_at_base"),
        (("../secret", "roster"), "bad_package_name"),
        (("mlr-organisation", "roster", "../1.0.0"), "bad_version"),
    ],
)
def test_a_wrong_name_is_said_to_be_wrong(target: Path, url: str, arguments: tuple[str, ...], key: str) -> None:
    for base in (target, url):
        assert refusal(*arguments, base=base).key == key


def test_a_traceback_shows_the_sentence(target: Path) -> None:
    error = refusal(PACKAGE, "rooster", base=target)
    assert str(error) == sentence(error, "en")
    assert "roster" in str(error)


def test_a_target_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(PACKAGE, "roster", base=tmp_path / "nowhere").key == "target_missing"


def test_a_host_that_does_not_answer_is_a_fault_of_the_source() -> None:
    with open_server(Path(), "127.0.0.1", 0) as server:
        port = server.server_port
    assert isinstance(refusal(PACKAGE, "roster", base=f"http://127.0.0.1:{port}/"), SourceError)


def test_a_withdrawn_version_leads_to_its_tombstone(target: Path) -> None:
    folder = target / PACKAGE / "1.0.0"
    (folder / "datapackage.json").unlink()
    (folder / "tombstone.json").write_text("{}", encoding="utf-8")
    error = refusal(PACKAGE, "roster", version="1.0.0", base=target)
    assert (error.key, error.facts["tombstone"]) == ("version_withdrawn", f"{PACKAGE}/1.0.0/tombstone.json")


def test_a_version_without_parquet_says_what_to_read_instead(target: Path) -> None:
    path = target / PACKAGE / "latest/datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    files = descriptor["publishing"]["files"]
    descriptor["publishing"]["files"] = [file for file in files if file["format"] != "parquet"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    error = refusal(PACKAGE, "roster", base=target)
    assert isinstance(error, UsageError)
    assert error.key == "not_in_parquet"


@pytest.mark.parametrize("content", [b"<!doctype html>", b"", None])
def test_a_changed_or_missing_file_is_never_loaded(target: Path, url: str, content: bytes | None) -> None:
    path = target / PACKAGE / "1.1.0/data/roster.parquet"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    for base in (target, url):
        assert refusal(PACKAGE, "roster", base=base).key == "not_as_published"


@pytest.mark.parametrize("content", ["<!doctype html>", "[" * 100_000])
def test_what_is_no_descriptor_is_refused(target: Path, content: str) -> None:
    (target / PACKAGE / "latest/datapackage.json").write_text(content, encoding="utf-8")
    assert refusal(PACKAGE, "roster", base=target).key == "not_as_published"


@pytest.mark.parametrize("path", ["../../../secret.parquet", "/etc/passwd", ".hidden"])
def test_a_descriptor_cannot_lead_out_of_the_target(target: Path, path: str) -> None:
    descriptor = target / PACKAGE / "latest/datapackage.json"
    descriptor.write_text(
        descriptor.read_text(encoding="utf-8").replace('"data/roster.parquet"', json.dumps(path)), encoding="utf-8"
    )
    assert refusal(PACKAGE, "roster", base=target).key == "not_as_published"


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "pandas pyarrow requests frictionless jinja2 click"
    code = f"import sys, pipeline; sys.exit(any(name in sys.modules for name in '{heavy}'.split()))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_offers_nothing_else() -> None:
    with pytest.raises(AttributeError, match="nowhere"):
        _ = pipeline.nowhere
