"""Tampering: whatever is changed in a published tree is found and named, and nothing is built on it."""

import functools
import http.server
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import answering, server_of

from pipeline.errors import TargetRefused, UsageError
from pipeline.files import canonical_json, sha256_of
from pipeline.release import Publisher, VerifyResult, ensure_sound, keygen, read_signer, verify
from pipeline.release.reader import UrlReader
from pipeline.release.sign import Signer
from pipeline.release.verify import verify_through

AT = "2026-11-23T06:32:00Z"


def publish(publisher: Publisher, version: str, package: str = "pack") -> None:
    """One more version of a package of one table."""
    with publisher.stage(package, version) as folder:
        (folder / "data").mkdir()
        (folder / "data" / "roster.csv").write_text(f"person\nKim {version}\n")
        (folder / "datapackage.json").write_bytes(canonical_json({"name": package, "version": version}))
        (folder / "changes.json").write_bytes(b"{}\n")
    publisher.commit(package, version, published_at=AT, observed_at=None, level="minor", reason={"sv": "ny"})


def build(path: Path, signer: Signer | None = None) -> Path:
    """A target of two packages, one with a withdrawn version, and a site."""
    with Publisher(path, signer) as publisher:
        for version in ("1.0.0", "1.1.0", "1.2.0"):
            publish(publisher, version)
        publish(publisher, "1.0.0", package="other")
        publisher.withdraw("pack", "1.1.0", reason="wrong", withdrawn_at=AT)
        publisher.publish_site({"index.html": b"all", "pack/1.0.0.html": b"one", "other/1.0.0.html": b"one"})
        publisher.write_status({"outcome": "published"})
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A target that nobody touches."""
    return build(tmp_path_factory.mktemp("sound") / "public")


@pytest.fixture
def target(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to tamper with."""
    return Path(shutil.copytree(sound, tmp_path / "public"))


def found(target: Path) -> set[tuple[str, str]]:
    """Kind and path of every problem."""
    return {(problem.kind, problem.path) for problem in verify(target).problems}


def test_what_was_published_is_sound(sound: Path) -> None:
    result = verify(sound)
    assert result.problems == ()
    assert (result.versions, result.complete) == (4, True)
    # three of four versions, two latest/ and two v1/ with four files each, a tombstone with its list, and three pages
    assert result.files == 7 * 4 + 2 + 3
    ensure_sound(sound)


def test_a_new_target_is_sound(tmp_path: Path) -> None:
    ensure_sound(tmp_path)
    ensure_sound(tmp_path / "missing")
    with pytest.raises(TargetRefused) as refusal:
        verify(tmp_path / "missing")
    assert refusal.value.key == "no_target"


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_flipped_bit_is_found_wherever_it_is(sound: Path, data: st.DataObject) -> None:
    unproved = {"status.json"}
    paths = sorted(path for path in sound.rglob("*") if path.is_file() and path.name not in unproved)
    path = data.draw(st.sampled_from(paths))
    content = path.read_bytes()
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    try:
        path.write_bytes(flipped)
        assert verify(sound).problems
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize("folder", ["pack/1.0.0", "pack/latest", "other/1.0.0"])
def test_each_kind_of_change_to_a_file_is_named(target: Path, folder: str) -> None:
    table = target / folder / "data" / "roster.csv"
    content = table.read_bytes()
    path = f"{folder}/data/roster.csv"
    table.write_bytes(content + b"Somebody else\n")
    assert found(target) == {("changed", path)}
    table.rename(table.with_name("renamed.csv"))
    assert found(target) == {("missing", path), ("added", f"{folder}/data/renamed.csv")}
    table.with_name("renamed.csv").unlink()
    assert found(target) == {("missing", path)}
    table.write_bytes(content)
    (target / folder / ".hidden").touch()
    (target / folder / "empty").mkdir()
    assert found(target) == {("added", f"{folder}/.hidden"), ("added", f"{folder}/empty")}


def test_a_change_that_mends_the_list_of_files_is_found(target: Path) -> None:
    folder = target / "pack" / "1.0.0"
    before = sha256_of(folder / "changes.json")
    (folder / "changes.json").write_text('{"story": "another"}')
    sums = (folder / "SHA256SUMS").read_text().replace(before, sha256_of(folder / "changes.json"))
    (folder / "SHA256SUMS").write_text(sums)
    assert found(target) == {("changed", "pack/1.0.0/SHA256SUMS")}


def test_a_link_is_not_followed_even_to_the_same_bytes(target: Path, tmp_path: Path) -> None:
    table = target / "pack" / "1.0.0" / "changes.json"
    shutil.move(table, tmp_path / "outside.json")
    table.symlink_to(tmp_path / "outside.json")
    assert found(target) == {("link", "pack/1.0.0/changes.json")}
    shutil.move(target / "other", tmp_path / "other")
    (target / "other").symlink_to(tmp_path / "other")
    assert ("link", "other/versions.json") in found(target)


