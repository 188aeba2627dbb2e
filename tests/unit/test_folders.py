"""A folder that cannot be listed is no empty one: whoever reads it says so, and takes nothing for gone."""

import errno
import os

import pytest

from pipeline.errors import TargetRefused
from pipeline.files import below, holding, listed
from pipeline.prover.parts import expanded
from pipeline.release import Target
from pipeline.sources import archive


@pytest.fixture
def bad_disk(tmp_path, monkeypatch):
    """A folder with something in it, on a disk that lists nothing any more."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "versions.json").write_text("[]")
    (tmp_path / "snapshots").mkdir()

    def fail(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(tmp_path))

    monkeypatch.setattr(os, "listdir", fail)
    monkeypatch.setattr(os, "scandir", fail)
    return tmp_path


@pytest.mark.parametrize(
    "read",
    [listed, lambda folder: holding(folder, "versions.json"), lambda folder: list(below(folder)),
     lambda folder: archive.snapshots(folder, "om-mlr"), lambda folder: expanded(str(folder), folder)],
    ids=["listed", "holding", "below", "the archive", "parts of a table"],
)  # fmt: skip
def test_what_a_bad_disk_hides_is_not_taken_for_what_is_not_there(bad_disk, read):
    with pytest.raises(OSError, match="Input/output error"):
        read(bad_disk)


def test_a_target_on_a_bad_disk_is_not_taken_for_one_without_packages(bad_disk):
    with pytest.raises(TargetRefused) as refused:
        Target(bad_disk).packages()
    assert refused.value.facts["detail"] == os.strerror(errno.EIO)


def test_what_is_listed_is_in_order_and_nothing_lies_where_there_is_no_folder(tmp_path):
    for name in ("b/2", "b/1", "a", ".hidden/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to(tmp_path / "b")

    found = [path.relative_to(tmp_path).as_posix() for path in below(tmp_path, skipping=lambda name: name[0] == ".")]
    assert found == ["a", "b", "b/1", "b/2", "link"]
    assert [path.name for path in holding(tmp_path, "1")] == ["b", "link"]
    assert (listed(tmp_path / "none"), list(below(tmp_path / "none"))) == ([], [])
