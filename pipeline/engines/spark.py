"""Spark, through its DataFrame API alone: its tasks prove parts, its shuffle groups keys, its join finds references."""

import pickle
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import grpc
import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as sql
from pyspark.sql.connect.client import DefaultChannelBuilder
from pyspark.sql.connect.client.retries import DefaultPolicy

from pipeline.errors import PipelineError, UsageError
from pipeline.prover.engine import Item, Missing, PartRow, Proven, Result
from pipeline.prover.parts import Part
from pipeline.prover.recipe import Proof, Summary

_PATIENCE = 20  # seconds until a server has answered
_RETRIES = 5  # of the client, over some 17 seconds; its own default is ten minutes
_ROWS = 100_000  # of a batch
_MADE = "kind tinyint, number int, high long, low long, part int, row long, made binary"
_RESULT, _KEYS, _REFERENCES = range(3)
"""What a row of it is: a result of an item, a key of a row, a value that is referred to."""


class SparkEngine:
    """A session on a server of Spark Connect, or the one that the surroundings have."""

    def __init__(self, named: str) -> None:
        """Begin a session. Raises a UsageError where nobody answers."""
        self._named = named
        self._kept: list[Any] = []
        with self._running("engine_unreachable"):
            there = SparkSession.getActiveSession() if named == "spark" else None
            self._is_ours = there is None
            self._session: Any = there or _begun(named)

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """As `Engine.map`."""
        with self._running():
            return results(self._mapped(lambda item: (work(item), ()), items)) if items else []

    def prove(self, work: Callable[[Part], Proof], parts: Sequence[Part]) -> "SparkProven":
        """As `Engine.prove`."""

        def made(part: Part) -> tuple[Summary, list[pa.RecordBatch]]:
            proof = work(part)
            return proof.summary, [*_rows(_KEYS, proof.keys), *_rows(_REFERENCES, proof.references)]

        with self._running():
            self._kept.append(self._mapped(made, parts).persist())
        return SparkProven(self._kept[-1], self._running)

    def close(self) -> None:
        """Leave the session, if it is ours; one that was there keeps nothing of ours."""
        if self._is_ours:
            self._session.stop()
            return
        with suppress(UsageError), self._running():  # whoever lost the server has said so
            for frame in self._kept:
                frame.unpersist()

    def _mapped(self, make: Callable[[Any], Any], items: Sequence[Any]) -> Any:  # noqa: ANN401 (a DataFrame of some kind)
        """What is made of each item, one a task."""
        numbers = pa.array(range(len(items)), pa.int32())
        carried = pa.array([pickle.dumps(item) for item in items], pa.binary())
        frame = self._session.createDataFrame(pa.table({"number": numbers, "item": carried}))

        def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                for number, item in zip(*batch.to_pydict().values(), strict=True):
                    yield from _outcome(make, number, item)

        return frame.repartitionByRange(max(len(items), 1), "number").mapInArrow(run, _MADE)

    @contextmanager
    def _running(self, key: str = "engine_failed") -> Iterator[None]:
        """Say in a sentence what Spark says."""
        try:
            with warnings.catch_warnings():  # about its own versions and retries: what matters of it is said below
                warnings.filterwarnings("ignore", module=r"pyspark\.")
                yield
        except (PySparkException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            said = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
            facts = {"detail": said} if key == "engine_failed" else {}
            raise UsageError(key, engine=_without_token(self._named), **facts) from error


class SparkProven:
    """Proofs that Spark keeps, or makes again where it keeps nothing."""

    def __init__(self, frame: Any, running: Callable[[], Any]) -> None:  # noqa: ANN401 (a DataFrame of some kind)
        """Rows as `_MADE` has them."""
        self._frame = frame
        self._running = running

    def summaries(self) -> list[Summary]:
        """As `Proven.summaries`."""
        with self._running():
            return results(self._frame)

    def shared(self, limit: int) -> list[PartRow]:
        """As `Proven.shared`."""
        order = Window.partitionBy("number", "high").orderBy("part", "row")
        ranked = self._of(_KEYS).select(
            "part",
            "row",
            sql.row_number().over(order).alias("rank"),
            sql.first("part").over(order).alias("first_part"),
            sql.first("row").over(order).alias("first_row"),
        )
        again = _first(ranked.filter("rank > 1"), limit, ["part", "row", "first_part", "first_row"])
        with self._running():
            found = again.toArrow().to_pydict()
        pairs = (("part", "row"), ("first_part", "first_row"))
        return sorted({each for part, row in pairs for each in zip(found[part], found[row], strict=True)})

    def missing(self, referenced: Sequence[Proven], limit: int) -> list[Missing]:
        """As `Proven.missing`."""
        found: list[Missing] = []
        for number, there in enumerate(referenced):
            if not isinstance(there, SparkProven):
                raise TypeError(there)
            here = self._of(_REFERENCES).filter(sql.col("number") == number)
            lacking = here.join(there._of(_REFERENCES).select("high", "low"), ["high", "low"], "left_anti")  # noqa: SLF001
            with self._running():
                some = _first(lacking, limit, ["high", "low", "part", "row"]).toArrow().to_pydict()
            found += [(number, (high, low), part, row) for high, low, part, row in zip(*some.values(), strict=True)]
        return found

    def _of(self, kind: int) -> Any:  # noqa: ANN401 (a DataFrame of some kind)
        return self._frame.filter(sql.col("kind") == kind)


def _begun(named: str) -> Any:  # noqa: ANN401 (a session, of Connect or not)
    if named == "spark":
        session = SparkSession.builder.getOrCreate()
    else:
        with DefaultChannelBuilder(named).toChannel() as trial:
            grpc.channel_ready_future(trial).result(timeout=_PATIENCE)
        session = SparkSession.builder.remote(named).create()
    if client := getattr(session, "client", None):
        client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES)])
    return session


