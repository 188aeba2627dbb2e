"""Tables in parts: where they are cut, and that a change touches only the parts it is in."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.changes.rows import difference, differences
from pipeline.changes.rows.counted import each_difference
from pipeline.files import sha256_of
from pipeline.flow.parts import in_parts, recut
from pipeline.formats import called
from pipeline.model import PackageSpec, PublishedPart, SourceFile, Table
from pipeline.rows import table_from_rows
from pipeline.schema import table_spec
from pipeline.spool import spooled
from pipeline.versions import Edition

TEXTS = {"titles": {"sv": "t", "en": "t"}, "descriptions": {"sv": "d", "en": "d"}}


def spec_of(**types: str):
    """A table `t` with these fields, the first of them its key."""
    fields = [
        {"name": name, "type": kind, "change": "content", **TEXTS, "constraints": {"required": not number}}
        for number, (name, kind) in enumerate(types.items())
    ]
    return table_spec("t", {"fields": fields, "primaryKey": [next(iter(types))], "change": "content", **TEXTS})


SPEC = spec_of(id="integer", word="string")
FEW = settings(deadline=None, max_examples=40)
KEYS = st.sets(st.integers(0, 400), max_size=80)


def package(size: int | None) -> PackageSpec:
    return PackageSpec("p", {}, {}, {}, "p", "table", "t", (SPEC,), {}, rows_per_file=size)


def table(keys, words=lambda key: f"w{key}", spec=SPEC) -> Table:
    return table_from_rows(spec, [{"id": key, "word": words(key)} for key in sorted(keys)])


def cut(after: Table, size: int, before: Table | None = None) -> Table:
    return in_parts(package(size), {"t": after}, {"t": before} if before else None)["t"]


def ids(of: Table) -> list[int]:
    return [row["id"] for row in of.rows()]


def digests(of: Table) -> dict[str, str]:
    return {part.name: part.rows_sha256 for part in of.parts}


@FEW
@given(KEYS, KEYS, st.integers(1, 12))
def test_the_parts_are_the_table_whatever_it_was_before(earlier, later, size):
    before = cut(table(earlier), size)
    after = cut(table(later), size, before)
    if after.parts:
        assert [key for part in after.parts for key in ids(part.table)] == sorted(later)
        assert [part.rows for part in after.parts] == [len(ids(part.table)) for part in after.parts]
        names = [part.name for part in after.parts]
        assert names == sorted(set(names))
        assert sorted(f"{name}.parquet" for name in names) == [f"{name}.parquet" for name in names]
        assert max(part.rows for part in after.parts) <= 2 * size
    else:
        assert not before.parts
        assert len(later) <= size


@FEW
@given(st.sets(st.integers(0, 400), min_size=20), st.integers(0, 400), st.integers(5, 12))
def test_a_row_more_or_less_touches_one_part_and_those_it_becomes(keys, key, size):
    before = cut(table(keys - {key}), size)
    after = cut(table(keys | {key}), size, before)
    for one, other in ((before, after), (after, cut(table(keys - {key}), size, after))):
        gone = digests(one).items() - digests(other).items()
        assert len(gone) <= 2  # two where one of them became so small that it joined the other


@settings(deadline=None, max_examples=15)
@given(KEYS, KEYS, st.sets(st.integers(0, 400)), st.integers(1, 12))
def test_the_difference_is_that_of_the_whole_tables(earlier, later, other, size):
    before, after = table(earlier), table(later, lambda key: "other" if key in other else f"w{key}")
    first = cut(before, size)
    second = cut(after, size, first)
    found = differences({"t": first}, {"t": second})
    assert found == tuple(each for each in [difference(before, after)] if each)
    assert list(each_difference(first, second)) == list(each_difference(before, after))


def test_parts_that_did_not_change_are_not_read_to_be_compared():
    first = cut(table(range(100)), 10)
    second = cut(table(range(100), lambda key: "new" if key == 55 else f"w{key}"), 10, first)

    def unread() -> Iterator[pa.RecordBatch]:
        pytest.fail("read")

    def without_rows(of: Table) -> Table:
        parts = tuple(
            part if part.name == "t-0006" else replace(part, table=replace(part.table, batches=unread))
            for part in of.parts
        )
        return replace(of, batches=unread, parts=parts)

    [found] = differences({"t": without_rows(first)}, {"t": without_rows(second)})
    assert [(was["id"], now["word"]) for was, now in found.changed] == [(55, "new")]


def test_what_only_looks_the_same_in_another_type_is_compared():
    before = cut(table(range(20), spec=SPEC, words=str), 5)
    numbers = spec_of(id="integer", word="integer")
    after = cut(table(range(20), spec=numbers, words=int), 5, before)
    assert digests(before) == digests(after)
    [found] = differences({"t": before}, {"t": after})
    assert found.totals == (0, 0, 20)


def test_under_another_key_nothing_is_cut_where_it_was():
    before = cut(table(range(20)), 5)
    after = cut(table(range(20), spec=spec_of(word="string", id="integer")), 6, before)
    assert [part.rows for part in after.parts] == [5, 5, 5, 5]
    assert [part.published for part in after.parts] == [{}, {}, {}, {}]


def test_a_table_stays_in_parts_where_it_shrinks_and_without_the_setting_it_is_one_file():
    before = cut(table(range(20)), 5)
    assert [part.name for part in cut(table(range(3)), 5, before).parts] == ["t-0001"]
    assert [part.rows for part in cut(table(()), 5, before).parts] == [0]
    assert in_parts(package(None), {"t": table(range(20))}, {"t": before})["t"].parts == ()
    assert cut(table(range(5)), 5).parts == ()


@pytest.mark.parametrize(
    ("parts", "now"),
    [
        ([("t-0001", 20), ("t-0002", 5)], [("t-0001", 20), ("t-0002", 5)]),  # twice the size is not too much
        ([("t-0001", 21), ("t-0002", 5)], [("t-0001", 7), ("t-00013", 7), ("t-00016", 7), ("t-0002", 5)]),
        ([("t-0001", 5), ("t-0002", 25)], [("t-0001", 5), ("t-0002", 8), ("t-0003", 8), ("t-0004", 9)]),
        ([("t-0001", 0), ("t-0002", 8)], [("t-0002", 8)]),  # a year that was taken away
        ([("t-0001", 6), ("t-0002", 2), ("t-0003", 9)], [("t-0001", 8), ("t-0003", 9)]),
        ([("t-0001", 9), ("t-0002", 2)], [("t-0001", 9), ("t-0002", 2)]),  # together they are too much
        ([("t-0001", 0), ("t-0002", 0)], [("t-0001", 0)]),
        ([("t-9999", 25)], [("t-9999", 8), ("t-99993", 8), ("t-99996", 9)]),
    ],
)
def test_parts_are_cut_and_joined_as_they_grow_and_shrink(parts, now):
    assert recut(parts, 10) == now


@FEW
@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(1, 20), st.integers(1, 4))
def test_names_stay_in_their_order_however_often_parts_are_cut(rows, size, times):
    parts = [(f"t-{number:04}", count) for number, count in enumerate(rows, 1)]
    for _ in range(times):
        parts = [(name, count * 3) for name, count in recut(parts, size)]
        names = [f"{name}.csv.gz" for name, _ in parts]
        assert all(one < other for one, other in pairwise(names))


def test_a_part_of_a_spooled_table_is_read_from_where_it_begins(tmp_path: Path):
    batches = [next(table(range(start, start + 7)).batches()) for start in range(0, 70, 7)]
    whole = spooled(SPEC, batches, tmp_path)
    after = cut(whole, 10)
    assert [ids(part.table) for part in after.parts] == [list(range(start, start + 10)) for start in range(0, 70, 10)]
    assert whole.skip is not None
    assert [batch.num_rows for batch in whole.skip(8)] == [7, 7]


def edition(**package_facts) -> Edition:
    source = SourceFile("0" * 64, "p", "https://example.org", "text/csv", None, "unknown", Path(), 1)
    facts = {"descriptor": {"licenses": [{"name": "CC0-1.0"}]}, **package_facts}
    return Edition(replace(package(5), **facts), "1.0.0", "2026-11-23T00:00:00Z", (source,), {"t": 20})


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_part_that_an_earlier_version_has_is_that_file(tmp_path: Path, form: str):
    tables = {"t": cut(table(range(20)), 5)}
    [before] = called(form).write(edition(), tables, tmp_path / "1.0.0")
    known = {part.name: PublishedPart(tmp_path / "1.0.0" / part.path, part.sha256) for part in before.parts}
    parts = tuple(replace(part, published={form: known[part.name]}) for part in tables["t"].parts)
    damaged = known["t-0002"].path
    content = damaged.read_bytes()
    damaged.write_bytes(content + b"!")
    later = replace(edition(), version="1.0.1", published_at="2026-11-24T00:00:00Z")
    [after] = called(form).write(later, {"t": replace(tables["t"], parts=parts)}, tmp_path / "1.0.1")
    assert after == before
    is_same = [(tmp_path / "1.0.1" / part.path).samefile(known[part.name].path) for part in after.parts]
    assert is_same == [True, False, True, True]
    assert sha256_of(tmp_path / "1.0.1" / before.parts[1].path) == before.parts[1].sha256


def test_a_part_that_would_be_written_otherwise_today_is(tmp_path: Path):
    tables = {"t": cut(table(range(20)), 5)}
    [before] = called("parquet").write(edition(), tables, tmp_path / "1.0.0")
    published = {"parquet": PublishedPart(tmp_path / "1.0.0" / before.parts[0].path, before.parts[0].sha256)}
    parts = (replace(tables["t"].parts[0], published=published),)
    [after] = called("parquet").write(
        edition(descriptor={"licenses": [{"name": "CC-BY-4.0"}]}),
        {"t": replace(tables["t"], parts=parts)},
        tmp_path / "1.0.1",
    )
    assert after.parts[0].sha256 != before.parts[0].sha256