@pytest.mark.parametrize("gone", ["pack/1.0.0", "pack/1.1.0", "pack/latest", "pack/versions.json", "pack", "other"])
def test_whatever_is_taken_away_is_missed(target: Path, gone: str) -> None:
    path = target / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert any(problem.kind == "missing" and problem.path.startswith(gone) for problem in verify(target).tampered)


def test_a_version_that_the_index_does_not_know_is_found(target: Path) -> None:
    shutil.copytree(target / "pack" / "1.2.0", target / "pack" / "9.9.9")
    assert found(target) == {("added", "pack/9.9.9")}


def test_a_version_of_another_package_is_found_even_with_its_index(target: Path) -> None:
    shutil.rmtree(target / "other")
    with Publisher(target.parent / "forged") as publisher:
        publish(publisher, "1.0.0", package="evil")
    shutil.move(target.parent / "forged" / "evil", target / "other")
    assert ("changed", "other/1.0.0/datapackage.json") in found(target)


def test_latest_must_be_the_newest_version_that_stands(target: Path) -> None:
    shutil.rmtree(target / "pack" / "latest")
    shutil.copytree(target / "pack" / "1.0.0", target / "pack" / "latest")
    assert found(target) == {("changed", "pack/latest/SHA256SUMS")}


def edit_index(target: Path, edit: Callable[[list[dict[str, object]]], object]) -> None:
    """Change the index of `pack`."""
    path = target / "pack" / "versions.json"
    entries = json.loads(path.read_text())
    edit(entries)
    path.write_bytes(canonical_json(entries))


@pytest.mark.parametrize("field", ["published_at", "observed_at", "level", "reason", "sha256", "sums", "chain"])
def test_no_field_of_the_index_can_be_changed(target: Path, field: str) -> None:
    edit_index(target, lambda entries: entries[2].update({field: "0" * 64}))
    assert ("chain", "pack/versions.json") in found(target)


def test_an_entry_cannot_be_taken_out_of_the_index(target: Path) -> None:
    edit_index(target, lambda entries: entries.pop(2))
    shutil.rmtree(target / "pack" / "1.0.0")
    assert ("chain", "pack/versions.json") in found(target)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[[]]", b"null", b"[" * 100_000, b"\xff", b'[{"version": NaN}]', b"[1e999]"]
)
def test_an_index_that_cannot_be_read_is_a_problem_and_no_crash(target: Path, content: bytes) -> None:
    (target / "pack" / "versions.json").write_bytes(content)
    assert found(target) == {("unreadable", "pack/versions.json")}


def test_data_that_came_back_to_a_withdrawn_version_are_found(target: Path) -> None:
    shutil.copytree(target / "pack" / "1.0.0" / "data", target / "pack" / "1.1.0" / "data")
    assert found(target) == {("added", "pack/1.1.0/data/roster.csv")}


def test_a_changed_page_is_named_but_does_not_keep_publish_from_mending_it(target: Path) -> None:
    (target / "index.html").write_text("casino")
    assert found(target) == {("page", "index.html")}
    ensure_sound(target)
    with Publisher(target) as publisher:
        publisher.publish_site({"index.html": b"all", "pack/1.0.0.html": b"one", "other/1.0.0.html": b"one"})
    assert verify(target).problems == ()


def test_a_file_beside_the_packages_is_named_but_may_be_the_host_s(target: Path) -> None:
    (target / "casino.html").touch()
    (target / "wallet").mkdir()
    (target / ".nojekyll").touch()
    assert found(target) == {("beside", ".nojekyll"), ("beside", "casino.html"), ("beside", "wallet")}
    ensure_sound(target)


def test_a_file_among_the_pages_is_named(target: Path) -> None:
    with Publisher(target) as publisher:
        publisher.publish_site({"about/index.html": b"about", "pack/1.0.0.html": b"one", "other/1.0.0.html": b"one"})
    (target / "about" / "casino.html").touch()
    assert found(target) == {("beside", "about/casino.html")}


