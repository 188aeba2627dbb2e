"""The engines that carry a check past one machine: each maps, shuffles and joins by what it has for that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.prover.engine import Engine

_DASK = re.compile(r"dask://(?P<address>[^/]+)/?")


@contextmanager
def engine_of(named: str) -> "Iterator[Engine | None]":
    """The engine of that name, for a while; null for this machine's own threads.

    Raises:
        UsageError: there is none of that name, its package is not installed, or it does not answer.
    """
    if named == "local":
        yield None
        return
    if not (found := _DASK.fullmatch(named)):
        raise UsageError("engine_unknown", engine=named)
    try:
        from pipeline.engines.dask import DaskEngine
    except ModuleNotFoundError as error:
        raise UsageError("engine_missing", engine=named, extra="dask", missing=error.name) from error
    engine = DaskEngine(found["address"])
    try:
        yield engine
    finally:
        engine.close()