def results(frame: Any) -> list[Any]:  # noqa: ANN401 (a DataFrame of some kind)
    """What was made of each item, in order. Raises what its making raised."""
    found = frame.filter(sql.col("kind") == _RESULT).select("number", "made").toArrow().to_pydict()
    made = [pickle.loads(each) for _, each in sorted(zip(*found.values(), strict=True))]  # noqa: S301 (our own workers made it)
    if fault := next((each for each in made if isinstance(each, PipelineError)), None):
        raise fault
    return made


def _outcome(make: Callable[[Any], Any], number: int, item: bytes) -> Iterator[pa.RecordBatch]:
    """Runs on a worker. A fault that has a sentence is a result: Spark would carry its text alone, and try again."""
    try:
        made, batches = make(pickle.loads(item))  # noqa: S301 (the driver made it)
    except PipelineError as error:
        made, batches = error, ()
    columns = {"number": pa.array([number], pa.int32()), "made": pa.array([pickle.dumps(made)], pa.binary())}
    yield _tagged(_RESULT, 1, columns)
    yield from batches


def _rows(kind: int, table: pa.Table) -> Iterator[pa.RecordBatch]:
    names = {"key": "number", "reference": "number", "fingerprint": "high"}
    for batch in table.to_batches(_ROWS):
        columns = {names.get(name, name): batch[name] for name in table.schema.names}
        yield _tagged(kind, batch.num_rows, columns)


def _tagged(kind: int, rows: int, columns: dict[str, pa.Array]) -> pa.RecordBatch:
    """Some columns of `_MADE`; the others are null."""
    kinds = [pa.int8(), pa.int32(), pa.int64(), pa.int64(), pa.int32(), pa.int64(), pa.binary()]
    names = [each.split()[0] for each in _MADE.split(", ")]
    given = {"kind": pa.array([kind] * rows, pa.int8()), **columns}
    arrays = [
        given[name].cast(of) if name in given else pa.nulls(rows, of) for name, of in zip(names, kinds, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _first(frame: Any, limit: int, names: list[str]) -> Any:  # noqa: ANN401 (a DataFrame of some kind)
    ordered = frame.orderBy("part", "row").limit(limit) if limit else frame
    return ordered.select(*names)


def _without_token(address: str) -> str:
    """An address of Spark Connect without its parameters, one of which may be a password."""
    return address.partition("/;")[0]
