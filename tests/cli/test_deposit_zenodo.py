"""A version gets a DOI, once, whatever happens on the way; then it stands wherever a reader looks."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from deposited import PACKAGE, published_at
from zenodo import TOKEN, Service, zenodo_server

from pipeline.release import Publisher, Target, verify

pytestmark = pytest.mark.xdist_group("portals")  # one server


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return published_at("https://data.example.org/mlr/", tmp_path_factory.mktemp("zenodo"))


@pytest.fixture(scope="module")
def server() -> Iterator[Service]:
    with zenodo_server() as service:
        yield service


@pytest.fixture
def service(server: Service, made: Path, tmp_path, monkeypatch) -> Service:
    """The service, empty, and the target as it was published, in the current folder."""
    server.reset()
    shutil.copytree(made.parent, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("MLR_OPENDATA_ZENODO_TOKEN", TOKEN)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setenv("LANG", "C.UTF-8")
    return server


@pytest.fixture
def deposit(run, service):
    def deposit(*options):
        return run("deposit", "zenodo", PACKAGE, *options, "--url", service.url, "--allow-private")

    return deposit


def next_version(version: str) -> None:
    """The same once more, as another version."""
    target = Target(Path("public"))
    release = target.releases(PACKAGE)[0]
    with Publisher(target.path) as publisher:
        with publisher.stage(PACKAGE, version) as folder:
            shutil.copytree(release.folder, folder, dirs_exist_ok=True)
            for name in ("datapackage.json", "README.md"):
                said = (folder / name).read_text(encoding="utf-8")
                (folder / name).write_text(said.replace(release.version, version), encoding="utf-8")
            (folder / "SHA256SUMS").unlink()
        at = "2026-11-24T00:00:00Z"
        reason = {"sv": "ny", "en": "new"}
        publisher.commit(PACKAGE, version, published_at=at, observed_at=None, level="minor", reason=reason)


def test_a_version_gets_a_doi_and_its_pages_citation_and_catalogue_say_so(service, deposit, run):
    before = Target(Path("public")).releases(PACKAGE)[0].sums
    result = deposit()
    assert result.exit_code == 0, result.output
    (found,) = service.depositions.values()
    assert f"DOI {found['doi']}" in result.output
    metadata = found["metadata"]
    assert (metadata["upload_type"], metadata["license"], metadata["version"]) == ("dataset", "cc0-1.0", "1.0.0")
    names = [each["filename"] for each in found["files"]]
    assert "datapackage.json" in names
    assert all(service.contents[found["id"], name] for name in names)
    page = (Path("public") / PACKAGE / "index.en.html").read_text(encoding="utf-8")
    assert page.count(f"https://doi.org/{found['doi']}") >= 3, "as a fact, in the citation and in the JSON-LD"
    catalogue = Path("public/catalog.ttl").read_text(encoding="utf-8")
    assert f'"https://doi.org/{found["conceptdoi"]}"^^xsd:anyURI' in catalogue
    assert not verify(Path("public")).problems
    assert Target(Path("public")).releases(PACKAGE)[0].sums == before, "a version never changes"
    asked = list(service.asked)
    assert "has DOI" in deposit().output
    assert service.asked == asked
    assert run("publish", PACKAGE, "--formats", "csv,json").exit_code == 0
    assert json.loads(Path("public/site.json").read_text(encoding="utf-8"))["deposits"][0]["doi"] == found["doi"]
    assert found["doi"] in run("withdraw", PACKAGE, "1.0.0", "--reason", "wrong").output


@pytest.mark.parametrize("forgets_lists", [False, True])
@pytest.mark.parametrize("step", ["POST depositions", "PUT datapackage.json", "PUT 1001", "POST publish"])
def test_wherever_a_run_is_cut_off_no_second_doi_is_made(service, deposit, step, forgets_lists):
    service.forgets_lists, service.cut_at = forgets_lists, step
    assert deposit().exit_code == 3
    service.cut_at = ""
    again = deposit()
    assert again.exit_code == 0, again.output
    assert len(service.dois) == 1
    assert service.dois[0] in again.output


def test_a_target_that_was_restored_finds_its_doi_again(service, deposit, made):
    deposit()
    shutil.rmtree("public")
    shutil.copytree(made, "public")
    assert service.dois[0] in deposit().output
    assert len(service.dois) == 1
    shutil.rmtree("public")
    shutil.copytree(made, "public")
    next_version("1.1.0")
    assert deposit().exit_code == 0
    assert len({each["conceptrecid"] for each in service.depositions.values()}) == 1


def test_a_later_version_is_the_next_one_of_the_same_concept_with_its_own_files(service, deposit):
    deposit()
    next_version("1.1.0")
    service.cut_at = "POST newversion"
    assert deposit().exit_code == 3
    service.cut_at = ""
    assert deposit().exit_code == 0
    first, second = service.depositions.values()
    assert first["conceptdoi"] == second["conceptdoi"]
    assert [first["metadata"]["version"], second["metadata"]["version"]] == ["1.0.0", "1.1.0"]
    assert b'"version": "1.1.0"' in service.contents[second["id"], "datapackage.json"]
    page = (Path("public") / PACKAGE / "1.0.0.en.html").read_text(encoding="utf-8")
    assert first["doi"] in page
    assert second["doi"] not in page
    assert deposit("1.0.0").output.count(first["doi"]) == 1


def test_an_older_version_gets_none_after_a_newer_one(service, deposit):
    next_version("1.1.0")
    deposit()
    result = deposit("1.0.0")
    assert (result.exit_code, "1.1.0" in result.output, len(service.dois)) == (4, True, 1)


def test_a_withdrawn_version_is_refused(service, deposit, run):
    next_version("1.1.0")
    run("withdraw", PACKAGE, "1.0.0", "--reason", "wrong")
    result = deposit("1.0.0")
    assert (result.exit_code, "is withdrawn" in result.output, service.asked) == (2, True, [])


def test_the_doi_of_a_test_is_shown_nowhere(service, deposit):
    service.prefix = "10.5072"
    result = deposit()
    assert "DOI of a test" in result.output
    assert "10.5072" not in Path("public/catalog.ttl").read_text(encoding="utf-8")
    assert "10.5072" not in (Path("public") / PACKAGE / "index.html").read_text(encoding="utf-8")


JSON = "application/json"


@pytest.mark.parametrize(
    ("asked", "answer", "code", "said"),
    [
        ("GET depositions", (401, JSON, b'{"status": 401, "message": "Unauthorized"}'), 4, "Unauthorized"),
        ("GET depositions", (200, JSON, b'{"hits": {}}'), 3, "does not answer as Zenodo"),
        ("GET depositions", (404, "text/html", b"<!doctype html>"), 3, "not as an API"),
        ("POST depositions", (201, JSON, b'{"id": 1}'), 3, "does not answer as Zenodo"),
        ("POST depositions", (429, JSON, b'{"message": "Too many"}'), 3, "cannot answer now (HTTP 429)"),
        (
            "PUT 1001",
            (400, JSON, b'{"message": "A validation error", "errors": [{"field": "metadata.x", "messages": ["No."]}]}'),
            4,
            "metadata.x: No.",
        ),
        ("PUT datapackage.json", (201, JSON, b"{}"), 4, "holds other files"),
    ],
)
def test_whatever_the_service_answers_ends_with_one_sentence(service, deposit, asked, answer, code, said):
    service.answers[asked] = answer
    result = deposit()
    assert result.exit_code == code, result.output
    assert said in result.output
    assert (len(result.output.splitlines()), service.dois) == (1, [])


def test_the_descriptor_of_the_next_version_states_the_doi_that_was_written_down(service, deposit, run):
    said = re.search(r"doi: (\S+) under publishing", deposit().output)
    path = Path("datapackage") / PACKAGE / "datapackage.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  kind:", f"  doi: {said[1]}\n  kind:"), encoding="utf-8")
    result = run("publish", PACKAGE, "--formats", "csv,json")
    assert "1.0.1" in result.output
    descriptor = json.loads((Path("public") / PACKAGE / "1.0.1/datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["publishing"]["doi"] == service.depositions[1001]["conceptdoi"] == said[1]
    assert "under publishing" not in deposit().output
    path.write_text(text.replace("  kind:", "  doi: https://doi.org/x\n  kind:"), encoding="utf-8")
    assert "is no DOI" in run("plan", PACKAGE).output
