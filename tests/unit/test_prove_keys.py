"""Rows that share a key are found, wherever the keys are kept."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import spool
from pipeline.errors import UsageError
from pipeline.prover import keys
from pipeline.prover.keys import KeyIndex

FAR_APART = st.sampled_from([-(1 << 63), -(1 << 63) + 4, (1 << 63) - 5, (1 << 63) - 1])  # as hashes of texts are
KEYS = st.one_of(st.none(), st.integers(-3, 8), FAR_APART)
PARTS = st.lists(st.lists(KEYS, max_size=6), max_size=6)


def shared(parts: list[list[int | None]]) -> list[int]:
    """What the index says of keys that come in parts; null is a row without a key."""
    with KeyIndex() as index:
        first = 0
        for part in parts:
            absent = np.asarray([key is None for key in part], np.bool_)
            index.add(first, np.asarray([key or 0 for key in part], np.int64), absent)
            first += len(part)
        return index.shared().tolist()


def expected(parts: list[list[int | None]]) -> list[int]:
    """The same by counting."""
    flat = [key for part in parts for key in part]
    return [row for row, key in enumerate(flat) if key is not None and flat.count(key) > 1]


@settings(deadline=None)
@given(PARTS)
def test_every_row_that_shares_a_key_is_found(parts: list[list[int | None]]) -> None:
    assert shared(parts) == expected(parts)


@pytest.mark.parametrize(
    "parts", [[[3, 1, None], [1, 2, 3], [7, 8, 9], [8]], [[1, 2, 3], [4, 5, 6], [6]], [[5, 1], [2]]]
)
def test_keys_on_disk_are_found_as_those_in_memory(
    parts: list[list[int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "IN_MEMORY", 2)
    assert shared(parts) == expected(parts)


def test_keys_that_are_further_apart_than_numbers_have_bits_are_found() -> None:
    far = (1 << 63) - 5
    assert shared([[far, -far, 0, far]]) == [0, 3]


@pytest.mark.parametrize("room", ["1MB", "2MB"])  # too small for the first keys, and for comparing them
def test_where_there_is_no_room_for_keys_the_error_has_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(keys, "IN_MEMORY", 1000)
    monkeypatch.setattr(spool, "MEMORY", room)
    found = np.random.default_rng(1).integers(0, 1 << 62, 500_000)

    def search() -> None:
        with KeyIndex() as index:
            index.add(0, found, np.zeros(len(found), np.bool_))
            index.shared()

    with pytest.raises(UsageError) as caught:
        search()
    assert caught.value.key == "no_room_on_disk"
    assert not list(tmp_path.iterdir())


def test_running_numbers_take_no_memory_and_still_meet_a_number_that_comes_twice() -> None:
    with KeyIndex() as index:
        for first in range(0, 1_000_000, 1000):
            index.add(first, np.arange(first, first + 1000), np.zeros(1000, np.bool_))
        assert index.shared().tolist() == []
        index.add(1_000_000, np.asarray([77]), np.zeros(1, np.bool_))
        assert index.shared().tolist() == [77, 1_000_000]
