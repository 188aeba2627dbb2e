"""The target: what a commit, a withdrawal and a new site leave there, and what they refuse."""

import contextlib
import datetime as dt
import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import TargetRefused, UsageError
from pipeline.files import canonical_json, sha256_of
from pipeline.release import Publisher, Target, ensure_sound, verify
from pipeline.release.exchange import _exchange_by_renames, exchange

AT = dt.datetime(2026, 11, 23, 6, 32, tzinfo=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
REASON = {"sv": "ny", "en": "new"}


def fill(folder: Path, package: str, version: str, row: str = "Kim") -> None:
    """A package of one table, and a descriptor that knows its hash."""
    (folder / "data").mkdir()
    table = folder / "data" / "roster.csv"
    table.write_text(f"person\n{row} {version}\n")
    files = [{"path": "data/roster.csv", "sha256": sha256_of(table)}]
    publishing = {"files": files, "identity": {"persons": 39}, "source": {"sha256": "0" * 64}}
    descriptor = {"name": package, "version": version, "publishing": publishing}
    (folder / "datapackage.json").write_bytes(canonical_json(descriptor))


def publish(publisher: Publisher, version: str, package: str = "pack") -> None:
    """One more version of a package."""
    with publisher.stage(package, version) as folder:
        fill(folder, package, version)
    publisher.commit(package, version, published_at=AT, observed_at="2026-11-22", level="minor", reason=REASON)


def withdraw(publisher: Publisher, version: str) -> None:
    """The withdrawal of a version of `pack`."""
    publisher.withdraw("pack", version, reason="wrong roles", withdrawn_at="2026-11-24T06:32:00Z")


def content(target: Path) -> dict[str, bytes]:
    """Every file of a tree."""
    return {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A target that holds versions 1.0.0 and 1.1.0 of `pack`."""
    path = tmp_path / "public"
    with Publisher(path) as publisher:
        publish(publisher, "1.0.0")
        publish(publisher, "1.1.0")
    return path


@pytest.fixture
def publisher(target: Path) -> Iterator[Publisher]:
    """A run on `target`."""
    with Publisher(target) as run:
        yield run


def test_a_version_is_published_with_its_copy_and_its_entry(target: Path) -> None:
    assert {path.name for path in (target / "pack").iterdir()} == {
        "1.0.0",
        "1.1.0",
        "latest",
        "v1",
        "versions.json",
    }
    newest, first = Target(target).releases("pack")
    assert (newest.version, first.version) == ("1.1.0", "1.0.0")
    assert newest.descriptor["version"] == "1.1.0"
    assert content(target / "pack" / "latest") == content(target / "pack" / "1.1.0")
    assert Target(target).latest("pack") == newest


def test_the_sums_of_a_version_satisfy_sha256sum(target: Path) -> None:
    command = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    for version in ("1.0.0", "1.1.0", "latest"):
        subprocess.run(command, cwd=target / "pack" / version, check=True, capture_output=True)


def test_the_index_holds_what_the_contract_promises(target: Path) -> None:
    entry = json.loads((target / "pack" / "versions.json").read_text())[0]
    descriptor = sha256_of(target / "pack" / "1.1.0" / "datapackage.json")
    assert entry["sha256"] == descriptor
    assert {name: entry[name] for name in ("version", "published_at", "observed_at", "level", "reason", "state")} == {
        "version": "1.1.0",
        "published_at": AT,
        "observed_at": "2026-11-22",
        "level": "minor",
        "reason": REASON,
        "state": "published",
    }


def test_nothing_but_the_contract_is_left_between_runs(target: Path) -> None:
    assert [path.name for path in target.iterdir()] == ["pack"]


def test_a_published_version_is_never_rewritten(target: Path, publisher: Publisher) -> None:
    before = content(target)
    with pytest.raises(TargetRefused) as refusal, publisher.stage("pack", "1.0.0"):
        pytest.fail("nothing may be staged")
    assert refusal.value.key == "version_exists"
    assert content(target) == before


def test_a_version_must_be_newer_than_the_newest(publisher: Publisher) -> None:
    with pytest.raises(TargetRefused) as refusal, publisher.stage("pack", "1.0.9"):
        pytest.fail("nothing may be staged")
    assert refusal.value.key == "version_not_newer"


def test_nothing_is_dated_before_what_was_published_last(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    earlier = "2026-11-23T06:31:59Z"
    before = content(target)
    with Publisher(target) as publisher, pytest.raises(TargetRefused) as withdrawn:
        publisher.withdraw("pack", "1.0.0", reason="wrong roles", withdrawn_at=earlier)
    with Publisher(target) as publisher:
        with publisher.stage("pack", "1.2.0") as folder:
            fill(folder, "pack", "1.2.0")
        with pytest.raises(TargetRefused) as published:
            publisher.commit("pack", "1.2.0", published_at=earlier, observed_at=None, level="minor", reason=REASON)
    assert {refused.value.key for refused in (withdrawn, published)} == {"clock_behind"}
    assert published.value.facts["known"] == AT
    assert content(target) == before
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # whoever says what time it is needs no clock
    with Publisher(target) as publisher:
        publisher.withdraw("pack", "1.0.0", reason="wrong roles", withdrawn_at=earlier)


def test_a_disk_that_is_full_while_a_version_is_written_anew_is_that_of_the_target(publisher: Publisher) -> None:
    with pytest.raises(TargetRefused) as refusal, publisher.restage("pack", "1.0.0"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert refusal.value.key == "target_full"


def test_versions_are_ordered_by_number_and_not_by_letter(target: Path, publisher: Publisher) -> None:
    publish(publisher, "1.9.0")
    publish(publisher, "1.10.0")
    assert [release.version for release in Target(target).releases("pack")][:2] == ["1.10.0", "1.9.0"]


def test_a_data_file_that_changed_since_it_was_written_is_not_published(target: Path) -> None:
    before = content(target)
    with Publisher(target) as publisher:
        with publisher.stage("pack", "1.2.0") as folder:
            fill(folder, "pack", "1.2.0")
            (folder / "data" / "roster.csv").write_text("person\nSomebody else\n")
        with pytest.raises(TargetRefused) as refusal:
            publisher.commit("pack", "1.2.0", published_at=AT, observed_at=None, level="minor", reason=REASON)
    assert refusal.value.key == "staged_file_differs"
    assert content(target) == before


def test_a_writer_that_fails_leaves_the_target_as_it_was(target: Path) -> None:
    before = content(target)
    with (
        Publisher(target) as publisher,
        contextlib.suppress(ZeroDivisionError),
        publisher.stage("pack", "1.2.0") as folder,
    ):
        fill(folder, "pack", "1.2.0")
        raise ZeroDivisionError
    assert content(target) == before


def test_the_failure_of_one_package_spares_the_other(target: Path) -> None:
    with Publisher(target) as publisher:
        with pytest.raises(TargetRefused), publisher.stage("pack", "1.0.0"):
            pytest.fail("nothing may be staged")
        publish(publisher, "1.0.0", package="other")
    assert Target(target).packages() == ["other", "pack"]
    assert verify(target).problems == ()


@pytest.mark.parametrize("name", ["../pack", "Pack", "", ".publishing", "a/b", "päck", "pack\n"])
def test_a_package_name_cannot_leave_the_target(publisher: Publisher, name: str) -> None:
    with pytest.raises(UsageError), publisher.stage(name, "2.0.0"):
        pytest.fail("nothing may be staged")


@pytest.mark.parametrize("version", ["../1.0.0", "latest", "1.0", "01.0.0", "1.0.0-rc1", "", "1.0.0\n", "١.0.0"])
def test_a_version_is_three_numbers(publisher: Publisher, version: str) -> None:
    with pytest.raises(UsageError), publisher.stage("pack", version):
        pytest.fail("nothing may be staged")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_everybody_can_read_what_is_published_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with Publisher(tmp_path / "public") as publisher:
            publish(publisher, "1.0.0")
            publisher.publish_site({"pack/index.html": b"page", "index.html": b"page"})
            publisher.write_status({"outcome": "published"})
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in (tmp_path / "public").rglob("*")}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_a_link_among_the_staged_files_is_not_published(publisher: Publisher) -> None:
    with publisher.stage("pack", "1.2.0") as folder:
        fill(folder, "pack", "1.2.0")
        (folder / "data" / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(TargetRefused) as refusal:
        publisher.commit("pack", "1.2.0", published_at=AT, observed_at=None, level="minor", reason=REASON)
    assert refusal.value.key == "not_publishable"


def test_a_package_folder_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    elsewhere, target = tmp_path / "elsewhere", tmp_path / "public"
    elsewhere.mkdir()
    target.mkdir()
    (target / "pack").symlink_to(elsewhere)
    with Publisher(target) as publisher, pytest.raises(TargetRefused) as refusal:
        publish(publisher, "1.0.0")
    assert refusal.value.key == "target_in_the_way"
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("path", ["pack", "pack/latest", "pack/versions.json", ".publishing"])
def test_a_thing_in_the_way_is_refused_and_left_alone(tmp_path: Path, path: str) -> None:
    place = tmp_path / "public" / path
    place.parent.mkdir(parents=True)
    if path.endswith(".json"):
        place.mkdir()
    else:
        place.write_text("mine")
    before = content(tmp_path)
    with pytest.raises(TargetRefused) as refusal, Publisher(tmp_path / "public") as publisher:
        publish(publisher, "1.0.0")
    assert refusal.value.key == "target_in_the_way"
    assert content(tmp_path) == before
    assert not (tmp_path / "public" / "pack" / "1.0.0").exists()


def test_a_target_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("mine")
    with pytest.raises(TargetRefused) as refusal, Publisher(tmp_path / "public"):
        pytest.fail("nothing can be published there")
    assert refusal.value.key == "target_in_the_way"


def test_a_second_publisher_is_refused_at_once(publisher: Publisher) -> None:
    with pytest.raises(TargetRefused) as refusal, Publisher(publisher.target.path):
        pytest.fail("two runs at once")
    assert (refusal.value.key, refusal.value.exit_code) == ("target_locked", 4)


def test_a_killed_publisher_blocks_nobody(target: Path) -> None:
    program = (
        "import sys, pathlib; from pipeline.release import Publisher\n"
        "with Publisher(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(TargetRefused), Publisher(target):
            pytest.fail("two runs at once")
        holder.kill()
        holder.wait()
    with Publisher(target) as publisher:
        publish(publisher, "1.2.0")


def test_a_lock_file_that_somebody_left_there_is_no_lock(target: Path) -> None:
    (target / ".lock").write_text("4711")
    with Publisher(target) as publisher:
        publish(publisher, "1.2.0")
    assert (target / ".lock").exists()


def test_the_status_is_all_that_a_refused_run_touches(target: Path, publisher: Publisher) -> None:
    before = content(target)
    publisher.write_status({"outcome": "refused", "why": {"sv": "nej", "en": "no"}})
    after = content(target)
    assert json.loads(after.pop("status.json"))["outcome"] == "refused"
    assert after == before


def test_the_site_is_made_exactly_what_is_asked_for(target: Path, publisher: Publisher) -> None:
    publisher.publish_site({"index.html": b"a", "pack/1.0.0.html": b"b", "feed.xml": b"c"})
    old = (target / "index.html").stat().st_ino
    changed = publisher.publish_site({"index.html": b"a", "feed.xml": b"d"})
    assert changed == ["feed.xml", "pack/1.0.0.html", "SHA256SUMS"]
    assert (target / "index.html").stat().st_ino == old
    assert not (target / "pack" / "1.0.0.html").exists()
    subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=target, check=True, capture_output=True)
    assert publisher.publish_site({"index.html": b"a", "feed.xml": b"d"}) == []


def test_pages_are_written_before_catalogues(publisher: Publisher) -> None:
    files = {"catalog.ttl": b"c", "feed.xml": b"f", "index.html": b"i", "pack/index.html": b"p"}
    order = publisher.publish_site(files)
    assert order == ["index.html", "pack/index.html", "catalog.ttl", "feed.xml", "SHA256SUMS"]


def test_a_page_that_is_not_ours_is_neither_replaced_nor_removed(target: Path, publisher: Publisher) -> None:
    (target / "robots.txt").write_text("mine")
    (target / "index.html").write_text("mine")
    with pytest.raises(TargetRefused) as refusal:
        publisher.publish_site({"index.html": b"ours"})
    assert refusal.value.key == "not_ours"
    publisher.publish_site({"feed.xml": b"ours"})
    publisher.publish_site({})
    assert {path.name for path in target.iterdir()} == {"robots.txt", "index.html", "pack", "SHA256SUMS"}


def test_what_a_host_has_for_crawlers_stays_and_ours_gives_way_until_it_is_gone(
    target: Path, publisher: Publisher
) -> None:
    ours = {"index.html": b"i", "robots.txt": b"ours", "sitemap.xml": b"ours"}
    (target / "robots.txt").write_text("mine")
    assert publisher.publish_site(ours) == ["index.html", "sitemap.xml", "SHA256SUMS"]
    assert publisher.publish_site(ours) == []
    assert (target / "robots.txt").read_text() == "mine"
    assert [problem.kind for problem in verify(target).problems] == ["beside"]
    (target / "robots.txt").unlink()
    assert publisher.publish_site(ours) == ["robots.txt", "SHA256SUMS"]
    (target / "robots.txt").write_text("changed by hand")
    assert publisher.publish_site(ours) == ["robots.txt", "SHA256SUMS"], "ours is made again"
    assert verify(target).problems == ()


@pytest.mark.parametrize(
    "path",
    [
        "../index.html",
        "/etc/x.html",
        "pack/latest/index.html",
        "pack/1.0.0/data/x.csv",
        "pack/versions.json",
        "status.json",
    ],
)
def test_a_page_cannot_lie_outside_the_target_or_in_a_version(publisher: Publisher, path: str) -> None:
    with pytest.raises(TargetRefused) as refusal:
        publisher.publish_site({path: b"x"})
    assert refusal.value.key == "not_a_page"


def test_a_withdrawn_version_leaves_a_tombstone_and_no_data(target: Path, publisher: Publisher) -> None:
    withdraw(publisher, "1.1.0")
    assert set(content(target / "pack" / "1.1.0")) == {"tombstone.json", "SHA256SUMS"}
    assert not any(b"Kim 1.1.0" in data for data in content(target).values())
    newest, first = Target(target).releases("pack")
    assert (newest.state, first.state) == ("withdrawn", "published")
    assert newest.descriptor["reason"] == "wrong roles"
    assert newest.descriptor["replacement"] == "1.0.0"
    assert Target(target).latest("pack") == first
    assert content(target / "pack" / "latest") == content(target / "pack" / "1.0.0")
    assert verify(target).problems == ()


def test_each_major_version_has_a_folder_with_its_newest_that_stands(target: Path, publisher: Publisher) -> None:
    publish(publisher, "2.0.0")
    shown = {name: content(target / "pack" / name) for name in ("1.0.0", "1.1.0", "2.0.0")}
    assert content(target / "pack" / "v1") == shown["1.1.0"]
    assert content(target / "pack" / "v2") == content(target / "pack" / "latest") == shown["2.0.0"]

    withdraw(publisher, "1.1.0")
    assert content(target / "pack" / "v1") == shown["1.0.0"]
    assert content(target / "pack" / "latest") == shown["2.0.0"]

    withdraw(publisher, "2.0.0")
    assert not (target / "pack" / "v2").exists()
    assert content(target / "pack" / "latest") == shown["1.0.0"]
    ensure_sound(target)


def test_one_that_is_missing_is_damage_as_latest_is(target: Path) -> None:
    shutil.rmtree(target / "pack" / "v1")
    assert [(problem.kind, problem.path) for problem in verify(target).tampered] == [("missing", "pack/v1/SHA256SUMS")]


def test_a_changed_file_in_one_is_tampering(target: Path) -> None:
    place = target / "pack" / "v1" / "data" / "roster.csv"
    place.unlink()  # it may be another name of the file of the version
    place.write_text("person\nMallory\n")
    assert [(problem.kind, problem.path) for problem in verify(target).tampered] == [
        ("changed", "pack/v1/data/roster.csv")
    ]
    with pytest.raises(TargetRefused):
        ensure_sound(target)


@pytest.mark.parametrize("kind", ["another version", "a link", "of no version"])
def test_such_a_folder_that_shows_something_else_is_found(target: Path, kind: str) -> None:
    home = target / "pack"
    if kind == "of no version":
        shutil.copytree(home / "1.0.0", home / "v3")
    else:
        shutil.rmtree(home / "v1")
        if kind == "a link":
            (home / "v1").symlink_to("1.1.0")
        else:
            shutil.copytree(home / "1.0.0", home / "v1")
    assert {problem.path.split("/")[1] for problem in verify(target).problems} == {
        "v3" if "no" in kind.split() else "v1"
    }


def test_a_tombstone_keeps_the_numbers_that_were_given_and_no_person(target: Path, publisher: Publisher) -> None:
    withdraw(publisher, "1.1.0")
    tombstone = json.loads((target / "pack" / "1.1.0" / "tombstone.json").read_bytes())
    assert tombstone == {
        "package": "pack",
        "version": "1.1.0",
        "state": "withdrawn",
        "withdrawn_at": "2026-11-24T06:32:00Z",
        "reason": "wrong roles",
        "replacement": "1.0.0",
        "identity": {"persons": 39},
        "snapshot_sha256": "0" * 64,
    }


def test_a_withdrawal_does_not_break_the_chain_and_a_next_version_corrects_it(target: Path) -> None:
    before = [entry.chain for entry in Target(target).entries("pack")]
    with Publisher(target) as publisher:
        withdraw(publisher, "1.1.0")
        assert [entry.chain for entry in Target(target).entries("pack")] == before
        publish(publisher, "1.1.1")
    ensure_sound(target)
    assert content(target / "pack" / "latest") == content(target / "pack" / "1.1.1")


def test_an_older_version_is_withdrawn_without_touching_latest(target: Path, publisher: Publisher) -> None:
    before = content(target / "pack" / "latest")
    withdraw(publisher, "1.0.0")
    assert content(target / "pack" / "latest") == before
    assert Target(target).releases("pack")[1].descriptor["replacement"] == "1.1.0"


def test_where_all_versions_are_withdrawn_there_is_no_latest(target: Path, publisher: Publisher) -> None:
    withdraw(publisher, "1.1.0")
    withdraw(publisher, "1.0.0")
    assert not (target / "pack" / "latest").exists()
    assert Target(target).latest("pack") is None
    assert verify(target).problems == ()


def test_a_page_can_lie_at_the_address_of_a_withdrawn_version(target: Path, publisher: Publisher) -> None:
    withdraw(publisher, "1.1.0")
    publisher.publish_site({"pack/1.1.0/index.html": b"withdrawn"})
    assert verify(target).problems == ()


@pytest.mark.parametrize(("version", "key"), [("3.0.0", "no_such_version"), ("1.1.0", "withdrawn_already")])
def test_what_cannot_be_withdrawn_is_refused(publisher: Publisher, version: str, key: str) -> None:
    withdraw(publisher, "1.1.0")
    with pytest.raises(UsageError) as error:
        withdraw(publisher, version)
    assert error.value.key == key


def test_a_reader_never_meets_a_gap_or_half_a_latest(target: Path) -> None:
    seen = ["1.1.0"]
    failed: list[Exception] = []

    def read() -> None:
        while seen[-1] != "1.11.0" and not failed:
            try:
                seen.append(json.loads((target / "pack" / "latest" / "datapackage.json").read_bytes())["version"])
            except (OSError, ValueError) as error:
                failed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    with Publisher(target) as publisher:
        for minor in range(2, 12):
            publish(publisher, f"1.{minor}.0")
    reader.join()
    assert failed == []


@pytest.mark.parametrize("swap", [exchange, _exchange_by_renames])
def test_two_folders_change_places(tmp_path: Path, swap: object) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert callable(swap)
    swap(tmp_path / "one", tmp_path / "other")
    assert content(tmp_path).keys() == {"one/other", "other/one"}


def test_an_index_that_is_no_index_is_refused(target: Path) -> None:
    (target / "pack" / "versions.json").write_text("[{}]")
    with pytest.raises(TargetRefused) as refusal:
        Target(target).releases("pack")
    assert refusal.value.key == "index_unreadable"


DEEP = b"[" * 100_000  # more than Python's reader of JSON goes down


def test_a_descriptor_that_nobody_can_read_to_its_end_is_refused(target: Path) -> None:
    (target / "pack" / "1.1.0" / "datapackage.json").write_bytes(DEEP)
    newest = Target(target).releases("pack")[0]
    with pytest.raises(TargetRefused) as refusal:
        _ = newest.descriptor
    assert refusal.value.key == "index_unreadable"


def test_a_journal_that_nobody_can_read_to_its_end_is_refused(target: Path) -> None:
    (target / ".publishing" / "pack").mkdir(parents=True)
    (target / ".publishing" / "pack" / "journal.json").write_bytes(DEEP)
    with pytest.raises(TargetRefused) as refusal, Publisher(target):
        pytest.fail("nothing may be recovered from this")
    assert refusal.value.key == "journal_unreadable"


def test_a_journal_that_leads_out_of_the_target_is_refused(target: Path, tmp_path: Path) -> None:
    (target / ".publishing" / "pack").mkdir(parents=True)
    steps = [{"action": "remove", "path": "../precious", "sums": None}]
    (target / ".publishing" / "pack" / "journal.json").write_text(json.dumps(steps))
    (tmp_path / "precious").touch()
    with pytest.raises(TargetRefused) as refusal, Publisher(target):
        pytest.fail("nothing may be recovered from this")
    assert refusal.value.key == "journal_unreadable"
    assert (tmp_path / "precious").exists()


def test_where_not_even_the_first_step_can_be_taken_the_target_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Publisher(tmp_path / "public") as publisher:
        publisher.write_status({"outcome": "published"})
        before = content(tmp_path)
        monkeypatch.setattr(Path, "replace", refuse_folders(Path.replace))
        with pytest.raises(TargetRefused) as refusal:
            publish(publisher, "1.0.0")
        assert refusal.value.key == "target_failed"
        assert {path.name for path in (tmp_path / "public").iterdir()} == {"status.json"}
    assert content(tmp_path) == before


def refuse_folders(replace: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """A file system on which no folder can be moved: the package lies on another disk."""

    def refuse(staged: Path, placed: Path) -> Path:
        if staged.is_dir():
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(staged))
        return replace(staged, placed)

    return refuse