def test_a_folder_of_something_else_is_no_published_tree(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert verify(tmp_path).is_of_nothing
    assert not verify(sound).is_of_nothing


def test_nothing_is_built_on_a_target_that_was_tampered_with(target: Path) -> None:
    (target / "pack" / "1.0.0" / "changes.json").write_text("[]")
    with pytest.raises(TargetRefused) as refusal:
        ensure_sound(target)
    assert refusal.value.exit_code == 4
    assert refusal.value.facts == {
        "target": target,
        "path": "pack/1.0.0/changes.json",
        "kind": "changed",
        "count": 1,
    }


def test_an_interrupted_run_is_told_from_tampering(target: Path) -> None:
    steps = [{"action": "place", "path": "pack/1.3.0", "sums": "0" * 64}]
    (target / ".publishing" / "pack").mkdir(parents=True)
    (target / ".publishing" / "pack" / "journal.json").write_bytes(canonical_json(steps))
    shutil.copytree(target / "pack" / "1.2.0", target / "pack" / "1.3.0")
    assert found(target) == {("interrupted", ".publishing"), ("interrupted", "pack/1.3.0")}
    assert verify(target).tampered == ()
    (target / "pack" / "1.0.0" / "changes.json").unlink()
    assert [problem.path for problem in verify(target).tampered] == ["pack/1.0.0/changes.json"]


@pytest.fixture
def over_http(target: Path) -> Iterator[Callable[[], VerifyResult]]:
    """`verify` of `target` through a server on loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    def fetch(url: str) -> bytes | None:
        try:
            with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310 (the server of this test)
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise

    with answering(server_of(functools.partial(Quiet, directory=str(target)))) as address:
        yield lambda: verify_through(UrlReader(address, fetch))


def test_a_target_on_the_web_is_verified_byte_by_byte(target: Path, over_http: Callable[[], VerifyResult]) -> None:
    here, there = verify(target), over_http()
    assert there.problems == ()
    assert (there.versions, there.files, there.bytes) == (here.versions, here.files, here.bytes)
    assert not there.complete


@pytest.mark.parametrize("path", ["pack/1.0.0/changes.json", "pack/latest/data/roster.csv", "pack/versions.json"])
def test_tampering_on_the_web_is_found(target: Path, over_http: Callable[[], VerifyResult], path: str) -> None:
    content = (target / path).read_bytes()
    (target / path).write_bytes(content.replace(b"1", b"2").replace(b"{", b"["))
    assert path in {problem.path for problem in over_http().tampered}
    (target / path).unlink()
    assert ("missing", path) in {(problem.kind, problem.path) for problem in over_http().tampered}


def test_a_signed_target_is_verified_with_the_pinned_key(tmp_path: Path) -> None:
    public = keygen(tmp_path / "key")
    target = build(tmp_path / "public", read_signer(tmp_path / "key"))
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (target / "signing-key.pub").read_bytes() == public.read_bytes()
    assert verify(target, key=public).problems == ()
    forged = keygen(tmp_path / "forged")
    assert {problem.path for problem in verify(target, key=forged).tampered} == {
        "pack/versions.json.sig",
        "other/versions.json.sig",
    }


def test_with_a_pinned_key_an_index_that_was_made_anew_is_found(tmp_path: Path) -> None:
    public = keygen(tmp_path / "key")
    target = build(tmp_path / "public", read_signer(tmp_path / "key"))
    shutil.rmtree(target / "other")
    with Publisher(tmp_path / "forged") as publisher:
        publish(publisher, "1.0.0", package="other")
        publisher.publish_site({"other/1.0.0.html": b"one"})
    shutil.copytree(tmp_path / "forged" / "other", target / "other")
    assert verify(target).problems == ()
    assert [(problem.kind, problem.path) for problem in verify(target, key=public).problems] == [
        ("unsigned", "other/versions.json.sig")
    ]


def test_the_index_and_the_tombstone_say_the_same_of_a_withdrawal(target: Path) -> None:
    edit_index(target, lambda entries: entries[1]["events"][0].update(reason="another"))  # type: ignore[index]
    assert found(target) == {("changed", "pack/1.1.0/tombstone.json")}


def test_the_signature_is_one_that_openssl_accepts(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    public = keygen(tmp_path / "key")
    package = build(tmp_path / "public", read_signer(tmp_path / "key")) / "pack"
    files = ["-sigfile", package / "versions.json.sig", "-in", package / "versions.json"]
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(public), *map(str, files)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_a_signed_target_is_not_changed_without_the_key(tmp_path: Path) -> None:
    keygen(tmp_path / "key")
    target = build(tmp_path / "public", read_signer(tmp_path / "key"))
    with pytest.raises(TargetRefused) as refusal, Publisher(target) as publisher:
        publish(publisher, "2.0.0")
    assert refusal.value.key == "target_signed"
    assert verify(target, key=tmp_path / "key.pub").problems == ()


def test_a_target_can_be_signed_later(target: Path, tmp_path: Path) -> None:
    public = keygen(tmp_path / "key")
    assert {problem.kind for problem in verify(target, key=public).problems} == {"unsigned"}
    with Publisher(target, read_signer(tmp_path / "key")) as publisher:
        assert publisher.sign() == ["other", "pack"]
        assert publisher.sign() == []
    assert verify(target, key=public).problems == ()


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    keygen(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(UsageError) as error:
        keygen(tmp_path / "key")
    assert error.value.key == "key_not_written"
    assert (tmp_path / "key").read_bytes() == before


def test_a_wrong_key_is_named(sound: Path, tmp_path: Path) -> None:
    keygen(tmp_path / "key")
    with pytest.raises(UsageError) as error:
        read_signer(tmp_path / "key.pub")
    assert error.value.key == "bad_private_key"
    with pytest.raises(UsageError) as error:
        verify(sound, key=tmp_path / "key")
    assert error.value.key == "bad_public_key"
