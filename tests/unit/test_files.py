"""A large file that nobody touched is read once; one that was touched is read again."""

import hashlib
import os

import pytest

from pipeline import files
from pipeline.files import hashed, sha256_once


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch):
    monkeypatch.setattr(files, "LARGE", 1)
    monkeypatch.setattr(files, "_read", {})


def of(content):
    return hashlib.sha256(content).hexdigest()


def test_a_file_that_nobody_touched_is_not_read_twice(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a")
    assert sha256_once(path) == of(b"a")
    monkeypatch.setattr(files, "sha256_of", None)
    assert sha256_once(path) == of(b"a")


def test_a_file_that_was_written_into_is_read_again_though_its_size_and_time_were_put_back(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a")
    os.utime(path, ns=(1, 1))
    assert sha256_once(path) == of(b"a")
    path.write_bytes(b"b")
    os.utime(path, ns=(1, 1))
    assert sha256_once(path) == of(b"b")


def test_another_file_in_its_place_is_read(tmp_path):
    path, other = tmp_path / "t.csv", tmp_path / "u.csv"
    path.write_bytes(b"a")
    assert sha256_once(path) == of(b"a")
    other.write_bytes(b"b")
    other.replace(path)
    assert sha256_once(path) == of(b"b")


def test_a_small_file_is_read_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGE", 2)
    path = tmp_path / "t.csv"
    path.write_bytes(b"a")
    assert sha256_once(path) == of(b"a")
    assert files._read == {}


def test_a_file_that_was_hashed_as_it_was_written_is_read_only_if_somebody_touches_it(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    with hashed(path) as write:
        write(b"a")
        write(memoryview(b"b"))
    with monkeypatch.context() as unread:
        unread.setattr(files, "sha256_of", None)
        assert sha256_once(path) == of(b"ab")
    path.write_bytes(b"cd")
    os.utime(path, ns=(1, 1))
    assert sha256_once(path) == of(b"cd")
