"""Dask: its scheduler hands out parts, and makes again what a lost worker had; its shuffle brings keys together."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import dask.dataframe as dd
import pandas as pd
import pyarrow as pa
from distributed import CancelledError, Client, KilledWorker, wait
from distributed.comm.core import CommClosedError

from pipeline.errors import UsageError
from pipeline.prover.engine import Item, Missing, PartRow, Proven, Result
from pipeline.prover.parts import Part
from pipeline.prover.recipe import KEYS, REFERENCES, Proof, Summary

_PATIENCE = "20s"  # until a scheduler has answered
_LOOK = 5  # seconds until it is asked whether there is still a worker
DESERTED = 60  # seconds without any worker, after which none is waited for


class DaskEngine:
    """A cluster whose scheduler has an address."""

    def __init__(self, address: str) -> None:
        """Join the cluster. Raises a UsageError where nobody answers."""
        self._address = f"dask://{address}"
        for told in ("distributed", "distributed.client"):  # traces of what is said in a sentence below
            logging.getLogger(told).setLevel(logging.CRITICAL)
        try:
            self._client: Any = Client(f"tcp://{address}", timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError("engine_unreachable", engine=self._address) from error

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """As `Engine.map`."""
        found: list[Result] = self.come(self._client.map(work, list(items), pure=False))
        return found

    def prove(self, work: Callable[[Part], Proof], parts: Sequence[Part]) -> "DaskProven":
        """As `Engine.prove`."""
        return DaskProven(self, self._client, self._client.map(work, list(parts), pure=False, key="prove"))

    def come(self, futures: list[Any]) -> list[Any]:
        """What came of them. Raises a UsageError where Dask gave up, or has had no worker for `DESERTED` seconds."""
        try:
            while not self._are_done(futures):
                self._client.wait_for_workers(1, timeout=DESERTED)
            found: list[Any] = self._client.gather(futures)
        except TimeoutError as error:
            raise UsageError("engine_deserted", engine=self._address, seconds=DESERTED) from error
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise UsageError("engine_failed", engine=self._address, detail=type(error).__name__) from error
        return found

    def _are_done(self, futures: list[Any]) -> bool:
        try:
            with self._client.as_current():
                wait(futures, timeout=_LOOK)  # type: ignore[no-untyped-call]
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


class DaskProven:
    """Proofs that lie with the workers."""

    def __init__(self, engine: DaskEngine, client: Any, proofs: list[Any]) -> None:  # noqa: ANN401 (has no types)
        """Of each part, what will be its proof."""
        self._engine = engine
        self._client = client
        self._proofs = proofs

    def summaries(self) -> list[Summary]:
        """As `Proven.summaries`."""
        found: list[Summary] = self._engine.come(self._client.map(_summary, self._proofs, pure=False))
        return found

    def shared(self, limit: int) -> list[PartRow]:
        """As `Proven.shared`."""
        columns = ["part", "row", "first_part", "first_row"]
        meta = _empty(pa.schema([(name, pa.int64()) for name in columns]))
        again = self._frame("keys", KEYS).shuffle(["key", "fingerprint"], shuffle_method="p2p")
        found = self._computed(again.map_partitions(_repeated, limit, meta=meta))
        first = found.nsmallest(limit, ["part", "row"]) if limit else found
        return sorted({*_pairs(first, "part", "row"), *_pairs(first, "first_part", "first_row")})

    def missing(self, referenced: Sequence[Proven], limit: int) -> list[Missing]:
        """As `Proven.missing`."""
        here = self._frame("references", REFERENCES)
        found: list[Missing] = []
        for number, there in enumerate(referenced):
            if not isinstance(there, DaskProven):
                raise TypeError(there)
            known = there._frame("references", REFERENCES)[["high", "low"]].drop_duplicates().assign(there=1)  # noqa: SLF001
            joined = here[here["reference"] == number].merge(
                known, on=["high", "low"], how="left", shuffle_method="p2p"
            )
            lacking = joined[joined["there"].isna()][["high", "low", "part", "row"]]
            some = self._computed(lacking.map_partitions(_first, limit, meta=lacking._meta))  # noqa: SLF001 (Dask's way)
            if limit:
                some = some.nsmallest(limit, ["part", "row"])
            found += [(number, (high, low), part, row) for high, low, part, row in some.itertuples(index=False)]
        return found

    def _frame(self, which: str, schema: pa.Schema) -> Any:  # noqa: ANN401 (has no types)
        frames = self._client.map(partial(_frame_of, which), self._proofs, pure=False)
        return dd.from_delayed(frames, meta=_empty(schema), verify_meta=False)

    def _computed(self, frame: Any) -> pd.DataFrame:  # noqa: ANN401 (has no types)
        found: pd.DataFrame = self._engine.come([self._client.compute(frame)])[0]
        return found


def _empty(schema: pa.Schema) -> pd.DataFrame:
    found: pd.DataFrame = schema.empty_table().to_pandas()
    return found


def _summary(proof: Proof) -> Summary:
    return proof.summary


def _frame_of(which: str, proof: Proof) -> pd.DataFrame:
    found: pd.DataFrame = getattr(proof, which).to_pandas()
    return found


def _repeated(keys: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The rows that have the key of an earlier one, each with the first row of that key; the first of them only."""
    ordered = keys.sort_values(["part", "row"])
    groups = ordered.groupby(["key", "fingerprint"], sort=False)
    ordered = ordered.assign(first_part=groups["part"].transform("first"), first_row=groups["row"].transform("first"))
    again = ordered[groups.cumcount() > 0][["part", "row", "first_part", "first_row"]].astype("int64")
    return again.head(limit) if limit else again


def _first(rows: pd.DataFrame, limit: int) -> pd.DataFrame:
    return rows.nsmallest(limit, ["part", "row"]) if limit else rows


def _pairs(frame: pd.DataFrame, part: str, row: str) -> list[PartRow]:
    return [(int(one), int(other)) for one, other in zip(frame[part], frame[row], strict=True)]
