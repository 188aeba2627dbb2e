"""Blocks are cut where records end, whatever is in them."""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.prover.layout import Format, UnreadableBlock
from pipeline.prover.split import Block, blocks, content_offset, records_at
from pipeline.prover.store import FileSource

FORM = Format("utf-8", ",")
TEXT = st.lists(
    st.sampled_from(["a", "å", ",", '"', '""', "\n", "\r\n", "\r", " ", '"b\nc"', "x,y\n"]), max_size=40
).map("".join)


@contextmanager
def opened(content: bytes) -> Iterator[FileSource]:
    """A file with this content."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        yield FileSource(file.fileno())


def records(text: str) -> list[list[str]]:
    """What Python's csv module reads."""
    return list(csv.reader(io.StringIO(text, newline="")))


@settings(deadline=None)
@given(TEXT, st.integers(1, 30))
def test_carefully_cut_blocks_hold_the_records_of_the_file(text: str, size: int) -> None:
    with opened(text.encode()) as file:
        cut = list(blocks(file, 0, FORM, careful=True, size=size))
    assert b"".join(block.content for block in cut) == text.encode()
    assert [record for block in cut for record in records(block.content.decode())] == records(text)


@settings(deadline=None)
@given(TEXT.filter(lambda text: '"' not in text), st.integers(1, 30))
def test_without_quotes_every_cut_is_right(text: str, size: int) -> None:
    with opened(text.encode()) as file:
        cut = list(blocks(file, 0, FORM, size=size))
    assert [record for block in cut for record in records(block.content.decode())] == records(text)


@settings(deadline=None)
@given(TEXT, st.data())
def test_single_records_are_read_as_among_all(text: str, data: st.DataObject) -> None:
    expected = records(text)
    wanted = sorted(data.draw(st.sets(st.sampled_from(range(len(expected)))))) if expected else []
    found = list(records_at(Block(0, text.encode()), FORM, wanted, len(expected)))
    assert [record.cells for record in found] == [expected[index] for index in wanted]
    ends = [len(text.encode()[: record.end].decode()) for record in found]
    assert [len(records(text[:end])) for end in ends] == [index + 1 for index in wanted]


@pytest.mark.parametrize(
    ("content", "skipped", "offset"),
    [
        (b"a,b\n1,2\n", 1, 4),
        (b"\xef\xbb\xbfa\n1\n", 1, 5),
        (b'"a\nb",c\r\n1,2', 1, 9),
        (b"a\n1", 0, 0),
        (b"x\n\na\n1", 3, 5),
    ],
)
def test_data_begin_after_the_header(content: bytes, skipped: int, offset: int) -> None:
    with opened(content) as file:
        assert content_offset(file, Format("utf-8-sig", ","), skipped) == offset


def test_a_record_without_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.prover.split.LARGEST_RECORD", 1000)
    with opened(b'a,"' + b"b\n" * 1000) as file, pytest.raises(UnreadableBlock):
        list(blocks(file, 0, FORM, size=100))


def test_bytes_that_are_not_of_the_encoding_are_refused() -> None:
    with pytest.raises(UnreadableBlock):
        Format("cp1252", ",").utf8(b"a\x81")


def test_blocks_are_read_from_where_one_asks() -> None:
    with opened(b"a\nb\nc\n") as file:
        assert [block.offset for block in blocks(file, 2, FORM, size=3)] == [2, 4]
        assert file.read_at(1, 2) == b"b"


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_record_far_into_a_block_is_read_where_it_lies(end: str) -> None:
    lines = [f"{number},{'å' * (number % 50)}" for number in range(5000)]
    found = list(records_at(Block(0, ("\n".join(lines) + end).encode()), FORM, [0, 2600, 4998, 4999], len(lines)))
    assert [record.cells for record in found] == [lines[index].split(",") for index in (0, 2600, 4998, 4999)]


def test_a_block_is_not_cut_in_a_cell_that_was_opened_far_before() -> None:
    content = b"a,b\n" * 20_000 + b'a,"' + b"b\n" * 50_000 + b'"\n' + b"a,b\n" * 20_000
    with opened(content) as file:
        cut = list(blocks(file, 0, FORM, size=1 << 17))
    assert b"".join(block.content for block in cut) == content
    assert all(block.content.count(b'"') % 2 == 0 for block in cut)
