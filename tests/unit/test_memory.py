"""What a machine remembers of a target: a release costs what it changes, and what changed since is still found."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline.errors import TargetRefused
from pipeline.files import canonical_json, sha256_of
from pipeline.release import Publisher, ensure_sound, verify
from pipeline.release.memory import Memory, stamp
from pipeline.release.reader import FolderReader
from pipeline.versions import LastingPage

VERSIONS = ("1.0.0", "1.1.0", "1.2.0")
CSV = "pack/1.0.0/data/roster.csv"
AT = "2026-11-23T06:32:00Z"


def publish(publisher: Publisher, version: str, row: str = "Kim") -> None:
    with publisher.stage("pack", version) as folder:
        (folder / "data").mkdir()
        (folder / "data" / "roster.csv").write_text(f"person\n{row}\n")
        (folder / "datapackage.json").write_bytes(canonical_json({"name": "pack", "version": version}))
    publisher.commit("pack", version, published_at=AT, observed_at=None, level="minor", reason={"sv": "ny"})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A target of three versions that was seen whole, all of it older than what is remembered."""
    path = tmp_path / "public"
    with Publisher(path) as publisher:
        for version in VERSIONS:
            publish(publisher, version, f"Kim {version}")
    age(path)
    ensure_sound(path)
    return path


def age(folder: Path) -> None:
    """Let every file and folder be a minute older: what is as young as the memory itself is not believed."""
    for path in (folder, *folder.rglob("*")):
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns - 60 * 10**9))


def read(monkeypatch: pytest.MonkeyPatch, target: Path) -> list[str]:
    """The files that the check before a release hashes."""
    opened: list[str] = []
    real = FolderReader.digest

    def counted(self, path):
        opened.append(path)
        return real(self, path)

    monkeypatch.setattr(FolderReader, "digest", counted)
    ensure_sound(target)
    return opened


def test_what_was_seen_whole_is_not_read_again(target, monkeypatch):
    assert read(monkeypatch, target) == []


def test_a_large_file_that_lies_there_under_several_names_is_read_once(target, monkeypatch):
    opened: list[int] = []
    monkeypatch.setattr("pipeline.files.LARGE", 1)
    monkeypatch.setattr("pipeline.files.sha256_of", lambda path: opened.append(path.stat().st_ino) or sha256_of(path))
    assert not verify(target).problems
    assert (target / "pack/latest/data/roster.csv").samefile(target / "pack/1.2.0/data/roster.csv")
    assert len(opened) == len(set(opened)) > 0


def test_a_new_version_is_read_and_those_before_are_not(target, monkeypatch):
    with Publisher(target) as publisher:
        publish(publisher, "1.3.0")
    assert {path.split("/")[1] for path in read(monkeypatch, target)} == {"1.3.0", "latest", "v1"}


@pytest.mark.parametrize("way", ["longer", "as long", "another file", "a link", "gone", "more", "unreadable"])
def test_what_was_touched_since_is_read_again_and_found(target, way):
    place = target / CSV
    content = place.read_bytes()
    match way:
        case "longer":
            place.write_bytes(content + b"x\n")
        case "as long":
            place.write_bytes(content.replace(b"Kim", b"Tim"))
        case "another file":
            other = target.parent / "other"
            other.write_bytes(content.replace(b"Kim", b"Tim"))
            shutil.copystat(place, other)
            other.replace(place)
        case "a link":
            shutil.move(place, target.parent / "elsewhere")
            place.symlink_to(target.parent / "elsewhere")
        case "gone":
            place.unlink()
        case "more":
            (place.parent / "casino.csv").touch()
        case "unreadable":
            (place.parent.parent / "SHA256SUMS").write_bytes(b"")
    with pytest.raises(TargetRefused):
        ensure_sound(target)


def test_a_change_that_the_file_system_does_not_show_is_found_by_verify_alone(target):
    place = target / CSV
    before = place.stat()
    with place.open("r+b") as stream:
        stream.write(place.read_bytes().replace(b"Kim", b"Tim"))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    ensure_sound(target)
    assert [problem.path for problem in verify(target).problems] == [CSV]
    with pytest.raises(TargetRefused):  # who has seen it, knows
        ensure_sound(target)


def test_what_is_as_young_as_the_memory_is_not_believed(tmp_path):
    """Changed once more in the same tick of the clock, it would look the same."""
    path = tmp_path / "public"
    with Publisher(path) as publisher:
        publish(publisher, "1.0.0")
    ensure_sound(path)
    memory = Memory.of(path)
    assert memory.path is not None
    written = memory.path.stat().st_mtime_ns
    youngest = stamp(path / "pack/1.0.0")[1]
    assert "pack/1.0.0" in memory.whole
    os.utime(memory.path, ns=(written, youngest))
    assert Memory.of(path).whole == {}


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"whole": 1, "made": {}}', b'{"whole": {"a": [1]}, "made": {}}']
)
def test_a_damaged_memory_is_none(target, damage, monkeypatch):
    memory = Memory.of(target)
    assert memory.path is not None
    memory.path.write_bytes(damage)
    assert len(read(monkeypatch, target)) >= len(VERSIONS)


def test_a_machine_without_a_place_for_it_remembers_nothing(target, monkeypatch):
    monkeypatch.setattr("pipeline.release.memory.cache_folder", lambda: None)
    assert len(read(monkeypatch, target)) >= len(VERSIONS)


def put_page(target: Path, basis: str) -> bool:
    """Publish a page that is made of `basis`; whether it was made."""
    made = []

    def make() -> bytes:
        made.append(basis)
        return f"made of {basis}".encode()

    with Publisher(target) as publisher:
        publisher.publish_site({"index.html": b"all", "pack/1.0.0.html": LastingPage(basis, make)})
    assert (target / "pack/1.0.0.html").read_bytes() == f"made of {basis}".encode()
    return bool(made)


def test_a_page_is_made_again_only_where_what_it_is_made_of_changed(target):
    assert put_page(target, "a")
    assert not put_page(target, "a")
    assert put_page(target, "b")
    assert verify(target).problems == ()


@pytest.mark.parametrize("content", [b"wrong", b"made of x", None])
def test_a_page_that_was_touched_is_made_again(target, content):
    put_page(target, "a")
    page = target / "pack/1.0.0.html"
    if content is None:
        page.unlink()
    else:
        page.write_bytes(content)
    assert put_page(target, "a")


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_a_file_that_stayed_the_same_takes_no_room_of_its_own_whatever_becomes_of_the_other(tmp_path):
    path = tmp_path / "public"
    with Publisher(path) as publisher:
        for version, row in zip(VERSIONS, ("Kim", "Kim", "Tim"), strict=True):
            publish(publisher, version, row)
    tables = [inode(path / "pack" / version / "data/roster.csv") for version in (*VERSIONS, "latest")]
    assert tables[0] == tables[1]
    assert len(set(tables)) == 2
    with Publisher(path) as publisher:
        publisher.withdraw("pack", "1.0.0", reason="wrong", withdrawn_at=AT)
    assert verify(path).tampered == ()
    assert (path / "pack/1.1.0/data/roster.csv").read_text() == "person\nKim\n"


def test_a_file_that_was_tampered_with_is_not_shared(target):
    """Even where the file system does not show it."""
    place = target / "pack/1.2.0/data/roster.csv"
    before = place.stat()
    place.write_bytes(place.read_bytes().replace(b"Kim", b"Tim"))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    with Publisher(target) as publisher:
        publish(publisher, "1.3.0", "Kim 1.2.0")
    assert (target / "pack/1.3.0/data/roster.csv").read_bytes() == b"person\nKim 1.2.0\n"
